"""Marker scopes: the stretches of a file that somebody marked for translation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transpipe.model import Block, Document, InlineKind, Span


@dataclass(frozen=True, slots=True)
class Markers:
    """Phrases that open and close a scope, as `normalise` gives them."""

    start: frozenset[str]
    end: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of the file that somebody marked for translation."""

    span: Span
    markers: tuple[Span, ...]
    """Whole lines that say so; they are taken away when the scope is translated."""
    line: int


_EDGES = " \t\r\n*_~`>#-–—!.:。：！…"


def normalise(text: str) -> str:
    """A marker phrase without case, emphasis, punctuation at its ends and doubled spaces."""
    return " ".join(text.strip(_EDGES).split()).casefold()


def find_scopes(document: Document, markers: Markers) -> tuple[Scope, ...]:
    """The marked scopes of a document, in file order.

    A marker is a block (paragraph, quote, heading or HTML comment) that says nothing but the phrase, or the front
    matter entry `translation: required`. A scope reaches to the next end marker, the next marker or the end of file.
    """
    front = document.front_matter
    end = len(document.source)
    if front and normalise(str(front.data.get("translation", ""))) == "required":
        entry = next(field.entry for field in front.fields if field.path == ("translation",))
        lines = _whole_lines(document.source, entry)
        return (Scope(Span(document.body, end), (lines,), document.line(entry.start)),)
    signs = sorted(_signs(document, markers), key=lambda sign: sign[0].start)
    scopes: list[Scope] = []
    opened: Span | None = None
    for place, opens in signs:
        if opened is not None:
            stop = place
            scopes.append(_scope(document, opened, stop.start, () if opens else (place,)))
            opened = None
        if opens:
            opened = place
    if opened is not None:
        scopes.append(_scope(document, opened, end, ()))
    return tuple(scopes)


def _scope(document: Document, start: Span, end: int, closing: tuple[Span, ...]) -> Scope:
    return Scope(Span(start.end, end), (start, *closing), document.line(start.start))


def _signs(document: Document, markers: Markers) -> Iterable[tuple[Span, bool]]:
    source = document.source
    first_letters = {phrase[:1] for phrase in markers.start | markers.end}
    for block in document.blocks:
        if block.outer is None or block.kind not in ("paragraph", "quote", "heading", "item"):
            continue
        text = _text(block)
        if text.lstrip(_EDGES).lstrip()[:1].casefold()[:1] not in first_letters:
            continue  # as nearly all blocks of a site
        phrase, span = normalise(text), block.span
        if phrase in markers.start or phrase in markers.end:
            span = block.outer if _alone(document, block) else block.span
        else:  # the first line of a quote may be the marker and the rest its text
            first, span = _first_line(block)
            phrase = normalise(first) if first else ""
        if phrase in markers.start or phrase in markers.end:
            yield _with_blank_line(source, _whole_lines(source, span)), phrase in markers.start
    for comment in document.comments:
        phrase = normalise(source[comment.start : comment.end].decode("utf-8").strip()[4:-3])
        if phrase in markers.start or phrase in markers.end:
            yield _with_blank_line(source, _whole_lines(source, comment)), phrase in markers.start


def _text(block: Block) -> str:
    if len(block.inlines) == 1:
        return block.inlines[0].text
    return "".join(item.text or " " for item in block.inlines if item.kind not in (InlineKind.OPEN, InlineKind.CLOSE))


def _first_line(block: Block) -> tuple[str, Span]:
    if len(block.inlines) == 1:
        return "", block.span
    text = ""
    for item in block.inlines:
        if item.kind in (InlineKind.SOFT_BREAK, InlineKind.HARD_BREAK):
            return text, Span(block.span.start, item.span.start)
        text += item.text if item.kind not in (InlineKind.OPEN, InlineKind.CLOSE) else ""
    return "", block.span


def _alone(document: Document, block: Block) -> bool:
    return sum(1 for other in document.blocks if other.outer == block.outer) == 1


def _whole_lines(source: bytes, span: Span) -> Span:
    start = source.rfind(b"\n", 0, span.start) + 1
    if span.end > start and source[span.end - 1 : span.end] == b"\n":
        return Span(start, span.end)
    end = source.find(b"\n", span.end)
    return Span(start, len(source) if end < 0 else end + 1)


def _with_blank_line(source: bytes, lines: Span) -> Span:
    """Take one blank line after the marker along, or its paragraph would leave two."""
    end = source.find(b"\n", lines.end)
    blank = source[lines.end : end + 1] if end >= 0 else source[lines.end :]
    return Span(lines.start, lines.end + len(blank)) if blank and not blank.strip() else lines


def in_scopes(span: Span, scopes: Sequence[Scope]) -> bool:
    """Whether a span lies in one of the scopes."""
    return any(scope.span.holds(span) for scope in scopes)
