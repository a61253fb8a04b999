"""Approved units that are like a text, out of a hundred thousand in well under a millisecond.

An inverted index of character pairs finds candidates, rapidfuzz scores them. Which pairs are looked at follows from
the cutoff (the prefix filter of set similarity joins): two texts that score at least that much share so many pairs
that a candidate must hold some of the rarest ones of the text. What is missed are texts of a few characters that share
no pair, and units beyond the `_MOST` that hold most of those pairs.
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


def find(
    connection: sqlite3.Connection, lookup: str, cutoff: float, pair: str, sizes: dict[str, int]
) -> list[tuple[int, float]]:
    """(id, score from 0 to 1) of the units that score `cutoff` or more, best first; not those of the same form.

    `sizes` is a cache of how often pairs of characters stand in the index: the sentences of a post share most of them.
    """
    from rapidfuzz.fuzz import ratio

    candidates = _candidates(connection, lookup, cutoff, sizes)
    marks = ",".join("?" * len(candidates))
    rows = connection.execute(
        f"SELECT id, lookup FROM approved WHERE id IN ({marks}) AND lookup != ? AND pair = ?",
        (*candidates, lookup, pair),
    )
    text = scored_form(lookup)
    scored = ((unit, ratio(text, scored_form(other), score_cutoff=100 * cutoff) / 100) for unit, other in rows)
    return sorted((item for item in scored if item[1]), key=lambda item: (-item[1], -item[0]))


def _candidates(connection: sqlite3.Connection, lookup: str, cutoff: float, sizes: dict[str, int]) -> list[int]:
    wanted = _pairs(lookup)
    least = max(1, len(wanted) - _most_different(len(scored_form(lookup)), cutoff))
    _count(connection, wanted, sizes)
    known = sorted((pair for pair in wanted if sizes[pair]), key=sizes.__getitem__)
    if len(known) < least:
        return []
    hits = min(least, _HITS)
    unknown = len(wanted) - len(known)
    return _holders(connection, known[: max(hits, len(wanted) - least + hits - unknown)], hits)


def _count(connection: sqlite3.Connection, pairs: Iterable[str], sizes: dict[str, int]) -> None:
    """Fill in the sizes that are not known yet; 0 for a pair that stands nowhere."""
    new = [pair for pair in pairs if pair not in sizes]
    sizes.update(dict.fromkeys(new, 0))
    marks = ",".join("?" * len(new))
    sizes.update(
        connection.execute(f"SELECT gram, sum(length(units)) FROM gram WHERE gram IN ({marks}) GROUP BY gram", new)
    )


def _holders(connection: sqlite3.Connection, pairs: Sequence[str], hits: int) -> list[int]:
    """The units that hold at least so many of the pairs, those with most of them first."""
    import numpy as np

    marks = ",".join("?" * len(pairs))
    rows = connection.execute(f"SELECT units FROM gram WHERE gram IN ({marks})", tuple(pairs))
    times = np.bincount(np.frombuffer(b"".join(units for (units,) in rows), np.uint32))
    found = np.flatnonzero(times >= hits)
    best = found[np.argsort(-times[found], kind="stable")[:_MOST]]
    return [int(unit) for unit in best]


def _most_different(length: int, cutoff: float) -> int:
    """The most pairs of a text of that length that a text scoring `cutoff` can lack.

    The score is 1 - edits / (both lengths), with insertions and deletions as edits. A deletion takes two pairs away;
    all edits being deletions, which is the worst case, there are 2 (1 - cutoff) length / (2 - cutoff) of them.
    """
    return math.ceil(4 * (1 - cutoff) * length / (2 - cutoff))
