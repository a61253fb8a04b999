"""The form in which the memory looks a tagged text up: equal for what a person would call the same sentence."""

from __future__ import annotations

import re

from transpipe.pair.fingerprint import normalise
from transpipe.script import HAN_CLASS
from transpipe.tagged_text import renumbered, tag_order

# Whether a space stands between Chinese and a Latin word or a link is a matter of house style.
_SPACE_BESIDE = re.compile(rf"(?<=[{HAN_CLASS}⟧])\s+|\s+(?=[{HAN_CLASS}⟦])")


def lookup_form(text: str) -> str:
    """Compatibility forms folded, tags numbered by order, white space collapsed, none beside Chinese and tags."""
    form = normalise(renumbered(text, tag_order(text)))
    return _SPACE_BESIDE.sub("", form) if " " in form else form
