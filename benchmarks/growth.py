"""Whether cost grows with the work alone: time a post and peak memory on sites of 100 to 100,000 posts.

Every sentence is in the memory (see remembered.py), so no model is loaded. On each site, one after the other: a first
`transpipe run`, which parses, recalls, verifies and writes every post; a second, which finds nothing to do; then the
drafts are moved into the content folder and committed, and the site is checked, cold and warm, and its status taken.

Posts are short (0.5 KB, 7 sentences), so that 100,000 of them take about half an hour on a quiet machine; what a post
costs follows from its length. Each measurement is a process of its own. What a command costs on a site of one post is
its start; it is taken off before the rest is divided by the number of posts. Look at processor time where others use
the machine: wall time also has the disk in it, as every draft is flushed to it.

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
from typing import Any

from harness import RESULTS, TRANSPIPE, Measured, measure, medians, save, table
from remembered import make_base, make_site
from sites import commit

SIZES = (100, 1_000, 10_000)
ROUNDS = 3
ONCE = 5_000
"""Sites of so many posts are measured once."""
Rows = dict[str, Measured]


def main() -> None:
    """Measure the sizes that are asked for and write them beside those that are known."""
    sizes = sorted({1, *(map(int, sys.argv[1:]) if len(sys.argv) > 1 else SIZES)})
    known = _known()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        base.mkdir()
        make_base(base)
        for size in sizes:
            root = Path(folder) / f"site-{size}"
            started = time.perf_counter()
            units = make_site(base, root, size)
            _say(f"{size:,} posts, {units:,} units in the memory: made in {time.perf_counter() - started:.0f} s")
            known[size] = measure_site(root, 1 if size >= ONCE else ROUNDS)
            shutil.rmtree(root)
            report(known)


def measure_site(root: Path, rounds: int) -> Rows:
    """All commands on a site."""
    run = [*TRANSPIPE, "run", "--scope", "all"]
    check = [*TRANSPIPE, "check", "--fail-on", "never"]
    rows = {
        "run, everything recalled": _rounds(run, root, rounds, before=lambda: _remove(root / "review")),
        "run, nothing to do": _rounds(run, root, rounds),
    }
    _publish(root)
    rows["check, cold"] = _rounds(check, root, rounds, before=lambda: _remove(root / ".transpipe"))
    rows["check, warm"] = _rounds(check, root, rounds)
    rows["status"] = _rounds([*TRANSPIPE, "status"], root, rounds)
    return rows


def _rounds(command: list[str], root: Path, rounds: int, before: Callable[[], None] = lambda: None) -> Measured:
    measured = []
    for _ in range(rounds):
        before()
        output = root / ".output"
        measured.append(measure(command, root, output=output))
        if translated := re.search(rb"^segments +([1-9]\d*) translated", output.read_bytes(), re.MULTILINE):
            sys.exit(f"{translated[1].decode()} segments were not in the memory: this would measure the model")
    middle = medians(measured)
    _say(
        f"  {' '.join(command[3:5])}: {middle.seconds:.2f} s, processor {middle.processor:.2f} s, {middle.memory:.0f} MB"
    )
    return middle


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _publish(root: Path) -> None:
    """Move the drafts into the content folder, as a person would who has read them."""
    for draft in (root / "review").rglob("*.md"):
        draft.rename(root / "content" / draft.relative_to(root / "review"))
    _remove(root / "review")
    (root / ".gitignore").write_text("/.transpipe/\n/.home/\n/.output\n", encoding="utf-8")
    commit(root)


# --- the report -------------------------------------------------------------------------------


def _known() -> dict[int, Rows]:
    """The sizes that the results hold."""
    file = RESULTS / "growth.json"
    sizes: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["sizes"] if file.exists() else {}
    return {int(size): {name: Measured(**row) for name, row in rows.items()} for size, rows in sizes.items()}


def report(known: Mapping[int, Rows]) -> None:
    """Write what is known so far."""
    sizes = {size: known[size] for size in sorted(known)}
    start = sizes.pop(1)
    if not sizes:
        return
    names = list(start)
    costs = {name: {size: per_post(rows[name], start[name], size) for size, rows in sizes.items()} for name in names}
    lines = []
    for name in names:
        for size, rows in sizes.items():
            row, cost = rows[name], costs[name][size]
            numbers = (f"{row.seconds:.1f}", f"{row.processor:.1f}", f"{row.memory:.0f} MB")
            lines.append([name, f"{size:,}", *numbers, f"{cost.seconds * 1e3:.2f}", f"{cost.processor * 1e3:.2f}"])
    head = ["command", "posts", "seconds", "processor seconds", "peak memory", "ms a post", "processor ms a post"]
    title = "Growth: sites all of whose sentences are in the memory; the start (a site of one post) taken off a post."
    made = {
        "sizes": {size: {name: row._asdict() for name, row in rows.items()} for size, rows in known.items()},
        "per_post": {name: {size: cost._asdict() for size, cost in row.items()} for name, row in costs.items()},
    }
    save("growth", title, table(head, lines), made)


def per_post(row: Measured, start: Measured, posts: int) -> Measured:
    """What one post more costs, in seconds; the memory is that of the whole process."""
    return Measured((row.seconds - start.seconds) / posts, (row.processor - start.processor) / posts, row.memory)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
