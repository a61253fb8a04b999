"""What all benchmarks share: measuring a command or a function, and writing what was found.

A script measures, makes a table and calls `save`; the results are the table (Markdown), the numbers (JSON) and perhaps
a plot under benchmarks/results/, with the date, the machine and how busy it was.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
TRANSPIPE = (sys.executable, "-m", "transpipe")
"""The program as a command."""


Row = TypeVar("Row", bound=NamedTuple)


class Measured(NamedTuple):
    """A command, or the medians of several."""

    seconds: float
    processor: float
    """User and system time of all its threads and processes."""
    memory: float
    """Peak of the resident set of its largest process, in MB."""


# Linux counts the memory of the parent to that of a new process until it runs its own program, so the command is
# started by a process that is smaller than anything that is measured (10 MB).
_STARTER = """
import os, sys, time
started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - started
code = os.waitstatus_to_exitcode(status)
with open(int(sys.argv[1]), "w") as result:
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code, file=result)
"""


def measure(
    command: Sequence[str], folder: Path, *, output: Path | None = None, ends: Collection[int] = (0,)
) -> Measured:
    """Run a command in a folder and wait for it; ends this script when its exit code is none of `ends`.

    What the command prints goes to the file `output`, else nowhere; HOME is a folder beside the site, not the user's.
    """
    home = {f"XDG_{name}_HOME": str(folder / ".home" / name) for name in ("DATA", "CONFIG", "CACHE")}
    result, into = os.pipe()
    with (output or Path(os.devnull)).open("wb") as stdout, tempfile.TemporaryFile() as stderr:
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", _STARTER, str(into), *command],
            cwd=folder,
            env={**os.environ, **home},
            stdout=stdout,
            stderr=stderr,
            pass_fds=[into],
            check=True,
        )
        os.close(into)
        with os.fdopen(result) as lines:
            *numbers, code = lines.read().split()
        if int(code) not in ends:
            stderr.seek(0)
            sys.exit(f"{' '.join(command)} ended with {code}: {stderr.read().decode('utf-8', 'replace')}")
    return Measured(*map(float, numbers))


def medians(rounds: Iterable[Row]) -> Row:
    """Column by column."""
    rows = list(rounds)
    return type(rows[0])(*(statistics.median(column) for column in zip(*rows, strict=True)))


def median_time(work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds that a function takes: processor time of this process, or of another clock."""
    times = []
    for _ in range(rounds):
        started = clock()
        work()
        times.append(clock() - started)
    return statistics.median(times)


# --- what was found ---------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return round(os.getloadavg()[0], 1)


_LOAD = load()  # before the script does anything


def machine() -> str:
    """Where this is measured."""
    return f"{os.cpu_count()}-core {platform.machine()}, Python {platform.python_version()}"


def save(name: str, title: str, text: str, numbers: Mapping[str, object]) -> None:
    """Print what was found and write it: the title and the text as Markdown, the numbers as JSON."""
    date = datetime.now(UTC).date().isoformat()
    after = load()
    text = f"{title}\n{date}, {machine()}, load {_LOAD} before and {after} after.\n\n{text}\n"
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    made = {"date": date, "machine": machine(), "load": [_LOAD, after], **numbers}
    (RESULTS / f"{name}.json").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    print(f"written: {RESULTS / name}.md and .json\n")
