"""BLEU and chrF by sacrebleu, which is asked for when something is scored and not before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transpipe.errors import TranspipeError
from transpipe.report.evaluation_values import Difference, Metric

SAMPLES = 1000
"""Resamples of a paired bootstrap test."""


def corpus_metrics(hypotheses: Sequence[str], references: Sequence[str]) -> dict[str, Metric]:
    """BLEU, chrF and chrF++ of all segments together. Raises TranspipeError where sacrebleu is not installed."""
    scores = {}
    for name, metric in _metrics().items():
        value = metric.corpus_score(list(hypotheses), [list(references)]).score
        scores[name] = Metric(value, str(metric.get_signature()))
    return scores


def segment_chrf(hypothesis: str, reference: str) -> float:
    """chrF of one segment, to find the worst ones."""
    return float(_metrics()["chrF"].sentence_score(hypothesis, [reference]).score)


def paired_bootstrap(baseline: Sequence[str], other: Sequence[str], references: Sequence[str]) -> dict[str, Difference]:
    """Differences of `other` from `baseline` on the same segments, by metric."""
    metrics = _metrics()
    if list(baseline) == list(other):
        return dict.fromkeys(metrics, Difference(0.0, 1.0))  # the test would call this no chance
    from sacrebleu.significance import PairedTest

    systems = [("baseline", list(baseline)), ("other", list(other))]
    test = PairedTest(systems, metrics, [list(references)], test_type="bs", n_samples=SAMPLES)
    _, results = test()
    # sacrebleu names chrF by its beta, chrF2; the order is that of the metrics.
    pairs = [pair for name, pair in results.items() if name != "System"]
    return {
        name: Difference(after.score - before.score, after.p_value)
        for name, (before, after) in zip(metrics, pairs, strict=True)
    }


def _metrics() -> dict[str, Any]:
    try:
        from sacrebleu.metrics import BLEU, CHRF
    except ImportError:
        raise TranspipeError(
            "evaluate counts with sacrebleu, which is not installed: pip install 'transpipe[evaluate]'"
        ) from None
    return {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=2)}
