"""The same work for many items: here when there are few, on all cores when there are many."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 400
"""Items for which other processes are not worth their start."""
_CHUNK = 200


def work_through(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """The results, in the order of the items. `work` goes to every process once, with all that it holds."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(items) < FEW or workers < 2:
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor

    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(work,)) as pool:
        for results in pool.map(_chunk, chunks):
            yield from results


_WORK: list[Callable[[Any], Any]] = []
"""What a worker process does; it is given to it once, as it may hold much."""


def _begin(work: Callable[[Any], Any]) -> None:
    _WORK[:] = [work]
    # Documents are trees without cycles: looking for cycles in them takes a tenth of the time and finds none.
    gc.freeze()
    gc.set_threshold(100_000)


def _chunk(items: Sequence[Any]) -> list[Any]:
    return [_WORK[0](item) for item in items]
