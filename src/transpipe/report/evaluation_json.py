"""An evaluation as one JSON object, and back, so that runs of different days can be compared; see docs/quality.md."""

from __future__ import annotations

import json
from typing import Any

from transpipe.pipeline.score import Scored, Share
from transpipe.report.evaluation_values import Evaluation, EvaluationRun, Metric

VERSION = 1
_SHARES = ("terms", "reference_terms", "tags", "alone_terms", "alone_tags")


def evaluation_json(evaluation: Evaluation) -> str:
    """The evaluation as indented JSON with a final line break."""
    made: dict[str, Any] = {
        "version": VERSION,
        "reference": evaluation.reference,
        "judge": evaluation.judge,
        "runs": [_run(run) for run in evaluation.runs],
        "differences": [
            {name: {"delta": round(item.delta, 4), "p": round(item.p, 4)} for name, item in difference.items()}
            for difference in evaluation.differences
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def read_evaluation(text: str) -> Evaluation:
    """The evaluation that `evaluation_json` wrote, without its differences.

    Raises ValueError, KeyError or TypeError for anything else.
    """
    made = json.loads(text)
    if made["version"] != VERSION:
        raise ValueError(f"version {made['version']}, not {VERSION}")
    return Evaluation(str(made["reference"]), str(made["judge"]), [_read_run(run) for run in made["runs"]])


def _run(run: EvaluationRun) -> dict[str, Any]:
    return {
        "engine": run.engine,
        "glossary": run.glossary,
        "seconds": round(run.seconds, 3),
        "metrics": {
            name: {"value": round(item.value, 4), "signature": item.signature} for name, item in run.metrics.items()
        },
        "totals": {name: _share(run.share(name)) for name in _SHARES},
        "ladder": {str(origin): count for origin, count in run.origins().items()},
        "checks_per_1000": {rule: round(rate, 1) for rule, rate in run.checks().items()},
        "segments": [_segment(segment) for segment in run.segments],
    }


def _share(share: Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole, "percent": round(share.percent, 2)}


def _segment(segment: Scored) -> dict[str, Any]:
    return {
        "id": segment.id,
        "source": segment.source,
        "reference": segment.reference,
        "hypothesis": segment.hypothesis,
        "origins": list(segment.origins),
        "missing": list(segment.missing),
        "checks": list(segment.checks),
        **{name: list(getattr(segment, name)) for name in _SHARES},
    }


def _read_run(run: dict[str, Any]) -> EvaluationRun:
    metrics = {name: Metric(float(item["value"]), str(item["signature"])) for name, item in run["metrics"].items()}
    segments = [_read_segment(segment) for segment in run["segments"]]
    return EvaluationRun(str(run["engine"]), str(run["glossary"]), float(run["seconds"]), metrics, segments)


def _read_segment(segment: dict[str, Any]) -> Scored:
    return Scored(
        segment["id"],
        segment["source"],
        segment["reference"],
        segment["hypothesis"],
        tuple(segment["origins"]),
        missing=tuple(segment["missing"]),
        checks=tuple(segment["checks"]),
        **{name: Share(*segment[name]) for name in _SHARES},
    )
