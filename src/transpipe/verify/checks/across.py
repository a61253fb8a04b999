"""What only shows in the whole document: the same Chinese translated in two ways, headings that end like sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transpipe.excerpt import excerpt
from transpipe.model import Segment
from transpipe.tagged_text import without_tags
from transpipe.units import Draft

_TITLES = ("title", "linktitle", "subtitle", "caption")
_STOP = re.compile(r"(?<![.…])\.[\"”’)]*\s*\Z")
_ABBREVIATION = re.compile(r"(?:\b(?:etc|Inc|Ltd|Co|Corp|No|al|vs|Dr|St|Jr|approx)|\b[A-Z](?:\.[A-Z])*)\.\Z")


def same_source(segments: Sequence[Segment], drafts: Sequence[Sequence[Draft]]) -> Iterator[tuple[int, int, str]]:
    """Segments with the same Chinese and different English: at the second one."""
    first: dict[str, str] = {}
    for index, (segment, made) in enumerate(zip(segments, drafts, strict=True)):
        if not made:
            continue
        source = " ".join(sentence.text for sentence in segment.sentences)
        target = " ".join(draft.target for draft in made)
        before = first.setdefault(source, target)
        if " ".join(before.split()) != " ".join(target.split()):
            yield index, 0, f"the same Chinese is “{excerpt(without_tags(before))}” before in this document"


def heading_stop(segments: Sequence[Segment], drafts: Sequence[Sequence[Draft]]) -> Iterator[tuple[int, int, str]]:
    """Headings and titles that end in a full stop, where those of the source do not."""
    for index, (segment, made) in enumerate(zip(segments, drafts, strict=True)):
        if not made or not _is_title(segment):
            continue
        source, target = without_tags(segment.sentences[-1].text), without_tags(made[-1].target)
        if source.rstrip()[-1:] not in "。.．｡" and _STOP.search(target) and not _ABBREVIATION.search(target.rstrip()):
            yield index, len(made) - 1, "a heading ends in a full stop: take it away"


def _is_title(segment: Segment) -> bool:
    block = segment.block
    return block.kind == "heading" or (
        block.kind == "front-matter" and block.key.casefold().rpartition(".")[2] in _TITLES
    )
