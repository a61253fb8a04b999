"""An evaluation for people: a column a run, then what differs, then the worst segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transpipe.pipeline.score import Scored, Share
from transpipe.report.evaluation_values import Evaluation, EvaluationRun

_SHARES = (
    ("term accuracy", "terms"),
    ("  engine alone", "alone_terms"),
    ("  references", "reference_terms"),
    ("tag fidelity", "tags"),
    ("  engine alone", "alone_tags"),
)
_CERTAIN = 0.05


def evaluation_text(evaluation: Evaluation, worst: Sequence[tuple[float, Scored]] = ()) -> str:
    """A table, the differences from the first run, and the worst segments with their chrF."""
    runs = evaluation.runs
    lines = [f"{evaluation.reference}: {len(runs[0].segments)} segments, terms by glossary {evaluation.judge}", ""]
    lines += _table(list(_rows(runs)))
    for run, difference in zip(runs[1:], evaluation.differences, strict=True):
        lines += ["", f"{_name(run)} against {_name(runs[0])}:"]
        for metric, item in difference.items():
            word = "a real difference" if item.p < _CERTAIN else "may be chance"
            lines.append(f"  {metric:<7} {item.delta:+.1f}  p = {item.p:.3f}, {word}")
    if worst:
        lines += ["", f"the {len(worst)} worst segments of {_name(runs[-1])}, by chrF:"]
        for score, segment in worst:
            doubts = f"  [{', '.join(segment.checks)}]" if segment.checks else ""
            lines += [f"{segment.id}  {score:.1f}{doubts}", f"  source     {segment.source}"]
            lines += [f"  reference  {segment.reference}", f"  hypothesis {segment.hypothesis}"]
    return "\n".join(lines) + "\n"


def _name(run: EvaluationRun) -> str:
    return f"{run.engine} {'without' if run.glossary == 'none' else 'with'} glossary"


def _rows(runs: Sequence[EvaluationRun]) -> Iterator[tuple[str, list[str]]]:
    yield "engine", [run.engine for run in runs]
    yield "glossary", [run.glossary for run in runs]
    for name in runs[0].metrics:
        yield name, [f"{run.metrics[name].value:.1f}" for run in runs]
    for label, field in _SHARES:
        yield label, [_percent(run.share(field)) for run in runs]
    for origin in sorted({origin for run in runs for origin in run.origins()}):
        yield f"sentences {origin}", [str(run.origins().get(origin, 0)) for run in runs]
    for rule in dict.fromkeys(rule for run in runs for rule in run.checks()):
        yield f"{rule} per 1,000", [f"{run.checks().get(rule, 0.0):.0f}" for run in runs]
    yield "seconds", [f"{run.seconds:.1f}" for run in runs]


def _percent(share: Share) -> str:
    return f"{share.percent:.1f} % ({share.part} of {share.whole})" if share.whole else "none"


def _table(rows: Sequence[tuple[str, list[str]]]) -> list[str]:
    label = max(len(name) for name, _ in rows)
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in rows), strict=True)]
    return [
        f"{name:<{label}}  {'  '.join(f'{cell:<{width}}' for cell, width in zip(cells, widths, strict=True))}".rstrip()
        for name, cells in rows
    ]
