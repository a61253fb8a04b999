"""Edits into text: the only way that a file changes."""

from __future__ import annotations

from collections.abc import Iterable

from transpipe.model import Edit, Span


def splice(source: bytes, edits: Iterable[Edit], within: Span | None = None) -> bytes:
    """Apply non-overlapping edits; everything else is the original byte.

    With `within`, only that span is returned, and all edits must lie in it. Raises ValueError for edits that overlap.
    """
    start, end = within or Span(0, len(source))
    pieces: list[bytes] = []
    position = start
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < position or edit.span.end > end:
            raise ValueError(f"edit at {edit.span} overlaps what ends at {position}")
        pieces.append(source[position : edit.span.start])
        pieces.append(edit.replacement)
        position = edit.span.end
    pieces.append(source[position:end])
    return b"".join(pieces)
