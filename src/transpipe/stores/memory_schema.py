"""The tables of the memory file, how an older file becomes a newer one, and how a damaged one is told.

A new version is one more script at the end of `MIGRATIONS`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.stores.state_folder import make_state_folder

MIGRATIONS: tuple[str, ...] = (
    # 1: what the machine translated, by a key of all that the translation depends on.
    """
    CREATE TABLE unit (
        key TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        origin TEXT NOT NULL,
        score REAL,
        engine TEXT NOT NULL,
        created TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    # 2: what people stand for. `place` is a hash of what a later approval replaces; `gram` is an inverted index of the
    # lookup forms: for two characters the ids of the units that hold them, as native 32-bit numbers, in chunks of ids.
    """
    CREATE TABLE approved (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        place TEXT NOT NULL UNIQUE,
        lookup TEXT NOT NULL,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        level TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        heading TEXT NOT NULL,
        post TEXT NOT NULL,
        origin TEXT NOT NULL,
        author TEXT NOT NULL,
        pair TEXT NOT NULL,
        created TEXT NOT NULL
    );
    CREATE INDEX approved_lookup ON approved (lookup, pair);
    CREATE TABLE gram (
        gram TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        units BLOB NOT NULL,
        PRIMARY KEY (gram, chunk)
    ) WITHOUT ROWID;
    """,
    # 3: the journal. A change keeps the files that it is made of, as they were before and as they are after it.
    """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        time TEXT NOT NULL,
        kind TEXT NOT NULL,
        path TEXT NOT NULL,
        source TEXT NOT NULL,
        author TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    CREATE TABLE change (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        undoes INTEGER NOT NULL,
        plan TEXT NOT NULL,
        events TEXT NOT NULL
    );
    CREATE TABLE change_file (
        change INTEGER NOT NULL,
        place INTEGER NOT NULL,
        path TEXT NOT NULL,
        before BLOB,
        after BLOB,
        PRIMARY KEY (change, place)
    ) WITHOUT ROWID;
    CREATE INDEX change_file_path ON change_file (path);
    """,
)
SCHEMA_VERSION = len(MIGRATIONS)

_PATIENCE = 30
"""Seconds that another process may take to write."""
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and run again, what was finished is kept",
    sqlite3.SQLITE_READONLY: "it can't be written; make the file and its folder writable",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened; check the permissions of the file and its folder",
    sqlite3.SQLITE_BUSY: "another process is writing it; let that end, then run again",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check it, what was finished is kept",
}


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; the file is locked for other writers from the beginning."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise


def connect(path: Path) -> sqlite3.Connection:
    """Open the file for reading and writing, make it if need be, and bring it to the current schema.

    Raises TranspipeError for a newer schema, sqlite3.Error and OSError for what can't be opened.
    """
    make_state_folder(path.parent)
    # The review page asks from several threads, one at a time.
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
        migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to the write-ahead log, unless it is.

    The switch needs the file alone, and SQLite does not wait for it as it does for all else: of processes that make the
    file at the same time one would be told that it is locked.
    """
    late = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > late:
                raise
            time.sleep(0.02)
        else:
            return


def connect_reading(path: Path) -> sqlite3.Connection:
    """Open the file for reading alone: it stays as it is. An older schema is brought up to date in a copy in memory."""
    uri = path.resolve().as_uri()
    try:
        # Not `mode=ro`, which would leave the files of the write-ahead log behind.
        connection = _connect_reading(f"{uri}?mode=rw", path)
    except sqlite3.OperationalError:
        connection = _connect_reading(f"{uri}?immutable=1", path)  # a folder that can't be written
    if _version(connection, path) == SCHEMA_VERSION:
        return connection
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    migrate(copy, path)
    return copy


def _connect_reading(uri: str, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        _version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_empty(path: Path) -> sqlite3.Connection:
    """A memory that knows nothing and writes no file, in place of one at `path` that can't be read."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, path)
    return connection


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run the scripts that the file has not seen, in one transaction; two processes at once do it once."""
    if _version(connection, path) == SCHEMA_VERSION:
        return
    with transaction(connection):
        for script in MIGRATIONS[_version(connection, path) :]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise TranspipeError(
            f"{path}: made by a newer transpipe (schema {version}, this one knows {SCHEMA_VERSION}); upgrade with "
            "`pip install --upgrade transpipe`, or name another folder with `state:` in transpipe.yaml"
        )
    return version


# --- trouble ----------------------------------------------------------------------------------


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the bytes of the file are at fault, and not the disk or another process."""
    return _code(error) in _DAMAGE


def refusal(path: Path, error: sqlite3.Error | OSError) -> TranspipeError:
    """What a person can do about a file that can't be used."""
    if isinstance(error, OSError):
        reason = f"{error.strerror}; check the permissions of the folder"
    else:
        reason = _REASONS.get(_code(error), f"{error}; move it away to begin a new one")
    return TranspipeError(f"{path}: the translation memory can't be used: {reason}")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte of an extended code is the primary one


def move_aside(path: Path) -> Path:
    """Give a damaged file another name, with what SQLite keeps beside it; the new name is returned.

    Raises OSError.
    """
    name = f"{path.name}.damaged-{datetime.now(UTC).date().isoformat()}"
    place = path.with_name(name)
    number = 1
    while place.exists():
        number += 1
        place = path.with_name(f"{name}.{number}")
    path.rename(place)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(place.with_name(place.name + suffix))
    return place
