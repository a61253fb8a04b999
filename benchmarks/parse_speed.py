"""How fast files are taken apart: parsing, and parsing with segmenting, in MB of Markdown a second on one core.

Reads the real posts of ../shared/corpus where they are, else the constructs of the tests many times over.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pyromark
from corpus import load_corpus
from harness import ROOT, save, table

from transpipe.jobs.setup import make_rules
from transpipe.parse.document import parse_document
from transpipe.segment.build import build_segment
from transpipe.stores.settings import load_settings

ROUNDS = 7


def main() -> None:
    """Measure side by side in one run: the bare parser of pyromark is the limit."""
    name, files = load_corpus()
    rules = make_rules(load_settings(ROOT), "all")
    size = sum(map(len, files)) / 1e6
    texts = [data.decode("utf-8") for data in files]

    def bare() -> None:
        for text in texts:
            for _ in pyromark.events_with_range(text):
                pass

    def parse() -> None:
        for data in files:
            parse_document(data, rules.prose)

    def segment() -> None:
        for data in files:
            for block in parse_document(data, rules.prose).blocks:
                build_segment(block, data, rules.sentence_chars)

    stages: dict[str, Callable[[], None]] = {"pyromark events": bare, "parse": parse, "parse and segment": segment}
    seconds: dict[str, list[float]] = {stage: [] for stage in stages}
    for _ in range(ROUNDS):
        for stage, run in stages.items():
            start = time.process_time()
            run()
            seconds[stage].append(time.process_time() - start)
    speeds = {stage: round(size / statistics.median(times), 2) for stage, times in seconds.items()}
    text = table(["stage", "MB of Markdown a second"], [[stage, str(speed)] for stage, speed in speeds.items()])
    title = f"Parsing: {name}, {len(files)} files, {size:.1f} MB; medians of {ROUNDS}."
    save("parse_speed", title, text, {"source": name, "megabytes": round(size, 2), "speeds": speeds})


if __name__ == "__main__":
    main()
