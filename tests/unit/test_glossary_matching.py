"""Which terms a text holds, in every script and place, and which of several wins."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import FunctionEngine, drafts_of, glossary, plan, translated
from transpipe.glossary.matching import Matcher
from transpipe.han_variants import _SIMPLIFIED, _TRADITIONAL, fold
from transpipe.model import Sentence
from transpipe.translate.pseudo import pseudo
from transpipe.translate.terms import Glossary, model_input
from transpipe.units import Term

TERMS = Glossary(
    [
        Term(("国际电联",), "ITU", place="a:1"),
        Term(("電子廢物",), "e-waste", place="a:2"),
        Term(("标准化管理局",), "Standardization Management Board", context=("国际电工委员会",), place="a:3"),
        Term(("标准化",), "standardization", place="a:4"),
        Term(("ＡＩ治理",), "AI governance", place="a:5"),
        Term(("化管理",), "chemical management", place="a:6"),
        Term(("标准化",), "standardisation of parts", context=("零件",), place="a:7"),
    ],
    "v",
)


def targets(text: str) -> list[str]:
    return [match.target for match in TERMS.find(text)]


def test_nothing_matches_in_other_text() -> None:
    assert targets("") == targets("plain English, 123") == targets("⟦1⟧没有⟦/1⟧") == []
    assert Glossary([], "v").find("国际电联") == Glossary([], "v").explain("国际电联") == []


def test_simplified_and_traditional_match_each_other_at_true_places() -> None:
    text = "關於國際電聯的电子废物工作"
    assert [(match.source, match.target) for match in TERMS.find(text)] == [
        ("國際電聯", "ITU"),
        ("电子废物", "e-waste"),
    ]
    assert all(text[match.start : match.end] == match.source for match in TERMS.find(text))


def test_full_width_letters_match_plain_ones() -> None:
    assert targets("推动AI治理") == targets("推动ＡＩ治理") == ["AI governance"]


def test_an_entry_whose_context_is_not_met_hides_nothing() -> None:
    assert targets("国家标准化管理局") == ["standardization"]
    assert targets("國際電工委員會的標準化管理局") == ["Standardization Management Board"]
    assert targets("零件的标准化") == ["standardisation of parts"], "an entry that asks for a context goes first"


def test_every_match_that_was_not_taken_says_why() -> None:
    text = "国际电工委员会标准化管理局"
    taken, *lost = TERMS.explain(text)
    assert (taken.term.target, taken.lost) == ("Standardization Management Board", "")
    assert [(match.source, match.term.place, match.lost) for match in lost] == [
        ("标准化", "a:7", "none of its context words is near: 零件"),
        ("标准化", "a:4", "标准化管理局 is longer"),
        ("化管理", "a:6", "标准化管理局 begins earlier"),
    ]
    same = Glossary([Term(("甲乙",), "A", place="a:1"), Term(("甲乙",), "B", place="a:2")], "v")
    assert [match.lost for match in same.explain("甲乙")] == ["", "the entry at a:1 goes first"]
    latin = glossary(("AI", "artificial intelligence"))
    assert [match.lost for match in latin.explain("MAIL")] == ["it is part of a longer Latin word"]


def test_places_of_explained_matches_count_the_tags() -> None:
    text = "⟦1⟧甲⟦/1⟧国际电联"
    (match,) = TERMS.explain(text)
    assert text[match.start : match.end] == "国际电联"


@given(st.text(st.sampled_from("国际电联標準化标准管理局甲AＩ治理⟦1⟧ "), max_size=30))
def test_matches_never_overlap_and_are_what_explain_says(text: str) -> None:
    found = TERMS.find(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert [match.start for match in TERMS.explain(text) if not match.lost] == [match.start for match in found]


def test_order_of_entries_does_not_change_who_is_longest() -> None:
    terms = list(TERMS.terms)
    text = "国际电工委员会标准化管理局与國際電聯"
    for order in (terms, terms[::-1]):
        taken = [match.term.target for match in Matcher(order).resolve(text, text) if not match.lost]
        assert taken == ["Standardization Management Board", "ITU"]


# --- folding ----------------------------------------------------------------------------------


@given(st.text())
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_folding_covers_what_input_methods_and_regions_write() -> None:
    assert fold("物聯網／軟體　ＡＩ「双化」・乾淨") == "物联网/软体 AI“双化”·干净"


def test_the_table_is_that_of_opencc() -> None:
    opencc = pytest.importorskip("opencc", reason="OpenCC is not installed here; the table was derived from it")
    convert = opencc.OpenCC("t2s").convert
    assert "".join(convert(char) for char in _TRADITIONAL) == _SIMPLIFIED


# --- places of a document ---------------------------------------------------------------------

PLACES = """---
title: 国际电联
summary: 關於國際電聯
tags: [国际电联, 电联]
---
# 国际电联标准化

[国际电联](/u "国际电联")与**国际电联**、*國際電聯*。

| 国际电联 | 甲 |
|---|---|
| 乙 | 国际电联与丙 |

![国际电联](a.png)

<p title="国际电联">国际电联</p>

{{< figure caption="国际电联" >}}
"""


def test_terms_hold_in_every_place() -> None:
    engine = FunctionEngine(pseudo)  # the pseudo engine leaves Latin text as it is
    made = translated(PLACES.encode(), engine, TERMS).decode()
    assert "国际电联" not in made.replace("tags: [国际电联, 电联]", "")
    assert "國際電聯" not in made
    for expected in (
        "title: ITU\n", "# ITU standardization\n", '[ITU](/u "ITU")', "**ITU**", "*ITU*", "| ITU |", "![ITU](a.png)",
        '<p title="ITU">ITU</p>', 'caption="ITU"',
    ):  # fmt: skip
        assert expected in made, expected
    assert made.count("ITU") == 13
    assert all("国际电联" not in asked and "國際電聯" not in asked for asked in engine.asked)


def test_a_text_that_is_a_term_as_a_whole_never_reaches_the_engine() -> None:
    engine = FunctionEngine(pseudo)
    translated("# 国际电联\n\n- 電子廢物。\n- 「电子废物」\n\n|国际电联|\n|---|\n|标准化|\n".encode(), engine, TERMS)
    assert engine.asked == []


def test_a_gloss_with_the_abbreviation_stays_and_proves_nothing() -> None:
    terms = Glossary([Term(("协调小组",), "Coordination Group", "SPCG", admitted=("Coordinating Group",))], "v")
    (match,) = terms.find("协调小组（SPCG）")
    assert match.source == "协调小组"
    assert match.accepted == ("Coordination Group", "Coordinating Group"), "SPCG comes through on its own"
    assert terms.find("协调小组开会")[0].accepted[-1] == "SPCG"
    assert model_input("协调小组（Coordinating Group）开会", terms.find("协调小组（Coordinating Group）开会")) == (
        "Coordination Group 开会"
    )


def test_sentences_carry_the_terms_they_hold() -> None:
    made = plan("国际电联的工作。\n".encode())
    (sentence,) = (part for part in made.segments[0].parts if isinstance(part, Sentence))
    assert [term.target for term in drafts_of(made, terms=TERMS)[sentence.text].terms] == ["ITU"]
