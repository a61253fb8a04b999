"""What a translation has lost or gained against its source: sections, items, links, images, shortcodes, code.

The two files as they are now are compared, without any history. What belongs to a language may differ: the language in
a path, the way words are cut into paragraphs, a destination or a line of code with Chinese in it, a link to another
host that says the same in English.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from transpipe.model import Document, Span
from transpipe.pair.align import Link
from transpipe.pair.constructs import Construct, Constructs, html_constructs
from transpipe.pair.side import Side
from transpipe.pair.traits import code_lines, heading_level, weight


class Loss(StrEnum):
    """What is wrong with a piece of structure."""

    LOST = "lost"
    GAINED = "gained"
    DIFFERS = "differs"


class Difference(NamedTuple):
    """A piece of structure that is not the same on both sides."""

    loss: Loss
    what: str
    """section, list item, paragraph, table row, link, image, shortcode, code …"""
    source: Span | None
    """None for what only the target has."""
    target: Span | None
    """None for what only the source has."""
    source_detail: str = ""
    target_detail: str = ""


class _Found(NamedTuple):
    """A construct and the block that holds it; -1 for one between blocks."""

    construct: Construct
    block: int
    span: Span


_NAMES = {
    "heading": "section",
    "item": "list item",
    "cell": "table row",
    "quote": "quotation",
    "term": "term",
    "footnote": "footnote",
}
_ONCE = ("link", "code", "footnote", "math")
"""Constructs that may be repeated in one language and not in the other."""
_FLOWING = ("paragraph", "quote", "html", "definition", "footnote")
_HANGING = ("alt", "title", "parameter", "front-matter", "taxonomy")


class _Settled(NamedTuple):
    """Spans of both sides that have been reported as out of date: nothing more is said about them."""

    source: Sequence[Span]
    target: Sequence[Span]

    def covers(self, difference: Difference) -> bool:
        sides = ((self.source, difference.source), (self.target, difference.target))
        return any(
            span.start <= place.start < span.end for spans, place in sides if place is not None for span in spans
        )


def differences(
    source: Side, target: Side, links: Sequence[Link], settled: tuple[Sequence[Span], Sequence[Span]] = ((), ())
) -> Iterator[Difference]:
    """All differences, blocks first, without those in the `settled` spans of either side."""
    seen = _Settled(*settled)
    blocks = [difference for difference in _blocks(source, target, links) if not seen.covers(difference)]
    yield from blocks
    inside = _Settled([one.source for one in blocks if one.source], [one.target for one in blocks if one.target])
    found = chain(
        _levels(source.document, target.document, links),
        _inline(source, target, links),
        _code(source.document, target.document),
    )
    yield from (one for one in found if not seen.covers(one) and not inside.covers(one))


# --- blocks -----------------------------------------------------------------------------------


def _blocks(source: Side, target: Side, links: Sequence[Link]) -> Iterator[Difference]:
    """Blocks without a counterpart; neighbours up to the next heading are one difference."""
    for side, lost in ((source, True), (target, False)):
        blocks = side.document.blocks
        alone = sorted(
            number
            for link in links
            if not (link.source and link.target)
            for number in (link.source if lost else link.target)
            if side.marks[number] and blocks[number].kind not in _HANGING
        )
        alone = [number for number in alone if not _is_part(source, target, links, number, lost=lost)]
        for group in _groups(side, alone):
            first, last = blocks[group[0]], blocks[group[-1]]
            what = _NAMES.get(first.kind, "paragraph")
            more = sum(1 for number in group[1:] if blocks[number].kind != "cell")
            span = Span(first.span.start, last.span.end)
            what += f" (and {more} more)" if more else ""
            yield Difference(Loss.LOST, what, span, None) if lost else Difference(Loss.GAINED, what, None, span)


def _groups(side: Side, numbers: Sequence[int]) -> Iterator[list[int]]:
    """Runs of neighbours; a heading begins another one, and so does a row."""
    group: list[int] = []
    for number in numbers:
        block = side.document.blocks[number]
        apart = group and any(side.marks[group[-1] + 1 : number])
        if group and (apart or block.kind == "heading" or (block.kind == "cell" and _opens_row(side.document, number))):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _opens_row(document: Document, number: int) -> bool:
    block = document.blocks[number]
    start = document.source.rfind(b"\n", 0, block.span.start)
    return not any(
        other.kind == "cell" and other.span.start > start for other in document.blocks[max(0, number - 1) : number]
    )


def _is_part(source: Side, target: Side, links: Sequence[Link], number: int, *, lost: bool) -> bool:
    """Whether a paragraph without a counterpart is a part of a neighbour's: with it the lengths fit much better."""
    mine, other = (source, target) if lost else (target, source)
    if mine.document.blocks[number].kind not in _FLOWING:
        return False
    total = [max(1, sum(weight(text) for text in side.texts)) for side in (mine, other)]
    for link in links:
        ours, theirs = (link.source, link.target) if lost else (link.target, link.source)
        if not ours or not theirs or number not in (ours[0] - 1, ours[-1] + 1):
            continue
        if mine.document.blocks[ours[0]].kind != mine.document.blocks[number].kind:
            continue
        alone = sum(weight(mine.texts[n]) for n in ours) / total[0]
        whole = alone + weight(mine.texts[number]) / total[0]
        wanted = sum(weight(other.texts[n]) for n in theirs) / total[1]
        if not alone or not wanted:
            continue
        before, after = abs(math.log(alone / wanted)), abs(math.log(whole / wanted))
        if before > 0.3 and after < before / 2:
            return True
    return False


