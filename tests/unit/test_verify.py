"""The guards themselves: certificates, pins, the second opinion on HTML, provenance digests."""

from __future__ import annotations

import pytest

from helpers import PROVENANCE, parse, plan, rendering
from transpipe.model import Edit, Span
from transpipe.parse.anchors import fragments, heading_ids
from transpipe.pipeline.render import render_plan
from transpipe.verify.certificate import Certificate, certify
from transpipe.verify.html_tree import html_difference
from transpipe.verify.skeleton import skeleton_difference
from transpipe.write.provenance import digest, provenance_edit, read_provenance
from transpipe.write.splice import splice
from transpipe.write.values import yaml_value


def test_a_certificate_counts_what_was_compared() -> None:
    made = rendering("## 标题\n\n[链接](/u) `c` {{< x >}}\n".encode()).certificate
    assert {kind: made.constructs[kind] for kind in ("heading", "link", "code", "shortcode")} == {
        "heading": 1, "link": 1, "code": 1, "shortcode": 1,
    }  # fmt: skip
    assert made.bytes_kept > 0


@pytest.mark.parametrize(
    "target",
    ["甲X乙.", "甲Y乙。", "丙Y乙.", "甲Y乙.x", "甲Y", ""],
)
def test_a_certificate_is_refused_for_any_other_byte(target: str) -> None:
    source, edits = "甲中乙。".encode(), [Edit(Span(3, 6), b"Y"), Edit(Span(9, 12), b".")]
    good = parse("甲Y乙.")
    assert isinstance(certify(good, source, good, edits), Certificate)
    assert isinstance(certify(good, source, parse(target), edits), str)


def test_a_certificate_is_refused_for_lost_constructs() -> None:
    before, after = parse("`a` 甲"), parse("\\`a` 甲")
    assert "constructs" in str(certify(before, after.source, after, []))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[甲](/u)", "[a](/v)"), ("![甲](a.png)", "![a](b.png)"), ("`甲`", "`a`"), ("{{< x \"甲\" >}}", "{{< y \"甲\" >}}"),
        ("甲\n\n乙", "a b"), ("- 甲", "* 甲\n* b"), ("## 甲", "### a"), ("<b>甲</b>", "<i>a</i>"), ("*甲*", "a"),
        ("甲  \n乙", "a b"), ("> 甲", "a"), ("甲[^1]\n\n[^1]: 乙", "a\n\n[^1]: b"), ("| 甲 |\n|---|", "| a | b |\n|---|---|"),
        ("---\na: 甲\n---\n", "---\nb: 甲\n---\n"), ("```\n甲\n```", "```\na\n```"), ("1. 甲", "2. a"), ("<!-- 甲 -->", "<!-- a -->"),
    ],
)  # fmt: skip
def test_every_change_of_structure_is_seen(before: str, after: str) -> None:
    assert skeleton_difference(parse(before).skeleton, parse(after).skeleton)


def test_inline_order_is_free_inside_a_block_only() -> None:
    assert skeleton_difference(parse("`a` 甲 [乙](/u)").skeleton, parse("[b](/u) a `a`").skeleton) is None
    assert skeleton_difference(parse("`a`\n\n甲").skeleton, parse("a\n\n`a`").skeleton)


def test_html_trees_are_compared() -> None:
    before = parse('<div title="甲"><b>乙</b></div>')
    assert html_difference(before, parse('<div title="a"><b>b</b></div>')) is None
    assert html_difference(before, parse('<div title="a"><b></b>b<i></i></div>'))
    assert html_difference(before, parse("text"))
    assert html_difference(parse("<div>甲<![x"), parse("<div>a<![x")) is None


def test_ids_that_links_ask_for_are_pinned_and_others_are_not() -> None:
    made = plan("## 脚注\n\n见[上](#脚注)。\n\n## 小结\n\n## 类 {.c}\n\n[类](#类)\n".encode())
    drafts = {s.text: _draft(s.text) for segment in made.segments for s in segment.sentences}
    text = render_plan(made, drafts, PROVENANCE, _prose(), frozenset({"别处"})).data.decode()
    assert "## X {#脚注}" in text
    assert "## X\n" in text
    assert "## X {#类 .c}" in text
    text = render_plan(made, drafts, PROVENANCE, _prose(), frozenset({"小结"})).data.decode()
    assert "## X {#小结}" in text


