"""What a long run has to tell, kept on the disk."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from transpipe.errors import TranspipeError
from transpipe.report.values import PostReport, SegmentReport
from transpipe.stores.spool import Spool


def post(number: int) -> PostReport:
    segments = [SegmentReport(1, "paragraph", "recalled", "字" * 50, f"Words {number}")]
    return PostReport(f"content/{number}.md", "missing", segments, state="written")


def test_nothing_comes_out_of_an_empty_spool() -> None:
    assert list(Spool[PostReport]()) == []


@pytest.mark.parametrize("in_memory", [10_000_000, 1_000])
def test_values_come_back_in_order_as_often_as_need_be(in_memory: int) -> None:
    spool = Spool[PostReport](in_memory)
    posts = [post(number) for number in range(100)]
    for number, one in enumerate(posts):
        spool.append(one)
        if number == 50:
            assert list(spool) == posts[:51], "reading in between does no harm"
    assert list(spool) == posts
    assert [one == other for one in spool for other in spool].count(True) == 100, "two readers at a time"


def test_a_spool_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool[str](10)
    spool.append("a text that is longer than what is held in memory")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("transpipe.stores.spool.pickle.dump", full)
    with pytest.raises(TranspipeError, match="No space left on device; make room, or set TMPDIR"):
        Spool[str]().append("a")
