"""Shortcode tags, found as Hugo finds them.

Source of the rules: Hugo, parser/pageparser/pagelexer_shortcode.go. Hugo's lexer knows no Markdown: a tag is live
in code, in HTML comments and in attributes. Only tags are scanned here; whether a shortcode needs a closing tag is
known to its template alone, so an opening tag without a closing one is no error.
"""

from __future__ import annotations

import re

from transpipe.errors import ParseError
from transpipe.model import Parameter, Shortcode, Span

_SPACE = re.compile(r"[ \t\r\n]*")
_BLANK = re.compile(r"[ \t]*")
# Hugo: letters, digits and the underscore of any script, with the slash for name spaces.
_NAME = re.compile(r"[\w/-]+")
_WORD = re.compile(r"[\w-]+")
_UNQUOTED = re.compile(r"\S+")
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_RAW = re.compile(r"`([^`]*)`")
_ESCAPED_QUOTED = re.compile(r'\\"([^"\n]*?)\\"')


def scan_shortcodes(source: bytes, start: int = 0) -> tuple[Shortcode, ...]:
    """All shortcode tags from `start` on, in file order.

    Raises ParseError (rule `shortcode`) at the first tag that Hugo would refuse.
    """
    if source.find(b"{", start) < 0 or (source.find(b"{{<", start) < 0 and source.find(b"{{%", start) < 0):
        return ()
    return _Scanner(source).scan(start)


class _Scanner:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.opened: set[str] = set()

    def scan(self, position: int) -> tuple[Shortcode, ...]:
        found: list[Shortcode] = []
        while (position := self.source.find(b"{{", position)) >= 0:
            mark = self.source[position + 2 : position + 3]
            if mark in (b"<", b"%"):
                shortcode = self.tag(position, mark.decode())
                found.append(shortcode)
                position = shortcode.span.end
            else:
                position += 1  # `{{{<` holds a tag one byte further
        return tuple(found)

    def tag(self, start: int, markup: str) -> Shortcode:
        close = (">" if markup == "<" else "%") + "}}"
        if self.source.startswith(b"/*", start + 3):
            end = self.source.find(b"*/" + close.encode(), start + 5)
            if end < 0:
                raise ParseError(f"shortcode comment is not closed: */{close} is missing", start, "shortcode")
            return Shortcode(Span(start, end + 5), "", markup, "escaped")
        # The text of one tag is short; decoding up to a bound keeps the scan linear in the size of the file.
        return _Tag(self, start, markup, close).read()


class _Tag:
    """Reads one tag; characters are counted from `start`, and turned into bytes at the end."""

    WINDOW = 1 << 14

    def __init__(self, scanner: _Scanner, start: int, markup: str, close: str) -> None:
        self.scanner = scanner
        self.start = start
        self.markup = markup
        self.close = close
        self.name = ""
        self.form = "open"
        self.parameters: list[tuple[str, int, int, str]] = []

    def read(self) -> Shortcode:
        window = self.WINDOW
        while True:
            chunk = self.scanner.source[self.start : self.start + window]
            self.text = chunk.decode("utf-8", "ignore")
            whole = self.start + window >= len(self.scanner.source)
            try:
                end = self.scan()
                break
            except ParseError:
                if whole:
                    raise
                window *= 8  # a tag may be longer than the window
                self.name, self.form, self.parameters = "", "open", []
        if self.form == "close":
            if self.name not in self.scanner.opened:
                raise self.error(f"closing tag for shortcode '{self.name}' does not match an opening tag")
        elif self.form == "open":
            self.scanner.opened.add(self.name)
        parameters = tuple(
            Parameter(name, Span(self.byte(first), self.byte(last)), quote)
            for name, first, last, quote in self.parameters
        )
        return Shortcode(Span(self.start, self.byte(end)), self.name, self.markup, self.form, parameters)

    def byte(self, index: int) -> int:
        return self.start + len(self.text[:index].encode("utf-8"))

    def error(self, message: str) -> ParseError:
        return ParseError(message, self.start, "shortcode")

    def scan(self) -> int:
        text, position = self.text, 3
        while True:
            position = _end(_SPACE, text, position)
            if text.startswith(self.close, position):
                if not self.name:
                    raise self.error("shortcode tag has no name")
                return position + 3
            if position >= len(text):
                raise self.error(f"unclosed shortcode {self.name or ''}: {self.close} is missing".replace(" :", ":"))
            if text[position] == "/":
                self.form = "self-closing" if self.name else "close"
                position += 1
            elif not self.name:
                position = self.read_name(position)
            elif self.form != "open":
                raise self.error(f"unclosed shortcode '{self.name}': {self.close} is expected after the slash")
            else:
                position = self.read_parameter(position)

    def read_name(self, position: int) -> int:
        end = _end(_NAME, self.text, position)
        if end == position:
            char = self.text[position]
            raise self.error(f"unrecognized character {char!r} in shortcode tag: a name is expected")
        if self.text.startswith(".inline", end):
            end += len(".inline")
        elif self.text.startswith(".", end):
            raise self.error("period in shortcode name only allowed for inline identifiers (name.inline)")
        self.name = self.text[position:end]
        return end

    def read_parameter(self, position: int) -> int:
        text = self.text
        for pattern, quote in ((_QUOTED, '"'), (_RAW, "`"), (_ESCAPED_QUOTED, '\\"')):
            if found := pattern.match(text, position):
                self.parameters.append(("", found.start(1), found.end(1), quote))
                return found.end()
        word = _WORD.match(text, position)
        if word is None:
            if text[position] in '"`\\':
                raise self.error(f"unterminated quoted string in shortcode '{self.name}'")
            raise self.error(
                f"unrecognized character {text[position]!r} in shortcode '{self.name}': "
                "parameters with other than letters and digits must be quoted"
            )
        position = word.end()
        equals = _end(_BLANK, text, position)
        if not text.startswith("=", equals):
            self.parameters.append(("", word.start(), word.end(), ""))
            return position
        position = _end(_BLANK, text, equals + 1)
        for pattern, quote in ((_QUOTED, '"'), (_RAW, "`"), (_ESCAPED_QUOTED, '\\"')):
            if found := pattern.match(text, position):
                self.parameters.append((word.group(), found.start(1), found.end(1), quote))
                return found.end()
        if text[position : position + 1] in ('"', "`"):
            raise self.error(f"unterminated quoted string in shortcode '{self.name}'")
        value = _UNQUOTED.match(text, position)
        end = value.end() if value else position
        stop = text.find(self.close, position, end)
        end = stop if stop >= 0 else end
        self.parameters.append((word.group(), position, end, ""))
        return end


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position