def _draft(text: str) -> object:
    from transpipe.tagged_text import split_tags
    from transpipe.units import Draft, Origin

    pieces = split_tags(text)
    return Draft(
        "".join(piece if index % 2 else "X" * bool(piece) for index, piece in enumerate(pieces)), Origin.ENGINE
    )


def _prose() -> object:
    from helpers import PROSE

    return PROSE


def test_fragments_of_all_kinds_of_links() -> None:
    source = "[a](#甲) [b](/p/#乙) <a href='x#丙'> {{< ref \"p.md#丁\" >}} [c](#%E6%88%8A) # 标题 #标签"
    assert {"甲", "乙", "丙", "丁", "戊"} <= fragments(source.encode())
    assert "标题" not in fragments(source.encode())


def test_heading_ids_are_unique() -> None:
    assert [name for _, name in heading_ids(parse("# A\n# A\n# a-1\n# !\n# B {#x}"))] == [
        "a",
        "a-1",
        "a-1-1",
        "heading",
        "x",
    ]


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        splice(b"abcdef", [Edit(Span(0, 3), b""), Edit(Span(2, 4), b"")])


@pytest.mark.parametrize("style", ["plain", "single", "double", "literal", "folded", "multiline"])
@pytest.mark.parametrize("in_flow", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a: b",
        "# x",
        "@x",
        "'q' \"d\"",
        "- x",
        "a #b",
        "true",
        "12",
        "2024-01-02",
        "{a}",
        "[b], c",
        "x:",
        "%y",
        "a\nb\n",
        "`x`",
        " lead",
        "~",
        "null",
        "!t",
        "&a",
        "*b",
        "|",
        "",
        "中：文",
    ],
)
def test_yaml_values_load_back_equal(text: str, style: str, in_flow: bool) -> None:
    import yaml

    (field,) = parse("---\nk: x\n---\n").front_matter.fields  # type: ignore[union-attr]
    written = yaml_value(text, replace_field(field, style, in_flow))
    probe = f"k: {{a: [{written}]}}\n" if in_flow else f"k: {written}\nl: 1\n"
    loaded = yaml.safe_load(probe)
    assert (loaded["k"]["a"][0] if in_flow else loaded["k"]) == text


def replace_field(field: object, style: str, in_flow: bool) -> object:
    return field._replace(style=style, in_flow=in_flow)  # type: ignore[attr-defined]


def test_a_digest_does_not_depend_on_the_map() -> None:
    document = parse("---\ntitle: a\nparams:\n  x: 1\n---\n正文\n")
    one = parse(splice(document.source, [provenance_edit(document, {"a": "1"})]).decode())
    two = parse(splice(document.source, [provenance_edit(document, {"a": "1", "b": "2: #"})]).decode())
    assert digest(one) == digest(two)
    assert digest(one) != digest(parse(one.source.decode().replace("正文", "改动")))


@pytest.mark.parametrize(
    "value",
    [
        "needs-review", "sha256:0af3", "b2u2gk:rffqkn 3suw4g:23cwep", "3suw4g:23cwep b2u2gk", "1e5abc 1e5",  # plain
        "no", "Off", "true", "null", "1e5", "1.5", "0x1F", "12:30:00", "1_000", "2026-11-25", "2026-11-25 12:00:00",
        "a: b", "a:", "- a", "a #b", "", " a", "'", "[a", "transpipe 0.1.0", "文",
    ],
)  # fmt: skip
def test_values_of_the_map_load_back_as_the_text_that_they_are(value: str) -> None:
    document = parse("---\ntitle: a\n---\n正文\n")
    written = parse(splice(document.source, [provenance_edit(document, {"a": value})]).decode())
    assert read_provenance(written) == {"a": value}
