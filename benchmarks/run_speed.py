"""`transpipe run` beside the limit and the alternative: one model, the same sentences, one machine, one run of this script.

(a) the limit: `ctranslate2.Translator.translate_batch` over the pieces of all sentences, which are made and sorted
    already, decoded as a run does; nothing is chosen, nothing is written.
(a') the same over every sentence once.
(b) `transpipe run` from Markdown files to drafts, with an empty memory and the glossary of the project.
(c) `argostranslate.translate` as its documentation says, with an installed copy of the same package and its own
    settings. Its sentence splitter is replaced by a stub, which costs nothing, so neither stanza nor a download is needed.
(c') the same with one thread for a sentence, which is not its default: some machines lose all their time between threads.

The posts are those of ../shared/corpus, or each EVERYth of them in the order of their paths, and the post of
../shared/seed. Each measurement is a process of its own; all but (c) and (c') take turns, as others may use the machine:
look at the processor time before the wall time.
argos-translate-files is not here: it has no Markdown, needs PyMuPDF and an old Beautiful Soup, and its text format is (c).

Run: python benchmarks/run_speed.py [ROUNDS [EVERY]]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace

from corpus import SHARED, real_posts
from harness import ROOT, TRANSPIPE, Measured, measure, medians, save, table

from transpipe.jobs.setup import make_decoding, make_rules
from transpipe.model import SourceFile
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.stores.argos import argos_home, embedded_path
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import load_settings
from transpipe.translate.ladder import Work

EVERY = 6
"""Enough for a run of about ten seconds."""
BATCH_TOKENS = 1024


# --- what is translated -----------------------------------------------------------------------


def make_site(root: Path, every: int = EVERY) -> None:
    """A site with the sample as Chinese posts and the marked post of the seed."""
    for number, path in enumerate(real_posts()[every - 1 :: every]):
        folder = root / "content" / f"post-{number:03}"
        folder.mkdir(parents=True)
        shutil.copy(path, folder / "index.zh.md")
    (root / "content" / "seed").mkdir()
    shutil.copy(next((SHARED / "seed").glob("*.en.md")), root / "content" / "seed" / "index.en.md")
    shutil.copytree(ROOT / "glossary", root / "glossary")
    (root / "transpipe.yaml").write_text("content: content\n", encoding="utf-8")


def works(root: Path) -> list[list[Work]]:
    """All sentences of each post with their terms, as a run has them."""
    rules = make_rules(load_settings(root), "all")
    glossary = load_glossary(root / "glossary", None)
    posts = []
    for path in sorted((root / "content").glob("*/*.md")):
        kind = Kind.MISSING if path.name == "index.zh.md" else Kind.MIXED
        plan = plan_file(SourceFile(path.name, path.read_bytes()), kind, rules)
        texts = plan.open_texts() if isinstance(plan, Plan) else ()
        posts.append([Work(text, tuple(glossary.find(text))) for text in texts])
    return [post for post in posts if post]


def write_input(root: Path) -> tuple[int, int]:
    """Write what (a) and (c) read; returns how many sentences there are, and how many different ones."""
    posts = [[work.source for work in post] for post in works(root)]
    every = [text for post in posts for text in post]
    with argos_home() as package:
        tokenizer = package.Package(embedded_path()).tokenizer
        pieces = sorted((tokenizer.encode(text) for text in every), key=len)
        once = sorted((tokenizer.encode(text) for text in dict.fromkeys(every)), key=len)
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
    given = {"posts": posts, "all": pieces, "once": once, "options": options}
    (root / "input.json").write_text(json.dumps(given))
    return len(pieces), len(once)


# --- the processes ----------------------------------------------------------------------------


def raw(root: Path, which: str) -> None:
    """(a) with `all`, (a') with `once`."""
    import ctranslate2

    given = json.loads((root / "input.json").read_text())
    translator = ctranslate2.Translator(
        str(embedded_path() / "model"),
        device="cpu",
        compute_type="int8",
        inter_threads=os.cpu_count() or 1,
        intra_threads=1,
    )
    translator.translate_batch(given[which], **given["options"])


def argos(root: Path, threads: str) -> None:
    """(c) with the default of 0 threads, which means all; (c') with 1."""
    stanza = ModuleType("stanza")
    stanza.Pipeline = lambda **_: lambda text: SimpleNamespace(sentences=[SimpleNamespace(text=text)])  # type: ignore[attr-defined]
    sys.modules["stanza"] = stanza
    packages = root / "packages"
    shutil.copytree(embedded_path(), packages / embedded_path().name, dirs_exist_ok=True)
    os.environ |= {"ARGOS_PACKAGES_DIR": str(packages), "ARGOS_CHUNK_TYPE": "STANZA", "ARGOS_INTRA_THREADS": threads}
    from argostranslate import translate

    for post in json.loads((root / "input.json").read_text())["posts"]:
        translated = translate.translate("\n".join(post), "zh", "en")
        assert translated.count("\n") == len(post) - 1, "every sentence is a line of its own"


# --- the report -------------------------------------------------------------------------------


def ratios(rows: Mapping[str, Measured]) -> str:
    """The rows as Markdown, each with its ratio to the first."""
    limit = next(iter(rows.values()))
    lines = []
    for name, row in rows.items():
        times = (f"{mine / other:.2f}" for mine, other in zip(row, limit, strict=True))
        lines.append([name, f"{row.seconds:.1f}", f"{row.processor:.1f}", f"{row.memory:.0f} MB", *times])
    head = ["", "seconds", "processor seconds", "peak memory", "× time", "× processor", "× memory"]
    return table(head, lines)


def main() -> None:
    """Measure side by side in one run."""
    rounds, every = (*map(int, sys.argv[1:]), *(3, EVERY)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_site(root, every)
        count, different = write_input(root)
        me = [sys.executable, __file__]
        run = [*TRANSPIPE, "run", "--scope", "all", "--quiet", "--format", "json"]
        limit, once, whole, stages = [], [], [], []
        for _ in range(rounds):
            limit.append(measure([*me, "raw", folder, "all"], root))
            once.append(measure([*me, "raw", folder, "once"], root))
            for name in ("review", ".transpipe"):
                shutil.rmtree(root / name, ignore_errors=True)
            whole.append(measure(run, root, output=root / "run.json"))
            stages.append(json.loads((root / "run.json").read_text())["stages"])
        alternative, one_thread = (measure([*me, "argos", folder, threads], root) for threads in ("0", "1"))
    rows = {
        "(a) translate_batch alone": medians(limit),
        "(a') the same, each sentence once": medians(once),
        "(b) transpipe run": medians(whole),
        "(c) argostranslate.translate": alternative,
        "(c') the same with one thread": one_thread,
    }
    profile = {stage: statistics.median(one[stage] for one in stages) for stage in stages[0]}
    shares = ", ".join(f"{stage} {seconds / sum(profile.values()):.1%}" for stage, seconds in profile.items())
    made = {
        "sentences": count,
        "different": different,
        "rows": {name: row._asdict() for name, row in rows.items()},
        "rounds": {"raw": limit, "once": once, "run": whole},
        "stages": profile,
    }
    title = f"A run beside the limit and the alternative: {count} sentences, {different} different ones; medians of {rounds}, (c) and (c') once."
    save("run_speed", title, f"{ratios(rows)}\n\nStages of (b): {shares}", made)


PROCESSES = {"raw": raw, "argos": argos}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in PROCESSES:
        PROCESSES[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
    else:
        main()
