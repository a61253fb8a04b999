"""Rows of the review page from a draft and its source: findings, terms, matches of the memory, fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from transpipe.jobs.proposals import Proposal
from transpipe.model import Segment, Sentence, Severity, line_and_column
from transpipe.pair.fingerprint import words
from transpipe.pair.lookup import lookup_form
from transpipe.pipeline.side_by_side import Seat, SideBySide
from transpipe.review.fixes import fix_for
from transpipe.review.values import Comment, Mark, MemoryMatch, Row, RowFinding, RowState, SourceChange, TagInfo
from transpipe.script import has_han
from transpipe.tagged_text import split_tags
from transpipe.terminology import find_rendering
from transpipe.translate.ports import Memory
from transpipe.translate.terms import Glossary
from transpipe.units import ApprovedUnit, Draft, Origin, TermMatch
from transpipe.verify.checks import check_document

_MATCHES = 4
_CUTOFF = 0.6  # below, two Chinese sentences share little more than their particles


@dataclass(frozen=True, slots=True)
class Extras:
    """What is known of a draft besides its text."""

    approved: frozenset[tuple[str, str]] = frozenset()
    """(source mark, target mark)."""
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    """By the Markdown of the person's text."""
    comments: Mapping[str, tuple[Comment, ...]] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    """Rules that the site has switched off."""
    old_sources: Callable[[frozenset[str]], Mapping[str, str]] = lambda marks: {}
    """Finds the Chinese of earlier days by its marks."""


class Lookups:
    """What glossary and memory know of a source text, each asked once: none of it changes while people review."""

    def __init__(self, glossary: Glossary, memory: Memory) -> None:
        self.glossary = glossary
        self.memory = memory
        self._terms: dict[str, tuple[TermMatch, ...]] = {}
        self._units: dict[str, tuple[tuple[ApprovedUnit, float], ...]] = {}

    def terms(self, source: str) -> tuple[TermMatch, ...]:
        """The terms of the glossary in it."""
        if source not in self._terms:
            self._terms[source] = tuple(self.glossary.find(source))
        return self._terms[source]

    def units(self, source: str) -> tuple[tuple[ApprovedUnit, float], ...]:
        """The same text and similar ones in the memory, with what they have in common from 0 to 1; best first."""
        if source not in self._units:
            lookup = lookup_form(source)
            exact = [(unit, 1.0) for unit in self.memory.approved([lookup]).get(lookup, ())]
            close = [(item.unit, item.score) for item in self.memory.similar(lookup, _CUTOFF)]
            self._units[source] = (*exact, *close)
        return self._units[source]


class Rows:
    """Makes the rows of one draft; what costs time is done for the rows that are asked for."""

    def __init__(self, pairing: SideBySide, lookups: Lookups, extras: Extras) -> None:
        self.pairing = pairing
        self.lookups = lookups
        self.extras = extras
        self.terms = [lookups.terms(seat.source) for seat in pairing.seats]
        self.found = self._findings()

    def row(self, number: int, *, full: bool = True) -> Row:
        """The row of a seat; `full` with matches of the memory and its old source."""
        seat = self.pairing.seats[number]
        offset = self.pairing.offset(seat)
        state = self.state(seat)
        terms = self.terms[number]
        sentences = _sentences(seat)
        return Row(
            seat.id,
            line_and_column(self.pairing.draft.source, offset)[0],
            seat.segment.block.kind,
            seat.source,
            seat.text,
            seat.version,
            state,
            tuple(_tag_infos(self.pairing, seat)),
            seat.raw,
            *sentences,
            _source_marks(terms),
            () if seat.raw else _target_marks(seat.text, terms),
            tuple(self.found.get(number, ())),
            tuple(self._matches(seat)) if full and state is not RowState.APPROVED else (),
            source_change=self._source_change(seat) if full else None,
            proposal=proposal.text if (proposal := self.extras.proposals.get(self._raw(seat))) else "",
            comments=self.extras.comments.get(seat.id, ()),
            approvable=seat.current and not _kept(seat),
        )

    def state(self, seat: Seat) -> RowState:
        """How far a segment is."""
        if self.approved(seat):
            return RowState.APPROVED
        touched = seat.target_mark != seat.made_mark
        if not seat.current:
            return RowState.CONFLICT if touched else RowState.STALE
        if self._raw(seat) in self.extras.proposals:
            return RowState.CONFLICT
        if _kept(seat):
            return RowState.KEPT
        return RowState.EDITED if touched else RowState.MACHINE

    def approved(self, seat: Seat) -> bool:
        """Whether a person stands for the text as it is, and for this source."""
        return seat.current and (seat.source_mark, seat.target_mark) in self.extras.approved

    def _source_change(self, seat: Seat) -> SourceChange | None:
        made_from = self._made_from(seat)
        if self.approved(seat) or made_from in ("", seat.source_mark):
            return None
        return SourceChange(self._old_sources.get(made_from, ""), words(seat.segment.block))

    @cached_property
    def _old_sources(self) -> Mapping[str, str]:
        """The Chinese of earlier days that the draft was made from; looked for once, and where a row asks for it."""
        made_from = ((self._made_from(seat), seat.source_mark) for seat in self.pairing.seats)
        return self.extras.old_sources(frozenset(old for old, now in made_from if old not in ("", now)))

    def _made_from(self, seat: Seat) -> str:
        """The mark of the source that the words in the draft were made from: a run knows it of what a person kept."""
        proposal = self.extras.proposals.get(self._raw(seat))
        return proposal.made_from if proposal else seat.made_from

    def _raw(self, seat: Seat) -> str:
        return self.pairing.bare.source[seat.span.start : seat.span.end].decode("utf-8")

    def _findings(self) -> dict[int, list[RowFinding]]:
        """What the checks say, by the number of the seat."""
        numbers = [number for number, seat in enumerate(self.pairing.seats) if not seat.raw]
        segments: list[Segment] = []
        drafts: list[list[Draft]] = []
        for number in numbers:
            seat = self.pairing.seats[number]
            whole = seat.whole or Sentence(seat.source, (), seat.segment.block.span)
            segments.append(Segment(seat.segment.block, (whole,)))
            drafts.append([Draft(seat.text, Origin.KEPT if _kept(seat) else Origin.ENGINE, None, self.terms[number])])
        found: dict[int, list[RowFinding]] = {}
        for doubt in check_document(segments, drafts):
            if doubt.check.id in self.extras.off:
                continue
            number = numbers[doubt.segment]
            seat = self.pairing.seats[number]
            fix = fix_for(doubt.check.id, seat.source, seat.text, self.terms[number])
            others = found.setdefault(number, [])
            if any(fix == other.fix for other in others):
                fix = None  # one key settles both
            others.append(RowFinding(doubt.check.id, doubt.check.severity, doubt.message, fix))
        for number, seat in enumerate(self.pairing.seats):
            if seat.raw:
                message = "its markup is not that of the source any more; compare the two"
                found.setdefault(number, []).append(RowFinding("structure", Severity.INFO, message))
        return found

    def _matches(self, seat: Seat) -> Iterator[MemoryMatch]:
        seen: set[str] = set()
        for unit, score in self.lookups.units(seat.source):
            if unit.target in seen or unit.target == seat.text:
                continue
            seen.add(unit.target)
            yield MemoryMatch(unit.source, unit.target, min(int(score * 100), 99 if score < 1 else 100), unit.origin)
            if len(seen) == _MATCHES:
                return


