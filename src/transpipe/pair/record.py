"""What a translation remembers of its making: which source segment each of its segments was made from.

It stands in the front matter of a translation (`params.transpipe.segments`) as pairs of marks, `source:target`, in the
order of the document and with a space between. A mark is the beginning of a fingerprint: six characters, 30 bits, tell
the segments of one post apart, and a post of a hundred segments pays for them with 1.4 KB.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transpipe.model import Block
from transpipe.pair.fingerprint import fingerprint, fold, prose

DIGITS = 6
_ENTRY = re.compile(rf"([0-9a-x]{{{DIGITS}}})?:([0-9a-x]{{{DIGITS}}})?")


class Entry(NamedTuple):
    """One segment of the source and what was made of it, by their marks."""

    source: str
    """Empty for text that the translation has on its own."""
    target: str
    """Empty for a source segment without a translation."""


Record = tuple[Entry, ...]


def mark(text: str) -> str:
    """The mark of prose as `prose` gives it, the same for what reads the same; empty for none."""
    return fingerprint(fold(text))[:DIGITS] if text else ""


def marks(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The marks of the blocks of a document, as entries hold them."""
    return tuple(mark(prose(block)) for block in blocks)


def encode(record: Record) -> str:
    """The record as one line of text; entries without either side are left out."""
    return " ".join(f"{entry.source[:DIGITS]}:{entry.target[:DIGITS]}" for entry in record if any(entry))


def decode(text: str) -> Record | None:
    """The record of a line of text, or None for one that `encode` did not write, or that a hand has damaged."""
    entries = []
    for word in text.split():
        found = _ENTRY.fullmatch(word)
        if found is None or word == ":":
            return None
        entries.append(Entry(found[1] or "", found[2] or ""))
    return tuple(entries) or None
