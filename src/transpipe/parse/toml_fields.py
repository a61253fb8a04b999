"""TOML front matter: a scan for positions; the text has been checked by tomllib before.

Follows TOML 1.0; only what is needed to tell keys from values and to find where a value ends.
"""

from __future__ import annotations

import re
import tomllib

from transpipe.model import Field, Span
from transpipe.parse.positions import FieldScanner

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(
    r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'))*"""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRINGS = (
    ("multiline", re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")', re.DOTALL)),
    ("multiline", re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL)),
    ("double", re.compile(r'"(?:[^"\\\n]|\\.)*"')),
    ("single", re.compile(r"'[^'\n]*'")),
)
_BARE = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")  # a date and a time may have a space between them


def toml_fields(inner: bytes, base: int) -> tuple[Field, ...]:
    """Every entry of a valid TOML document, in file order; `base` is the offset of `inner` in the file."""
    scanner = _Scanner(inner.decode("utf-8"), base)
    scanner.document()
    return tuple(scanner.fields)


class _Scanner(FieldScanner):
    def blank(self, position: int) -> int:
        found = _BLANK.match(self.text, position)
        return found.end() if found else position

    def document(self) -> None:
        path: tuple[str, ...] = ()
        table: int | None = None  # index of the field of the table that is open
        position = self.blank(0)
        while position < len(self.text):
            if self.text[position] == "[":
                doubled = self.text.startswith("[[", position)
                key = _KEY.match(self.text, self.blank(position + (2 if doubled else 1)))
                assert key is not None  # valid TOML
                path = _path(key[0])
                end = self.text.index("]", key.end()) + (2 if doubled else 1)
                table = len(self.fields)
                self.fields.append(Field(path, self.span(position, end), self.span(end, end), "table"))
            else:
                end = self.pair(position, path, in_flow=False)
                if table is not None:
                    header = self.fields[table]
                    self.fields[table] = header._replace(entry=Span(header.entry.start, self.offset(end)))
            position = self.blank(end)

    def pair(self, position: int, path: tuple[str, ...], *, in_flow: bool) -> int:
        key = _KEY.match(self.text, position)
        assert key is not None  # valid TOML
        equals = self.blank(key.end())
        return self.value(self.blank(equals + 1), (*path, *_path(key[0])), position, in_flow=in_flow)

    def value(self, position: int, path: tuple[str, ...], key: int, *, in_flow: bool) -> int:
        char = self.text[position]
        if char in "[{":
            return self.container(position, path, key, char, in_flow=in_flow)
        for style, pattern in _STRINGS:
            if string := pattern.match(self.text, position):
                text = str(tomllib.loads(f"k = {string[0]}")["k"])
                entry, value = self.span(key, string.end()), self.span(position, string.end())
                self.fields.append(Field(path, entry, value, style, text, True, in_flow))
                return string.end()
        bare = _BARE.match(self.text, position)
        end = bare.end() if bare else position + 1
        self.fields.append(Field(path, self.span(key, end), self.span(position, end), "plain", in_flow=in_flow))
        return end

    def container(self, start: int, path: tuple[str, ...], key: int, opening: str, *, in_flow: bool) -> int:
        place = len(self.fields)
        closing, style = ("]", "flow-list") if opening == "[" else ("}", "flow-map")
        position = self.blank(start + 1)
        while self.text[position] != closing:
            if opening == "{":
                end = self.pair(position, path, in_flow=True)
            else:
                end = self.value(position, path, position, in_flow=True)
            position = self.blank(end)
            if self.text[position] == ",":
                position = self.blank(position + 1)
        field = Field(path, self.span(key, position + 1), self.span(start, position + 1), style, in_flow=in_flow)
        self.fields.insert(place, field)
        return position + 1


def _path(key: str) -> tuple[str, ...]:
    parts = []
    for part in _PART.findall(key):
        parts.append(tomllib.loads(f"k = {part}")["k"] if part[0] in "\"'" else part)
    return tuple(parts)
