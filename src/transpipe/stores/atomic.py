"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

_SUFFIX = ".transpipe-tmp"
_TEMPORARY = re.compile(rf"\..+\.\w+{re.escape(_SUFFIX)}")


def write_whole(place: Path, data: bytes) -> None:
    """Write a file by one replacement of a temporary file beside it, with the mode of the one that was there.

    Raises OSError; then the file is as it was, and nothing is left beside it.
    """
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
        os.replace(temporary, place)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def remove_leftovers(folders: Iterable[Path]) -> int:
    """Remove the temporary files of processes that were killed; the caller holds the lock of the site."""
    count = 0
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in names:
                if name.endswith(_SUFFIX) and _TEMPORARY.fullmatch(name):
                    (Path(parent) / name).unlink()
                    count += 1
    return count
