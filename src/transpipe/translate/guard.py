"""What is wrong with a hypothesis: each check answers with a word, or with nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transpipe.repetition import repetition
from transpipe.script import HAN
from transpipe.tagged_text import STRAY, TAG, split_tags, structure, without_tags
from transpipe.terminology import missing_terms
from transpipe.units import TermMatch

_WORD = re.compile(r"\w+", re.UNICODE)
# What would be read as structure if an engine made it up: front matter and shortcode delimiters.
_STRUCTURE = re.compile(r"\{\{[<%]|[>%]\}\}|^(?:---|\+\+\+)\s*$", re.MULTILINE)


def faults(source: str, target: str, terms: Sequence[TermMatch]) -> list[str]:
    """The faults of a translation of a tagged sentence: empty, tags, loop, length, leftover, structure, terms."""
    found = []
    words = without_tags(target)
    if not _WORD.search(words):
        return ["empty"]
    if not _same_tags(source, target):
        found.append("tags")
    if repetition(without_tags(source), words) is not None:
        found.append("loop")
    if len(words) > 60 + 12 * len(without_tags(source)):
        found.append("length")
    if HAN.search(words):
        found.append("leftover")
    invented = set(_STRUCTURE.findall(words)) - set(_STRUCTURE.findall(source))
    if invented or "\n" in target or "\0" in target:
        found.append("structure")
    if missing_terms(target, terms):
        found.append("terms")
    return found


def _same_tags(source: str, target: str) -> bool:
    if not STRAY.search(source) and not STRAY.search(target):
        return True
    if STRAY.search(TAG.sub("", target)):
        return False
    wanted, got = structure(source), structure(target)
    if wanted is None or got is None or sorted(wanted) != sorted(got):
        return False
    return _filled(target) >= _filled(source)


def _filled(text: str) -> set[str]:
    """Numbers of the pairs with words in them: a link that lost its text can't be clicked."""
    filled: set[str] = set()
    stack: list[str] = []
    for index, piece in enumerate(split_tags(text)):
        if index % 2 == 0:
            if piece.strip():
                filled.update(stack)
        elif (tag := TAG.fullmatch(piece)) is not None:
            if tag["close"]:
                stack.pop()
            elif tag["alone"]:
                filled.update(stack)
            else:
                stack.append(tag["number"])
    return filled


def in_source_order(source: str, target: str) -> bool:
    """Whether the tags stand in the order of the source."""
    return structure(source) == structure(target)
