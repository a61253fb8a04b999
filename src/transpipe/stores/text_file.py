"""Texts in a temporary file, read again by their place: also by processes that were forked from the one that wrote them."""

from __future__ import annotations

import os
import tempfile
from typing import IO

from transpipe.stores.spool import no_room

_OFFSET, _LENGTH = 6, 4
PLACE = _OFFSET + _LENGTH
"""Bytes of a place."""


class TextFile:
    """Texts that are written once; the file has no name, goes with the process, and is made when there is a text."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._end = 0

    def append(self, text: str) -> bytes:
        """Keep a text; its place. TranspipeError when the temporary folder is full."""
        data = text.encode("utf-8", "surrogatepass")
        place = self._end.to_bytes(_OFFSET, "big") + len(data).to_bytes(_LENGTH, "big")
        try:
            if self._file is None:
                # Not buffered: a process that is forked must not have a part of it that is still to be written.
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
            while data:
                written = self._file.write(data) or 0
                self._end, data = self._end + written, data[written:]
        except OSError as error:
            raise no_room("what a check keeps", error) from None
        return place

    def read(self, place: bytes) -> str:
        """The text at a place."""
        assert self._file is not None, "a place is what `append` gave"
        offset, length = (int.from_bytes(part, "big") for part in (place[:_OFFSET], place[_OFFSET:]))
        if hasattr(os, "pread"):  # moves no position that other processes share
            data = os.pread(self._file.fileno(), length, offset)
        else:
            self._file.seek(offset)
            data = self._file.read(length)
            self._file.seek(self._end)
        return data.decode("utf-8", "surrogatepass")

    def __getstate__(self) -> str:
        """All texts, for a process that is no copy of this one."""
        return self.read(bytes(_OFFSET) + self._end.to_bytes(_LENGTH, "big")) if self._file is not None else ""

    def __setstate__(self, texts: str) -> None:
        self._file, self._end = None, 0
        if texts:
            self.append(texts)
