"""Two versions of a text as one, with what went and what came: for similar segments of the memory and for stale ones."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup

from transpipe.review.markup import join, tag
from transpipe.script import HAN_CLASS
from transpipe.tagged_text import without_tags

# A Chinese character, a word, a run of white space, or another sign.
_UNIT = re.compile(rf"[{HAN_CLASS}]|[^\W_{HAN_CLASS}]+|\s+|.", re.DOTALL)


def differences(before: str, after: str) -> Markup:
    """`before` with what is gone in `<del>` and what is new in `<ins>`; tags do not count."""
    old, new = _UNIT.findall(without_tags(before)), _UNIT.findall(without_tags(after))
    pieces: list[Markup | str] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append("".join(old[i:j]))
            continue
        if i < j:
            pieces.append(tag("del", "".join(old[i:j])))
        if k < m:
            pieces.append(tag("ins", "".join(new[k:m])))
    return join(pieces)
