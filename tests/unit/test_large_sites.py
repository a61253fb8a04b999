"""What holds the files of a large site: in order, found again, on the disk and not in memory."""

from __future__ import annotations

import os
import pickle
import sqlite3
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

import transpipe.jobs.workers
import transpipe.stores.listing
from transpipe.errors import TranspipeError
from transpipe.jobs.workers import work_through
from transpipe.stores.digest_rows import DIGEST, DigestRows, digest_of
from transpipe.stores.draft_table import DraftEntry, DraftTable
from transpipe.stores.listing import Listing, split_words
from transpipe.stores.post_table import FileRow, PostTable
from transpipe.stores.private_database import no_room_in, private_database
from transpipe.stores.site import Site
from transpipe.stores.sorted_spool import SortedSpool
from transpipe.stores.text_file import PLACE, TextFile

ODD = "content/甲\udcff.md"
"""A name that is not UTF-8."""


def peak(work: Callable[[], object]) -> int:
    """Bytes that Python's objects take at most while `work` runs."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def many(number: int) -> Iterator[str]:
    return (f"content/section-{place // 500}/post-{place}/index.zh.md" for place in range(number))


# --- listings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("in_memory", [1, 1_000_000])
def test_a_listing_is_read_as_often_as_need_be(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.stores.listing, "_IN_MEMORY", in_memory)
    monkeypatch.setattr(transpipe.stores.listing, "_CHUNK", 7)
    paths = ["content/a.md", ODD, "content/b c.md"]
    listing = Listing(iter(paths))
    assert (len(listing), list(listing), list(listing)) == (3, paths, paths)
    assert list(zip(listing, listing, strict=True)) == [(path, path) for path in paths]
    assert (len(Listing()), list(Listing())) == (0, [])


def test_a_full_temporary_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, data: bytes) -> None:
            raise OSError(28, os.strerror(28))

        def close(self) -> None:
            self.write(b"what is left")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda size: Full())
    with pytest.raises(TranspipeError, match="the list of files can't be kept there: No space left on device"):
        Listing(["a.md"])


def test_the_last_word_needs_no_end() -> None:
    assert list(split_words([b"a\0b", b"c\0", b"d"])) == ["a", "bc", "d"]


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    names = ["a.md", "a/b.md", "a-b/c.md", "a b.md", "a.md.d/x.md", "a/b/c.md", "a/b.c.md", "B.md", "é/z.md", "é.md"]
    for name in names:
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_bytes(b"x")
    site = Site(tmp_path, "content")
    expected = sorted(f"content/{name}" for name in names)
    assert list(site.select([])) == expected
    content = tmp_path / "content"
    assert list(site.select([content / "a", content / "B.md", content, content / "a" / "b.md"])) == expected
    assert list(site.select([content / "a" / "b.md", content / "a b.md"])) == ["content/a b.md", "content/a/b.md"]
    assert list(site.markdown("content/a")) == ["content/a/b.c.md", "content/a/b.md", "content/a/b/c.md"]
    assert list(site.markdown("nowhere")) == []


# --- tables -----------------------------------------------------------------------------------


def test_posts_are_sorted_and_found_by_any_of_their_files() -> None:
    rows = [
        FileRow("content/b", "content/b.zh.md", "zh", "1"),
        FileRow("content/甲\udcff", ODD, "en", ""),
        FileRow("content/a", "content/a.zh.md", "zh", "2"),
        FileRow("content/b", "content/b.en.md", "en", "3"),
        FileRow("translationKey \ud800", "content/c.md", "en", ""),
    ]
    table = PostTable(rows)
    posts = {files[0].post: files for files in table.posts()}
    assert list(posts) == ["content/a", "content/b", "content/甲\udcff", "translationKey \ud800"]
    assert posts["content/b"] == [rows[3], rows[0]]
    assert table.together("content/b.zh.md") == [rows[3], rows[0]]
    assert table.together(ODD) == [rows[1]]
    assert table.together("content/absent.md") == []


def test_drafts_are_found_by_their_source() -> None:
    entries = [
        DraftEntry("review/a.en.md", "content/a.zh.md", "translation", "marked", "needs-review"),
        DraftEntry("review/b.en.md", "content/a.zh.md", "translation", "untranslated", "approved"),
        DraftEntry("review/c.zh.md", ODD, "original", "", "\ud800"),
    ]
    table = DraftTable(iter(entries))
    assert list(table) == [*entries[:2], entries[2]._replace(status="?")]
    assert table.made_from("content/a.zh.md", "translation") == entries[:2]
    assert table.made_from("content/a.zh.md", "original") == []
    assert table.scope("content/a.zh.md") == "marked"
    assert (table.scope(ODD), table.scope("content/absent.md")) == ("", "")
    assert table.elsewhere("content/a.zh.md", "translation", "review/a.en.md") == "review/b.en.md"
    assert table.elsewhere(ODD, "original", "review/c.zh.md") is None


def test_values_are_sorted_by_name_and_by_rank() -> None:
    spool = SortedSpool([("b", 1, {"b": 1}), ("甲", 0, {"c": 2}), ("a", 1, {"a": 3})])
    assert len(spool) == 3
    assert list(spool.by_name()) == [{"a": 3}, {"b": 1}, {"c": 2}]
    assert list(spool.by_rank()) == [{"c": 2}, {"a": 3}, {"b": 1}]
    empty: SortedSpool[int] = SortedSpool([])
    assert (len(empty), list(empty.by_name())) == (0, [])


def test_a_database_without_room_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    database = private_database("CREATE TABLE value (data BLOB)", "PRAGMA max_page_count = 20")
    rows = ((b"x" * 1000,) for _ in range(1000))
    monkeypatch.setenv("SQLITE_TMPDIR", "/nowhere")
    match = "^/nowhere: the report can't be kept there: database or disk is full; make room"
    with pytest.raises(TranspipeError, match=match), no_room_in("the report"):
        database.executemany("INSERT INTO value VALUES (?)", rows)


def test_two_databases_know_nothing_of_each_other() -> None:
    first, second = private_database("CREATE TABLE a (x)"), private_database("CREATE TABLE b (x)")
    first.execute("INSERT INTO a VALUES (1)")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        second.execute("SELECT * FROM a")


def test_many_files_take_no_memory() -> None:
    rows = (FileRow(path.removesuffix(".zh.md"), path, "zh", "0" * 24) for path in many(30_000))
    made: list[PostTable] = []
    assert peak(lambda: made.append(PostTable(rows))) < 1_000_000
    assert peak(lambda: sum(map(len, made[0].posts()))) < 1_000_000
    assert made[0].together("content/section-59/post-29999/index.zh.md")[0].mark == "0" * 24
    listings: list[Listing] = []
    assert peak(lambda: listings.append(Listing(many(30_000)))) < 1_500_000
    assert peak(lambda: sum(map(len, listings[0]))) < 1_000_000


def test_texts_are_read_by_their_place_here_and_elsewhere() -> None:
    texts = TextFile()
    assert pickle.loads(pickle.dumps(texts)).append("a") == texts.append("a")
    places = [texts.append(text) for text in ("", "甲\udcff", "b" * 100_000)]
    assert all(len(place) == PLACE for place in places)
    for file in (texts, pickle.loads(pickle.dumps(texts))):
        assert [file.read(place) for place in places] == ["", "甲\udcff", "b" * 100_000]
        assert file.read(file.append("more")) == "more"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_texts_without_room_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda buffering: open("/dev/full", "wb", buffering))  # noqa: PTH123, SIM115
    with pytest.raises(TranspipeError, match="what a check keeps can't be kept there: No space left on device"):
        TextFile().append("a")


# --- hashes -----------------------------------------------------------------------------------


def test_values_of_a_hash_keep_their_order() -> None:
    rows = DigestRows(4)
    digests = [digest_of(b"%d" % number) for number in range(9_000)]
    for number, digest in enumerate(digests):
        rows.add(digest, number.to_bytes(4, "big"))
    rows.add(digests[5], b"last")
    assert len(rows) == 9_001
    assert rows.find(digests[5]) == [b"\0\0\0\5", b"last"]
    assert all(rows.find(digest)[0] == number.to_bytes(4, "big") for number, digest in enumerate(digests))
    assert digest_of(b"absent") not in rows


def test_what_lies_across_two_entries_is_not_found() -> None:
    rows = DigestRows()
    first, second = b"\0\1" * 6, b"\0\1" + b"\7" * 10
    for digest in (first, second):
        rows.add(digest)
    assert rows.find((first + second)[6 : 6 + DIGEST]) == []
    assert (rows.find(first), rows.find(second)) == ([b""], [b""])


def test_rows_of_hashes_can_be_kept_and_taken_in_again() -> None:
    rows, copy = DigestRows(), DigestRows()
    for number in range(300):
        rows.add(digest_of(b"%d" % number))
    for row in rows.rows():
        copy.add_row(bytes(row))
    assert copy == rows
    assert sorted(copy) == sorted((digest_of(b"%d" % number), b"") for number in range(300))
    copy.add(digest_of(b"more"))
    assert copy != rows
    for bad in (b"", b"short"):
        with pytest.raises(ValueError, match="not a row"):
            copy.add_row(bad)


# --- many items -------------------------------------------------------------------------------


def _double(number: int) -> tuple[int, int]:
    return os.getpid(), number * 2


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.jobs.workers, "FEW", 4)
    monkeypatch.setattr(transpipe.jobs.workers, "_CHUNK", 3)
    monkeypatch.setattr(transpipe.jobs.workers, "_WINDOW", 10)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)


@pytest.mark.usefixtures("small_windows")
def test_results_come_in_order_from_here_and_from_other_processes() -> None:
    """The first windows have little to do, so that the processes start later; what is known is no work."""
    prepared: list[int] = []

    def known(number: int) -> tuple[int, int] | None:
        return (0, number * 2) if number < 28 or number % 7 == 0 else None

    results = list(work_through(_double, iter(range(95)), known, lambda: prepared.append(1)))
    assert [double for _, double in results] == [number * 2 for number in range(95)]
    assert {process for process, _ in results[:28]} == {0}
    assert os.getpid() in {process for process, _ in results[28:30]}
    others = {process for process, _ in results[30:]} - {0}
    assert others
    assert os.getpid() not in others
    assert prepared == [1]


@pytest.mark.usefixtures("small_windows")
def test_items_are_taken_as_they_are_needed() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(1_000):
            taken = number + 1
            yield number

    results = work_through(_double, items())
    assert [double for _, double in islice(results, 10)] == list(range(0, 20, 2))
    assert taken <= 40


@pytest.mark.usefixtures("small_windows")
def test_an_error_in_another_process_is_raised_here() -> None:
    with pytest.raises(TypeError):
        list(work_through(_double, [*range(20), None]))