def _levels(source: Document, target: Document, links: Sequence[Link]) -> Iterator[Difference]:
    """Headings on another level, unless the whole file stands a level deeper."""
    pairs = [
        (source.blocks[link.source[0]], target.blocks[link.target[0]])
        for link in links
        if len(link.source) == len(link.target) == 1
    ]
    levels = [
        (a, b, heading_level(source, a), heading_level(target, b)) for a, b in pairs if a.kind == b.kind == "heading"
    ]
    if not levels:
        return
    ((shift, _),) = Counter(theirs - ours for _, _, ours, theirs in levels).most_common(1)
    if not any(theirs == ours for _, _, ours, theirs in levels) and len(levels) > 1:
        levels = [(a, b, ours + shift, theirs) for a, b, ours, theirs in levels]
    for a, b, ours, theirs in levels:
        if ours != theirs:
            yield Difference(Loss.DIFFERS, "heading level", a.span, b.span, str(ours), str(theirs))


# --- inline constructs ------------------------------------------------------------------------


def _inline(source: Side, target: Side, links: Sequence[Link]) -> Iterator[Difference]:
    lost, gained = list(_all_constructs(source.document)), list(_all_constructs(target.document))
    partners = {i: link.target for link in links for i in link.source}
    names = [Counter(found.construct for found in side) for side in (lost, gained)]
    lost, gained = _unmatched(lost, names[1], target), _unmatched(gained, names[0], source)
    for mine in lost:
        theirs = next((other for other in gained if _counterparts(mine, other, partners)), None)
        kind, detail = mine.construct
        if theirs is None:
            near = [target.document.blocks[j].span for j in partners.get(mine.block, ())]
            yield Difference(Loss.LOST, kind, mine.span, near[0] if near else None, detail)
            continue
        gained.remove(theirs)
        if not _tolerated(mine.construct, theirs.construct):
            yield Difference(Loss.DIFFERS, kind, mine.span, theirs.span, detail, theirs.construct.detail)
    for theirs in gained:
        if theirs.construct.kind != "code":  # to mark a name as code is a matter of style
            yield Difference(Loss.GAINED, theirs.construct.kind, None, theirs.span, "", theirs.construct.detail)


def _all_constructs(document: Document) -> Iterator[_Found]:
    finder = Constructs(document)
    for span in document.html:
        for construct in html_constructs(document.source[span.start : span.end]):
            yield _Found(construct, -1, span)
    for number, block in enumerate(document.blocks):
        inside = any(span.start <= block.span.start < span.end for span in document.html)
        for construct, span in finder.of(block):
            if construct.detail and not (inside and construct.kind in ("link", "image")):
                yield _Found(construct, number, span)


def _unmatched(found: Sequence[_Found], other: Counter[Construct], side: Side) -> list[_Found]:
    """The constructs that the other side, `side`, does not have, and does not say without the markup either."""
    left = Counter(other)
    kept = []
    for item in found:
        kind, detail = item.construct
        if left[item.construct] > 0:
            if kind not in _ONCE:
                left[item.construct] -= 1
        elif not (kind == "code" or (kind == "link" and _host(detail))) or not _said(detail, side):
            kept.append(item)
    return kept


def _said(detail: str, side: Side) -> bool:
    words = re.compile(rf"(?<![\w/.-]){re.escape(detail.removeprefix('//'))}(?![\w-])")
    return any(words.search(text) for text in side.texts)


def _counterparts(mine: _Found, theirs: _Found, partners: Mapping[int, Sequence[int]]) -> bool:
    if mine.construct.kind != theirs.construct.kind:
        return False
    if mine.block < 0 or theirs.block < 0:
        return mine.block == theirs.block
    return theirs.block in partners.get(mine.block, ())


def _tolerated(mine: Construct, theirs: Construct) -> bool:
    """Whether one is what the other is called in its language."""
    if mine.localised or theirs.localised:
        return True
    return mine.kind == "link" and _host(mine.detail) != _host(theirs.detail)


def _host(destination: str) -> str:
    return destination[2:].partition("/")[0] if destination.startswith("//") else ""


# --- code -------------------------------------------------------------------------------------


def _code(source: Document, target: Document) -> Iterator[Difference]:
    """Code blocks in their order; lines with Chinese, comments as a rule, may be other lines in the target."""
    ours = [tuple(code_lines(source, span)) for span in source.code]
    theirs = [tuple(code_lines(target, span)) for span in target.code]
    for tag, i, i2, j, j2 in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        if tag == "equal":
            continue
        if i2 - i == j2 - j:
            pairs = list(zip(range(i, i2), range(j, j2), strict=True))
        else:
            pairs = _similar(ours, theirs, (i, i2, j, j2))
        for a, b in pairs:
            if not _same_code(source, source.code[a], ours[a], theirs[b]):
                yield Difference(Loss.DIFFERS, "code block", source.code[a], target.code[b])
        for a in set(range(i, i2)) - {a for a, _ in pairs}:
            yield Difference(Loss.LOST, "code block", source.code[a], None)
        for b in set(range(j, j2)) - {b for _, b in pairs}:
            yield Difference(Loss.GAINED, "code block", None, target.code[b])


def _similar(
    ours: Sequence[tuple[str, ...]], theirs: Sequence[tuple[str, ...]], window: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Code blocks that share most of their lines, in their order."""
    i, i2, j, j2 = window
    pairs = []
    for a in range(i, i2):
        for b in range(j, j2):
            shared = len(set(ours[a]) & set(theirs[b]))
            if 2 * shared >= len(set(ours[a])) > 0:
                pairs.append((a, b))
                j = b + 1
                break
    return pairs


def _same_code(document: Document, span: Span, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    whole = [line for line in document.source[span.start : span.end].split(b"\n") if line.strip(b" \t\r>")]
    chinese = len(whole) - len(ours)
    missing = Counter(ours) - Counter(theirs)
    return not missing and len(theirs) - len(ours) <= chinese
