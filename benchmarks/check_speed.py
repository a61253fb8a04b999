"""How long `transpipe check` takes on a large site: cold, warm, and how much memory; beside grep and markdownlint-cli2.

Makes 10,000 posts in 20,000 files (100 MB) out of the real posts of ../shared/corpus: Chinese sources, English files
written by the pseudo engine, of which a tenth keep Chinese blocks; all in one commit of a git repository. Each
measurement is a process of its own.

Run: python benchmarks/check_speed.py [POSTS]
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from harness import TRANSPIPE, Measured, measure, medians, save, table
from sites import write_translated

ROUNDS = 3
SIZE = 5_000
"""Bytes of a file, about."""
FINDINGS = (0, 1)
"""Exit codes of programs that say with 1 that something was found."""


def rounds(command: Sequence[str], root: Path, *, cold: bool = False) -> Measured:
    """Medians; `cold` takes the cache away before each round."""
    measured = []
    for _ in range(ROUNDS):
        if cold:
            shutil.rmtree(root / ".transpipe", ignore_errors=True)
        measured.append(measure(command, root, ends=FINDINGS))
    return medians(measured)


def main() -> None:
    """Measure side by side in one run."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    check = [*TRANSPIPE, "check", "--fail-on", "never", "--output", os.devnull]
    linter = shutil.which("markdownlint-cli2")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        size = write_translated(root, posts, SIZE)
        rows = {
            "transpipe check, cold": rounds(check, root, cold=True),
            "transpipe check, warm": rounds(check, root),
            "transpipe check, one post, warm": rounds([*check, "content/section-1/post-1"], root),
            "grep -rlP for Han": rounds(["grep", "-rlP", r"\p{Han}", "content"], root),
        }
        if linter:
            rows["markdownlint-cli2"] = measure([linter, "content/**/*.md"], root, ends=FINDINGS)
    text = table(
        ["", "seconds", "processor seconds, all cores", "memory of the largest process"],
        [[name, f"{row.seconds:.2f}", f"{row.processor:.2f}", f"{row.memory:.0f} MB"] for name, row in rows.items()],
    )
    title = (
        f"A check: {posts} posts, {posts * 2} files, {size / 1e6:.0f} MB; medians of {ROUNDS}, markdownlint-cli2 once."
    )
    made = {"posts": posts, "bytes": size, "rows": {name: row._asdict() for name, row in rows.items()}}
    save("check_speed", title, text, made)


if __name__ == "__main__":
    main()
