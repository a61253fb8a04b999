"""What is wrong with a glossary as a whole: entries that contradict each other or themselves.

What is wrong with an entry alone is found when it is read (`transpipe.glossary.entries`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transpipe.glossary.entries import Problem
from transpipe.glossary.matching import same_words
from transpipe.han_variants import fold
from transpipe.units import Term


def lint(terms: Sequence[Term]) -> list[Problem]:
    """Duplicates, contradictions, overlapping variants and forbidden renderings that are good elsewhere."""
    used = [term for term in terms if term.status != "retired"]
    return [*_same_source(used), *_forbidden(used)]


def _same_source(terms: Sequence[Term]) -> Iterator[Problem]:
    for same in same_words(terms).values():
        told: set[str] = set()  # entries that were reported for these words
        for index, (source, term) in enumerate(same):
            for other_source, other in same[:index]:
                problem = _clash(source, term, other_source, other)
                if problem is not None and term.place not in told:
                    told.add(term.place)
                    yield problem


def _clash(source: str, term: Term, other_source: str, other: Term) -> Problem | None:
    """What two variants that the matcher can't tell apart have against each other."""
    if term is other:
        # Simplified and Traditional side by side in one entry say the same, and are there for people to read.
        if source == other_source:
            return Problem(term.place, "duplicate", f"{source} stands twice in this entry; take one out")
        return None
    if not _meet(term, other):
        return None
    if source != other_source:
        says = "too" if term.target == other.target else f"and {other.target!r} there"
        message = f"{source} is {other_source} at {other.place} but for script or width: {term.target!r} here, {says}"
        return Problem(term.place, "variants", message)
    if term.target == other.target:
        return Problem(term.place, "duplicate", f"{source} is an entry already, at {other.place}; keep one")
    message = f"{source} is {term.target!r} here and {other.target!r} at {other.place}; keep one, or give a `context`"
    return Problem(term.place, "contradiction", message)


def _meet(term: Term, other: Term) -> bool:
    """Whether two entries can both be meant: neither asks for a context, or both for the same word."""
    if not term.context and not other.context:
        return True
    return bool(set(map(fold, term.context)) & set(map(fold, other.context)))


def _forbidden(terms: Sequence[Term]) -> Iterator[Problem]:
    good: dict[str, Term] = {}
    for term in terms:
        for name in term.accepted:
            good.setdefault(name.casefold(), term)
    for term in terms:
        own = {name.casefold() for name in term.accepted}
        for name in term.deprecated:
            other = term if name.casefold() in own else good.get(name.casefold())
            if other is not None:
                where = "this entry" if other is term else other.place
                message = f"{name!r} is forbidden here, and preferred or admitted in {where}; take it out of one"
                yield Problem(term.place, "forbidden-preferred", message)
