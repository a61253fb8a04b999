"""Names and terms that travel through an engine as standalone tags, which a model keeps better than words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from transpipe.tagged_text import MAX_TAGS, TAG, split_tags
from transpipe.translate.terms import model_input
from transpipe.units import TermMatch


class Asked(NamedTuple):
    """A sentence as it is put to an engine."""

    source: str
    targets: Mapping[str, str]
    """What the tags that are not its own stand for."""

    def answer(self, text: str) -> tuple[str, set[str]]:
        """A translation with what the tags stand for in their places, and what did not come out just once."""
        if not self.targets:
            return text, set()
        pieces = split_tags(text)
        lost = {target for tag, target in self.targets.items() if pieces.count(tag) != 1}
        joined = ""
        for piece in pieces:  # text and tags in turn, so words meet only where a tag gives way to its target
            shown = self.targets.get(piece, piece)
            apart = joined[-1:].isalnum() or (
                piece in self.targets and joined[-1:] in (",", ".", ";", ":", "!", "?", ")")
            )
            joined += f" {shown}" if apart and shown[:1].isalnum() else shown
        return joined, lost


def shield(text: str, terms: Sequence[TermMatch], chosen: Sequence[TermMatch]) -> Asked:
    """A tagged sentence with the targets of `chosen` as tags and its other terms in English.

    There are only so many numbers: the longest names, which are garbled most, get them first.
    """
    used = {found["number"] or found["closed"] for found in TAG.finditer(text)}
    free = [str(number) for number in range(1, MAX_TAGS + 1) if str(number) not in used]
    names = {term.target for term in chosen}
    longest = sorted((term for term in terms if term.target in names), key=lambda term: -len(term.target))
    places = {(term.start, term.end) for term in longest[: len(free)]}
    targets: dict[str, str] = {}
    shown = []
    for term in sorted(terms, key=lambda term: term.start):
        if (term.start, term.end) in places:
            tag = f"⟦{free[len(targets)]}/⟧"
            targets[tag] = term.target
            shown.append(replace(term, target=tag))
        elif term.source != term.target:
            shown.append(term)
    return Asked(model_input(text, shown), targets)
