"""The inline items of a block as a tree, which is what sentences are cut from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transpipe.model import Block, Inline, InlineKind, Quoting, Span
from transpipe.protected import protected_spans
from transpipe.script import has_han


class Text(NamedTuple):
    """Decoded text and the bytes that it was written with."""

    text: str
    span: Span


class Alone(NamedTuple):
    """A standalone construct, or protected text."""

    span: Span
    construct: str
    text: str = ""


class Break(NamedTuple):
    """A line break; `text` is set where the source is a plain value."""

    span: Span
    hard: bool
    text: str = ""


class Pair(NamedTuple):
    """A paired construct and what is in it."""

    open: Span
    close: Span
    construct: str
    children: tuple[Node, ...]


Node = Text | Alone | Break | Pair


def block_nodes(block: Block, source: bytes) -> tuple[Node, ...]:
    """The tree of a block. Values (front matter, titles, attributes) are texts and breaks only."""
    if block.quoting in (Quoting.MARKDOWN, Quoting.HTML_TEXT):
        nodes, _ = _tree(block.inlines, 0, source)
        return tuple(nodes)
    return tuple(_value(block.inlines[0].text, block.span))


def _tree(items: Sequence[Inline], index: int, source: bytes) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while index < len(items):
        item = items[index]
        index += 1
        if item.kind is InlineKind.TEXT:
            nodes.extend(_protect(item.text, item.span, source))
        elif item.kind is InlineKind.OPEN:
            children, index = _tree(items, index, source)
            closing = items[index - 1]
            nodes.append(_pair(item, closing, children))
        elif item.kind is InlineKind.CLOSE:
            return nodes, index
        elif item.kind is InlineKind.STANDALONE:
            if source[item.span.start : item.span.start + 3].lower() == b"<br":
                nodes.append(Break(item.span, hard=True))
            else:
                nodes.append(Alone(item.span, item.construct))
        else:
            nodes.append(Break(item.span, hard=item.kind is InlineKind.HARD_BREAK))
    return nodes, index


def _holds_han(node: Node) -> bool:
    return any(_holds_han(child) for child in node.children) if isinstance(node, Pair) else has_han(node.text)


def _pair(opening: Inline, closing: Inline, children: list[Node]) -> Pair | Alone:
    if not any(_holds_han(child) for child in children):
        # `[Seokho Son](…)` has nothing to translate; a small model would garble the name.
        return Alone(Span(opening.span.start, closing.span.end), opening.construct)
    if len(children) == 1 and isinstance(children[0], Pair):
        # `**[text](url)**` is one tag: the fewer tags a model has to place, the better.
        only = children[0]
        return Pair(
            Span(opening.span.start, only.open.end),
            Span(only.close.start, closing.span.end),
            f"{opening.construct} {only.construct}",
            only.children,
        )
    return Pair(opening.span, closing.span, opening.construct, tuple(children))


def _protect(text: str, span: Span, source: bytes) -> Iterator[Node]:
    spans = protected_spans(text)
    if not spans:
        yield Text(text, span)
        return
    offsets = byte_offsets(text, span, source)
    if offsets is None:
        yield Text(text, span)
        return
    position = 0
    for start, end, construct in spans:
        if position < start:
            yield Text(text[position:start], Span(offsets[position], offsets[start]))
        yield Alone(Span(offsets[start], offsets[end]), construct, text[start:end])
        position = end
    if position < len(text):
        yield Text(text[position:], Span(offsets[position], offsets[len(text)]))


def _value(text: str, span: Span) -> Iterator[Node]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Break(span, hard=True, text="\n")
        position = 0
        for start, end, construct in protected_spans(line):
            if position < start:
                yield Text(line[position:start], span)
            yield Alone(span, construct, line[start:end])
            position = end
        if position < len(line):
            yield Text(line[position:], span)


class Direct:
    """Byte offsets of the characters of a text that stands in the file as it is: counted when they are asked for."""

    __slots__ = ("_start", "_text")

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start

    def __getitem__(self, index: int) -> int:
        return self._start + len(self._text[: index if index >= 0 else None].encode("utf-8"))


Offsets = list[int] | Direct


def byte_offsets(text: str, span: Span, source: bytes) -> Offsets | None:
    """Byte offset of every character of a decoded text, and (as the last one) of its end; None where the two differ.

    Escapes make a character a byte longer, entities make it as long as they are; a text item never begins inside one.
    """
    if source[span.start : span.end] == text.encode("utf-8"):
        return Direct(text, span.start)
    offsets: list[int] = []
    position = span.start
    for char in text:
        raw = char.encode("utf-8")
        offsets.append(position)
        if source.startswith(raw, position):
            position += len(raw)
        elif source.startswith(b"\\" + raw, position):
            position += 1 + len(raw)
        elif source[position : position + 1] == b"&":
            end = source.find(b";", position, span.end)
            if end < 0:
                return None
            position = end + 1
        else:
            return None
    offsets.append(span.end)
    return offsets if position == span.end else None
