"""Where the units of an outline stand in a draft as it is now.

What the machine wrote is found by its words. Whether a person has touched it the bytes tell: a link that was corrected
changes no word. What a person has written in its place is found between: by the gaps, which
a person touches less often than the words, and else by counting. A unit may have become several blocks (a paragraph
was split). Where no boundary can be found (paragraphs were merged or taken out) units have no place of their own, and
everything between their neighbours belongs to them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from transpipe.model import Document, Span
from transpipe.pair.fingerprint import prose
from transpipe.pair.outline import NOTHING, Outline, Unit, bytes_mark, gap_mark
from transpipe.pair.record import mark

_PROBES = 1000
"""Gaps that are hashed in the search for one boundary: a file that is another text altogether ends it."""


class Piece(NamedTuple):
    """A block of the draft with words in it."""

    span: Span
    mark: str
    inner: tuple[str, ...]
    """Marks of the blocks inside it."""


@dataclass(frozen=True, slots=True)
class Places:
    """What `locate` found; all tuples have an item for every unit."""

    spans: tuple[Span | None, ...]
    """None for a unit without a place of its own."""
    touched: tuple[bool, ...]
    """Whether a person has changed it."""
    reworded: tuple[bool, ...]
    """Whether its words are others than the machine's; what is touched and not reworded has other markup."""

    def region(self, unit: int, size: int) -> Span:
        """The place of a unit; for one without, all between its neighbours in a text of `size` bytes."""
        span = self.spans[unit]
        if span is not None:
            return span
        before = next((other for other in reversed(self.spans[:unit]) if other), None)
        after = next((other for other in self.spans[unit + 1 :] if other), None)
        return Span(before.end if before else 0, after.start if after else size)


def find_pieces(document: Document, gaps: Collection[str]) -> tuple[Piece, ...]:
    """The blocks of a document that have words, in the order of their starts.

    `gaps` are marks of text that stands in gaps, as it has no translation.
    """
    marked = [(block.span, mark(prose(block))) for block in document.blocks]
    pieces = []
    for index, (span, own) in enumerate(marked):
        inner = []
        for other, found in marked[index + 1 :]:
            if other.start >= span.end:
                break
            inner.append(found)
        if own and own not in gaps:
            pieces.append(Piece(span, own, tuple(inner)))
    return tuple(pieces)


def text_mark(pieces: Sequence[Piece], span: Span) -> str:
    """The mark of all words inside a span."""
    return mark("+".join(piece.mark for piece in pieces if span.holds(piece.span)))


def locate(outline: Outline, target: bytes, pieces: Sequence[Piece]) -> Places:
    """Find the units in `target`, a draft without its `params.transpipe` map, whose blocks are `pieces`."""
    spans, reworded = _by_words(outline, pieces)
    anchors = [-1, *(index for index, span in enumerate(spans) if span), len(spans)]
    for before, after in pairwise(anchors):
        if after - before == 1:
            continue
        start = spans[before].end if before >= 0 else 0  # type: ignore[union-attr]
        end = spans[after].start if after < len(spans) else len(target)  # type: ignore[union-attr]
        window = [piece.span for piece in pieces if start <= piece.span.start and piece.span.end <= end]
        search = _Search(target, outline.gaps[before + 1 : after + 1], _outermost(window), start, end)
        spans[before + 1 : after] = search.spans()
    touched = [
        anew or span is None or _retouched(unit, target[span.start : span.end])
        for unit, span, anew in zip(outline.units, spans, reworded, strict=True)
    ]
    return Places(tuple(spans), tuple(touched), tuple(reworded))


def _retouched(unit: Unit, text: bytes) -> bool:
    """Whether a person has changed the bytes of a text that has the machine's words; unknown counts as no."""
    return unit.text not in (NOTHING, bytes_mark(text))


def _by_words(outline: Outline, pieces: Sequence[Piece]) -> tuple[list[Span | None], list[bool]]:
    spans: list[Span | None] = [None] * len(outline.units)
    reworded = [True] * len(outline.units)
    end = 0
    matcher = SequenceMatcher(
        None, [unit.targets[0] for unit in outline.units], [piece.mark for piece in pieces], False
    )
    for first, second, size in matcher.get_matching_blocks():
        for unit, piece in zip(range(first, first + size), pieces[second : second + size], strict=True):
            if piece.span.start >= end:
                spans[unit], end = piece.span, piece.span.end
                reworded[unit] = not Counter(outline.units[unit].targets[1:]) <= Counter(piece.inner)
    return spans, reworded


def _outermost(spans: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


class _Search:
    """Units that a person has changed, between two that nobody has: `gaps` stand around them, `blocks` between."""

    def __init__(self, target: bytes, gaps: Sequence[str], blocks: Sequence[Span], start: int, end: int) -> None:
        self.target = target
        self.gaps = gaps
        self.blocks = blocks
        self.start = start
        self.end = end
        self.used = 0
        self.probes = 0

    def spans(self) -> list[Span | None]:
        """A span for each unit that has a place."""
        count = len(self.gaps) - 1
        found = self.walk()
        left = self.blocks[self.used :]
        if len(found) < count and len(left) == count - len(found):
            found = [*found, *left]
        return [*found, *[None] * (count - len(found))]

    def walk(self) -> list[Span]:
        """From the left, as long as the gaps are what they were."""
        found: list[Span] = []
        first = next((n for n, block in enumerate(self.blocks) if self.is_gap(0, self.start, block.start)), None)
        while first is not None and len(found) < len(self.gaps) - 1:
            last, following = self.boundary(len(found) + 1, first)
            if last is None:
                break
            found.append(Span(self.blocks[first].start, self.blocks[last].end))
            self.used = last + 1
            first = following
        return found

    def boundary(self, gap: int, first: int) -> tuple[int | None, int | None]:
        """The block that ends a unit which begins with block `first`, and the one that begins the next."""
        final = gap == len(self.gaps) - 1
        for last in range(first, len(self.blocks)):
            end = self.blocks[last].end
            if final:
                if self.is_gap(gap, end, self.end):
                    return last, None
                continue
            for following in range(last + 1, len(self.blocks) if self.probes <= _PROBES else 0):
                if self.is_gap(gap, end, self.blocks[following].start):
                    return last, following
        return None, None

    def is_gap(self, gap: int, start: int, end: int) -> bool:
        """Whether the bytes from `start` to `end` are the gap."""
        self.probes += 1
        return self.probes <= _PROBES and gap_mark(self.target[start:end]) == self.gaps[gap]
