"""Long sentences are cut at commas, and long enumerations at every item.

A compact model loses the thread of a sentence that is longer than what it was trained on; an enumeration of terms
needs no context at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from transpipe.model import Span
from transpipe.script import PUNCTUATION
from transpipe.segment.nodes import Alone, Node, Offsets, Pair, Text
from transpipe.segment.sentences import clause_cuts

MIN_CLAUSE = 10  # characters; a shorter one is better off with its neighbour
_ENUMERATION = 5  # enumeration commas that make a list
_ITEM = 12  # characters an item of a list has at most, on average
_TARGETS = {**PUNCTUATION, ",": ", ", ":": ": "}


@dataclass(frozen=True, slots=True)
class Joint:
    """The mark between two clauses, and what stands there in English."""

    span: Span
    target: str


@dataclass(frozen=True, slots=True)
class _Cut:
    node: int
    start: int
    end: int
    strong: bool
    position: int
    """Characters of the sentence before the mark."""


def cut_clauses(
    group: list[Node],
    offsets: Callable[[Text], Offsets | None],
    max_chars: int,
    max_tags: int,
    count_tags: Callable[[Sequence[Node]], int],
) -> list[tuple[list[Node], Joint | None]]:
    """Cut a sentence so that its clauses are no longer than `max_chars` and hold no more than `max_tags` tags.

    Only marks outside of all pairs count. A sentence without any is cut between two tags if it has too many, else it
    stays whole.
    """
    candidates, total = _candidates(group)
    chosen = _choose(candidates, total, max_chars)
    clauses: list[tuple[list[Node], Joint | None]] = []
    rest: list[Node] = []
    cuts = {(cut.node, cut.start): cut for cut in chosen}
    for index, node in enumerate(group):
        marks = sorted(start for number, start in cuts if number == index)
        places = offsets(node) if marks and isinstance(node, Text) else None
        if not isinstance(node, Text) or places is None:
            if count_tags([*rest, node]) > max_tags and rest:
                clauses.append((rest, None))
                rest = []
            rest.append(node)
            continue
        position = 0
        for start in marks:
            cut = cuts[index, start]
            if start > position:
                rest.append(Text(node.text[position:start], Span(places[position], places[start])))
            mark = node.text[cut.start : cut.end]
            joint = Joint(Span(places[cut.start], places[cut.end]), _TARGETS.get(mark[0], " – "))
            if rest:
                clauses.append((rest, joint))
            rest = []
            position = cut.end
        if position < len(node.text):
            rest.append(Text(node.text[position:], Span(places[position], places[-1])))
    if rest:
        clauses.append((rest, None))
    return clauses


def _candidates(group: list[Node]) -> tuple[list[_Cut], int]:
    found: list[_Cut] = []
    total = 0
    for index, node in enumerate(group):
        if isinstance(node, Text):
            found.extend(
                _Cut(index, start, end, strong, total + start) for start, end, strong in clause_cuts(node.text)
            )
        total += _length(node)
    return found, total


def _length(node: Node) -> int:
    if isinstance(node, Pair):
        return sum(_length(child) for child in node.children)
    if isinstance(node, Alone):
        return max(1, len(node.text))
    return len(node.text)


def _choose(candidates: list[_Cut], total: int, max_chars: int) -> list[_Cut]:
    chosen: list[_Cut] = []
    start = 0
    strong = [cut for cut in candidates if cut.strong]
    # First the strong marks: the last one that keeps a clause short enough.
    for index, cut in enumerate(strong):
        following = strong[index + 1].position if index + 1 < len(strong) else total
        if following - start > max_chars and cut.position - start >= MIN_CLAUSE and total - cut.position >= MIN_CLAUSE:
            chosen.append(cut)
            start = cut.position
    # Then enumerations inside what is still too long.
    bounds = [0, *(cut.position for cut in chosen), total]
    for first, last in pairwise(bounds):
        if last - first <= max_chars:
            continue
        weak = [cut for cut in candidates if not cut.strong and first < cut.position < last]
        if len(weak) >= _ENUMERATION and (weak[-1].position - weak[0].position) / (len(weak) - 1) <= _ITEM:
            colons = [cut for cut in candidates if cut.strong and first < cut.position < weak[0].position]
            chosen.extend([*colons[-1:], *weak])
        elif weak:
            middle = (first + last) / 2
            chosen.append(min(weak, key=lambda cut: abs(cut.position - middle)))
    return sorted(set(chosen), key=lambda cut: cut.position)
