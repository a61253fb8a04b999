"""First mention in full, then the abbreviation: through the pipeline, with an engine that says what it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers import PROSE, PROVENANCE, FunctionEngine, drafts_of, plan
from transpipe.pipeline.render import render_plan
from transpipe.translate.abbreviations import abbreviate
from transpipe.translate.terms import Glossary
from transpipe.units import Origin, Term

TERMS = Glossary(
    [
        Term(("国际电信联盟",), "International Telecommunication Union", "ITU", keep_case=True),
        Term(("国家自主贡献",), "nationally determined contribution", "NDC"),
        Term(("全球变暖潜能值",), "global warming potential", "GWP"),
        Term(("国家数据中心",), "national data centre", "NDC"),
    ],
    "v",
)
WORDS = {
    "甲": "the International Telecommunication Union works",
    "乙": "nationally determined contributions",
    "丙": "an International Telecommunication Union's plan",
    "丁": "a nationally determined contribution",
    "戊": "the national data centre",
    "庚": "ITU (the International Telecommunication Union) works",
    "己": "the International Telecommunication Union (ITU) works",
}
SOURCES = {
    "甲": "国际电信联盟甲",
    "乙": "国家自主贡献乙",
    "丙": "国际电信联盟丙",
    "丁": "国家自主贡献丁",
    "戊": "国家数据中心戊",
    "己": "国际电信联盟己",
    "庚": "国际电信联盟庚",
}


def translated(text: str, *, first: bool = True) -> str:
    for mark, source in SOURCES.items():
        text = text.replace(mark, source)
    data = f"---\ntitle: x\n---\n{text}".encode()

    def say(sentence: str) -> str:
        mark = next(mark for mark in WORDS if mark in sentence)
        return WORDS[mark] if "⟦" not in sentence else f"⟦1⟧{WORDS[mark]}⟦/1⟧"

    made = plan(data)
    drafts = drafts_of(made, FunctionEngine(say), TERMS)
    result = render_plan(made, drafts, PROVENANCE, PROSE, abbreviations=first).data.decode()
    return result.rpartition("---\n")[2]


def test_off_changes_nothing() -> None:
    assert translated("甲\n\n甲\n", first=False).count("International Telecommunication Union works") == 2


def test_full_then_short() -> None:
    assert translated("甲\n\n甲\n\n- 甲\n") == (
        "The International Telecommunication Union (ITU) works\n\nThe ITU works\n\n- The ITU works\n"
    )


def test_plural_possessive_and_article_follow() -> None:
    assert translated("乙\n\n丁\n") == "Nationally determined contributions (NDCs)\n\nAn NDC\n"
    assert translated("甲\n\n丙\n").endswith("An ITU's plan\n")
    assert translated("丙\n") == "An International Telecommunication Union's plan\n", "no introduction in a possessive"


def test_headings_tables_and_links_stay_and_introduce_nothing() -> None:
    made = translated("# 甲\n\n[甲](u)\n\n| 甲 |\n|---|\n| 甲 |\n\n甲\n")
    assert made.count("International Telecommunication Union works") == 4
    assert made.endswith("The International Telecommunication Union (ITU) works\n")


def test_emphasis_is_running_text() -> None:
    assert "**The ITU works**" in translated("甲\n\n**甲**\n")


def test_what_is_introduced_already_is_not_introduced_again() -> None:
    assert translated("己\n\n甲\n").count("(ITU)") == 1
    assert translated("庚\n\n甲\n") == "ITU (the International Telecommunication Union) works\n\nThe ITU works\n"
    assert translated("The International Telecommunication Union (ITU) is old.\n\n甲\n").endswith("\n\nThe ITU works\n")
    assert translated("甲\n\nThe International Telecommunication Union (ITU) is old.\n").startswith(
        "The International Telecommunication Union (ITU) works\n"
    ), "what comes later in the file introduces nothing"


def test_letters_that_mean_another_term_are_left_alone() -> None:
    assert translated("乙\n\n戊\n").endswith("The national data centre\n")


def test_approved_text_is_never_changed_but_introduces() -> None:
    made = plan("国际电信联盟己\n\n国际电信联盟甲\n".encode())
    drafts = drafts_of(made, FunctionEngine(lambda s: WORDS["己" if "己" in s else "甲"]), TERMS)
    first, second = ([drafts[item.text] for item in segment.sentences] for segment in made.segments)
    kept = [replace(second[0], origin=Origin.KEPT)]
    assert abbreviate(made.file.data, made.segments, [first, kept]) == [first, kept]
    done = abbreviate(made.file.data, made.segments, [first, second])
    assert done[1][0].target == "the ITU works"


@pytest.mark.parametrize("text", ["甲\n\n甲\n\n乙丁\n", "甲乙\n"])
def test_a_second_pass_changes_nothing(text: str) -> None:
    made = plan("".join(SOURCES.get(char, char) for char in text).encode())
    drafts = drafts_of(made, FunctionEngine(lambda s: WORDS["甲"] + " " + WORDS["乙"]), TERMS)
    once = abbreviate(made.file.data, made.segments, [[drafts[s.text] for s in seg.sentences] for seg in made.segments])
    assert abbreviate(made.file.data, made.segments, once) == once
