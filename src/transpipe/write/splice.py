"""Edits into text: the only way that a file changes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from transpipe.model import Edit, Span


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits as they follow each other in the text."""
    return sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))


def splice(source: bytes, edits: Iterable[Edit], within: Span | None = None) -> bytes:
    """Apply non-overlapping edits; everything else is the original byte.

    With `within`, only that span is returned, and all edits must lie in it. Raises ValueError for edits that overlap.
    """
    start, end = within or Span(0, len(source))
    pieces: list[bytes] = []
    position = start
    for edit in in_order(edits):
        if edit.span.start < position or edit.span.end > end:
            raise ValueError(f"edit at {edit.span} overlaps what ends at {position}")
        pieces.append(source[position : edit.span.start])
        pieces.append(edit.replacement)
        position = edit.span.end
    pieces.append(source[position:end])
    return b"".join(pieces)


class Shift:
    """Where the places of a text are after a splice, and where those of the result were before."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._grown: list[int] = [0]
        """How much longer the text is after each edit."""
        for edit in in_order(edits):
            self._starts.append(edit.span.start)
            self._ends.append(edit.span.end)
            self._grown.append(self._grown[-1] + len(edit.replacement) - (edit.span.end - edit.span.start))

    def start(self, offset: int) -> int:
        """The place of something that begins at `offset`: behind what was inserted there."""
        done = bisect_right(self._ends, offset)
        return min(offset, self._starts[done] if done < len(self._starts) else offset) + self._grown[done]

    def end(self, offset: int) -> int:
        """The place of something that ends at `offset`: before what was inserted there."""
        done = bisect_left(self._starts, offset)
        if done and self._ends[done - 1] > offset:
            done -= 1
            offset = self._starts[done]
        return offset + self._grown[done]

    def back(self, offset: int) -> int:
        """The place in the source of an offset in the result; inside of a replacement, the start of its edit."""
        done = bisect_right([self._starts[n] + self._grown[n] for n in range(len(self._starts))], offset)
        if done == 0:
            return offset
        before = offset - self._grown[done]
        return before if before >= self._ends[done - 1] else self._starts[done - 1]
