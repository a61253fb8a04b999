"""A draft that is there already, brought together with its source as it is now.

The result is a plan whose document is the source with everything in it that the draft keeps: what people wrote, byte
for byte, and what the machine wrote for segments that have not changed. Only the rest is left to translate. So an
override is just another version of the source text, and all that comes after works on it as on any file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from transpipe.model import Block, Document, Edit, Span
from transpipe.pair.context import contexts
from transpipe.pair.locate import find_pieces
from transpipe.pair.outline import NOTHING, Outline, Unit, gap_mark
from transpipe.pair.states import Decision, Keep, State, decide
from transpipe.parse.document import parse_document
from transpipe.pipeline.outline import Slot, Slots, group_segments
from transpipe.pipeline.parts import companions, marks_of_gaps, source_of, structural_edits
from transpipe.pipeline.plan import Plan, Rules
from transpipe.pipeline.sound import largest_sound, structure_fault
from transpipe.segment.build import build_segment
from transpipe.write.provenance import removal
from transpipe.write.splice import Shift, splice


@dataclass(frozen=True, slots=True)
class Existing:
    """A draft as it is now."""

    document: Document
    """As it was read, with the `params.transpipe` map."""
    outline: Outline
    pristine: bool
    """The machine wrote every byte of it, and nobody has touched it since."""
    approved: bool
    """A person has approved it as it is."""


class Dispute(NamedTuple):
    """A conflict: a unit that a person has written anew, and whose source has changed."""

    block: Block
    """In the source."""
    offset: int
    """Of the person's text, in the draft."""
    text: str
    made_from: str
    """The mark of the source that stood there when the draft was written last; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A draft and its source, brought together."""

    plan: Plan
    """What is still to be translated, in a document that holds the rest."""
    states: tuple[tuple[Block, State], ...]
    """The units of the source with their states."""
    disputes: tuple[Dispute, ...]
    disputed: Plan
    """The segments in conflict, to make proposals for; they are not written."""
    doubts: tuple[tuple[int, str], ...]
    """Kept units whose markup is not that of the source: offset in the draft, and what differs."""
    human: bool
    """Whether a person has had a hand in the draft."""
    settled: Slots
    """The slots as they are once a person has approved all of it: what stands there now counts as written."""

    @property
    def unchanged(self) -> bool:
        """Whether all segments stay as they are, and nothing is left to settle."""
        return not self.disputes and all(state in (State.CURRENT, State.EDITED) for _, state in self.states)


@dataclass(frozen=True, slots=True)
class Stuck:
    """Draft and source can't be brought together."""

    offset: int
    """In the draft."""
    reason: str


def merge_draft(
    plan: Plan, draft: Existing, rules: Rules, wanted: frozenset[str], *, keep_machine: bool, retry: bool = True
) -> Merge | Stuck:
    """Bring a draft together with the plan of its source.

    `wanted` are the fragments that links of other pages ask for. Without `keep_machine` everything that the machine
    wrote is translated once more, as model or glossary have changed; in a draft that people have worked on it stays.
    With `retry` segments whose Chinese was kept are translated once more too.
    Raises ParseError when what a person wrote can't be parsed.
    """
    keep_machine = keep_machine or not draft.pristine
    return _Merger(plan, draft, rules, wanted, keep_machine=keep_machine, retry=retry).merge()


