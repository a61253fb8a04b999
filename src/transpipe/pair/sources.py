"""Which unit of an outline was made from which segment of the source as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from transpipe.model import Span
from transpipe.pair.outline import Outline, Unit


class SourceUnit(NamedTuple):
    """A segment of the source as it is now, with the segments inside it."""

    span: Span
    marks: tuple[str, ...]
    """Its own, then those of the segments inside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a draft as it is now: units with gaps around them, as in an outline."""

    data: bytes
    units: tuple[SourceUnit, ...]
    gaps: tuple[bytes, ...]
    """What the machine would write there: markers are gone."""

    def gap_span(self, index: int) -> Span:
        """Where a gap stands in the file."""
        start = self.units[index - 1].span.end if index else 0
        return Span(start, self.units[index].span.start if index < len(self.units) else len(self.data))


class Group(NamedTuple):
    """Units at one place of which nobody can tell which is which, as there are more or fewer than there were."""

    units: tuple[int, ...]
    """Of the outline."""
    sources: tuple[int, ...]


def match_sources(outline: Outline, sources: Sequence[SourceUnit]) -> tuple[list[int | None], list[Group]]:
    """The source of every unit, None for one without, and the groups that were left.

    Equal ones go first, in order and then wherever they were moved to; between two of them changed ones are matched
    by their place.
    """
    links: list[int | None] = [None] * len(outline.units)
    fixed = [(-1, -1)]
    matcher = SequenceMatcher(
        None, [_token(unit) for unit in outline.units], ["+".join(u.marks) for u in sources], False
    )
    for first, second, size in matcher.get_matching_blocks():
        for step in range(size):
            links[first + step] = second + step
            fixed.append((first + step, second + step))
    fixed.append((len(outline.units), len(sources)))
    _link_moved(outline, sources, links)
    return links, list(_link_in_place(links, fixed))


def _token(unit: Unit) -> str:
    return "+".join(unit.sources)


def _link_moved(outline: Outline, sources: Sequence[SourceUnit], links: list[int | None]) -> None:
    taken = set(links)
    free: dict[str, list[int]] = {}
    for index, source in enumerate(sources):
        if index not in taken:
            free.setdefault("+".join(source.marks), []).append(index)
    for index, unit in enumerate(outline.units):
        if links[index] is None and (places := free.get(_token(unit))):
            links[index] = places.pop(0)


def _link_in_place(links: list[int | None], fixed: Sequence[tuple[int, int]]) -> Iterator[Group]:
    taken = {link for link in links if link is not None}
    for (unit, source), (next_unit, next_source) in pairwise(fixed):
        lost = [index for index in range(unit + 1, next_unit) if links[index] is None]
        new = [index for index in range(source + 1, next_source) if index not in taken]
        if len(lost) == len(new):
            for index, link in zip(lost, new, strict=True):
                links[index] = link
        elif lost:
            yield Group(tuple(lost), tuple(new))
