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
_NUMBERED = re.compile(
    rb"&#(?:\d{5,}|[xX][0-9a-fA-F]{4,})|\\u(?:[3-9fF][0-9a-fA-F]|[dD][89abAB])[0-9a-fA-F]{2}|\\U000[23]"
)
_SWITCH = re.compile(rb"<!--\s*transpipe:|^\s*[\"']?transpipe[\"']?\s*[:=]\s*false\b", re.MULTILINE)
_FUNCTION_WORD = re.compile(rb" (?:the|of|and|to|in|is|are|for|with|that|this|on|by|be|as|it|we|you|or|from)(?=[ ,.])")
_LINE = 40
"""Bytes of a line of prose; a shorter one alone is a name, a command or a label."""
_COMMENT = re.compile(rb" {0,3}<!--")
_LABEL_COMMENT = re.compile(rb"\[//\]: #[ ]\([^()\\]*\)[ ]*\r?")
_FENCE = re.compile(rb" {0,3}(`{3,}|~{3,})([^\r\n]*)")
_INLINE_CODE = re.compile(rb"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
# In these a line that looks like a fence may be something else.
_RAW = (b"<pre", b"<script", b"<style", b"<textarea", b"{{")


def may_hold_chinese(source: bytes) -> bool:
    """Whether there may be a Han character outside of plain code."""
    if not holds_han(source):
        return False
    if _is_numbered(source):
        return True
    lines = _prose_lines(source)
    bare = [_INLINE_CODE.sub(b"", line) if b"`" in line else line for line in lines]
    # A mark that is escaped, or has no partner on its line, makes it uncertain what is code.
    if b"\\`" in source or any(b"`" in line for line in bare):
        bare = lines
    return any(holds_han(line) for line in bare if not line.isascii())


def holds_han(source: bytes) -> bool:
    """Whether there is a Han character, or one that is written as a number and may be one."""
    leads = source.translate(None, _NOT_LEAD)
    if not leads:
        return _is_numbered(source)
    return len(leads.translate(None, _CERTAIN)) < len(leads) or _RARE.search(source) is not None or _is_numbered(source)


def _is_numbered(source: bytes) -> bool:
    """Whether there is a character reference of HTML or an escape of JSON, YAML or TOML in the ranges of Han."""
    return (b"&#" in source or b"\\" in source) and _NUMBERED.search(source) is not None


def _prose_lines(source: bytes) -> list[bytes]:
    """The lines outside of code fences and of comments that begin a line; all lines where it takes a parser to tell."""
    lines = source.split(b"\n")
    if any(mark in source for mark in _RAW):
        return lines
    outside: list[bytes] = []
    opened = b""
    """The fence that is open, or `<!--`."""
    blank = True
    """Whether the line before was blank, so that a definition may stand here; it can't break a paragraph."""
    for line in lines:
        mark = line.lstrip(b" ")[:1]
        fence = _fence(line) if mark in (b"`", b"~") else None
        if opened == b"<!--" or (not opened and mark == b"<" and _COMMENT.match(line)):
            opened = b"" if b"-->" in line else b"<!--"
            outside.append(line.partition(b"-->")[2])
        elif opened:
            if fence and fence[1].startswith(opened) and not fence[2].strip():
                opened = b""
        elif fence:
            opened = fence[1]
        elif blank and _LABEL_COMMENT.fullmatch(line):
            continue  # and another may follow
        else:
            outside.append(line)
            blank = not mark.strip()
            continue
        blank = False
    return lines if opened else outside


def _fence(line: bytes) -> re.Match[bytes] | None:
    """The fence that a line may open or close; the text behind one of backticks holds none (CommonMark, 4.5)."""
    found = _FENCE.match(line)
    return None if found and found[1][:1] == b"`" and b"`" in found[2] else found


def may_hold_english(source: bytes) -> bool:
    """Whether a line outside of code fences and comments reads like English prose: ASCII, long, function words."""
    return any(map(_reads_english, source.split(b"\n"))) and any(map(_reads_english, _prose_lines(source)))


def _reads_english(line: bytes) -> bool:
    return len(line) >= _LINE and line.isascii() and len(_FUNCTION_WORD.findall(line)) >= 2


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
