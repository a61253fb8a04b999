"""Which stage the time of a run goes to: one at any moment, so the stages add up to the whole.

The engine works beside them; how long is counted by itself, and so is the processor time of both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Literal, NamedTuple

Stage = Literal["scan", "parse", "recall", "decode", "verify", "write", "convert", "other"]
STAGES: dict[Stage, str] = {
    "scan": "glossary and Hugo's configuration, list of files, drafts and links of the site",
    "parse": "content files and drafts: parse, find what is pending, segments, merge",
    "recall": "terms of the glossary, look-ups in the memory",
    "decode": "waiting for the engine, which works beside all other stages",
    "verify": "render drafts, check and compare them with their source",
    "write": "files, memory and journal",
    "convert": "Traditional Chinese drafts, from reading to writing",
    "other": "lock, progress, report",
}
"""The stages of a run, in order, and what each of them is."""


class Processor(NamedTuple):
    """Processor time in seconds."""

    own: float = 0.0
    """Of the thread that asks: all stages, but not the engine, which has threads of its own or is elsewhere."""
    all: float = 0.0
    """Of this process."""


class Clock:
    """Counts seconds by stage; while an inner stage runs, the outer one stands still."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._stage: Stage = "other"
        self._since = now()
        self._seconds: dict[Stage, float] = dict.fromkeys(STAGES, 0.0)
        self._beside = 0
        self._beside_since = 0.0
        self._beside_seconds = 0.0
        self._lock = Lock()
        self._processor = _spent()

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Count what is done inside as `stage`."""
        outer = self._stage
        self._turn_to(stage)
        try:
            yield
        finally:
            self._turn_to(outer)

    def read(self) -> dict[Stage, float]:
        """Seconds of each stage up to now."""
        self._turn_to(self._stage)
        return dict(self._seconds)

    def begin_beside(self) -> None:
        """Something begins that goes on beside the stages."""
        with self._lock:
            if not self._beside:
                self._beside_since = self._now()
            self._beside += 1

    def end_beside(self) -> None:
        """It is over; may be said by any thread."""
        with self._lock:
            self._beside -= 1
            if not self._beside:
                self._beside_seconds += self._now() - self._beside_since

    def read_beside(self) -> float:
        """Seconds up to now in which something went on beside the stages, however much at a time."""
        with self._lock:
            return self._beside_seconds + (self._now() - self._beside_since if self._beside else 0.0)

    def read_processor(self) -> Processor:
        """Processor time up to now; asked in the thread that made the clock."""
        now, before = _spent(), self._processor
        return Processor(now.own - before.own, now.all - before.all)

    def _turn_to(self, stage: Stage) -> None:
        now = self._now()
        self._seconds[self._stage] += now - self._since
        self._stage, self._since = stage, now


def _spent() -> Processor:
    return Processor(time.thread_time(), time.process_time())
