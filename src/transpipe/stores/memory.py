"""The translation memory: SQLite, one file, safe to delete. It is also the journal of a run.

Machine units come back by their key, approved ones by their text. Each batch is one transaction, so a run that is
killed has lost nothing but the batch it was at. A damaged file is moved aside and begun anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from transpipe.pair.lookup import lookup_form
from transpipe.stores import memory_index
from transpipe.stores.memory_schema import (
    connect,
    connect_empty,
    connect_reading,
    is_damage,
    move_aside,
    refusal,
    transaction,
)
from transpipe.tagged_text import renumbered, structure, tag_order, without_tags
from transpipe.translate.ports import MemoryHit, MemoryUnit, SimilarUnit
from transpipe.units import ApprovedUnit

Result = TypeVar("Result")
_CHUNK = 500  # bound variables of one query
_UNIT = ", ".join(ApprovedUnit._fields)
_BEST = 8  # similar units that are handed out for one text
_APPROVE = f"""
INSERT INTO approved (place, lookup, {_UNIT}) VALUES ({", ".join("?" * (2 + len(ApprovedUnit._fields)))})
ON CONFLICT (place) DO UPDATE
    SET source = excluded.source, target = excluded.target, heading = excluded.heading, origin = excluded.origin,
        author = excluded.author, created = excluded.created
    WHERE (excluded.origin = 'approved' OR approved.origin != 'approved')
        AND (excluded.target, excluded.heading, excluded.origin, excluded.author)
            != (approved.target, approved.heading, approved.origin, approved.author)
