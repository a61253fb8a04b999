"""Texts cut short, as findings quote them."""

from __future__ import annotations

LENGTH = 60
"""Characters of a text that a finding quotes."""


def excerpt(text: str, length: int = LENGTH) -> str:
    """At most `length` characters, with an ellipsis for what is left out."""
    return text if len(text) <= length else text[: length - 1] + "…"


def line_excerpt(text: str, length: int = LENGTH) -> str:
    """The same of a text on one line, its white space collapsed."""
    return excerpt(" ".join(text.split()), length)
