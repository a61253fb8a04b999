"""Reading the facts of many files: from the cache, else from the files, on all cores when there are many."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transpipe.model import Finding
from transpipe.pipeline.check_file import CheckRules, FileFacts, Role, check_file
from transpipe.stores.check_cache import file_key, plain_facts, read_facts
from transpipe.stores.site import Site
from transpipe.write.paths import Languages, post_file

_FEW = 400
"""Files for which other processes are not worth their start."""
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class FactsReader:
    """Reads one file after the other; what it has read does not stay in memory."""

    site: Site
    languages: Languages
    rules: CheckRules
    original: Callable[[str], str]
    """From the path of a draft to that of its post, whose language it has; other paths as they are."""
    known: Mapping[str, Any] = field(repr=False)
    """Entries of the cache."""

    def role(self, path: str) -> Role:
        """What a file is to a check, by its language."""
        file = post_file(self.original(path), self.languages)
        language = file.language if file else self.languages.default
        if language == self.languages.target:
            return Role.TARGET
        return Role.SOURCE if language in self.languages.source else Role.OTHER

    def read(self, path: str) -> tuple[str, Any]:
        """Cache key and plain facts of a file; a file that can't be read has no key."""
        source = self.site.read(path)
        if isinstance(source, Finding):
            return "", plain_facts(FileFacts((source,)))
        role = self.role(path)
        key = file_key(path, role, source.data)
        found = self.known.get(key)
        return key, plain_facts(check_file(source, role, self.rules)) if found is None else found


def read_all(reader: FactsReader, paths: Sequence[str]) -> Iterator[tuple[str, str, FileFacts]]:
    """(path, cache key, facts) of every file, in the order of the paths."""
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    for chunk, results in zip(chunks, _results(reader, chunks, len(paths)), strict=True):
        for path, (key, plain) in zip(chunk, results, strict=True):
            yield path, key, read_facts(plain)


def _results(reader: FactsReader, chunks: Sequence[Sequence[str]], count: int) -> Iterable[list[tuple[str, Any]]]:
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if count < _FEW or workers < 2:
        return ([reader.read(path) for path in chunk] for chunk in chunks)
    return _parallel(reader, chunks, workers)


_READER: list[FactsReader] = []
"""That of a worker process, given to it once: it holds the cache."""


def _begin(reader: FactsReader) -> None:
    _READER[:] = [reader]
    # Documents are trees without cycles: looking for cycles in them takes a tenth of the time and finds none.
    gc.freeze()
    gc.set_threshold(100_000)


def _chunk(paths: Sequence[str]) -> list[tuple[str, Any]]:
    return [_READER[0].read(path) for path in paths]


def _parallel(reader: FactsReader, chunks: Sequence[Sequence[str]], workers: int) -> Iterator[list[tuple[str, Any]]]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(reader,)) as pool:
        yield from pool.map(_chunk, chunks)
