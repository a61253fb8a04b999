"""The drafts of a site by what they were made from, for which memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from transpipe.stores.private_database import as_bytes, as_text, no_room_in, private_database

_SCHEMA = (
    "CREATE TABLE draft (path BLOB NOT NULL, source BLOB NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL,"
    " status TEXT NOT NULL)"
)
_INDEX = "CREATE INDEX by_source ON draft (source)"
_ROWS = "SELECT path, source, kind, scope, status FROM draft"


class DraftEntry(NamedTuple):
    """A draft by its front matter."""

    path: str
    source: str
    kind: str
    """translation or original."""
    scope: str
    status: str


class DraftTable:
    """Filled once, then read."""

    def __init__(self, entries: Iterable[DraftEntry]) -> None:
        """Take in all entries, which are sorted by path; TranspipeError when the temporary folder is full."""
        self._database = private_database(_SCHEMA)
        values = ((as_bytes(entry.path), as_bytes(entry.source), *map(_sound, entry[2:])) for entry in entries)
        with no_room_in("the list of drafts"):
            self._database.executemany("INSERT INTO draft VALUES (?, ?, ?, ?, ?)", values)
            self._database.execute(_INDEX)

    def __iter__(self) -> Iterator[DraftEntry]:
        """All entries, sorted by path."""
        return self._read("ORDER BY rowid")

    def made_from(self, source: str, kind: str) -> list[DraftEntry]:
        """The drafts of a kind that a source has, sorted by path."""
        return [
            entry for entry in self._read("WHERE source = ? ORDER BY rowid", as_bytes(source)) if entry.kind == kind
        ]

    def scope(self, source: str) -> str:
        """The scope that the translation of a source was made in; empty for none."""
        return next((entry.scope for entry in self.made_from(source, "translation")), "")

    def elsewhere(self, source: str, kind: str, path: str) -> str | None:
        """A draft of a source that does not stand at `path`, where it belongs."""
        return next((entry.path for entry in self.made_from(source, kind) if entry.path != path), None)

    def _read(self, rest: str, *values: bytes) -> Iterator[DraftEntry]:
        with no_room_in("the list of drafts"):
            for path, source, *words in self._database.execute(f"{_ROWS} {rest}", values):
                yield DraftEntry(as_text(path), as_text(source), *words)


def _sound(word: str) -> str:
    """A word of a front matter, which a person may have written anything into, as a text that the database takes."""
    return word.encode("utf-8", "replace").decode("utf-8")
