"""What the Chinese was that a stale draft was made from: found where it stands, and never guessed."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup

from git_sites import GitSite
from review_site import SETTINGS, run
from transpipe.jobs.review import Desk, draft_id
from transpipe.review.values import Row, RowState, SourceChange
from transpipe.stores.settings import load_settings

ZH, EN = "content/p/index.zh.md", "content/p/index.en.md"
DRAFT = "review/p/index.en.md"
CHINESE = "---\ntitle: 标题\n---\n一共有三家公司，**都**来自北京。\n\n第二段话，\n换行以后。\n\n![图片的说明](a.png)\n"
MIXED = f"---\ntitle: Title\n---\nEnglish.\n\n> Requires translation\n\n{CHINESE.split('---')[2].strip()}\n"


def make(root: Path, path: str, text: str) -> None:
    (root / "glossary").mkdir(exist_ok=True)
    (root / "transpipe.yaml").write_text(SETTINGS, "utf-8")
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    run(root, "run", "--scope", "missing" if path == ZH else "marked")


def change(root: Path, path: str, old: str, new: str) -> None:
    place = root / path
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new), "utf-8")


def rows(root: Path) -> tuple[Row, ...]:
    desk = Desk(load_settings(root))
    try:
        view = desk.view(draft_id(DRAFT))
    finally:
        desk.close()
    assert view is not None
    return view.rows


def changes(root: Path) -> list[SourceChange]:
    return [row.source_change for row in rows(root) if row.source_change]


def test_a_current_draft_has_no_other_source(tmp_path: Path) -> None:
    site = GitSite(tmp_path)
    make(tmp_path, ZH, CHINESE)
    site.commit()
    assert changes(tmp_path) == []


def test_the_source_comes_from_the_history(tmp_path: Path) -> None:
    site = GitSite(tmp_path)
    make(tmp_path, ZH, CHINESE)
    site.commit()
    change(tmp_path, ZH, "三家", "五家")
    assert changes(tmp_path) == [SourceChange("一共有三家公司，都来自北京。", "一共有五家公司，都来自北京。")]
    site.commit()
    change(tmp_path, ZH, "五家", "六家")
    change(tmp_path, ZH, "换行以后", "换行之后")
    site.commit()
    assert changes(tmp_path) == [
        SourceChange("一共有三家公司，都来自北京。", "一共有六家公司，都来自北京。"),
        SourceChange("第二段话，换行以后。", "第二段话，换行之后。"),
    ]
    run(tmp_path, "run", "--scope", "missing")
    assert changes(tmp_path) == []


def test_only_the_segment_that_has_changed_shows_its_source(tmp_path: Path) -> None:
    """A picture in a paragraph makes one unit with it, and its alt text is a row of its own."""
    site = GitSite(tmp_path)
    make(tmp_path, ZH, CHINESE.replace("换行以后。", "换行以后。![里面的图](b.png)"))
    site.commit()
    change(tmp_path, ZH, "里面的图", "里面的新图")
    assert changes(tmp_path) == [SourceChange("里面的图", "里面的新图")]


def test_the_copy_of_a_mixed_post_knows_it_without_git(tmp_path: Path) -> None:
    make(tmp_path, EN, MIXED)
    change(tmp_path, EN, "三家", "五家")
    assert changes(tmp_path) == [SourceChange("一共有三家公司，都来自北京。", "一共有五家公司，都来自北京。")]


@pytest.mark.parametrize("committed", [True, False])
def test_what_stands_nowhere_is_said_to_be_unknown(tmp_path: Path, committed: bool) -> None:
    site = GitSite(tmp_path) if committed else None
    make(tmp_path, ZH, CHINESE)
    change(tmp_path, ZH, "三家", "五家")
    if site:
        site.commit()  # the version that was translated never was
    assert changes(tmp_path) == [SourceChange("", "一共有五家公司，都来自北京。")]


def test_a_version_that_cant_be_parsed_is_passed_over(tmp_path: Path) -> None:
    site = GitSite(tmp_path)
    make(tmp_path, ZH, CHINESE)
    site.commit()
    (tmp_path / ZH).write_bytes(b"---\ntitle: \xff\n---\n")
    site.commit()
    (tmp_path / ZH).write_text(CHINESE.replace("三家", "五家"), "utf-8")
    assert [change.before for change in changes(tmp_path)] == ["一共有三家公司，都来自北京。"]


def test_a_conflict_keeps_what_the_person_had_before_him(tmp_path: Path) -> None:
    """A run writes the new source into the draft; what the person translated is still told, run after run."""
    site = GitSite(tmp_path)
    make(tmp_path, ZH, CHINESE)
    site.commit()
    (line,) = [line for line in (tmp_path / DRAFT).read_text("utf-8").split("\n") if "**" in line]
    change(tmp_path, DRAFT, line, "What a person wrote of the **three**.")
    change(tmp_path, ZH, "三家", "五家")
    wanted = [SourceChange("一共有三家公司，都来自北京。", "一共有五家公司，都来自北京。")]
    assert changes(tmp_path) == wanted
    for old, new in (("五家", "五家"), ("五家", "六家")):
        change(tmp_path, ZH, old, new)
        run(tmp_path, "run", "--scope", "missing")
        (row,) = [row for row in rows(tmp_path) if row.state is RowState.CONFLICT]
        assert row.proposal
        assert row.source_change == SourceChange(wanted[0].before, wanted[0].now.replace("五家", new))


def test_tools_of_translators_are_told(tmp_path: Path) -> None:
    """PO has a place of its own for it, by which editors show the differences."""
    make(tmp_path, EN, MIXED)
    change(tmp_path, EN, "三家", "五家")
    run(tmp_path, "export", "--format", "po", "--single", "--output", str(tmp_path / "a.po"))
    (entry,) = [entry for entry in polib.pofile(str(tmp_path / "a.po")) if entry.previous_msgid]
    assert (entry.msgid, entry.previous_msgid, entry.flags) == (
        "一共有五家公司，<g1>都</g1>来自北京。", "一共有三家公司，都来自北京。", ["fuzzy"],
    )  # fmt: skip
    run(tmp_path, "export", "--format", "xliff2", "--single", "--output", str(tmp_path / "a.xlf"))
    assert "translated from: 一共有三家公司，都来自北京。" in (tmp_path / "a.xlf").read_text("utf-8")


def test_the_report_shows_it_as_well(tmp_path: Path) -> None:
    make(tmp_path, EN, MIXED)
    change(tmp_path, EN, "三家", "五家")
    page = tmp_path / "drafts.html"
    run(tmp_path, "report", "--html", str(page))
    (box,) = BeautifulSoup(page.read_text("utf-8"), "html.parser").select(".row-stale .source-change")
    assert [item.text for item in box.select("del, ins")] == ["removed: 三", "added: 五"]
