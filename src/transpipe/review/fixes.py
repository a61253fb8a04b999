"""One-key fixes: a whole new text for a row, where exactly one change would settle a finding.

A fix is offered and never made by itself, so it may be a guess; it is none where two guesses are possible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transpipe.excerpt import excerpt
from transpipe.review.values import Fix
from transpipe.script import PUNCTUATION
from transpipe.tagged_text import TAG, split_tags, without_tags
from transpipe.terminology import find_rendering
from transpipe.units import TermMatch

_LABEL = 40
"""Characters that the name of a fix has at most."""
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*%?", re.ASCII)


def fix_for(rule: str, source: str, target: str, terms: Sequence[TermMatch]) -> Fix | None:
    """The fix of a finding about a tagged translation, if there is one."""
    function = {
        "term-deprecated": _preferred,
        "number": _number,
        "number-added": _number,
        "date": _number,
        "percent": _number,
        "wide-punctuation": _narrow,
        "heading-stop": _without_stop,
    }.get(rule)
    new = function(source, target, terms) if function else None
    return Fix(_label(target, new), new) if new and new != target else None


def _label(before: str, after: str) -> str:
    """The words that come in, as short as they can be shown."""
    old, new = without_tags(before).split(), without_tags(after).split()
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    words = " ".join(new[start : len(new) - end]) or " ".join(new[-2:])
    return excerpt(words, _LABEL)


def _preferred(source: str, target: str, terms: Sequence[TermMatch]) -> str | None:
    """The forbidden rendering gives way to the preferred one."""
    pieces = split_tags(target)
    for term in terms:
        for name in term.deprecated:
            for index in range(0, len(pieces), 2):
                found = next(find_rendering(name, pieces[index]), None)
                if found is not None:
                    text = pieces[index]
                    pieces[index] = text[: found.start()] + term.target + text[found.end() :]
                    return "".join(pieces)
    return None


def _number(source: str, target: str, terms: Sequence[TermMatch]) -> str | None:
    """The one number that the translation has on its own becomes the one that it lacks."""
    wanted = _NUMBER.findall(TAG.sub(" ", source))
    got = _NUMBER.findall(TAG.sub(" ", target))
    missing = [number for number in dict.fromkeys(wanted) if number not in got]
    extra = [number for number in dict.fromkeys(got) if number not in wanted]
    if len(missing) != 1 or len(extra) != 1 or got.count(extra[0]) != 1:
        return None
    pieces = split_tags(target)
    for index in range(0, len(pieces), 2):
        there = rf"(?a:(?<![\w.,]){re.escape(extra[0])}(?![\d%]))"
        pieces[index] = re.sub(there, missing[0], pieces[index], count=1)
    return "".join(pieces)


def _narrow(source: str, target: str, terms: Sequence[TermMatch]) -> str | None:
    """Full-width stops become those of English."""
    text = "".join(PUNCTUATION.get(char, char) for char in target)
    return re.sub(r" +([,.;:?!)])", r"\1", " ".join(text.split()))


def _without_stop(source: str, target: str, terms: Sequence[TermMatch]) -> str | None:
    return re.sub(r"[.。]((?:⟦/\d⟧)*)\s*$", r"\1", target)
