"""The translation memory: SQLite, one file, safe to delete. It is also the journal of a run.

Each batch is one transaction, so a run that is killed has lost nothing but the batch it was at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.stores.state_folder import make_state_folder
from transpipe.translate.ports import MemoryHit, MemoryUnit

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE unit (
    key TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    origin TEXT NOT NULL,
    score REAL,
    engine TEXT NOT NULL,
    created TEXT NOT NULL
) WITHOUT ROWID;
"""
_CHUNK = 500  # bound variables of one query


class SqliteMemory:
    """Remembers translations in a file, which is made when the first batch is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def recall(self, keys: Sequence[str]) -> Mapping[str, MemoryHit]:
        """Hits for those keys that are known; an absent file knows none."""
        if not self.path.exists():
            return {}
        hits: dict[str, MemoryHit] = {}
        connection = self._open()
        for start in range(0, len(keys), _CHUNK):
            part = list(keys[start : start + _CHUNK])
            marks = ",".join("?" * len(part))
            for key, *hit in connection.execute(
                f"SELECT key, target, origin, score FROM unit WHERE key IN ({marks})", part
            ):
                hits[key] = MemoryHit(*hit)
        return hits

    def remember(self, units: Sequence[MemoryUnit]) -> None:
        """Keep a batch in one transaction."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection = self._open()
        with connection:
            connection.executemany(
                "INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)", [(*u, now) for u in units]
            )

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (sqlite3.DatabaseError, OSError) as error:
                message = (
                    f"{self.path}: the translation memory can't be used ({error}); move it away to begin a new one"
                )
                raise TranspipeError(message) from None
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        make_state_folder(self.path.parent)
        connection = sqlite3.connect(self.path, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise TranspipeError(f"{self.path}: made by a newer transpipe (schema {version}); upgrade transpipe")
        if version == 0:
            with connection:
                connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        return connection


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

    def close(self) -> None:
        """Close the file below."""
        if self._below:
            self._below.close()
