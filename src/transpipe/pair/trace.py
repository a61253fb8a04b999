"""Where the segments of an older version of a document are in a newer one.

The older version may be known by its marks alone, as a record has them. A segment that was moved is found by its mark,
and one that was split or merged by the marks of its parts: the words are the same, so nothing has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from transpipe.pair.record import mark

_BAND = 60
_PARTS = 3
"""Into how many segments one may have been split, or how many may have become one."""
_CUT = re.compile(r"(?<=[.!?:;,。！？：；，…\"'”’)）」』])\s*|\s+")
_CUTS = 60


def trace(old: Sequence[str], new: Sequence[str], texts: Sequence[str]) -> list[tuple[int, ...]]:
    """For each old mark the numbers of the new segments that hold its words; empty for what is not there any more.

    `texts` is the prose of the new segments. Old segments without words (an image alone) are never found.
    """
    found: dict[int, tuple[int, ...]] = {i: (j,) for i, j in _in_order(old, new) if old[i]}
    free = set(range(len(new))) - {j for places in found.values() for j in places}
    gone = [i for i in range(len(old)) if old[i] and i not in found]
    if gone and free:
        _moved(old, new, gone, free, found)
        _split(old, texts, gone, free, found)
        _merged(old, texts, gone, free, found)
    return [found.get(i, ()) for i in range(len(old))]


def _in_order(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Equal marks on the cheapest way of edits (Levenshtein), in a band around the diagonal.

    Replacing costs as much as taking out or putting in, so of equal marks those are paired whose neighbours pair too:
    a heading that repeats the title stays the heading when the title changes.
    """
    start, end = 0, 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        yield start, start
        start += 1
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        yield len(old) - 1 - end, len(new) - 1 - end
        end += 1
    for i, j in _cheapest(old[start : len(old) - end], new[start : len(new) - end]):
        yield start + i, start + j


def _cheapest(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    rows, columns = len(old), len(new)
    if not rows or not columns:
        return
    band = _BAND + abs(rows - columns)
    far = rows + columns
    costs: list[Mapping[int, int]] = []
    for i in range(rows + 1):
        middle = i * columns // rows
        row: dict[int, int] = {}
        above = costs[-1] if costs else {}
        for j in range(max(0, middle - band), min(columns, middle + band) + 1):
            if not i or not j:
                row[j] = i + j
                continue
            diagonal = above.get(j - 1, far) + (old[i - 1] != new[j - 1])
            row[j] = min(diagonal, above.get(j, far) + 1, row.get(j - 1, far) + 1)
        costs.append(row)
    i, j = rows, columns
    while i and j:
        equal = old[i - 1] == new[j - 1]
        if costs[i - 1].get(j - 1, far) + (not equal) == costs[i][j]:
            i, j = i - 1, j - 1
            if equal:
                yield i, j
        elif costs[i - 1].get(j, far) + 1 == costs[i][j]:
            i -= 1
        else:
            j -= 1


def _moved(
    old: Sequence[str], new: Sequence[str], gone: list[int], free: set[int], found: dict[int, tuple[int, ...]]
) -> None:
    places: dict[str, list[int]] = {}
    for j in sorted(free):
        places.setdefault(new[j], []).append(j)
    for i in list(gone):
        if places.get(old[i]):
            j = places[old[i]].pop(0)
            found[i] = (j,)
            gone.remove(i)
            free.discard(j)


def _split(
    old: Sequence[str], texts: Sequence[str], gone: list[int], free: set[int], found: dict[int, tuple[int, ...]]
) -> None:
    wanted = {old[i]: i for i in gone}
    for first in sorted(free):
        for count in range(2, _PARTS + 1):
            places = tuple(range(first, first + count))
            if not free.issuperset(places):
                break
            i = wanted.get(mark(" ".join(texts[j] for j in places)))
            if i is not None and i in gone:
                found[i] = places
                gone.remove(i)
                free.difference_update(places)
                break


def _merged(
    old: Sequence[str], texts: Sequence[str], gone: list[int], free: set[int], found: dict[int, tuple[int, ...]]
) -> None:
    for j in sorted(free):
        for i in list(gone):
            parts = list(takewhile(gone.__contains__, range(i, i + _PARTS)))
            count = _takes(texts[j], [old[part] for part in parts])
            if count > 1:
                for part in parts[:count]:
                    found[part] = (j,)
                    gone.remove(part)
                break


def _takes(text: str, wanted: Sequence[str]) -> int:
    """How many of the wanted marks, in their order, make up the whole text; 0 for none."""
    cuts = [cut.start() for cut in _CUT.finditer(text)][:_CUTS]
    position = 0
    for number, one in enumerate(wanted):
        if mark(text[position:].strip()) == one:
            return number + 1
        position = next((cut for cut in cuts if cut > position and mark(text[position:cut].strip()) == one), 0)
        if not position:
            return 0
    return 0
