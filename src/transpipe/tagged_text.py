"""Tagged text: `⟦1⟧ … ⟦/1⟧` around what a construct holds, `⟦1/⟧` for one that stands alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

TAG = re.compile(r"⟦(?:(?P<close>/)(?P<closed>\d)|(?P<number>\d)(?P<alone>/)?)⟧")
MAX_TAGS = 9
"""Tags a sentence: what the embedded model was trained with, and what one digit can number."""
STRAY = re.compile("[⟦⟧]")


def split_tags(text: str) -> list[str]:
    """Text and tags in turn: even items are text (perhaps empty), odd ones are tags."""
    pieces: list[str] = []
    position = 0
    for found in TAG.finditer(text):
        pieces.append(text[position : found.start()])
        pieces.append(found[0])
        position = found.end()
    pieces.append(text[position:])
    return pieces


def without_tags(text: str) -> str:
    """The words alone."""
    return TAG.sub("", text) if "⟦" in text else text  # most sentences have no tags


def structure(text: str) -> list[tuple[str, str]] | None:
    """(tag, innermost tag around it) in order of appearance; None when the tags are not well nested."""
    found: list[tuple[str, str]] = []
    stack: list[str] = []
    for match in TAG.finditer(text):
        if match["close"]:
            if not stack or stack.pop() != match["closed"]:
                return None
        else:
            number = match["number"]
            found.append((number + (match["alone"] or ""), stack[-1] if stack else ""))
            if not match["alone"]:
                stack.append(number)
    return None if stack else found


def tag_order(text: str) -> dict[str, str]:
    """New numbers of the tags by their old ones: from 1, in order of appearance."""
    numbers: dict[str, str] = {}
    if "⟦" not in text:
        return numbers
    for found in TAG.finditer(text):
        numbers.setdefault(found["number"] or found["closed"], str(len(numbers) + 1))
    return numbers


def renumbered(text: str, numbers: Mapping[str, str]) -> str:
    """The text with other numbers in its tags; KeyError for a tag that has none."""

    def replace(found: re.Match[str]) -> str:
        if found["close"]:
            return f"⟦/{numbers[found['closed']]}⟧"
        return f"⟦{numbers[found['number']]}{found['alone'] or ''}⟧"

    return TAG.sub(replace, text) if "⟦" in text else text
