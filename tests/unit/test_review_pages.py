"""The pages of the review: values in, HTML out. Posts hold HTML on purpose, so nothing may come out as markup."""

from __future__ import annotations

import dataclasses
import string
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import transpipe
from transpipe.model import Severity
from transpipe.parse import markdown_spans
from transpipe.review.asset_files import asset_address
from transpipe.review.chinese import ANSWERS, NAMES, RULES
from transpipe.review.differences import differences
from transpipe.review.markup import tag
from transpipe.review.pages import Page, draft_page, drafts_page
from transpipe.review.preview import Resource, preview_page
from transpipe.review.report_page import report_page
from transpipe.review.values import (
    FILTERS,
    Comment,
    DraftView,
    Fix,
    Mark,
    MemoryMatch,
    Row,
    RowFinding,
    RowState,
    SourceChange,
    TagInfo,
    matching,
    summary,
)
from transpipe.review.words import _WORDS, LANGUAGES, answer, choose_language, counted, name, words
from transpipe.rules import BY_ID
from transpipe.verify.checks import CHECKS, DOCUMENT_CHECKS, KEPT

ATTACK = "<script>alert(1)</script>\" onload='x' <img src=x onerror=alert(2)>"


def row(number: int, **values: object) -> Row:
    base = Row(f"r{number}", number, "paragraph", f"原文{number}", f"Text {number}", f"v{number}", RowState.MACHINE)
    return dataclasses.replace(base, **values)  # type: ignore[arg-type]


def page(language: str = "en") -> Page:
    return Page(language, words(language), "csrf-token", "/d/x")


