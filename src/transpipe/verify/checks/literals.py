"""What is copied, not translated: identifiers, URLs, e-mail addresses, Latin words and names."""

from __future__ import annotations

import re
import unicodedata

from transpipe.verify.checks.pair import WORD, Pair, listed

# COP28, CO2, IMT-2030, 5G: a Latin word with a digit in it
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:(?=[A-Za-z-]*[0-9]|[A-Za-z]+\.[0-9])[A-Za-z][A-Za-z0-9]*(?:[-./:][A-Za-z0-9]+)*"
    r"|[0-9]+[A-Z][A-Za-z]?(?![A-Za-z0-9]))"
)
_WORD = re.compile(r"(?<![A-Za-z0-9.])[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ]+(?:['’&+#-]?[A-Za-zÀ-ɏ0-9]+)*(?:\+\+|#)?")
# Units have a check of their own; the others have Chinese and English forms that are just as good.
_FREE = frozenset({
    "kg", "km", "cm", "mm", "nm", "mg", "ml", "mw", "gw", "tw", "kw", "kwh", "mwh", "gwh", "twh", "hz", "khz", "mhz",
    "ghz", "rmb", "cny", "usd", "eur", "vs", "etc", "ok", "no", "app", "ppt",
})  # fmt: skip
_PART = re.compile(r"[^\W_]+")
_SQUEEZE = re.compile(r"[\W_]+")


def url(pair: Pair) -> str | None:
    """URLs and e-mail addresses in prose, character by character."""
    lost = [text for kind, text in pair.literals if kind in ("url", "email") and text not in pair.target]
    return f"address not in the translation as it is: {listed(lost)}" if lost else None


def identifier(pair: Pair) -> str | None:
    """Standards identifiers and codes; hyphens and spaces may differ, letters and digits may not."""
    wanted = [text for kind, text in pair.literals if kind == "identifier"]
    wanted += _CODE.findall(pair.prose)
    if not wanted:
        return None
    squeezed = _squeeze(pair.target)
    lost = [text for text in wanted if _squeeze(text) not in squeezed]
    return f"identifier not in the translation as it is: {listed(lost)}" if lost else None


def name(pair: Pair) -> str | None:
    """Latin words and names: each of the source's is in the translation, in any case and with any ending."""
    words = _WORD.findall(_CODE.sub(" ", pair.prose))
    if not words:
        return None
    there = {_squeeze(word) for word in WORD.findall(pair.target)}
    there.update(part.casefold() for part in _PART.findall(pair.target))
    joined = _squeeze(pair.target)
    lost = [word for word in words if word.lower() not in _FREE and not _there(_squeeze(word), there, joined)]
    return f"not in the translation: {listed(lost)}" if lost else None


def _there(word: str, words: set[str], joined: str) -> bool:
    if word in words or word + "s" in words:
        return True
    if len(word) >= 4:  # fine-tune and fine tune, analyse and analysis
        stem = word[: max(4, len(word) - 2)]
        return word in joined or any(other.startswith(stem) for other in words)
    return False


def _squeeze(text: str) -> str:
    return _SQUEEZE.sub("", unicodedata.normalize("NFKC", text)).casefold()
