"""What the memory holds, as a whole: counts, all units as a stream, and taking old machine units out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from transpipe.stores.memory import SqliteMemory
from transpipe.stores.memory_schema import transaction
from transpipe.units import ApprovedUnit

_FIELDS = ", ".join(ApprovedUnit._fields)
_PAGE = 2000


@dataclass(frozen=True, slots=True)
class MemoryStats:
    """Counts of the units in a memory."""

    approved: tuple[tuple[str, str, str, int], ...] = ()
    """(language pair, origin, level, units)."""
    posts: int = 0
    """Posts that the approved units come from."""
    machine: tuple[tuple[str, int, str, str], ...] = ()
    """(engine and model, units, oldest, newest)."""
    bytes: int = 0
    """Size of the file."""


def memory_stats(memory: SqliteMemory) -> MemoryStats:
    """Count what is there; nothing for an absent file."""

    def count(connection: sqlite3.Connection) -> MemoryStats:
        approved = "SELECT pair, origin, level, count(*) FROM approved GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        machine = "SELECT engine, count(*), min(created), max(created) FROM unit GROUP BY 1 ORDER BY max(created) DESC"
        (posts,) = connection.execute("SELECT count(DISTINCT post) FROM approved WHERE post != ''").fetchone()
        size = memory.path.stat().st_size if memory.path.exists() else 0
        return MemoryStats(tuple(connection.execute(approved)), posts, tuple(connection.execute(machine)), size)

    return memory.use(count) if memory.exists() else MemoryStats()


def approved_units(memory: SqliteMemory) -> Iterator[ApprovedUnit]:
    """All approved units of the pair of the memory, in the order of their approval, a page at a time."""
    query = f"SELECT id, {_FIELDS} FROM approved WHERE id > ? AND pair = ? ORDER BY id LIMIT {_PAGE}"
    last = 0

    def page(connection: sqlite3.Connection) -> list[tuple[int, ApprovedUnit]]:
        return [(number, ApprovedUnit(*unit)) for number, *unit in connection.execute(query, (last, memory.pair))]

    while memory.exists() and (units := memory.use(page)):
        last = units[-1][0]
        yield from (unit for _, unit in units)


def prune_machine(memory: SqliteMemory, engine: str, before: str | None, *, dry_run: bool) -> dict[str, int]:
    """Take out the machine units of other engines than `engine`, and those made before a date (ISO 8601).

    The number of units that go, by engine. Approved units never go.
    """
    condition = "engine != ?" if before is None else "(engine != ? OR created < ?)"
    values = (engine,) if before is None else (engine, before)

    def prune(connection: sqlite3.Connection) -> dict[str, int]:
        counts = dict(
            connection.execute(f"SELECT engine, count(*) FROM unit WHERE {condition} GROUP BY engine", values)
        )
        if counts and not dry_run:
            with transaction(connection):
                connection.execute(f"DELETE FROM unit WHERE {condition}", values)
            connection.execute("VACUUM")
        return counts

    return memory.use(prune) if memory.exists() else {}
