"""Questions to the bytes of a file that need no parser: what they deny is not there; what they allow is looked at.

Most files of a site are clean, and a check should not take them apart to say so.
"""

from __future__ import annotations

import re

from transpipe.detect.scopes import Markers

# Han in UTF-8 begins with E4 to E9, and beside other characters with E3, EF and F0.
_NOT_LEAD = bytes(byte for byte in range(256) if byte not in (0xE3, *range(0xE4, 0xEA), 0xEF, 0xF0))
_CERTAIN = bytes(range(0xE4, 0xEA))
_RARE = re.compile(rb"\xe3(?:\x80[\x85\x87]|[\x90-\xbf])|\xef[\xa4-\xab]|\xf0[\xa0-\xb3]")
# Patterns that begin with a literal find it at the speed of memory: what is rare costs next to nothing to look for.
_REFERENCE = re.compile(rb"&#(?:\d{5,}|[xX][0-9a-fA-F]{4,})")
_ESCAPE = re.compile(rb"\\(?:u(?:[3-9fF][0-9a-fA-F]|[dD][89abAB])[0-9a-fA-F]{2}|U000[23])")
_SWITCH = re.compile(rb"<!--\s*transpipe:|^\s*[\"']?transpipe[\"']?\s*[:=]\s*false\b", re.MULTILINE)
_FUNCTION_WORD = re.compile(rb" (?:the|of|and|to|in|is|are|for|with|that|this|on|by|be|as|it|we|you|or|from)(?=[ ,.])")
_LINE = 40
"""Bytes of a line of prose; a shorter one alone is a name, a command or a label."""
_ASCII_LINE = re.compile(rb"\n([\x00-\x09\x0b-\x7f]{%d,})(?![^\n])" % _LINE)
# Lines that open something that is no prose. The info string behind backticks holds none (CommonMark, 4.5).
_OPENING = re.compile(
    rb"\n(?=[ `~<\[])(?: {0,3}(?:(?P<fence>`{3,}(?![^\r\n]*`)|~{3,})|(?P<comment><!--))"
    rb"|(?P<label>\[//\]: #[ ]\([^()\\\n]*\)[ ]*\r?)(?![^\n]))"
)
_CLOSING = re.compile(rb"\n(?=[ `~]) {0,3}(`{3,}|~{3,})[ \t\x0b\x0c]*(?![^\r\n])")
_INLINE_CODE = re.compile(rb"`(?<!``)(`*)(?!`)[^\n]*?(?<!`)`\1(?!`)")
# In these a line that looks like a fence may be something else.
_RAW = re.compile(rb"<(?:pre|script|style|textarea)")


def may_hold_chinese(source: bytes) -> bool:
    """Whether there may be a Han character outside of plain code."""
    if not holds_han(source):
        return False
    if _is_numbered(source):
        return True
    prose = _prose(source)
    bare = [_INLINE_CODE.sub(b"", part) if b"`" in part else part for part in prose]
    # A mark that is escaped, or has no partner on its line, makes it uncertain what is code.
    if b"\\`" in source or any(b"`" in part for part in bare):
        bare = prose
    return any(map(_is_written, bare))


def holds_han(source: bytes) -> bool:
    """Whether there is a Han character, or one that is written as a number and may be one."""
    return _is_written(source) or _is_numbered(source)


def _is_written(source: bytes) -> bool:
    """Whether there is a Han character as such."""
    leads = source.translate(None, _NOT_LEAD)
    if not leads:
        return False
    return len(leads.translate(None, _CERTAIN)) < len(leads) or _RARE.search(source) is not None


def _is_numbered(source: bytes) -> bool:
    """Whether there is a character reference of HTML or an escape of JSON, YAML or TOML in the ranges of Han."""
    return _REFERENCE.search(source) is not None or _ESCAPE.search(source) is not None


def _prose(source: bytes) -> list[bytes]:
    """What stands outside of code fences and of comments that begin a line; all of it where it takes a parser to tell."""
    if (b"{" in source and b"{{" in source) or _RAW.search(source):
        return [source]
    text = b"\n" + source
    outside: list[bytes] = []
    start = place = 0
    blank = True
    """Whether a definition may be the first line from `start` on: it can't break a paragraph."""
    while found := _OPENING.search(text, place):
        place = found.end()
        if found["label"] and not _follows_blank(text, start, found.start(), blank=blank):
            continue
        outside.append(text[start : found.start()])
        blank = found["label"] is not None  # another one may follow
        end = place if blank else _end(text, found)
        if end < 0:
            return [source]
        start = place = end
    outside.append(text[start:])
    return outside


def _follows_blank(text: bytes, start: int, line: int, *, blank: bool) -> bool:
    """Whether the line before the newline at `line` is blank; `blank` says it of what stands before `start`."""
    if line == start:
        return blank
    before = text.rfind(b"\n", start, line)
    return before >= 0 and not text[before + 1 : line].lstrip(b" ")[:1].strip()


def _end(text: bytes, opening: re.Match[bytes]) -> int:
    """Where a fence or a comment ends; -1 for one that is not closed."""
    if opening["comment"]:
        end = text.find(b"-->", opening.start())
        return end if end < 0 else end + len(b"-->")
    closing = (found for found in _CLOSING.finditer(text, opening.end()) if found[1].startswith(opening["fence"]))
    found = next(closing, None)
    if found is None:
        return -1
    end = text.find(b"\n", found.end())
    return len(text) if end < 0 else end


def may_hold_english(source: bytes) -> bool:
    """Whether a line outside of code fences and comments reads like English prose: ASCII, long, function words."""
    return _reads_english(source) and any(map(_reads_english, _prose(source)))


def _reads_english(text: bytes) -> bool:
    return any(len(_FUNCTION_WORD.findall(line)) >= 2 for line in _ASCII_LINE.findall(b"\n" + text))


def may_hold_switch(source: bytes) -> bool:
    """Whether an author has closed something to the tool."""
    return b"transpipe" in source and _SWITCH.search(source) is not None


def marker_hints(markers: Markers) -> tuple[bytes, ...]:
    """What a file with a marker holds one of, in lower case: a plain word of each phrase, or `translation:`."""
    return (b"translation", *(_plain_word(phrase) for phrase in sorted(markers.start)))


def _plain_word(phrase: str) -> bytes:
    # Bytes have no case but that of ASCII, so a word with other letters that have case is no hint.
    words = [word for word in re.findall(r"\w+", phrase) if word.isascii() or word.lower() == word.upper()]
    return max(words, key=len).encode("utf-8") if words else b""
