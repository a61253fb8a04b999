"""Doubts about a translation, for its reviewer: two tables of small functions, one file a family.

A check answers with a message that names what it found, or with None. It knows nothing of files, runs or settings, so
it serves drafts, reviewed pages and pairs from anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from transpipe.model import Segment, Sentence, Severity, Span, Tag
from transpipe.rules import BY_ID
from transpipe.units import Draft, Origin
from transpipe.verify.checks import across, characters, drafts, literals, markup, negation, numbers, shape, terms
from transpipe.verify.checks.pair import Pair


class Check(NamedTuple):
    """A check of a sentence and its translation; its id is that of a rule."""

    id: str
    run: Callable[[Pair], str | None]

    @property
    def severity(self) -> Severity:
        """That of its rule."""
        return BY_ID[self.id].severity


class DocumentCheck(NamedTuple):
    """A check of all segments of a document; it answers with (segment, sentence, message)."""

    id: str
    run: Callable[[Sequence[Segment], Sequence[Sequence[Draft]]], Iterator[tuple[int, int, str]]]

    @property
    def severity(self) -> Severity:
        """That of its rule."""
        return BY_ID[self.id].severity


class Doubt(NamedTuple):
    """What a check has to say about a document."""

    check: Check | DocumentCheck
    segment: int
    """Index of the segment."""
    sentence: int
    """Index of the sentence in its segment."""
    message: str


KEPT = Check("kept", drafts.kept)
CHECKS: tuple[Check, ...] = (
    KEPT,
    Check("empty", shape.empty),
    Check("copied", shape.copied),
    Check("tags", markup.tags),
    Check("markup", markup.markup),
    Check("order", markup.order),
    Check("term-missing", terms.missing),
    Check("term-deprecated", terms.deprecated),
    Check("number", numbers.number),
    Check("number-word", numbers.number_word),
    Check("number-added", numbers.number_added),
    Check("percent", numbers.percent),
    Check("date", numbers.date),
    Check("unit", numbers.unit),
    Check("identifier", literals.identifier),
    Check("name", literals.name),
    Check("url", literals.url),
    Check("leftover", characters.leftover),
    Check("wide-punctuation", characters.wide_punctuation),
    Check("brackets", characters.brackets),
    Check("quotes", characters.quotes),
    Check("loop", shape.loop),
    Check("length", shape.length),
    Check("negation", negation.negation),
    Check("pieces", drafts.pieces),
    Check("fuzzy", drafts.fuzzy),
)


def _inconsistent_terms(segments: Sequence[Segment], made: Sequence[Sequence[Draft]]) -> Iterator[tuple[int, int, str]]:
    pairs = [
        (index, number, Pair(sentence, draft))
        for index, (segment, row) in enumerate(zip(segments, made, strict=True))
        for number, (sentence, draft) in enumerate(zip(segment.sentences, row, strict=True))
        if draft.terms and draft.origin is not Origin.KEPT
    ]
    return terms.inconsistent(pairs)


DOCUMENT_CHECKS: tuple[DocumentCheck, ...] = (
    DocumentCheck("term-inconsistent", _inconsistent_terms),
    DocumentCheck("inconsistent", across.same_source),
    DocumentCheck("heading-stop", across.heading_stop),
)


def check_draft(sentence: Sentence, draft: Draft) -> Iterator[tuple[Check, str]]:
    """The checks that have something to say about a translation, with their messages.

    `draft.terms` are the glossary terms of the sentence; without them the checks of terms have nothing to say. Where
    the Chinese was kept, that is all there is to say; what a person has approved is not doubted again.
    """
    if draft.origin is Origin.APPROVED:
        return
    pair = Pair(sentence, draft)
    for check in (KEPT,) if draft.origin is Origin.KEPT else CHECKS:
        message = check.run(pair)
        if message is not None:
            yield check, message


def check_again(sentence: Sentence, draft: Draft) -> tuple[tuple[Check, str], ...]:
    """What `check_draft` says, remembered: pages of a site say many things in the same words, and are checked again
    while people review them.
    """
    return _said_of(sentence._replace(span=_NOWHERE, tags=tuple(map(_anywhere, sentence.tags))), draft)


_NOWHERE = Span(0, 0)


def _anywhere(tag: Tag) -> Tag:
    return tag._replace(open=_NOWHERE, close=_NOWHERE if tag.close else None)


@lru_cache(maxsize=4096)  # the sentences of some windows of a run
def _said_of(sentence: Sentence, draft: Draft) -> tuple[tuple[Check, str], ...]:
    return tuple(check_draft(sentence, draft))


def check_document(segments: Sequence[Segment], made: Sequence[Sequence[Draft]]) -> Iterator[Doubt]:
    """Everything that the checks have to say about the translation of a document.

    `made` holds, for each segment, one draft a sentence.
    """
    for index, (segment, row) in enumerate(zip(segments, made, strict=True)):
        for number, (sentence, draft) in enumerate(zip(segment.sentences, row, strict=True)):
            for check, message in check_again(sentence, draft):
                yield Doubt(check, index, number, message)
    for rule in DOCUMENT_CHECKS:
        for index, number, message in rule.run(segments, made):
            yield Doubt(rule, index, number, message)
