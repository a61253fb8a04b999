"""The ladder: from the best hypothesis that keeps every tag and term down to keeping the Chinese.

1. n-best decoding, Latin names as tags of their own: the first hypothesis without a fault.
2. The same with repetition control, where more is wrong than a lost term or name: it brings none of these back.
3. What got lost as a word travels as a tag, what got lost as a tag as a word.
4. All names as words.
5. The text between the tags is translated on its own; where that fails too, what stands between commas, and at last
   what stands between terms.
6. The Chinese stays, and is reported.

Each rung is one batch over all sentences that need it. Nothing is ever repaired afterwards but the capitals of names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from transpipe.script import has_han
from transpipe.tagged_text import TAG
from transpipe.terminology import deprecated_terms, missing_terms, with_capitals
from transpipe.translate.guard import faults, in_source_order
from transpipe.translate.names import is_name, names
from transpipe.translate.pieces import FUNCTION_WORDS, STOPS, continued, cut, edges, join, punctuation
from transpipe.translate.ports import Decoding, Engine, Hypothesis
from transpipe.translate.shield import Asked, shield
from transpipe.translate.terms import model_input, whole_term
from transpipe.units import Draft, Origin, TermMatch

_MAX_DEPTH = 3  # tags, then commas, then terms


@dataclass(frozen=True, slots=True)
class Work:
    """A sentence on its way down."""

    text: str
    terms: tuple[TermMatch, ...]

    @property
    def names(self) -> tuple[TermMatch, ...]:
        """Latin names, words and numbers that are no term: they should come through."""
        return names(self.text, self.terms)

    @property
    def source(self) -> str:
        """The sentence in words, with its terms in English."""
        return model_input(self.text, self.terms)

    @property
    def asked(self) -> Asked:
        """The sentence as an engine is asked first."""
        return _first_question(self, self.names)


def _first_question(work: Work, found: tuple[TermMatch, ...]) -> Asked:
    """The sentence with its Latin names as tags; `found` are all its names and numbers."""
    return shield(work.text, work.terms + found, [name for name in found if is_name(name)])


def translate(
    works: Sequence[Work], engine: Engine, decoding: Decoding, find_terms: Callable[[str], list[TermMatch]]
) -> list[Draft]:
    """Translate tagged sentences; the result is as long as `works`, and every draft says how it came about."""
    return _Ladder(engine, decoding, find_terms).solve(list(works), depth=0)


class _Climber:
    """A sentence, and how far it has come."""

    __slots__ = ("asked", "draft", "lost", "named", "names", "short", "spare", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.names = work.names
        self.draft = _without_engine(work)
        self.spare: Draft | None = None
        """Keeps tags and terms but has lost a name or number: good enough when no rung keeps it."""
        self.short = 0
        """Of how many names and numbers the spare draft is."""
        self.asked = _first_question(work, self.names)
        """How the engine was asked last."""
        self.named = bool(self.asked.targets)
        """Whether the engine has not been asked in words yet."""
        self.lost: list[TermMatch] | None = None
        """Terms and names that the nearest hypothesis has not; None where more is wrong with all of them."""

    @property
    def needed(self) -> tuple[TermMatch, ...]:
        return self.work.terms + self.names

    def plain(self) -> Asked | None:
        """The sentence with its names as words; None when the engine was asked that way."""
        return shield(self.work.text, self.needed, ()) if self.named else None

    def turned(self) -> Asked:
        """What got lost as a word as a tag, and what got lost as a tag as a word; all as tags where nothing is known."""
        if self.lost is None:
            return shield(self.work.text, self.needed, self.needed)
        tags = set(self.asked.targets.values()) ^ {term.target for term in self.lost}
        return shield(self.work.text, self.needed, [term for term in self.needed if term.target in tags])


class _Ladder:
    def __init__(self, engine: Engine, decoding: Decoding, find_terms: Callable[[str], list[TermMatch]]) -> None:
        self.engine = engine
        self.decoding = decoding
        self.find_terms = find_terms

    def solve(self, works: list[Work], depth: int) -> list[Draft]:
        climbers = [_Climber(work) for work in works]
        self.ask(climbers, lambda one: one.asked, self.decoding)
        self.ask(climbers, lambda one: one.asked if one.lost is None else None, _repair(self.decoding))
        self.ask(climbers, lambda one: one.turned() if one.needed else None, self.decoding)
        self.ask(climbers, _Climber.plain, self.decoding)
        for one in climbers:
            one.draft = one.draft or one.spare
        if depth < _MAX_DEPTH:
            self.split([one for one in climbers if one.draft is None], depth)
        return [one.draft or Draft(one.work.text, Origin.KEPT, None, one.work.terms) for one in climbers]

    def ask(self, climbers: list[_Climber], put: Callable[[_Climber], Asked | None], decoding: Decoding) -> None:
        """One rung: put all sentences that have no draft yet to the engine; None for one that is not for this rung.

        Sentences that differ in their names alone are one question.
        """
        asking = []
        for one in climbers:
            if one.draft is None and (question := put(one)) is not None:
                one.asked, one.named = question, one.named and bool(question.targets)
                asking.append(one)
        questions = list(dict.fromkeys(one.asked.source for one in asking))
        if questions:
            answers = dict(zip(questions, self.engine.translate(questions, decoding), strict=True))
            for one in asking:
                _judge(one, answers[one.asked.source])

    def split(self, climbers: list[_Climber], depth: int) -> None:
        """Translate what lies between the tags, or between the terms of a text without tags."""
        pieces: list[Work] = []
        plans: list[list[str | int]] = []
        for one in climbers:
            plan: list[str | int] = []
            for piece in cut(one.work.text, one.work.terms):
                head, core, tail = edges(piece)
                plan.append(head)
                if core in FUNCTION_WORDS:
                    plan.append(FUNCTION_WORDS[core])
                elif has_han(core) and not TAG.fullmatch(core):
                    plan.append(len(pieces))
                    pieces.append(Work(core, tuple(self.find_terms(core))))
                else:
                    plan.append(core)
                plan.append(tail)
            plans.append(plan)
        if not pieces:
            return
        solved = self.solve(pieces, depth + 1)
        for one, plan in zip(climbers, plans, strict=True):
            used = [solved[item] for item in plan if isinstance(item, int)]
            if any(draft.origin is Origin.KEPT for draft in used):
                continue
            target = join([continued(solved[item]) if isinstance(item, int) else item for item in plan])
            if not set(faults(one.work.text, target, one.work.terms)) - {"loop"}:
                one.draft = Draft(target, Origin.AROUND_TAGS, None, one.work.terms)


def _judge(one: _Climber, hypotheses: Sequence[Hypothesis]) -> None:
    """Take the best hypothesis without a fault, else remember the nearest.

    Tags in the order of the source go first, then what has no forbidden rendering.
    """
    best: tuple[tuple[bool, int], Draft] | None = None
    for hypothesis in hypotheses:
        target, astray = one.asked.answer(hypothesis.text)
        if faults(one.work.text, target, ()):
            continue
        astray.update(term.target for term in missing_terms(target, one.needed))
        lost = [term for term in one.needed if term.target in astray]
        if lost:
            one.lost = one.lost or lost
            if all(term in one.names for term in lost) and (one.spare is None or len(lost) < one.short):
                one.spare, one.short = _drafted(one.work, target, hypothesis.score), len(lost)
            continue
        rank = (not in_source_order(one.work.text, target), len(deprecated_terms(target, one.work.terms)))
        if best is None or rank < best[0]:
            best = (rank, _drafted(one.work, target, hypothesis.score))
        if rank == (False, 0):
            break
    if best is not None:
        one.draft = best[1]


def _repair(decoding: Decoding) -> Decoding:
    """Against loops; it costs a little quality where there are none."""
    return replace(decoding, repetition_penalty=1.3, no_repeat_ngram=4)


def _without_engine(work: Work) -> Draft | None:
    """A sentence that is a term as a whole never goes through the model."""
    target = whole_term(work.text, work.terms)
    if target is None:
        return None
    tail = STOPS.search(work.text)
    stop = punctuation(tail[0]) if tail else ""
    return Draft((target + stop).strip(), Origin.TERM, None, work.terms)


def _drafted(work: Work, target: str, score: float) -> Draft:
    return Draft(with_capitals(target, work.terms), Origin.ENGINE, score, work.terms)
