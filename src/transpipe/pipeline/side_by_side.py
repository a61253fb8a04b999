"""A draft beside its source, segment by segment, as tagged text: what a reviewer works on.

The draft is Markdown that people may have changed in any editor. What its markup stands for is found by comparing it
with the markup of the source; where that can't be told any more, the text is worked on as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from transpipe.errors import ParseError
from transpipe.model import Block, Document, ProseRules, Segment, Sentence, Span
from transpipe.pair.fingerprint import fingerprint, prose
from transpipe.pair.locate import find_pieces, locate
from transpipe.pair.outline import Outline
from transpipe.pair.record import mark
from transpipe.pair.retag import Retagger, trimmed, with_tags
from transpipe.pair.sources import SourceUnit, match_sources
from transpipe.pair.whole import as_one, core
from transpipe.parse.document import parse_document
from transpipe.pipeline.outline import blocks_inside, group_segments
from transpipe.pipeline.plan import Plan
from transpipe.translate.guard import faults
from transpipe.write.provenance import REVIEWED, removal
from transpipe.write.splice import Shift, splice


class Sources(NamedTuple):
    """The segments of a source as a draft's outline knows them."""

    units: tuple[SourceUnit, ...]
    gaps: frozenset[str]
    """Marks of the text without a translation."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A segment of the source and the place of its translation in the draft."""

    id: str
    """The mark of its source, with a number where it repeats."""
    segment: Segment
    span: Span
    """In the draft without its map."""
    block: Block | None
    """The block of the draft that fills the span; None where a person has made several of one."""
    whole: Sentence | None
    """The segment as one sentence with all its tags; None where it has too many."""
    text: str
    """The translation: tagged, or Markdown where `raw`."""
    raw: bool
    source_mark: str
    target_mark: str
    made_mark: str
    """What the machine wrote."""
    made_from: str
    """The mark of the source that the draft was made from; empty where it is not known."""
    current: bool
    """The source is what it was when the draft was made."""
    version: str
    """Changes with every change of the bytes in the span."""
    inner: tuple[int, ...] = ()
    """Numbers of the seats inside it: alt texts."""

    @property
    def source(self) -> str:
        """The source as tagged text; joined sentences where there are too many tags for one."""
        if self.whole is not None:
            return self.whole.text
        return " ".join(sentence.text for sentence in self.segment.sentences)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A draft and its source."""

    plan: Plan
    draft: Document
    bare: Document
    """The draft without its map."""
    shift: Shift
    """From the draft to the bare one."""
    seats: tuple[Seat, ...]
    lost: int
    """Segments that have no place of their own, as draft or source were rearranged."""
    sources: Sources

    def offset(self, seat: Seat) -> int:
        """Where a seat begins in the draft."""
        return self.shift.back(seat.span.start)

    def find(self, id_: str) -> int | None:
        """The number of a seat by its id."""
        return next((number for number, seat in enumerate(self.seats) if seat.id == id_), None)


def side_by_side(
    plan: Plan,
    draft: Document,
    outline: Outline,
    rules: ProseRules,
    before: SideBySide | None = None,
    parsed: Document | None = None,
) -> SideBySide:
    """Find the place of every segment. `plan` is that of the source as it is now; raises ParseError.

    Of `draft` the front matter is enough. `before` is an earlier state of the same draft: what has not changed since is
    not worked out again. `parsed` is what the draft without its map was when somebody has parsed it last: where it is
    that still, byte for byte, it is not parsed again.
    """
    taken = removal(draft)
    shift = Shift([taken])
    bytes_now = splice(draft.source, [taken])
    known = (document for document in (parsed, before.bare if before else None) if document)
    try:
        bare = next((document for document in known if document.source == bytes_now), None)
        bare = bare or parse_document(bytes_now, rules)
    except ParseError as error:
        raise ParseError(str(error), shift.back(error.offset), error.rule) from None
    return _Pairing(plan, draft, bare, shift, outline, before if before and before.plan is plan else None).pair()


class _Pairing:
    def __init__(
        self,
        plan: Plan,
        draft: Document,
        bare: Document,
        shift: Shift,
        outline: Outline,
        before: SideBySide | None,
    ) -> None:
        """`before` has the same plan."""
        self.plan, self.draft, self.bare, self.shift, self.outline = plan, draft, bare, shift, outline
        self.segments = {segment.block.span: segment for segment in plan.segments}
        self.units = group_segments(plan.segments)
        self.sources = before.sources if before else _sources(plan, self.units)
        self.retagger = Retagger(plan.document, bare)
        self.blocks: dict[Span, Block] = {}
        for block in bare.blocks:
            self.blocks.setdefault(block.span, block)
        self.known = {
            (seat.segment.block.span, before.bare.source[seat.span.start : seat.span.end], seat.block is None): seat
            for before in ([before] if before else [])
            for seat in before.seats
        }
        self.ids: dict[str, int] = {}
        self.seats: list[Seat] = []

    def pair(self) -> SideBySide:
        links, _ = match_sources(self.outline, self.sources.units)
        places = locate(self.outline, self.bare.source, find_pieces(self.bare, self.sources.gaps))
        found = sorted(
            (span.start, index, link, span)
            for index, (link, span) in enumerate(zip(links, places.spans, strict=True))
            if link is not None and span is not None
        )
        for _, index, link, span in found:
            self.unit(index, link, span)
        lost = len(self.outline.units) - len(found)
        return SideBySide(self.plan, self.draft, self.bare, self.shift, tuple(self.seats), lost, self.sources)

    def unit(self, index: int, link: int, span: Span) -> None:
        outer, inner = self.units[link]
        made = self.outline.units[index]
        block = self.blocks.get(span)
        number = len(self.seats)
        current = self.sources.units[link].marks == made.sources
        self.seat(outer, block, span, (made.targets[0], made.sources[0]), current=current)
        inside = blocks_inside(self.bare, block.span) if block is not None and inner else []
        # Alt texts and titles stand in the order of their images; a person may have changed that, so kinds must agree.
        wanted = [item for item in inside if item.kind in {other.kind for other in inner}]
        if len(wanted) == len(inner):
            for place, (item, target) in enumerate(zip(inner, wanted, strict=True)):
                before = (
                    (made.targets[place + 1], made.sources[place + 1]) if place + 1 < len(made.targets) else ("", "")
                )
                self.seat(item, target, target.span, before, current=current)
        if len(self.seats) > number + 1:
            self.seats[number] = replace(self.seats[number], inner=tuple(range(number + 1, len(self.seats))))

    def seat(self, source: Block, target: Block | None, span: Span, made: tuple[str, str], *, current: bool) -> None:
        """`made` is what the machine wrote and what it was made from, by their marks."""
        segment = self.segments[source.span]
        raw_bytes = self.bare.source[span.start : span.end]
        known = self.known.get((source.span, raw_bytes, target is None))
        if known is not None:
            id_ = self.new_id(known.source_mark)
            again = replace(
                known, id=id_, span=span, block=target, made_mark=made[0], made_from=made[1], current=current, inner=()
            )
            self.seats.append(again)
            return
        whole = as_one(segment, core(segment), self.plan.document.source)
        text = self.tagged(segment, whole, target)
        own = mark(prose(source))
        self.seats.append(
            Seat(
                self.new_id(own), segment, span, target, whole,
                text if text is not None else raw_bytes.decode("utf-8"), text is None, own,
                mark(prose(target)) if target is not None else mark(raw_bytes.decode("utf-8")), *made, current,
                fingerprint(raw_bytes.decode("utf-8")),
            )
        )  # fmt: skip

    def new_id(self, own: str) -> str:
        number = self.ids[own] = self.ids.get(own, 0) + 1
        return own if number == 1 else f"{own}-{number}"

    def tagged(self, segment: Segment, whole: Sentence | None, target: Block | None) -> str | None:
        if whole is None or target is None:
            return None
        numbers = {place: tag.number for place, tag in enumerate(whole.tags)}
        text = with_tags(trimmed(self.retagger.retag(segment.block, whole.tags, target), numbers), numbers)
        return None if text is None or "tags" in faults(whole.text, text or "x", ()) else text


def _sources(plan: Plan, units: Sequence[tuple[Block, Sequence[Block]]]) -> Sources:
    marks = (tuple(mark(prose(block)) for block in (outer, *inner)) for outer, inner in units)
    found = tuple(SourceUnit(outer.span, own) for (outer, _), own in zip(units, marks, strict=True))
    mine = {block.span for outer, inner in units for block in (outer, *inner)}
    gaps = frozenset(mark(prose(block)) for block in plan.document.blocks if block.span not in mine)
    return Sources(found, gaps)


def approved_marks(entries: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    """(source, target) marks of the segments that people have approved, from a `params.transpipe` map."""
    pairs = (word.split(":") for word in str(entries.get(REVIEWED, "")).split())
    return frozenset((pair[0], pair[1]) for pair in pairs if len(pair) == 2)


def approved_entry(pairs: Iterator[tuple[str, str]]) -> str:
    """The entry that holds them."""
    return " ".join(f"{source}:{target}" for source, target in pairs)
