"""The journal of a site, in the file of the translation memory: what happened to which file, and what is under way.

A change of several files is written down with the bytes before and after it, before the first file is touched. So it
can be finished after any interruption, and taken back later.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from transpipe.model import FileChange
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.memory_schema import transaction

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a file."""

    kind: str
    """drafted, published or reverted."""
    path: str
    """The file that was written, relative to the site root."""
    source: str = ""
    """What it was made from."""
    author: str = ""
    """Who approved or reverted it."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """Model, glossary, number of segments by origin, and the like."""
    time: str = ""
    """ISO 8601, UTC; empty for now."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of several files that belong together."""

    kind: str
    """publish or revert."""
    files: tuple[FileChange, ...]
    events: tuple[Event, ...]
    """What the journal says when it is done."""
    plan: Mapping[str, object] = field(default_factory=dict)
    """What else is to be done: units for the memory, a commit."""
    undoes: int = 0
    """The number of the change that it takes back; 0 for none."""
    number: int = 0
    """Given by the journal."""


UNDER_WAY, DONE, UNDONE = "under way", "done", "undone"


class Journal:
    """Events and changes. Nothing is written before there is something to say."""

    def __init__(self, memory: SqliteMemory) -> None:
        self.memory = memory

    def record(self, *events: Event) -> None:
        """Write events down."""
        self._write(lambda connection: _record(connection, events))

    def events(self) -> list[Event]:
        """All events, oldest first."""
        query = "SELECT kind, path, source, author, detail, time FROM event ORDER BY id"
        return [
            Event(kind, path, source, author, json.loads(detail), time)
            for kind, path, source, author, detail, time in self._read(query)
        ]

    # --- changes ------------------------------------------------------------------------------

    def begin(self, change: Change) -> int:
        """Write a change down before its first file is touched, so that it survives a power cut; its number."""

        def write(connection: sqlite3.Connection) -> int:
            row = (
                change.kind,
                UNDER_WAY,
                change.undoes,
                json.dumps(change.plan),
                json.dumps([_row(e) for e in change.events]),
            )
            cursor = connection.execute(
                "INSERT INTO change (kind, state, undoes, plan, events) VALUES (?, ?, ?, ?, ?)", row
            )
            number = int(cursor.lastrowid or 0)
            rows = [(number, place, *file) for place, file in enumerate(change.files)]
            connection.executemany("INSERT INTO change_file VALUES (?, ?, ?, ?, ?)", rows)
            return number

        return self._write(write, durable=True)

    def finish(self, change: Change) -> None:
        """All of a change has been done."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE change SET state = ? WHERE id = ?", (DONE, change.number))
            if change.undoes:
                connection.execute("UPDATE change SET state = ? WHERE id = ?", (UNDONE, change.undoes))
            _record(connection, change.events)

        self._write(write, durable=True)

    def abandon(self, change: Change) -> None:
        """A change can't be finished, as its files have been changed by others."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM change_file WHERE change = ?", (change.number,))
            connection.execute("DELETE FROM change WHERE id = ?", (change.number,))

        self._write(write)

    def under_way(self) -> list[Change]:
        """Changes that were interrupted, oldest first."""
        return self._changes("state = ? ORDER BY id", UNDER_WAY)

    def last_publication(self, path: str) -> Change | None:
        """The latest publication of a file that has not been taken back."""
        where = (
            "kind = 'publish' AND state = ? AND id IN (SELECT change FROM change_file WHERE path = ?) "
            "ORDER BY id DESC LIMIT 1"
        )
        return next(iter(self._changes(where, DONE, path)), None)

    def _changes(self, where: str, *values: str) -> list[Change]:
        changes = []
        for number, kind, undoes, plan, events in self._read(
            f"SELECT id, kind, undoes, plan, events FROM change WHERE {where}", *values
        ):
            query = "SELECT path, before, after FROM change_file WHERE change = ? ORDER BY place"
            files = tuple(FileChange(*row) for row in self._read(query, number))
            told = tuple(Event(*row) for row in json.loads(events))
            changes.append(Change(kind, files, told, json.loads(plan), undoes, number))
        return changes

    # --- the file -----------------------------------------------------------------------------

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if not self.memory.exists():
            return []
        return self.memory.use(lambda connection: connection.execute(query, values).fetchall())

    def _write(self, action: Callable[[sqlite3.Connection], Result], *, durable: bool = False) -> Result:
        def write(connection: sqlite3.Connection) -> Result:
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            with transaction(connection):
                return action(connection)

        return self.memory.use(write)


def _row(event: Event) -> Sequence[object]:
    return (event.kind, event.path, event.source, event.author, event.detail, event.time)


def _record(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        (e.time or now, e.kind, e.path, e.source, e.author, json.dumps(e.detail, ensure_ascii=False)) for e in events
    ]
    connection.executemany(
        "INSERT INTO event (time, kind, path, source, author, detail) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
