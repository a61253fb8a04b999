"""Approved translations with their numbers and names put right: what is safe, and what is not."""

from __future__ import annotations

import pytest

from helpers import glossary
from transpipe.translate.adapt import Adapted, adapt, differ_in_values, read_tokens

TERMS = glossary(
    ("国际电联", "ITU"), ("世界银行", "World Bank"), ("碳中和", "carbon neutrality"), ("碳达峰", "carbon peaking")
)


def made(source: str, known: str, target: str) -> Adapted | str:
    return adapt(read_tokens(source, TERMS.find(source)), read_tokens(known, TERMS.find(known)), target)


@pytest.mark.parametrize(
    ("source", "known", "target", "expected"),
    [
        ("报告在2024年发布。", "报告在2023年发布。", "The report came out in 2023.", "The report came out in 2024."),
        ("从2024年到2026年。", "从2023年到2025年。", "From 2023 to 2025.", "From 2024 to 2026."),
        ("从2024年到2025年。", "从2023年到2024年。", "From 2023 to 2024.", "From 2024 to 2025."),
        ("降低4.5%。", "降低3.5%。", "Down by 3.5 %.", "Down by 4.5 %."),
        ("共有2500台。", "共有1200台。", "There are 1,200 of them.", "There are 2,500 of them."),
        ("由WHO发布。", "由UNESCO发布。", "Published by UNESCO.", "Published by WHO."),
        ("世界银行的报告。", "国际电联的报告。", "Report of ITU.", "Report of World Bank."),
        ("碳达峰是目标。", "碳中和是目标。", "Carbon neutrality is the aim.", "Carbon peaking is the aim."),
        ("见⟦1⟧第一章⟦/1⟧的5个例子。", "见⟦1⟧第一章⟦/1⟧的4个例子。", "See ⟦1⟧chapter one⟦/1⟧, 4 examples.",
         "See ⟦1⟧chapter one⟦/1⟧, 5 examples."),
    ],
)  # fmt: skip
def test_what_is_said_once_is_put_right(source: str, known: str, target: str, expected: str) -> None:
    result = made(source, known, target)
    assert isinstance(result, Adapted), result
    assert result.target == expected
    assert differ_in_values(source, read_tokens(source, TERMS.find(source)), known), "the quick test lets it pass"
    assert made(source, source, expected) == Adapted(expected, ()), "the same source changes nothing"


@pytest.mark.parametrize(
    ("source", "known", "target", "reason"),
    [
        ("这不可以用。", "这可以用。", "This may be used.", "more than numbers and names"),
        ("报告在去年发布。", "报告在今年发布。", "The report came out this year.", "more than numbers and names"),
        ("2023年有3个。", "2023年有2个。", "In 2023 there were two.", "2 does not stand"),
        ("2024年到2023年。", "2023年到2023年。", "From 2023 to 2023.", "several times"),
        ("发布3份。", "发布2份。", "2 papers and 2 books.", "several times in its translation"),
        ("在6月发布。", "在5月发布。", "5 papers in May.", "in words"),
        ("21世纪。", "20世纪。", "20 years of a century.", "in words"),
        ("第6届大会。", "第5届大会。", "Assembly 5.", "in words"),
        ("80年代。", "90年代。", "In the 90 years.", "in words"),
        ("约4亿人。", "约3亿人。", "About 3 hundred million.", "in words"),
        ("有3个模型。", "有1个模型。", "There is 1 model.", "one and several"),
        ("有8%的增长。", "有7%的增长。", "An increase, a 7 % one.", "article"),
        ("由WHO发布。", "由UNESCO发布。", "Published by the UN body.", "does not stand"),
        ("由WHO发布。", "由UN发布。", "Published by UNESCO.", "does not stand"),
        ("由5发布。", "由UN发布。", "Published by UN.", "more than numbers and names"),
        ("见⟦1/⟧。", "见⟦1⟧章⟦/1⟧。", "See ⟦1⟧it⟦/1⟧.", "more than numbers and names"),
    ],
)
def test_what_may_go_wrong_is_not_touched(source: str, known: str, target: str, reason: str) -> None:
    result = made(source, known, target)
    assert isinstance(result, str), result
    assert reason in result


def test_numbers_of_tags_are_no_numbers() -> None:
    result = made("⟦1/⟧有3个。", "⟦1/⟧有2个。", "⟦1/⟧ has 2.")
    assert isinstance(result, Adapted)
    assert result.target == "⟦1/⟧ has 3."
    assert isinstance(made("⟦1/⟧有3个。", "⟦1/⟧有2个。", "⟦1/⟧ ⟦2/⟧ has two."), str)


@pytest.mark.parametrize(
    ("source", "known", "expected"),
    [
        ("共有12台。", "共有3台。", True),
        ("12台", "3台", True),
        ("共有12", "共有123", True),
        ("由WHO在2024年发布。", "由UNESCO在2023年发布。", True),
        ("国际电联的报告。", "国际电联会的报告。", True),  # a longer term may begin there
        ("共有12台。", "共有12座。", False),
        ("不可用于12台。", "可用于3台。", False),
        ("共有12台车。", "共有3台船。", False),
        ("国际电联的报告。", "国际电联的年报。", False),
    ],
)
def test_the_quick_test_refuses_what_differs_first_or_last_in_words(source: str, known: str, expected: bool) -> None:
    assert differ_in_values(source, read_tokens(source, TERMS.find(source)), known) is expected
    if not expected:
        assert isinstance(made(source, known, "Whatever it says."), str), "so does the thorough one"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("ITU asks.", "World Bank asks."),
        ("All of itu asks.", "All of World Bank asks."),
        ("The ITUC and ITU.", "The ITUC and World Bank."),
        ("In İzmir ITU asks.", "In İzmir World Bank asks."),
        ("In İzmir itu asks.", None),  # İ is longer in lower case, so places would not fit: the case has to be right
    ],
)
def test_a_term_is_replaced_as_a_word_of_its_own(target: str, expected: str | None) -> None:
    result = made("世界银行的报告。", "国际电联的报告。", target)
    if expected is None:
        assert result == "ITU does not stand in its translation"
    else:
        assert isinstance(result, Adapted), result
        assert result.target == expected
