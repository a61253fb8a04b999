"""The outline of a draft that is about to be written: from a plan and its edits to the marks that go with the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from transpipe.model import Block, Document, Edit, ProseRules, Segment, Span
from transpipe.pair.fingerprint import prose
from transpipe.pair.locate import find_pieces, locate, text_mark
from transpipe.pair.outline import NOTHING, Outline, Unit, bytes_mark, gap_mark
from transpipe.pair.record import mark
from transpipe.parse.document import parse_document
from transpipe.write.provenance import removal
from transpipe.write.splice import Shift, splice


class Slot(NamedTuple):
    """A unit of a plan: where it stands in the plan's document, and what is known of it before it is written."""

    span: Span
    sources: tuple[str, ...]
    inner: tuple[int, ...] = ()
    """Which of the blocks inside it are segments, by number."""
    targets: tuple[str, ...] | None = None
    """None for what is still to be translated."""
    text: str = NOTHING
    """The mark of the bytes that the machine wrote, where `targets` are known."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The units of a plan in the order of the source, and the gaps around them."""

    units: tuple[Slot, ...]
    gaps: tuple[str | None, ...]
    """Marks of the gaps that a person has written; None for those that are read from the written file."""
    open: frozenset[str] = frozenset()
    """Source marks of the units in conflict."""
    outside: frozenset[str] = frozenset()
    """Marks of the text of the source that has no translation, and stands in gaps."""


NO_SLOTS = Slots((), (None,))


def seal_keys(slots: Slots) -> tuple[str, ...]:
    """The keys of `params.transpipe` that hold the outline of a plan; none for the copy of a Chinese original."""
    if not slots.units:
        return ()
    keys = ("segments", "texts", "rest")
    return (*keys, "conflicts") if slots.open else keys


def own_map(document: Document) -> list[Edit]:
    """The edit that takes the `params.transpipe` map of a source away: it says how the source was made, and no more."""
    taken = removal(document)
    return [taken] if taken.span.end > taken.span.start else []


def group_segments(segments: Iterable[Segment]) -> list[tuple[Block, tuple[Block, ...]]]:
    """Blocks of segments, each with those inside it."""
    units: list[tuple[Block, list[Block]]] = []
    for block in sorted((segment.block for segment in segments), key=lambda block: (block.span.start, -block.span.end)):
        if units and block.span.start < units[-1][0].span.end:
            units[-1][1].append(block)
        else:
            units.append((block, []))
    return [(block, tuple(inner)) for block, inner in units]


def blocks_inside(document: Document, span: Span) -> list[Block]:
    """The blocks of a document that lie in a span and do not fill it."""
    return [block for block in document.blocks if span.holds(block.span) and block.span != span]


def fresh_slots(document: Document, segments: Sequence[Segment]) -> Slots:
    """The slots of a plan of which nothing has been written yet."""
    units = []
    for block, inner in group_segments(segments):
        spans = [other.span for other in blocks_inside(document, block.span)] if inner else []
        marks = tuple(mark(prose(item)) for item in (block, *inner))
        units.append(Slot(block.span, marks, tuple(spans.index(item.span) for item in inner)))
    return Slots(tuple(units), (None,) * (len(units) + 1))


def outline_of(
    slots: Slots, source: Document, edits: Sequence[Edit], stamp: Edit, written: Document, rules: ProseRules
) -> Outline:
    """The outline of `written`, which is `source` with the edits; `stamp` is the one of them that is the map itself."""
    words = [*(edit for edit in edits if edit is not stamp), *own_map(source)]
    text, shift, place = splice(source.source, words), Shift(words), Shift(edits)
    gaps = []
    end = 0
    for slot, gap in zip([*slots.units, None], slots.gaps, strict=True):
        start = shift.start(slot.span.start) if slot else len(text)
        gaps.append(gap or gap_mark(text[end:start]))
        end = shift.end(slot.span.end) if slot else start
    units = []
    starts = {block.span.start: block for block in reversed(written.blocks)}  # the outermost of equal starts
    for slot in slots.units:
        span = Span(place.start(slot.span.start), place.end(slot.span.end))
        known = Unit(slot.sources, slot.targets, slot.text) if slot.targets else None
        units.append(known or _written_unit(slot, span, starts, written))
    outline = Outline(tuple(units), tuple(gaps))
    return replace(outline, open=_open(slots, outline, text, rules)) if slots.open else outline


def _open(slots: Slots, outline: Outline, text: bytes, rules: ProseRules) -> dict[str, str]:
    """The conflicts with the marks of the texts that people wrote, as the next run will find them."""
    pieces = find_pieces(parse_document(text, rules), slots.outside)
    places = locate(outline, text, pieces)
    return {
        unit.sources[0]: text_mark(pieces, places.region(index, len(text)))
        for index, unit in enumerate(outline.units)
        if unit.sources[0] in slots.open
    }


def _written_unit(slot: Slot, span: Span, starts: Mapping[int, Block], written: Document) -> Unit:
    block = starts.get(span.start)
    if block is None or block.span.end > span.end:
        # White space at its edges is no part of a block.
        block = next((item for item in written.blocks if span.holds(item.span)), None)
    if block is None:
        return Unit(slot.sources, (NOTHING,) * len(slot.sources))
    inner = blocks_inside(written, block.span) if slot.inner else []
    marks = [mark(prose(inner[number])) if number < len(inner) else NOTHING for number in slot.inner]
    text = bytes_mark(written.source[block.span.start : block.span.end])
    return Unit(slot.sources, (mark(prose(block)), *marks), text)
