"""Which blocks of a translation belong to which blocks of its source.

Dynamic programming after Gale and Church (1993) with moves 1:1, 1:0, 0:1, 2:1 and 1:2, on blocks instead of sentences:
the kind of a block, its length and its anchors make the cost of a match. It runs in a band around the diagonal, so a
long document costs no more than its length. What stands at another place on one side is found by its anchors after.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from transpipe.model import Document
from transpipe.pair.traits import Traits, body_traits, is_header, merged

_GAP = 3.3
"""Cost of a block without a counterpart; two gaps must cost more than a translation that says it in other words."""
_SMALL_GAP = 2.2
"""The same for cells and for what hangs on another block: an alt text, a title, a parameter."""
_MERGE = 3.7
"""Cost of a merge or a split: above a gap, so that it must make the lengths or the anchors fit better than one would."""
_DOUBT = 1.5
"""Cost from which a link deserves a second look."""
_KNOWN = -8.0
_NEVER = math.inf
_BAND = 40
_SMALL = ("cell", "alt", "title")
_FLOW = ("paragraph", "item", "quote", "definition", "footnote", "html")
_RIGID = ("cell", "code-block", "term", "alt", "title")


class Link(NamedTuple):
    """Blocks that belong together, by their numbers in the documents; one side is empty where a counterpart is missing."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float
    """0 to 1, how sure it is."""


class _Match(NamedTuple):
    """A move: `sources` and `targets` blocks, up to two, that end at a place of both sequences."""

    sources: int
    targets: int
    cost: float


def align(source: Document, target: Document, known: Sequence[tuple[int, int]] = ()) -> list[Link]:
    """Link every block of both documents, in the order of the source and, for what only the target has, of the target.

    `known` are pairs of blocks that are known to belong together.
    """
    links = list(_headers(source, target))
    known = [(i, j) for i, j in known if not is_header(source.blocks[i])]
    left, right = body_traits(source), body_traits(target)
    links.extend(_body(left, right, known))
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
            yield Link((i,), (partners.pop(0),), 0.95) if partners else Link((i,), (), 0.95)
    for partners in waiting.values():
        for j in partners:
            yield Link((), (j,), 0.95)


def _body(left: list[Traits], right: list[Traits], known: Sequence[tuple[int, int]]) -> Iterator[Link]:
    order = _increasing(sorted(known))
    moved = set(known) - set(order)
    for i, j in moved:
        yield Link((i,), (j,), 0.9)
    gone_left, gone_right = {i for i, _ in moved}, {j for _, j in moved}
    left = [item for item in left if item.block not in gone_left]
    right = [item for item in right if item.block not in gone_right]
    grid = _Grid(left, right, dict(order))
    rows = list(grid.path())
    crossed = dict(_crossed(grid, rows))
    for i, j in crossed.items():
        yield Link((left[i].block,), (right[j].block,), _confidence(_Match(1, 1, grid.cost(i, j)), ()))
    yield from _links(grid, rows, crossed)


def _crossed(grid: _Grid, rows: list[tuple[int, int, _Match]]) -> Iterator[tuple[int, int]]:
    """Doubtful links that fit much better crosswise: two blocks have changed places."""
    doubtful = [(i - 1, j - 1) for i, j, match in rows if (match.sources, match.targets) == (1, 1) and match.cost > 0]
    taken: set[int] = set()
    for number, (i, j) in enumerate(doubtful):
        for k, m in doubtful[number + 1 : number + 1 + _BAND]:
            gain = grid.cost(i, j) + grid.cost(k, m) - grid.cost(i, m) - grid.cost(k, j)
            if gain > _SWAP and not {i, k} & taken:
                taken |= {i, k}
                yield i, m
                yield k, j


def _links(grid: _Grid, rows: Sequence[tuple[int, int, _Match]], crossed: Collection[int]) -> Iterator[Link]:
    lost: list[int] = []
    gained: list[int] = []
    for place, (i, j, match) in enumerate(rows):
        sources = [item.block for item in grid.left[i - match.sources : i] if item.block >= 0]
        targets = [item.block for item in grid.right[j - match.targets : j] if item.block >= 0]
        if match.targets and i - 1 in crossed:
            continue
        if sources and targets:
            around = [rows[k][2] for k in (place - 1, place + 1) if 0 <= k < len(rows)]
            yield Link(tuple(sources), tuple(targets), _confidence(match, around))
        elif sources:
            lost.append(i - 1)
        elif targets:
            gained.append(j - 1)
    # What changed its place is lost here and gained there.
    pairs = sorted((grid.cost(i, j), i, j) for i in lost for j in gained) if len(lost) * len(gained) < 10_000 else []
    for cost, i, j in pairs:
        if cost > _MOVED:
            break
        if i in lost and j in gained:
            lost.remove(i)
            gained.remove(j)
            yield Link((grid.left[i].block,), (grid.right[j].block,), _confidence(_Match(1, 1, cost), ()) * 0.8)
    for i in lost:
        yield Link((grid.left[i].block,), (), 0.5)
    for j in gained:
        yield Link((), (grid.right[j].block,), 0.5)


_SWAP = 3.0
"""What two links must gain when they are crossed."""
_MOVED = -1.0
"""Cost below which two blocks belong together wherever they stand: anchors agree."""


def _confidence(match: _Match, around: Sequence[_Match]) -> float:
    cost = match.cost
    for other in around:
        cost += -0.6 if (other.sources, other.targets) == (1, 1) and other.cost < 2 else 0.6
    return round(1 / (1 + math.exp(1.2 * (min(cost, 20.0) - 1.5))), 3)


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


