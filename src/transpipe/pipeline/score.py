"""Translations against approved ones: what can be counted of each segment, without a metric's library.

A term counts where the judging glossary finds it in a sentence, whether or not the engine was told of it. So a run
without a glossary is measured by the same terms as one with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from transpipe.model import Document, Segment, SourceFile
from transpipe.pipeline.outline import NO_SLOTS
from transpipe.pipeline.plan import Kind, Plan
from transpipe.segment.build import build_segment
from transpipe.segment.tagged import tagged_block
from transpipe.tagged_text import structure, without_tags
from transpipe.terminology import missing_terms
from transpipe.translate.ladder import Work
from transpipe.translate.terms import Glossary
from transpipe.units import Draft, Origin, TermMatch
from transpipe.verify.checks import check_document
from transpipe.write.render import shown_text


class Approved(NamedTuple):
    """An approved translation as an evaluation set or a memory holds it."""

    id: str
    source: str
    """Tagged text, well nested."""
    target: str
    """Tagged text."""
    level: str = ""
    """segment or sentence, where it is known."""
    post: str = ""
    """Where it comes from, if it is known."""


class Reference(NamedTuple):
    """The approved words of a segment."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ReferencePlan:
    """What is to be translated, and what it is compared with."""

    plan: Plan
    references: tuple[Reference, ...]
    """One for each segment of the plan."""
    one_text: bool = False
    """The segments are one text, so checks across them mean something."""

    def head(self, count: int) -> ReferencePlan:
        """The first `count` segments alone."""
        plan = replace(self.plan, segments=self.plan.segments[:count])
        return replace(self, plan=plan, references=self.references[:count])


class Share(NamedTuple):
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """In percent; 100 of nothing."""
        return 100.0 * self.part / self.whole if self.whole else 100.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A segment after translation."""

    id: str
    source: str
    reference: str
    hypothesis: str
    """Words alone, as in `reference`."""
    origins: tuple[str, ...]
    """How each sentence came about (`Origin`)."""
    terms: Share
    """Terms kept, of those that the judging glossary finds in the source."""
    missing: tuple[str, ...]
    """The others, as `source = target`."""
    reference_terms: Share
    """The same of the approved translation: how far it follows the glossary."""
    tags: Share
    """Sentences whose translation keeps every tag once and well nested, of those with tags."""
    alone_terms: Share
    """Terms in the first hypothesis of the engine, before anything was chosen or asked again."""
    alone_tags: Share
    checks: tuple[str, ...]
    """Rules of the findings."""


def reference_plan(path: str, rows: Sequence[Approved], sentence_chars: int) -> ReferencePlan:
    """Rows as one file whose blocks they are; a row without Chinese is left out."""
    segments: list[Segment] = []
    references: list[Reference] = []
    source = b"".join(row.source.encode("utf-8") + b"\n" for row in rows)
    start = 0
    for row in rows:
        block = tagged_block(row.source, start)
        segment = build_segment(block, source, sentence_chars)
        if segment is not None:
            references.append(Reference(row.id, " ".join(without_tags(row.target).split())))
            segments.append(segment)
        start = block.span.end + 1
    blocks = tuple(segment.block for segment in segments)
    document = Document(source, None, 0, blocks, (), ())
    plan = Plan(SourceFile(path, source), Kind.MISSING, document, tuple(segments), (), (), NO_SLOTS)
    return ReferencePlan(plan, tuple(references))


def score(
    item: ReferencePlan, drafts: Mapping[str, Draft], first: Mapping[str, str], judge: Glossary
) -> Iterator[Scored]:
    """Score the segments of a plan.

    `drafts` go by the tagged source text of a sentence; `first` has the engine's first hypothesis by what the engine
    read. A sentence that never went through the engine is not counted for the engine alone.
    """
    source = item.plan.document.source
    translated = [[drafts[sentence.text] for sentence in segment.sentences] for segment in item.plan.segments]
    doubts = _doubts(item, translated)
    for index, (segment, reference) in enumerate(zip(item.plan.segments, item.references, strict=True)):
        made = translated[index]
        terms = [judge.find(sentence.text) for sentence in segment.sentences]
        pairs = list(zip(segment.sentences, made, strict=True))
        missing = [term for (_, draft), wanted in zip(pairs, terms, strict=True) for term in _lost(draft, wanted)]
        engine = [
            (sentence, wanted, asked.answer(first[asked.source])[0])
            for (sentence, draft), wanted in zip(pairs, terms, strict=True)
            if (asked := Work(sentence.text, draft.terms).asked).source in first
        ]
        words = [sentence.text for sentence in segment.sentences]
        yield Scored(
            reference.id,
            source[segment.block.span.start : segment.block.span.end].decode("utf-8"),
            reference.text,
            shown_text(segment, made, lambda span: source[span.start : span.end]),
            tuple(str(draft.origin) for draft in made),
            Share(_count(terms) - len(missing), _count(terms)),
            tuple(f"{term.source} = {term.target}" for term in missing),
            _share(terms, [reference.text] * len(terms)),
            tags_share(words, ["" if draft.origin is Origin.KEPT else draft.target for draft in made]),
            _share([wanted for _, wanted, _ in engine], [target for _, _, target in engine]),
            tags_share([sentence.text for sentence, _, _ in engine], [target for _, _, target in engine]),
            tuple(doubts.get(index, ())),
        )


def _doubts(item: ReferencePlan, translated: Sequence[Sequence[Draft]]) -> dict[int, list[str]]:
    """Rules of the findings by the index of their segment."""
    segments = item.plan.segments
    size = len(segments) if item.one_text else 1
    found: dict[int, list[str]] = {}
    for start in range(0, len(segments), size):
        for doubt in check_document(segments[start : start + size], translated[start : start + size]):
            found.setdefault(start + doubt.segment, []).append(doubt.check.id)
    return found


def _lost(draft: Draft, terms: Sequence[TermMatch]) -> list[TermMatch]:
    """The terms that a draft does not hold; a sentence that stayed Chinese holds none, whatever Latin is in it."""
    return missing_terms("" if draft.origin is Origin.KEPT else draft.target, terms)


def _count(terms: Sequence[Sequence[TermMatch]]) -> int:
    return sum(len({term.target for term in wanted}) for wanted in terms)


def _share(terms: Sequence[Sequence[TermMatch]], targets: Sequence[str]) -> Share:
    lost = sum(len(missing_terms(target, wanted)) for wanted, target in zip(terms, targets, strict=True))
    return Share(_count(terms) - lost, _count(terms))


def tags_share(sources: Sequence[str], targets: Sequence[str]) -> Share:
    """How many targets hold the tags of their source, each once and well nested; sources without tags do not count."""
    tagged = [(source, target) for source, target in zip(sources, targets, strict=True) if structure(source)]
    return Share(sum(_same_tags(source, target) for source, target in tagged), len(tagged))


def _same_tags(source: str, target: str) -> bool:
    wanted, got = structure(source), structure(target)
    return wanted is not None and got is not None and sorted(wanted) == sorted(got)
