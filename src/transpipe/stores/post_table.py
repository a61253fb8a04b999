"""The files of a site by the post that they belong to, for which memory does not grow with the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from transpipe.stores.private_database import as_bytes, as_text, no_room_in, private_database

_SCHEMA = "CREATE TABLE file (post BLOB NOT NULL, path BLOB NOT NULL, language TEXT NOT NULL, mark TEXT NOT NULL)"
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS by_path ON file (path, post)",  # two threads may be the first at once
    "CREATE INDEX IF NOT EXISTS by_post ON file (post)",
)
_SORTED = "SELECT post, path, language, mark FROM file ORDER BY post, path"
_TOGETHER = """
SELECT other.post, other.path, other.language, other.mark
FROM file JOIN file AS other ON other.post = file.post WHERE file.path = ? ORDER BY other.path
"""


class FileRow(NamedTuple):
    """A file of a post."""

    post: str
    path: str
    language: str
    mark: str
    """What was noted with the file."""


class PostTable:
    """Filled once, then read."""

    def __init__(self, rows: Iterable[FileRow] = ()) -> None:
        """Take all rows in; TranspipeError when the temporary folder is full."""
        self._database = private_database(_SCHEMA)
        self._indexed = False
        values = ((as_bytes(row.post), as_bytes(row.path), row.language, row.mark) for row in rows)
        with no_room_in("the list of files"):
            self._database.executemany("INSERT INTO file VALUES (?, ?, ?, ?)", values)

    def posts(self) -> Iterator[list[FileRow]]:
        """The files of each post, sorted by path; the posts are sorted too."""
        return (list(rows) for _, rows in groupby(self._rows(_SORTED), itemgetter(0)))

    def together(self, path: str) -> list[FileRow]:
        """All files of the post of a file, sorted by path; none for a path that is not in the table."""
        if not self._indexed:  # faster than to keep them up to date row by row
            with no_room_in("the list of files"):
                for index in _INDEXES:
                    self._database.execute(index)
            self._indexed = True
        return list(self._rows(_TOGETHER, as_bytes(path)))

    def _rows(self, query: str, *values: bytes) -> Iterator[FileRow]:
        with no_room_in("the list of files"):
            for post, path, language, mark in self._database.execute(query, values):
                yield FileRow(as_text(post), as_text(path), language, mark)
