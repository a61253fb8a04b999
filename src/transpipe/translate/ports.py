"""What the pipeline needs from outside: an engine that translates and a memory that remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from transpipe.units import ApprovedUnit


class Hypothesis(NamedTuple):
    """One way to say it; `score` is the mean log probability of a piece."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to search; the defaults were measured for the embedded model (docs/performance.md)."""

    beam_size: int = 4
    hypotheses: int = 4
    length_penalty: float = 1.0
    coverage_penalty: float = 0.3
    repetition_penalty: float = 1.15
    no_repeat_ngram: int = 0


class Engine(Protocol):
    """Translates tagged sentences; implemented by the Argos engine and the pseudo engine."""

    @property
    def id(self) -> str:
        """Name and version of engine and model, as it goes into the memory and into drafts."""
        ...

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        """Hypotheses for each sentence, best first; never an empty list for a sentence."""
        ...


class MemoryHit(NamedTuple):
    """A remembered translation of a sentence."""

    target: str
    origin: str
    score: float | None


class SimilarUnit(NamedTuple):
    """An approved unit whose source is like the one that was asked for."""

    unit: ApprovedUnit
    lookup: str
    """The lookup form of its source."""
    score: float
    """From 0 to 1, which is the same text."""


class Memory(Protocol):
    """Remembers translations; implemented by the SQLite store and by a dictionary for dry runs."""

    def recall(self, keys: Sequence[str]) -> Mapping[str, MemoryHit]:
        """Hits for those keys that are known."""
        ...

    def remember(self, units: Sequence[MemoryUnit]) -> None:
        """Keep a batch: all of it or nothing, before this returns."""
        ...

    def has_approved(self) -> bool:
        """Whether anything is approved: if not, there is no need to make lookup forms."""
        ...

    def approved(self, lookups: Sequence[str]) -> Mapping[str, Sequence[ApprovedUnit]]:
        """Approved units by the lookup form of their source (`pair/lookup.py`), newest first."""
        ...

    def similar(self, lookup: str, cutoff: float) -> Sequence[SimilarUnit]:
        """Approved units whose lookup form scores `cutoff` or more, best first; never the same form."""
        ...


class MemoryUnit(NamedTuple):
    """A sentence with its translation, as the memory keeps it."""

    key: str
    source: str
    target: str
    origin: str
    score: float | None
    engine: str
