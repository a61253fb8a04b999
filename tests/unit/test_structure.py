"""What a translation may do otherwise, and what it may not."""

from __future__ import annotations

import pytest

from helpers import PROSE, parse
from transpipe.model import Document
from transpipe.pair.align import align
from transpipe.pair.outward import same_outward
from transpipe.pair.side import read_side
from transpipe.pair.structure import differences
from transpipe.parse.document import parse_document


def told(source: str, target: str) -> list[tuple[str, str]]:
    left, right = read_side(parse(source)), read_side(parse(target))
    links = align(left.document, right.document)
    found = [(str(one.loss), one.what) for one in differences(left, right, links)]
    assert not (found and same_outward(source.encode(), target.encode())), "the look from outside missed it"
    return found


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("见[报告](/zh/a/#背景)。", "See the [report](/en/a/#background)."),
        ("见[报告](a.zh.md)。", "See the [report](a.en.md)."),
        ("见[维基](https://zh.wikipedia.org/wiki/水)。", "See [Wikipedia](https://en.wikipedia.org/wiki/Water)."),
        ("见[新闻](https://news.example.cn/1)。", "See the [news](https://example.com/2)."),
        ("见[水](/w)和[水](/w)。", "See [water](/w) and more water."),
        ("见 <https://a.org/b>。", "See [this page](https://a.org/b)."),
        ("见 [a.org/b](https://a.org/b)。", "See a.org/b."),
        ("运行 `make`。", "Run make."),
        ("运行命令。", "Run the `command`."),
        ("字段 `名称` 必填。", "The field `name` is required."),
        ("![图](a-zh.png)", "![Picture](a-en.png)"),
        ("![图](架构.png)", "![Picture](architecture.png)"),
        ("```py\n# 注释\nx = 1\n```", "```py\n# a comment\nx = 1\n```"),
        ("```\nx = 1  # 设为一\n```", "```\nx = 1  # set to one\n```"),
        ('{{< figure src="a.png" title="水" >}}', '{{< figure src="a.png" title="Water" >}}'),
        ('{{< ref "/zh/a" >}} 见', '{{< ref "/en/a" >}} see'),
        ("## 一 {#one}\n\n甲", "## One\n\nA"),
        ("甲\n\n乙", "A\n\nB"),
        ("- 甲\n- 乙", "* A\n* B"),
        ("---\ntags: [甲, 乙]\n---\n文", "---\ntags: [A]\n---\nText"),
        (
            "代表们讨论了循环经济和电子废弃物的问题。他们认为，延长设备的使用寿命是最有效的办法。",
            "The delegates discussed the circular economy, and the problem of electronic waste.\n\n"
            "They believe that longer use is what helps most.",
        ),
    ],
)
def test_what_belongs_to_a_language_may_differ(source: str, target: str) -> None:
    assert told(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("见[报告](/a/)。", "See the report.", [("lost", "link")]),
        ("见报告。", "See the [report](/a/).", [("gained", "link")]),
        ("见[报告](/a/)。", "See the [report](/b/).", [("differs", "link")]),
        ("见[甲](/a/)和[乙](/b/)。", "See [A](/a/).", [("lost", "link")]),
        ("见[报告][1]。\n\n[1]: /a/", "See the [report][1].\n\n[1]: /b/", [("differs", "link")]),
        ('见<a href="/a/">报告</a>。', "See the report.", [("lost", "link")]),
        ("甲 ![图](a.png)", "A", [("lost", "image")]),
        ('<img src="a.png">\n\n甲', "A", [("lost", "image")]),
        ("{{< youtube abc1 >}}\n\n甲", "A", [("lost", "shortcode")]),
        ("{{< youtube abc1 >}}", "{{< youtube abc2 >}}", [("differs", "shortcode")]),
        ("甲 `a`", "A", [("lost", "code")]),
        ("```\nx = 1\n```", "```\nx = 2\n```", [("differs", "code block")]),
        ("甲\n\n```\nx\n```", "A", [("lost", "code block")]),
        ("甲", "A\n\n```\nx\n```", [("gained", "code block")]),
        ("```\na\n```\n\n```\nb\n```", "```\nb\n```", [("lost", "code block")]),
        ("# 甲\n\n## 乙\n\n丙", "# A\n\n### B\n\nC", [("differs", "heading level")]),
        ("# 甲\n\n## 乙", "# A", [("lost", "section")]),
        ("# 甲", "# A\n\n## B", [("gained", "section")]),
        ("甲。[^1]\n\n[^1]: 注", "A.", [("lost", "footnote"), ("lost", "footnote")]),
    ],
)
def test_what_is_lost_gained_or_other(source: str, target: str, expected: list[tuple[str, str]]) -> None:
    assert told(source, target) == expected


def test_a_section_is_one_difference() -> None:
    source = "# 甲\n\n文。\n\n## 乙\n\n很长的一段文字，[链](/a)。\n\n- 项\n- 目\n\n## 丙\n\n文。"
    assert told(source, "# A\n\nText.\n\n## C\n\nText.") == [("lost", "section (and 3 more)")]


def test_settled_spans_are_left_out() -> None:
    left, right = (read_side(parse_document(text, PROSE)) for text in (b"\xe7\x94\xb2 [b](/a)", b"A"))
    links = align(left.document, right.document)
    assert list(differences(left, right, links, ([left.document.blocks[0].span], []))) == []


def test_documents_without_anything() -> None:
    empty: Document = parse("")
    side = read_side(empty)
    assert list(differences(side, side, [])) == []


def test_the_look_from_outside_tells_pins_and_lone_marks() -> None:
    assert same_outward(b"# \xe6\xa0\x87\n\ntext `a`\n", b"# A {#b}\n\ntext `a`\n"), "a pin is no difference"
    assert same_outward(b"it`s\n\nit`s\n", b"it`s\n\nis `t\n"), "a lone backtick is no code"
    assert not same_outward(b"`a` `b`\n", b"`a` `c`\n")
    assert not same_outward(b"<https://a.org/x>\n", b"<https://a.org/y>\n")
    assert not same_outward(b"{{#\n", b"{{ #\n")
