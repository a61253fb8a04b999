"""What tells whether two blocks of different languages belong together: kind, length, and anchors.

Anchors are what translation leaves as it is: numbers, code, destinations, shortcodes, names in Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transpipe.model import Block, Document, Span
from transpipe.pair.constructs import Constructs
from transpipe.pair.fingerprint import prose
from transpipe.script import count_han

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_UNDERLINE = re.compile(rb"[^\n]*\n[ >]{0,8}(=)?")
_HEADER = ("front-matter", "taxonomy")
HAN_WEIGHT = 3
"""Latin letters that a Chinese character stands for; the rest is measured on the documents themselves."""


class Traits(NamedTuple):
    """What the aligner sees of a block, or of code between blocks."""

    block: int
    """Number of the block in its document; -1 for code."""
    kind: str
    place: int
    """Level of a heading, column of a cell; else 0."""
    weight: int
    """Length in Latin letters."""
    text: str
    """Normalised prose."""
    anchors: frozenset[str]
    words: frozenset[str]
    """Latin words."""


def is_header(block: Block) -> bool:
    """Whether it stands in the front matter, where keys say what belongs together."""
    return block.kind in _HEADER


def body_traits(document: Document) -> list[Traits]:
    """The traits of all blocks outside of the front matter and of all code blocks, in file order."""
    finder = Constructs(document)
    traits = [(span.start, _code(document, span)) for span in document.code]
    column, last = 0, 0
    for index, block in enumerate(document.blocks):
        if is_header(block):
            continue
        place = 0
        if block.kind == "cell":
            column = 0 if document.source.find(b"\n", last, block.span.start) >= 0 else column + 1
            place, last = column, block.span.end
        elif block.kind == "heading":
            place = heading_level(document, block)
        traits.append((block.span.start, _traits(index, block, place, finder)))
    traits.sort(key=lambda pair: pair[0])
    return [item for _, item in traits]


def heading_level(document: Document, block: Block) -> int:
    """The level of a heading, 1 to 6."""
    source, start = document.source, block.span.start
    if block.key == "setext":
        underline = _UNDERLINE.match(source, block.span.end)
        return 1 if underline and underline[1] else 2
    line = source[source.rfind(b"\n", 0, start) + 1 : start]
    return max(1, line.count(b"#"))


def _traits(index: int, block: Block, place: int, finder: Constructs) -> Traits:
    text = prose(block)
    anchors = {f"{item.kind} {item.detail}" for item in finder.of(block) if not item.localised}
    anchors.update(number.replace(",", "") for number in _NUMBER.findall(text))
    if block.id:
        anchors.add(f"#{block.id}")
    kind = f"{block.kind} {block.key}" if block.kind == "parameter" else block.kind
    words = frozenset(word.casefold() for word in _WORD.findall(text))
    return Traits(index, kind, place, weight(text), text, frozenset(anchors), words)


def weight(text: str) -> int:
    """Length of prose in Latin letters."""
    return len(text) + (HAN_WEIGHT - 1) * count_han(text)


def _code(document: Document, span: Span) -> Traits:
    lines = frozenset(code_lines(document, span))
    return Traits(-1, "code-block", 0, 3 * len(lines), "", lines, frozenset())


def code_lines(document: Document, span: Span) -> Iterator[str]:
    """The lines of a code block that translation leaves alone: those without comments in Chinese."""
    for line in document.source[span.start : span.end].decode("utf-8").split("\n"):
        stripped = " ".join(line.strip(" \t\r>").split())
        if stripped and not count_han(stripped):
            yield stripped


def merged(first: Traits, second: Traits) -> Traits:
    """Two neighbours as one block."""
    return first._replace(
        weight=first.weight + second.weight,
        text=f"{first.text} {second.text}",
        anchors=first.anchors | second.anchors,
        words=first.words | second.words,
    )
