"""The quick questions to bytes agree with the slow answers: they may say yes too often, and never no."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import PROSE, RULES
from transpipe.detect.language import chinese_residue
from transpipe.detect.prescan import marker_hints, may_hold_chinese, may_hold_english
from transpipe.detect.scopes import Markers
from transpipe.errors import ParseError
from transpipe.model import SourceFile
from transpipe.parse.document import parse_document
from transpipe.parse.front_matter import read_front_matter
from transpipe.parse.plain_front_matter import plain_front_matter
from transpipe.pipeline.check_file import CheckRules, Role, check_file
from transpipe.script import has_han

DATA = Path(__file__).parents[1] / "data" / "language-blocks.tsv"
CONSTRUCTS = Path(__file__).parents[1] / "constructs"


def has_chinese_prose(source: bytes) -> bool:
    document = parse_document(source, PROSE)
    return any(chinese_residue(block) is not None for block in document.blocks if block.kind != "taxonomy")


def test_ranges_of_han() -> None:
    assert not may_hold_chinese("Plain “English” — ü ß ☃ 한국어 ひらがな ※ ，。😀".encode())
    for char in "々〇㐀䶿一鿿豈\ufaff𠀀\U000323af":
        assert may_hold_chinese(f"x {char} y".encode()), char


@given(st.characters(exclude_categories=["Cs"]))
def test_every_character_is_judged_as_the_regular_expression_does(char: str) -> None:
    # A range of two bytes is taken whole: the quick answer may be yes where there is none.
    assert may_hold_chinese(char.encode()) or not has_han(char)


@pytest.mark.parametrize("path", sorted(CONSTRUCTS.glob("*/*.md")), ids=lambda path: path.parent.name + "/" + path.name)
def test_no_prose_is_hidden_in_constructs(path: Path) -> None:
    source = path.read_bytes()
    assert may_hold_chinese(source) or not has_chinese_prose(source)


PIECES = st.sampled_from(
    ["中文", "a", " ", "\n", "\n\n", "```", "````", "~~~", "`", "``", "\\", "<!--", "-->", "<div>", "<pre>", "</pre>", "- ", "> ",
     "    ", "[//]: # (", ")", "{{< x >}}", "#", "|"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_prose_is_hidden_in_any_mixture(text: str) -> None:
    source = text.encode("utf-8")
    try:
        prose = has_chinese_prose(source)
    except ParseError:
        return
    assert may_hold_chinese(source) or not prose


@pytest.mark.parametrize(
    "text", ["&#26631;&#x51c6;\n", '---\ntitle: "\\u6807\\u51c6"\n---\n', '{"title": "\\u6807\\u51c6"}\n']
)
def test_characters_that_are_written_as_numbers_are_seen(text: str) -> None:
    assert findings(text) == ["标准"]


def test_chinese_in_code_and_comments_alone_needs_no_parser() -> None:
    text = "# A\n\n```sh\n# 注释\n```\n\nUse `中文` here.\n\n<!--\n译注\n-->\n\n[//]: # (译注)\n"
    assert not may_hold_chinese(text.encode())
    assert may_hold_chinese(text.replace("Use", "用").encode())


def test_english_lines() -> None:
    english = "The group has agreed on a plan for the next two years.\n"
    assert may_hold_english(f"中文。\n\n{english}".encode())
    assert not may_hold_english(f"中文。\n\n```\n{english}```\n<!--\n{english}-->\n".encode())
    assert not may_hold_english("安装 the plugin of the kind.\n".encode())


@pytest.mark.parametrize("phrase", ["Requires translation", "需要翻译", "Übersetzung nötig", "à traduire", "…"])
def test_marked_files_hold_a_hint(phrase: str) -> None:
    from transpipe.detect.scopes import normalise

    markers = Markers(frozenset({normalise(phrase)}), frozenset())
    for written in (phrase, phrase.upper(), phrase.title()):
        lower = f"> {written}\n\n中文\n".encode().lower()
        assert any(hint in lower for hint in marker_hints(markers))


# --- front matter -----------------------------------------------------------------------------------

LINES = st.sampled_from(
    ["title: A", "title: 标题：二", "date: 2024-02-28", "date: 2024-02-30", "tags:", "  - a", "- b", "    - c", "image:",
     "  caption: x", "    deep: y", "  deep:", "list: [a, b c]", 'quoted: "a: b"', "single: 'it'", "number: 12", "empty:", "bad: a: b",
     "colon: a:", "hash: a # b", "- - a", "\ttab: x", "anchor: &a b", "flow: {a: b}", "title: again", "", "# c", "nel: a\u0085b", "ls: a\u2028b",
     "time: 2024-01-01T10:00:00Z", "octal: 08", "x: y\r"]
)  # fmt: skip


@given(st.lists(LINES, max_size=8))
def test_what_is_plain_is_valid(lines: list[str]) -> None:
    source = "\n".join(["---", *lines, "---", "body\n"]).encode()
    body = plain_front_matter(source)
    if body is not None:
        front = read_front_matter(source)  # raises when it is not valid
        assert front is not None
        assert (front.span.end, front.duplicates) == (body, ())


@pytest.mark.parametrize(
    "front",
    [
        "title: 标题\ndate: 2023-12-09\ntags:\n  - a\n  - b\nimage:\n  filename: a.webp\n  preview_only: false\ndraft: true\n",
        "title: A\ntags:\n- a\n- b\nlist: [a, b c]\n",
        "title: A\nparams:\n  transpipe:\n    status: needs-review\n    source_hash: sha256:ab\n    date: 2024-01-02\n",
        "",
    ],
)
def test_common_front_matter_is_plain(front: str) -> None:
    source = f"---\n{front}---\nbody\n".encode()
    assert plain_front_matter(source) == source.index(b"body")
    assert plain_front_matter(source.replace(b"\n", b"\r\n")) == source.replace(b"\n", b"\r\n").index(b"body")


# --- pages in other languages ---------------------------------------------------------------------------


def findings(text: str) -> list[str]:
    facts = check_file(SourceFile("a.md", text.encode()), Role.TARGET, CheckRules(PROSE, RULES.markers))
    return [finding.excerpt for finding in facts.findings]


def test_a_heading_without_kana_on_a_japanese_page_is_japanese() -> None:
    page = "国際電気通信連合は、温室効果ガスの排出量を削減するための勧告を発表しました。\n"
    assert findings(f"## 標準化委員会\n\n{page}") == []
    assert findings("## 標準化委員會\n\nText.\n") == ["標準化委員會"]
    assert (
        findings(
            f"{page}\n由于缺乏统一的数据格式，不同厂家的碳管理系统很难互通，因此需要制定统一的标准并推广应用到全部的行业。\n"
        )
        != []
    )


def test_every_labelled_block_is_seen_by_the_prescan() -> None:
    for line in DATA.read_bytes().decode("utf-8").split("\n")[1:-1]:
        label, _, text = line.split("\t")
        if label == "untranslated":
            assert may_hold_chinese(re.sub(r"\\n", "\n", text).encode()), text