def hostile() -> DraftView:
    """A draft whose every text is an attack."""
    made = Row(
        id="r1", line=1, kind=ATTACK, source=f"⟦1⟧{ATTACK}⟦/1⟧", target=f"⟦1⟧{ATTACK}⟦/1⟧", version=ATTACK,
        state=RowState.CONFLICT, tags=(TagInfo(1, True, ATTACK, ATTACK, ATTACK),), source_sentences=(ATTACK, ATTACK),
        target_sentences=(ATTACK, ATTACK), source_marks=(Mark(3, 9, "term", ATTACK),),
        target_marks=(Mark(3, 9, "missing", ATTACK),),
        findings=(RowFinding(ATTACK, Severity.ERROR, ATTACK, Fix(ATTACK, ATTACK)),),
        memory=(MemoryMatch(ATTACK, ATTACK, 80, ATTACK, ATTACK),), alternatives=(ATTACK,),
        source_change=SourceChange(ATTACK, f"x{ATTACK}"), proposal=ATTACK, comments=(Comment(ATTACK, ATTACK, ATTACK),),
    )  # fmt: skip
    raw = dataclasses.replace(made, id="r2", raw=True)
    return DraftView("d1", ATTACK, ATTACK, ATTACK, ATTACK, (made, raw), made.findings, ATTACK, ATTACK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_post_becomes_markup(language: str) -> None:
    view = hostile()
    asked = Page(language, words(language), ATTACK, ATTACK)
    for html in (draft_page(view, asked, "all", ATTACK), drafts_page([summary(view, 3)], asked)):
        soup = BeautifulSoup(html, "html.parser")
        assert [script["src"] for script in soup.find_all("script")] in ([], [asset_address("review.js")])
        assert soup.find_all("img") == []
        assert not any(name.startswith("on") for element in soup.find_all(True) for name in element.attrs)
        assert ATTACK in soup.get_text()


def test_markup_is_shown_as_chips_and_never_as_raw_tags() -> None:
    made = row(1, source="请看⟦1⟧链接⟦/1⟧和⟦2/⟧", target="See ⟦2/⟧ ⟦1⟧the link⟦/1⟧",
               tags=(TagInfo(1, True, "link", "[", "](https://a.b)"), TagInfo(2, False, "code", "`x`")))  # fmt: skip
    soup = BeautifulSoup(draft_page(DraftView("d", "p", "s", "t", "x", (made,)), page()), "html.parser")
    target = soup.select_one(".target .text")
    assert target is not None
    assert [chip["data-tag"] for chip in target.select(".chip")] == ["⟦2/⟧", "⟦1⟧", "⟦/1⟧"]
    assert target.select(".chip")[1]["aria-label"] == "link 1 begins"
    assert "⟦" not in soup.get_text()


def test_marks_are_underlined_within_their_sentence() -> None:
    made = row(1, source="第一句。国际电联。", target="First. The ITU.", source_sentences=("第一句。", "国际电联。"),
               target_sentences=("First.", "The ITU."), source_marks=(Mark(4, 8, "term", "国际电联 = ITU"),),
               target_marks=(Mark(11, 14, "term", "国际电联 = ITU"),))  # fmt: skip
    soup = BeautifulSoup(draft_page(DraftView("d", "p", "s", "t", "x", (made,)), page()), "html.parser")
    assert [mark.text for mark in soup.select(".source .sentence:nth-of-type(2) .mark")] == ["国际电联"]
    assert [mark.text for mark in soup.select(".target .mark")] == ["ITU"]
    assert [item.text for item in soup.select("details li")] == ["国际电联 = ITU"]


def test_filters_and_search() -> None:
    rows = (
        row(1, state=RowState.APPROVED),
        row(2, findings=(RowFinding("order", Severity.INFO, "m"),)),
        row(3, state=RowState.EDITED, findings=(RowFinding("number", Severity.WARNING, "m"),)),
        row(4, state=RowState.CONFLICT),
        row(5, state=RowState.STALE),
    )
    found = {name: [item.line for item in matching(rows, name)] for name in FILTERS}
    assert found == {
        "all": [1, 2, 3, 4, 5], "findings": [3, 2], "unreviewed": [2, 3, 4, 5], "edited": [3, 4], "stale": [4, 5],
    }  # fmt: skip
    assert [item.line for item in matching(rows, "all", "TEXT 3")] == [3]
    assert [item.line for item in matching(rows, "all", "原文5")] == [5]


def test_the_list_shows_first_what_needs_attention() -> None:
    bad = DraftView("d1", "a", "s", "Bad", "x", (row(1, findings=(RowFinding("kept", Severity.ERROR, "m"),)),))
    done = DraftView("d2", "b", "s", "Done", "x", (row(1, state=RowState.APPROVED),))
    html = drafts_page([summary(done, 0), summary(bad, 2)], page())
    assert html.index("Bad") < html.index("Done")
    assert "1 error<" in html
    assert "0/1" in html


def test_every_word_has_both_languages() -> None:
    assert all(len(pair) == 2 and all(pair) for pair in _WORDS.values())
    assert all(
        not set(chinese) <= set(string.printable)
        for key, (_, chinese) in _WORDS.items()
        if key not in ("code", "language")
    )
    assert [choose_language(header) for header in ("", "de,zh-CN;q=0.8", "en-GB,zh", "fr")] == ["en", "zh", "en", "en"]
    assert words("xx")("approve") == "Approve"


def test_names_that_come_from_elsewhere_have_chinese_ones() -> None:
    kinds = {
        *markdown_spans._LEAF_KINDS.values(),
        *markdown_spans._PAIRED.values(),
        *markdown_spans._STANDALONE.values(),
    }
    assert sorted(kinds - NAMES.keys()) == []
    assert sorted({check.id for check in (*CHECKS, *DOCUMENT_CHECKS, KEPT)} - RULES.keys()) == []
    assert sorted(RULES.keys() - BY_ID.keys()) == []
    assert (name("heading", words("zh")), name("heading", words("en")), name("x", words("zh"))) == (
        "标题",
        "heading",
        "x",
    )
    assert [counted(number, "errors", words("en")) for number in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]


def test_answers_that_have_a_chinese_form_are_given_somewhere() -> None:
    folder = Path(transpipe.__file__).parent
    code = "".join((folder / path).read_text("utf-8") for path in ("jobs/review.py", "pipeline/rewrite.py"))
    assert [message for message in ANSWERS if message not in code] == []
    assert answer("it would change the structure of the page: x: y", words("zh")) == "会改变页面的结构: x: y"
    assert answer("something else", words("zh")) == "something else"


def test_attributes_and_children_are_escaped() -> None:
    assert tag("a", "<b>", None, [1, "&"], href='"><x>', hidden=False, data_x=True) == (
        '<a href="&#34;&gt;&lt;x&gt;" data-x>&lt;b&gt;1&amp;</a>'
    )
    assert tag("br") == "<br>"


def unspoken(before: str, after: str) -> str:
    """Differences as the eye sees them."""
    soup = BeautifulSoup(differences(before, after, words("en")), "html.parser")
    for said in soup.select(".spoken"):
        said.decompose()
    return str(soup)


def test_differences_show_what_went_and_what_came() -> None:
    assert unspoken("same ⟦1⟧text⟦/1⟧", "same text") == "same text"
    assert unspoken("到2022年末才有。", "到2023年末都有。") == (
        "到<del>2022</del><ins>2023</ins>年末<del>才</del><ins>都</ins>有。"
    )
    assert unspoken("到2022年。", "到2023年底。") == "到<del>2022年</del><ins>2023年底</ins>。"
    assert unspoken("很长的话。", "话。") == "<del>很长的</del>话。"
    assert unspoken("", "新的") == "<ins>新的</ins>"


def test_differences_are_said_to_those_who_do_not_see_them() -> None:
    assert differences("旧话", "新话", words("zh")) == (
        '<del><span class="spoken" lang="zh">删除： </span>旧</del><ins><span class="spoken" lang="zh">新增： </span>新</ins>话'
    )


@pytest.mark.parametrize("state", [RowState.STALE, RowState.CONFLICT])
def test_a_stale_row_shows_what_has_changed_in_its_source(state: RowState) -> None:
    made = row(1, state=state, source_change=SourceChange("一共三家公司。", "一共五家公司。"))
    unknown = row(2, state=state, source_change=SourceChange("", "新的话。"))
    view = DraftView("d", "p", "s", "t", "x", (made, unknown, row(3)))
    report = report_page([view], "site", "2026-01-01", "en")
    for html in (draft_page(view, page()), report):
        first, second, third = BeautifulSoup(html, "html.parser").select(".row")
        assert [item.text for item in first.select(".source-change del, .source-change ins")] == [
            "removed: 三", "added: 五",
        ]  # fmt: skip
        assert "not known any more" in second.text
        assert "source" not in third.select_one(".details").text.lower()  # type: ignore[union-attr]


def test_the_preview_renders_what_a_reader_would_see() -> None:
    source = (
        b'---\ntitle: T\n---\n## Head\n\n**bold** {{< youtube abc >}} [go]({{< ref "/x" >}}) ![a](a.png) ![b](../b.png)\n\n'
        b"{{% note %}}inner{{% /note %}}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    html = preview_page(source, ATTACK, lambda name: Resource(b"\x89PNG", "image/png") if name == "a.png" else None)
    soup = BeautifulSoup(html, "html.parser")
    assert [code.text for code in soup.select(".shortcode")] == ["youtube", "note", "/note"]
    assert soup.select_one("a")["href"] == "#"  # type: ignore[index]
    assert [image["src"][:15] for image in soup.select("img")] == ["data:image/png;", ""]
    assert soup.select_one("td") is not None
    assert soup.select_one("h1").text == ATTACK  # type: ignore[union-attr]
    assert "title: T" not in html
