"""What `git log` says, read as it comes: commits, files, renames."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

import transpipe.stores.git
import transpipe.stores.git_log
from transpipe.stores.git import History
from transpipe.stores.git_log import Log, read_words


def log(*commits: list[str]) -> Log:
    words = [word for number, entry in enumerate(commits) for word in (f"\1c{number} 2026-01-0{number + 1}", *entry)]
    return Log(words)


def names(read: Log, path: str) -> list[tuple[str, str]]:
    return [(read.commits[number][0], read.name(path, number)) for number in read.numbers(path)]


def test_files_know_their_commits_newest_first() -> None:
    read = log(["\nM", "a.md", "A", "b.md"], ["\nM", "a.md"], ["\nA", "a.md"])
    assert read.commits[1] == ("c1", "2026-01-02")
    assert names(read, "a.md") == [("c0", "a.md"), ("c1", "a.md"), ("c2", "a.md")]
    assert names(read, "b.md") == [("c0", "b.md")]
    assert ("a.md" in read, "c.md" in read, read.numbers("c.md")) == (True, False, [])


def test_a_renamed_file_keeps_its_history_and_its_old_name_is_another_file() -> None:
    read = log(["\nA", "old.md"], ["\nR090", "old.md", "new.md"], ["\nM", "old.md"], ["\nR100", "first.md", "old.md"])
    assert names(read, "new.md") == [("c1", "new.md"), ("c2", "old.md"), ("c3", "old.md")]
    assert names(read, "old.md") == [("c0", "old.md")]
    assert "first.md" not in read


def test_deletions_and_commits_without_files_are_no_versions() -> None:
    read = log([], ["\nD", "a.md"], ["", "\nC75", "b.md", "a.md"])
    assert names(read, "a.md") == [("c2", "a.md")]
    assert len(read.commits) == 3


@pytest.mark.parametrize("size", [1, 2, 7, 1 << 16])
def test_words_are_whole_however_they_come(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transpipe.stores.git_log, "_CHUNK", size)
    said = "甲.md".encode() + b"\0\0b\xff\0" + "c 乙".encode()
    assert list(read_words(io.BytesIO(said))) == ["甲.md", "", "b\udcff", "c 乙"]


def test_a_git_that_is_stopped_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("config", "user.email", "a@example.org")
    git("config", "user.name", "A")
    (tmp_path / "a.md").write_text("甲\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "one")
    assert len(History(tmp_path, ".").versions("a.md")) == 1
    monkeypatch.setattr(
        transpipe.stores.git, "_LOG", ("log", "-z", "--format=%x01%H %cs", "--name-status", "--no-such")
    )
    assert History(tmp_path, ".").versions("a.md") == ()
