"""Which blocks of a translation belong to which blocks of its source.

Dynamic programming after Gale and Church (1993), on blocks instead of sentences, between the pairs that are known
already. What stands at another place on one side is found by its anchors after.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from transpipe.model import Document
from transpipe.pair.grid import Grid, Move, pair_cost
from transpipe.pair.traits import Traits, body_traits, is_header

_SURE = 0.95
_ALONE = 0.5
_SWAP = 3.0
"""What two links must gain when they are crossed."""
_NEAR = 40
"""How many doubtful links further on a block may have changed its place with another."""
_MOVED = -1.0
"""Cost below which two blocks belong together wherever they stand: anchors agree."""
_MOST = 10_000
"""Pairs of lost and gained blocks that are compared at most."""


class Link(NamedTuple):
    """Blocks that belong together, by their numbers in the documents; a side is empty where there is no counterpart."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float
    """0 to 1, how sure it is."""


def align(source: Document, target: Document, known: Sequence[tuple[int, int]] = ()) -> list[Link]:
    """Link every block of both documents, in the order of the source and, for what only the target has, of the target.

    `known` are pairs of blocks that are known to belong together.
    """
    known = sorted((i, j) for i, j in known if not is_header(source.blocks[i]) and not is_header(target.blocks[j]))
    links = [*_headers(source, target), *_body(body_traits(source), body_traits(target), known)]
    return sorted(links, key=_order(links))


def _order(links: Sequence[Link]) -> Callable[[Link], tuple[int, int, int]]:
    """Sort by source; a link without one follows the link of the target block before it."""
    sources = {j: link.source[0] for link in links if link.source for j in link.target}
    before: dict[int, int] = {}
    last = -1
    for j in sorted(j for link in links for j in link.target):
        last = sources.get(j, last)
        before[j] = last
    return lambda link: (
        link.source[0] if link.source else before[link.target[0]],
        0 if link.source else 1,
        link.target[0] if link.target else -1,
    )


def _headers(source: Document, target: Document) -> Iterator[Link]:
    """Values of the front matter: the n-th of a key belongs to the n-th of the same key."""
    waiting: dict[tuple[str, str], list[int]] = {}
    for j, block in enumerate(target.blocks):
        if is_header(block):
            waiting.setdefault((block.kind, block.key), []).append(j)
    for i, block in enumerate(source.blocks):
        if is_header(block):
            partners = waiting.get((block.kind, block.key))
            yield Link((i,), (partners.pop(0),), _SURE) if partners else Link((i,), (), _SURE)
    for partners in waiting.values():
        for j in partners:
            yield Link((), (j,), _SURE)


# --- the body ---------------------------------------------------------------------------------


def _body(left: list[Traits], right: list[Traits], known: Sequence[tuple[int, int]]) -> Iterator[Link]:
    groups = _groups(known)
    for sources, targets in groups:
        yield Link(sources, targets, _SURE)
    total = sum(item.weight for item in right) / max(1, sum(item.weight for item in left))
    scale = min(1.8, max(0.55, total))
    lost: list[Traits] = []
    gained: list[Traits] = []
    for ours, theirs in _windows(left, right, groups):
        grid = Grid(ours, theirs, scale)
        moves = grid.path()
        crossed = list(_crossed(grid, moves))
        for i, j in crossed:
            yield Link((ours[i].block,), (theirs[j].block,), _confidence(grid.cost(i, j)))
        settled = {i for i, _ in crossed}
        for place, move in enumerate(moves):
            if move.targets and move.sources and move.sources[0] in settled:
                continue
            sources = tuple(ours[i].block for i in move.sources if ours[i].block >= 0)
            targets = tuple(theirs[j].block for j in move.targets if theirs[j].block >= 0)
            if sources and targets:
                around = [moves[k] for k in (place - 1, place + 1) if 0 <= k < len(moves)]
                yield Link(sources, targets, _confidence(move.cost, around))
            elif sources:
                lost.extend(ours[i] for i in move.sources)
            elif targets:
                gained.extend(theirs[j] for j in move.targets)
    yield from _moved(lost, gained, scale)


