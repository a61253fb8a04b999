"""Approved units that are like a text, out of a hundred thousand in well under a millisecond.

An inverted index of character pairs finds candidates, rapidfuzz scores them. Which pairs are looked at follows from
the cutoff (the prefix filter of set similarity joins): two texts that score at least that much share so many pairs
that a candidate must hold some of the rarest ones of the text. What is missed are texts of a few characters that share
no pair, units that lack many single characters here and there, and those beyond the `_MOST` that hold most of the pairs.
"""

from __future__ import annotations

import math
import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

from transpipe.tagged_text import TAG

_CHUNK_BITS = 16  # ids of one row, so that an approval writes no more than the last row of a pair again
_HITS = 3  # rare pairs that a candidate must hold; more of them cost more reading and leave fewer candidates
_MOST = 20  # candidates that are scored
_FEW = 1000  # bytes of a row that is read at first sight; a longer one lies on pages of its own, and may not be needed
_KEPT = 50_000  # pairs that are kept in memory
_KEPT_BYTES = 16 << 20  # and the ids of their units
# A search reads a thousand places of a file that holds 46 MB with 100,000 approved units. What is mapped counts as memory
# of the process, and looking up a key gains nothing by it, so a memory without approved units is not mapped.
_MAP = f"PRAGMA mmap_size = {64 * 1024 * 1024}"
_DIGIT = re.compile(r"\d")


def scored_form(lookup: str) -> str:
    """What is compared: every tag counts as one character."""
    return TAG.sub("⟦", lookup) if "⟦" in lookup else lookup


def _pairs(lookup: str) -> set[str]:
    text = _DIGIT.sub("0", scored_form(lookup))  # other numbers are no other text
    return {text[index : index + 2] for index in range(len(text) - 1)}


def add(connection: sqlite3.Connection, units: Iterable[tuple[int, str]]) -> None:
    """Index units by id and lookup form; call it inside the transaction that adds them."""
    ids: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for unit, lookup in units:
        for pair in _pairs(lookup):
            ids[pair, unit >> _CHUNK_BITS].append(unit)
    for key, new in ids.items():
        row = connection.execute("SELECT units FROM gram WHERE gram = ? AND chunk = ?", key).fetchone()
        units_of = array("I", row[0] if row else b"")
        units_of.extend(new)
        connection.execute("INSERT OR REPLACE INTO gram VALUES (?, ?, ?)", (*key, units_of.tobytes()))


class PairUnits:
    """What was read of the index, pair by pair: the sentences of a post share most of them."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        """How often each pair stands in the index, in bytes; 0 for one that stands nowhere."""
        self._units: dict[str, bytes] = {}
        """The ids of the units that hold a pair, where they are few or were asked for."""
        self._bytes = 0

    def clear(self) -> None:
        """Forget all of it, as the index has changed."""
        self.sizes.clear()
        self._units.clear()
        self._bytes = 0

    def count(self, connection: sqlite3.Connection, pairs: Iterable[str]) -> None:
        """Fill in the sizes that are not known yet."""
        if len(self.sizes) > _KEPT or self._bytes > _KEPT_BYTES:
            self.clear()
        new = [pair for pair in pairs if pair not in self.sizes]
        if not new:
            return
        connection.execute(_MAP)
        sizes, units = self.sizes, self._units
        for pair in new:
            sizes[pair], units[pair] = 0, b""
        query = f"SELECT gram, length(units), CASE WHEN length(units) <= {_FEW} THEN units END FROM gram"
        for pair, size, few in connection.execute(f"{query} WHERE gram IN ({_marks(new)})", new):
            sizes[pair] += size
            if few is None:
                units.pop(pair, None)
            elif pair in units:
                units[pair] += few
                self._bytes += len(few)

    def holders(self, connection: sqlite3.Connection, pairs: Iterable[str]) -> bytes:
        """The ids of the units that hold the pairs, once for every pair, as native 32-bit numbers."""
        found = {pair: self._units.get(pair) for pair in pairs}
        new = [pair for pair, units in found.items() if units is None]
        if new:
            query = f"SELECT gram, units FROM gram WHERE gram IN ({_marks(new)})"
            for pair, units in connection.execute(query, new):
                found[pair] = (found[pair] or b"") + units
                self._bytes += len(units)
            self._units.update((pair, found[pair] or b"") for pair in new)
        return b"".join(units or b"" for units in found.values())


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def find(
    connection: sqlite3.Connection, lookup: str, cutoff: float, pair: str, index: PairUnits
) -> list[tuple[int, str, float]]:
    """(id, lookup form, score from 0 to 1) of the units that score `cutoff` or more, best first; none of the same form."""
    from rapidfuzz.fuzz import ratio

    candidates = _candidates(connection, lookup, cutoff, index)
    if not candidates:
        return []
    rows = connection.execute(
        f"SELECT id, lookup FROM approved WHERE id IN ({_marks(candidates)}) AND lookup != ? AND pair = ?",
        (*candidates, lookup, pair),
    )
    text = scored_form(lookup)
    scored = ((unit, other, ratio(text, scored_form(other), score_cutoff=100 * cutoff) / 100) for unit, other in rows)
    return sorted((item for item in scored if item[2]), key=lambda item: (-item[2], -item[0]))


def _candidates(connection: sqlite3.Connection, lookup: str, cutoff: float, index: PairUnits) -> list[int]:
    wanted = _pairs(lookup)
    least = max(1, len(wanted) - _most_different(len(scored_form(lookup)), cutoff))
    index.count(connection, wanted)
    known = sorted((pair for pair in wanted if index.sizes[pair]), key=index.sizes.__getitem__)
    if len(known) < least:
        return []
    hits = min(least, _HITS)
    unknown = len(wanted) - len(known)
    rarest = known[: max(hits, len(wanted) - least + hits - unknown)]
    return _most_often(index.holders(connection, rarest), max(hits, int(_kept_share(cutoff) * len(rarest))))


def _most_often(ids: bytes, hits: int) -> list[int]:
    """Those that stand there at least so many times, the most frequent ones first."""
    import numpy as np

    # A few thousand numbers are sorted as fast as they are counted in an array with a place for every unit of the
    # memory, which would push the engine's weights out of the processor's cache.
    units = np.sort(np.frombuffer(ids, np.uint32))
    enough = units[hits - 1 :]
    enough = enough[enough == units[: len(enough)]]  # one for each time beyond the first `hits` - 1
    first = np.flatnonzero(np.diff(enough, prepend=enough[:1] + 1))
    times = np.diff(first, append=len(enough))
    best: list[int] = enough[first[np.argsort(-times, kind="stable")[:_MOST]]].tolist()
    return best


def _most_different(length: int, cutoff: float) -> int:
    """The most pairs of a text of that length that a text scoring `cutoff` can lack.

    The score is 1 - edits / (both lengths), with insertions and deletions as edits. A deletion takes two pairs away;
    all edits being deletions, which is the worst case, there are 2 (1 - cutoff) length / (2 - cutoff) of them.
    """
    return math.ceil(4 * (1 - cutoff) * length / (2 - cutoff))


def _kept_share(cutoff: float) -> float:
    """The part of the rare pairs that a text scoring `cutoff` holds at least, if it has other characters in some places.

    An exchanged character counts as two edits and takes two pairs away: 2 (1 - cutoff) length of them at most, which
    leaves 1 - (2 - cutoff) / 2 of those that deletions could take away.
    """
    return cutoff / 2
