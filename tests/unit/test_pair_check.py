"""What the rules `stale` and `structure` say, with and without a history."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from git_sites import EN, ZH, GitSite, commit, en, stamped, zh
from helpers import PROSE
from transpipe.jobs import pair_compare
from transpipe.jobs.pair_check import pair_findings
from transpipe.model import Finding, Severity, SourceFile
from transpipe.stores.git import History

SOURCE = """---
title: 会议
---

# 背景

会议有 45 个国家参加。

代表们讨论了循环经济，见[报告](/zh/report/)。
"""
TARGET = """---
title: Meeting
---

# Background

45 countries took part in the meeting.

The delegates discussed the circular economy, see the [report](/en/report/).
"""


def check(site: GitSite) -> list[Finding]:
    files = [SourceFile(path, site.read(path).encode("utf-8")) for path in (site.zh_path, site.en_path)]
    with History(site.root, "content") as history:
        first = pair_findings(files[0], files[1], history, PROSE)
        assert pair_findings(files[0], files[1], history, PROSE) == first
    return first


def without_history(source: str, target: str) -> list[Finding]:
    return pair_findings(SourceFile(ZH, source.encode()), SourceFile(EN, target.encode()), None, PROSE)


@pytest.fixture
def site(tmp_path: Path) -> GitSite:
    """Source and translation, committed a day apart."""
    made = GitSite(tmp_path)
    made.write(ZH, SOURCE)
    made.commit()
    made.write(EN, TARGET)
    made.commit()
    return made


def test_nothing_is_said_of_a_faithful_translation(site: GitSite) -> None:
    assert check(site) == []
    assert without_history(SOURCE, TARGET) == []
    assert without_history("", "") == []


def test_a_stale_finding_says_where_and_when(site: GitSite) -> None:
    zh(("45 个", "46 个"))(site)
    commit(site)
    (found,) = check(site)
    assert found == Finding(
        "stale",
        Severity.WARNING,
        EN,
        7,
        f"{ZH}:7 changed on 2026-03-03 after this was translated: bring the translation up to date",
        "45 countries took part in the meeting.",
        1,
        7,
        found.fingerprint,
    )


def test_a_finding_keeps_its_fingerprint_when_it_moves_and_gets_another_when_the_source_changes(site: GitSite) -> None:
    zh(("45 个", "46 个"))(site)
    commit(site)
    (found,) = check(site)
    en(("# Background", "\n\n# Background"))(site)
    (moved,) = check(site)
    assert (moved.line, moved.fingerprint) == (found.line + 2, found.fingerprint)
    zh(("46 个", "47 个"))(site)
    (changed,) = check(site)
    assert changed.fingerprint != found.fingerprint


def test_an_addition_stands_where_its_translation_would(site: GitSite) -> None:
    zh(("参加。\n", "参加。\n\n大会通过了决议。\n"))(site)
    (found,) = check(site)
    assert (found.line, found.excerpt) == (7, "大会通过了决议。")
    assert f"{ZH}:9 was added (not committed yet) and has no translation here" in found.message


def test_a_structure_finding_names_both_sides(site: GitSite) -> None:
    en(("/en/report/", "/en/reports/"))(site)
    (found,) = check(site)
    assert (found.rule, found.severity, found.line) == ("structure", Severity.WARNING, 9)
    assert found.message == f"this link /reports is /report in {ZH}:9: make them the same"
    assert found.excerpt == "[report](/en/reports/)"


def test_what_is_lost_is_told_at_the_place(site: GitSite) -> None:
    en(("[report](/en/report/)", "report"), ("# Background\n\n", ""))(site)
    section, link = check(site)
    assert section.message == f"{ZH}:5 has a section that is not here: add it, or remove it there"
    assert (section.line, section.excerpt) == (4, "背景")
    assert link.message == f"{ZH}:9 has a link /report that is not here: add it, or remove it there"
    assert link.line == 7


# --- with less than a full history ------------------------------------------------------------


def test_without_history_or_record_nothing_is_stale() -> None:
    assert without_history(SOURCE.replace("45", "46"), TARGET) == []


def test_a_record_needs_no_history() -> None:
    published = stamped(SOURCE.encode(), TARGET.encode(), ZH).decode()
    assert without_history(SOURCE, published) == []
    (found,) = without_history(SOURCE.replace("45", "46"), published)
    assert found.message == f"{ZH}:7 changed after this was translated: bring the translation up to date"


def test_what_both_sides_changed_is_a_note_without_history() -> None:
    published = stamped(SOURCE.encode(), TARGET.encode(), ZH).decode().replace("45 countries", "46 countries")
    (found,) = without_history(SOURCE.replace("45", "46"), published)
    assert (found.rule, found.severity) == ("stale", Severity.INFO)
    assert "and so did this text" in found.message
    assert "fetch-depth: 0" in found.message


def test_a_damaged_record_falls_back_to_the_history_and_then_to_the_whole_file(site: GitSite) -> None:
    published = stamped(SOURCE.encode(), TARGET.encode(), ZH).decode().replace("segments: ", "segments: x")
    changed = SOURCE.replace("45", "46")
    (whole,) = without_history(changed, published)
    assert whole.message.startswith(f"{ZH} has changed since this was translated, and where is not known")
    assert "source_hash" in published.split("\n")[whole.line - 1]
    site.write(EN, published)
    site.commit()
    site.write(ZH, changed)
    (found,) = check(site)
    assert f"{ZH}:7 changed" in found.message


def test_a_draft_made_from_another_file_has_no_hash_of_this_one() -> None:
    published = stamped(SOURCE.encode(), TARGET.encode(), EN, segments=False).decode()
    assert without_history(SOURCE.replace("45", "46"), published) == []


def clone(site: GitSite, place: Path, *options: str) -> GitSite:
    site.git("clone", "-q", *options, f"file://{site.root}", str(place))
    made = GitSite.__new__(GitSite)
    made.root, made.zh_path, made.en_path, made.day = place, site.zh_path, site.en_path, site.day
    return made


def test_a_shallow_clone_knows_what_it_holds(site: GitSite, tmp_path_factory: pytest.TempPathFactory) -> None:
    site.write(EN, stamped(SOURCE.encode(), TARGET.encode(), ZH, segments=False).decode())
    site.commit()
    zh(("45 个", "46 个"))(site)
    site.commit()
    folder = tmp_path_factory.mktemp("clones")
    whole, shallow, deeper = (clone(site, folder / name, *options) for name, options in (
        ("whole", ()), ("shallow", ("--depth", "1")), ("deeper", ("--depth", "2"))
    ))  # fmt: skip
    assert History(whole.root, "content").state == "full"
    assert History(shallow.root, "content").state == "shallow"
    (found,) = check(whole)
    assert found == check(deeper)[0]
    (hint,) = check(shallow)
    assert "where is not known" in hint.message


def test_no_repository_no_commit_and_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = History(tmp_path / "nowhere", "content")
    assert (bare.state, bare.versions(ZH), bare.changed_since_made(ZH, EN)) == ("none", (), False)
    empty = GitSite(tmp_path)
    empty.write(ZH, SOURCE)
    empty.write(EN, TARGET)
    assert History(tmp_path, "content").state == "none"
    assert check(empty) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert History(tmp_path, "content").state == "none"


def test_a_site_in_a_folder_of_its_repository_and_in_a_linked_work_tree(tmp_path: Path) -> None:
    top = GitSite(tmp_path / "top" if (tmp_path / "top").mkdir() is None else tmp_path)
    top.write(f"docs/网站/{ZH}", SOURCE)
    top.write(f"docs/网站/{EN}", TARGET)
    top.commit()
    top.git("worktree", "add", "-q", str(tmp_path / "linked"))
    for root in (tmp_path / "top", tmp_path / "linked"):
        nested = GitSite.__new__(GitSite)
        nested.root, nested.zh_path, nested.en_path = root / "docs/网站", ZH, EN
        assert check(nested) == []
        zh(("45 个", "46 个"))(nested)
        assert [found.rule for found in check(nested)] == ["stale"]


def test_a_file_that_cannot_be_parsed_is_left_to_others(site: GitSite) -> None:
    site.write(EN, "---\ntitle: [\n")
    assert check(site) == []
    site.write(EN, TARGET)
    zh(("# 背景", "{{< figure \n\n# 背景"))(site)
    assert check(site) == []


def test_a_broken_version_in_the_history_is_passed_over(site: GitSite) -> None:
    en(("title: Meeting", "title: ["))(site)
    site.commit()
    en(("title: [", "title: Meeting"))(site)
    zh(("45 个", "46 个"))(site)
    site.commit()
    assert [found.rule for found in check(site)] == ["stale"]


def test_branches_that_were_merged(site: GitSite) -> None:
    """The translator of the branch did not see what happened on the main line meanwhile."""
    site.git("checkout", "-q", "-b", "translation")
    en(("Background", "The background"))(site)
    site.commit()
    site.git("checkout", "-q", "main")
    zh(("45 个", "46 个"), ("# 背景", "# 会议的背景"))(site)
    site.commit()
    site.git("merge", "-q", "--no-edit", "translation")
    assert [found.line for found in check(site)] == [5, 7]


# --- cost -------------------------------------------------------------------------------------


def test_a_quiet_pair_is_not_parsed(site: GitSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(pair_compare, "parse_document", refuse)
    assert check(site) == []


def test_three_processes_serve_a_whole_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = GitSite(tmp_path)
    posts = [(f"content/p{n}/index.zh.md", f"content/p{n}/index.en.md") for n in range(20)]
    for source, target in posts:
        site.write(source, SOURCE)
        site.write(target, TARGET)
    site.commit()
    for source, _ in posts:
        site.write(source, SOURCE.replace("45", "46"))
    site.commit()
    started: list[list[str]] = []
    real = subprocess.Popen

    def popen(command: list[str], *arguments: object, **options: object) -> object:
        started.append(command)
        return real(command, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", popen)
    with History(site.root, "content") as history:
        for source, target in posts:
            files = [SourceFile(path, site.read(path).encode()) for path in (source, target)]
            assert len(pair_findings(files[0], files[1], history, PROSE)) == 1
    assert len(started) <= 5, [command[-1] for command in started]
