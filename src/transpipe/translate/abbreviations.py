"""Full name with its abbreviation at the first mention in a document, the abbreviation from then on.

Sentences are translated once and shared between documents, so this happens when the drafts of a document are put
together, in its order. Known text is replaced by known text: the target of a term, in a form that counts as kept, by
its abbreviation. Headings, links, titles and tables keep what they say, as they are read on their own; and so does
what a person has approved.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from transpipe.model import Block, InlineKind, Segment, Sentence, Span
from transpipe.tagged_text import TAG, split_tags
from transpipe.terminology import find_rendering
from transpipe.units import Draft, Origin, TermMatch

_RUNNING = frozenset({"paragraph", "item", "quote", "definition", "footnote", "html"})
"""Kinds of blocks that are read one after the other."""
_MACHINE = frozenset({Origin.MEMORY, Origin.TERM, Origin.ENGINE, Origin.AROUND_TAGS})
_VOWEL_SOUND = frozenset("AEFHILMNORSX")
"""Letters whose names begin with a vowel: an NGO, a UN body."""
_ARTICLE = re.compile(r"\b([Aa])n? $")


class _Mention(NamedTuple):
    start: int
    end: int
    term: TermMatch
    possessive: str
    plural: bool


def abbreviate(source: bytes, segments: Sequence[Segment], drafts: Sequence[Sequence[Draft]]) -> list[list[Draft]]:
    """The drafts of a document, in its order, with terms abbreviated after their first mention.

    `source` is the file: what English text in it has introduced already needs no second introduction below.
    """
    introduced: dict[str, str] = {}  # target of a term by its abbreviation
    text = source.decode("utf-8", "replace")
    standing: dict[str, int] = {}  # byte offset where the file itself introduces an abbreviation
    out: list[list[Draft]] = []
    for segment, made in zip(segments, drafts, strict=True):
        if segment.block.kind not in _RUNNING:
            out.append(list(made))
            continue
        for term in (term for draft in made for term in draft.terms if term.abbreviation):
            if term.abbreviation not in standing:
                standing[term.abbreviation] = _introduction(term, text)
            if standing[term.abbreviation] < segment.block.span.start:
                introduced.setdefault(term.abbreviation, term.target)
        links = _link_spans(segment.block)
        out.append(
            [
                draft if _inside(sentence.span, links) else _in_sentence(sentence, draft, introduced)
                for sentence, draft in zip(segment.sentences, made, strict=True)
            ]
        )
    return out


def _link_spans(block: Block) -> list[Span]:
    """From the opening to the closing of each link."""
    opened = [item.span.start for item in block.inlines if item.kind is InlineKind.OPEN and item.construct == "link"]
    closed = [item.span.end for item in block.inlines if item.kind is InlineKind.CLOSE and item.construct == "link"]
    return [Span(start, end) for start, end in zip(opened, closed, strict=False)]  # links hold no links


def _inside(span: Span, links: Sequence[Span]) -> bool:
    return any(link.holds(span) for link in links)


def _introduction(term: TermMatch, text: str) -> int:
    """Byte offset of the full name with the abbreviation in brackets; far away when it is not there."""
    if f"({term.abbreviation}" in text:
        for match in find_rendering(term.target, text, exact=term.keep):
            if _gloss(term).match(text, match.end()):
                return len(text[: match.start()].encode("utf-8"))
    return sys.maxsize


def _in_sentence(sentence: Sentence, draft: Draft, introduced: dict[str, str]) -> Draft:
    terms = [term for term in draft.terms if term.abbreviation and term.abbreviation != term.target]
    if not terms or draft.origin is Origin.KEPT:
        return draft
    links = {str(tag.number) for tag in sentence.tags if tag.construct == "link"}
    pieces = split_tags(draft.target)
    for index in _outside(pieces, links):
        pieces[index] = _in_piece(pieces[index], terms, introduced)
    return replace(draft, target="".join(pieces)) if draft.origin in _MACHINE else draft


def _outside(pieces: Sequence[str], links: set[str]) -> Iterator[int]:
    """Indexes of the texts that lie in no link."""
    depth = 0
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            if depth == 0:
                yield index
        elif (tag := TAG.fullmatch(piece)) is not None and (tag["number"] or tag["closed"]) in links:
            depth += -1 if tag["close"] else 0 if tag["alone"] else 1


def _in_piece(text: str, terms: Sequence[TermMatch], introduced: dict[str, str]) -> str:
    out: list[str] = []
    position = 0
    for mention in _mentions(text, terms):
        term = mention.term
        meaning = introduced.get(term.abbreviation)
        said = text[mention.start : mention.end]
        before = text[position : mention.start]
        position = mention.end
        if meaning not in (None, term.target):
            pass  # the document uses these letters for something else
        elif _gloss(term).match(text, mention.end) or _spelled_out(term).search(text, 0, mention.start):
            introduced[term.abbreviation] = term.target
        elif meaning:
            said = _short(mention) + mention.possessive
            before = _ARTICLE.sub(rf"\1{'n' * _takes_an(term)} ", before)
        elif not mention.possessive:  # "the Union's (ITU) work" would read oddly; the next mention will do
            said = f"{said} ({_short(mention)})"
            introduced[term.abbreviation] = term.target
        out.extend((before, said))
    return "".join(out) + text[position:]


def _mentions(text: str, terms: Sequence[TermMatch]) -> Iterator[_Mention]:
    """Where the targets stand, from left to right, long before short, none inside of another."""
    found = [
        _Mention(match.start(), match.end(), term, match["possessive"] or "", _is_plural(match, term.target))
        for term in {term.target: term for term in terms}.values()
        for match in find_rendering(term.target, text, exact=term.keep)
    ]
    end = 0
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if mention.start >= end:
            yield mention
            end = mention.end


def _is_plural(match: re.Match[str], target: str) -> bool:
    said = match[0].removesuffix(match["possessive"] or "")
    return said.casefold() != target.casefold() and len(said) >= len(target)


def _short(mention: _Mention) -> str:
    short = mention.term.abbreviation
    return f"{short}s" if mention.plural and not short.endswith("s") else short


def _takes_an(term: TermMatch) -> bool:
    first = term.abbreviation[:1]
    return first in _VOWEL_SOUND if term.abbreviation[:2].isupper() else first.lower() in "aeio"


def _spelled_out(term: TermMatch) -> re.Pattern[str]:
    """Before the full name, the abbreviation that it spells out: `IEC (`, `SPCG `."""
    return re.compile(rf"(?<!\w){re.escape(term.abbreviation)}\s*[(（]?\s*(?:the )?$")


def _gloss(term: TermMatch) -> re.Pattern[str]:
    """After the full name, its abbreviation in brackets."""
    return re.compile(rf"\s*[(（]\s*{re.escape(term.abbreviation)}s?\b")
