"""Recall: what people have approved goes before anything that a machine says.

A segment is asked for as a whole first, then sentence by sentence. Of several approved translations that one is taken
whose context is most alike: both neighbours, one of them, the same headings, none; then the newest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from transpipe.model import Segment, Sentence
from transpipe.pair.context import Context, contexts
from transpipe.pair.lookup import lookup_form
from transpipe.pair.whole import as_one, core, replaced, sentence_groups
from transpipe.pipeline.plan import Plan
from transpipe.translate.adapt import DIFFERENT, Adapted, Token, adapt, differ_in_values, read_tokens
from transpipe.translate.guard import faults
from transpipe.translate.ports import Memory, SimilarUnit
from transpipe.translate.terms import Glossary
from transpipe.units import ApprovedUnit, Draft, Match, Origin, TermMatch

_BROKEN = {"tags", "structure", "empty"}  # a person may write long, repeat a word, or leave a Chinese name
_ORIGINS = ("imported", "aligned", "approved")  # the later the better


class _Query(NamedTuple):
    """A range of parts that the memory is asked for."""

    which: range
    sentence: Sentence
    lookup: str


def recall_approved(plans: Sequence[Plan], memory: Memory) -> list[Plan]:
    """The plans with what is approved for their places as `given`; nothing else changes.

    A segment or sentence that the engine would get in several parts is one sentence where it was found.
    """
    if not memory.has_approved():
        return list(plans)
    queries = [[list(_queries(segment, plan.document.source)) for segment in plan.segments] for plan in plans]
    lookups = {query.lookup: None for plan in queries for segment in plan for query in segment}
    units = memory.approved(list(lookups)) if lookups else {}
    if not units:
        return list(plans)
    return [_recalled(plan, asked, units) for plan, asked in zip(plans, queries, strict=True)]


def _queries(segment: Segment, source: bytes) -> Iterator[_Query]:
    """The segment as a whole, then its sentences."""
    which = core(segment)
    ranges = [which, *(group for group in sentence_groups(segment) if group != which)]
    for item in ranges:
        sentence = as_one(segment, item, source)
        if sentence is not None:
            yield _Query(item, sentence, lookup_form(sentence.text))


def _recalled(plan: Plan, asked: Sequence[Sequence[_Query]], units: Mapping[str, Sequence[ApprovedUnit]]) -> Plan:
    places = plan.contexts or contexts(plan.document)
    segments = list(plan.segments)
    given = dict(plan.given)
    for index, queries in enumerate(asked):
        if any((index, number) in given for number in range(len(segments[index].sentences))):
            continue  # what is given already was found for this very place
        found: dict[range, tuple[Sentence, Draft]] = {}
        for query in queries:
            if any(query.which.start < other.stop and other.start < query.which.stop for other in found):
                continue  # part of a segment that was found as a whole
            unit = _best(units.get(query.lookup, ()), query.sentence, places.get(segments[index].block.span, Context()))
            if unit is not None:
                found[query.which] = query.sentence, Draft(unit.target, Origin.APPROVED)
        if found:
            segments[index] = replaced(segments[index], {which: sentence for which, (sentence, _) in found.items()})
            sentences = segments[index].sentences
            for sentence, draft in found.values():
                given[index, next(n for n, other in enumerate(sentences) if other is sentence)] = draft
    return replace(plan, segments=tuple(segments), given=given)


def _best(units: Sequence[ApprovedUnit], sentence: Sentence, place: Context) -> ApprovedUnit | None:
    """The unit whose context fits best among those that have the tags of the sentence; `units` are newest first."""
    sound = [unit for unit in units if not _BROKEN & set(faults(sentence.text, unit.target, ()))]
    return max(sound, key=lambda unit: (*place.rank(unit), _ORIGINS.index(unit.origin)), default=None)


# --- similar sentences ------------------------------------------------------------------------


def recall_similar(
    text: str, terms: Sequence[TermMatch], memory: Memory, glossary: Glossary, cutoff: float
) -> Draft | Match | None:
    """A draft from an approved sentence that differs in numbers and names alone, or else the best one as a proposal."""
    lookup = lookup_form(text)
    found = memory.similar(lookup, cutoff)
    if not found:
        return None
    wanted = read_tokens(lookup, terms if lookup == text else glossary.find(lookup))
    proposal: Match | None = None
    for similar in found:
        made = _adapted(text, lookup, wanted, similar, glossary)
        percent = min(99, int(100 * similar.score))
        if isinstance(made, Adapted):
            match = Match(similar.unit.source, similar.unit.target, percent, made.changes)
            return Draft(made.target, Origin.FUZZY, None, tuple(terms), match)
        proposal = proposal or Match(similar.unit.source, similar.unit.target, percent, (), made)
    return proposal


def _adapted(
    text: str, lookup: str, wanted: Sequence[Token], similar: SimilarUnit, glossary: Glossary
) -> Adapted | str:
    if not differ_in_values(lookup, wanted, similar.lookup):
        return DIFFERENT
    made = adapt(wanted, read_tokens(similar.lookup, glossary.find(similar.lookup)), similar.unit.target)
    if isinstance(made, Adapted) and _BROKEN & set(faults(text, made.target, ())):
        return "it has other links or markup"
    return made
