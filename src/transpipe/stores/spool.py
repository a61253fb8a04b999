"""Values that are kept for the end of a command: the first megabytes in memory, all in a temporary file from then on."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Generic, TypeVar

from transpipe.errors import TranspipeError

Value = TypeVar("Value")
_IN_MEMORY = 1_000_000
"""Bytes that are held in memory: the report of about a hundred posts."""


class Spool(Generic[Value]):
    """Values in the order in which they came; they may be read as often as need be, and not be changed."""

    def __init__(self, in_memory: int = _IN_MEMORY) -> None:
        # The file has no name and goes with the process; what is read back is what this process wrote.
        self._file = tempfile.SpooledTemporaryFile(in_memory)  # noqa: SIM115
        self._end = 0

    def append(self, value: Value) -> None:
        """Keep a value; TranspipeError when the temporary folder is full."""
        try:
            self._file.seek(self._end)
            pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
            self._end = self._file.tell()
        except OSError as error:
            close_full(self._file)
            raise no_room("the report", error) from None

    def __iter__(self) -> Iterator[Value]:
        position = 0
        while position < self._end:
            self._file.seek(position)
            value = pickle.load(self._file)
            position = self._file.tell()
            yield value


def close_full(file: IO[bytes]) -> None:
    """Close a file for which there was no room: what is still to be written is tried once more, and fails once more."""
    with suppress(OSError):
        file.close()


def no_room(what: str, error: Exception, folder: str | None = None) -> TranspipeError:
    """The error for values that could not be kept in the temporary folder, which is Python's unless another is named."""
    reason = getattr(error, "strerror", None) or error
    folder = folder or tempfile.gettempdir()
    return TranspipeError(f"{folder}: {what} can't be kept there: {reason}; make room, or set TMPDIR to another folder")
