"""Where English sentences end: enough to count them beside Chinese ones."""

from __future__ import annotations

import re

from transpipe.pair.retag import MARK

_ABBREVIATIONS = (
    "e.g|i.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Fig|Figs|Eq|Sec|Ch|Vol|pp|p|ed|eds|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr"
    "|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|approx|al|Art|Rec|Gen|Hon|Jr|Sr|Dept|Univ"
)
_CLOSERS = rf"[”’\"')\]]*(?:{MARK}*[”’\"')\]]*)"
# A new sentence begins with a capital, a digit, an opening mark or markup.
_BEGINS = rf"(?=\s+[“‘\"'(\[]*(?:[A-Z0-9\u00c0-\u00de]|{MARK})|\s*$)"
_END = re.compile(rf"[.!?…]+{_CLOSERS}{_BEGINS}")
_END_OR_SEMICOLON = re.compile(rf"[.!?…]+{_CLOSERS}{_BEGINS}|;{_CLOSERS}(?=\s)")
_SHORTENED = re.compile(rf"(?:(?<![A-Za-z])(?:{_ABBREVIATIONS})|(?<![A-Za-z])[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])\.$")


def split_sentences(text: str, *, semicolons: bool = False) -> list[str]:
    """The sentences of a text with marks, without the space between them; what closes stays with its sentence.

    With `semicolons`, one ends at them too, as it does in Chinese.
    """
    sentences: list[str] = []
    start = 0
    for found in (_END_OR_SEMICOLON if semicolons else _END).finditer(text):
        if found.end() < len(text) and _SHORTENED.search(text, start, found.start() + 1):
            continue
        sentences.append(text[start : found.end()].strip())
        start = found.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]
