"""What belongs together in two languages, and what has no counterpart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import parse, translated
from transpipe.model import Document
from transpipe.pair.align import align
from transpipe.pair.constructs import Constructs, neutral
from transpipe.pair.fingerprint import prose
from transpipe.script import has_han

SOURCE = """---
title: 数字化转型
tags: [气候, 数字]
---

# 背景

国际电联在 2023 年发布了报告，介绍了数字技术如何帮助各国减少温室气体排放，并提出了建议。

会议有 45 个国家参加，详见[网站](/zh/meeting/)。

## 目标

- 减少排放
- 提高能效，到 2030 年达到 50%
- 保护生物多样性

代表们讨论了循环经济。他们认为，延长设备的使用寿命是最有效的办法。

| 国家 | 数量 |
| --- | --- |
| 中国 | 120 |
| 德国 | 37 |

![合影](/images/group.jpg)
"""
TARGET = """---
title: Digital transformation
tags: [Climate, Digital]
---

# Background

In 2023 ITU published a report on how digital technology helps countries to reduce greenhouse gas emissions, with advice.

Delegates of 45 countries took part, see the [website](/en/meeting/).

## Aims

- Reduce emissions
- Raise energy efficiency, to 50% by 2030
- Protect biodiversity

The delegates discussed the circular economy. They believe that longer use of devices is what helps most.

| Country | Number |
| --- | --- |
| China | 120 |
| Germany | 37 |

