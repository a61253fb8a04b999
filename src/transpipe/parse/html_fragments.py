"""HTML inside Markdown: tags keep their bytes; text nodes and a few attributes are prose.

Offsets come from a small tokenizer, as HTML parsers keep none for attributes and text; the tests compare what it
finds with BeautifulSoup's reading of the same text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from transpipe.model import PROSE_ATTRIBUTES, Block, Inline, InlineKind, Quoting, Shortcode, SkeletonNode, Span
from transpipe.parse.found import Found
from transpipe.parse.html_tags import ATTRIBUTE, INLINE, TAG, is_opaque, tag_name, tag_skeleton
from transpipe.parse.inline_runs import close_run

_TOKEN = re.compile(rb"<!--.*?(?:-->|\Z)|<[?!].*?>|" + TAG.pattern, re.DOTALL)
_ENTITY = rb"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);"
_BREAK_OR_ENTITY = re.compile(rb"[ \t]*\r?\n[ \t]*|" + _ENTITY)
# Inside a quote the prefix of the next line is no text.
_QUOTED_BREAK_OR_ENTITY = re.compile(rb"[ \t]*\r?\n(?:[ \t]*>)*[ \t]*|" + _ENTITY)
_UNFINISHED = re.compile(rb"<[A-Za-z/!?]")


def inline_html(masked: bytes, span: Span, found: Found, outer: Span | None) -> Inline:
    """One raw HTML token in Markdown text: recorded, and given back as a tag of its run."""
    tag = TAG.match(masked, span.start, span.end)
    if tag is None:
        text = masked[span.start : span.end].decode("utf-8", "replace")
        found.skeleton.append(SkeletonNode("comment", text, inline=True))
        return Inline(InlineKind.STANDALONE, span, construct="comment")
    found.skeleton.append(tag_skeleton(tag))
    _attributes(masked, tag, found, outer)
    return Inline(InlineKind.STANDALONE, span, construct="html")


def html_block(
    masked: bytes,
    span: Span,
    hidden: Sequence[Shortcode],
    found: Found,
    outer: Span | None,
    headings: tuple[str, ...],
    *,
    quoted: bool,
    markdown: Callable[[Span], None],
) -> None:
    """The text nodes of an HTML block, as runs between block-level tags.

    `quoted` says that it stands in a quote; `markdown` scans the content of an element with `markdown="1"`.
    """
    found.html.append(span)
    _HtmlBlock(masked, hidden, found, outer, headings, quoted, markdown).scan(span)


class _HtmlBlock:
    def __init__(
        self,
        masked: bytes,
        hidden: Sequence[Shortcode],
        found: Found,
        outer: Span | None,
        headings: tuple[str, ...],
        quoted: bool,
        markdown: Callable[[Span], None],
    ) -> None:
        self.breaks = _QUOTED_BREAK_OR_ENTITY if quoted else _BREAK_OR_ENTITY
        self.markdown = markdown
        self.masked = masked
        self.hidden = hidden
        self.found = found
        self.outer = outer
        self.headings = headings
        self.items: list[Inline] = []
        self.opaque: list[str] = []

    def scan(self, span: Span) -> None:
        self.found.skeleton.append(SkeletonNode("html-block", "", inline=False))
        position = span.start
        for token in _TOKEN.finditer(self.masked, span.start, span.end):
            if token.start() < position:
                continue  # inside an element whose content is Markdown
            self.text(Span(position, token.start()))
            position = token.end()
            if token["name"]:
                self.tag(token)
                if not self.opaque and _holds_markdown(token):
                    closing = self.masked.rfind(b"</" + token["name"], position, span.end)
                    position = closing if closing >= position else span.end
                    self.markdown(Span(token.end(), position))
            else:
                text = token[0].decode("utf-8", "replace")
                self.found.skeleton.append(SkeletonNode("comment", text, inline=True))
                if not self.opaque:
                    self.items.append(Inline(InlineKind.STANDALONE, Span(*token.span()), construct="comment"))
        self.text(Span(position, span.end))
        self.flush()

    def tag(self, token: re.Match[bytes]) -> None:
        name = tag_name(token)
        self.found.skeleton.append(tag_skeleton(token))
        if name in INLINE and not self.opaque:
            # Opaque inline elements (<code>) are folded into one tag when the run is closed.
            _attributes(self.masked, token, self.found, self.outer)
            self.items.append(Inline(InlineKind.STANDALONE, Span(*token.span()), construct="html"))
            return
        if not self.opaque:
            _attributes(self.masked, token, self.found, self.outer)
            self.flush()
        if token["end"]:
            if name in self.opaque:
                del self.opaque[self.opaque.index(name) :]
        elif self.opaque or is_opaque(token):
            self.opaque.append(name)

    def text(self, span: Span) -> None:
        if self.opaque:
            return
        start = span.start
        unfinished = _UNFINISHED.search(self.masked, *span)
        if unfinished:
            span = Span(start, unfinished.start())  # a tag that is never closed: nobody knows what is text in it
        for found in self.breaks.finditer(self.masked, *span):
            self.piece(Span(start, found.start()))
            if found[0].startswith(b"&"):
                self.piece(Span(*found.span()))
            else:
                self.items.append(Inline(InlineKind.SOFT_BREAK, Span(*found.span())))
            start = found.end()
        self.piece(Span(start, span.end))

    def piece(self, span: Span) -> None:
        if span.start < span.end:
            text = html.unescape(self.masked[span.start : span.end].decode("utf-8"))
            self.items.append(Inline(InlineKind.TEXT, span, text))

    def flush(self) -> None:
        items, self.items = self.items, []
        while items and items[0].kind is InlineKind.SOFT_BREAK:
            del items[0]
        while items and items[-1].kind is InlineKind.SOFT_BREAK:
            del items[-1]
        if not any(item.kind is InlineKind.TEXT for item in items):
            return
        inlines = close_run(self.masked, items, self.hidden, self.found.skeleton)
        run = Span(inlines[0].span.start, inlines[-1].span.end)
        self.found.blocks.append(
            Block("html", run, inlines, Quoting.HTML_TEXT, outer=self.outer, headings=self.headings)
        )


def _holds_markdown(tag: re.Match[bytes]) -> bool:
    return not tag["end"] and any(
        name.lower() == b"markdown" and (double or single or bare) in (b"1", b"block", b"span", b"true")
        for name, double, single, bare in ATTRIBUTE.findall(tag["attributes"])
    )


def _attributes(masked: bytes, tag: re.Match[bytes], found: Found, outer: Span | None) -> None:
    if tag["end"]:
        return
    for attribute in ATTRIBUTE.finditer(masked, *tag.span("attributes")):
        name = attribute[1].decode("utf-8", "replace").lower()
        group = 2 if attribute[2] is not None else 3
        if name in PROSE_ATTRIBUTES and attribute[group]:
            span = Span(*attribute.span(group))
            items = (Inline(InlineKind.TEXT, span, html.unescape(attribute[group].decode("utf-8"))),)
            delimiter = '"' if group == 2 else "'"
            found.blocks.append(
                Block("attribute", span, items, Quoting.HTML_ATTRIBUTE, name, outer, delimiter=delimiter)
            )
