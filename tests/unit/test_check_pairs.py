"""`transpipe check` on translations beside their sources: what is stale, what is lost, and the cache between."""

from __future__ import annotations

from pathlib import Path

import pytest

import transpipe.jobs.workers
from git_sites import EN, ZH, GitSite
from transpipe.jobs import pair_facts
from transpipe.jobs.check import CheckRequest, check
from transpipe.model import Finding
from transpipe.stores.settings import load_settings

CHINESE = "---\ntitle: 标题\n---\n\n第一段讲标准。\n\n第二段有[链接](https://a.b/)。\n"
ENGLISH = (
    "---\ntitle: Title\n---\n\nThe first paragraph is about standards.\n\nThe second has a [link](https://a.b/).\n"
)


@pytest.fixture
def site(tmp_path: Path) -> GitSite:
    made = GitSite(tmp_path)
    write(made, ZH, CHINESE)
    write(made, EN, ENGLISH)
    commit(made)
    return made


def write(site: GitSite, path: str, text: str) -> None:
    file = site.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def commit(site: GitSite) -> None:
    site.day += 1
    site.git("add", "-A")
    site.git("commit", "-q", "-m", "a day")


def found(site: GitSite) -> list[Finding]:
    return check(CheckRequest(), load_settings(site.root)).findings


def short(site: GitSite) -> list[tuple[str, str, int]]:
    return [(finding.rule, finding.path, finding.line) for finding in found(site)]


def test_a_true_translation_has_no_finding(site: GitSite) -> None:
    assert found(site) == []


def test_a_changed_source_makes_its_segment_stale(site: GitSite) -> None:
    write(site, ZH, CHINESE.replace("第一段讲标准", "第一段讲气候"))
    assert short(site) == [("stale", EN, 5)]  # not committed yet
    commit(site)
    (finding,) = found(site)
    assert (finding.rule, finding.path, finding.line) == ("stale", EN, 5)
    assert f"{ZH}:5 changed on 2026-03-03" in finding.message
    write(site, EN, ENGLISH.replace("standards", "the climate"))
    assert found(site) == []


def test_a_lost_link_is_structure(site: GitSite) -> None:
    write(site, EN, ENGLISH.replace("[link](https://a.b/)", "link"))
    (finding,) = found(site)
    assert (finding.rule, finding.line) == ("structure", 7)
    assert "link a.b" in finding.message


def test_authors_and_settings_switch_both_off(site: GitSite) -> None:
    write(site, ZH, CHINESE.replace("第一段讲标准", "第一段讲气候"))
    changed = ENGLISH.replace("[link](https://a.b/)", "link")
    write(site, EN, changed)
    assert [rule for rule, _, _ in short(site)] == ["stale", "structure"]
    write(site, EN, changed.replace("The first", "<!-- transpipe: ignore stale -->\n\nThe first"))
    assert {rule for rule, _, _ in short(site)} == {"structure"}
    write(site, EN, changed)
    write(site, "transpipe.yaml", "rules: {off: [stale, structure]}\n")
    assert found(site) == []


def test_a_pair_is_compared_once(site: GitSite, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, EN, ENGLISH.replace("[link](https://a.b/)", "link"))
    first = found(site)
    monkeypatch.setattr(pair_facts, "pair_findings", lambda *arguments: pytest.fail("compared again"))
    assert found(site) == first
    (site.root / ".transpipe" / "check.jsonl").unlink()
    monkeypatch.undo()
    assert found(site) == first


def test_the_history_is_part_of_what_is_remembered(site: GitSite) -> None:
    """The same bytes are stale before the commit that translates them, and not after it."""
    write(site, ZH, CHINESE.replace("第一段讲标准", "第一段讲气候"))
    commit(site)
    assert [rule for rule, _, _ in short(site)] == ["stale"]
    site.git("reset", "-q", "--soft", "HEAD~1")
    site.git("commit", "-q", "--amend", "-m", "both at once")
    assert found(site) == []


def test_other_processes_find_the_same(site: GitSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        write(site, f"content/q{number}/index.zh.md", CHINESE)
        write(site, f"content/q{number}/index.en.md", ENGLISH)
    commit(site)
    for number in range(4):
        write(site, f"content/q{number}/index.zh.md", CHINESE.replace("标准", "气候"))
    alone = short(site)
    (site.root / ".transpipe" / "check.jsonl").unlink()
    monkeypatch.setattr(transpipe.jobs.workers, "FEW", 1)
    monkeypatch.setattr(transpipe.jobs.workers, "_CHUNK", 2)
    assert short(site) == alone
    assert len(alone) == 4
