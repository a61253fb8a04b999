"""What is wrong with a glossary as a whole: entries that contradict each other or themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transpipe.model import Term


class Problem(NamedTuple):
    """A problem of an entry; `place` is file:line."""

    place: str
    rule: str
    message: str


def lint(terms: Sequence[Term]) -> list[Problem]:
    """Duplicates, contradictions and forbidden renderings that are preferred elsewhere, in the order of the entries."""
    return [*_same_source(terms), *_forbidden(terms)]


def _same_source(terms: Sequence[Term]) -> Iterator[Problem]:
    first: dict[str, Term] = {}
    for term in terms:
        for source in term.sources:
            other = first.setdefault(source, term)
            if other is term:
                if term.sources.count(source) > 1 and first.get(f"\0{source}") is None:
                    first[f"\0{source}"] = term
                    yield Problem(term.place, "duplicate", f"{source} stands twice in this entry")
            elif other.target == term.target:
                yield Problem(term.place, "duplicate", f"{source} is an entry already, at {other.place}")
            elif not (other.context or term.context):
                message = f"{source} is {term.target!r} here and {other.target!r} at {other.place}"
                yield Problem(term.place, "contradiction", message)


def _forbidden(terms: Sequence[Term]) -> Iterator[Problem]:
    good: dict[str, Term] = {}
    for term in terms:
        for name in (term.target, *term.admitted):
            good.setdefault(name.casefold(), term)
    for term in terms:
        for name in term.deprecated:
            other = good.get(name.casefold())
            if other is not None:
                where = "this entry" if other is term else other.place
                message = f"{name!r} is forbidden here, and preferred or admitted in {where}"
                yield Problem(term.place, "forbidden-preferred", message)
