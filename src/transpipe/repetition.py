"""A text that says the same words over and over: what a weak model does when it has lost the thread.

One answer for the guard, which chooses hypotheses by it, and the checks, which report by it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from operator import eq

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\s,]")  # every mark but the comma ends a run
_LATIN = re.compile("[a-z]+")
_DOUBLES = frozenset({"that", "had", "is", "very", "bye", "no", "ha", "do", "many", "more", "in", "on"})


@lru_cache(maxsize=8192)  # the check of a draft asks what the guard has asked of the same sentence
def repetition(source: str, target: str) -> str | None:
    """The words that a translation repeats, unless its source does so too; both without tags."""
    words = [found[0].casefold() for found in _TOKEN.finditer(target)]
    found = _stutter(words) or _circle(words, source)
    return None if found is None or _said_twice(found, source) else found


def _stutter(words: list[str]) -> str | None:
    """One to six words that follow themselves: two short ones three times, what is longer or a single word twice."""
    for size in range(1, 7):
        if not any(map(eq, words, islice(words, size, None))):
            continue
        for start in range(len(words) - 2 * size + 1):
            run = words[start : start + size]
            if run != words[start + size : start + 2 * size] or not all(word[0].isalpha() for word in run):
                continue
            thrice = run == words[start + 2 * size : start + 3 * size]
            if thrice or size >= 3 or (size == 1 and run[0] not in _DOUBLES):
                return " ".join(run)
    return None


def _circle(words: list[str], source: str) -> str | None:
    """Four words that come three times, and more often than the source says anything twice."""
    runs = list(zip(words, words[1:], words[2:], words[3:], strict=False))
    if len(set(runs)) == len(runs):  # most translations say nothing twice
        return None
    counts = Counter(run for run in runs if all(map(str.isalpha, run)))
    if not counts:
        return None
    run, times = counts.most_common(1)[0]
    return " ".join(run) if times >= 3 and times >= _most_repeated(source) + 2 else None


def _said_twice(run: str, source: str) -> bool:
    """Whether the source has one of these words, in Latin letters, twice: `mv 或 cp 时，mv 或 cp`."""
    words = _LATIN.findall(source.casefold())
    return any(words.count(word) > 1 for word in _LATIN.findall(run))


def _most_repeated(text: str) -> int:
    """How often a text says the same three characters."""
    chars = [char for char in text if not char.isspace()]
    return max(Counter(zip(chars, chars[1:], chars[2:], strict=False)).values(), default=0)
