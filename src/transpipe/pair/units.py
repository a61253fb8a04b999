"""Approved units from a reviewed pair: what a person stands for, ready for the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from transpipe.model import BREAK, Block, Document, Segment, Sentence
from transpipe.pair.align import Link, align
from transpipe.pair.context import Context, contexts
from transpipe.pair.english import split_sentences
from transpipe.pair.retag import Retagger, trimmed, with_tags
from transpipe.pair.traits import weight
from transpipe.pair.whole import as_one, core, sentence_groups
from transpipe.script import has_han
from transpipe.tagged_text import structure, without_tags
from transpipe.units import ApprovedUnit

SURE = 0.5
"""Confidence of the aligner that is enough for a reviewed draft, which has the structure of its source."""
# Letters of a translation for a letter of its source, a Chinese character counting as three; short texts vary more.
_LEAST, _MOST, _SLACK = 0.4, 2.2, 14
_UNLIKE = 2.2  # a sentence may be that much longer or shorter, for its source, than the sentences beside it


def extract_units(
    source: Document,
    segments: Sequence[Segment],
    target: Document,
    *,
    post: str,
    origin: str = "approved",
    author: str = "",
    created: str = "",
    pair: str = "zh-en",
    links: Sequence[Link] | None = None,
    sure: float = SURE,
) -> list[ApprovedUnit]:
    """The units of a source and its reviewed translation, for `SqliteMemory.approve`.

    `segments` are those of `source`: all that have Chinese in them, or the ones that were translated. `links` say which
    blocks belong together; without them the documents are aligned. Links below the confidence `sure` are left out, and
    so are merged and split blocks.

    A segment gives a unit as a whole, and one for each sentence when both sides have the same number of them with
    plausible lengths. What has other markup than its source, or still holds Chinese, gives none.
    """
    partners = _partners(source, target, align(source, target) if links is None else links, sure)
    places = contexts(source)
    retagger = Retagger(source, target)
    units: list[ApprovedUnit] = []
    for segment in segments:
        other = partners.get(segment.block)
        if other is None:
            continue
        place = places.get(segment.block.span, Context())
        for level, tagged, translation in _pairs(segment, other, source.source, retagger):
            units.append(ApprovedUnit(tagged, translation, level, *place, post, origin, author, pair, created))
    return units


def _partners(source: Document, target: Document, links: Sequence[Link], sure: float) -> dict[Block, Block]:
    return {
        source.blocks[link.source[0]]: target.blocks[link.target[0]]
        for link in links
        if len(link.source) == len(link.target) == 1 and link.confidence >= sure
    }


def _pairs(segment: Segment, other: Block, source: bytes, retagger: Retagger) -> Iterator[tuple[str, str, str]]:
    """(level, tagged source, tagged target) of what can be taken from a segment and the block that translates it."""
    whole = as_one(segment, core(segment), source)
    groups = [as_one(segment, group, source) for group in sentence_groups(segment)]
    if whole is not None:
        marked = retagger.retag(segment.block, whole.tags, other)
        yield from _unit("segment", whole, marked, 0)
    if groups != [whole]:
        yield from _sentences(segment, groups, other, retagger)


def _sentences(
    segment: Segment, groups: Sequence[Sentence | None], other: Block, retagger: Retagger
) -> Iterator[tuple[str, str, str]]:
    """One pair for each sentence, when there are as many on the other side and all lengths are plausible."""
    sentences = [group for group in groups if group is not None]
    if len(sentences) != len(groups):
        return
    marked = retagger.retag(segment.block, [tag for sentence in sentences for tag in sentence.tags], other)
    cuts = (split_sentences(marked), split_sentences(marked, semicolons=True))
    pieces = next((cut for cut in cuts if len(cut) == len(sentences)), None)
    if pieces is None:
        return
    ratios = [weight(piece) / weight(sentence.text) for sentence, piece in zip(sentences, pieces, strict=True)]
    usual = median(ratios)
    if all(usual / _UNLIKE <= ratio <= usual * _UNLIKE for ratio in ratios):
        first = 0
        for sentence, piece in zip(sentences, pieces, strict=True):
            yield from _unit("sentence", sentence, piece, first)
            first += len(sentence.tags)


def _unit(level: str, sentence: Sentence, marked: str, first: int) -> Iterator[tuple[str, str, str]]:
    """The pair, if the marks are those of the sentence's tags (the first one at the index `first`) and the length fits.

    Marks of others at the ends belong to what stands around the sentence.
    """
    numbers = {first + place: tag.number for place, tag in enumerate(sentence.tags)}
    target = with_tags(trimmed(marked, numbers), numbers)
    if target is None or has_han(target) or _tags(target) != _tags(sentence.text):
        return
    for tag in sentence.tags:
        if tag.construct == BREAK:
            target = target.replace(f" ⟦{tag.number}/⟧ ", f"⟦{tag.number}/⟧")
    if plausible(sentence.text, target):
        yield level, sentence.text, target


def plausible(source: str, target: str) -> bool:
    """Whether a tagged text may be a translation of another by its length."""
    length, usual = len(without_tags(target)), weight(without_tags(source))
    return _LEAST * usual - _SLACK <= length <= _MOST * usual + _SLACK


def _tags(text: str) -> list[tuple[str, str]] | None:
    found = structure(text)
    return None if found is None else sorted(found)
