"""Single characters that do not belong into English, and marks that come in pairs."""

from __future__ import annotations

import re

from transpipe.script import HAN_CLASS
from transpipe.verify.checks.pair import Pair, listed

_HAN_RUN = re.compile(f"[{HAN_CLASS}]+")
_WIDE = re.compile("[，。、；：？！（）【】《》〈〉「」『』〔〕｡～％＋－＝＆＃＠／０-９Ａ-Ｚａ-ｚ\u3000]")
_BRACKETS = str.maketrans("（）｛｝", "(){}")
_MARKER = re.compile(r"\A\s*\(?\w{1,3}\)")  # 1) and (a) begin items
_SMILE = re.compile(r"[:;]-?[()]")
_QUOTES = (("“", "”"), ("«", "»"))


def leftover(pair: Pair) -> str | None:
    """Chinese characters in a translation."""
    found = _HAN_RUN.findall(pair.target) if pair.target != pair.source else []
    return f"Chinese left in the translation: {listed(found)}" if found else None


def wide_punctuation(pair: Pair) -> str | None:
    """Full-width punctuation, letters and digits, outside of names that are written so."""
    found = [char for char in _WIDE.findall(pair.target) if char not in pair.renderings]
    return f"full-width characters left in the translation: {listed(found)}" if found else None


def brackets(pair: Pair) -> str | None:
    """Round and curly brackets that do not close, where those of the source do; square ones are markup."""
    target = _bracketed(pair.target)
    for opening, closing in ("()", "{}"):
        surplus = target.count(opening) - target.count(closing)
        if surplus and _balanced(_bracketed(pair.source), opening, closing):
            more, fewer = (opening, closing) if surplus > 0 else (closing, opening)
            return f"brackets are not balanced in the translation: a {more} without its {fewer}"
    return None


def _balanced(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) == text.count(closing)


def _bracketed(text: str) -> str:
    """The text with plain brackets, and without those that come alone."""
    return _SMILE.sub("", _MARKER.sub("", text.translate(_BRACKETS)))


def quotes(pair: Pair) -> str | None:
    """Quotation marks that do not close, where those of the source do."""
    if _unbalanced(pair.source.replace("「", "“").replace("」", "”")):
        return None
    found = _unbalanced(pair.target)
    return f"quotation marks are not balanced in the translation: {found}" if found else None


def _unbalanced(text: str) -> str | None:
    for opening, closing in _QUOTES:
        if text.count(opening) != text.count(closing):
            return f"{opening} {text.count(opening)} times, {closing} {text.count(closing)} times"
    inches = len(re.findall(r'\d"(?!\w)', text)) if text.count('"') % 2 else 0
    return f'" {text.count(chr(34))} times' if (text.count('"') - inches) % 2 else None
