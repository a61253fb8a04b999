"""Which commits touched which file, as `git log -z --name-status` says it, held in little memory.

A site has a hundred thousand files and one commit that made most of them: what is said of a commit is held once, and
of a file no more than a hash of its path and the numbers of its commits.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from transpipe.stores.digest_rows import DigestRows, digest_of
from transpipe.stores.listing import split_words

_CHUNK = 1 << 16
_NUMBER = 4
"""Bytes of the number of a commit."""


class Change(NamedTuple):
    """What became of a file: A, M, D, R and so on; without a rename or a copy both paths are the same."""

    status: str
    path: str
    before: str


class Log:
    """The commits of a history, by number from 0 for the newest, and the files that each of them touched."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """`words` are what `git log -z --format=%x01%H %cs --name-status` writes between NUL bytes."""
        self.commits: list[tuple[str, str]] = []
        """Hash and day of each commit."""
        self._touched = DigestRows(_NUMBER)
        """Numbers of commits by path as it is in the last one."""
        self._names: dict[tuple[str, int], str] = {}
        """What a file was called in a commit, where that is another name."""
        self._read(iter(words))

    def __contains__(self, path: str) -> bool:
        return _digest(path) in self._touched

    def numbers(self, path: str) -> list[int]:
        """The commits that touched a file, newest first, through its renames."""
        return [int.from_bytes(number, "big") for number in self._touched.find(_digest(path))]

    def name(self, path: str, number: int) -> str:
        """What a file was called in a commit."""
        return self._names.get((path, number), path)

    def _read(self, words: Iterator[str]) -> None:
        called: dict[str, str | None] = {}  # what a name of long ago is called now; None for another file's name
        for word in words:
            if word.startswith("\1"):
                commit, _, date = word[1:].partition(" ")
                self.commits.append((commit, date))
                continue
            change = read_change(word, words)
            name = called.get(change.path, change.path)
            if not change.status or name is None:
                continue
            if change.status != "D":
                self._add(name, change.path)
            if change.status == "R":
                called[change.path] = None
                called[change.before] = name

    def _add(self, name: str, path: str) -> None:
        number = len(self.commits) - 1
        self._touched.add(_digest(name), number.to_bytes(_NUMBER, "big"))
        if path != name:
            self._names[name, number] = path


def _digest(path: str) -> bytes:
    return digest_of(os.fsencode(path))


def read_change(status: str, words: Iterator[str]) -> Change:
    """The change that a status begins, its paths being the next of `words`; an empty status for a word of white space."""
    status = status.strip()[:1]
    if not status:
        return Change("", "", "")
    before = next(words, "")  # absent where git was stopped
    return Change(status, next(words, "") if status in ("R", "C") else before, before)


def read_words(pipe: IO[bytes]) -> Iterator[str]:
    """What stands between NUL bytes in an output of git, as it comes."""
    return split_words(iter(lambda: pipe.read(_CHUNK), b""))