![Group photo](/images/group.jpg)
"""


def texts(document: Document, numbers: tuple[int, ...]) -> str:
    spans = [document.blocks[number].span for number in numbers]
    return " + ".join(document.source[span.start : span.end].decode("utf-8") for span in spans)


def unlinked(source: str, target: str) -> list[tuple[str, str]]:
    """All links that are not one to one, as texts."""
    left, right = parse(source), parse(target)
    links = align(left, right)
    assert sorted(i for link in links for i in link.source) == list(range(len(left.blocks)))
    assert sorted(j for link in links for j in link.target) == list(range(len(right.blocks)))
    return [
        (texts(left, link.source), texts(right, link.target))
        for link in links
        if (len(link.source), len(link.target)) != (1, 1)
    ]


def test_a_faithful_translation_is_linked_one_to_one() -> None:
    left, right = parse(SOURCE), parse(TARGET)
    links = align(left, right)
    assert [(link.source, link.target) for link in links] == [((i,), (i,)) for i in range(len(left.blocks))]
    assert min(link.confidence for link in links) > 0.7


def test_empty_documents() -> None:
    assert align(parse(""), parse("")) == []
    assert unlinked("正文。", "") == [("正文。", "")]
    assert unlinked("", "Text.") == [("", "Text.")]


@pytest.mark.parametrize(
    "lost",
    [
        "In 2023 ITU published a report on how digital technology helps countries to reduce greenhouse gas emissions, "
        "with advice.",
        "Delegates of 45 countries took part, see the [website](/en/meeting/).",
        "## Aims",
        "- Reduce emissions\n",
        "- Raise energy efficiency, to 50% by 2030\n",
        "- Protect biodiversity\n",
        "The delegates discussed the circular economy. They believe that longer use of devices is what helps most.",
    ],
)
def test_what_is_dropped_has_no_counterpart(lost: str) -> None:
    (link,) = unlinked(SOURCE, TARGET.replace(lost, ""))
    at = TARGET.split("\n").index(lost.strip("\n"))
    assert link == (SOURCE.split("\n")[at].lstrip("#- "), "")
    assert unlinked(SOURCE.replace(SOURCE.split("\n")[at], ""), TARGET) == [("", lost.strip("#- \n"))]


def test_a_table_row_is_dropped() -> None:
    assert unlinked(SOURCE, TARGET.replace("| China | 120 |\n", "")) == [("中国", ""), ("120", "")]


def test_an_insertion_has_no_counterpart() -> None:
    note = "This is a note of the editor about the weather."
    assert unlinked(SOURCE, TARGET.replace("## Aims", f"{note}\n\n## Aims")) == [("", note)]


def test_a_split_and_a_merge() -> None:
    left = "代表们讨论了循环经济。他们认为，延长设备的使用寿命是最有效的办法。"
    first, second = (
        "The delegates discussed the circular economy.",
        "They believe that longer use of devices helps most.",
    )
    split = TARGET.replace("They believe", "\n\nThey believe")
    assert unlinked(SOURCE, split) == [(left, f"{first} + {second.replace('helps', 'is what helps')}")]
    ((sources, targets),) = unlinked(SOURCE.replace("他们认为", "\n\n他们认为"), TARGET)
    assert sources == "代表们讨论了循环经济。 + 他们认为，延长设备的使用寿命是最有效的办法。"
    assert targets.startswith("The delegates")


def test_a_swap_is_followed_by_what_translation_leaves_alone() -> None:
    first, second = "In 2023 ITU", "Delegates of 45"
    paragraphs = TARGET.split("\n\n")
    a, b = (next(i for i, text in enumerate(paragraphs) if text.startswith(start)) for start in (first, second))
    paragraphs[a], paragraphs[b] = paragraphs[b], paragraphs[a]
    left, right = parse(SOURCE), parse("\n\n".join(paragraphs))
    pairs = {texts(left, link.source)[:4]: texts(right, link.target) for link in align(left, right)}
    assert pairs["国际电联"].startswith(first)
    assert pairs["会议有 "].startswith(second)


def test_known_pairs_win() -> None:
    source, target = parse("甲乙丙。\n\n丁戊己。"), parse("Abc abc.\n\nDef def.")
    links = align(source, target, known=[(0, 1), (1, 0)])
    assert {(link.source, link.target) for link in links} == {((0,), (1,)), ((1,), (0,))}


def test_a_keyed_value_belongs_to_its_key_wherever_it_stands() -> None:
    links = align(parse("---\ntitle: 题\nsummary: 摘要\n---\n"), parse("---\nsummary: Summary\ntitle: Title\n---\n"))
    assert [(link.source, link.target) for link in links] == [((0,), (1,)), ((1,), (0,))]


def test_code_between_paragraphs_is_an_anchor() -> None:
    source = "一。\n\n```\nfirst\n```\n\n二。\n\n```\nsecond\n```\n\n三。\n"
    target = "One.\n\n```\nfirst\n```\n\n```\nsecond\n```\n\nThree.\n"
    assert unlinked(source, target) == [("二。", "")]


_WORDS = st.text("水土火风山川日月星云", min_size=2, max_size=30)
_BLOCKS = st.one_of(
    _WORDS.map(lambda text: f"## {text}"),
    _WORDS.map(lambda text: f"{text}。"),
    _WORDS.map(lambda text: f"[{text}](https://example.org/{len(text)})，见{text}。"),
    st.lists(_WORDS, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(_WORDS, min_size=2, max_size=2).map(lambda row: f"| 甲 | 乙 |\n|---|---|\n| {row[0]} | {row[1]} |"),
    st.just("```\ncode\n```"),
)


@settings(deadline=None)
@given(st.lists(_BLOCKS, min_size=1, max_size=12).map("\n\n".join))
def test_a_pseudo_translation_is_one_to_one(text: str) -> None:
    text = f"## 水火\n\n{text}"
    source, target = parse(text), parse(translated(text.encode("utf-8")).decode("utf-8"))
    links = align(source, target)
    assert [(link.source, link.target) for link in links] == [((i,), (i,)) for i in range(len(source.blocks))]


def test_real_posts_and_their_pseudo_translations_are_one_to_one(corpus: list[Path]) -> None:
    for path in corpus[::4]:
        data = path.read_bytes()
        source = parse(data.decode("utf-8"))
        if path.name == "README.md" or not any(has_han(prose(block)) for block in source.blocks):
            continue
        links = align(source, parse(translated(data).decode("utf-8")))
        assert all(link.source == link.target for link in links), path


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/zh/post/x/", "/en/post/x"),
        ("https://zh.wikipedia.org/wiki/X", "https://en.wikipedia.org/wiki/X"),
        ("../post/index.zh.md#背景", "../post/index.en.md#background"),
        ("images/map-zh.png", "images/map-en.png"),
        ("https://example.org/a?lang=zh", "http://www.example.org/a?lang=en"),
        ("/post/x/", "/zh-cn/post/x/"),
    ],
)
def test_destinations_without_their_language(one: str, other: str) -> None:
    assert neutral(one) == neutral(other)


def test_different_destinations_stay_different() -> None:
    assert len({neutral(x) for x in ("/post/en-route/", "/post/", "/zhuhai/", "/post/zh", "a.png", "a.zen.png")}) == 5


def test_constructs_of_a_block() -> None:
    text = """[![图](/zh/a.png)](/zh/b/ "题")、`code`、<https://c.org/>、[丁][d]、[丁]、{{< ref "/zh/e" >}}、<img src="f.png">

{{< figure src="/zh/g.png" title="题 目" >}}

[d]: /zh/d/
[丁]: /zh/d2/
"""
    document = parse(text)
    finder = Constructs(document)
    found = [tuple(item) for block in document.blocks for item in finder.of(block)]
    assert found == [
        ("image", "/a.png"),
        ("link", "/b"),
        ("code", "code"),
        ("link", "//c.org"),
        ("link", "/d"),
        ("link", "/d2"),
        ("shortcode", '{{< ref "/e" >}}'),
        ("image", "f.png"),
        ("shortcode", '{{< figure src="/g.png" title="" >}}'),
    ]
