"""A process that is killed at any moment leaves whole files, and the next one goes on where it was.

Each round forks a process that runs a command and kills it with SIGKILL: at a given event of the interpreter (a file
opened, renamed or removed, a database opened), or after a given time, so that SQLite is hit in its own writes too.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import transpipe.jobs.run
import transpipe.pipeline.parcels
from helpers import FunctionEngine
from transpipe.cli import app
from transpipe.stores.memory_schema import SCHEMA_VERSION
from transpipe.translate.ports import Decoding, Hypothesis
from transpipe.translate.pseudo import pseudo

KILLS = {"run": 48, "publish": 40, "revert": 16}
BATCH = 4
UNDER_WAY = 4  # two at work, and two that wait or have just come back
_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "fcntl.flock", "sqlite3.connect")
MIXED = "---\ntitle: 混合\n---\nEnglish.\n\n> Requires translation\n\n" + "".join(
    f"第{n}段，有[链接](a{n}.md)。\n\n" for n in range(8)
)
CHINESE = "---\ntitle: 只有中文\n---\n" + "".join(f"- 项目{n}。\n" for n in range(12))
STAGES = {
    "run": [],
    "publish": [["run", "--scope", "all"]],
    "revert": [["run", "--scope", "all"], ["publish", "--approve"]],
}
COMMANDS = {
    "run": ["run", "--scope", "all"],
    "publish": ["publish", "--approve"],
    "revert": ["revert", "content/mixed/index.en.md"],
}


class LoggingEngine(FunctionEngine):
    """Says in a file what it was asked: a process that is killed can't say it otherwise."""

    def __init__(self, log: Path) -> None:
        super().__init__(pseudo)
        self.log = log

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        with self.log.open("ab") as file:
            file.write("".join(f"{sentence}\n" for sentence in sentences).encode())
        return super().translate(sentences, decoding)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "asked"
    path.touch()
    monkeypatch.setattr(transpipe.jobs.run, "make_engine", lambda settings: LoggingEngine(path))
    monkeypatch.setattr(transpipe.pipeline.parcels, "SENTENCES", BATCH)
    return path


def command(*arguments: str) -> None:
    result = CliRunner().invoke(app, list(arguments), standalone_mode=False)
    assert result.exception is None, (result.exception, result.output)


