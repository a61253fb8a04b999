"""An engine whose time is counted."""

from __future__ import annotations

from collections.abc import Sequence

from transpipe.clock import Clock
from transpipe.translate.ports import Decoding, Engine, Hypothesis


class TimedEngine:
    """Another engine, with its time counted as `decode`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.id = engine.id
        self._engine = engine
        self._clock = clock

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        """What the other engine says."""
        with self._clock.stage("decode"):
            return self._engine.translate(sentences, decoding)
