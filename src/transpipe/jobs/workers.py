"""The same work for many items: here when there are few, on all cores when there are many.

Items are taken as they come, some windows of them at a time, so there may be any number of them.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
Result = TypeVar("Result")

FEW = 400
"""Items for which other processes are not worth their start."""
_CHUNK = 200
_WINDOW = 2_000
"""Items that are looked at together; two windows more are under way while the results of one are taken."""
_AHEAD = 2


def work_through(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    known: Callable[[Item], Result | None] = lambda item: None,
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[Result]:
    """The results, in the order of the items; none of them is None.

    Items with a `known` result are no work. `work` goes to every process once, with all that it holds, after `prepare`.
    """
    with ExitStack() as stack:
        pool: Executor | None = None
        under_way: deque[Iterator[Result]] = deque()
        coming = iter(items)
        while window := list(islice(coming, _WINDOW)):
            results = [known(item) for item in window]
            new = [item for item, result in zip(window, results, strict=True) if result is None]
            if pool is None and _are_many(new):
                from concurrent.futures import ProcessPoolExecutor

                prepare()
                pool = stack.enter_context(ProcessPoolExecutor(_workers(), initializer=_begin, initargs=(work,)))
            made = map(work, new) if pool is None else _send(pool, new)
            under_way.append(_together(results, made))
            while len(under_way) > (_AHEAD if pool else 0):
                yield from under_way.popleft()
        for last in under_way:
            yield from last


def _together(known: Sequence[Result | None], made: Iterator[Result]) -> Iterator[Result]:
    """The results of a window, of which those that are missing are still being made."""
    return (next(made) if result is None else result for result in known)


def _are_many(items: Sequence[object]) -> bool:
    return len(items) >= FEW and _workers() > 1


def _workers() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _send(pool: Executor, items: Sequence[Any]) -> Iterator[Any]:
    """Send items off at once; the results as they are asked for."""
    futures: list[Future[list[Any]]] = [
        pool.submit(_chunk, items[start : start + _CHUNK]) for start in range(0, len(items), _CHUNK)
    ]
    return (result for future in futures for result in future.result())


_WORK: list[Callable[[Any], Any]] = []
"""What a worker process does; it is given to it once, as it may hold much."""


def _begin(work: Callable[[Any], Any]) -> None:
    _WORK[:] = [work]
    # Documents are trees without cycles: looking for cycles in them takes a tenth of the time and finds none.
    gc.freeze()
    gc.set_threshold(100_000)


def _chunk(items: Sequence[Any]) -> list[Any]:
    return [_WORK[0](item) for item in items]
