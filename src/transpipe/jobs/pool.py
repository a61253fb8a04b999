"""One reader over many items: in this process when they are few, else on all cores."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

_FEW = 400
"""Items for which other processes are not worth their start."""
_CHUNK = 200

Item_contra = TypeVar("Item_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


class Reader(Protocol[Item_contra, Result_co]):
    """What reads an item; it goes to other processes once, with all that it holds."""

    def read(self, item: Item_contra) -> Result_co:
        """The result of one item, as plain values."""
        ...


def read_items(reader: Reader[Item_contra, Result_co], items: Sequence[Item_contra]) -> Iterator[Result_co]:
    """The results of all items, in their order."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(items) < _FEW or workers < 2:
        return (reader.read(item) for item in items)
    return _parallel(reader, items, workers)


_READER: list[Reader[Any, Any]] = []
"""That of a worker process."""


def _begin(reader: Reader[Any, Any]) -> None:
    _READER[:] = [reader]
    # Documents are trees without cycles: looking for cycles in them takes a tenth of the time and finds none.
    gc.freeze()
    gc.set_threshold(100_000)


def _chunk(items: Sequence[Any]) -> list[Any]:
    return [_READER[0].read(item) for item in items]


def _parallel(reader: Reader[Any, Any], items: Sequence[Any], workers: int) -> Iterator[Any]:
    from concurrent.futures import ProcessPoolExecutor

    chunks: Iterable[Sequence[Any]] = (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(reader,)) as pool:
        for results in pool.map(_chunk, chunks):
            yield from results