class _Grid:
    """The table of the dynamic program: the cheapest way to every pair of prefixes."""

    def __init__(self, left: list[Traits], right: list[Traits], known: Mapping[int, int]) -> None:
        self.left = left
        self.right = right
        self.known = known
        self.taken = set(known.values())
        total = sum(item.weight for item in right) / max(1, sum(item.weight for item in left))
        self.scale = min(1.8, max(0.55, total))
        self.costs: dict[tuple[int, int], float] = {}

    def cost(self, i: int, j: int) -> float:
        """Cost of linking two blocks, from about -5 (surely) over 0 (nothing against it) to infinity."""
        cost = self.costs.get((i, j))
        if cost is None:
            a, b = self.left[i], self.right[j]
            if a.block in self.known or b.block in self.taken:
                cost = _KNOWN if a.block >= 0 and self.known.get(a.block) == b.block else _NEVER
            else:
                cost = _pair(a, b, self.scale)
            self.costs[i, j] = cost
        return cost

    def merge(self, i: int, j: int, *, left: bool) -> float:
        """Cost of two neighbours, ending at `i` on the left or at `j` on the right, for one block."""
        side, at = (self.left, i) if left else (self.right, j)
        first, second = side[at - 1], side[at]
        other = self.right[j] if left else self.left[i]
        if first.kind not in _FLOW or first.kind != second.kind or other.kind not in _FLOW:
            return _NEVER
        whole = merged(first, second)
        cost = _pair(whole, other, self.scale) if left else _pair(other, whole, self.scale)
        pinned = [item.block in (self.known if left else self.taken) for item in (first, second)]
        mine = other.block in (self.taken if left else self.known)
        if any(pinned) or mine:
            # A known block may get a neighbour, but never another partner.
            near = [self.cost(i - 1, j), self.cost(i, j)] if left else [self.cost(i, j - 1), self.cost(i, j)]
            return _KNOWN + _GAP if _KNOWN in near and not all(pinned) and cost < 0 else _NEVER
        return _MERGE + cost

    def path(self) -> Iterator[tuple[int, int, _Match]]:
        """The moves of the cheapest way, first to last, each with where it ends."""
        rows, columns = len(self.left), len(self.right)
        if self._same_shape():
            return iter([(i + 1, i + 1, _Match(1, 1, self.cost(i, i))) for i in range(rows)])
        band = _BAND + abs(rows - columns)
        best: list[dict[int, tuple[float, _Match]]] = []
        for i in range(rows + 1):
            middle = i * columns // max(1, rows)
            best.append({})
            for j in range(max(0, middle - band), min(columns, middle + band) + 1):
                found = self._best(best, i, j)
                if found is not None:
                    best[i][j] = found
        moves: list[tuple[int, int, _Match]] = []
        i, j = rows, columns
        while i or j:
            match = best[i][j][1]
            moves.append((i, j, match))
            i, j = i - match.sources, j - match.targets
        return reversed(moves)

    def _same_shape(self) -> bool:
        """Whether block by block belongs together, as in nearly all files: no table is needed then."""
        return len(self.left) == len(self.right) and all(
            (a.kind, a.place) == (b.kind, b.place) and self.cost(i, i) < _DOUBT
            for i, (a, b) in enumerate(zip(self.left, self.right, strict=True))
        )

    def _best(self, best: Sequence[Mapping[int, tuple[float, _Match]]], i: int, j: int) -> tuple[float, _Match] | None:
        if not i and not j:
            return 0.0, _Match(0, 0, 0.0)
        found: tuple[float, _Match] | None = None
        for sources, targets in ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2)):
            if sources > i or targets > j or j - targets not in best[i - sources]:
                continue
            before = best[i - sources][j - targets][0]
            if sources == 0:
                cost = self._gap(self.right[j - 1])
            elif targets == 0:
                cost = self._gap(self.left[i - 1])
            elif sources == targets:
                cost = self.cost(i - 1, j - 1)
            else:
                cost = self.merge(i - 1, j - 1, left=sources == 2)
            if cost < _NEVER and (found is None or before + cost < found[0]):
                found = before + cost, _Match(sources, targets, cost)
        return found

    def _gap(self, item: Traits) -> float:
        return _SMALL_GAP if item.kind in _SMALL or item.kind.startswith("parameter") else _GAP


def _pair(a: Traits, b: Traits, scale: float) -> float:
    cost = _kinds(a, b)
    if cost == _NEVER:
        return cost
    if a.text and a.text == b.text:
        return cost - 4.0
    return cost + _lengths(a.weight * scale, b.weight) + _anchors(a, b)


def _kinds(a: Traits, b: Traits) -> float:
    if a.kind == b.kind:
        return 1.5 * abs(a.place - b.place) if a.kind == "heading" else 3.0 * (a.place != b.place)
    if a.kind in _RIGID or b.kind in _RIGID or a.kind.startswith("parameter") or b.kind.startswith("parameter"):
        return _NEVER
    return 5.0 if "heading" in (a.kind, b.kind) else 1.5


def _lengths(a: float, b: float) -> float:
    """Squared distance of the logarithms, in deviations; short texts vary more than long ones."""
    deviation = 0.25 + 1.5 / math.sqrt(min(a, b) + 9)
    distance = math.log((b + 8) / (a + 8)) / deviation
    return min(distance * distance / 2, 5.0)


def _anchors(a: Traits, b: Traits) -> float:
    cost = 0.0
    total = len(a.anchors) + len(b.anchors)
    if total:
        similarity = 2 * len(a.anchors & b.anchors) / total
        cost += (1.5 - 4.5 * similarity) * min(1.0, total / 3)
    fewer = min(len(a.words), len(b.words))
    if fewer:  # the Latin words of a Chinese text come back in its translation
        cost += (0.8 - 2.4 * len(a.words & b.words) / fewer) * min(1.0, fewer / 2)
    return cost
