"""What a glossary costs: reading it (as YAML and from the cache), building the automaton, and matching the sentences of real posts.

Measures the glossary of the project and one of 10,000 entries (the same, and made-up longer terms) on the posts of
../shared/corpus, else on the constructs of the tests many times over, and sets the time against translating the same
sentences with the embedded model.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus import load_corpus, sentences
from harness import ROOT, median_time, save, table

from transpipe.glossary import yaml_format
from transpipe.jobs.setup import make_decoding, make_engine
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.terms import Glossary
from transpipe.units import Term

ROUNDS = 7
LARGE = 10_000
SAMPLE = 300  # sentences that are translated to learn what one costs


def enlarge(terms: tuple[Term, ...]) -> list[Term]:
    """Ten thousand entries: pairs of terms put together, which share their beginnings with the real ones."""
    large = list(terms)
    while len(large) < LARGE:
        first, second = terms[len(large) % len(terms)], terms[(7 * len(large) + 3) % len(terms)]
        source = f"{first.sources[0]}{second.sources[0]}{len(large) // len(terms)}"
        large.append(replace(first, sources=(source,), target=f"{first.target} {second.target}", domain=""))
    return large


def measure(folder: Path, texts: list[str]) -> dict[str, float]:
    """Seconds for each step of using the glossary of a folder."""
    glossary = load_glossary(folder)
    cache = folder / "cache.json"
    load_glossary(folder, cache)
    steps: dict[str, Callable[[], object]] = {
        "read": lambda: load_glossary(folder),
        "cached": lambda: load_glossary(folder, cache),
        "automaton": lambda: Glossary(glossary.terms, "v").find("国际电联"),
        "match": lambda: [glossary.find(text) for text in texts],
    }
    return {"entries": len(glossary), **{step: round(median_time(work, ROUNDS), 4) for step, work in steps.items()}}


def main() -> None:
    """Measure both glossaries, then the model, all in one run."""
    name, files = load_corpus()
    texts = sentences(files)
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
    for row in rows:
        row["share"] = round((row["cached"] + row["automaton"] + row["match"]) / run, 4)
    steps = ("read", "cached", "automaton", "match")
    text = table(
        ["entries", "read YAML", "read cache", "automaton", "match all", "share of a run"],
        [[f"{row['entries']:,}", *(f"{row[s] * 1000:.0f} ms" for s in steps), f"{row['share']:.2%}"] for row in rows],
    )
    title = (
        f"The glossary: {name}, {len(texts)} sentences; medians of {ROUNDS}. Translating them all would take {run:.0f} s "
        f"({len(sample)} were translated)."
    )
    save("glossary_speed", title, text, {"source": name, "sentences": len(texts), "run": run, "rows": rows})


if __name__ == "__main__":
    main()
