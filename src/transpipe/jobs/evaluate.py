"""`transpipe evaluate`: an engine and a glossary on approved translations, and one against another.

The translation memory of the site is neither read nor written: what a person approved would come out of it.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.jobs.metrics import corpus_metrics, paired_bootstrap, segment_chrf
from transpipe.jobs.references import read_references
from transpipe.jobs.setup import make_decoding, make_engine
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.score import ReferencePlan, Scored, score
from transpipe.report.evaluation_json import read_evaluation
from transpipe.report.evaluation_values import Evaluation, EvaluationRun
from transpipe.report.values import Progress
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import Settings
from transpipe.translate.ports import Decoding, Engine, Hypothesis
from transpipe.translate.terms import Glossary


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """The options of the command."""

    reference: Path
    models: tuple[str, ...] = ()
    """One run each; without any, the model of the settings."""
    glossary: Path | None = None
    """Told to the engine instead of the site's own, which judges in either case."""
    no_glossary: bool = False
    limit: int = 0
    """Segments; 0 for all."""


class _Listening:
    """An engine, and what it said first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.id = engine.id
        self.first: dict[str, str] = {}

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        answers = self.engine.translate(sentences, decoding)
        for sentence, hypotheses in zip(sentences, answers, strict=True):
            self.first.setdefault(sentence, hypotheses[0].text)
        return answers


def evaluate(request: EvaluateRequest, settings: Settings, progress: Progress) -> Evaluation:
    """Translate the sources of approved translations, and count.

    Raises TranspipeError when there is nothing to compare with, or sacrebleu is not installed.
    """
    corpus_metrics(["a"], ["a"])  # says that sacrebleu is absent before anything is translated
    items = _first(read_references(request.reference, settings), request.limit)
    judge = load_glossary(settings.path("glossary"))
    told = Glossary((), "none") if request.no_glossary else judge
    if request.glossary is not None:
        told = load_glossary(request.glossary)
    progress.begin(len(items))
    runs = []
    try:
        for model in request.models or (settings["model"],):
            runs.append(_run(items, settings.but(model=model), told, judge, progress))
    finally:
        progress.end()
    return compared(Evaluation(str(request.reference), judge.version, runs))


def _run(
    items: Sequence[ReferencePlan], settings: Settings, told: Glossary, judge: Glossary, progress: Progress
) -> EvaluationRun:
    engine = _Listening(make_engine(settings))
    decoding = make_decoding(settings)
    engine.engine.translate(["你好。"], decoding)  # loads the model, which is no part of the time
    plans = [item.plan for item in items]
    texts = {sentence.text for plan in plans for segment in plan.segments for sentence in segment.sentences}
    progress.sentences(len(texts))
    started = time.perf_counter()
    drafts = Translator(engine, DictMemory(), told, decoding).draft(plans, progress.done)
    seconds = time.perf_counter() - started
    segments = [scored for item in items for scored in score(item, drafts, engine.first, judge)]
    metrics = corpus_metrics([item.hypothesis for item in segments], [item.reference for item in segments])
    return EvaluationRun(engine.id, told.version, seconds, metrics, segments)


def _first(items: Sequence[ReferencePlan], limit: int) -> list[ReferencePlan]:
    chosen: list[ReferencePlan] = []
    left = limit
    for item in items if limit else ():
        chosen.append(item.head(left))
        left -= len(chosen[-1].references)
    return [item for item in chosen if item.references] if limit else list(items)


def load_evaluations(paths: Sequence[Path]) -> Evaluation:
    """The runs of several results as one evaluation. Raises TranspipeError where they can't be compared."""
    runs: list[EvaluationRun] = []
    first: Evaluation | None = None
    for path in paths:
        try:
            made = read_evaluation(path.read_bytes().decode("utf-8"))
        except OSError as error:
            raise TranspipeError(f"{path}: can't be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{path}: not a result of `transpipe evaluate --output` ({error}); make it anew"
            raise TranspipeError(message) from None
        first = first or made
        for run in made.runs:
            _same_segments(path, runs[0] if runs else run, run)
            runs.append(run)
    if first is None or len(runs) < 2:
        raise TranspipeError("a comparison needs two runs; name another result")
    return compared(Evaluation(first.reference, first.judge, runs))


def _same_segments(path: Path, first: EvaluationRun, other: EvaluationRun) -> None:
    for before, after in zip(first.segments, other.segments, strict=False):
        if (before.id, before.source, before.reference) != (after.id, after.source, after.reference):
            raise TranspipeError(
                f"{path}: segment {after.id!r} is not the {before.id!r} of the first result; only results on the same "
                "approved translations can be compared"
            )
    if len(first.segments) != len(other.segments):
        raise TranspipeError(
            f"{path}: {len(other.segments)} segments, but the first result has {len(first.segments)}; evaluate both "
            "with the same --limit"
        )


def compared(evaluation: Evaluation) -> Evaluation:
    """The evaluation with the differences of its runs from the first one."""
    first, *others = evaluation.runs
    references = [segment.reference for segment in first.segments]
    differences = [
        paired_bootstrap(
            [segment.hypothesis for segment in first.segments],
            [segment.hypothesis for segment in run.segments],
            references,
        )
        for run in others
    ]
    return replace(evaluation, differences=differences)


def worst_segments(run: EvaluationRun, count: int) -> list[tuple[float, Scored]]:
    """The segments with the lowest chrF, the worst first."""
    return heapq.nsmallest(count, _by_chrf(run), key=lambda item: item[0])


def _by_chrf(run: EvaluationRun) -> Iterator[tuple[float, Scored]]:
    for segment in run.segments:
        yield segment_chrf(segment.hypothesis, segment.reference), segment
