"""`transpipe run` beside the limit and the alternative: one model, the same sentences, one machine, one run of this script.

(a) the limit: `ctranslate2.Translator.translate_batch` over pieces that are made and sorted already, decoded as a run
    does; nothing is chosen, nothing is written.
(b) `transpipe run` from Markdown files to drafts, with an empty memory and the glossary of the project.
(c) `argostranslate.translate` as its documentation says, with an installed copy of the same package and its own
    settings. Its sentence splitter is replaced by a stub, which costs nothing, so neither stanza nor a download is needed.

The posts are a fixed sample of ../shared/corpus and the post of ../shared/seed. Each measurement is a process of its
own; (a) and (b) take turns, as others may use the machine: look at the processor time before the wall time.
argos-translate-files is not here: it has no Markdown, needs PyMuPDF and an old Beautiful Soup, and its text format is (c).

Run: python benchmarks/run_speed.py [ROUNDS]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import NamedTuple

from transpipe.jobs.setup import make_decoding, make_rules
from transpipe.model import SourceFile
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.stores.argos import argos_home, embedded_path
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.ladder import Work

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
EVERY = 6
"""Of the posts of the corpus, in the order of their paths, each sixth is taken: a run of about ten seconds."""
BATCH_TOKENS = 1024


class Measured(NamedTuple):
    """A process, or the medians of several."""

    seconds: float
    processor: float
    """User and system time of all threads."""
    memory: float
    """Peak of the resident set in MB."""


# --- what is translated -----------------------------------------------------------------------


def make_site(root: Path) -> None:
    """A site with the sample as Chinese posts and the marked post of the seed."""
    paths = sorted(path for path in (SHARED / "corpus").rglob("*.md") if path.name != "README.md")
    for number, path in enumerate(paths[EVERY - 1 :: EVERY]):
        folder = root / "content" / f"post-{number:02}"
        folder.mkdir(parents=True)
        shutil.copy(path, folder / "index.zh.md")
    (root / "content" / "seed").mkdir()
    shutil.copy(next((SHARED / "seed").glob("*.en.md")), root / "content" / "seed" / "index.en.md")
    shutil.copytree(ROOT / "glossary", root / "glossary")
    (root / "transpipe.yaml").write_text("content: content\n", encoding="utf-8")


def sentences(root: Path) -> list[list[str]]:
    """What the engine reads of each post in its first rung, every sentence once."""
    settings = load_settings(root)
    rules = make_rules(settings, "all")
    glossary = load_glossary(root / "glossary", None)
    seen: set[str] = set()
    posts = []
    for path in sorted((root / "content").glob("*/*.md")):
        kind = Kind.MISSING if path.name == "index.zh.md" else Kind.MIXED
        plan = plan_file(SourceFile(path.name, path.read_bytes()), kind, rules)
        texts = dict.fromkeys(plan.open_texts()) if isinstance(plan, Plan) else {}
        sources = dict.fromkeys(Work(text, tuple(glossary.find(text))).source for text in texts)
        posts.append([source for source in sources if source not in seen])
        seen.update(sources)
    return [post for post in posts if post]


def write_input(root: Path) -> int:
    """Write what (a) and (c) read; returns the number of sentences."""
    posts = sentences(root)
    with argos_home() as package:
        tokenizer = package.Package(embedded_path()).tokenizer
        pieces = sorted((tokenizer.encode(text) for post in posts for text in post), key=len)
    decoding = make_decoding(load_settings(root))
    options = {
        "beam_size": decoding.beam_size,
        "num_hypotheses": decoding.hypotheses,
        "length_penalty": decoding.length_penalty,
        "coverage_penalty": decoding.coverage_penalty,
        "repetition_penalty": decoding.repetition_penalty,
        "return_scores": True,
        "batch_type": "tokens",
        "max_batch_size": BATCH_TOKENS,
    }
    (root / "input.json").write_text(json.dumps({"posts": posts, "pieces": pieces, "options": options}))
    return len(pieces)


# --- the processes ----------------------------------------------------------------------------


def raw(root: Path) -> None:
    """(a)"""
    import ctranslate2

    given = json.loads((root / "input.json").read_text())
    translator = ctranslate2.Translator(
        str(embedded_path() / "model"),
        device="cpu",
        compute_type="int8",
        inter_threads=os.cpu_count() or 1,
        intra_threads=1,
    )
    translator.translate_batch(given["pieces"], **given["options"])


def argos(root: Path) -> None:
    """(c)"""
    stanza = ModuleType("stanza")
    stanza.Pipeline = lambda **_: lambda text: SimpleNamespace(sentences=[SimpleNamespace(text=text)])  # type: ignore[attr-defined]
    sys.modules["stanza"] = stanza
    packages = root / "packages"
    shutil.copytree(embedded_path(), packages / embedded_path().name, dirs_exist_ok=True)
    os.environ |= {"ARGOS_PACKAGES_DIR": str(packages), "ARGOS_CHUNK_TYPE": "STANZA"}
    from argostranslate import translate

    for post in json.loads((root / "input.json").read_text())["posts"]:
        translated = translate.translate("\n".join(post), "zh", "en")
        assert translated.count("\n") == len(post) - 1, "every sentence is a line of its own"


def measure(command: list[str], root: Path, output: Path) -> Measured:
    """Run a command in the site and wait for it."""
    home = {f"XDG_{name}_HOME": str(root / "home" / name) for name in ("DATA", "CONFIG", "CACHE")}
    started = time.perf_counter()
    with output.open("wb") as stdout:
        process = subprocess.Popen(command, cwd=root, env={**os.environ, **home}, stdout=stdout)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}: see its message above")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(rounds: list[Measured]) -> Measured:
    """Column by column."""
    return Measured(*(statistics.median(column) for column in zip(*rounds, strict=True)))


# --- the report -------------------------------------------------------------------------------


def table(rows: Mapping[str, Measured]) -> str:
    """The rows as Markdown, each with its ratio to the first."""
    limit = next(iter(rows.values()))
    lines = [
        "| | seconds | processor seconds | peak memory | × time | × processor | × memory |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        ratios = " | ".join(f"{mine / other:.2f}" for mine, other in zip(row, limit, strict=True))
        lines.append(f"| {name} | {row.seconds:.1f} | {row.processor:.1f} | {row.memory:.0f} MB | {ratios} |")
    return "\n".join(lines)


def main() -> None:
    """Measure side by side in one run."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    if not (SHARED / "corpus").is_dir():
        sys.exit(f"{SHARED}/corpus: no such folder; put Chinese posts there as Markdown files to measure a run")
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_site(root)
        count = write_input(root)
        me = [sys.executable, __file__]
        run = [sys.executable, "-m", "transpipe", "run", "--scope", "all", "--quiet", "--format", "json"]
        limit, whole, stages = [], [], []
        for _ in range(rounds):
            limit.append(measure([*me, "raw", folder], root, root / "raw.out"))
            for name in ("review", ".transpipe"):
                shutil.rmtree(root / name, ignore_errors=True)
            whole.append(measure(run, root, root / "run.json"))
            stages.append(json.loads((root / "run.json").read_text())["stages"])
        alternative = measure([*me, "argos", folder], root, root / "argos.out")
    rows = {
        "(a) translate_batch alone": median(limit),
        "(b) transpipe run": median(whole),
        "(c) argostranslate.translate": alternative,
    }
    profile = {stage: statistics.median(one[stage] for one in stages) for stage in stages[0]}
    title = (
        f"{count} sentences, {os.cpu_count()} cores, Python {sys.version.split()[0]}; medians of {rounds}, (c) once; "
        f"load of the machine {load:.1f} before, {os.getloadavg()[0]:.1f} after\n"
    )
    shares = ", ".join(f"{stage} {seconds / sum(profile.values()):.1%}" for stage, seconds in profile.items())
    text = f"{title}\n{table(rows)}\n\nStages of (b): {shares}\n"
    print(text)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "run_speed.md").write_text(text)
    made = {
        "date": datetime.now(UTC).date().isoformat(),
        "sentences": count,
        "rows": {name: row._asdict() for name, row in rows.items()},
        "rounds": {"raw": limit, "run": whole},
        "stages": profile,
    }
    (results / "run_speed.json").write_text(json.dumps(made, indent=2) + "\n")


PROCESSES = {"raw": raw, "argos": argos}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in PROCESSES:
        PROCESSES[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
