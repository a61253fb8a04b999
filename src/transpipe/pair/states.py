"""What has happened to each segment since its draft was written: three hashes tell.

    source    draft        state      what a run does
    same      as written   current    keeps it
    changed   as written   stale      translates it
    same      changed      edited     keeps what the person wrote, byte for byte
    changed   changed      conflict   keeps what the person wrote, proposes a translation, says so
    (none)    (none)       new        translates it

Gaps have the same states, but nothing to translate: a stale gap follows the source, and where the source and a person
have both changed one, the draft as a whole is left to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from transpipe.model import Span
from transpipe.pair.locate import Piece, Places, locate, text_mark
from transpipe.pair.outline import Outline, gap_mark
from transpipe.pair.sources import Group, Source, match_sources


class State(StrEnum):
    """A segment of the source against its draft."""

    CURRENT = "current"
    STALE = "stale"
    EDITED = "edited"
    CONFLICT = "conflict"
    NEW = "new"


class Keep(NamedTuple):
    """Bytes of the draft that take the place of bytes of the source."""

    source: Span
    target: Span


@dataclass(slots=True)
class Decision:
    """What becomes of a draft. Lists have an item for every unit of the source."""

    states: list[State]
    made: list[int | None]
    """Index of the unit of the outline that it was made from."""
    current: dict[int, Keep] = field(default_factory=dict)
    """What has the machine's words and can stay, by source unit: as written, or with a person's markup (edited)."""
    human: list[Keep] = field(default_factory=list)
    """What else a person wrote: segments, gaps, and stretches of both."""
    human_gaps: set[int] = field(default_factory=set)
    """Gaps of the source inside `human`."""
    open: set[int] = field(default_factory=set)
    """Source units in conflict."""
    places: dict[int, Span] = field(default_factory=dict)
    """Where the text of a kept unit stands in the draft."""
    blocked: tuple[int, str] | None = None
    """Why draft and source can't be brought together here: offset in the draft, and reason."""


