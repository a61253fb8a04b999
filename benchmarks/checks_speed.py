"""What the checks cost: milliseconds a segment, on one core, without any other work.

Reads the real posts of ../shared/corpus where they are, else the constructs of the tests many times over. The drafts
are those of the pseudo engine under the glossary of the project.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict

from corpus import load_corpus
from harness import ROOT, save, table

from transpipe.jobs.setup import make_rules
from transpipe.model import SourceFile
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.pseudo import pseudo
from transpipe.units import Draft, Origin
from transpipe.verify.checks import CHECKS, check_document
from transpipe.verify.checks.pair import Pair

ROUNDS = 5


def main() -> None:
    """Measure all checks together, and each of them on its own."""
    name, files = load_corpus()
    rules = make_rules(load_settings(ROOT), "missing")
    glossary = load_glossary(ROOT / "glossary")
    made = [plan_file(SourceFile(f"{index}.md", data), Kind.MISSING, rules) for index, data in enumerate(files)]
    plans = [plan for plan in made if isinstance(plan, Plan)]
    drafts = [
        [
            [Draft(pseudo(s.text), Origin.ENGINE, None, tuple(glossary.find(s.text))) for s in segment.sentences]
            for segment in plan.segments
        ]
        for plan in plans
    ]
    segments = sum(len(plan.segments) for plan in plans)
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        start = time.process_time()
        for plan, rows in zip(plans, drafts, strict=True):
            for _doubt in check_document(plan.segments, rows):
                pass
        times.setdefault("all checks", []).append(time.process_time() - start)
        for check, seconds in _alone(plans, drafts).items():
            times.setdefault(check, []).append(seconds)
    cost = {check: statistics.median(found) * 1000 / segments for check, found in times.items()}
    dearest = sorted(cost.items(), key=lambda item: -item[1])
    text = table(["check", "milliseconds a segment"], [[check, f"{each:.4f}"] for check, each in dearest])
    title = f"Checks of drafts: {name}, {segments} segments; medians of {ROUNDS}."
    save("checks_speed", title, text, {"source": name, "segments": segments, "ms": cost})


def _alone(plans: list[Plan], drafts: list[list[list[Draft]]]) -> dict[str, float]:
    """Seconds a check; the first one that asks for something shared pays for it."""
    seconds: dict[str, float] = defaultdict(float)
    for plan, rows in zip(plans, drafts, strict=True):
        for segment, row in zip(plan.segments, rows, strict=True):
            for sentence, draft in zip(segment.sentences, row, strict=True):
                pair = Pair(sentence, draft)
                for check in CHECKS:
                    start = time.perf_counter()
                    check.run(pair)
                    seconds[check.id] += time.perf_counter() - start
    return seconds


if __name__ == "__main__":
    main()
