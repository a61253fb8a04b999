"""Chinese that English text carries on purpose: names, names in brackets, book titles, quoted terms, glosses.

All of it is short, or closed in by marks; what is left when it is taken away is for the Han ratio to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transpipe.script import HAN_CLASS, LATIN_WORD

_URL = re.compile(r"(?:https?://|www\.)\S+")
# Names of languages as a switch shows them, standing for themselves and not in a Chinese sentence.
_LANGUAGE_NAME = re.compile(
    rf"(?<![{HAN_CLASS}])(?:(?:[简簡繁正][体體])?中文版?(?:[（(][简簡繁正][体體]?[）)])?|日本語|[汉漢][语語])(?![{HAN_CLASS}。])"
)
_TITLE = re.compile(r"《[^《》]*》|〈[^〈〉]*〉")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]|[\[［【][^\[\]［］【】]*[\]］】]")
_QUOTED = re.compile(
    r"“[^“”]{1,60}”|‘[^‘’]{1,60}’|「[^「」]{1,60}」|『[^『』]{1,60}』"
    r"|\"[^\"]{1,60}\"|(?<![A-Za-z])'[^']{1,60}'(?![A-Za-z])"
)
# 双碳 (dual carbon), 数字经济发展报告 [Report on the digital economy]: the English stands behind the Chinese.
_GLOSSED = re.compile(
    rf"[{HAN_CLASS}]{{1,30}}\s*(?:[（(][^（）()]*[A-Za-z]{{3}}[^（）()]*[）)]|\[[^\[\]]*[A-Za-z]{{3}}[^\[\]]*\])"
)
# Zhang Wei 张伟, Shenzhen 深圳: a name and the same name in Chinese.
_NAMED = re.compile(rf"\b([A-Z][a-z][A-Za-z'’-]*)\s?[{HAN_CLASS}]{{2,4}}(?=[\s,.;:)!?]|$)")
_SENTENCE_WORDS = 6
"""English words from which a Chinese name beside a Latin one is taken for that name; `Python 教程` is a Chinese heading."""


def without_names(text: str) -> str:
    """Text with spaces for URLs and names of languages, which are never translated."""
    return _LANGUAGE_NAME.sub(_blank, _URL.sub(_blank, text))


def without_asides(text: str, kept: re.Pattern[str] | None = None) -> str:
    """Text with spaces for what stands in brackets, quotes or book-title marks, and for names and terms said twice.

    `kept` matches names of the glossary that English text may show in Chinese.
    """
    if kept is not None:
        text = kept.sub(_blank, text)
    text = _GLOSSED.sub(_blank, _TITLE.sub(_blank, text))
    before = ""
    while before != text:  # brackets may stand in brackets
        before, text = text, _BRACKETS.sub(_blank, text)
    text = _QUOTED.sub(_blank, text)
    if len(LATIN_WORD.findall(text)) < _SENTENCE_WORDS:
        return text
    return _NAMED.sub(lambda found: found[1].ljust(len(found[0])), text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def kept_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """What matches the names that stay as they are, the longest first; None without any."""
    ordered = sorted((name for name in names if name), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None
