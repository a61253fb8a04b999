"""The translation as a whole: empty, copied, going round in circles, too long or too short."""

from __future__ import annotations

import re

from transpipe.repetition import repetition
from transpipe.script import count_han, has_han
from transpipe.verify.checks.pair import WORD, Pair

_LATIN = re.compile(r"[!-~]+")
# Characters of English a Chinese character, in 907 pairs by people: 1.3 to 7.5 from 8 characters on.
_SHORT, _LONG, _ENOUGH = 1.3, 9.0, 8


def empty(pair: Pair) -> str | None:
    """No word at all."""
    if WORD.search(pair.source) and not WORD.search(pair.target):
        return "the translation is empty"
    return None


def copied(pair: Pair) -> str | None:
    """The Chinese itself."""
    if has_han(pair.source) and pair.target.strip() == pair.source.strip():
        return "the translation is the Chinese text itself"
    return None


def loop(pair: Pair) -> str | None:
    """The same words over and over, unless the source does it too."""
    found = repetition(pair.source, pair.target)
    return f"the translation repeats itself: “{found}”" if found else None


def length(pair: Pair) -> str | None:
    """Much longer or shorter than translations are; Latin words and terms are left out of the count."""
    han = count_han(pair.rest)
    if han < _ENOUGH:
        return None
    said = len(pair.target.strip()) - sum(map(len, _LATIN.findall(pair.rest)))
    renderings = [[len(name) for name in term.accepted] for term in pair.draft.terms]
    if said - sum(map(min, renderings)) < _SHORT * han:
        return f"very short for {count_han(pair.source)} Chinese characters: something may be left out"
    if said - sum(map(max, renderings)) > _LONG * han:
        return f"very long for {count_han(pair.source)} Chinese characters: something may be made up"
    return None
