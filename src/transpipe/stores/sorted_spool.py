"""Values in several orders, for which memory does not grow with their number: a private database of SQLite sorts them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from transpipe.stores.private_database import as_bytes, no_room_in, private_database

Value = TypeVar("Value")


class SortedSpool(Generic[Value]):
    """Filled once, then read by name or by rank as often as need be."""

    def __init__(self, values: Iterable[tuple[str, int, Value]]) -> None:
        """Take all values in, each with its name and its rank; TranspipeError when the temporary folder is full."""
        self._database = private_database(
            "CREATE TABLE value (name BLOB NOT NULL, rank INTEGER NOT NULL, value BLOB NOT NULL)"
        )
        rows = ((as_bytes(name), rank, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) for name, rank, value in values)
        with no_room_in("the report"):
            self._count = self._database.executemany("INSERT INTO value VALUES (?, ?, ?)", rows).rowcount

    def __len__(self) -> int:
        return max(0, self._count)

    def by_name(self) -> Iterator[Value]:
        """All values, sorted by their names."""
        return self._read("ORDER BY name")

    def by_rank(self) -> Iterator[Value]:
        """All values, the lowest rank first; those of the same rank sorted by their names."""
        return self._read("ORDER BY rank, name")

    def _read(self, order: str) -> Iterator[Value]:
        with no_room_in("the report"):
            for (value,) in self._database.execute(f"SELECT value FROM value {order}"):
                yield pickle.loads(value)
