"""`transpipe report`: one file that can be sent to anybody, whatever the posts hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from test_review_pages import ATTACK, hostile, row

from draft_sites import DRAFT, FIRST, PLAIN, SECOND, Site, draft_site
from transpipe.errors import TranspipeError
from transpipe.review.report_page import report_page
from transpipe.review.values import DraftView, RowState
from transpipe.review.words import LANGUAGES, words

CLICKABLE = ["script", "button", "form", "input", "select", "textarea", "iframe", "img", "link", "object", "base"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    return draft_site(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_post_becomes_markup(language: str) -> None:
    soup = BeautifulSoup(report_page([hostile(), hostile()], ATTACK, ATTACK, language), "html.parser")
    assert soup.find_all(CLICKABLE) == []
    assert not any(name.startswith("on") for element in soup.find_all(True) for name in element.attrs)
    assert ATTACK in soup.get_text()


def test_nothing_is_fetched() -> None:
    html = report_page([hostile()], "site", "2026-11-25", "en")
    soup = BeautifulSoup(html, "html.parser")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert "default-src 'none'" in str(policy["content"])
    assert soup.find_all(src=True) == []
    assert all(str(element["href"]).startswith("#draft-") for element in soup.find_all(href=True))
    (style,) = soup.find_all("style")
    assert "url(" not in style.get_text()
    assert "@import" not in style.get_text()
    assert "@media print" in style.get_text()
    assert "prefers-color-scheme: dark" in style.get_text()


def test_the_cover_counts_what_is_in_the_file() -> None:
    views = [
        DraftView("a", "review/a.md", "content/a.md", "First", "approved", (row(1, state=RowState.APPROVED), row(2))),
        DraftView("b", "review/b.md", "content/b.md", "", "needs-review", (row(1), row(2))),
    ]
    soup = BeautifulSoup(report_page(views, "site", "2026-11-25", "en"), "html.parser")
    lines = [line.get_text(" ", strip=True) for line in soup.select(".cover tr")]
    assert lines[1].startswith("First review/a.md 1/2")
    assert lines[2].startswith("review/b.md 0/2")
    assert lines[3].startswith("All drafts 1/4")
    assert [link["href"] for link in soup.select(".cover a")] == ["#draft-1", "#draft-2"]
    ids = [str(element["id"]) for element in soup.find_all(id=True)]
    assert sorted(ids) == ["draft-1", "draft-2"]
    assert len(soup.select(".row")) == 4
    assert soup.select_one(".row-approved .state").get_text() == "approved"  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_one_language(language: str) -> None:
    soup = BeautifulSoup(report_page([hostile()], "site", "2026-11-25", language), "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == language
    assert words(language)("legend") in soup.get_text()


def test_the_command_writes_the_drafts_that_are_asked_for(site: Site) -> None:
    before = site.drafts()
    out = site.do("report", "--html", "out.html")
    assert "out.html: 2 drafts" in out
    soup = BeautifulSoup(site.read("out.html"), "html.parser")
    assert len(soup.select(".row")) == 16
    assert site.unit(PLAIN).target in soup.get_text()
    site.do("report", "--html", "one.html", "content/q", "--lang", "zh")
    assert DRAFT not in site.read("one.html")
    assert SECOND in site.read("one.html")
    assert site.drafts() == before


def test_a_draft_without_source_has_a_note(site: Site) -> None:
    (site.root / FIRST).unlink()
    site.do("report", "--html", "out.html")
    assert re.search(f"its source {FIRST} is gone", site.read("out.html"))


def test_without_drafts_there_is_no_report(site: Site) -> None:
    with pytest.raises(TranspipeError, match="no draft under content/x"):
        site.do("report", "--html", "out.html", "content/x")
    with pytest.raises(TranspipeError, match="can't be written"):
        site.do("report", "--html", "no/such/out.html")
