"""The values that flow between the rooms: frozen, slotted, free of I/O.

What a page has thousands of is a named tuple, which is made in a quarter of the time of a frozen dataclass.

All offsets are UTF-8 byte offsets into the source file. Lines and columns are counted from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """Bytes `start` (included) to `end` (excluded)."""

    start: int
    end: int

    def holds(self, inner: Span) -> bool:
        """Whether `inner` lies in it as a whole."""
        return self.start <= inner.start and inner.end <= self.end


class SourceFile(NamedTuple):
    """A content file as it was read."""

    path: str
    """Relative to the site root, with forward slashes."""
    data: bytes


class FileChange(NamedTuple):
    """A file before and after a change; None where there is none."""

    path: str
    """Relative to the site root, with forward slashes."""
    before: bytes | None
    after: bytes | None


# --- findings ---------------------------------------------------------------------------------


class Severity(IntEnum):
    """How much a finding matters; errors decide the exit code."""

    INFO = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at, at a place."""

    rule: str
    """Stable id, one of `transpipe.rules.RULES`."""
    severity: Severity
    path: str
    line: int
    message: str
    excerpt: str = ""
    column: int = 1
    end_line: int = 0
    """Last line of what is meant; 0 for `line`."""
    fingerprint: str = ""
    """Stays the same while the text that is meant stays the same, wherever it moves; empty for the file as a whole."""


# --- documents --------------------------------------------------------------------------------


def line_and_column(source: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte offset, both from 1; columns are characters, as editors count them."""
    start = source.rfind(b"\n", 0, offset) + 1
    return source.count(b"\n", 0, offset) + 1, len(source[start:offset].decode("utf-8", "replace")) + 1


class InlineKind(StrEnum):
    """What an inline item is for translation."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    STANDALONE = "standalone"
    SOFT_BREAK = "soft-break"
    HARD_BREAK = "hard-break"


class Inline(NamedTuple):
    """One inline construct of a block; the items of a Markdown block tile its span."""

    kind: InlineKind
    span: Span
    text: str = ""
    """Decoded text of a TEXT item (escapes and entities resolved); else empty."""
    construct: str = ""
    """Name of the construct of a tag: emphasis, strong, link, image, code, html, shortcode …"""


class Quoting(StrEnum):
    """How a value that is not Markdown prose is written in the file."""

    MARKDOWN = "markdown"
    TITLE = "title"
    """A link or image title between its delimiters."""
    YAML = "yaml"
    TOML = "toml"
    JSON = "json"
    HTML_TEXT = "html-text"
    HTML_ATTRIBUTE = "html-attribute"
    SHORTCODE = "shortcode"
    """A parameter value of a shortcode."""


class Block(NamedTuple):
    """A stretch of prose that is translated as one segment."""

    kind: str
    """heading, paragraph, item, quote, cell, term, alt, title, front-matter, html, parameter …"""
    span: Span
    inlines: tuple[Inline, ...]
    quoting: Quoting = Quoting.MARKDOWN
    key: str = ""
    """Key path of a front matter value, name of an attribute or parameter, `setext` for an underlined heading."""
    outer: Span | None = None
    """Top-level block that holds it: what a marker takes away with it."""
    delimiter: str = ""
    """Quote character(s) around `span` for quoted values; else empty."""
    headings: tuple[str, ...] = ()
    """Texts of the headings above it, outermost first."""
    id: str = ""
    """Explicit id of a heading."""
    also: tuple[tuple[Span, bytes], ...] = ()
    """Replacements that go along when the block is translated: the label of `[text][]`, which was the text."""


class Parameter(NamedTuple):
    """A parameter of a shortcode tag."""

    name: str
    """Empty for a positional one."""
    value: Span
    """Without the quotes."""
    quote: str
    """A double quote, a backtick, an escaped double quote, or nothing."""


class Shortcode(NamedTuple):
    """One shortcode tag: opening, closing, self-closing or escaped."""

    span: Span
    name: str
    markup: str
    """`%` or `<`."""
    form: str
    """open, close, self-closing or escaped."""
    parameters: tuple[Parameter, ...] = ()


PROSE_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "placeholder"})
"""Attributes of HTML whose values are translated."""


