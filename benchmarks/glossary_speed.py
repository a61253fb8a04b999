"""What a glossary costs: reading it (as YAML and from the cache), building the automaton, and matching the sentences of real posts.

Measures the glossary of the project and one of 10,000 entries (the same, and made-up longer terms) on the posts of
../shared/corpus, else on the constructs of the tests many times over, and sets the time against translating the same
sentences with the embedded model. Prints a table of medians and writes it as JSON to benchmarks/results/.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from parse_speed import ROOT, load

from transpipe.glossary import yaml_format
from transpipe.jobs.setup import make_decoding, make_engine, make_rules
from transpipe.model import Term
from transpipe.parse.document import parse_document
from transpipe.segment.build import build_segment
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.terms import Glossary

ROUNDS = 7
LARGE = 10_000
SAMPLE = 300  # sentences that are translated to learn what one costs


def sentences() -> tuple[str, list[str]]:
    """The sentences to match, each once, as a run would."""
    name, files = load()
    settings = load_settings(ROOT)
    rules = make_rules(settings, "all")
    found: dict[str, None] = {}
    for data in files:
        for block in parse_document(data, rules.prose).blocks:
            segment = build_segment(block, data, settings["sentence_chars"])
            found.update((sentence.text, None) for sentence in (segment.sentences if segment else ()))
    return name, list(found)


def enlarge(terms: tuple[Term, ...]) -> list[Term]:
    """Ten thousand entries: pairs of terms put together, which share their beginnings with the real ones."""
    large = list(terms)
    while len(large) < LARGE:
        first, second = terms[len(large) % len(terms)], terms[(7 * len(large) + 3) % len(terms)]
        source = f"{first.sources[0]}{second.sources[0]}{len(large) // len(terms)}"
        large.append(replace(first, sources=(source,), target=f"{first.target} {second.target}", domain=""))
    return large


def median(work: Callable[[], object]) -> float:
    """Processor seconds of one round."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def measure(folder: Path, texts: list[str]) -> dict[str, float]:
    """Seconds for each step of using the glossary of a folder."""
    glossary = load_glossary(folder)
    cache = folder / "cache.json"
    load_glossary(folder, cache)
    steps = {
        "entries": len(glossary),
        "read": round(median(lambda: load_glossary(folder)), 4),
        "cached": round(median(lambda: load_glossary(folder, cache)), 4),
        "automaton": round(median(lambda: Glossary(glossary.terms, "v").find("国际电联")), 4),
        "match": round(median(lambda: [glossary.find(text) for text in texts]), 4),
    }
    cache.unlink()
    return steps


def main() -> None:
    """Measure both glossaries, then the model, all in one run."""
    name, texts = sentences()
    terms = load_glossary(ROOT / "glossary").terms
    with tempfile.TemporaryDirectory() as temporary:
        small, large = Path(temporary) / "small", Path(temporary) / "large"
        small.mkdir()
        large.mkdir()
        (large / "a.yaml").write_bytes(yaml_format.write(enlarge(terms)).encode("utf-8"))
        for file in (ROOT / "glossary").glob("*.yaml"):
            (small / file.name).write_bytes(file.read_bytes())
        rows = [measure(small, texts), measure(large, texts)]
    settings = load_settings(ROOT)
    engine, decoding = make_engine(settings), make_decoding(settings)
    engine.translate(texts[:1], decoding)  # loads the model
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    start = time.perf_counter()
    engine.translate(sample, decoding)
    run = (time.perf_counter() - start) * len(texts) / len(sample)
    print(f"{name}: {len(texts)} sentences, Python {sys.version.split()[0]}, median of {ROUNDS}")
    print(f"translating them all would take {run:.0f} s ({len(sample)} were translated)")
    print("| entries | read YAML | read cache | automaton | match all | share of a run |\n|---|---|---|---|---|---|")
    for row in rows:
        row["share"] = round((row["cached"] + row["automaton"] + row["match"]) / run, 4)
        times = " | ".join(f"{row[step] * 1000:.0f} ms" for step in ("read", "cached", "automaton", "match"))
        print(f"| {row['entries']:,} | {times} | {row['share']:.2%} |")
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "glossary_speed.json").write_text(
        json.dumps({"source": name, "sentences": len(texts), "run": run, "rows": rows})
    )


if __name__ == "__main__":
    main()
