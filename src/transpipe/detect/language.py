"""The language of a block, and whether it waits for translation."""

from __future__ import annotations

import re

from transpipe.model import Block, InlineKind
from transpipe.script import HAN, HANGUL, KANA, LATIN_WORD, count_han, has_han

# Chinese that English text carries on purpose: a name or a term in brackets, a title in book-title marks.
_DELIBERATE = re.compile(r"[（(][^（）()]*[）)]|《[^《》]*》")
MIXED_RATIO = 0.2
"""Share of Han characters among characters and words above which an unmarked block of an English file is pending."""


def block_text(block: Block) -> str:
    """The prose of a block; code and other standalone constructs are left out."""
    return "".join(item.text if item.kind is InlineKind.TEXT else " " for item in block.inlines)


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


def is_pending(block: Block, *, marked: bool) -> bool:
    """Whether a block of an English file waits for translation.

    In a marked scope all Chinese prose does; elsewhere Chinese words that English text carries on purpose do not
    count, and a block is pending by its share of Han.
    """
    text = block_text(block)
    if not has_han(text):
        return False
    rest = _DELIBERATE.sub(" ", text)
    if not has_han(rest):
        # Nothing but brackets: Chinese if there is no English around them.
        if LATIN_WORD.search(rest):
            return False
        rest = text
    if not is_chinese(rest):
        return False
    if marked:
        return True
    han, words = len(HAN.findall(rest)), len(LATIN_WORD.findall(rest))
    return han / (han + words) >= MIXED_RATIO
