"""Markdown as spans: pulldown-cmark (pyromark) says where everything is; nothing is rendered.

Blocks are the runs of inline content between block constructs. Offsets are bytes of the file, as the parser is fed
with the body of the file and `base` is added to what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import pyromark

from transpipe.model import Block, Inline, InlineKind, Quoting, Shortcode, SkeletonNode, Span
from transpipe.parse.found import Found
from transpipe.parse.html_fragments import html_block, inline_html
from transpipe.parse.inline_runs import close_run
from transpipe.parse.link_parts import link_title, reference_label

_O = pyromark.Options
# What Hugo's Goldmark has on by default, as far as pulldown-cmark knows it. Smart punctuation changes text, not spans.
_PARSER = pyromark.Markdown(
    options=_O.ENABLE_TABLES
    | _O.ENABLE_FOOTNOTES
    | _O.ENABLE_STRIKETHROUGH
    | _O.ENABLE_TASKLISTS
    | _O.ENABLE_HEADING_ATTRIBUTES
    | _O.ENABLE_MATH
    | _O.ENABLE_DEFINITION_LIST
)

_TEXT = InlineKind.TEXT
_LEAF_KINDS = {
    "Heading": "heading",
    "TableCell": "cell",
    "DefinitionListTitle": "term",
    "DefinitionListDefinition": "definition",
    "Item": "item",
    "FootnoteDefinition": "footnote",
    "BlockQuote": "quote",
}
_PAIRED = {
    "Emphasis": "emphasis",
    "Strong": "strong",
    "Strikethrough": "deletion",
    "Superscript": "superscript",
    "Subscript": "subscript",
}
_STANDALONE = {
    "Code": "code",
    "InlineMath": "math",
    "DisplayMath": "math",
    "FootnoteReference": "footnote",
    "TaskListMarker": "task",
}
_COMMENT = re.compile(rb"\s*<!--(?:(?!-->).)*-->\s*\Z", re.DOTALL)


def scan_markdown(
    source: bytes, masked: bytes, base: int, hidden: Sequence[Shortcode], end: int | None = None
) -> Found:
    """Find every block, inline construct and title from `base` to `end` (by default to the end of the file).

    `masked` is the whole file with shortcode tags hidden (same length as `source`). Raises nothing: all text is
    Markdown.
    """
    return _Scan(source, masked, base, hidden, len(source) if end is None else end).run()


class _Scan:
    def __init__(self, source: bytes, masked: bytes, base: int, hidden: Sequence[Shortcode], end: int) -> None:
        self.end = end
        self.source = source
        self.masked = masked
        self.base = base
        self.hidden = hidden
        self.found = Found()
        self.containers: list[str] = []
        self.kinds = ["paragraph"]  # what a run is called, by container
        self.outer: Span | None = None
        self.headings: list[tuple[int, str]] = []
        # The current run, and the runs that images interrupted: an alt text is a run inside a run.
        self.items: list[Inline] = []
        self.also: list[tuple[Span, bytes]] = []
        self.outer_runs: list[tuple[list[Inline], list[tuple[Span, bytes]]]] = []
        self.links: list[dict[str, Any]] = []
        self.html_start = -1
        self.in_code = False
        self.heading = 0  # where the last heading begins
        self.heading_id = ""
        self.known_path: tuple[str, ...] | None = ()

    def run(self) -> Found:
        body = self.masked[self.base : self.end].decode("utf-8")
        base = self.base
        append = self.skeleton
        events: Iterable[tuple[Any, Any]] = _PARSER.events_with_range(body)  # plain dicts: typed access costs time
        for event, place in events:
            if type(event) is not str and "Text" in event:  # every second event, and many are lines of code
                if not self.in_code:
                    start, end = place["start"] + base, place["end"] + base
                    self.items.append(Inline(_TEXT, Span(start, end), event["Text"]))
                continue
            start, end = place["start"] + base, place["end"] + base
            if type(event) is str:
                if event == "SoftBreak":
                    self.items.append(Inline(InlineKind.SOFT_BREAK, Span(start, end)))
                elif event == "HardBreak":
                    self.items.append(Inline(InlineKind.HARD_BREAK, Span(start, end)))
                    append("hard-break", "", inline=True)
                else:  # Rule
                    self.flush()
                    append("rule", "")
                continue
            ((name, value),) = event.items()  # type: ignore[union-attr]  # not a str, as seen above
            if name == "Start":
                self.open(value, Span(start, end))
            elif name == "End":
                self.close(value, Span(start, end))
            elif name == "InlineHtml":
                self.items.append(inline_html(self.masked, Span(start, end), self.found, self.outer))
            elif name in _STANDALONE:
                construct = _STANDALONE[name]
                append(construct, self.text(start, end), inline=True)
                self.items.append(Inline(InlineKind.STANDALONE, Span(start, end), construct=construct))
        self.flush()
        self.definitions(body)
        return self.found

    def nested(self, span: Span) -> None:
        """Markdown in an HTML element: scanned on its own, recorded here."""
        inner = scan_markdown(self.source, self.masked, span.start, self.hidden, span.end)
        self.found.blocks.extend(inner.blocks)
        self.found.skeleton.extend(inner.skeleton)
        self.found.comments.extend(inner.comments)
        self.found.code.extend(inner.code)

    def text(self, start: int, end: int) -> str:
        return self.masked[start:end].decode("utf-8", "replace")

    def skeleton(self, kind: str, detail: str, *, inline: bool = False) -> None:
        self.found.skeleton.append(SkeletonNode(kind, detail, inline))

    # --- containers ---------------------------------------------------------------------------

    def open(self, value: Any, span: Span) -> None:
        name: str
        detail: Any
        name, detail = (value, None) if isinstance(value, str) else next(iter(value.items()))
        if name in _PAIRED:
            self.items.append(Inline(InlineKind.OPEN, Span(span.start, span.start), construct=_PAIRED[name]))
            self.skeleton(_PAIRED[name], "", inline=True)
            return
        if name in ("Link", "Image"):
            self.open_link(name, detail, span)
            return
        if self.items:
            self.flush()
        if not self.containers:
            self.outer = span
        self.containers.append(name)
        self.kinds.append(_LEAF_KINDS.get(name) or self.kinds[-1])
        if name == "Heading":
            self.heading = span.start
            level = int(detail["level"][1])
            self.skeleton("heading", f"{level} {' '.join(detail['classes'])} {sorted(detail['attrs'])}")
            self.heading_id = detail["id"] or ""
            del self.headings[next((i for i, (n, _) in enumerate(self.headings) if n >= level), len(self.headings)) :]
            self.headings.append((level, ""))
            self.known_path = None
        elif name == "CodeBlock":
            self.in_code = True
            self.found.code.append(span)
            content = self.masked[span.start : span.end].rstrip()
            self.skeleton("code-block", blake2b(content, digest_size=8).hexdigest())
        elif name == "HtmlBlock":
            self.html_start = span.start
        else:
            self.skeleton(name, "" if detail is None else repr(detail))

    def close(self, value: Any, span: Span) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in _PAIRED:
            self.items.append(Inline(InlineKind.CLOSE, Span(span.end, span.end), construct=_PAIRED[name]))
            return
        if name in ("Link", "Image"):
            self.close_link(span)
            return
        if self.items:
            self.flush()
        self.containers.pop()
        self.kinds.pop()
        self.in_code = False
        if name == "HtmlBlock":
            self.close_html(Span(self.html_start, span.end))

    def close_html(self, span: Span) -> None:
        if _COMMENT.match(self.masked, span.start, span.end):
            self.found.comments.append(span)
            self.skeleton("comment", self.text(*span).strip())
        else:
            html_block(
                self.masked,
                span,
                self.hidden,
                self.found,
                self.outer,
                self.path(),
                quoted="BlockQuote" in self.containers,
                markdown=self.nested,
            )

    # --- links and images ---------------------------------------------------------------------

    def open_link(self, name: str, detail: dict[str, Any], span: Span) -> None:
        self.links.append({"name": name, **detail})
        self.skeleton(name.lower(), detail["dest_url"], inline=True)
        if name == "Image":
            self.outer_runs.append((self.items, self.also))
            self.items, self.also = [], []
        else:
            self.items.append(Inline(InlineKind.OPEN, Span(span.start, span.start), construct="link"))

    def close_link(self, span: Span) -> None:
        link = self.links.pop()
        kind = link["link_type"]
        end = span.end
        if kind == "Collapsed" and self.masked.startswith(b"[]", end):
            end += 2  # pulldown-cmark leaves the empty label out of the range
        label = reference_label(self.source, span, end, kind)
        if link["name"] == "Image":
            tail = self.items[-1].span.end if self.items else span.start + 2
            self.flush("alt", (label,) if label else ())
            self.items, self.also = self.outer_runs.pop()
            self.items.append(Inline(InlineKind.STANDALONE, Span(span.start, end), construct="image"))
        elif kind in ("Autolink", "Email"):
            while self.items.pop().kind is not InlineKind.OPEN:
                pass
            self.items.append(Inline(InlineKind.STANDALONE, Span(span.start, end), construct="autolink"))
            return
        else:
            tail = self.items[-1].span.end if self.items[-1].kind is not InlineKind.OPEN else span.start + 1
            self.items.append(Inline(InlineKind.CLOSE, Span(end, end), construct="link"))
            if label:
                self.also.append(label)
        if link["title"] and kind == "Inline":
            self.title(Span(tail, end), link["title"])

    def title(self, within: Span, text: str) -> None:
        found = link_title(self.masked, within, text)
        if found is not None:
            span, delimiter = found
            items = (Inline(InlineKind.TEXT, span, text),)
            self.found.blocks.append(Block("title", span, items, Quoting.TITLE, "", self.outer, delimiter, self.path()))

    def definitions(self, body: str) -> None:
        """Titles of reference definitions: pulldown-cmark emits no events for them."""
        for label, definition in _PARSER.reference_definitions(body).items():
            span = Span(definition["span"]["start"] + self.base, definition["span"]["end"] + self.base)
            self.skeleton("definition", f"{label} {definition['dest']}")
            if definition["title"]:
                self.outer = span
                self.title(span, definition["title"])

    # --- runs ---------------------------------------------------------------------------------

    def path(self) -> tuple[str, ...]:
        if self.known_path is None:
            self.known_path = tuple(text for _, text in self.headings)
        return self.known_path

    def flush(self, kind: str = "", also: tuple[tuple[Span, bytes], ...] = ()) -> None:
        """Close the current run and keep it as a block."""
        if not self.items:
            return
        also = (*self.also, *also)
        inlines = close_run(self.masked, self.items, self.hidden, self.found.skeleton)
        self.items, self.also = [], []
        if not inlines:
            return
        kind = kind or self.kinds[-1]
        span = Span(inlines[0].span.start, inlines[-1].span.end)
        key = name = ""
        path = self.path()
        if kind == "heading":
            self.headings[-1] = (self.headings[-1][0], "".join(item.text for item in inlines).strip())
            self.known_path = None
            path = path[:-1]
            key = "" if self.masked.startswith(b"#", self.heading) else "setext"
            name = self.heading_id
        self.found.blocks.append(Block(kind, span, inlines, Quoting.MARKDOWN, key, self.outer, "", path, name, also))
