"""A draft beside its source, segment by segment, as tagged text: what a reviewer works on.

The draft is Markdown that people may have changed in any editor. What its markup stands for is found by comparing it
with the markup of the source; where that can't be told any more, the text is worked on as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from transpipe.errors import ParseError
from transpipe.model import Block, Document, Draft, Edit, Origin, ProseRules, Quoting, Segment, Sentence, Span
from transpipe.pair.fingerprint import fingerprint, prose
from transpipe.pair.locate import find_pieces, locate
from transpipe.pair.outline import Outline
from transpipe.pair.record import mark
from transpipe.pair.retag import Retagger, trimmed, with_tags
from transpipe.pair.sources import SourceUnit, match_sources
from transpipe.pair.whole import as_one, core, replaced
from transpipe.parse.document import parse_document
from transpipe.pipeline.outline import blocks_inside, group_segments
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.sound import structure_fault
from transpipe.translate.guard import faults
from transpipe.write.provenance import REVIEWED, removal
from transpipe.write.render import render_segment, value_text
from transpipe.write.splice import Shift, in_order, splice
from transpipe.write.values import value_edit

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PROSE = (Quoting.MARKDOWN, Quoting.HTML_TEXT)


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

    def offset(self, seat: Seat) -> int:
        """Where a seat begins in the draft."""
        return self.shift.back(seat.span.start)

    def find(self, id_: str) -> int | None:
        """The number of a seat by its id."""
        return next((number for number, seat in enumerate(self.seats) if seat.id == id_), None)


def side_by_side(
    plan: Plan, draft: Document, outline: Outline, rules: ProseRules, before: SideBySide | None = None
) -> SideBySide:
    """Find the place of every segment. `plan` is that of the source as it is now; raises ParseError.

    `before` is an earlier state of the same draft: what has not changed since is not worked out again.
    """
    taken = removal(draft)
    bare = parse_document(splice(draft.source, [taken]), rules)
    return _Pairing(plan, draft, bare, Shift([taken]), outline, before).pair()


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
        self.plan, self.draft, self.bare, self.shift, self.outline = plan, draft, bare, shift, outline
        self.segments = {segment.block.span: segment for segment in plan.segments}
        self.units = group_segments(plan.segments)
        self.retagger = Retagger(plan.document, bare)
        self.known: dict[tuple[Span, bytes, bool], Seat] = {}
        if before is not None and before.plan is plan:
            self.known = {
                (seat.segment.block.span, before.bare.source[seat.span.start : seat.span.end], seat.block is None): seat
                for seat in before.seats
            }
        self.ids: dict[str, int] = {}
        self.seats: list[Seat] = []

    def pair(self) -> SideBySide:
        marks = [tuple(mark(prose(block)) for block in (outer, *inner)) for outer, inner in self.units]
        sources = [SourceUnit(outer.span, own) for (outer, _), own in zip(self.units, marks, strict=True)]
        links, _ = match_sources(self.outline, sources)
        mine = {block.span for outer, inner in self.units for block in (outer, *inner)}
        gaps = frozenset(mark(prose(block)) for block in self.plan.document.blocks if block.span not in mine)
        places = locate(self.outline, self.bare.source, find_pieces(self.bare, gaps))
        found = sorted(
            (span.start, index, link, span)
            for index, (link, span) in enumerate(zip(links, places.spans, strict=True))
            if link is not None and span is not None
        )
        for _, index, link, span in found:
            self.unit(index, link, span)
        return SideBySide(
            self.plan, self.draft, self.bare, self.shift, tuple(self.seats), len(self.outline.units) - len(found)
        )

    def unit(self, index: int, link: int, span: Span) -> None:
        outer, inner = self.units[link]
        made = self.outline.units[index]
        block = self.block_at(span)
        number = len(self.seats)
        current = tuple(mark(prose(item)) for item in (outer, *inner)) == made.sources
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
        self.seats[number] = replace(self.seats[number], inner=tuple(range(number + 1, len(self.seats))))

    def block_at(self, span: Span) -> Block | None:
        return next((b for b in self.bare.blocks if b.span.start == span.start and b.span.end == span.end), None)

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


# --- changing it ------------------------------------------------------------------------------


def tag_fault(seat: Seat, text: str) -> str | None:
    """What is wrong with the tags of a new text, in words; None for nothing."""
    if not text.strip():
        return "a translation can't be empty"
    if _CONTROL.search(text):
        return "control characters can't stand in a page"
    if seat.raw or seat.whole is None:
        return None
    found = faults(seat.whole.text, text, ())
    if "tags" in found:
        return "every tag of the source has to be there once, pairs closed inside each other and with words in them"
    return "shortcode or front matter delimiters can't come in by a translation" if "structure" in found else None


def rewrite(pairing: SideBySide, number: int, text: str, rules: ProseRules) -> bytes | str:
    """The draft with a new text in a seat, or what is wrong in words: only words may change, unless the text is raw."""
    seat = pairing.seats[number]
    fault = tag_fault(seat, text)
    if fault is not None:
        return fault
    edit = Edit(seat.span, text.encode("utf-8")) if seat.raw else _edit(pairing, seat, text)
    if edit is None:
        return "this text can't be written between its quotes"
    if seat.raw:
        fault = _raw_fault(pairing.bare, edit, rules)
    else:
        fault = structure_fault(pairing.bare, pairing.bare, [edit], rules)
    if fault is not None:
        return f"it would change the structure of the page: {fault}"
    back = pairing.shift.back
    place = Span(
        back(edit.span.start), back(edit.span.end - 1) + 1 if edit.span.end > edit.span.start else back(edit.span.end)
    )
    return splice(pairing.draft.source, [Edit(place, edit.replacement)])


def _edit(pairing: SideBySide, seat: Seat, text: str) -> Edit | None:
    assert seat.whole is not None and seat.block is not None
    segment = replaced(seat.segment, {core(seat.segment): seat.whole})
    draft = Draft(text, Origin.APPROVED)
    if seat.block.quoting not in _PROSE:
        return value_edit(pairing.bare, seat.block, value_text(segment, [draft]))
    source = pairing.plan.document.source
    inner = [
        Edit(other.segment.block.span, pairing.bare.source[other.span.start : other.span.end])
        for other in (pairing.seats[place] for place in seat.inner)
    ]
    labels = [Edit(span, replacement) for span, replacement in seat.segment.block.also]
    edits = in_order([*inner, *labels])

    def read(span: Span) -> bytes:
        return splice(source, [edit for edit in edits if span.holds(edit.span)], span)

    return Edit(seat.span, render_segment(segment, [draft], read))


def _raw_fault(bare: Document, edit: Edit, rules: ProseRules) -> str | None:
    """Raw Markdown may change the markup of its block; the blocks around it stay what they are."""
    try:
        result = parse_document(splice(bare.source, [edit]), rules)
    except ParseError as error:
        return str(error)
    before = [block for block in bare.blocks if block.span.end <= edit.span.start]
    after = [block for block in result.blocks if block.span.end <= edit.span.start]
    rest = edit.span.start + len(edit.replacement)
    tail, new_tail = (
        [block for block in blocks if block.span.start >= start]
        for blocks, start in ((bare.blocks, edit.span.end), (result.blocks, rest))
    )
    same = [_shape(before) == _shape(after), _shape(tail) == _shape(new_tail)]
    return None if all(same) else "the blocks around it would be others"


def _shape(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    return [(block.kind, prose(block)) for block in blocks]


def approved_marks(entries: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    """(source, target) marks of the segments that people have approved, from a `params.transpipe` map."""
    pairs = (word.split(":") for word in str(entries.get(REVIEWED, "")).split())
    return frozenset((pair[0], pair[1]) for pair in pairs if len(pair) == 2)


def approved_entry(pairs: Iterator[tuple[str, str]]) -> str:
    """The entry that holds them."""
    return " ".join(f"{source}:{target}" for source, target in pairs)
