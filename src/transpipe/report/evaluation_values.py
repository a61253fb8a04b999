"""What `transpipe evaluate` reports: runs over the same approved translations, and how they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from transpipe.pipeline.score import Scored, Share
from transpipe.units import Origin


class Metric(NamedTuple):
    """A corpus score, from 0 to 100, and the signature by which others can reproduce it."""

    value: float
    signature: str


class Difference(NamedTuple):
    """What a paired bootstrap test says about a run against the first one."""

    delta: float
    p: float
    """Probability of a difference as large by chance."""


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """One engine with one glossary."""

    engine: str
    glossary: str
    """Version of the glossary that the engine was told of; `none` for none."""
    seconds: float
    """Wall time of translating, without loading the model."""
    metrics: Mapping[str, Metric]
    segments: Sequence[Scored]

    def share(self, name: str) -> Share:
        """Sum of a field of the segments: terms, reference_terms, tags, alone_terms or alone_tags."""
        shares = [getattr(segment, name) for segment in self.segments]
        return Share(sum(item.part for item in shares), sum(item.whole for item in shares))

    def origins(self) -> dict[Origin, int]:
        """Number of sentences by the way that they came about."""
        counts = Counter(origin for segment in self.segments for origin in segment.origins)
        return {origin: counts[origin] for origin in Origin if counts[origin]}

    def checks(self) -> dict[str, float]:
        """Findings per 1,000 segments, by rule, the most frequent first."""
        counts = Counter(rule for segment in self.segments for rule in segment.checks)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return {rule: 1000.0 * count / len(self.segments) for rule, count in ordered}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Runs over the same segments; the first one is the baseline."""

    reference: str
    """Where the approved translations come from."""
    judge: str
    """Version of the glossary by which terms are counted."""
    runs: Sequence[EvaluationRun]
    differences: Sequence[Mapping[str, Difference]] = ()
    """Of every run but the first, by metric."""
