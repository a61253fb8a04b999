"""Which script a character belongs to: the quick questions that every stage asks."""

from __future__ import annotations

import re

# Unified ideographs with the extensions, compatibility ideographs, and the ideographic zero and iteration mark.
HAN_CLASS = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN = re.compile(f"[{HAN_CLASS}]")
KANA = re.compile("[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\uff66-\uff9d]")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9'’-]*")
# Full-width stops and what they are in English, with the space that English sets.
PUNCTUATION = {
    "，": ", ", "。": ". ", "、": ", ", "﹑": ", ", "；": "; ", "：": ": ", "？": "? ", "！": "! ", "（": " (", "）": ") ",
}  # fmt: skip


def has_han(text: str) -> bool:
    """Whether there is at least one Chinese character."""
    return not text.isascii() and HAN.search(text) is not None


def count_han(text: str) -> int:
    """Number of Chinese characters."""
    return len(HAN.findall(text))
