"""The ladder: from the best hypothesis that keeps every tag and term down to keeping the Chinese.

1. n-best decoding: the first hypothesis without a fault.
2. The same with repetition control, where more is wrong than a lost term or name: it brings none of these back.
3. Terms and Latin names that got lost travel as tags of their own.
4. The text between the tags is translated on its own; where that fails too, what stands between commas, and at last
   what stands between terms.
5. The Chinese stays, and is reported.

Each rung is one batch over all sentences that need it. Nothing is ever repaired afterwards but the capitals of names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from transpipe.model import Draft, Origin, TermMatch
from transpipe.script import PUNCTUATION, has_han
from transpipe.tagged_text import MAX_TAGS, TAG, split_tags, without_tags
from transpipe.terminology import deprecated_terms, missing_terms, with_capitals
from transpipe.translate.guard import faults, in_source_order
from transpipe.translate.ports import Decoding, Engine, Hypothesis
from transpipe.translate.terms import latin_names, model_input, whole_term

_MAX_DEPTH = 3  # tags, then commas, then terms
_PUNCTUATION = {
    **PUNCTUATION, "「": " “", "」": "” ", "『": " “", "』": "” ", "《": " “", "》": "” ", "～": "–",
}  # fmt: skip
# A piece between two tags or terms is often a single function word, which a model can't translate on its own.
_FUNCTION_WORDS = {
    "的": "'s", "和": "and", "与": "and", "及": "and", "以及": "and", "并": "and", "或": "or", "或者": "or", "到": "to",
    "至": "to", "从": "from", "在": "in", "于": "in", "中": "in", "是": "is", "为": "for", "由": "by", "对": "for",
    "被": "by", "将": "will", "等": "and others", "之间": "between", "跟": "with", "同": "with", "按": "by",
    "向": "to", "把": "", "了": "", "下": "under", "上": "on", "以": "with", "而": "and", "但": "but", "也": "also",
}  # fmt: skip
_STOPS = re.compile("[，。、；：！？,.;:!?…]+$")
_COMMAS = re.compile("(?<=[，、﹑：；])")
# Stops, commas and quotation marks at the ends of a piece are set by table; brackets may belong to a term.
_EDGE = re.compile(r"^([\s，。、﹑；：！？,.;:!?…—）」』》”]*)(.*?)([\s，。、﹑；：！？,.;:!?…—「『《“]*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Work:
    """A sentence on its way down."""

    text: str
    terms: tuple[TermMatch, ...]

    @property
    def names(self) -> tuple[TermMatch, ...]:
        """Latin names and words of the source that are no term: they should come through as they are."""
        return latin_names(self.text, self.terms)

    @property
    def source(self) -> str:
        """What the engine reads."""
        return model_input(self.text, self.terms)


def translate(
    works: Sequence[Work], engine: Engine, decoding: Decoding, find_terms: Callable[[str], list[TermMatch]]
) -> list[Draft]:
    """Translate tagged sentences; the result is as long as `works`, and every draft says how it came about."""
    return _Ladder(engine, decoding, find_terms).solve(list(works), depth=0)


class _Ladder:
    def __init__(self, engine: Engine, decoding: Decoding, find_terms: Callable[[str], list[TermMatch]]) -> None:
        self.engine = engine
        self.decoding = decoding
        self.find_terms = find_terms

    def solve(self, works: list[Work], depth: int) -> list[Draft]:
        drafts: list[Draft | None] = [_without_engine(work) for work in works]
        # Drafts that keep tags and terms but have lost a Latin name: good enough when no rung keeps it.
        spare: list[Draft | None] = [None] * len(works)
        lost: dict[int, list[TermMatch]] = {}  # terms and names that the nearest hypothesis has not
        self.decode(works, drafts, spare, lost, self.decoding)
        self.decode(works, drafts, spare, lost, _repair(self.decoding))
        self.shield_terms(works, drafts, lost)
        drafts = [draft or other for draft, other in zip(drafts, spare, strict=True)]
        if depth < _MAX_DEPTH:
            self.split(works, drafts, depth)
        return [
            draft if draft is not None else Draft(work.text, Origin.KEPT, None, work.terms)
            for work, draft in zip(works, drafts, strict=True)
        ]

    def decode(
        self,
        works: list[Work],
        drafts: list[Draft | None],
        spare: list[Draft | None],
        lost: dict[int, list[TermMatch]],
        decoding: Decoding,
    ) -> None:
        open_ = [index for index, draft in enumerate(drafts) if draft is None and index not in lost]
        if not open_:
            return
        answers = self.engine.translate([works[index].source for index in open_], decoding)
        for index, hypotheses in zip(open_, answers, strict=True):
            work = works[index]
            best = _choose(work.text, hypotheses, work.terms + work.names)
            if best is not None:
                drafts[index] = _drafted(work, best)
                continue
            if spare[index] is None and (other := _choose(work.text, hypotheses, work.terms)) is not None:
                spare[index] = _drafted(work, other)
            if (near := _choose(work.text, hypotheses, ())) is not None:
                lost.setdefault(index, missing_terms(near.text, work.terms + work.names))

    def shield_terms(self, works: list[Work], drafts: list[Draft | None], lost: dict[int, list[TermMatch]]) -> None:
        """Let what got lost travel as standalone tags, which a model keeps better than words."""
        shielded: dict[int, tuple[str, dict[str, str]]] = {}
        for index, (work, draft) in enumerate(zip(works, drafts, strict=True)):
            if draft is None and (work.terms or work.names):
                tagged = _shield(work, lost.get(index) or work.terms + work.names)
                if tagged is not None:
                    shielded[index] = tagged
        if not shielded:
            return
        sources = [model_input(text, ()) for text, _ in shielded.values()]
        answers = self.engine.translate(sources, self.decoding)
        for (index, (text, targets)), hypotheses in zip(shielded.items(), answers, strict=True):
            best = _choose(text, hypotheses, ())
            if best is None:
                continue
            target = _unshield(best.text, targets)
            if not faults(works[index].text, target, works[index].terms + works[index].names):
                drafts[index] = Draft(target, Origin.ENGINE, best.score, works[index].terms)

    def split(self, works: list[Work], drafts: list[Draft | None], depth: int) -> None:
        """Translate what lies between the tags, or between the terms of a text without tags."""
        pieces: list[Work] = []
        plans: dict[int, list[str | int]] = {}
        for index, (work, draft) in enumerate(zip(works, drafts, strict=True)):
            if draft is not None:
                continue
            plan: list[str | int] = []
            for piece in _around_tags(work) or _around_commas(work) or _around_terms(work):
                head, core, tail = _EDGE.match(piece).groups()  # type: ignore[union-attr]  # matches every text
                plan.append(_punctuation(head))
                if core in _FUNCTION_WORDS:
                    plan.append(_FUNCTION_WORDS[core])
                elif has_han(core) and not TAG.fullmatch(core):
                    plan.append(len(pieces))
                    pieces.append(Work(core, tuple(self.find_terms(core))))
                else:
                    plan.append(core)
                plan.append(_punctuation(tail))
            plans[index] = plan
        if not pieces:
            return
        solved = self.solve(pieces, depth + 1)
        for index, plan in plans.items():
            used = [solved[item] for item in plan if isinstance(item, int)]
            if any(draft.origin is Origin.KEPT for draft in used):
                continue
            target = _join([_continued(solved[item]) if isinstance(item, int) else item for item in plan])
            if not set(faults(works[index].text, target, works[index].terms)) - {"loop"}:
                drafts[index] = Draft(target, Origin.AROUND_TAGS, None, works[index].terms)


def _repair(decoding: Decoding) -> Decoding:
    """Against loops; it costs a little quality where there are none."""
    return replace(decoding, repetition_penalty=1.3, no_repeat_ngram=4)


def _without_engine(work: Work) -> Draft | None:
    """A sentence that is a term as a whole never goes through the model."""
    target = whole_term(work.text, work.terms)
    if target is None:
        return None
    tail = _STOPS.search(work.text)
    punctuation = _punctuation(tail[0]) if tail else ""
    return Draft((target + punctuation).strip(), Origin.TERM, None, work.terms)


def _drafted(work: Work, hypothesis: Hypothesis) -> Draft:
    return Draft(with_capitals(hypothesis.text, work.terms), Origin.ENGINE, hypothesis.score, work.terms)


def _choose(source: str, hypotheses: Sequence[Hypothesis], terms: Sequence[TermMatch]) -> Hypothesis | None:
    """The best hypothesis without a fault; tags in the order of the source go first, then no forbidden rendering."""
    good = [item for item in hypotheses if not faults(source, item.text, terms)]
    return min(
        good,
        key=lambda item: (not in_source_order(source, item.text), len(deprecated_terms(item.text, terms))),
        default=None,
    )


def _shield(work: Work, lost: Sequence[TermMatch]) -> tuple[str, dict[str, str]] | None:
    """The sentence with what got lost as standalone tags, and the other terms in English.

    None when there are not enough numbers.
    """
    targets_of_lost = {term.target for term in lost}
    used = {found["number"] or found["closed"] for found in TAG.finditer(work.text)}
    free = [str(number) for number in range(1, MAX_TAGS + 1) if str(number) not in used]
    every = sorted(work.terms + work.names, key=lambda term: term.start)
    if len(free) < sum(term.target in targets_of_lost for term in every):
        return None
    text, position = "", 0
    targets = {}
    for term in every:
        text += work.text[position : term.start]
        if term.target in targets_of_lost:
            tag = f"⟦{free.pop(0)}/⟧"
            targets[tag] = term.target
            text += tag
        else:
            text += f" {term.target} "
        position = term.end
    return text + work.text[position:], targets


def _unshield(text: str, targets: dict[str, str]) -> str:
    pieces = split_tags(text)
    return _join([targets.get(piece, piece) for piece in pieces], tight=True)


def _around_tags(work: Work) -> list[str]:
    return split_tags(work.text) if TAG.search(work.text) else []


def _around_commas(work: Work) -> list[str]:
    pieces = _COMMAS.split(work.text)
    return pieces if len(pieces) > 1 else []


def _continued(draft: Draft) -> str:
    """A piece in the middle of a sentence, without the capital and the stop that the engine gives a sentence.

    The stop at the end of a name belongs to it: Co., Ltd.
    """
    text = draft.target
    if not any(text.endswith(term.target) for term in draft.terms):
        text = text.rstrip(". ")
    first = re.match(r"(?:The|An?|In|On|At|To|For|With|By|From|Its?|This)(?= )|[A-Z][a-z]*(?= [a-z]|$)", text)
    if first is None or any(text.startswith(term.target) for term in draft.terms) or draft.origin is Origin.TERM:
        return text
    return first[0].lower() + text[first.end() :]


def _around_terms(work: Work) -> list[str]:
    pieces: list[str] = []
    position = 0
    for term in work.terms:
        pieces.extend((work.text[position : term.start], term.target))
        position = term.end
    return [*pieces, work.text[position:]] if pieces else []


def _punctuation(text: str) -> str:
    return "".join(_PUNCTUATION.get(char, char) for char in text)


def _join(pieces: list[str], *, tight: bool = False) -> str:
    """Put pieces together with a space between words; `tight` leaves the space around tags to what was there."""
    joined = ""
    for piece in pieces:
        if not piece:
            continue
        left, right = without_tags(joined)[-1:], without_tags(piece)[:1]
        tag = TAG.fullmatch(piece)
        wordy = piece != "'s" and (left.isalnum() or left in ",.;:!?)”") and (right.isalnum() or right in "(“")
        if left and right and wordy and not joined.endswith(" ") and not tag:
            joined = _space_before_tags(joined) if not tight else joined + " "
        joined += piece
    return " ".join(joined.split())


def _space_before_tags(text: str) -> str:
    """Add a space after the last word: before tags that open there, after tags that close there."""
    end = len(text)
    for found in reversed(list(TAG.finditer(text))):
        if found.end() != end or found["close"] or found["alone"]:
            break
        end = found.start()
    return text[:end] + " " + text[end:]
