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
_SWITCH = re.compile(rb"<!--\s*transpipe:|^\s*[\"']?transpipe[\"']?\s*[:=]\s*false\b", re.MULTILINE)
_FUNCTION_WORD = re.compile(rb"\b(?:the|of|and|to|in|is|are|for|with|that|this|on|by|be|as|it|we|you|or|from)\b")
_LINE = 40
"""Bytes of a line of prose; a shorter one alone is a name, a command or a label."""


def may_hold_chinese(source: bytes) -> bool:
    """Whether there is a Han character."""
    leads = source.translate(None, _NOT_LEAD)
    if not leads:
        return False
    return len(leads.translate(None, _CERTAIN)) < len(leads) or _RARE.search(source) is not None


def may_hold_english(source: bytes) -> bool:
    """Whether a line outside of code fences reads like English prose: ASCII, some length, function words."""
    fenced = False
    for line in source.split(b"\n"):
        if line.lstrip().startswith((b"```", b"~~~")):
            fenced = not fenced
        elif len(line) >= _LINE and line.isascii() and not fenced and len(_FUNCTION_WORD.findall(line)) >= 2:
            return True
    return False


def may_hold_switch(source: bytes) -> bool:
    """Whether an author has closed something to the tool."""
    return b"transpipe" in source and _SWITCH.search(source) is not None


def marker_hint(markers: Markers) -> re.Pattern[bytes]:
    """What every file with a marker holds: the longest plain word of each phrase, or `translation:`."""
    hints = [_plain_word(phrase) for phrase in sorted(markers.start)]
    return re.compile(b"|".join([rb"\btranslation[\"']?\s*[:=]", *hints]), re.IGNORECASE)


def _plain_word(phrase: str) -> bytes:
    # Bytes have no case but that of ASCII, so a word with other letters that have case is no hint.
    words = [word for word in re.findall(r"\w+", phrase) if word.isascii() or word.lower() == word.upper()]
    return re.escape(max(words, key=len).encode("utf-8")) if words else b""
