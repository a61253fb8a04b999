"""Simplified into Traditional Chinese: the glossary's own words first, OpenCC for the rest.

An entry that lists both scripts (物联网, 物聯網; 数字化, 數位化) says which words a site uses, and OpenCC can't know better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from transpipe.script import has_han
from transpipe.units import Term

Convert = Callable[[str], str]

# The word lists of OpenCC were made for software: there 循环 is a loop, 程序 a program, 文件 a file, 支持 a feature.
# In texts on standards and policy these words mean what they say; longer words that do belong to software stay so.
_PROSE = {
    "循环": "循環", "程序": "程序", "文件": "文件", "支持": "支持", "对象": "對象", "设备": "設備",
    "应用程序": "應用程式", "小程序": "小程式", "程序员": "程式設計師", "文件夹": "資料夾", "循环语句": "迴圈語句",
}  # fmt: skip


_MARKS = "《》“”「」"
_ALIKE = 0.5
"""Share of characters that two words for the same thing have in common at least."""


class _Word(NamedTuple):
    source: str
    variant: str
    context: tuple[str, ...] = ()


class Traditional:
    """Converts texts with the variants of a glossary."""

    def __init__(self, terms: Sequence[Term], convert: Convert, simplify: Convert, *, words: bool) -> None:
        """`convert` is the conversion of a whole text, `simplify` the way back, by which variants are told apart.

        With `words`, for conversions that choose the words of a region and not only the script, variants in other words
        are taken too.
        """
        self._convert = convert
        self._simplify = simplify
        self._terms = terms
        self._choose_words = words

    def convert(self, text: str, around: str = "") -> str:
        """The text in Traditional Chinese; `around` is where the words of an entry's context are looked for."""
        if not has_han(text):
            return text
        pieces: list[str] = []
        position = 0
        for number, start, end in self._automaton.find_matches_as_indexes(text):  # type: ignore[attr-defined]
            word = self._words[number]
            if not word.context or any(other in (around or text) for other in word.context):
                pieces += (self._convert(text[position:start]), word.variant)
                position = end
        return "".join([*pieces, self._convert(text[position:])])

    @cached_property
    def _automaton(self) -> object:
        from ahocorasick_rs import AhoCorasick, MatchKind

        return AhoCorasick([word.source for word in self._words], matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _words(self) -> list[_Word]:
        found: dict[str, _Word] = {}
        for term in self._terms:
            for source, variant in self._variants(term.sources):
                found.setdefault(source, _Word(source, variant, term.context))
        if self._choose_words:
            for source, variant in _PROSE.items():
                found.setdefault(source, _Word(source, variant))
        return list(found.values())

    def _variants(self, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The Simplified sources of an entry with their Traditional variant.

        That is what the conversion gives, if the entry lists it; else the one with the same characters, else the most
        similar one in other words.
        """
        scripts = {name: self._simplify(name) for name in dict.fromkeys(source.strip(_MARKS) for source in sources)}
        simplified = [name for name, same in scripts.items() if name == same and has_han(name)]
        traditional = [name for name, same in scripts.items() if name != same]
        reworded = [name for name in traditional if scripts[name] not in simplified and self._choose_words]
        converted = {name: self._convert(name) for name in (simplified if traditional else ())}
        for source, given in converted.items():
            same = [variant for variant in traditional if scripts[variant] == source]
            if given in traditional:
                yield source, given
            elif same:
                yield source, same[0]
            elif (variant := _most_similar(given, reworded, list(converted.values()))) is not None:
                yield source, variant


def _most_similar(given: str, variants: Sequence[str], rivals: Sequence[str]) -> str | None:
    """The variant that says the same as a converted source, and not the same as another source of the entry alone.

    An entry may hold synonyms of many lengths; a variant belongs to the one that it is most like, and to those that
    differ from it in a word.
    """
    if not variants:
        return None
    best = max(variants, key=lambda variant: _likeness(given, variant))
    likeness = _likeness(given, best)
    alike = likeness >= _ALIKE and abs(len(given) - len(best)) <= 1
    return best if alike or likeness == max(_likeness(rival, best) for rival in rivals) else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
