"""The source of a draft, taken apart as its outline is: units, gaps, and what goes along with a unit outside of its bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transpipe.model import Block, Edit, Span
from transpipe.pair.fingerprint import prose
from transpipe.pair.record import mark
from transpipe.pair.sources import Source, SourceUnit
from transpipe.parse.anchors import fragments, heading_ids
from transpipe.pipeline.outline import own_map
from transpipe.pipeline.plan import Plan
from transpipe.write.pins import pin_edit
from transpipe.write.splice import splice

Units = Sequence[tuple[Block, tuple[Block, ...]]]
"""Blocks of segments, each with those inside it, as `group_segments` gives them."""


def structural_edits(plan: Plan) -> list[Edit]:
    """What goes from a source without being translated: its markers, and its own map."""
    return [*plan.structural, *own_map(plan.document)]


def marks_of_gaps(plan: Plan) -> frozenset[str]:
    """The marks of the text of a file that is not to be translated."""
    units = {segment.block.span for segment in plan.segments}
    return frozenset(mark(prose(block)) for block in plan.document.blocks if block.span not in units)


def companions(plan: Plan, units: Units, wanted: frozenset[str]) -> dict[int, list[Edit]]:
    """The pin of a heading's id and the label of a reference, by the number of the unit that they go along with.

    `wanted` are the fragments that links of other pages ask for.
    """
    own = fragments(plan.document.source)
    starts = {block.span: index for index, (block, _) in enumerate(units)}
    found: dict[int, list[Edit]] = {}
    for block, name in heading_ids(plan.document) if own or wanted else ():
        if block.span in starts and not block.id and (name in own or name in wanted):
            found.setdefault(starts[block.span], []).append(pin_edit(plan.document, block, name))
    for index, (block, _) in enumerate(units):
        outside = [Edit(*also) for also in block.also if also[0].start >= block.span.end]
        if outside:
            found.setdefault(index, []).extend(outside)
    return found


def source_of(plan: Plan, units: Units, along: Mapping[int, Sequence[Edit]]) -> Source:
    """The units and gaps of the source, the gaps as the machine would write them."""
    data = plan.document.source
    made = tuple(SourceUnit(block.span, slot.sources) for (block, _), slot in zip(units, plan.slots.units, strict=True))
    fixed = [*structural_edits(plan), *(edit for edits in along.values() for edit in edits)]
    starts = [0, *(unit.span.end for unit in made)]
    ends = [*(unit.span.start for unit in made), len(data)]
    gaps = []
    for start, end in zip(starts, ends, strict=True):
        inside = [edit for edit in fixed if start <= edit.span.start and edit.span.end <= end]
        gaps.append(splice(data, inside, Span(start, end)))
    return Source(data, made, tuple(gaps))
