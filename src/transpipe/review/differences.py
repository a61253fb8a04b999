"""Two versions of a text as one, with what went and what came: for similar segments of the memory and for stale ones.

Colours and lines say it to the eye; screen readers pass over `<del>` and `<ins>` without a word, so words that are not
to be seen say it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from markupsafe import Markup

from transpipe.review.markup import join, tag
from transpipe.review.words import Words
from transpipe.script import HAN_CLASS
from transpipe.tagged_text import without_tags

# A Chinese character, a word, a run of white space, or another sign.
_UNIT = re.compile(rf"[{HAN_CLASS}]|[^\W_{HAN_CLASS}]+|\s+|.", re.DOTALL)


class Stretch(NamedTuple):
    """A stretch of both versions; the two texts are equal where nothing has changed."""

    gone: str
    come: str


def differences(before: str, after: str, w: Words) -> Markup:
    """`before` with what is gone in `<del>` and what is new in `<ins>`; tags do not count."""
    pieces: list[Markup | str] = []
    for gone, come in _stretches(without_tags(before), without_tags(after)):
        if gone == come:
            pieces.append(gone)
            continue
        if gone:
            pieces.append(tag("del", _spoken(w("gone-text"), w), gone))
        if come:
            pieces.append(tag("ins", _spoken(w("new-text"), w), come))
    return join(pieces)


def _stretches(before: str, after: str) -> Iterator[Stretch]:
    """Changes with a single sign between them are one: `2022年` and `2023年底` are easier to read than their letters."""
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    waiting = Stretch("", "")
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        stretch = Stretch("".join(old[i:j]), "".join(new[k:m]))
        if kind != "equal":
            waiting = Stretch(waiting.gone + stretch.gone, waiting.come + stretch.come)
            continue
        inside = any(waiting) and j < len(old) and m < len(new)
        if inside and j - i == 1:
            waiting = Stretch(waiting.gone + stretch.gone, waiting.come + stretch.come)
            continue
        if any(waiting):
            yield waiting
        yield stretch
        waiting = Stretch("", "")
    if any(waiting):
        yield waiting


def _spoken(text: str, w: Words) -> Markup:
    return tag("span", f"{text} ", class_="spoken", lang=w("code"))
