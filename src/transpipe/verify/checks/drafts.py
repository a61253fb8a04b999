"""How a draft came about."""

from __future__ import annotations

from transpipe.tagged_text import without_tags
from transpipe.units import Origin
from transpipe.verify.checks.pair import Pair


def kept(pair: Pair) -> str | None:
    """No translation was accepted."""
    if pair.draft.origin is Origin.KEPT:
        return "no translation kept the markup and the terms; the Chinese stays: translate it by hand"
    return None


def pieces(pair: Pair) -> str | None:
    """The ladder had to translate around tags, commas or terms."""
    if pair.draft.origin is Origin.AROUND_TAGS:
        return "put together from pieces, as the model lost a tag or a term: read it with care"
    return None


def fuzzy(pair: Pair) -> str | None:
    """An approved translation of a similar sentence was used, or is proposed."""
    match = pair.draft.match
    if match is None:
        return None
    if pair.draft.origin is Origin.FUZZY:
        changes = ", ".join(f"{old} → {new}" for old, new in match.adapted)
        return f"the approved translation of a sentence that is {match.percent} % the same, with {changes}"
    said = f"“{without_tags(match.source)}” is “{without_tags(match.target)}”"
    return f"not used, but {match.percent} % the same and approved: {said} ({match.reason})"
