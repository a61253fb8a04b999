"""A file that is written piece by piece, and is there as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from transpipe.errors import TranspipeError


def write_stream(place: Path, pieces: Iterable[bytes]) -> None:
    """Write the pieces to a temporary file beside `place`, then put it there by one replacement.

    Raises TranspipeError when it can't be written; then what was there is as it was.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, place)
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise TranspipeError(f"{place}: can't be written: {error.strerror}; check the folder and the disk") from None
