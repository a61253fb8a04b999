"""Terms of the glossary: there, in an accepted form, and the same all through a post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transpipe.terminology import find_rendering, has_rendering, missing_terms
from transpipe.units import TermMatch
from transpipe.verify.checks.pair import Pair


def missing(pair: Pair) -> str | None:
    """Terms in no accepted form."""
    lost = missing_terms(pair.draft.target, pair.draft.terms)
    if lost:
        return "term not in the translation: " + "; ".join(f"{term.source} = {term.target}" for term in lost)
    return None


def deprecated(pair: Pair) -> str | None:
    """Forbidden renderings of the terms of the sentence.

    A forbidden rendering inside an accepted one of any term of the sentence is none. Where accepted renderings stand as
    often as the term itself, the words that look forbidden are about something else.
    """
    terms = [term for term in pair.draft.terms if term.deprecated]
    if not terms:
        return None
    rest = pair.target
    for name in sorted({name for term in pair.draft.terms for name in term.accepted}, key=len, reverse=True):
        rest = _blank(name, rest)
    found = {}
    for term in terms:
        if _times(term.accepted, pair.target) >= sum(other.source == term.source for other in pair.draft.terms):
            continue
        for name in term.deprecated:
            if has_rendering(name, rest):
                found[name] = f"“{name}” for {term.source}: write “{term.target}”"
    return "forbidden rendering of a term: " + "; ".join(found.values()) if found else None


def inconsistent(pairs: Sequence[tuple[int, int, Pair]]) -> Iterator[tuple[int, int, str]]:
    """Terms that a document renders in more than one accepted way: at the first place of each other way."""
    first: dict[str, tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for segment, sentence, pair in pairs:
        for term in pair.draft.terms:
            name = _rendering(term, pair.target)
            if name is None:
                continue
            root = _root(name)
            before, shown = first.setdefault(term.target, (root, name))
            if root != before and not _abbreviates(name, shown) and (term.target, root) not in told:
                told.add((term.target, root))
                yield segment, sentence, f"{term.source} is “{name}” here and “{shown}” before: choose one of them"


def _rendering(term: TermMatch, target: str) -> str | None:
    """The accepted rendering that stands in a translation; None for none, or for several."""
    found: list[str] = []
    for name in sorted(set(term.accepted), key=len, reverse=True):
        if has_rendering(name, target, exact=term.keep) and not any(
            name.casefold() in longer.casefold() for longer in found
        ):
            found.append(name)
    return found[0] if len(found) == 1 else None


def _root(name: str) -> str:
    """A rendering without what grammar asks for: case, hyphens, endings."""
    words = re.split(r"[\s-]+", name.casefold())
    return " ".join(re.sub(r"(?:ies|y|ing|ed|es|s|e)\Z", "", word) for word in words if word not in ("the", "of"))


def _abbreviates(one: str, other: str) -> bool:
    """Whether one of the two is an abbreviation: that is how a term is used again."""
    return any(name.isupper() or (len(name) <= 6 and sum(map(str.isupper, name)) > 1) for name in (one, other))


def _times(names: Sequence[str], text: str) -> int:
    return len({found.start() for name in names for found in find_rendering(name, text)})


def _blank(name: str, text: str) -> str:
    pieces, position = [], 0
    for found in find_rendering(name, text):
        pieces.append(text[position : found.start()])
        position = found.end()
    return "\ufffc".join([*pieces, text[position:]])
