"""The tags of a source in its translation: the same construct with the same destination is the same tag.

A reviewer works on Markdown and never sees a tag. So the translation is parsed, and what its markup stands for is
found by comparing it with the markup of the source. The result holds marks, single characters, until it is known which
sentence they belong to and what their numbers are there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum

from transpipe.model import BREAK, Block, Document, Inline, InlineKind, Tag
from transpipe.pair.constructs import Constructs

UNKNOWN = "\uf8ff"
"""Stands in the text where the translation has markup that the source has not."""
MARK = "[\ue000-\uf8ff]"
"""Any mark, as a regular expression: the characters of private use, which no text should hold."""
_MARK = re.compile(MARK)
_FIRST = 0xE000
_MERGED = 3  # markers that one tag can stand for: bold around a link
_BREAKS = (InlineKind.SOFT_BREAK, InlineKind.HARD_BREAK)
_BRACKETS = str.maketrans("⟦⟧", "[]")
Key = tuple[tuple[str, ...], ...]


class _Form(IntEnum):
    OPEN = 0
    CLOSE = 1
    ALONE = 2


def _mark(index: int, form: _Form) -> str:
    return chr(_FIRST + len(_Form) * index + form)


def with_tags(text: str, numbers: Mapping[int, int]) -> str | None:
    """The text with tags for its marks, by the number of the tag at an index; None for a mark that has none."""
    pieces: list[str] = []
    for char in text:
        if not _MARK.match(char):
            pieces.append(char)
            continue
        index, form = divmod(ord(char) - _FIRST, len(_Form))
        if index not in numbers:
            return None
        number = numbers[index]
        pieces.append(
            {_Form.OPEN: f"⟦{number}⟧", _Form.CLOSE: f"⟦/{number}⟧", _Form.ALONE: f"⟦{number}/⟧"}[_Form(form)]
        )
    return "".join(pieces)


def trimmed(text: str, numbers: Mapping[int, int]) -> str:
    """The text without space and without marks of others at its ends."""

    def foreign(char: str) -> bool:
        mark = _MARK.match(char) is not None and (ord(char) - _FIRST) // len(_Form) not in numbers
        return mark or char.isspace()

    start, end = 0, len(text)
    while start < end and foreign(text[start]):
        start += 1
    while start < end and foreign(text[end - 1]):
        end -= 1
    return text[start:end]


class Retagger:
    """Finds tags of one source document in the blocks of its translation."""

    def __init__(self, source: Document, target: Document) -> None:
        self._source = _Keys(source)
        self._target = _Keys(target)

    def retag(self, source: Block, tags: Sequence[Tag], target: Block) -> str:
        """The text of a target block with a mark for each of the tags that was found in it."""
        waiting = {index: self._source.of_tag(source, tag) for index, tag in enumerate(tags) if not tag.text}
        text = self._text(tags, waiting, target)
        for index, tag in enumerate(tags):
            if tag.text:  # protected text is no markup: it stands there as it was
                text = text.replace(tag.text, _mark(index, _Form.ALONE), 1)
        return " ".join(text.split())

    def _text(self, tags: Sequence[Tag], waiting: dict[int, Key], block: Block) -> str:
        items = block.inlines
        partners = _partners(items)
        closing: dict[int, tuple[int, int]] = {}  # by the number of the first closing item, with how many there are
        breaks = sum(tags[index].construct == BREAK for index in waiting)
        keep_breaks = breaks == sum(item.kind in _BREAKS for item in items)
        pieces: list[str] = []
        place = 0
        while place < len(items):
            item, width = items[place], 1
            if item.kind is InlineKind.TEXT:
                pieces.append(_MARK.sub(UNKNOWN, item.text.translate(_BRACKETS)))
            elif item.kind is InlineKind.SOFT_BREAK and not keep_breaks:
                pieces.append(" ")
            elif place in closing:
                index, width = closing.pop(place)
                pieces.append(_mark(index, _Form.CLOSE))
            elif found := self._find(tags, waiting, block, place, partners):
                index, width, inner = found
                del waiting[index]
                if tags[index].close:
                    pieces.append(_mark(index, _Form.OPEN))
                    closing[inner] = index, width
                else:
                    alone = _mark(index, _Form.ALONE)
                    pieces.append(f" {alone} " if tags[index].construct == BREAK else alone)
            else:
                pieces.append(f" {UNKNOWN} " if item.kind in _BREAKS else UNKNOWN)
            place += width
        return "".join(pieces)

    def _find(
        self, tags: Sequence[Tag], waiting: Mapping[int, Key], block: Block, place: int, partners: Mapping[int, int]
    ) -> tuple[int, int, int] | None:
        """Index of the tag that begins at an item, the number of items that its opening takes, and where it closes."""
        last = partners.get(place, place)
        whole = self._target.of_items(block, block.inlines[place : last + 1])
        for index, key in waiting.items():
            if tags[index].close is None and key == whole:
                return index, last - place + 1, last
        for width in range(_MERGED, 0, -1):
            inner = partners.get(place + width - 1)
            if inner is None or partners.get(place) != inner + width - 1:
                continue
            markers = [*block.inlines[place : place + width], *block.inlines[inner : inner + width]]
            pair = self._target.of_items(block, markers)
            for index, key in waiting.items():
                if tags[index].close is not None and key == pair:
                    return index, width, inner
        return None


class _Keys:
    """What tells constructs of one document apart, in words that hold for the other language too."""

    def __init__(self, document: Document) -> None:
        self._source = document.source
        self._finder = Constructs(document)

    def of_tag(self, block: Block, tag: Tag) -> Key:
        spans = (tag.open,) if tag.close is None else (tag.open, tag.close)
        inside = [item for item in block.inlines if any(span.holds(item.span) for span in spans)]
        return self.of_items(block, inside)

    def of_items(self, block: Block, items: Sequence[Inline]) -> Key:
        return tuple(self._of_item(block, item) for item in items)

    def _of_item(self, block: Block, item: Inline) -> tuple[str, ...]:
        if item.kind is InlineKind.TEXT:
            return ("text", item.text)
        if item.kind in _BREAKS:
            return (BREAK,)
        details = [construct.detail for construct, _ in self._finder.of(block._replace(inlines=(item,)))]
        if item.construct == "html" and not details:
            details = [self._source[item.span.start : item.span.end].decode("utf-8")]
        return (item.kind, item.construct, *details)


def _partners(items: Sequence[Inline]) -> dict[int, int]:
    """The closing item of every opening one, by their numbers."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for index, item in enumerate(items):
        if item.kind is InlineKind.OPEN:
            stack.append(index)
        elif item.kind is InlineKind.CLOSE and stack:
            found[stack.pop()] = index
    return found
