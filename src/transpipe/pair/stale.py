"""Which segments of a translation are out of date, and why.

An origin is a moment when both sides belonged together: the record in the translation, or two versions of the files in
the history. It says for each segment of the translation from which source segments it was made. A segment whose source
is no longer in the source file, with these words, is out of date; moves, splits and merges do not count. So the
question is never which side is younger, but whether the source that a translator had before him still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from transpipe.pair.align import Link, align
from transpipe.pair.record import Record
from transpipe.pair.side import Side
from transpipe.pair.trace import trace

_ALIKE = 0.6
"""Share of equal characters from which a text is another one's new version."""
_COMPARED = 2_000
"""Pairs of texts that are compared at most: a source that is all new has no old segments."""


class Origin(NamedTuple):
    """A moment when both sides belonged together, by their marks."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    """Numbers of a source and of a target segment made from it."""
    texts: tuple[str, ...] = ()
    """Prose of the source segments, where a version is at hand; a record has none."""


class Change(StrEnum):
    """What has happened to the source of a segment."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    """There is a source segment that no segment of the translation was made from."""
    UNKNOWN = "unknown"
    """Both sides have changed since, and nothing tells which did last."""


class Verdict(NamedTuple):
    """What is out of date: numbers of blocks of the source and of the target; one side may be empty."""

    change: Change
    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the origins say about a pair of files."""

    links: tuple[Link, ...]
    verdicts: tuple[Verdict, ...]
    unexplained: tuple[int, ...]
    """Target segments that no origin explains and whose source has changed: a later origin may tell."""


def from_record(record: Record) -> Origin:
    """The origin that a translation has written down."""
    pairs = tuple((number, number) for number, entry in enumerate(record) if entry.source and entry.target)
    return Origin(tuple(entry.source for entry in record), tuple(entry.target for entry in record), pairs)


def from_versions(source: Side, target: Side, base: Origin | None = None) -> Origin:
    """The origin of two versions that stood side by side; `base` is an earlier one, whose pairs are known."""
    known = _kept_pairs(base, source, target) if base else ()
    links = align(source.document, target.document, known)
    pairs = tuple((i, j) for link in links for i in link.source for j in link.target)
    return Origin(source.marks, target.marks, pairs, source.texts)


def _kept_pairs(origin: Origin, source: Side, target: Side) -> list[tuple[int, int]]:
    sources = trace(origin.sources, source.marks, source.texts)
    targets = trace(origin.targets, target.marks, target.texts)
    return sorted({(i, j) for a, b in origin.pairs for i in sources[a] for j in targets[b]})


def judge(source: Side, target: Side, origins: Sequence[Origin]) -> Judgement:
    """Judge every segment; of several origins, oldest first, the first that knows a target segment explains it.

    Without an origin there are links and no verdicts.
    """
    state = _State(source, target)
    for origin in origins:
        state.explain(origin)
    links = tuple(align(source.document, target.document, sorted(state.kept | state.succeeded())))
    if not origins:
        return Judgement(links, (), ())
    unexplained = tuple(sorted(state.unexplained(links)))
    verdicts = [*state.out_of_date(links), *state.added(links)]
    return Judgement(links, (*_joined(verdicts, source, target),), unexplained)


def _joined(verdicts: Iterable[Verdict], source: Side, target: Side) -> Iterator[Verdict]:
    """Neighbours that were removed, or added, together are one: a section, a list, a row."""
    waiting: Verdict | None = None
    for verdict in sorted(verdicts, key=lambda verdict: (verdict.change, verdict.source, verdict.target)):
        if waiting is not None and waiting.change is verdict.change in (Change.REMOVED, Change.ADDED):
            sides = ((source, waiting.source, verdict.source), (target, waiting.target, verdict.target))
            if all(_adjoin(*side) for side in sides):
                waiting = Verdict(verdict.change, waiting.source + verdict.source, waiting.target + verdict.target)
                continue
        if waiting is not None:
            yield waiting
        waiting = verdict
    if waiting is not None:
        yield waiting


def _adjoin(side: Side, before: Sequence[int], after: Sequence[int]) -> bool:
    """Whether there are no words between two groups of blocks; two empty groups adjoin, too."""
    if not before and not after:
        return True
    return bool(before and after) and not any(side.marks[before[-1] + 1 : after[0]])


