"""One run at a time on a site: a lock that the system frees when its holder ends, however it ends.

The file stays; who holds it is written inside for people to read. So there is no stale lock to be told from a live
one: a note without a holder is overwritten.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.stores.state_folder import make_state_folder

NAME = "lock"
_PAUSE = 0.1  # seconds between two tries
_GRACE = 5.0  # seconds for what a holder that is gone has left behind


@contextmanager
def site_lock(state: Path, command: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a site while the block runs; `wait` is how many seconds to wait for it.

    Raises TranspipeError, which says who holds it, and for a state folder that can't be written.
    """
    try:
        make_state_folder(state)
    except OSError as error:
        raise _unwritable(state, error) from None
    path = state / NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        _acquire(handle, path, wait)
        note = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": command,
        }
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(note).encode("utf-8"), 0)
        except OSError as error:
            raise _unwritable(path, error) from None
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)  # this frees the lock


def _acquire(handle: int, path: Path, wait: float) -> None:
    # What a killed holder has just started keeps the lock for an instant, until it is a program of its own.
    end = time.monotonic() + max(wait, 0.0 if _is_alive(path) else _GRACE)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                waited = f" after {wait:g} seconds" if wait else ""
                hint = "let it end, or wait for it with --wait SECONDS"
                raise TranspipeError(f"{path}: still held{waited} by {_holder(path)}; {hint}") from None
            time.sleep(_PAUSE)
        except OSError as error:
            raise TranspipeError(f"{path}: can't be locked: {error.strerror}; put `state:` on a local disk") from None


def _is_alive(path: Path) -> bool:
    """Whether the process of the note may be there: false only for one of this machine that has ended."""
    try:
        note = json.loads(path.read_bytes())
        if note["host"] != socket.gethostname():
            return True
        os.kill(int(note["pid"]), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError, KeyError, TypeError):
        return True
    return True


def _holder(path: Path) -> str:
    try:
        note = json.loads(path.read_bytes())
        return f"`{note['command']}` (process {note['pid']} on {note['host']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"  # it has not written its note yet


def _unwritable(path: Path, error: OSError) -> TranspipeError:
    return TranspipeError(f"{path}: can't be written: {error.strerror}; check the disk and the folder's permissions")