def _groups(known: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Known pairs that share a block are one group: what was split or merged."""
    groups: list[tuple[set[int], set[int]]] = []
    by_source: dict[int, int] = {}
    by_target: dict[int, int] = {}
    for i, j in known:
        number = by_source.get(i, by_target.get(j, len(groups)))
        if number == len(groups):
            groups.append((set(), set()))
        groups[number][0].add(i)
        groups[number][1].add(j)
        by_source[i] = by_target[j] = number
    return [(tuple(sorted(sources)), tuple(sorted(targets))) for sources, targets in groups]


def _windows(
    left: Sequence[Traits], right: Sequence[Traits], groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
) -> Iterator[tuple[list[Traits], list[Traits]]]:
    """What stands between known groups that follow each other on both sides."""
    taken = [{block for group in groups for block in group[side]} for side in (0, 1)]
    ends = [*_increasing([(sources[0], targets[0]) for sources, targets in groups]), (-1, -1)]
    at, to = 0, 0
    for i, j in ends:
        rows = next((n for n in range(at, len(left)) if left[n].block == i), len(left)) if i >= 0 else len(left)
        columns = next((n for n in range(to, len(right)) if right[n].block == j), len(right)) if j >= 0 else len(right)
        ours = [item for item in left[at:rows] if item.block not in taken[0]]
        theirs = [item for item in right[to:columns] if item.block not in taken[1]]
        if ours or theirs:
            yield ours, theirs
        at, to = rows, columns


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by their first, whose second grows too (patience sorting)."""
    tails: list[int] = []
    tops: list[int] = []
    back: list[int] = []
    for number, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        back.append(tops[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        tops[at : at + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = tops[-1] if tops else -1
    while number >= 0:
        chain.append(pairs[number])
        number = back[number]
    return chain[::-1]


def _crossed(grid: Grid, moves: Sequence[Move]) -> Iterator[tuple[int, int]]:
    """Doubtful links that fit much better crosswise: two blocks have changed places."""
    doubtful = [(move.sources[0], move.targets[0]) for move in moves if move.is_pair and move.cost > 0]
    taken: set[int] = set()
    for number, (i, j) in enumerate(doubtful):
        for k, m in doubtful[number + 1 : number + 1 + _NEAR]:
            gain = grid.cost(i, j) + grid.cost(k, m) - grid.cost(i, m) - grid.cost(k, j)
            if gain > _SWAP and not {i, k} & taken:
                taken |= {i, k}
                yield i, m
                yield k, j


def _moved(lost: list[Traits], gained: list[Traits], scale: float) -> Iterator[Link]:
    """What changed its place is lost here and gained there; the rest has no counterpart."""
    few = len(lost) * len(gained) <= _MOST
    pairs = [(pair_cost(a, b, scale), n, m) for n, a in enumerate(lost) for m, b in enumerate(gained)] if few else []
    ours, theirs = set(range(len(lost))), set(range(len(gained)))
    for cost, n, m in sorted(pairs):
        if cost <= _MOVED and n in ours and m in theirs:
            ours.remove(n)
            theirs.remove(m)
            yield Link((lost[n].block,), (gained[m].block,), _confidence(cost) * 0.8)
    for n in ours:
        yield Link((lost[n].block,), (), _ALONE)
    for m in theirs:
        yield Link((), (gained[m].block,), _ALONE)


def _confidence(cost: float, around: Sequence[Move] = ()) -> float:
    """From the cost of a link; neighbours that fit one to one speak for it, gaps and merges against it."""
    for other in around:
        cost += -0.6 if other.is_pair and other.cost < 2 else 0.6
    return round(1 / (1 + math.exp(1.2 * (min(cost, 20.0) - 1.5))), 3)
