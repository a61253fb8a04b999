"""Where the time of a run goes: every moment belongs to one stage."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from helpers import RULES, glossary
from transpipe.cli import app
from transpipe.clock import STAGES, Clock
from transpipe.model import SourceFile
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.stores.memory import DictMemory
from transpipe.translate.ports import Decoding, Hypothesis

POST = "---\ntitle: 标题\n---\nEnglish text.\n\n> Requires translation\n\n## 小节\n\n中文 `code` 段落。\n"


class Hand:
    """A clock hand that is moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_clock_that_was_not_asked_for_anything_counts_as_other() -> None:
    hand = Hand()
    clock = Clock(hand)
    assert clock.read() == dict.fromkeys(STAGES, 0.0)
    hand.at = 2
    assert clock.read() == {**dict.fromkeys(STAGES, 0.0), "other": 2}


def test_the_outer_stage_stands_still_while_an_inner_one_runs() -> None:
    hand = Hand()
    clock = Clock(hand)
    with clock.stage("parse"):
        hand.at = 1
        with clock.stage("scan"):
            hand.at = 11
        hand.at = 111
    hand.at = 1111
    read = clock.read()
    assert (read["parse"], read["scan"], read["other"]) == (101, 10, 1000)
    assert sum(read.values()) == hand.at
    assert clock.read() == read


def test_an_error_ends_its_stage() -> None:
    hand = Hand()
    clock = Clock(hand)
    with pytest.raises(ValueError, match="no"), clock.stage("write"):
        hand.at = 1
        raise ValueError("no")
    hand.at = 3
    assert (clock.read()["write"], clock.read()["other"]) == (1, 2)


def test_what_goes_on_beside_is_counted_once_however_much_it_is() -> None:
    hand = Hand()
    clock = Clock(hand)
    assert clock.read_beside() == 0
    hand.at = 1
    clock.begin_beside()
    hand.at = 2
    clock.begin_beside()
    hand.at = 4
    clock.end_beside()
    hand.at = 8
    assert clock.read_beside() == 7, "it still goes on"
    clock.end_beside()
    hand.at = 16
    clock.begin_beside()
    hand.at = 32
    clock.end_beside()
    hand.at = 64
    assert clock.read_beside() == 7 + 16
    assert clock.read()["other"] == 64, "the stages know nothing of it"


class SlowEngine:
    """Takes 100 seconds a call."""

    id = "slow:1"

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def translate(self, sentences: Sequence[str], decoding: Decoding) -> list[list[Hypothesis]]:
        self.hand.at += 100
        return [[Hypothesis("English words", -1.0)] for _ in sentences]


class SlowMemory(DictMemory):
    """Takes 10 seconds to recall and 1 to remember."""

    def __init__(self, hand: Hand) -> None:
        super().__init__()
        self.hand = hand

    def recall(self, keys):  # type: ignore[no-untyped-def]
        self.hand.at += 10
        return super().recall(keys)

    def remember(self, units):  # type: ignore[no-untyped-def]
        self.hand.at += 1
        super().remember(units)


def test_engine_and_memory_are_counted_where_they_are_asked() -> None:
    hand = Hand()
    clock = Clock(hand)
    plan = plan_file(SourceFile("a.md", "一段中文。\n".encode()), Kind.MISSING, RULES)
    assert isinstance(plan, Plan)
    translator = Translator(SlowEngine(hand), SlowMemory(hand), glossary(), Decoding(), clock=clock)
    translator.draft([plan])
    assert clock.read() == {**dict.fromkeys(STAGES, 0.0), "recall": 10, "decode": 100, "write": 1}
    translator.draft([plan])
    assert clock.read() == {**dict.fromkeys(STAGES, 0.0), "recall": 20, "decode": 100, "write": 1}


def test_processor_time_of_other_threads_is_not_that_of_the_stages() -> None:
    clock = Clock()

    def work() -> None:
        end = time.thread_time() + 0.2
        while time.thread_time() < end:
            sum(range(1000))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    read = clock.read_processor()
    assert read.all >= 0.2
    assert 0 <= read.own < 0.1


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "index.en.md").write_text(POST, encoding="utf-8")
    (tmp_path / "transpipe.yaml").write_text("engine: pseudo\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["run", *arguments], standalone_mode=False)


def test_without_profile_nothing_is_printed(run: Callable[..., Result]) -> None:
    assert "decode" not in run("--quiet").stderr


def test_profile_prints_every_stage_and_leaves_standard_output_alone(run: Callable[..., Result]) -> None:
    result = run("--profile", "--quiet")
    assert result.exception is None
    assert result.stdout == ""
    lines = [line.split() for line in result.stderr.splitlines()]
    assert [line[0] for line in lines] == [*STAGES, "total", "engine", "processor"]
    assert all(re.fullmatch(r"\d+\.\d{3}", line[1]) for line in lines)


@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--in-place"], ["--profile"]])
def test_the_stages_of_the_report_add_up_to_its_seconds(run: Callable[..., Result], options: list[str]) -> None:
    made = json.loads(run("--format", "json", "--quiet", *options).stdout)
    assert list(made["stages"]) == list(STAGES)
    assert min(made["stages"].values()) >= 0
    assert 0 <= made["engine_seconds"] <= made["seconds"]
    assert 0 < made["processor_seconds"]["stages"] <= made["processor_seconds"]["all"]
    assert sum(made["stages"].values()) == pytest.approx(made["seconds"], abs=0.001 * (len(STAGES) + 1))
