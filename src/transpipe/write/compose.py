"""Segments with their drafts into the edits of a document.

Blocks may lie inside each other: the alt text of an image inside the paragraph that holds the image. The inner edit
is made first, and the outer one writes the tag with it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from transpipe.model import Document, Edit, Quoting, Segment, Span
from transpipe.units import Draft
from transpipe.write.render import render_segment, value_text
from transpipe.write.splice import splice
from transpipe.write.values import value_edit

PROSE = (Quoting.MARKDOWN, Quoting.HTML_TEXT)
"""Quotings of text that is written with its markup; any other is that of a value."""


def compose(document: Document, segments: Sequence[tuple[Segment, Sequence[Draft]]]) -> list[Edit]:
    """Non-overlapping edits that write the drafts of the segments; a value that can't be written is left out."""
    edits: list[Edit] = []  # sorted by start

    def add(edit: Edit) -> None:
        insort(edits, edit, key=lambda item: item.span.start)

    def read(span: Span) -> bytes:
        first = bisect_left(edits, span.start, key=lambda item: item.span.start)
        last = bisect_left(edits, span.end, lo=first, key=lambda item: item.span.start)
        inner = [edit for edit in edits[first:last] if edit.span.end <= span.end]
        return splice(document.source, _outermost(inner), span) if inner else document.source[span.start : span.end]

    def length(item: tuple[Segment, Sequence[Draft]]) -> int:
        return item[0].block.span.end - item[0].block.span.start

    for segment, drafts in sorted(segments, key=length):
        block = segment.block
        if block.quoting in PROSE:
            for span, replacement in block.also:
                add(Edit(span, replacement))
            add(Edit(block.span, render_segment(segment, drafts, read)))
        else:
            edit = value_edit(document, block, value_text(segment, drafts))
            if edit is not None:
                add(edit)
    return _outermost(edits)


def _outermost(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that no other contains; the inner ones are part of what the outer ones write."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.span.start, -edit.span.end)):
        if not kept or edit.span.end > kept[-1].span.end:
            kept.append(edit)
    return kept
