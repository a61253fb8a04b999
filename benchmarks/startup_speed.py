"""What a command costs before it does anything: the interpreter, Click, and `transpipe`, side by side.

Each is run many times in turn, as others may use the machine; look at the processor time before the wall time. The site
has one English post, so a run finds nothing to do: it reads settings, glossary (from its cache) and the post.

Run: python benchmarks/startup_speed.py [ROUNDS]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from harness import ROOT, TRANSPIPE, Measured, measure, medians, save, table

ROUNDS = 25
CLICK = "import click; click.command()(lambda: None).main([], standalone_mode=False)"
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "an empty Click program": [sys.executable, "-c", CLICK],
    "transpipe --version": [*TRANSPIPE, "--version"],
    "transpipe check --help": [*TRANSPIPE, "check", "--help"],
    "transpipe check, nothing changed": [*TRANSPIPE, "check"],
    "transpipe run, nothing to do": [*TRANSPIPE, "run", "--quiet"],
}


def make_site(root: Path) -> None:
    """A site of one post that needs nothing."""
    (root / "content").mkdir()
    (root / "content" / "post.en.md").write_text("---\ntitle: A post\n---\nNothing to do.\n", encoding="utf-8")
    (root / "content" / "post.zh.md").write_text("---\ntitle: 文章\n---\n没有事做。\n", encoding="utf-8")
    (root / "transpipe.yaml").write_text("content: content\n", encoding="utf-8")
    shutil.copytree(ROOT / "glossary", root / "glossary")


def main() -> None:
    """Measure all in turn."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    measured: dict[str, list[Measured]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_site(root)
        for command in COMMANDS.values():  # caches of files, of the glossary and of the check
            measure(command, root)
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                measured[name].append(measure(command, root))
    rows = {name: medians(found) for name, found in measured.items()}
    click = rows["an empty Click program"]
    text = table(
        ["command", "milliseconds", "processor milliseconds", "× Click", "peak memory"],
        [
            [
                name,
                f"{row.seconds * 1000:.0f}",
                f"{row.processor * 1000:.0f}",
                f"{row.processor / click.processor:.1f}",
                f"{row.memory:.0f} MB",
            ]
            for name, row in rows.items()
        ],
    )
    title = f"Start-up: medians of {rounds}."
    save("startup_speed", title, text, {"rows": {name: row._asdict() for name, row in rows.items()}})


if __name__ == "__main__":
    main()