class _Merger:
    def __init__(
        self,
        plan: Plan,
        draft: Existing,
        rules: Rules,
        wanted: frozenset[str],
        *,
        keep_machine: bool,
        retry: bool,
    ) -> None:
        self.plan = plan
        self.draft = draft
        self.rules = rules
        self.source = plan.document.source
        self.taken = removal(draft.document)
        self.text = splice(draft.document.source, [self.taken])
        self.keep_machine = keep_machine
        self.retry = retry
        self.structural = structural_edits(plan)
        self.units = group_segments(plan.segments)
        self.companions = companions(plan, self.units, wanted)
        self.layout = source_of(plan, self.units, self.companions)

    def merge(self) -> Merge | Stuck:
        target = parse_document(self.text, self.rules.prose)
        pieces = find_pieces(target, marks_of_gaps(self.plan))
        decision = decide(self.draft.outline, self.layout, self.text, pieces, settled=self.draft.approved)
        if decision.blocked:
            offset, reason = decision.blocked
            return Stuck(self.in_draft(offset), reason)
        kept, doubts = self.keepable(decision)
        edits = [*self.human_edits(decision), *(self.carried(decision, index) for index in kept)]
        edits.extend(edit for index in kept for edit in self.along(decision, index))
        document = parse_document(splice(self.source, edits), self.rules.prose)
        pending = [index for index, state in enumerate(decision.states) if index not in kept and not _is_human(state)]
        shift = Shift(edits)
        blocks = self.moved(document, shift, pending)
        around = contexts(self.plan.document)
        segments = (build_segment(block, document.source, self.rules.sentence_chars) for block, _ in blocks)
        merged = replace(
            self.plan,
            document=document,
            segments=tuple(segment for segment in segments if segment),
            contexts={new.span: around[old.span] for new, old in blocks if old.span in around},
            structural=(),
            slots=self.slots(decision, shift, kept),
            shift=shift,
        )
        return Merge(
            merged,
            tuple((block, state) for (block, _), state in zip(self.units, self.shown(decision, kept), strict=True)),
            tuple(self.dispute(decision, index) for index in sorted(decision.open)),
            self.disputed(decision),
            tuple(doubts),
            not self.draft.pristine,
            self.slots(decision, shift, kept, settled=True),
        )

    # --- what stays ---------------------------------------------------------------------------

    def human_edits(self, decision: Decision) -> list[Edit]:
        """What people wrote, and the markers that go (those inside of it are gone already)."""
        human = [self.edit(keep) for keep in decision.human]
        markers = [edit for edit in self.structural if not _inside(edit.span, [keep.source for keep in decision.human])]
        alone = [
            index for index, state in enumerate(decision.states) if _is_human(state) and index not in decision.current
        ]
        return [*human, *markers, *(edit for index in alone for edit in self.along(decision, index))]

    def along(self, decision: Decision, index: int) -> list[Edit]:
        """The pin and the labels that go along with a unit; in a gap that a person wrote they stand already."""
        gaps = [self.layout.gap_span(gap) for gap in decision.human_gaps]
        return [edit for edit in self.companions.get(index, ()) if not _inside(edit.span, gaps)]

    def edit(self, keep: Keep) -> Edit:
        return Edit(keep.source, self.text[keep.target.start : keep.target.end])

    def carried(self, decision: Decision, index: int) -> Edit:
        return self.edit(decision.current[index])

    def keepable(self, decision: Decision) -> tuple[frozenset[int], list[tuple[int, str]]]:
        """The units with the machine's words whose bytes can stay, and doubts about them.

        Where the markup differs from the source's, the source has changed there, or a person has. If nobody can have
        done so the unit is translated once more, else it stays and is a doubt.
        """
        if not self.keep_machine:
            return frozenset(), []
        units = self.draft.outline.units
        current = [
            index
            for index in decision.current
            if (made := decision.made[index]) is not None
            and not (
                self.retry
                and decision.states[index] is State.CURRENT
                and units[made].targets[0] == units[made].sources[0]
            )
        ]
        fixed = self.human_edits(decision)
        base = parse_document(splice(self.source, fixed), self.rules.prose)

        def fault(indexes: Sequence[int]) -> str | None:
            along = [edit for index in indexes for edit in self.along(decision, index)]
            edits = [*fixed, *(self.carried(decision, index) for index in indexes), *along]
            return structure_fault(self.plan.document, base, edits, self.rules.prose)

        sound, faults = largest_sound(current, fault)
        if self.draft.pristine:
            return frozenset(sound), []
        return frozenset(current), [
            (self.in_draft(decision.current[index].target.start), text) for index, text in faults.items()
        ]

    def in_draft(self, offset: int) -> int:
        """The place in the draft of an offset in its text without the map."""
        return Shift([self.taken]).back(offset)

    # --- the new plan -------------------------------------------------------------------------

    def moved(self, document: Document, shift: Shift, pending: Sequence[int]) -> list[tuple[Block, Block]]:
        """The blocks of pending units, where they stand in the merged document, each with what it is in the file."""
        places = {(block.kind, block.span.start): block for block in document.blocks}
        wanted = [block for index in pending for block in (self.units[index][0], *self.units[index][1])]
        found = ((places.get((block.kind, shift.start(block.span.start))), block) for block in wanted)
        return [(new, old) for new, old in found if new is not None]

    def slots(self, decision: Decision, shift: Shift, kept: frozenset[int], *, settled: bool = False) -> Slots:
        """Where the units are, and what the machine wrote for those that stay: when settled, what stands there now."""
        alone = {keep.source for keep in (*decision.human, *decision.current.values())} if settled else set()
        slots = []
        for index, slot in enumerate(self.plan.slots.units):
            span = Span(shift.start(slot.span.start), shift.end(slot.span.end))
            known = (not settled and index in kept) or (_is_human(decision.states[index]) and slot.span not in alone)
            made = self.made(decision, index) if known else (None, NOTHING)
            slots.append(Slot(span, slot.sources, slot.inner, *made))
        written = enumerate(self.layout.gaps)
        gaps = tuple(gap_mark(gap) if index in decision.human_gaps else None for index, gap in written)
        opened = frozenset(slots[index].sources[0] for index in decision.open) if not settled else frozenset()
        return Slots(tuple(slots), gaps, opened, marks_of_gaps(self.plan))

    def made(self, decision: Decision, index: int) -> tuple[tuple[str, ...], str]:
        """What the machine wrote for a kept unit, as far as that is known: marks of its words, and of its bytes."""
        made = decision.made[index]
        size = len(self.plan.slots.units[index].sources)
        known = self.draft.outline.units[made] if made is not None else Unit((), ())
        return (*known.targets, *(NOTHING,) * size)[:size], known.text

    def dispute(self, decision: Decision, index: int) -> Dispute:
        span = decision.places[index]
        text = self.text[span.start : span.end].decode("utf-8")
        made = decision.made[index]
        made_from = self.draft.outline.units[made].sources[0] if made is not None else NOTHING
        return Dispute(self.units[index][0], self.in_draft(span.start), text, made_from)

    def disputed(self, decision: Decision) -> Plan:
        spans = [self.units[index][0].span for index in decision.open]
        segments = tuple(segment for segment in self.plan.segments if _inside(segment.block.span, spans))
        return replace(self.plan, segments=segments)

    def shown(self, decision: Decision, kept: frozenset[int]) -> list[State]:
        """States for the report: what is translated once more for its markup is stale."""
        return [
            State.STALE if state is State.CURRENT and index not in kept else state
            for index, state in enumerate(decision.states)
        ]


def _is_human(state: State) -> bool:
    return state in (State.EDITED, State.CONFLICT)


def _inside(span: Span, spans: Sequence[Span]) -> bool:
    return any(outer.holds(span) for outer in spans)
