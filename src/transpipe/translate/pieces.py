"""Pieces of a sentence: where it can be cut when it does not come through as a whole, and how pieces are joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transpipe.script import PUNCTUATION
from transpipe.tagged_text import TAG, split_tags, without_tags
from transpipe.units import Draft, Origin, TermMatch

_PUNCTUATION = {
    **PUNCTUATION, "「": " “", "」": "” ", "『": " “", "』": "” ", "《": " “", "》": "” ", "～": "–",
}  # fmt: skip
# A piece between two tags or terms is often a single function word, which a model can't translate on its own.
FUNCTION_WORDS = {
    "的": "'s", "和": "and", "与": "and", "及": "and", "以及": "and", "并": "and", "或": "or", "或者": "or", "到": "to",
    "至": "to", "从": "from", "在": "in", "于": "in", "中": "in", "是": "is", "为": "for", "由": "by", "对": "for",
    "被": "by", "将": "will", "等": "and others", "之间": "between", "跟": "with", "同": "with", "按": "by",
    "向": "to", "把": "", "了": "", "下": "under", "上": "on", "以": "with", "而": "and", "但": "but", "也": "also",
}  # fmt: skip
STOPS = re.compile("[，。、；：！？,.;:!?…]+$")
_COMMAS = re.compile("(?<=[，、﹑：；])")
# Stops, commas and quotation marks at the ends of a piece are set by table; brackets may belong to a term.
_EDGE = re.compile(r"^([\s，。、﹑；：！？,.;:!?…—）」』》”]*)(.*?)([\s，。、﹑；：！？,.;:!?…—「『《“]*)$", re.DOTALL)


def cut(text: str, terms: Sequence[TermMatch]) -> list[str]:
    """The pieces of a tagged sentence: around its tags, else its commas, else its terms, which come as their targets."""
    return _around_tags(text) or _around_commas(text) or _around_terms(text, terms)


def edges(piece: str) -> tuple[str, str, str]:
    """What stands before the words of a piece, the words, and what stands after them, the outer two in English."""
    head, core, tail = _EDGE.match(piece).groups()  # type: ignore[union-attr]  # matches every text
    return punctuation(head), core, punctuation(tail)


def _around_tags(text: str) -> list[str]:
    return split_tags(text) if TAG.search(text) else []


def _around_commas(text: str) -> list[str]:
    pieces = _COMMAS.split(text)
    return pieces if len(pieces) > 1 else []


def continued(draft: Draft) -> str:
    """A piece in the middle of a sentence, without the capital and the stop that the engine gives a sentence.

    The stop at the end of a name belongs to it: Co., Ltd.
    """
    text = draft.target
    if not any(text.endswith(term.target) for term in draft.terms):
        text = text.rstrip(". ")
    first = re.match(r"(?:The|An?|In|On|At|To|For|With|By|From|Its?|This)(?= )|[A-Z][a-z]*(?= [a-z]|$)", text)
    if first is None or any(text.startswith(term.target) for term in draft.terms) or draft.origin is Origin.TERM:
        return text
    return first[0].lower() + text[first.end() :]


def _around_terms(text: str, terms: Sequence[TermMatch]) -> list[str]:
    pieces: list[str] = []
    position = 0
    for term in terms:
        pieces.extend((text[position : term.start], term.target))
        position = term.end
    return [*pieces, text[position:]] if pieces else []


def punctuation(text: str) -> str:
    """Chinese punctuation as English."""
    return "".join(_PUNCTUATION.get(char, char) for char in text)


def join(pieces: list[str]) -> str:
    """Put pieces together with a space between words."""
    joined = ""
    for piece in pieces:
        if not piece:
            continue
        left, right = without_tags(joined)[-1:], without_tags(piece)[:1]
        tag = TAG.fullmatch(piece)
        wordy = piece != "'s" and (left.isalnum() or left in ",.;:!?)”") and (right.isalnum() or right in "(“")
        if left and right and wordy and not joined.endswith(" ") and not tag:
            joined = _space_before_tags(joined)
        joined += piece
    return " ".join(joined.split())


def _space_before_tags(text: str) -> str:
    """Add a space after the last word: before tags that open there, after tags that close there."""
    end = len(text)
    for found in reversed(list(TAG.finditer(text))):
        if found.end() != end or found["close"] or found["alone"]:
            break
        end = found.start()
    return text[:end] + " " + text[end:]