class Blocked(Exception):  # noqa: N818 (a normal outcome that ends the decision)
    """A place of the draft that only a person can decide."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


def decide(outline: Outline, source: Source, target: bytes, pieces: Sequence[Piece], *, settled: bool) -> Decision:
    """Compare an outline with its source and its draft as they are now.

    `target` is the draft without its `params.transpipe` map, `pieces` its blocks. `settled` says that a person has
    approved the draft, so reported conflicts are none any more.
    """
    places = locate(outline, target, pieces)
    return _Decider(outline, source, target, pieces, places, settled).decide()


class _Decider:
    def __init__(
        self,
        outline: Outline,
        source: Source,
        target: bytes,
        pieces: Sequence[Piece],
        places: Places,
        settled: bool,
    ) -> None:
        self.outline = outline
        self.source = source
        self.target = target
        self.pieces = pieces
        self.places = places
        self.settled = settled
        self.links, self.groups = match_sources(outline, source.units)
        self.kept_groups: list[Group] = []
        self.result = Decision([State.NEW] * len(source.units), [None] * len(source.units))

    def decide(self) -> Decision:
        try:
            for group in self.groups:
                self.group(group)
            for index, span in enumerate(self.places.spans):
                if span is not None:
                    self.unit(index, span)
            self.gaps()
            self.check()
        except Blocked as blocked:
            self.result.blocked = (blocked.offset, blocked.reason)
        return self.result

    def check(self) -> None:
        """Two texts of the draft can't take the same place: what was rearranged on both sides is left to people."""
        end = 0
        for keep in sorted([*self.result.human, *self.result.current.values()]):
            if keep.source.start < end:
                raise Blocked(
                    keep.target.start, "a person has worked on what stands here, and its source was rearranged"
                )
            end = keep.source.end

    # --- units --------------------------------------------------------------------------------

    def unit(self, index: int, span: Span) -> None:
        link = self.links[index]
        touched = self.places.touched[index]
        if link is None:
            if touched and not any(index in group.units for group in self.groups):
                raise Blocked(span.start, "a person has worked on this text, and it is gone from the source")
            return
        self.result.made[link] = index
        place = self.source.units[link]
        keep = Keep(place.span, span)
        if touched:
            self.judge(link, index, span)
            if self.places.reworded[index] or link in self.result.open:
                self.keep(keep)
            else:
                self.result.current[link] = keep
        elif place.marks == self.outline.units[index].sources:
            self.result.states[link] = State.CURRENT
            self.result.current[link] = keep
            self.result.places[link] = span
        else:
            self.result.states[link] = State.STALE

    def judge(self, link: int, index: int | None, span: Span) -> None:
        """Edited or in conflict: the source has changed now, or had when a conflict was reported that still stands."""
        marks = self.source.units[link].marks
        self.result.places[link] = span
        changed = index is None or marks != self.outline.units[index].sources
        if changed or (not self.settled and self.outline.open.get(marks[0]) == text_mark(self.pieces, span)):
            self.result.states[link] = State.CONFLICT
            self.result.open.add(link)
        else:
            self.result.states[link] = State.EDITED

    def keep(self, keep: Keep) -> None:
        self.result.human.append(keep)

    def group(self, group: Group) -> None:
        """More or fewer source segments than there were: what a person wrote for them stays in their place."""
        spans = [self.places.spans[index] for index in group.units]
        if not any(self.places.touched[index] for index in group.units):
            return
        if None in spans:
            return  # decided with the stretch
        first, last = spans[0], spans[-1]
        assert first is not None and last is not None
        if not _in_a_row(group.units) or not _in_a_row(group.sources):
            raise Blocked(first.start, "a person has worked on this text, and its source was rearranged")
        if not group.sources:
            raise Blocked(first.start, "a person has worked on this text, and it is gone from the source")
        where = Span(self.source.units[group.sources[0]].span.start, self.source.units[group.sources[-1]].span.end)
        span = Span(first.start, last.end)
        self.keep(Keep(where, span))
        self.kept_groups.append(group)
        self.result.human_gaps.update(group.sources[1:])
        for link in group.sources:
            self.judge(link, None, span)

    # --- gaps and stretches -------------------------------------------------------------------

    def gaps(self) -> None:
        """Walk over what stands between units that have a place: a gap, or a stretch of gaps and units."""
        count = len(self.outline.units)
        fixed = [-1, *(index for index, span in enumerate(self.places.spans) if span), count]
        for before, after in pairwise(fixed):
            start = self.places.spans[before].end if before >= 0 else 0  # type: ignore[union-attr]
            end = self.places.spans[after].start if after < count else len(self.target)  # type: ignore[union-attr]
            self.between(before, after, Span(start, end))

    def between(self, before: int, after: int, span: Span) -> None:
        single = after == before + 1
        text = self.target[span.start : span.end]
        if single and gap_mark(text) == self.outline.gaps[after]:
            return
        around = self.neighbours(before, after)
        if around is None:
            if any(before in group.units and after in group.units for group in self.kept_groups):
                return  # inside what is kept
            blank = len(text) - len(text.lstrip())
            raise Blocked(span.start + blank, "a person has worked on what stands here, and its source was rearranged")
        low, high = around
        gaps = range(low + 1, high + 1)
        where = Span(self.source.gap_span(low + 1).start, self.source.gap_span(high).end)
        if high == low + 1 and self.source.gaps[high] == text:
            return
        if len(gaps) != after - before or any(
            gap_mark(self.source.gaps[gap]) != self.outline.gaps[before + 1 + step] for step, gap in enumerate(gaps)
        ):
            same = _common(text, self.source.gaps[high])
            raise Blocked(
                span.start + same, "a person has worked on what stands here, and the source has changed at this place"
            )
        self.keep(Keep(where, span))
        self.result.human_gaps.update(gaps)
        for step, link in enumerate(range(low + 1, high)):
            self.result.made[link] = before + 1 + step
            self.judge(link, before + 1 + step, span)

    def neighbours(self, before: int, after: int) -> tuple[int, int] | None:
        """The source units that stand around what stood between two units; None when they are not in order."""
        low = self.links[before] if before >= 0 else -1
        high = self.links[after] if after < len(self.links) else len(self.source.units)
        if low is None or high is None or low >= high:
            return None
        return low, high


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _in_a_row(indexes: Sequence[int]) -> bool:
    return all(later == earlier + 1 for earlier, later in pairwise(indexes))
