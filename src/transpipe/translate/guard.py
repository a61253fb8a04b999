"""What is wrong with a hypothesis: each check answers with a word, or with nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from transpipe.model import TermMatch
from transpipe.script import HAN, count_han
from transpipe.tagged_text import STRAY, TAG, split_tags, structure, without_tags
from transpipe.terminology import missing_terms

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
    if loops(words) and not loops(without_tags(source)):
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


def loops(text: str) -> bool:
    """Whether a run of one to six words is said three times on end, or one word makes up half of a long text."""
    words = [word.lower() for word in _WORD.findall(text)]
    for size in range(1, 7):
        for start in range(len(words) - 3 * size + 1):
            run = words[start : start + size]
            if run == words[start + size : start + 2 * size] == words[start + 2 * size : start + 3 * size]:
                return True
    # Without spaces there are no words to count: one "word" of Han is text.
    if len(words) >= 12 and count_han(text) == 0:
        return max(Counter(pairwise(words)).values()) > max(3, len(words) // 6)
    return False
