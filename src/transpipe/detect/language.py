"""The language of a block, and whether it waits for translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from transpipe.detect.deliberate import without_asides, without_names
from transpipe.model import Block, InlineKind, Span
from transpipe.script import HAN_CLASS, HANGUL, KANA, LATIN_WORD, count_han, has_han

MIXED_RATIO = 0.3
"""Share of Han characters among characters and words above which an unmarked block of an English file is pending."""
_CLAUSE = re.compile(rf"[{HAN_CLASS}][{HAN_CLASS}0-9%，、；：。！？“”‘’ ]*")
_CLAUSE_HAN = 9
"""Han characters that make a clause by themselves: no name is as long without brackets around it."""
_PAGE_KANA = 10
"""Kana from which a page may be Japanese; fewer are a name or a quotation."""
_ENGLISH_WORDS = 8
_FUNCTION_WORD = re.compile(
    r"\b(?:the|of|and|to|in|is|are|for|with|that|this|on|by|be|as|it|we|you|a|an|or|from)\b", re.IGNORECASE
)


def block_text(block: Block, closed: Sequence[Span] = ()) -> str:
    """The prose of a block; code and other standalone constructs, and what lies in a closed span, are left out."""
    if not closed:
        if len(block.inlines) == 1 and block.inlines[0].kind is InlineKind.TEXT:  # as two thirds of all blocks
            return block.inlines[0].text
        return "".join(item.text if item.kind is InlineKind.TEXT else " " for item in block.inlines)
    return "".join(
        item.text if item.kind is InlineKind.TEXT and not _inside(item.span, closed) else " " for item in block.inlines
    )


def _inside(span: Span, closed: Sequence[Span]) -> bool:
    return any(outer.holds(span) for outer in closed)


def is_chinese(text: str) -> bool:
    """Whether text with Han in it is Chinese, and not Japanese or Korean.

    Script decides; langdetect (seeded, as it is random) is asked only where a few kana stand among many Han, as in
    Chinese with a Japanese name. It takes short Chinese for Korean, so it never decides alone.
    """
    # の alone is a fashion in Chinese shop signs and headings.
    han, kana = count_han(text), len(KANA.findall(text.replace("の", "")))
    if not han or len(HANGUL.findall(text)) > han:
        return False
    if not kana:
        return True
    share = kana / (han + kana)
    if share < 0.05:
        return True
    if share > 0.25 or len(text) < 20:
        return False
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    try:
        return str(detect(text)) != "ja"
    except LangDetectException:
        return True


class Residue(NamedTuple):
    """The Chinese of a block that English text would not carry on purpose."""

    text: str
    """All prose of the block."""
    rest: str
    """The same, character for character, with spaces for what is there on purpose."""

    @property
    def pending(self) -> bool:
        """Whether the block waits for translation: by its share of Han, or as a whole clause of it is Chinese."""
        han, words = count_han(self.rest), len(LATIN_WORD.findall(self.rest))
        return han / (han + words) >= MIXED_RATIO or _has_clause(self.rest)


def chinese_residue(block: Block, closed: Sequence[Span] = (), kept: re.Pattern[str] | None = None) -> Residue | None:
    """The Chinese of a block of an English file that is not there on purpose; None without any.

    `closed` are spans that say they are Chinese, `kept` matches names of the glossary that stay.
    """
    text = block_text(block, closed)
    if not has_han(text):
        return None
    prose = without_names(text)
    rest = without_asides(prose, kept)
    if not has_han(rest) and not LATIN_WORD.search(rest):
        rest = prose  # nothing but brackets and titles: Chinese, as there is no English around them
    return Residue(text, rest) if has_han(rest) and is_chinese(rest) else None


def is_pending(block: Block, *, marked: bool, closed: Sequence[Span] = (), kept: re.Pattern[str] | None = None) -> bool:
    """Whether a block of an English file waits for translation; in a marked scope all of its Chinese does."""
    residue = chinese_residue(block, closed, kept)
    return residue is not None and (marked or residue.pending)


def is_japanese_page(blocks: Iterable[Block]) -> bool:
    """Whether the Han of a page are mostly those of Japanese, so that a heading without kana is Japanese too."""
    text = "".join(map(block_text, blocks))
    kana = len(KANA.findall(text))
    return kana >= _PAGE_KANA and kana / (kana + count_han(text)) > 0.25


def _has_clause(text: str) -> bool:
    return any(count_han(found[0]) >= _CLAUSE_HAN for found in _CLAUSE.finditer(text))


def is_english(block: Block) -> bool:
    """Whether a block is English prose of some length: no Han, several words, function words among them."""
    text = block_text(block)
    if has_han(text) or len(LATIN_WORD.findall(text)) < _ENGLISH_WORDS:
        return False
    return len(_FUNCTION_WORD.findall(text)) >= 2
