"""One of the two documents of a pair, with the prose and the marks of its segments."""

from __future__ import annotations

from dataclasses import dataclass

from transpipe.model import Document
from transpipe.pair.fingerprint import prose
from transpipe.pair.record import mark


@dataclass(frozen=True, slots=True)
class Side:
    """A document; the tuples have an item for each of its blocks."""

    document: Document
    texts: tuple[str, ...]
    marks: tuple[str, ...]


def read_side(document: Document) -> Side:
    """Take the words of a document and hash them."""
    texts = tuple(prose(block) for block in document.blocks)
    return Side(document, texts, tuple(mark(text) for text in texts))
