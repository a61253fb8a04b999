"""From the bytes of a content file to a Document: front matter, shortcodes, then Markdown on the masked text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transpipe.errors import ParseError
from transpipe.masking import mask
from transpipe.model import (
    Block,
    Document,
    FrontMatter,
    Inline,
    InlineKind,
    ProseRules,
    Quoting,
    Shortcode,
    SkeletonNode,
    Span,
)
from transpipe.parse.front_matter import read_front_matter
from transpipe.parse.markdown_spans import scan_markdown
from transpipe.parse.shortcodes import scan_shortcodes

_FORMULA = re.compile(rb"(?<!\\)\\\((?:(?!\\[()])[\x20-\x7e])+\\\)")
_BOM = b"\xef\xbb\xbf"


def parse_document(source: bytes, rules: ProseRules) -> Document:
    """Find everything in a content file.

    Raises ParseError for text that is not UTF-8, NUL bytes, broken front matter and broken shortcodes.
    """
    check_text(source)
    front_matter = read_front_matter(source)
    body = _body(source, front_matter)
    shortcodes = scan_shortcodes(source, body)
    hidden = _with_math(source, body, tuple(_hidden(source, shortcodes, rules)))
    masked = mask(source, ((item.span, identity) for item, identity in hidden)) if hidden else source
    found = scan_markdown(source, masked, body, [item for item, _ in hidden])
    skeleton = found.skeleton
    blocks = found.blocks
    if front_matter:
        blocks = [*_front_matter_blocks(front_matter, rules), *blocks]
        skeleton = [*_keys(front_matter), *skeleton]
    if hidden:
        # All of them once more, as those in destinations, attributes and code are no inline constructs.
        skeleton.append(SkeletonNode("shortcodes", str(len(hidden)), inline=False))
        for item, _ in hidden:
            tag = masked[item.span.start : min(item.span.end, item.span.start + 16)].decode()
            skeleton.append(SkeletonNode("shortcode-tag", tag, inline=True))
        blocks.extend(_parameter_blocks(source, [item for item, _ in hidden], rules))
    blocks.sort(key=lambda block: (block.span.start, -block.span.end))
    return Document(
        source,
        front_matter,
        body,
        tuple(blocks),
        tuple(found.comments),
        tuple(skeleton),
        tuple(found.html),
        tuple(found.code),
    )


def parse_head(source: bytes) -> Document:
    """The front matter of a content file alone: a document that has no blocks. Raises ParseError for broken one."""
    check_text(source)
    front_matter = read_front_matter(source)
    return Document(source, front_matter, _body(source, front_matter), (), (), ())


def parse_again(known: Document, source: bytes, rules: ProseRules) -> Document:
    """What `parse_document` says of `source`, for who compares: blocks, comments and code may be left out.

    Where the body is, byte for byte, that of a document which is known, only the front matter is read. The empty lines
    that it begins with do not count: one of them is new where there was no front matter.
    """
    head = parse_head(source)
    start, before = _first_line(source, head.body), _first_line(known.source, known.body)
    if source[start:] != known.source[before:]:
        return parse_document(source, rules)
    moved = start - before
    return replace(
        head,
        skeleton=(*_keys(head.front_matter), *known.skeleton[len(_keys(known.front_matter)) :]),
        html=tuple(Span(span.start + moved, span.end + moved) for span in known.html),
    )


def _keys(front_matter: FrontMatter | None) -> list[SkeletonNode]:
    fields = front_matter.fields if front_matter else ()
    return [SkeletonNode("key", ".".join(item.path), inline=False) for item in fields]


def _body(source: bytes, front_matter: FrontMatter | None) -> int:
    return front_matter.span.end if front_matter else len(_BOM) if source.startswith(_BOM) else 0


def _first_line(source: bytes, body: int) -> int:
    """Where the first line of the body that is not empty begins."""
    while source[body : body + 1] in (b"\n", b"\r"):
        body += 1
    return body


def check_text(source: bytes) -> None:
    """Raise ParseError unless the file is UTF-8 text without NUL bytes."""
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte 0x{source[error.start]:02x}; convert the file to UTF-8"
        raise ParseError(message, error.start, "encoding") from None
    nul = source.find(b"\0")
    if nul >= 0:
        raise ParseError("NUL byte: this is not a text file, or it is damaged", nul, "encoding")


def _hidden(source: bytes, shortcodes: Sequence[Shortcode], rules: ProseRules) -> Iterator[tuple[Shortcode, bytes]]:
    """What Markdown may not see, with the identity that must survive translation.

    A raw shortcode is hidden with all that is in it, as one standalone construct.
    """
    end = 0
    for index, code in enumerate(shortcodes):
        if code.span.start < end:
            continue  # inside a raw shortcode
        raw = code.name in rules.raw_shortcodes or code.name.endswith(".inline")
        if code.form == "open" and (raw or (rules.raw_inner and code.markup == "<")):
            closing = _closing(shortcodes, index)
            if closing is not None:
                end = closing.span.end
                yield (
                    Shortcode(Span(code.span.start, end), code.name, code.markup, "raw"),
                    source[code.span.start : end],
                )
                continue
        end = code.span.end
        yield code, _identity(source, code, rules)


def _with_math(
    source: bytes, body: int, hidden: tuple[tuple[Shortcode, bytes], ...]
) -> tuple[tuple[Shortcode, bytes], ...]:
    """Hide formulas between `\\(` and `\\)`, which Goldmark can pass through and CommonMark takes for brackets."""
    if b"\\(" not in source:
        return hidden
    taken = [item.span for item, _ in hidden]
    formulas = [
        (Shortcode(Span(*found.span()), "", "", "math"), found[0])
        for found in _FORMULA.finditer(source, body)
        if not any(span.start < found.end() and found.start() < span.end for span in taken)
    ]
    return tuple(sorted([*hidden, *formulas], key=lambda pair: pair[0].span.start))


def _closing(shortcodes: Sequence[Shortcode], index: int) -> Shortcode | None:
    depth = 0
    for code in shortcodes[index:]:
        if code.name == shortcodes[index].name:
            depth += {"open": 1, "close": -1}.get(code.form, 0)
            if depth == 0 and code.form == "close":
                return code
    return None


def _prose_parameters(code: Shortcode, rules: ProseRules) -> Iterator[tuple[str, Span, str]]:
    allowed = rules.shortcode_parameters.get(code.name, frozenset()) | rules.shortcode_parameters.get("*", frozenset())
    for position, parameter in enumerate(code.parameters):
        name = parameter.name or str(position)
        if name in allowed and parameter.quote:
            yield name, parameter.value, parameter.quote


def _identity(source: bytes, code: Shortcode, rules: ProseRules) -> bytes:
    identity = b""
    position = code.span.start
    for _, value, _ in _prose_parameters(code, rules):
        identity += source[position : value.start] + b"\0"
        position = value.end
    return identity + source[position : code.span.end]


def _parameter_blocks(source: bytes, shortcodes: Sequence[Shortcode], rules: ProseRules) -> Iterator[Block]:
    for code in shortcodes:
        for name, span, quote in _prose_parameters(code, rules):
            text = source[span.start : span.end].decode("utf-8")
            if quote == '"':
                text = text.replace("\\", "")  # as Hugo does: it drops every backslash of a quoted value
            items = (Inline(InlineKind.TEXT, span, text),)
            yield Block("parameter", span, items, Quoting.SHORTCODE, f"{code.name}.{name}", code.span, quote)


def _front_matter_blocks(front_matter: FrontMatter, rules: ProseRules) -> Iterator[Block]:
    quoting = Quoting(front_matter.format)
    for item in front_matter.fields:
        key = ".".join(item.path)
        if item.is_text and (key in rules.front_matter_keys or key in rules.taxonomies):
            items = (Inline(InlineKind.TEXT, item.value, item.text),)
            kind = "front-matter" if key in rules.front_matter_keys else "taxonomy"
            yield Block(kind, item.value, items, quoting, ".".join(item.path), delimiter=item.style)
