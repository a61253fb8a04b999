"""A new text for one segment of a draft: checked, put into its place, and proved to change nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transpipe.errors import ParseError
from transpipe.model import Block, Document, Edit, ProseRules, Span
from transpipe.pair.fingerprint import prose
from transpipe.pair.whole import core, replaced
from transpipe.parse.document import parse_document
from transpipe.pipeline.side_by_side import Seat, SideBySide
from transpipe.pipeline.sound import structure_difference
from transpipe.translate.guard import faults
from transpipe.units import Draft, Origin
from transpipe.write.compose import PROSE
from transpipe.write.render import render_segment, value_text
from transpipe.write.splice import in_order, splice
from transpipe.write.values import value_edit

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STRUCTURE = "it would change the structure of the page"


class Rewritten(NamedTuple):
    """A draft with a new text in one place."""

    data: bytes
    bare: Document
    """Without its map, as it was parsed for the proof."""


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


def rewrite(pairing: SideBySide, number: int, text: str, rules: ProseRules) -> Rewritten | str:
    """The draft with a new text in a seat, or what is wrong in words: only words may change, unless the text is raw.

    The whole draft is parsed once more, as a word in one place may well change what another place is.
    """
    seat = pairing.seats[number]
    fault = tag_fault(seat, text)
    if fault is not None:
        return fault
    edit = Edit(seat.span, text.encode("utf-8")) if seat.raw else _edit(pairing, seat, text)
    if edit is None:
        return "this text can't be written between its quotes"
    try:
        bare = parse_document(splice(pairing.bare.source, [edit]), rules)
    except ParseError as error:
        return f"{_STRUCTURE}: {error}"
    fault = _raw_fault(pairing.bare, bare, edit) if seat.raw else structure_difference(pairing.bare, bare)
    if fault is not None:
        return f"{_STRUCTURE}: {fault}"
    back = pairing.shift.back
    place = Span(
        back(edit.span.start), back(edit.span.end - 1) + 1 if edit.span.end > edit.span.start else back(edit.span.end)
    )
    return Rewritten(splice(pairing.draft.source, [Edit(place, edit.replacement)]), bare)


def _edit(pairing: SideBySide, seat: Seat, text: str) -> Edit | None:
    assert seat.whole is not None and seat.block is not None
    segment = replaced(seat.segment, {core(seat.segment): seat.whole})
    draft = Draft(text, Origin.APPROVED)
    if seat.block.quoting not in PROSE:
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


def _raw_fault(bare: Document, result: Document, edit: Edit) -> str | None:
    """Raw Markdown may change the markup of its block; the blocks around it stay what they are."""
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
