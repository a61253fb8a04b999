"""The memory file: approved units, similar ones, older and newer schemas, damage, full disks, several processes."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from transpipe.errors import TranspipeError
from transpipe.pair.lookup import lookup_form
from transpipe.stores import memory as module
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.memory_admin import approved_units, memory_stats, prune_machine
from transpipe.stores.memory_index import scored_form
from transpipe.stores.memory_schema import MIGRATIONS, SCHEMA_VERSION
from transpipe.translate.ports import MemoryUnit
from transpipe.units import ApprovedUnit

OLD = Path(__file__).parents[1] / "data" / "memory-schema-1.sqlite3"
UNIT = ApprovedUnit("甲乙丙丁", "abcd", "sentence", post="p")
MACHINE = MemoryUnit("k", "甲", "a", "engine", -0.5, "e")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "memory.sqlite3"


def targets(memory: SqliteMemory, source: str) -> list[str]:
    lookup = lookup_form(source)
    return [unit.target for unit in memory.approved([lookup]).get(lookup, ())]


# --- approved units ---------------------------------------------------------------------------


def test_looking_up_makes_no_file(path: Path) -> None:
    memory = SqliteMemory(path)
    memory.check()
    assert (memory.approved(["甲"]), memory.similar("甲乙丙", 0.5)) == ({}, [])
    assert (list(approved_units(memory)), memory_stats(memory).bytes) == ([], 0)
    assert prune_machine(memory, "e", None, dry_run=False) == {}
    assert not path.parent.exists()


def test_units_come_back_as_they_were(path: Path) -> None:
    memory = SqliteMemory(path)
    unit = ApprovedUnit(
        "见⟦3⟧甲⟦/3⟧和⟦1/⟧",
        "⟦1/⟧ and ⟦3⟧a⟦/3⟧",
        "segment",
        "b",
        "a",
        "h > i",
        "p",
        "approved",
        "A",
        "zh-en",
        "2026-01-02",
    )
    assert memory.approve([unit]) == 1
    memory.close()
    (found,) = SqliteMemory(path).approved([lookup_form(unit.source)]).popitem()[1]
    assert found == unit._replace(source="见⟦1⟧甲⟦/1⟧和⟦2/⟧", target="⟦2/⟧ and ⟦1⟧a⟦/1⟧"), "numbered by order"
    assert SqliteMemory(path).approve([unit]) == 0, "the second time changes nothing"


@pytest.mark.parametrize("target", ["", " ", "⟦1/⟧", "a ⟦1⟧", "a ⟦2/⟧", "a ⟦1/⟧ ⟦1/⟧", "a ⟦1⟧b⟦/1⟧"])
def test_units_with_other_tags_are_not_kept(path: Path, target: str) -> None:
    memory = SqliteMemory(path)
    assert memory.approve([UNIT._replace(source="甲⟦1/⟧", target=target), UNIT]) == 1
    assert [unit.source for unit in approved_units(memory)] == [UNIT.source]


def test_language_pairs_are_kept_apart(path: Path) -> None:
    SqliteMemory(path).approve([UNIT, UNIT._replace(pair="zh-de", target="de")])
    german = SqliteMemory(path, "zh-de")
    assert targets(german, UNIT.source) == ["de"]
    assert [found.unit.target for found in german.similar(lookup_form("甲乙丙丁戊"), 0.5)] == ["de"]
    assert [unit.target for unit in approved_units(german)] == ["de"]


def test_a_later_approval_of_the_same_place_replaces_the_earlier_one(path: Path) -> None:
    memory = SqliteMemory(path)
    memory.approve([UNIT, UNIT._replace(post="q", target="other")])
    memory.approve([UNIT._replace(target="better")])
    assert targets(memory, UNIT.source) == ["other", "better"]


# --- similar units ----------------------------------------------------------------------------


def test_similar_units_are_those_that_a_comparison_with_all_finds(path: Path) -> None:
    from rapidfuzz.fuzz import ratio

    chance = random.Random(7)
    letters = "绿色数字行动电子废弃物能源效率标准报告组织发布2345"
    base = ["".join(chance.choices(letters, k=chance.randint(15, 40))) for _ in range(60)]

    def changed(text: str, times: int) -> str:
        for _ in range(times):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(["", chance.choice(letters), text[at] * 2]) + text[at + 1 :] or "甲"
        return text

    sources = sorted({changed(text, chance.randint(0, 6)) for text in base for _ in range(8)})
    memory = SqliteMemory(path)
    memory.approve([UNIT._replace(source=source, post=source) for source in sources])
    for text in (changed(text, 2) for text in base):
        for cutoff in (0.75, 0.85):
            lookup = lookup_form(text)
            scores = {source: ratio(scored_form(lookup), scored_form(lookup_form(source))) / 100 for source in sources}
            expected = {source for source, score in scores.items() if cutoff <= score and lookup_form(source) != lookup}
            found = memory.similar(lookup, cutoff)
            assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)
            best = sorted((scores[source] for source in expected), reverse=True)[:8]
            assert [item.score for item in found] == pytest.approx(best)
            assert {item.unit.source for item in found} <= expected


def test_pairs_of_many_units_and_new_units_are_found_in_one_session(path: Path) -> None:
    memory = SqliteMemory(path)
    lookup = lookup_form("绿色数字行动第一号计划")
    assert not memory.similar(lookup, 0.7)
    memory.approve(
        [UNIT._replace(source=f"绿色数字行动第{chr(0x5000 + number)}号", post=str(number)) for number in range(400)]
    )
    crowd = memory.similar(lookup, 0.7)
    assert crowd
    memory.approve([UNIT._replace(source="绿色数字行动第一号计画", target="new")])
    assert memory.similar(lookup, 0.7)[0].unit.target == "new", "what was read of the index is read anew"
    assert len(memory.similar(lookup, 0.7)) == len(crowd), "no more than the best are handed out"


def test_numbers_do_not_hide_a_similar_unit(path: Path) -> None:
    memory = SqliteMemory(path)
    memory.approve([UNIT._replace(source="在2019年12月共有3456项。")])
    (found,) = memory.similar(lookup_form("在2024年11月共有7890项。"), 0.5)
    assert found.score < 1


# --- schemas ----------------------------------------------------------------------------------


def test_an_older_file_is_brought_up_to_date_in_place(path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(OLD, path)
    memory = SqliteMemory(path)
    hits = memory.recall(["key-1", "key-2"])
    assert (hits["key-1"].target, hits["key-1"].score, hits["key-2"].origin) == ("Green Digital Action", -0.25, "term")
    assert memory.approve([UNIT]) == 1
    assert memory.damaged is None
    memory.close()
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert set(SqliteMemory(path).recall(["key-1", "key-2"])) == {"key-1", "key-2"}


def test_a_dry_run_leaves_an_older_file_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(OLD, path)
    memory = SqliteMemory(path, read_only=True)
    assert set(memory.recall(["key-1"])) == {"key-1"}
    assert memory.approved(["甲"]) == {}
    memory.close()
    assert path.read_bytes() == OLD.read_bytes()
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_a_failed_migration_leaves_the_older_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    shutil.copy(OLD, path)
    broken = (*MIGRATIONS, "CREATE TABLE later (x); CREATE TABLE later (x)")
    monkeypatch.setattr("transpipe.stores.memory_schema.MIGRATIONS", broken)
    monkeypatch.setattr("transpipe.stores.memory_schema.SCHEMA_VERSION", len(broken))
    with pytest.raises(TranspipeError, match="already exists"):
        SqliteMemory(path).recall(["key-1"])
    monkeypatch.undo()
    assert set(SqliteMemory(path).recall(["key-1"])) == {"key-1"}


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_file_is_refused_with_what_to_do(path: Path, read_only: bool) -> None:
    SqliteMemory(path).approve([UNIT])
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(TranspipeError, match="pip install --upgrade transpipe"):
        SqliteMemory(path, read_only=read_only).approved(["甲"])
    assert [item.name for item in path.parent.glob("*damaged*")] == []


# --- trouble ----------------------------------------------------------------------------------


def test_a_damaged_file_is_moved_aside_and_nothing_of_it_is_lost(path: Path) -> None:
    path.parent.mkdir()
    for number in range(2):
        path.write_bytes(b"no database at all" * 100)
        memory = SqliteMemory(path)
        assert memory.approve([UNIT]) == 1
        assert memory.damaged is not None
        assert memory.damaged.name.startswith("memory.sqlite3.damaged-20")
        assert memory.damaged.read_bytes() == b"no database at all" * 100
        assert targets(memory, UNIT.source) == [UNIT.target]
        memory.close()
        assert len(list(path.parent.glob("*damaged*"))) == number + 1


def test_damage_inside_the_file_shows_when_it_is_read(path: Path) -> None:
    memory = SqliteMemory(path)
    memory.remember([MACHINE._replace(key=str(number), source="甲" * 400) for number in range(200)])
    memory.close()
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = b"\xff" * (len(data) - 4096 * 3)
    path.write_bytes(bytes(data))
    memory = SqliteMemory(path)
    assert memory.recall([str(number) for number in range(200)]) == {}
    assert memory.damaged is not None
    memory.remember([MACHINE])
    assert set(memory.recall(["k"])) == {"k"}


def test_a_dry_run_leaves_a_damaged_file_where_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)
    memory = SqliteMemory(path, read_only=True)
    assert memory.approved(["甲"]) == {}
    assert memory.damaged == path
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def fail(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_READONLY | 8 << 8, "make the file and its folder writable"),
        (sqlite3.SQLITE_CANTOPEN, "permissions"),
        (sqlite3.SQLITE_BUSY, "another process"),
        (sqlite3.SQLITE_IOERR | 3 << 8, "disk reports an error"),
    ],
)
def test_what_is_no_damage_is_said_and_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    memory = SqliteMemory(path)
    memory.approve([UNIT])

    def add(*arguments: object) -> None:
        raise fail(code)

    monkeypatch.setattr(module.memory_index, "add", add)
    with pytest.raises(TranspipeError, match=message):
        memory.approve([UNIT._replace(post="q")])
    monkeypatch.undo()
    assert targets(memory, UNIT.source) == [UNIT.target], "the batch that failed is not there, the one before is"
    assert memory.damaged is None
    assert memory.approve([UNIT._replace(post="q")]) == 1


def test_a_full_disk_loses_nothing_that_was_kept(path: Path) -> None:
    """A limit on pages makes SQLite itself report a full disk."""
    memory = SqliteMemory(path)
    memory.remember([MACHINE])
    memory.use(lambda connection: connection.execute("PRAGMA max_page_count = 20"))
    with pytest.raises(TranspipeError, match="disk is full"):
        memory.remember([MACHINE._replace(key=str(number), source="甲" * 4000) for number in range(100)])
    assert set(memory.recall(["k", "0", "99"])) == {"k"}
    memory.close()
    assert set(SqliteMemory(path).recall(["k"])) == {"k"}


def test_a_folder_that_cant_be_made_is_said(path: Path) -> None:
    path.parent.write_bytes(b"a file where the folder should be")
    with pytest.raises(TranspipeError, match="can't be used"):
        SqliteMemory(path).approve([UNIT])


def test_a_read_only_folder_is_read_and_a_write_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The superuser may write anywhere, so the files are made unopenable for writing by their URI."""
    memory = SqliteMemory(path)
    memory.approve([UNIT])
    memory.close()
    real = sqlite3.connect

    def connect(place: str | Path, **options: object) -> sqlite3.Connection:
        if str(place).endswith("mode=rw") or place == path:
            raise fail(sqlite3.SQLITE_CANTOPEN)
        return real(place, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    assert targets(SqliteMemory(path, read_only=True), UNIT.source) == [UNIT.target]
    with pytest.raises(TranspipeError, match="check the permissions"):
        SqliteMemory(path).approve([UNIT])


# --- several processes ------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from transpipe.units import ApprovedUnit
from transpipe.stores.memory import SqliteMemory
memory = SqliteMemory(Path(sys.argv[1]))
for number in range(20):
    name = f"{sys.argv[2]}-{number}"
    memory.approve([ApprovedUnit("绿色数字行动" + name, "x", "sentence", post=name)])
    assert memory.similar("绿色数字行动" + name + "号", 0.5)
"""


def test_several_processes_read_and_write_at_once(path: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(path), name], stderr=subprocess.PIPE) for name in "abc"
    ]
    for process in processes:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error.decode()
    memory = SqliteMemory(path)
    assert len(list(approved_units(memory))) == 60
    for name in "abc":
        assert len(memory.similar(lookup_form(f"绿色数字行动{name}-7号"), 0.9)) > 0


def test_who_makes_the_file_at_the_same_time_waits(tmp_path: Path) -> None:
    def remember(path: Path, start: Barrier, key: str) -> None:
        memory = SqliteMemory(path)
        start.wait(30)
        memory.remember([MACHINE._replace(key=key)])
        memory.close()

    with ThreadPoolExecutor(6) as pool:
        for number in range(10):
            path, start = tmp_path / f"state-{number}" / "memory.sqlite3", Barrier(6)
            for future in [pool.submit(remember, path, start, key) for key in "abcdef"]:
                future.result(60)
            assert set(SqliteMemory(path).recall("abcdef")) == set("abcdef")


# --- pruning ----------------------------------------------------------------------------------


def test_pruning_takes_other_models_and_old_units_and_never_approved_ones(path: Path) -> None:
    memory = SqliteMemory(path)
    memory.approve([UNIT])
    memory.remember([MACHINE, MACHINE._replace(key="l", engine="other")])
    assert prune_machine(memory, "e", None, dry_run=True) == {"other": 1}
    assert set(memory.recall(["k", "l"])) == {"k", "l"}
    assert prune_machine(memory, "e", None, dry_run=False) == {"other": 1}
    assert prune_machine(memory, "e", None, dry_run=False) == {}
    assert prune_machine(memory, "e", "2000-01-01", dry_run=False) == {}
    assert prune_machine(memory, "e", "9999-01-01", dry_run=False) == {"e": 1}
    assert targets(memory, UNIT.source) == [UNIT.target]