def make_site(root: Path, stage: Sequence[Sequence[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A site before the command: two posts, one of which has a draft that a person has worked on."""
    for path, text in (("mixed/index.en.md", MIXED), ("only.zh.md", CHINESE)):
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "transpipe.yaml").write_text("state: .transpipe\n", "utf-8")
    monkeypatch.chdir(root)
    for arguments in stage:
        command(*arguments)


def tree(root: Path) -> dict[str, bytes]:
    """All files but those of the state folder."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return {path: data for path, data in found.items() if not path.startswith(".transpipe/")}


def in_child(action: Callable[[], None], watch: Callable[[int], None]) -> int:
    """Do something in a process of its own; `watch` gets its number. The wait status is returned."""
    child = os.fork()
    if child == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            action()
            os._exit(0)
        except BaseException:
            os._exit(70)
    watch(child)
    return os.waitpid(child, 0)[1]


def killed_at_event(number: int) -> Callable[[], None]:
    """Ends this process with the event of the given number; only for a child, as a hook can't be taken away."""
    seen = 0

    def hook(event: str, arguments: object) -> None:
        nonlocal seen
        if event in _EVENTS:
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.addaudithook(hook)


def count_events(action: Callable[[], None], folder: Path) -> int:
    """How many events an undisturbed command has."""
    place = folder / "events"

    def counted() -> None:
        seen = 0

        def hook(event: str, arguments: object) -> None:
            nonlocal seen
            seen += event in _EVENTS

        sys.addaudithook(hook)
        action()
        total = seen
        place.write_text(str(total), "ascii")

    assert in_child(counted, lambda child: None) == 0
    return int(place.read_text("ascii"))


class KillPoints:
    """(event, 0) or (0, seconds): half of the kills each, spread over the whole command."""

    def __init__(self, name: str, kills: int, events: int, seconds: float) -> None:
        self.events = [1 + turn * events // (kills // 2) for turn in range(kills // 2)]
        self.seconds = seconds
        self.chance = random.Random(name)  # the same points every time, as far as the machine is as fast

    def __next__(self) -> tuple[int, float]:
        return (self.events.pop(), 0.0) if self.events else (0, self.chance.uniform(0, self.seconds))

    def too_late(self) -> None:
        """The command had ended before it was killed."""
        self.seconds *= 0.9


@pytest.mark.parametrize("name", KILLS)
def test_kills(name: str, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "template"
    make_site(template, STAGES[name], monkeypatch)
    before = tree(template)

    def prepare() -> Path:
        root = tmp_path / "site"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(template, root)
        monkeypatch.chdir(root)
        log.write_bytes(b"")
        return root

    def action() -> None:
        command(*COMMANDS[name])

    prepare()
    events = count_events(action, tmp_path)
    root = prepare()
    started = time.perf_counter()
    assert in_child(action, lambda child: None) == 0
    seconds = time.perf_counter() - started
    wanted = tree(root)
    assert wanted != before
    kills = 0
    points = KillPoints(name, KILLS[name], events, seconds)
    while kills < KILLS[name]:
        event, delay = next(points)
        root = prepare()

        def killed(event: int = event) -> None:
            if event:
                killed_at_event(event)()
            action()

        def kill_later(child: int, delay: float = delay) -> None:
            if delay:
                time.sleep(delay)
                os.kill(child, signal.SIGKILL)

        status = in_child(killed, kill_later)
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            points.too_late()
            continue
        kills += 1
        check_after_kill(root, before, wanted)
        known = memory(root)
        lost = set(asked_in(log)) - known
        assert len(lost) <= BATCH * UNDER_WAY, "more than the batches under way were lost"
        log.write_bytes(b"")
        finish(name)
        assert tree(root) == wanted, (event, delay)
        asked = asked_in(log)
        assert not known & set(asked), "translated twice"
        assert len(asked) == len(set(asked))
        check_database(root)


def finish(name: str) -> None:
    """What a person does next: the same command; a publication that had begun is finished by any command."""
    result = CliRunner().invoke(app, COMMANDS[name], standalone_mode=False)
    if name == "revert" and result.exception is not None:
        # It had been written down, so it was finished first, and nothing was left to take back.
        assert "no publication to take back" in str(result.exception)
    else:
        assert result.exception is None, result.exception


def check_after_kill(root: Path, before: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    """Every file is as it was or as it will be."""
    for path, data in tree(root).items():
        if not path.endswith(".transpipe-tmp"):
            assert data in (before.get(path), wanted.get(path)), path
    check_database(root)


def check_database(root: Path) -> None:
    path = root / ".transpipe" / "memory.sqlite3"
    if not path.exists() or path.stat().st_size == 0:
        return
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA user_version").fetchone()[0] in (0, SCHEMA_VERSION)
    finally:
        connection.close()


def asked_in(log: Path) -> list[str]:
    """The sentences that the engine was asked, without the spaces that it likes between Han and Latin."""
    return log.read_text("utf-8").replace(" ", "").splitlines()


def memory(root: Path) -> set[str]:
    """The sentences whose batch was committed."""
    path = root / ".transpipe" / "memory.sqlite3"
    if not path.exists():
        return set()
    connection = sqlite3.connect(path)
    try:
        return {source.replace(" ", "") for (source,) in connection.execute("SELECT source FROM unit")}
    except sqlite3.OperationalError:
        return set()  # killed before the tables were made
    finally:
        connection.close()


def test_there_are_a_hundred_kills() -> None:
    assert sum(KILLS.values()) >= 100
