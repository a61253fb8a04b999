"""Short values by a hash, in hardly more memory than their bytes take: for one or several of every file of a large site."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

DIGEST = 12
"""Bytes of a hash: that two of a billion are the same has a chance of less than one in a hundred billion."""


def digest_of(data: bytes) -> bytes:
    """The hash of some bytes."""
    return blake2b(data, digest_size=DIGEST).digest()


class DigestRows:
    """Values of one width by their digests; those of equal first bits are kept together, in the order in which they came."""

    def __init__(self, width: int = 0) -> None:
        self._size = DIGEST + width
        self._rows: dict[int, bytearray] = {}

    def add(self, digest: bytes, value: bytes = b"") -> None:
        """Keep a value, which may be one of several of the digest."""
        row = self._rows.setdefault(_row_of(digest), bytearray())
        row += digest
        row += value

    def find(self, digest: bytes) -> list[bytes]:
        """The values of a digest, in the order in which they came."""
        row = self._rows.get(_row_of(digest), b"")
        values = []
        place = row.find(digest)
        while place >= 0:
            if place % self._size:  # where two entries meet
                place = row.find(digest, place + 1)
                continue
            values.append(bytes(row[place + DIGEST : place + self._size]))
            place = row.find(digest, place + self._size)
        return values

    def __contains__(self, digest: bytes) -> bool:
        return bool(self.find(digest))

    def __len__(self) -> int:
        return sum(map(len, self._rows.values())) // self._size

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same, added in the same order."""
        return isinstance(other, DigestRows) and self._rows == other._rows

    __hash__ = None  # type: ignore[assignment]

    def rows(self) -> Iterator[bytearray]:
        """All entries as bytes, some together."""
        yield from self._rows.values()

    def add_row(self, row: bytes) -> None:
        """Take in what `rows` gave; ValueError for anything else."""
        if not row or len(row) % self._size:
            raise ValueError("not a row of digests")
        self._rows.setdefault(_row_of(row), bytearray()).extend(row)

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """All entries: digest and value."""
        for row in self._rows.values():
            for place in range(0, len(row), self._size):
                yield bytes(row[place : place + DIGEST]), bytes(row[place + DIGEST : place + self._size])


def _row_of(digest: bytes) -> int:
    return int.from_bytes(digest[:2], "big") >> 4  # one of 4,096 rows: some hundred bytes on a large site
