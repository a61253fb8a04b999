"""Is this rendering in this text? One answer for the ladder, which chooses by it, and the checks, which report by it.

Plural and possessive forms count, in either direction (`analysis` and `analyses`, `party to` and `parties to`), and so
do a hyphen for a space and capitals at the beginning of a sentence. A name in capitals alone is told from a word by
them: WHO is not "who".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transpipe.tagged_text import split_tags, without_tags
from transpipe.units import TermMatch

_ENDING = 4  # characters that a plural or singular changes at most
_PREPOSITIONS = frozenset({"of", "to", "for", "in", "on", "with", "by", "from", "at", "between", "against", "under"})
_POSSESSIVE = "(?P<possessive>['’]s|(?<=s)['’])?"
_PLURALS = (
    (re.compile(r"(?<=[^aeiou])y$"), "ies"),
    (re.compile(r"is$"), "es"),
    (re.compile(r"(?<=[a-z])(?:ex|ix)$"), "ices"),
    (re.compile(r"(?:on|um)$"), "a"),
    (re.compile(r"us$"), "i"),
    (re.compile(r"fe?$"), "ves"),
    (re.compile(r"man$"), "men"),
    (re.compile(r"(?<=s|x|z)$|(?<=ch|sh)$|(?<=o)$"), "es"),
    (re.compile(r"(?<=[^s])$"), "s"),
)
_SINGULARS = (
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=[a-z])ices$"), "ix"),
    (re.compile(r"(?<=[a-z])ices$"), "ex"),
    (re.compile(r"(?<=[a-z])ses$"), "sis"),
    (re.compile(r"(?<=s|x|z|o)es$|(?<=ch|sh)es$"), ""),
    (re.compile(r"ves$"), "f"),
    (re.compile(r"(?<=[a-rt-z])s$"), ""),
)


def find_rendering(name: str, text: str, *, exact: bool = False) -> Iterator[re.Match[str]]:
    """Where a rendering stands in a text without tags, in any form that counts.

    The group `possessive` holds what a possessive adds. With `exact`, for names that stay as they are, nothing else
    may differ.
    """
    return _pattern(name, exact).finditer(text) if _may_stand(name, text) else iter(())


def has_rendering(name: str, text: str, *, exact: bool = False) -> bool:
    """Whether a text without tags holds a rendering."""
    if not _may_stand(name, text):
        return False
    return _stands(name, text) or _pattern(name, exact).search(text) is not None


def _may_stand(name: str, text: str) -> bool:
    """Whether a rendering can stand in a text at all: the beginning of its first word, which no form changes, does.

    Most renderings that are looked for are not there, and no pattern has to be made for them.
    """
    return _beginning(name) in text.casefold()


def _stands(name: str, text: str) -> bool:
    """Whether a rendering stands in a text letter by letter: mostly it does, and no pattern has to be made for it."""
    start = text.find(name) if name else -1
    if start < 0:
        return False
    around = text[max(start - 1, 0) : start] + text[start + len(name) : start + len(name) + 1]
    return not any(char.isalnum() for char in around)


def missing_terms(target: str, terms: Sequence[TermMatch]) -> list[TermMatch]:
    """The terms that a translation (tagged text) does not hold in any accepted form, each target once."""
    words = without_tags(target)
    missing = []
    seen: set[str] = set()
    for term in terms:
        if term.target not in seen and not any(has_rendering(name, words, exact=term.keep) for name in term.accepted):
            missing.append(term)
        seen.add(term.target)
    return missing


def deprecated_terms(target: str, terms: Sequence[TermMatch]) -> list[tuple[TermMatch, str]]:
    """Forbidden renderings that a translation (tagged text) uses, each with its term; not those inside a good one."""
    words = without_tags(target)
    found: dict[tuple[str, str], tuple[TermMatch, str]] = {}
    for term in terms:
        if not term.deprecated:
            continue
        good = [match.span() for name in term.accepted for match in find_rendering(name, words, exact=term.keep)]
        for name in term.deprecated:
            for match in find_rendering(name, words):
                if not any(start <= match.start() and match.end() <= end for start, end in good):
                    found.setdefault((term.target, name), (term, name))
    return list(found.values())


def with_capitals(target: str, terms: Sequence[TermMatch]) -> str:
    """A translation (tagged text) in which names whose capitals never change have them, wherever a model lost them."""
    names = [(name, term.keep) for term in terms if term.keep_case for name in term.accepted]
    pieces = split_tags(target)
    for index in range(0, len(pieces), 2):
        for name, exact in names:
            for match in find_rendering(name, pieces[index], exact=exact):
                end = match.start() + len(name)
                if pieces[index][match.start() : end].casefold() == name.casefold():
                    pieces[index] = pieces[index][: match.start()] + name + pieces[index][end:]
    return "".join(pieces)


@lru_cache(maxsize=8192)
def _beginning(name: str) -> str:
    first = re.split(r"[\s‐‑-]", name.strip(), maxsplit=1)[0]
    return first[: max(1, len(first) - _ENDING)].casefold()


@lru_cache(maxsize=8192)
def _pattern(name: str, exact: bool) -> re.Pattern[str]:
    pieces = re.split(r"(\s+|(?<=\w)[-‐‑](?=\w))", name.strip())
    words = pieces[::2]
    head = next((at for at, word in enumerate(words[1:]) if word.lower() in _PREPOSITIONS), len(words) - 1)
    pattern = ""
    for at, word in enumerate(words):
        forms = [word] if exact or at not in (head, len(words) - 1) else _forms(word)
        alternatives = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        pattern += f"(?:{alternatives})"
        if 2 * at + 1 < len(pieces):
            # re-use, re use and reuse are one word; a space may be a hyphen
            pattern += r"[\s‐‑-]+" if pieces[2 * at + 1].isspace() else r"[\s‐‑-]?"
    before = r"(?<![A-Za-z0-9])" if words[0][:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if words[-1][-1:].isalnum() else ""
    flags = re.NOFLAG if exact or name.isupper() else re.IGNORECASE
    return re.compile(f"{before}{pattern}{_POSSESSIVE}{after}", flags)


def _forms(word: str) -> set[str]:
    """Singular and plural of an English noun, as far as its ending tells; a form too many does no harm."""
    if not word[-1:].isalpha():
        return {word}
    if word.isupper():
        return {word, f"{word}s"}
    found = {word}
    for table in (_PLURALS, _SINGULARS):
        found.update(ending.sub(other, word, count=1) for ending, other in table if ending.search(word))
    return found