RETURNING id
"""


class SqliteMemory:
    """Remembers translations in a file, which is made when the first batch is kept."""

    def __init__(self, path: Path, pair: str = "zh-en", *, read_only: bool = False) -> None:
        """`pair` is the language pair of the approved units that are looked up; `read_only` leaves the file alone."""
        self.path = path
        self.pair = pair
        self.read_only = read_only
        self.damaged: Path | None = None
        """Where a damaged file has been moved to; the file itself when it is to be left alone."""
        self._connection: sqlite3.Connection | None = None
        self._pairs = memory_index.PairUnits()

    # --- machine units ------------------------------------------------------------------------

    def recall(self, keys: Sequence[str]) -> Mapping[str, MemoryHit]:
        """Hits for those keys that are known; an absent file knows none."""
        query = "SELECT key, target, origin, score FROM unit WHERE key IN ({marks})"
        return {key: MemoryHit(*hit) for key, *hit in self._rows(query, keys)}

    def remember(self, units: Sequence[MemoryUnit]) -> None:
        """Keep a batch in one transaction."""
        now = _now()

        def keep(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                rows = [(*unit, now) for unit in units]
                connection.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

        self.use(keep)

    # --- approved units -----------------------------------------------------------------------

    def has_approved(self) -> bool:
        """Whether there is any approved unit of this language pair, or of another one."""
        query = "SELECT EXISTS (SELECT 1 FROM approved)"
        return self.exists() and bool(self.use(lambda connection: connection.execute(query).fetchone()[0]))

    def approved(self, lookups: Sequence[str]) -> Mapping[str, Sequence[ApprovedUnit]]:
        """Approved units by the lookup form of their source, newest first."""
        query = f"SELECT lookup, {_UNIT} FROM approved WHERE lookup IN ({{marks}}) AND pair = ? ORDER BY id DESC"
        found: dict[str, list[ApprovedUnit]] = {}
        for lookup, *unit in self._rows(query, lookups, self.pair):
            found.setdefault(lookup, []).append(ApprovedUnit(*unit))
        return found

    def similar(self, lookup: str, cutoff: float) -> Sequence[SimilarUnit]:
        """Approved units whose lookup form scores `cutoff` or more, best first; never the same form."""

        def find(connection: sqlite3.Connection) -> list[SimilarUnit]:
            found = memory_index.find(connection, lookup, cutoff, self.pair, self._pairs)[:_BEST]
            if not found:
                return []
            marks = ",".join("?" * len(found))
            query = f"SELECT id, {_UNIT} FROM approved WHERE id IN ({marks})"
            numbers = [number for number, _, _ in found]
            units = {number: ApprovedUnit(*unit) for number, *unit in connection.execute(query, numbers)}
            return [SimilarUnit(units[number], form, score) for number, form, score in found]

        return self.use(find) if self.exists() else []

    def approve(self, units: Sequence[ApprovedUnit]) -> int:
        """Keep what a person stands for, in one transaction; the number of units that are new or have changed.

        A unit takes the place of an older one of the same post and context, and one without a post (from outside) that
        of one with the same target. What was approved is never replaced by what was aligned or imported. A unit whose
        target has other tags than its source is left out.
        """
        now = _now()
        rows = [_row(unit, now) for unit in units if is_sound(unit)]

        def keep(connection: sqlite3.Connection) -> int:
            with transaction(connection):
                (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM approved").fetchone()
                ids = [(connection.execute(_APPROVE, row).fetchone(), row[1]) for row in rows]
                changed = [(made[0], lookup) for made, lookup in ids if made is not None]
                memory_index.add(connection, [(number, lookup) for number, lookup in changed if number > last])
                self._pairs.clear()
            return len({number for number, _ in changed})

        return self.use(keep)

    # --- the file -----------------------------------------------------------------------------

    def exists(self) -> bool:
        """Whether there is a file to look things up in."""
        return self._connection is not None or self.path.exists()

    def use(self, action: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do something with the open file. A damaged one is moved aside, and the action is done with a new one.

        Raises TranspipeError when the file can't be used.
        """
        try:
            try:
                return action(self._open())
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise
                self._begin_anew()
            return action(self._open())
        except (sqlite3.Error, OSError) as error:
            raise refusal(self.path, error) from None

    def check(self) -> None:
        """Open the file, if there is one, so that damage shows before anything is done with it."""
        if self.exists():
            self.use(lambda connection: connection.execute("SELECT max(id) FROM approved").fetchone())

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._pairs.clear()

    def _rows(self, query: str, values: Sequence[str], *more: str) -> list[tuple[Any, ...]]:
        def read(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            rows: list[tuple[Any, ...]] = []
            for part in _chunks(values):
                marks = ",".join("?" * len(part))
                rows.extend(connection.execute(query.format(marks=marks), (*part, *more)))
            return rows

        return self.use(read) if self.exists() else []

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect_reading(self.path) if self.read_only else connect(self.path)
        return self._connection

    def _begin_anew(self) -> None:
        self.close()
        if self.read_only:
            self.damaged = self.path
            self._connection = connect_empty(self.path)
        else:
            self.damaged = move_aside(self.path)


class DictMemory:
    """Remembers for the time of a run: for dry runs, which write nothing, on top of what a file knows."""

    def __init__(self, below: SqliteMemory | None = None) -> None:
        self._hits: dict[str, MemoryHit] = {}
        self._below = below

    def recall(self, keys: Sequence[str]) -> Mapping[str, MemoryHit]:
        """Hits of this run, and of the file below."""
        known = dict(self._below.recall(keys)) if self._below else {}
        return {**known, **{key: self._hits[key] for key in keys if key in self._hits}}

    def remember(self, units: Sequence[MemoryUnit]) -> None:
        """Keep a batch until the run ends."""
        for unit in units:
            self._hits[unit.key] = MemoryHit(unit.target, unit.origin, unit.score)

    def has_approved(self) -> bool:
        """Whether the file below has any approved unit."""
        return self._below is not None and self._below.has_approved()

    def approved(self, lookups: Sequence[str]) -> Mapping[str, Sequence[ApprovedUnit]]:
        """Approved units of the file below."""
        return self._below.approved(lookups) if self._below else {}

    def similar(self, lookup: str, cutoff: float) -> Sequence[SimilarUnit]:
        """Similar units of the file below."""
        return self._below.similar(lookup, cutoff) if self._below else []

    def close(self) -> None:
        """Close the file below."""
        if self._below:
            self._below.close()


def is_sound(unit: ApprovedUnit) -> bool:
    """Whether there is text on both sides, with the same tags."""
    source, target = structure(unit.source), structure(unit.target)
    words = without_tags(unit.source).strip() and without_tags(unit.target).strip()
    return bool(words) and source is not None and target is not None and sorted(source) == sorted(target)


def _row(unit: ApprovedUnit, now: str) -> tuple[str, ...]:
    """A row of `approved`: the identity, the lookup form, and the unit with its tags numbered by order."""
    numbers = tag_order(unit.source)
    source, target = renumbered(unit.source, numbers), renumbered(unit.target, numbers)
    unit = unit._replace(source=source, target=target, created=unit.created or now)
    lookup = lookup_form(source)
    identity = (unit.pair, unit.level, lookup, unit.before, unit.after, unit.post or f"\0{target}")
    place = blake2b("\x1f".join(identity).encode("utf-8"), digest_size=16).hexdigest()
    return (place, lookup, *unit)


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
