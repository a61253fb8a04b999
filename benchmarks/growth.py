"""Whether cost grows with the work alone: time a post and peak memory on sites of 100 to 100,000 posts.

Every sentence is in the memory (see remembered.py), so no model is loaded. On each site, one after the other: a first
`transpipe run`, which parses, recalls, verifies and writes every post; a second, which finds nothing to do; then the
drafts are moved into the content folder and committed, and the site is checked, cold and warm, and its status taken.

Posts are short (0.5 KB, 7 sentences), so that 100,000 of them take about half an hour on a quiet machine; what a post
costs follows from its length. Each measurement is a process of its own. What a command costs on a site of one post is
its start; it is taken off before the rest is divided by the number of posts. Look at processor time where others use
the machine: wall time also has the disk in it, as every draft is flushed to it.

A machine is not equally fast all the time, and a large site takes minutes: so the same command is measured on a site of
5,000 posts before and after, and the last column says how much more a post costs than on that one.

The memory is that of the program itself. Git, which it asks for the history of a site, reads its own index of all files;
the largest process of a command is told of beside it.

Sizes that were measured before stay in the results, so a large one can be done alone.

Run: python benchmarks/growth.py [POSTS ...]
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from harness import RESULTS, measure, medians, save, table
from remembered import make_base, make_site
from sites import commit

SIZES = (100, 1_000, 10_000)
ROUNDS = 3
ONCE = 5_000
"""Sites of so many posts are measured once."""
BESIDE = 5_000
"""Posts of the site that is measured before and after each other."""

# The program, and its peak of memory when it ends: the system tells that of the largest process alone.
_PROGRAM = """
import atexit, resource, sys
from pathlib import Path
from transpipe.cli import main
file = Path(sys.argv.pop(1))
atexit.register(lambda: file.write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))
main()
"""


class Cost(NamedTuple):
    """A command on a site, or the medians of several rounds."""

    seconds: float
    processor: float
    """Seconds."""
    memory: float
    """Peak of the resident set of the program, in MB."""
    largest: float
    """The same of the largest process: the program or one that it started."""
    beside: float
    """Processor seconds on the site of `BESIDE` posts, before and after."""


Rows = dict[str, Cost]


class Command(NamedTuple):
    """A command to measure; `before` makes the site ready for it."""

    name: str
    arguments: tuple[str, ...]
    before: Callable[[Path], None]


def main() -> None:
    """Measure the sizes that are asked for and write them beside those that are known."""
    sizes = sorted({1, *(map(int, sys.argv[1:]) if len(sys.argv) > 1 else SIZES)})
    known = _known()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = folder / "base"
        base.mkdir()
        make_base(base)
        for site in ("drafts", "published"):
            make_site(base, folder / site, BESIDE)
            _measure(RUNS[0], folder / site)
        _publish(folder / "published")
        for size in sizes:
            root = folder / f"site-{size}"
            started = time.perf_counter()
            units = make_site(base, root, size)
            _say(f"{size:,} posts, {units:,} units in the memory: made in {time.perf_counter() - started:.0f} s")
            rounds = 1 if size >= ONCE else ROUNDS
            drafts, published = (folder / "drafts", folder / "published") if size > 1 else (None, None)
            known[size] = {command.name: _rounds(command, root, rounds, drafts) for command in RUNS}
            _publish(root)
            known[size] |= {command.name: _rounds(command, root, rounds, published) for command in CHECKS}
            shutil.rmtree(root)
            report(known)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _nothing(root: Path) -> None:
    pass


_RUN, _CHECK = ("run", "--scope", "all"), ("check", "--fail-on", "never")
RUNS = (
    Command("run, everything recalled", _RUN, lambda root: _remove(root / "review")),
    Command("run, nothing to do", _RUN, _nothing),
)
CHECKS = (
    Command("check, cold", _CHECK, lambda root: _remove(root / ".transpipe")),
    Command("check, warm", _CHECK, _nothing),
    Command("status", ("status",), _nothing),
)


def _rounds(command: Command, root: Path, rounds: int, beside: Path | None) -> Cost:
    before = _measure(command, beside).processor if beside else 0.0
    middle = medians(_measure(command, root) for _ in range(rounds))
    after = _measure(command, beside).processor if beside else 0.0
    _say(f"  {command.name}: {middle.seconds:.2f} s, processor {middle.processor:.2f} s, {middle.memory:.0f} MB")
    return middle._replace(beside=(before + after) / 2)


def _measure(command: Command, root: Path) -> Cost:
    command.before(root)
    output, peak = root / ".output", root / ".peak"
    line = [sys.executable, "-c", _PROGRAM, str(peak), *command.arguments]
    seconds, processor, largest = measure(line, root, output=output)
    if translated := re.search(rb"^segments +([1-9]\d*) translated", output.read_bytes(), re.MULTILINE):
        sys.exit(f"{translated[1].decode()} segments were not in the memory: this would measure the model")
    return Cost(seconds, processor, float(peak.read_text()), largest, 0.0)


def _publish(root: Path) -> None:
    """Move the drafts into the content folder, as a person would who has read them."""
    for draft in (root / "review").rglob("*.md"):
        draft.rename(root / "content" / draft.relative_to(root / "review"))
    _remove(root / "review")
    (root / ".gitignore").write_text("/.transpipe/\n/.home/\n/.output\n/.peak\n", encoding="utf-8")
    commit(root)


# --- the report -------------------------------------------------------------------------------


def _known() -> dict[int, Rows]:
    """The sizes that the results hold."""
    file = RESULTS / "growth.json"
    sizes: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["sizes"] if file.exists() else {}
    return {int(size): {name: Cost(**row) for name, row in rows.items()} for size, rows in sizes.items()}


def report(known: Mapping[int, Rows]) -> None:
    """Write what is known so far."""
    sizes = {size: known[size] for size in sorted(known)}
    start = sizes.pop(1)
    if not sizes:
        return
    per_post: dict[str, dict[int, dict[str, float]]] = {}
    lines = []
    for name, first in start.items():
        for size, rows in sizes.items():
            row = rows[name]
            cost = {
                "seconds": (row.seconds - first.seconds) / size,
                "processor": (row.processor - first.processor) / size,
                "beside": (row.beside - first.processor) / BESIDE,
                "memory": row.memory,
            }
            per_post.setdefault(name, {})[size] = cost
            numbers = (f"{row.seconds:.1f}", f"{row.processor:.1f}", f"{row.memory:.0f} MB", f"{row.largest:.0f} MB")
            costs = (cost["seconds"] * 1e3, cost["processor"] * 1e3, cost["processor"] / cost["beside"])
            lines.append([name, f"{size:,}", *numbers, *(f"{number:.2f}" for number in costs)])
    head = ["command", "posts", "seconds", "processor seconds", "peak memory", "largest process"]
    head += ["ms a post", "processor ms a post", f"of that on {BESIDE:,} posts"]
    title = "Growth: sites all of whose sentences are in the memory; the start (a site of one post) taken off a post."
    made = {
        "sizes": {size: {name: row._asdict() for name, row in rows.items()} for size, rows in known.items()},
        "per_post": per_post,
    }
    save("growth", title, table(head, lines), made)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
