"""Proofs on material that nobody here wrote: identity without edits, and an unchanged skeleton with them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import PROSE, RULES, drafts_of, rendering
from transpipe.errors import ParseError
from transpipe.model import Sentence, SourceFile
from transpipe.parse.document import parse_document
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.segment.build import build_segment
from transpipe.write.splice import splice

SPEC = json.loads((Path(__file__).parents[1] / "data" / "spec-examples.json").read_bytes())
WORDS = re.compile(r"\b(?:foo|bar|baz|bim|qux|aaa|bbb|text|hello|world|a|b|c|Foo|one|two|three|title|link)\b")


def with_han(markdown: str) -> str:
    """The example with Chinese in place of its filler words."""
    return WORDS.sub(lambda found: "中文" if len(found[0]) > 1 else "字", markdown)


def pieces(data: bytes) -> bytes:
    """The bytes of a file, put together again from what the scanners say is there."""
    document = parse_document(data, PROSE)
    out, position = b"", 0
    for block in document.blocks:
        if block.span.start < position:
            continue  # inside the tag of the block before
        out += data[position : block.span.start]
        out += b"".join(data[item.span.start : item.span.end] for item in block.inlines)
        position = block.span.end
    return out + data[position:]


def test_identity_of_the_specifications() -> None:
    assert len(SPEC) > 650
    for example in SPEC:
        for text in (example["markdown"], with_han(example["markdown"])):
            data = text.encode("utf-8")
            try:
                assert pieces(data) == data
                assert splice(data, []) == data
            except ParseError:
                assert data.startswith((b"---", b"+++", b"{"))


def test_skeleton_of_the_specifications() -> None:
    """Every example with Chinese in it, through the pseudo engine; structure that would change is never written."""
    translated = rejected = 0
    for example in SPEC:
        made = plan_file(SourceFile("a.md", with_han(example["markdown"]).encode()), Kind.MISSING, RULES)
        if isinstance(made, Plan):
            result = rendering(made.file.data)
            translated += len(made.segments)
            rejected += len(result.rejected)
            assert result.certificate.bytes_kept >= 0
    print(f"specification examples: {translated} segments, {rejected} refused")
    assert translated > 600
    assert rejected / translated < 0.01


def test_identity_of_the_corpus(corpus: list[Path]) -> None:
    for path in corpus:
        data = path.read_bytes()
        assert pieces(data) == data


def test_skeleton_of_the_corpus(corpus: list[Path]) -> None:
    segments = rejected = 0
    for path in corpus:
        made = plan_file(SourceFile(path.name, path.read_bytes()), Kind.MISSING, RULES)
        if isinstance(made, Plan):
            result = rendering(made.file.data)
            segments += len(made.segments)
            rejected += len(result.rejected)
    print(f"corpus: {segments} segments, {rejected} refused")
    assert segments > 8000
    assert rejected == 0


_LINES = st.lists(
    st.sampled_from(
        [
            "# 标题", "段落文字，还有**粗体**。", "- 项目", "  续行", "> 引用", "| 甲 | 乙 |", "|---|---|", "```", "    代码", "",
            "[链接](/u \"题\")文字", "![图](a.png)", "{{< x \"甲\" >}}", "{{% n %}}", "{{% /n %}}", "<div>文字</div>", "<!-- 注 -->",
            "1. 第一", "***", "标题\n---", "术语\n: 定义", "[^1]: 脚注", "见[^1]。", "[甲]: /u '题'", "[甲][]", "`码`文字", "\\*字\\*",
            "**“引”**字", "a|b 字", "&copy; 字", "<b>粗</b>字", "第一句。第二句！", "\t制表", "行  ", "$x$ 字", "~~删~~",
        ]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(_LINES, st.sampled_from(["\n", "\r\n", "\n\n"]), st.booleans())
def test_made_documents_keep_their_skeleton(lines: list[str], newline: str, final: bool) -> None:
    data = (newline.join(lines) + (newline if final else "")).encode("utf-8")
    try:
        made = plan_file(SourceFile("a.md", data), Kind.MISSING, RULES)
    except ParseError:  # pragma: no cover - plan_file turns these into findings
        raise
    assert pieces(data) == data if not isinstance(made, tuple) else True
    if isinstance(made, Plan):
        rendering(data)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_arbitrary_text_is_itself_again(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass") if text.isascii() else text.encode("utf-8", "replace")
    try:
        assert pieces(data) == data
    except ParseError as error:
        assert error.rule in ("encoding", "front-matter", "shortcode")


def test_every_sentence_is_drafted(seed: bytes) -> None:
    document = parse_document(seed, PROSE)
    segments = [segment for block in document.blocks if (segment := build_segment(block, seed, 80))]
    sentences = [part for segment in segments for part in segment.parts if isinstance(part, Sentence)]
    made = plan_file(SourceFile("a.md", seed), Kind.MISSING, RULES)
    assert isinstance(made, Plan)
    assert {sentence.text for sentence in sentences} == set(drafts_of(made))
