"""How long `transpipe check` takes on a large site: cold, warm, and how much memory; beside grep and markdownlint-cli2.

Makes 10,000 posts in 20,000 files (100 MB) out of the real posts of ../shared/corpus: Chinese sources, English files
written by the pseudo engine, of which a tenth keep Chinese blocks; all in one commit of a git repository. Each measurement is a process of its own; prints a
table of medians and writes it as JSON to benchmarks/results/.

Run: python benchmarks/check_speed.py [POSTS]
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from transpipe.jobs.setup import make_rules
from transpipe.model import SourceFile
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.pipeline.render import render_plan
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import load_settings
from transpipe.translate.ports import Decoding
from transpipe.translate.pseudo import PseudoEngine
from transpipe.translate.terms import Glossary

ROOT = Path(__file__).parents[1]
ROUNDS = 3
SIZE = 5_000
"""Bytes of a file, about."""
FRONT = "---\ntitle: {title} {number}\ndate: 2024-03-{day:02}\ntags:\n  - standards\n  - climate\ndraft: false\n---\n\n"


def bodies() -> list[tuple[bytes, bytes]]:
    """Chinese and English bodies of about the same structure."""
    rules = make_rules(load_settings(ROOT), "all")
    translator = Translator(PseudoEngine(), DictMemory(), Glossary([], ""), Decoding())
    paths = sorted((ROOT.parent / "shared" / "corpus").rglob("*.md"))
    texts = [path.read_bytes().removeprefix(b"\xef\xbb\xbf") for path in paths if path.name != "README.md"]
    texts = [text.partition(b"\n---\n")[2] if text.startswith(b"---") else text for text in texts]
    made = []
    for number in range(len(texts)):
        text = b""
        while len(text) < SIZE:  # short pages are put together, long ones are cut at a blank line
            text += texts[(number + len(text)) % len(texts)].strip() + b"\n\n"
        cut = text.find(b"\n\n", SIZE)
        text = text[: cut + 1] if cut > 0 else text
        if text.count(b"```") % 2:
            text += b"```\n"
        plan = plan_file(SourceFile("a.md", text), Kind.MISSING, rules)
        if isinstance(plan, Plan):
            drafts = translator.draft([plan])
            made.append((text, render_plan(plan, drafts, {}, rules.prose).data))
    return made


def keep_chinese(chinese: bytes, english: bytes) -> bytes:
    """The English text with three of its paragraphs as they were."""
    sources, blocks = chinese.split(b"\n\n"), english.split(b"\n\n")
    assert len(sources) == len(blocks), "a translation keeps its blank lines"
    prose = [place for place, text in enumerate(sources) if text.decode("utf-8")[:1] > "\u4e00" and len(text) > 60]
    for place in prose[:3]:
        blocks[place] = sources[place]
    return b"\n\n".join(blocks)


def make_site(root: Path, posts: int) -> int:
    """Write the site; returns its size in bytes."""
    pairs = bodies()
    total = 0
    for number in range(posts):
        chinese, english = pairs[number % len(pairs)]
        english = english.partition(b"\n---\n")[2] if english.startswith(b"---") else english
        if number % 10 == 0:
            english = keep_chinese(chinese, english)
        folder = root / "content" / f"section-{number % 50}" / f"post-{number}"
        folder.mkdir(parents=True)
        for code, title, body in (("zh", "文章", chinese), ("en", "Post", english)):
            front = FRONT.format(title=title, number=number, day=number % 28 + 1).encode("utf-8")
            (folder / f"index.{code}.md").write_bytes(front + body)
            total += len(front) + len(body)
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Site"]):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *command], cwd=root, check=True)
    return total


def measure(command: Sequence[str], root: Path) -> tuple[float, float, float]:
    """(seconds, processor seconds, peak memory in MB of the largest process) of a command."""
    script = "import json, resource, subprocess, sys, time; t = time.perf_counter(); subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); u = resource.getrusage(resource.RUSAGE_CHILDREN); print(json.dumps([time.perf_counter() - t, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024]))"
    done = subprocess.run([sys.executable, "-c", script, *command], cwd=root, capture_output=True, check=True)
    seconds, processor, memory = json.loads(done.stdout)
    return seconds, processor, memory


def median(command: Sequence[str], root: Path, *, cold: bool = False) -> tuple[float, float, float]:
    """Medians over the rounds; `cold` takes the cache away before each."""
    rounds = []
    for _ in range(ROUNDS):
        if cold:
            shutil.rmtree(root / ".transpipe", ignore_errors=True)
        rounds.append(measure(command, root))
    return tuple(statistics.median(column) for column in zip(*rounds, strict=True))  # type: ignore[return-value]


def main() -> None:
    """Measure side by side in one run."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    check = [sys.executable, "-m", "transpipe", "check", "--fail-on", "never", "--output", os.devnull]
    linter = shutil.which("markdownlint-cli2")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        size = make_site(root, posts)
        print(
            f"{posts} posts, {posts * 2} files, {size / 1e6:.0f} MB, Python {sys.version.split()[0]}, median of {ROUNDS}"
        )
        rows = {
            "transpipe check, cold": median(check, root, cold=True),
            "transpipe check, warm": median(check, root),
            "transpipe check, one post, warm": median([*check, "content/section-1/post-1"], root),
            "grep -rlP for Han": median(["grep", "-rlP", r"\p{Han}", "content"], root),
        }
        if linter:
            rows["markdownlint-cli2"] = measure([linter, "content/**/*.md"], root)
    for name, (seconds, processor, memory) in rows.items():
        print(f"| {name} | {seconds:.2f} s | {processor:.2f} s | {memory:.0f} MB |")
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / "check_speed.json").write_text(json.dumps({"posts": posts, "bytes": size, "rows": rows}))


if __name__ == "__main__":
    main()
