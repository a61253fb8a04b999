"""Sentences: where they end, what travels as a tag, what stays between them."""

from __future__ import annotations

import pytest

from helpers import segments
from transpipe.model import Glue, Sentence
from transpipe.protected import protected_spans


def sentences(text: str, max_chars: int = 80) -> list[str]:
    return [sentence.text for segment in segments(text, max_chars) for sentence in segment.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句。两句！三句？四；五……六", ["一句。", "两句！", "三句？", "四；", "五……", "六"]),
        ("他说：“好。”然后走。", ["他说：“好。”", "然后走。"]),
        ("（见附件。）后面", ["（见附件。）", "后面"]),
        ("版本 3.14 发布!很好?是 1,000 个", ["版本 3.14 发布!", "很好?", "是 1,000 个"]),
        ("中文. 后面", ["中文.", "后面"]),
        ("行一\n行二。\n行三", ["行一行二。", "行三"]),
        ("用 Hugo\nMarkdown 写", ["用 Hugo Markdown 写"]),
        ("English only.", []),
    ],
)
def test_sentence_boundaries(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_pair_with_a_boundary_inside_is_taken_apart() -> None:
    assert sentences("前**一。二**后") == ["前", "一。", "二", "后"]
    assert sentences("前**一。**二") == ["前⟦1⟧一。⟦/1⟧", "二"]


def test_nested_markers_travel_as_one_tag() -> None:
    assert sentences("**[标准](/a)** 的工作") == ["⟦1⟧标准⟦/1⟧ 的工作"]


def test_a_pair_without_chinese_is_one_lone_tag() -> None:
    assert sentences("由 [Noah Ispas](/n) 和**维护**者") == ["由 ⟦1/⟧ 和⟦2⟧维护⟦/2⟧者"]


def test_a_lone_pair_stays_outside_of_its_sentence() -> None:
    assert sentences("**[标准](/a)**") == ["标准"]


def test_lines_of_images_are_no_part_of_a_sentence() -> None:
    assert sentences("上一行\n![](a.png)\n下一行") == ["上一行", "下一行"]


def test_long_sentences_are_cut_at_commas() -> None:
    text = "这是一个很长的句子的第一部分，" * 6 + "这是最后一部分。"
    (segment,) = segments(text, max_chars=40)
    assert all(len(sentence.text) <= 40 for sentence in segment.sentences)
    assert [part.target for part in segment.parts if isinstance(part, Glue)] == [", "] * (len(segment.sentences) - 1)
    assert [sentence.clause for sentence in segment.sentences][:2] == [False, True]


def test_enumerations_are_cut_at_every_item() -> None:
    text = "领域包括：" + "、".join(["人工智能", "区块链", "物联网", "量子计算", "云计算", "大数据", "机器学习"]) + "。"
    assert sentences(text, 20)[:3] == ["领域包括", "人工智能", "区块链"]
    assert sentences(text, 20)[-1] == "机器学习。"


def test_numbers_are_not_cut() -> None:
    text = "总计 1,000,000 个单位在 10:30 之前完成了这项非常重要的工作" + "并且继续" * 10
    assert any("1,000,000" in sentence and "10:30" in sentence for sentence in sentences(text, 20))


@pytest.mark.parametrize(
    "text",
    [
        "ITU-T L.1470",
        "ISO 14064-1:2018",
        "GB/T 24040-2008",
        "FG-AI4A-I-133",
        "https://a.b/c?d=e",
        "a.b@c.org",
        ":seedling:",
        "Y.4900/L.1600",
    ],
)
def test_identifiers_are_protected(text: str) -> None:
    sentence = f"根据 {text} 的要求"
    ((start, end, _),) = protected_spans(sentence)
    assert sentence[start:end] == text


@pytest.mark.parametrize("text", ["COP28 的成果", "比例 3:1", "5G 网络", "A.I 技术", "时间 10:30:20"])
def test_ordinary_words_are_not_protected(text: str) -> None:
    assert protected_spans(text) == []


def test_no_sentence_has_more_than_nine_tags() -> None:
    text = "甲".join(f"`c{i}`" for i in range(25)) + "乙。"
    assert all(len(sentence.tags) <= 9 for segment in segments(text) for sentence in segment.sentences)


def test_a_pair_with_too_many_tags_is_taken_apart() -> None:
    text = "前**" + "甲".join(f"`c{i}`" for i in range(14)) + "**后乙。"
    found = [sentence for segment in segments(text) for sentence in segment.sentences]
    assert sum(len(sentence.tags) for sentence in found) == 14
    assert all(len(sentence.tags) <= 9 for sentence in found)


def test_protected_text_gives_way_to_markup() -> None:
    text = "见 " + " ".join(f"*甲{i}*" for i in range(8)) + " 和 ISO 14001:2015 与 ISO 14064-1:2018 及 ISO 9001:2015 乙"
    (sentence,) = [part for segment in segments(text) for part in segment.parts if isinstance(part, Sentence)]
    assert len(sentence.tags) <= 9
    assert "ISO 14001:2015" in sentence.text


def test_tag_brackets_in_prose_are_no_tags() -> None:
    assert sentences("文字⟦1⟧文字") == ["文字[1]文字"]