class SkeletonNode(NamedTuple):
    """One construct that translation may not change."""

    kind: str
    detail: str
    inline: bool
    """Inline nodes may change places inside their block, block nodes may not."""


class Field(NamedTuple):
    """One entry of the front matter, at any depth."""

    path: tuple[str, ...]
    """Keys from the top; items of a list have the path of the list."""
    entry: Span
    """From the first byte of the key to the last byte of the value."""
    value: Span
    """The value as written, quotes included; empty for an empty value."""
    style: str
    """plain, single, double, literal, folded, multiline, map, flow-map, list, flow-list or null."""
    text: str = ""
    """What a string value loads as; empty for other values."""
    is_text: bool = False
    in_flow: bool = False
    """It stands inside {…} or […], where fewer plain values are possible."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the front matter is and what it says."""

    format: str
    """yaml, toml or json."""
    span: Span
    """Delimiters included, up to the first byte of the body."""
    inner: Span
    """What the parser of the format reads."""
    data: Mapping[str, object]
    fields: tuple[Field, ...]
    """In file order; a container comes before what it holds."""
    duplicates: tuple[tuple[str, int], ...] = ()
    """(dotted key, byte offset of its second appearance)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A source text and where everything is in it."""

    source: bytes
    front_matter: FrontMatter | None
    body: int
    """Offset of the first byte after the front matter."""
    blocks: tuple[Block, ...]
    """In file order of their starts; an alt or title block lies inside the tag of another."""
    comments: tuple[Span, ...]
    """HTML comments that are a block of their own."""
    skeleton: tuple[SkeletonNode, ...]
    html: tuple[Span, ...] = ()
    """HTML blocks."""
    code: tuple[Span, ...] = ()
    """Code blocks."""

    def line(self, offset: int) -> int:
        """Line number of a byte offset, from 1."""
        return line_and_column(self.source, offset)[0]


# --- segments ---------------------------------------------------------------------------------


class Tag(NamedTuple):
    """An inline construct as the engine sees it: `⟦n⟧ … ⟦/n⟧` or `⟦n/⟧`."""

    number: int
    open: Span
    close: Span | None
    """None for a standalone tag."""
    construct: str
    text: str = ""
    """Protected text (an identifier, a URL) that is written again as text; empty for markup, whose bytes stay."""


BREAK = "break"
"""Construct of the tag that stands for a line break which is kept."""


class Sentence(NamedTuple):
    """What goes through the engine at once: tagged text and the tags in it."""

    text: str
    """Source text with tags, numbered from 1 in source order."""
    tags: tuple[Tag, ...]
    span: Span
    clause: bool = False
    """It follows a comma of a long sentence that was cut, so it does not begin one."""
    part: bool = False
    """It was cut off before a comma, so it does not end a sentence."""


class Literal(NamedTuple):
    """Bytes between sentences that stay as they are."""

    span: Span
    kind: InlineKind = InlineKind.STANDALONE
    """What stands there: TEXT, OPEN, CLOSE, STANDALONE or a break."""


class Glue(NamedTuple):
    """Text that takes the place of `span` without going through the engine: white space, lone punctuation."""

    span: Span
    target: str


Part = Sentence | Literal | Glue


class Segment(NamedTuple):
    """A translation unit: one block, cut into sentences."""

    block: Block
    parts: tuple[Part, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The parts that go through the engine, in order."""
        return tuple(part for part in self.parts if isinstance(part, Sentence))


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes of `span`. Edits of a document never overlap."""

    span: Span
    replacement: bytes


# --- rules ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProseRules:
    """Which values outside running text are prose."""

    front_matter_keys: frozenset[str]
    """Dotted key paths; items of lists count under the path of their list."""
    shortcode_parameters: Mapping[str, frozenset[str]]
    """Parameter names (or positions, from 0) by shortcode name; `*` holds for all shortcodes."""
    raw_shortcodes: frozenset[str]
    """Paired shortcodes whose inner text is no prose."""
    raw_inner: bool = False
    """The inner text of all `{{< >}}` shortcodes is no prose; that of `{{% %}}` always is."""
    taxonomies: frozenset[str] = frozenset()
    """Front matter keys whose values are translated only where a value is a glossary term as a whole."""
