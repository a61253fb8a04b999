"""Front matter, shortcodes and Markdown spans: where things are, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

import transpipe.parse.document
from helpers import PROSE, parse
from transpipe.errors import ParseError
from transpipe.masking import filler, mask
from transpipe.model import InlineKind, Quoting, Span
from transpipe.parse.document import parse_again, parse_document
from transpipe.parse.front_matter import read_front_matter
from transpipe.parse.link_parts import unescape
from transpipe.parse.shortcodes import scan_shortcodes


def test_no_front_matter() -> None:
    for text in (b"", b"text", b"\n\ntext", b"- a list\n- b\n", b"{{< x >}}"):
        assert read_front_matter(text) is None


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("lead", ["", "\ufeff", "\n\n"])
def test_yaml_spans(newline: str, lead: str) -> None:
    source = (lead + newline.join(["---", "title: 标题 # note", "tags: [甲, 乙]", "---", "正文"])).encode()
    front = read_front_matter(source)
    assert front is not None
    title = next(field for field in front.fields if field.path == ("title",))
    assert source[title.value.start : title.value.end].decode() == "标题"
    assert source[title.entry.start : title.entry.end].decode() == "title: 标题"
    assert source[front.span.end :].decode() == "正文"
    assert front.data["tags"] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        (b"---\ntitle: a\n", 0),
        (b"+++\ntitle = 'a'\n", 0),
        (b'{"title": "a"\n', 0),
        (b"---\ntitle: 'a\n---\n", 11),
        (b"---\n- a\n---\n", 4),
        (b"+++\ntitle = \n+++\n", 4),
    ],
)
def test_bad_front_matter_names_the_place(source: bytes, offset: int) -> None:
    with pytest.raises(ParseError) as error:
        read_front_matter(source)
    assert error.value.rule == "front-matter"
    assert error.value.offset >= offset


def test_duplicate_keys_are_told(seed: bytes) -> None:
    front = read_front_matter(seed)
    assert front is not None
    assert [key for key, _ in front.duplicates] == ["categories"]
    assert seed[front.duplicates[0][1] :].startswith(b"categories:\nimage")


def test_toml_and_json_fields_are_what_the_parsers_load() -> None:
    toml = '+++\na = "x"\n[t."k.e"]\nb = \'\'\'y\nz\'\'\'\nc = [ "p", { q = "r" } ] # n\n[[l]]\nd = 1979-05-27 07:32:00\n+++\n'
    front = read_front_matter(toml.encode())
    assert front is not None
    assert {(field.path, field.text) for field in front.fields if field.is_text} == {
        (("a",), "x"),
        (("t", "k.e", "b"), "y\nz"),
        (("t", "k.e", "c"), "p"),
        (("t", "k.e", "c", "q"), "r"),
    }
    front = read_front_matter('{"a": {"b": ["一\\n", 1]}, "c": null}\n'.encode())
    assert front is not None
    assert [(field.path, field.text) for field in front.fields if field.is_text] == [(("a", "b"), "一\n")]


def shortcodes(text: str) -> list[tuple[str, str]]:
    return [(code.name, code.form) for code in scan_shortcodes(text.encode("utf-8"))]


def test_shortcode_forms() -> None:
    assert shortcodes("text {{ .not }} {% nor %}") == []
    assert shortcodes("{{< a >}}{{% b %}}x{{% /b %}}{{< / a >}}{{< c />}}{{</* d */>}}") == [
        ("a", "open"), ("b", "open"), ("b", "close"), ("a", "close"), ("c", "self-closing"), ("", "escaped"),
    ]  # fmt: skip
    assert shortcodes("{{<a/b 中文 x-1>}}") == [("a/b", "open")]
    assert shortcodes("{{< t.inline >}}{{ 1 }}{{< /t.inline >}}") == [("t.inline", "open"), ("t.inline", "close")]


def test_shortcode_parameters() -> None:
    source = '{{< f src="a >}} b" `raw "x" >}}`\n n=1\tq = "\\"e\\"" >}}'
    (code,) = scan_shortcodes(source.encode())
    values = [(item.name, source[item.value.start : item.value.end], item.quote) for item in code.parameters]
    assert values == [("src", "a >}} b", '"'), ("", 'raw "x" >}}', "`"), ("n", "1", ""), ("q", '\\"e\\"', '"')]


@pytest.mark.parametrize(
    "text",
    ["{{< a", "{{< a 'x' >}}", '{{< a "x >}}', "{{< >}}", "{{< /a >}}", "{{</* a >}}", "{{< a b=`x >}}", "{{< a.b >}}"],
)
def test_malformed_shortcodes_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(ParseError) as error:
        scan_shortcodes(b"line\n" + text.encode())
    assert error.value.offset == 5
    assert error.value.rule == "shortcode"


def test_a_tag_longer_than_the_window_is_read() -> None:
    (code,) = scan_shortcodes(('{{< a x="' + "长" * 30_000 + '" >}}').encode())
    assert code.span.end == 9 + 90_000 + 5


def test_masks_have_the_length_and_the_identity_of_what_they_hide() -> None:
    assert mask(b"ab{{< x >}}c", [(Span(2, 11), b"i")]) == b"ab" + filler(b"i", 9) + b"c"
    assert filler(b"i", 40)[:9] == filler(b"i", 9)
    assert filler(b"i", 9) != filler(b"j", 9)
    assert filler(b"i", 200).isalpha()


def test_reference_link_keeps_its_label() -> None:
    document = parse("[文][] [文]\n\n[文]: /u\n")
    assert [replacement.decode() for _, replacement in document.blocks[0].also] == ["文]", "][文]"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('[甲](/u "题 \\" 目")', '题 \\" 目'),
        ("[甲](/u 'it')", "it"),
        ("[甲](/u (括(号)))", None),
        ('![甲](<a b> "题")', "题"),
        ('[甲][r]\n\n[r]: /u\n  "下一行"\n', "下一行"),
    ],
)
def test_titles_are_found(text: str, title: str | None) -> None:
    document = parse(text)
    titles = [block for block in document.blocks if block.quoting is Quoting.TITLE]
    if title is not None:
        (block,) = titles
        assert document.source[block.span.start : block.span.end].decode() == title


def test_unescape() -> None:
    assert unescape("a \\* &amp; \\&amp; &#20013;") == "a * & &amp; 中"


def test_html_blocks_read_as_beautifulsoup_reads_them() -> None:
    html = '<div class="a">甲 <b>乙</b>&lt;丙<ul><li>丁</li><li title="戊">己</li></ul></div>'
    document = parse(html)
    ours = "".join(
        item.text for block in document.blocks if block.kind == "html" for item in block.inlines if item.text
    )
    assert ours == BeautifulSoup(html, "html.parser").get_text()
    assert [block.key for block in document.blocks if block.kind == "attribute"] == ["title"]


_TEXT = st.text(
    alphabet="中文，。“”「」（）：a1 \t\n\r*_`~[]()<>!#-+|:.\\\"'{}%/=&;$^\u2028👨\u200d𠮷\u0301",
    max_size=120,
)


@settings(max_examples=400, deadline=None)
@given(_TEXT)
def test_items_tile_every_block(text: str) -> None:
    try:
        document = parse(text)
    except ParseError:
        return
    for block in document.blocks:
        assert 0 <= block.span.start <= block.span.end <= len(document.source)
        if block.quoting in (Quoting.MARKDOWN, Quoting.HTML_TEXT):
            assert block.inlines[0].span.start == block.span.start
            assert block.inlines[-1].span.end == block.span.end
            for before, after in zip(block.inlines, block.inlines[1:], strict=False):
                assert before.span.end == after.span.start
            depth = 0
            for item in block.inlines:
                depth += {InlineKind.OPEN: 1, InlineKind.CLOSE: -1}.get(item.kind, 0)
                assert depth >= 0
            assert depth == 0


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        document = parse_document(data, PROSE)
    except ParseError as error:
        assert 0 <= error.offset <= len(data)
    else:
        assert document.source == data


# --- what is known of a body ------------------------------------------------------------------

CONSTRUCTS = sorted((Path(__file__).parents[1] / "constructs").rglob("*.md"))
HEADS = ["---\ntitle: 另一个\nparams:\n  transpipe: {status: needs-review}\n---\n", "+++\ntitle = 'x'\n+++\n", ""]


def compared(source: bytes, known: bytes) -> None:
    """Parsing again says the same as parsing, but for blocks, comments and code."""
    again = parse_again(parse_document(known, PROSE), source, PROSE)
    anew = parse_document(source, PROSE)
    assert again.source == source
    assert (again.front_matter, again.body) == (anew.front_matter, anew.body)
    assert (again.skeleton, again.html) == (anew.skeleton, anew.html)


@pytest.mark.parametrize("path", CONSTRUCTS, ids=lambda path: path.stem)
def test_a_body_is_read_once_whatever_its_front_matter(path: Path) -> None:
    source = path.read_bytes()
    compared(source, source)
    body = source[parse_document(source, PROSE).body :]
    heads = HEADS if read_front_matter(body) is None else HEADS[:2]
    for head in heads:
        compared(head.encode() + body, source)
        compared(source, head.encode() + body)


@pytest.mark.parametrize("body", ["# 甲\n\n<div>乙</div>\n", "    代码\n", "\n\n- 甲\n", "\r\n<b>甲</b>\r\n", "\n", ""])
def test_empty_lines_before_the_body_are_no_other_body(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known, source = body.encode(), f"---\ntitle: 标题\n---\n\n{body}".encode()
    compared(source, known)
    compared(known, source)
    document = parse_document(known, PROSE)
    monkeypatch.setattr(transpipe.parse.document, "parse_document", lambda *_: pytest.fail("it was read again"))
    parse_again(document, source, PROSE)


def test_another_body_is_read() -> None:
    known, source = (f"---\ntitle: 标题\n---\n{body}".encode() for body in ("见[此](a.md)。", "见<b>此</b>。\n\n# 甲"))
    compared(source, known)
    assert [node.kind for node in parse_again(parse_document(known, PROSE), source, PROSE).skeleton] != [
        node.kind for node in parse_document(known, PROSE).skeleton
    ]
