"""How a draft came about."""

from __future__ import annotations

from transpipe.model import Origin
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