def _kept(seat: Seat) -> bool:
    """Whether the Chinese stands where its translation should."""
    return seat.target_mark == seat.source_mark and has_han(seat.text)


def _tag_infos(pairing: SideBySide, seat: Seat) -> Iterator[TagInfo]:
    source = pairing.plan.document.source

    def text(start: int, end: int) -> str:
        return source[start:end].decode("utf-8", "replace")

    for tag in seat.whole.tags if seat.whole else ():
        opening = tag.text or text(*tag.open)
        shown = tag.construct or "markup"
        yield TagInfo(tag.number, tag.close is not None, shown, opening, text(*tag.close) if tag.close else "")


def _sentences(seat: Seat) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of both sides where there are as many, as they stand in the tagged texts; else nothing."""
    if seat.raw or seat.whole is None:
        return (), ()
    source, target = sentences_of(seat.source, chinese=True), sentences_of(seat.text, chinese=False)
    return (source, target) if len(source) == len(target) > 1 else ((), ())


def sentences_of(text: str, *, chinese: bool) -> tuple[str, ...]:
    """A tagged text cut after its sentences; never inside a pair."""
    from transpipe.pair.english import split_sentences
    from transpipe.segment.sentences import sentence_cuts

    if not chinese:
        return tuple(split_sentences(text))
    pieces, start = [], 0
    for cut in sentence_cuts(text):
        if _closed(text[start:cut]):
            pieces.append(text[start:cut])
            start = cut
    rest = text[start:]
    return tuple(piece.strip() for piece in [*pieces, rest] if piece.strip())


def _closed(text: str) -> bool:
    tags = split_tags(text)[1::2]
    return sum(tag[1] == "/" for tag in tags) == sum(tag[1] != "/" and tag[-2] != "/" for tag in tags)


def _source_marks(terms: Sequence[TermMatch]) -> tuple[Mark, ...]:
    return tuple(Mark(term.start, term.end, "term", f"{term.source} = {term.target}") for term in terms)


def _target_marks(text: str, terms: Sequence[TermMatch]) -> tuple[Mark, ...]:
    """Where the terms stand in the translation, and forbidden renderings."""
    marks: list[Mark] = []
    position = 0
    for index, piece in enumerate(split_tags(text)):
        if index % 2 == 0:
            for term in terms:
                label = f"{term.source} = {term.target}"
                for kind, names in (("term", term.accepted), ("deprecated", term.deprecated)):
                    for name in names:
                        for found in find_rendering(name, piece, exact=term.keep and kind == "term"):
                            marks.append(Mark(position + found.start(), position + found.end(), kind, label))
        position += len(piece)
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)
