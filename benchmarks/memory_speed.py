"""What the look-ups of a run cost with 100,000 approved units in the memory, beside the time of the model.

The memory is made of the sentences of the real posts in ../shared/corpus (else of the constructs of the tests), each
with changes at random places, until there are enough. Measured are look-ups of sentences that are not in it beside the
model alone, and whole runs over every sixth post with that memory and without it, taking turns: a run looks things up
while the engine works, so what look-ups cost is what they make a run longer.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus import load_corpus, real_posts, sentences
from harness import ROOT, save, table

from transpipe.jobs.run import RunRequest, run
from transpipe.jobs.setup import MEMORY_FILE, make_decoding, make_engine
from transpipe.pair.lookup import lookup_form
from transpipe.report.terminal import SilentProgress
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.settings import load_settings
from transpipe.translate.ladder import Work, translate
from transpipe.units import ApprovedUnit

UNITS = 100_000
ASKED = 1000
ROUNDS = 3
BATCH = 5000
EVERY = 6
"""Of the posts, in the order of their paths, each sixth is translated in a whole run."""


def changed(text: str, times: int, letters: str, chance: random.Random) -> str:
    """The text with characters exchanged, dropped and doubled at random places outside of its tags."""
    pieces = list(text)
    for _ in range(times):
        at = chance.randrange(len(pieces))
        if pieces[at] not in "⟦⟧/0123456789":
            pieces[at] = chance.choice(["", pieces[at] * 2, chance.choice(letters), chance.choice(letters)])
    return "".join(pieces)


def fill(memory: SqliteMemory, known: Sequence[str], chance: random.Random) -> float:
    """Put the units into the memory; seconds."""
    letters = "".join(known).translate(str.maketrans("", "", "⟦⟧/0123456789 "))
    started = time.perf_counter()
    for start in range(0, UNITS, BATCH):
        texts = [chance.choice(known) for _ in range(BATCH)]
        units = [
            ApprovedUnit(source, "Some words. " * 5, "sentence", post=str(start + number))
            for number, text in enumerate(texts)
            if (source := changed(text, 1 + len(text) // 5, letters, chance)).strip()
        ]
        memory.approve(units)
    return time.perf_counter() - started


class Clock:
    """Processor time of this process, with all its threads, and time on the wall."""

    def __init__(self) -> None:
        self.now = time.process_time(), time.perf_counter()

    def lap(self) -> tuple[float, float]:
        """Both since the last time."""
        before, self.now = self.now, (time.process_time(), time.perf_counter())
        return self.now[0] - before[0], self.now[1] - before[1]


def median(laps: Sequence[tuple[float, float]], which: int) -> float:
    """Median of one of the two clocks."""
    return statistics.median(lap[which] for lap in laps)


def share(times: dict[str, list[tuple[float, float]]], which: int) -> float:
    """What part of all time the look-ups take."""
    lookups = median(times["exact"], which) + median(times["similar"], which)
    return round(lookups / (lookups + median(times["model"], which)), 4)


class LookUps:
    """Time of all look-ups in a memory, without the glossary, which the stage `recall` of a run counts as well."""

    METHODS = ("recall", "approved", "similar")

    def __init__(self) -> None:
        self.processor = self.seconds = 0.0
        for name in self.METHODS:
            setattr(SqliteMemory, name, self.timed(getattr(SqliteMemory, name)))

    def timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """The method, with its time counted."""

        def call(*arguments: Any) -> Any:
            processor, started = time.thread_time(), time.perf_counter()
            try:
                return method(*arguments)
            finally:
                self.processor += time.thread_time() - processor
                self.seconds += time.perf_counter() - started

        return call


class Run(NamedTuple):
    """A run, and what the look-ups took of it."""

    processor: float
    seconds: float
    recall: float
    """Seconds of the stage that look-ups are part of."""
    lookup_processor: float
    lookup_seconds: float


def whole_run(folder: Path, memory: Path | None, lookups: LookUps) -> Run:
    """Run over a site of its own, with a copy of the memory if there is to be one."""
    for number, path in enumerate(real_posts()[EVERY - 1 :: EVERY]):
        (folder / "content" / f"post-{number}").mkdir(parents=True)
        shutil.copy(path, folder / "content" / f"post-{number}" / "index.zh.md")
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    (folder / "transpipe.yaml").write_text("content: content\n", encoding="utf-8")
    (folder / ".transpipe").mkdir()
    if memory:
        shutil.copy(memory, folder / ".transpipe" / MEMORY_FILE)
    lookups.processor = lookups.seconds = 0.0
    clock = Clock()
    report = run(RunRequest(scope="all"), load_settings(folder), SilentProgress())
    return Run(*clock.lap(), report.stages["recall"], lookups.processor, lookups.seconds)


def main() -> None:
    """Measure look-ups and model side by side in one run."""
    chance = random.Random(1)
    settings = load_settings(ROOT)
    every = sentences(load_corpus().files)
    chance.shuffle(every)
    asked, known = every[:ASKED], every[ASKED:] or every
    letters = "".join(every).translate(str.maketrans("", "", "⟦⟧/0123456789 "))
    half = len(asked) // 2
    # Half of them are new; the other half has something like it in the memory.
    asked = [*asked[:half], *(changed(chance.choice(known), 1, letters, chance) for _ in asked[half:])]
    engine, glossary = make_engine(settings), load_glossary(settings.path("glossary"))
    decoding = make_decoding(settings)
    works = [Work(text, tuple(glossary.find(text))) for text in asked]
    translate(works[:20], engine, decoding, glossary.find)  # loads the model

    with tempfile.TemporaryDirectory() as folder:
        memory = SqliteMemory(Path(folder) / "memory.sqlite3")
        filled = fill(memory, known, chance)
        size = memory.path.stat().st_size
        memory.close()
        times: dict[str, list[tuple[float, float]]] = {"exact": [], "similar": [], "model": []}
        found = 0
        for _ in range(ROUNDS):
            memory = SqliteMemory(Path(folder) / "memory.sqlite3")
            clock = Clock()
            forms = [lookup_form(text) for text in asked]
            memory.approved(forms)
            times["exact"].append(clock.lap())
            found = sum(bool(memory.similar(lookup, settings["memory.fuzzy"])) for lookup in forms)
            times["similar"].append(clock.lap())
            memory.close()
            translate(works, engine, decoding, glossary.find)
            times["model"].append(clock.lap())
        lookups = LookUps()
        runs: dict[str, list[Run]] = {"with": [], "without": []}
        for number in range(ROUNDS + 2):
            for name, file in (("with", memory.path), ("without", None)):
                runs[name].append(whole_run(Path(folder) / f"{name}-{number}", file, lookups))
    rows = [[name, f"{median(laps, 0):.3f}", f"{median(laps, 1):.3f}"] for name, laps in times.items()]
    shares = [share(times, which) for which in (0, 1)]
    one, bare = (Run(*(statistics.median(column) for column in zip(*runs[name], strict=True))) for name in runs)
    title = (
        f"The memory: {UNITS:,} units, put in in {filled:.0f} s, {size / 1e6:.0f} MB; {len(asked)} sentences, {found} of "
        f"which have something like them; medians of {ROUNDS}, of runs {ROUNDS + 2}."
    )
    head = [
        "run",
        "processor seconds",
        "seconds",
        "recall, seconds",
        "look-ups, processor seconds",
        "look-ups, seconds",
    ]
    run_rows = [
        [f"{name} the units", *(f"{value:.2f}" for value in run)] for name, run in (("with", one), ("without", bare))
    ]
    text = (
        f"{table(['what', 'processor seconds', 'seconds'], rows)}\n\n{table(head, run_rows)}\n\n"
        f"Look-ups take {one.lookup_processor / one.processor:.1%} of the processor time of a run; the units make it "
        f"{1 - bare.seconds / one.seconds:.1%} longer."
    )
    made = {"units": UNITS, "sentences": len(asked), "similar": found, "shares": shares, "laps": times, "runs": runs}
    save("memory_speed", title, text, made)


if __name__ == "__main__":
    main()