class _State:
    """What is known about the segments of both sides while origins are read."""

    def __init__(self, source: Side, target: Side) -> None:
        self.source = source
        self.target = target
        self.kept: set[tuple[int, int]] = set()
        """Pairs whose source stands as it was."""
        self.kept_sources: set[int] = set()
        self.explained: set[int] = set()
        self.stale: dict[int, str] = {}
        """Target segments whose source is gone, with its old text as far as it is known."""
        self.seen: dict[int, frozenset[int]] = {}
        """By target segment, the present source segments that stood in the source when it was made."""
        self.base: frozenset[int] | None = None
        """Present source segments that stood there at the oldest origin that explains anything."""

    def explain(self, origin: Origin) -> None:
        """Take what an origin knows about target segments that no earlier one has explained."""
        places = trace(origin.targets, self.target.marks, self.target.texts)
        new = {j for found in places for j in found} - self.explained
        sources = trace(origin.sources, self.source.marks, self.source.texts)
        seen = frozenset(i for found in sources for i in found)
        if self.base is None or (new and not self.explained):
            self.base = seen
        made: dict[int, list[int]] = {}
        for a, b in origin.pairs:
            for j in places[b]:
                made.setdefault(j, []).append(a)
        for j in new:
            self.explained.add(j)
            self.seen[j] = seen
            gone = [a for a in made.get(j, ()) if origin.sources[a] and not sources[a]]
            if gone:
                self.stale[j] = " ".join(origin.texts[a] for a in gone) if origin.texts else ""
            else:
                self.kept.update((i, j) for a in made.get(j, ()) for i in sources[a])
        self.kept_sources = {i for i, _ in self.kept}

    def succeeded(self) -> set[tuple[int, int]]:
        """Changed source segments that are still like the old text of a target segment, wherever they stand."""
        free = [i for i, mark in enumerate(self.source.marks) if mark and i not in self.kept_sources]
        if len(free) * len(self.stale) > _COMPARED:
            return set()
        matcher = SequenceMatcher(autojunk=False)
        found: list[tuple[float, int, int]] = []
        for j, text in self.stale.items():
            matcher.set_seq2(text)
            for i in free:
                matcher.set_seq1(self.source.texts[i])
                if text and matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE:
                    found.append((matcher.ratio(), i, j))
        pairs: dict[int, int] = {}
        for ratio, i, j in sorted(found, reverse=True):
            if ratio > _ALIKE and i not in pairs and j not in pairs.values():
                pairs[i] = j
        return set(pairs.items())

    def words(self, j: int) -> bool:
        """Whether a target segment is one to judge."""
        return bool(self.target.marks[j]) and self.target.document.blocks[j].kind != "taxonomy"

    def is_new(self, i: int, link: Link) -> bool:
        """Whether nobody who made the counterparts of a source segment can have known it."""
        block = self.source.document.blocks[i]
        if not self.source.marks[i] or block.kind == "taxonomy" or i in self.kept_sources:
            return False
        if any(self.source.marks[i] == self.target.marks[j] for j in link.target):
            return False  # the same text on both sides: names, numbers, code
        known = [self.seen[j] for j in link.target if j in self.explained]
        return not any(i in seen for seen in known or [self.base or frozenset()])

    def unexplained(self, links: Sequence[Link]) -> Iterator[int]:
        """Target segments that came after all origins, and whose source is new or not to be seen."""
        for link in links:
            doubtful = not link.source or any(self.is_new(i, link) for i in link.source)
            for j in link.target:
                if doubtful and j not in self.explained and self.words(j):
                    yield j

    def out_of_date(self, links: Sequence[Link]) -> Iterator[Verdict]:
        """Target segments whose source is gone, with what stands in its place."""
        for link in links:
            stale = tuple(j for j in link.target if j in self.stale and self.words(j))
            if stale and not self.equal(link):
                sources = tuple(i for i in link.source if self.is_new(i, link))
                yield Verdict(Change.CHANGED if sources else Change.REMOVED, sources, stale)

    def equal(self, link: Link) -> bool:
        """Whether both sides say the same in the same language."""
        return [self.source.marks[i] for i in link.source] == [self.target.marks[j] for j in link.target]

    def added(self, links: Sequence[Link]) -> Iterator[Verdict]:
        """Source segments that are new to everybody who made their counterparts."""
        for link in links:
            if any(j in self.stale for j in link.target):
                continue
            new = tuple(i for i in link.source if self.is_new(i, link))
            open_ = tuple(j for j in link.target if j not in self.explained and self.words(j))
            if new:
                yield Verdict(Change.UNKNOWN if open_ else Change.ADDED, new, open_)
