"""The translation as a whole: empty, copied, going round in circles, too long or too short."""

from __future__ import annotations

import re
from collections import Counter

from transpipe.script import count_han, has_han
from transpipe.verify.checks.pair import Pair

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\s,]")  # every mark but the comma ends a run
# Characters of English a Chinese character, in 907 pairs by people: 1.3 to 7.5 from 8 characters on.
_SHORT, _LONG, _ENOUGH = 1.3, 9.0, 8
_LATIN = re.compile("[a-z]+")
_DOUBLES = frozenset({"that", "had", "is", "very", "bye", "no", "ha", "do", "many", "more", "in", "on"})


def empty(pair: Pair) -> str | None:
    """No word at all."""
    if _WORD.search(pair.source) and not _WORD.search(pair.target):
        return "the translation is empty"
    return None


def copied(pair: Pair) -> str | None:
    """The Chinese itself."""
    if has_han(pair.source) and pair.target.strip() == pair.source.strip():
        return "the translation is the Chinese text itself"
    return None


def loop(pair: Pair) -> str | None:
    """The same words over and over, unless the source does it too."""
    words = [found[0].casefold() for found in _TOKEN.finditer(pair.target)]
    found = _stutter(words) or _circle(words, _most_repeated(pair.source))
    if found is None or _said_twice(found, pair.source):
        return None
    return f"the translation repeats itself: “{found}”"


def _stutter(words: list[str]) -> str | None:
    """One to six words that follow themselves: two short ones three times, what is longer or a single word twice."""
    for size in range(1, 7):
        for start in range(len(words) - 2 * size + 1):
            run = words[start : start + size]
            if run != words[start + size : start + 2 * size] or not all(word[0].isalpha() for word in run):
                continue
            thrice = run == words[start + 2 * size : start + 3 * size]
            if thrice or size >= 3 or (size == 1 and run[0] not in _DOUBLES):
                return " ".join(run)
    return None


def _circle(words: list[str], repeated: int) -> str | None:
    """Four words that come three times, and more often than the source says anything twice."""
    counts = Counter(
        run for run in zip(words, words[1:], words[2:], words[3:], strict=False) if all(map(str.isalpha, run))
    )
    if not counts:
        return None
    run, times = counts.most_common(1)[0]
    return " ".join(run) if times >= max(3, repeated + 2) else None


def _said_twice(run: str, source: str) -> bool:
    """Whether the source has one of these words, in Latin letters, twice: `mv 或 cp 时，mv 或 cp`."""
    words = _LATIN.findall(source.casefold())
    return any(words.count(word) > 1 for word in _LATIN.findall(run))


def _most_repeated(text: str) -> int:
    """How often a text says the same three characters."""
    chars = [char for char in text if not char.isspace()]
    return max(Counter(zip(chars, chars[1:], chars[2:], strict=False)).values(), default=0)


def length(pair: Pair) -> str | None:
    """Much longer or shorter than translations are; Latin words and terms are left out of the count."""
    han = count_han(pair.rest)
    if han < _ENOUGH:
        return None
    said = len(pair.target.strip()) - sum(char.isascii() and not char.isspace() for char in pair.rest)
    renderings = [[len(name) for name in term.accepted] for term in pair.draft.terms]
    if said - sum(map(min, renderings)) < _SHORT * han:
        return f"very short for {count_han(pair.source)} Chinese characters: something may be left out"
    if said - sum(map(max, renderings)) > _LONG * han:
        return f"very long for {count_han(pair.source)} Chinese characters: something may be made up"
    return None
