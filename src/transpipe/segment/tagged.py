"""A tagged text as a block: its tags are the markup. So evaluation sets go the way that posts go."""

from __future__ import annotations

from collections.abc import Iterator

from transpipe.model import Block, Inline, InlineKind, Span
from transpipe.tagged_text import TAG, split_tags


def tagged_block(text: str, start: int) -> Block:
    """The block of a well-nested tagged text that stands, as UTF-8, at the offset `start` of its source."""
    inlines = tuple(_inlines(text, start))
    return Block("paragraph", Span(start, start + len(text.encode("utf-8"))), inlines)


def _inlines(text: str, start: int) -> Iterator[Inline]:
    for piece in split_tags(text):
        if not piece:
            continue
        span = Span(start, start + len(piece.encode("utf-8")))
        start = span.end
        tag = TAG.fullmatch(piece)
        if tag is None:
            yield Inline(InlineKind.TEXT, span, piece)
        elif tag["alone"]:
            yield Inline(InlineKind.STANDALONE, span, construct="tag")
        else:
            yield Inline(InlineKind.CLOSE if tag["close"] else InlineKind.OPEN, span, construct="tag")
