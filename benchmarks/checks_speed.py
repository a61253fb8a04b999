"""What the checks cost: milliseconds a segment, on one core, without any other work.

Reads the real posts of ../shared/corpus where they are, else the constructs of the tests many times over. The drafts
are those of the pseudo engine under the glossary of the project. Prints medians and writes them as JSON to
benchmarks/results/.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from parse_speed import ROOT, load

from transpipe.jobs.setup import make_rules
from transpipe.model import Draft, Origin, SourceFile
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.pseudo import pseudo
from transpipe.verify.checks import CHECKS, check_document
from transpipe.verify.checks.pair import Pair

ROUNDS = 5


def main() -> None:
    """Measure all checks together, and each of them on its own."""
    name, files = load()
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
    print(f"{name}: {segments} segments, Python {sys.version.split()[0]}, median of {ROUNDS}")
    for check, milliseconds in sorted(cost.items(), key=lambda item: -item[1]):
        print(f"| {check} | {milliseconds:.4f} ms |")
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    Path(results / "checks_speed.json").write_text(json.dumps({"source": name, "segments": segments, "ms": cost}))


def _alone(plans: list[Plan], drafts: list[list[list[Draft]]]) -> Counter[str]:
    """Seconds a check; the first one that asks for something shared pays for it."""
    seconds: Counter[str] = Counter()
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
