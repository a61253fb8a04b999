"""Databases of SQLite for rows of one command: sorted and found with little memory, and gone with the process.

Such a database lies in a temporary file without a name as soon as it is larger than its cache of two megabytes.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transpipe.stores.spool import no_room

_SETTINGS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"


def private_database(*schema: str) -> sqlite3.Connection:
    """An empty database with these tables. Several threads may use it: SQLite lets one after the other in."""
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    database.executescript(";".join((_SETTINGS, *schema, "BEGIN")))
    return database


@contextmanager
def no_room_in(what: str) -> Iterator[None]:
    """Turn errors of SQLite, which are those of the temporary folder, into a TranspipeError that says so."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise no_room(what, error, _folder()) from None


def _folder() -> str:
    """Where SQLite puts what is temporary, which need not be where Python does."""
    named = os.environ.get("SQLITE_TMPDIR") or os.environ.get("TMPDIR")
    return named or next(
        (folder for folder in ("/var/tmp", "/usr/tmp") if Path(folder).is_dir()), tempfile.gettempdir()
    )


# Names of files may hold bytes that are not UTF-8, which Python keeps as surrogates. Bytes sort as the texts do.
def as_bytes(text: str) -> bytes:
    """A text as a key."""
    return text.encode("utf-8", "surrogatepass")


def as_text(key: bytes) -> str:
    """The text of a key."""
    return key.decode("utf-8", "surrogatepass")
