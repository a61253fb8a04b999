"""Which terms a text holds: one automaton over all sources, and the order in which matches win.

Han have no word boundaries. All matches of all entries are found, and then, from left to right, the longest that may
stand is taken. What an entry's context or a longer word forbids never hides a shorter match, and every match that was
not taken can say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from transpipe.han_variants import fold
from transpipe.units import Term


class Found(NamedTuple):
    """A match of an entry at characters `start` to `end` of a text."""

    start: int
    end: int
    source: str
    """The text that matched, as it stands there."""
    term: Term
    lost: str = ""
    """Why it was not taken; empty when it was."""


class _Entry(NamedTuple):
    term: Term
    context: tuple[str, ...]
    """Folded."""


class Matcher:
    """Finds the terms of a text, whatever its script and width."""

    def __init__(self, terms: Iterable[Term]) -> None:
        entries: dict[str, list[_Entry]] = {}
        for term in terms:
            entry = _Entry(term, tuple(map(fold, term.context)))
            for source in dict.fromkeys(map(fold, term.sources)):
                entries.setdefault(source, []).append(entry)
        self._sources = list(entries)
        # Of entries for the same words, those that ask for a context go first, then the first in file order.
        self._entries = [sorted(same, key=lambda entry: not entry.context) for same in entries.values()]

    @cached_property
    def _automaton(self) -> object:
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick(self._sources)

    def resolve(self, text: str, around: str) -> Iterator[Found]:
        """All matches in a text without tags, those taken and the others, from left to right and long before short.

        `around` is the sentence, where the words of a context are looked for.
        """
        taken: Found | None = None
        for match in self._candidates(text, fold(around)):
            if match.lost:
                yield match
            elif taken is None or match.start >= taken.end:
                taken = match
                yield match
            elif (match.start, match.end) == (taken.start, taken.end):
                yield match._replace(lost=f"the entry at {taken.term.place} goes first")
            elif match.start == taken.start:
                yield match._replace(lost=f"{taken.source} is longer")
            else:
                yield match._replace(lost=f"{taken.source} begins earlier")

    def _candidates(self, text: str, around: str) -> list[Found]:
        if not self._sources:
            return []
        folded = fold(text)
        indexes = self._automaton.find_matches_as_indexes(folded, overlapping=True)  # type: ignore[attr-defined]
        found = [
            Found(start, end, text[start:end], entry.term, _forbidden(entry, folded, start, end, around))
            for number, start, end in indexes
            for entry in self._entries[number]
        ]
        found.sort(key=lambda match: (match.start, -match.end))
        return found


def _forbidden(entry: _Entry, text: str, start: int, end: int, around: str) -> str:
    """Why an entry may not stand here; empty when it may."""
    if entry.context and not any(word in around for word in entry.context):
        return f"none of its context words is near: {', '.join(entry.term.context)}"
    return "it is part of a longer Latin word" if _inside_word(text, start, end) else ""


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a match that begins or ends with a Latin letter or digit is part of a longer Latin word."""

    def latin(char: str) -> bool:
        return char.isascii() and char.isalnum()

    before = start > 0 and latin(text[start]) and latin(text[start - 1])
    after = end < len(text) and latin(text[end - 1]) and latin(text[end])
    return before or after


def same_words(terms: Sequence[Term]) -> dict[str, list[tuple[str, Term]]]:
    """(source as written, entry) by what the matcher sees of it, in the order of the entries."""
    found: dict[str, list[tuple[str, Term]]] = {}
    for term in terms:
        for source in term.sources:
            found.setdefault(fold(source), []).append((source, term))
    return found
