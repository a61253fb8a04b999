"""What the quality settings cost and give: time and scores of the whole way from sentence to draft.

The evaluation set of the project and, where they are, the held-out pairs of ../shared/train. Processor time of all
threads and wall time, the model loaded before; each setting in turn, medians of ROUNDS.

Run: python benchmarks/quality.py [ROUNDS]
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus import SHARED
from harness import ROOT, save, table

from transpipe.jobs.metrics import corpus_metrics
from transpipe.jobs.setup import make_decoding, make_engine
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.ladder import Work, translate

SETTINGS = ("fast", "balanced", "best")


def pairs() -> dict[str, list[tuple[str, str]]]:
    """Sentences and their translations by people, by the name of the set."""
    with (ROOT / "tests/data/evaluation/field.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = {"field": [(row["source"], row["reference"]) for row in rows]}
    for path in sorted((SHARED / "train" / "data").glob("held-*.tsv")):
        found[path.stem.removeprefix("held-")] = _held_out(path)
    return found


def _held_out(path: Path) -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)
    return [(source, reference) for source, reference, *_ in rows]


def _processor() -> float:
    times = os.times()
    return times.user + times.system


def main() -> None:
    """Measure side by side in one run."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    settings = load_settings(ROOT)
    glossary = load_glossary(settings.path("glossary"))
    engine = make_engine(settings)
    sets = pairs()
    works = {name: [Work(source, tuple(glossary.find(source))) for source, _ in rows] for name, rows in sets.items()}
    engine.translate(["你好。"], make_decoding(settings))
    seconds: dict[str, list[float]] = {name: [] for name in SETTINGS}
    processor: dict[str, list[float]] = {name: [] for name in SETTINGS}
    chrf: dict[str, Mapping[str, float]] = {}
    bleu: dict[str, Mapping[str, float]] = {}
    for _ in range(rounds):
        for name in SETTINGS:
            decoding = make_decoding(settings.but(quality=name))
            started, used = time.perf_counter(), _processor()
            made = {key: translate(items, engine, decoding, glossary.find) for key, items in works.items()}
            seconds[name].append(time.perf_counter() - started)
            processor[name].append(_processor() - used)
            scores = {
                key: corpus_metrics([draft.target for draft in drafts], [reference for _, reference in sets[key]])
                for key, drafts in made.items()
            }
            chrf[name] = {key: score["chrF"].value for key, score in scores.items()}
            bleu[name] = {key: score["BLEU"].value for key, score in scores.items()}
    rows = [
        {
            "name": name,
            "chrf": statistics.mean(chrf[name].values()),
            "seconds": statistics.median(seconds[name]),
            "processor": statistics.median(processor[name]),
            "sets": {key: {"chrf": chrf[name][key], "bleu": bleu[name][key]} for key in sets},
        }
        for name in SETTINGS
    ]
    title = f"Quality settings on {sum(map(len, sets.values()))} sentences; medians of {rounds}."
    save("quality", title, _table(rows, sets), {"rows": rows})


def _table(rows: Sequence[Mapping[str, object]], sets: Mapping[str, Sequence[object]]) -> str:
    head = [
        "quality",
        "seconds",
        "processor seconds",
        *(f"{key} ({len(items)}): chrF, BLEU" for key, items in sets.items()),
    ]
    lines = []
    for row in rows:
        scores = row["sets"]
        assert isinstance(scores, dict)
        shown = [f"{score['chrf']:.1f}, {score['bleu']:.1f}" for score in scores.values()]
        lines.append([str(row["name"]), f"{row['seconds']:.1f}", f"{row['processor']:.1f}", *shown])
    return table(head, lines)


if __name__ == "__main__":
    main()
