"""Words that the formats share, and the text of strangers made harmless: it comes from posts that anybody may write."""

from __future__ import annotations

import unicodedata

from transpipe.model import Severity
from transpipe.report.values import CheckReport

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
"""What people call a severity; the levels of SARIF have the same names."""
_JOINERS = "\u200c\u200d"
"""Invisible, but emoji and some scripts are put together with them."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories of characters that show nothing of their own, or do something instead."""


def visible(text: str) -> str:
    """Control characters, bidirectional marks and other invisible ones as escapes, so that they change nothing."""
    return text if text.isprintable() else "".join(map(_shown, text))


def one_line(text: str) -> str:
    """White space collapsed, line breaks of all kinds included; the rest visible."""
    return visible(" ".join(text.split()))


def cut(text: str, characters: int) -> str:
    """At most so many characters, with an ellipsis for what is left out."""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"


def columns(text: str) -> int:
    """Places that a text takes on a terminal, where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def number_of(count: int, noun: str) -> str:
    """A number with its noun: 1 file, 2,000 files."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def tally(report: CheckReport) -> str:
    """How many findings of each severity, worst first."""
    counts = [(report.count(severity), word) for severity, word in LEVELS.items()]
    return ", ".join(number_of(count, word) for count, word in counts if count) or "no findings"


def looked_at(report: CheckReport) -> str:
    """What was checked, and what the baseline keeps quiet."""
    known = f"; {number_of(report.baselined, 'finding')} of the baseline not shown" if report.baselined else ""
    return f"{number_of(report.files, 'file')} of {number_of(report.posts, 'post')} checked{known}"


def _shown(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
