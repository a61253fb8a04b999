"""Where reports go, other than the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from transpipe.errors import TranspipeError


def write_report(path: Path, pieces: Iterable[str]) -> None:
    """Write a report to a file, which may be a pipe or a device; TranspipeError when it can't be written."""
    _write(path, pieces, "wb")


def append_report(path: Path, text: str) -> None:
    """Write behind what other steps of a CI job have written: the summary of GitHub Actions is one file for all."""
    _write(path, (text,), "ab")


def _write(path: Path, pieces: Iterable[str], mode: str) -> None:
    try:
        with path.open(mode) as file:
            for text in pieces:
                file.write(text.encode("utf-8"))
    except OSError as error:
        raise TranspipeError(
            f"{path}: can't be written: {error.strerror}; check the folder and its permissions"
        ) from None


def path_in_repository(root: Path) -> str:
    """The path of a site root inside its git repository, with a final slash; empty at the top, or without one."""
    root = root.resolve()
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return "" if folder == root else f"{root.relative_to(folder).as_posix()}/"
    return ""
