"""The cheapest way through two rows of blocks, and what it costs to say that two blocks belong together.

Moves are 1:1, 1:0, 0:1, 2:1 and 1:2; the kind of a block, its length and its anchors make the cost of a match. The table
is filled in a band around the diagonal, so a long document costs no more than its length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from transpipe.pair.traits import Traits, merged

NEVER = math.inf
_BAND = 24
_GAP = 3.3
"""Cost of a block without a counterpart; two gaps must cost more than a translation that says it in other words."""
_SMALL_GAP = 2.2
"""The same for cells and for what hangs on another block: an alt text, a title, a parameter."""
_MERGE = 3.7
"""Cost of a merge or a split: above a gap, so that it must make the lengths or the anchors fit better than one would."""
_BEST = -5.0
"""No match costs less."""
_DOUBT = 1.5
"""Cost from which a link deserves a second look."""
_SMALL = ("cell", "alt", "title")
_FLOW = ("paragraph", "item", "quote", "definition", "footnote", "html")
_RIGID = ("cell", "code-block", "term", "alt", "title")


class Move(NamedTuple):
    """A step of the way: up to two blocks of a side for up to two of the other."""

    sources: range
    """Places in the left row."""
    targets: range
    cost: float

    @property
    def is_pair(self) -> bool:
        """Whether it links one block to one block."""
        return len(self.sources) == len(self.targets) == 1


class Grid:
    """Two rows of blocks; `scale` is the usual length of the right side for one letter of the left."""

    def __init__(self, left: Sequence[Traits], right: Sequence[Traits], scale: float) -> None:
        self.left = left
        self.right = right
        self.scale = scale
        self._costs: dict[tuple[int, int], float] = {}

    def cost(self, i: int, j: int) -> float:
        """Cost of linking two blocks, from about -5 (surely) over 0 (nothing against it) to infinity."""
        cost = self._costs.get((i, j))
        if cost is None:
            cost = self._costs[i, j] = pair_cost(self.left[i], self.right[j], self.scale)
        return cost

    def path(self) -> list[Move]:
        """The moves of the cheapest way, first to last."""
        if self._same_shape():
            return [Move(range(i, i + 1), range(i, i + 1), self.cost(i, i)) for i in range(len(self.left))]
        return self._cheapest()

    def _same_shape(self) -> bool:
        """Whether block by block belongs together, as in nearly all files: no table is needed then."""
        return len(self.left) == len(self.right) and all(
            (a.kind, a.place) == (b.kind, b.place) and self.cost(i, i) < _DOUBT
            for i, (a, b) in enumerate(zip(self.left, self.right, strict=True))
        )

    def _cheapest(self) -> list[Move]:
        rows, columns = len(self.left), len(self.right)
        band = _BAND + abs(rows - columns)
        lost, gained = [_gap(item) for item in self.left], [_gap(item) for item in self.right]
        costs: list[dict[int, float]] = []
        steps: list[dict[int, tuple[int, int, float]]] = []
        for i in range(rows + 1):
            middle = i * columns // max(1, rows)
            row: dict[int, float] = {}
            step: dict[int, tuple[int, int, float]] = {}
            above, second = (costs[i - 1] if i else {}), (costs[i - 2] if i > 1 else {})
            for j in range(max(0, middle - band), min(columns, middle + band) + 1):
                best, taken = (NEVER, (0, 0, 0.0)) if i or j else (0.0, (0, 0, 0.0))
                for sources, targets, before in (
                    (1, 1, above.get(j - 1, NEVER)),
                    (1, 0, above.get(j, NEVER)),
                    (0, 1, row.get(j - 1, NEVER)),
                    (2, 1, second.get(j - 1, NEVER)),
                    (1, 2, above.get(j - 2, NEVER)),
                ):
                    if before + _BEST >= best:
                        continue
                    if sources == targets:
                        cost = self.cost(i - 1, j - 1)
                    elif not targets:
                        cost = lost[i - 1]
                    elif not sources:
                        cost = gained[j - 1]
                    else:
                        cost = self._merge(i - 1, j - 1, left=sources == 2)
                    if before + cost < best:
                        best, taken = before + cost, (sources, targets, cost)
                if best < NEVER:
                    row[j], step[j] = best, taken
            costs.append(row)
            steps.append(step)
        return _walk(steps, rows, columns)

    def _merge(self, i: int, j: int, *, left: bool) -> float:
        """Cost of two neighbours, ending at `i` on the left or at `j` on the right, for one block."""
        first, second = (self.left[i - 1], self.left[i]) if left else (self.right[j - 1], self.right[j])
        other = self.right[j] if left else self.left[i]
        if first.kind not in _FLOW or first.kind != second.kind or other.kind not in _FLOW:
            return NEVER
        wanted = max(1.0, other.weight / self.scale if left else other.weight * self.scale)
        larger = max(first.weight, second.weight)
        if abs(math.log((first.weight + second.weight + 1) / wanted)) >= abs(math.log((larger + 1) / wanted)):
            return NEVER  # the larger one alone fits better
        whole = merged(first, second)
        return _MERGE + (pair_cost(whole, other, self.scale) if left else pair_cost(other, whole, self.scale))


def _walk(steps: Sequence[dict[int, tuple[int, int, float]]], i: int, j: int) -> list[Move]:
    moves: list[Move] = []
    while i or j:
        sources, targets, cost = steps[i][j]
        moves.append(Move(range(i - sources, i), range(j - targets, j), cost))
        i, j = i - sources, j - targets
    return moves[::-1]


def _gap(item: Traits) -> float:
    return _SMALL_GAP if item.kind in _SMALL or item.kind.startswith("parameter") else _GAP


def pair_cost(a: Traits, b: Traits, scale: float) -> float:
    """Cost of linking two blocks."""
    cost = _kinds(a, b)
    if cost == NEVER:
        return cost
    if a.text and a.text == b.text:
        return cost - 4.0
    return cost + _lengths(a.weight * scale, b.weight) + _anchors(a, b)


def _kinds(a: Traits, b: Traits) -> float:
    if bool(a.text) != bool(b.text):
        return NEVER  # an image alone, and a paragraph of words
    if a.kind == b.kind:
        return 1.5 * abs(a.place - b.place) if a.kind == "heading" else 3.0 * (a.place != b.place)
    if a.kind in _RIGID or b.kind in _RIGID or a.kind.startswith("parameter") or b.kind.startswith("parameter"):
        return NEVER
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
