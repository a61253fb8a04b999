"""Markers, scopes, and whether a block waits for translation."""

from __future__ import annotations

import pytest

from helpers import RULES, parse
from transpipe.detect.language import is_chinese, is_pending
from transpipe.detect.scopes import find_scopes


def scopes(text: str) -> list[str]:
    document = parse(text)
    found = find_scopes(document, RULES.markers)
    return [document.source[scope.span.start : scope.span.end].decode() for scope in found]


@pytest.mark.parametrize(
    "marker",
    [
        "> Requires translation", "Requires translation", "**Requires Translation!**", "> *requires translation:*",
        "<!-- Requires translation -->", "<!--REQUIRES TRANSLATION.-->", "### Requires translation",
    ],
)  # fmt: skip
def test_marker_forms(marker: str) -> None:
    assert scopes(f"Before.\n\n{marker}\n\n中文\n") == ["中文\n"]


def test_front_matter_marker_takes_the_whole_body() -> None:
    assert scopes("---\ntitle: a\ntranslation: required\n---\n中文\n") == ["中文\n"]


def test_first_line_of_a_quote_may_be_the_marker() -> None:
    document = parse("> Requires translation\n> 引用的中文\n")
    (scope,) = find_scopes(document, RULES.markers)
    (marker,) = scope.markers
    assert document.source[marker.start : marker.end] == b"> Requires translation\n"


def test_several_scopes_end_at_their_end_markers() -> None:
    text = "> Requires translation\n\n甲\n\n> End of translation\n\nText\n\nRequires translation\n\n乙\n"
    assert scopes(text) == ["甲\n\n", "乙\n"]


@pytest.mark.parametrize("text", ["This requires translation of words.", "`Requires translation`", "Requires", ""])
def test_no_marker(text: str) -> None:
    assert scopes(text) == []


@pytest.mark.parametrize(
    ("text", "marked", "pending"),
    [
        ("English only", True, False),
        ("中文段落", False, True),
        ("The twin transition (双化) matters here", True, False),
        ("See 《绿色金融报告》 for more words", False, False),
        ("（双化）", False, True),
        ("Contact us at our office in 北京 when you come to visit the site next year please", False, False),
        ("Contact us at our office in 北京 when you come", True, True),
        ("図書館は二時に閉まります。またお越しください。", True, False),
        ("한국어 문장에 漢字 가 있습니다", True, False),
        ("会议の主题", True, True),
    ],
)
def test_pending(text: str, marked: bool, pending: bool) -> None:
    (block,) = parse(text).blocks
    assert is_pending(block, marked=marked) is pending


def test_langdetect_is_asked_where_script_is_not_enough() -> None:
    assert is_chinese("日本公司「みずほ」与中国企业在北京签署了关于绿色金融合作的协议，双方将共同推动可持续发展。")
    assert not is_chinese("環境省は令和五年度の温室効果ガス排出量を公表した")
