"""Several parts of a segment as one sentence: what a person translates at once, and what the memory is asked for.

A segment is cut for the engine: at sentence ends, at the commas of long sentences, around markup that holds several
sentences. People do not cut it so, and neither do other tools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from transpipe.model import BREAK, Block, Glue, InlineKind, Literal, Part, Quoting, Segment, Sentence, Span, Tag
from transpipe.tagged_text import MAX_TAGS, renumbered, tag_order

_MARKDOWN = (Quoting.MARKDOWN, Quoting.HTML_TEXT)
_EDGES = (InlineKind.STANDALONE, InlineKind.SOFT_BREAK, InlineKind.HARD_BREAK)


def core(segment: Segment) -> range:
    """The parts of a segment without what stands around its text: space, images, a pair of markers around all."""
    parts = segment.parts
    start, end = 0, len(parts)
    while start < end:
        if _is_edge(parts[start]):
            start += 1
        elif _is_edge(parts[end - 1]):
            end -= 1
        elif _closing(parts, start) == end - 1:
            start, end = start + 1, end - 1
        else:
            break
    return range(start, end)


def sentence_groups(segment: Segment) -> Iterator[range]:
    """The parts that make up each sentence: one, or several where a long sentence was cut."""
    start = 0
    for index, part in enumerate(segment.parts):
        if isinstance(part, Sentence):
            start = start if part.clause else index
            if not part.part:
                yield range(start, index + 1)


def as_one(segment: Segment, which: range, source: bytes) -> Sentence | None:
    """The parts as one sentence with all their tags; None where there are too many tags, or the text is not known."""
    parts = segment.parts[which.start : which.stop]
    if len(parts) == 1 and isinstance(parts[0], Sentence):
        return parts[0]
    if not any(isinstance(part, Sentence) for part in parts):
        return None
    if segment.block.quoting not in _MARKDOWN:
        return _value(segment.block, parts) if which == core(segment) else None
    return _Joiner(source).join(parts)


def replaced(segment: Segment, forms: Mapping[range, Sentence]) -> Segment:
    """The segment with ranges of its parts, which must not overlap, as one sentence each."""
    parts = list(segment.parts)
    for which in sorted(forms, key=lambda which: -which.start):
        parts[which.start : which.stop] = [forms[which]]
    return segment._replace(parts=tuple(parts))


def _is_edge(part: Part) -> bool:
    if isinstance(part, Glue):
        return not part.target.strip()
    return isinstance(part, Literal) and part.kind in _EDGES


def _closing(parts: Sequence[Part], start: int) -> int | None:
    """Where the pair that opens at `start` closes."""
    depth = 0
    for index in range(start, len(parts)):
        part = parts[index]
        if isinstance(part, Literal):
            depth += {InlineKind.OPEN: 1, InlineKind.CLOSE: -1}.get(part.kind, 0)
        if depth == 0:
            return index if index > start else None
    return None


def _value(block: Block, parts: Sequence[Part]) -> Sentence | None:
    """A value that is no prose with markup: its places in the file are not known, but its text is."""
    text = block.inlines[0].text
    tagged = any(isinstance(part, Sentence) and part.tags for part in parts)
    return None if tagged or "\n" in text else Sentence(" ".join(text.split()), (), block.span)


class _Joiner:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.tags: list[Tag] = []
        self.open: list[tuple[int, Span]] = []
        """Number and opening marker of the pairs around the place."""

    def join(self, parts: Sequence[Part]) -> Sentence | None:
        pieces = [self.piece(part) for part in parts]
        if None in pieces or self.open or len(self.tags) > MAX_TAGS:
            return None
        # A pair is numbered where it opens, but known when it closes.
        tags = tuple(sorted(self.tags))
        text = " ".join("".join(piece for piece in pieces if piece).split())
        return Sentence(text, tags, Span(parts[0].span.start, parts[-1].span.end))

    def piece(self, part: Part) -> str | None:
        if isinstance(part, Sentence):
            return self.sentence(part)
        if isinstance(part, Glue):
            return self.plain(part.span)
        return self.literal(part)

    def sentence(self, part: Sentence) -> str | None:
        first = self.next_number()
        numbers = {old: str(first + place) for place, old in enumerate(tag_order(part.text))}
        if len(numbers) != len(part.tags) or first + len(numbers) > MAX_TAGS + 1:
            return None
        self.tags.extend(tag._replace(number=int(numbers[str(tag.number)])) for tag in part.tags)
        return renumbered(part.text, numbers)

    def literal(self, part: Literal) -> str | None:
        number = self.next_number()
        if part.kind is InlineKind.TEXT:
            return self.plain(part.span)
        if part.kind is InlineKind.OPEN:
            self.open.append((number, part.span))
            return f"⟦{number}⟧"
        if part.kind is InlineKind.CLOSE:
            if not self.open:
                return None
            number, opening = self.open.pop()
            self.tags.append(Tag(number, opening, part.span, ""))
            return f"⟦/{number}⟧"
        construct = BREAK if part.kind in (InlineKind.SOFT_BREAK, InlineKind.HARD_BREAK) else ""
        self.tags.append(Tag(number, part.span, None, construct))
        return f"⟦{number}/⟧"

    def next_number(self) -> int:
        return len(self.tags) + len(self.open) + 1

    def plain(self, span: Span) -> str | None:
        """Text as it stands in the file; None where an escape or an entity makes the two differ."""
        raw = self.source[span.start : span.end]
        text = raw.decode("utf-8")
        return None if b"\\" in raw or b"&" in raw or "⟦" in text or "⟧" in text else text
