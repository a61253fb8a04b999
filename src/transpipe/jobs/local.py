"""The engine of this process in threads of its own: while it decodes, the run reads, checks and writes.

Two parcels at a time keep all cores busy: one of them is mostly at a lower rung, where few sentences are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from threading import Event
from typing import Protocol, runtime_checkable

from transpipe.pipeline.parcels import Elsewhere, translate_parcel
from transpipe.translate.ports import Decoding, Engine, Hypothesis


@runtime_checkable
class Loading(Protocol):
    """An engine that has to be loaded before its first sentence."""

    def load(self) -> None:
        """Load it, unless it is."""


def make_local(engine: Engine, parcels: int = 2) -> Elsewhere:
    """An executor that translates here; `parcels` is how many at a time."""
    pool = _Pool(parcels, thread_name_prefix="transpipe-engine")
    stoppable = _Stoppable(engine, pool.stopped)
    made = Elsewhere(pool, lambda parcel: translate_parcel(parcel, stoppable), lambda: parcels)
    # If loading fails, so does the first parcel, which says why.
    return made._replace(prepare=lambda: pool.submit(engine.load)) if isinstance(engine, Loading) else made


class _Pool(ThreadPoolExecutor):
    """Threads that end soon after they are told to: a process waits for its threads."""

    def __init__(self, size: int, thread_name_prefix: str) -> None:
        super().__init__(size, thread_name_prefix)
        self.stopped = Event()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.stopped.set()
        super().shutdown(wait, cancel_futures=cancel_futures)


class _Stoppable:
    """An engine that answers no more questions once it is stopped."""

    def __init__(self, engine: Engine, stopped: Event) -> None:
        self.id = engine.id
        self._engine = engine
        self._stopped = stopped

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        if self._stopped.is_set():
            raise CancelledError
        return self._engine.translate(sentences, decoding)
