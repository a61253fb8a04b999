"""`transpipe check review/`: the doubts about drafts, where they stand in the draft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from draft_sites import DRAFT, FIRST, PLAIN, Site, draft_site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    return draft_site(tmp_path)


def found(site: Site, *arguments: str) -> list[tuple[str, str, int, int]]:
    report = json.loads(site.do("check", "--format", "json", "--fail-on", "never", *arguments))
    return [(one["rule"], one["path"], one["line"], one["column"]) for one in report["findings"]]


def place(site: Site, text: str) -> tuple[int, int]:
    before = site.read(DRAFT).partition(text)[0]
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1


def test_drafts_without_doubts_have_none(site: Site) -> None:
    site.edit(DRAFT, site.unit(PLAIN).target, "A paragraph without tags.")
    rules = {rule for rule, *_ in found(site, "review/p")}
    assert rules == {"unpublished-draft"}


def test_doubts_stand_where_the_segment_stands_in_the_draft(site: Site) -> None:
    site.edit(DRAFT, site.unit("列表一").target, "Item (")
    site.edit(DRAFT, site.unit(PLAIN).target, "A paragraph without “tags.")
    assert ("brackets", DRAFT, *place(site, "Item (")) in found(site, "review")
    assert ("quotes", DRAFT, *place(site, "A paragraph without")) in found(site, DRAFT)
    assert {rule for rule, *_ in found(site)}.isdisjoint({"brackets", "quotes"})  # of drafts that nobody asked for


def test_states_are_findings(site: Site) -> None:
    site.edit(DRAFT, site.unit("引用的话。").target, "Quoted by hand.")
    site.edit(FIRST, "引用的话。", "引用的另一句话。")
    site.edit(FIRST, PLAIN, "改过的段落。")
    rules = found(site, "review/p")
    assert ("conflict", DRAFT, *place(site, "Quoted by hand.")) in rules
    assert sum(rule == "stale" for rule, *_ in rules) == 1


def test_silenced_rules_are_silent(site: Site) -> None:
    text = site.unit(PLAIN).target
    site.edit(DRAFT, text, "<!-- transpipe: ignore quotes -->\nWithout “tags.")
    assert "quotes" not in {rule for rule, *_ in found(site, "review")}
    site.edit(DRAFT, "<!-- transpipe: ignore quotes -->\n", "")
    assert "quotes" in {rule for rule, *_ in found(site, "review")}
    assert {rule for rule, *_ in found(site, "review", "--only", "quotes")} == {"quotes"}
    site.write("transpipe.yaml", "engine: pseudo\nrules: {off: [quotes]}\n")
    assert "quotes" not in {rule for rule, *_ in found(site, "review")}


def test_drafts_that_cannot_be_compared_do_not_stop_the_check(site: Site) -> None:
    (site.root / FIRST).unlink()
    assert "unpublished-draft" in {rule for rule, *_ in found(site, "review")}


def test_a_check_of_drafts_writes_nothing_but_its_cache(site: Site) -> None:
    def files() -> set[str]:
        return {str(path) for path in site.root.rglob("*") if path.is_file() and path.name != "check.jsonl"}

    before = files()
    found(site, "review")
    assert files() == before
