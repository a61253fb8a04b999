"""Where Chinese sentences end, and where long ones may be cut."""

from __future__ import annotations

import re

from transpipe.script import HAN_CLASS

_CLOSERS = "”’」』】）》〉〕］\"')\\]"
# Full-width stops always end a sentence, with the closing marks that follow; half-width ones only before a space
# or Han, as they also stand in numbers, names and addresses.
SENTENCE_END = re.compile(
    rf"(?:[。！？；｡]+|…{{1,2}}|[!?;]+(?=[\s{HAN_CLASS}{_CLOSERS}]|$)|(?<=[{HAN_CLASS}”）」])\.(?=\s|$))+[{_CLOSERS}]*"
)
_STOP = re.compile("[。！？；｡…!?;.]")  # every end of a sentence holds one of these
CLOSERS = re.compile(rf"[{_CLOSERS}]+")
ENDED = re.compile(rf"(?:[。！？；｡…!?;]|[{HAN_CLASS}]\.)[{_CLOSERS}]*\s*\Z")
_COMMA = re.compile("[，：,:—]+|[、﹑]")


def sentence_cuts(text: str) -> list[int]:
    """Character positions after which a new sentence begins; the end of the text counts when it ends one."""
    if not _STOP.search(text):
        return []
    return [found.end() for found in SENTENCE_END.finditer(text)]


def clause_cuts(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, strong) of the marks at which a long sentence may be cut.

    Commas and colons are strong; the enumeration comma is used where nothing else is near.
    """
    cuts = []
    for found in _COMMA.finditer(text):
        mark = found[0]
        if mark in ",:" and not text[found.end() : found.end() + 1].isspace():
            continue  # 1,000 and 10:30
        cuts.append((found.start(), found.end(), mark not in "、﹑"))
    return cuts
