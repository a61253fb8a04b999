"""An approved translation of a similar sentence, with its numbers and names put right, where that is safe.

Safe means: the sources differ in nothing but numbers, Latin names and glossary terms, one for one, and what the approved
target says for the old one stands in it once, as a word of its own. A sentence that differs in any other word is never
used: one character can turn its sense around (`可` and `不可`), and a fluent sentence with the wrong sense is what
a reviewer overlooks most easily. It is shown to the reviewer instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from transpipe.tagged_text import TAG
from transpipe.units import TermMatch

_TOKEN = re.compile(
    rf"(?P<tag>{TAG.pattern.replace('?P<', '?P<_')})|(?P<number>\d+(?:[.,]\d+)*)|(?P<name>[A-Za-z][A-Za-z0-9._+#'’-]*)"
    r"|[^A-Za-z\d⟦]+|."
)
# English writes these as words or as ordinals (May, the third quarter, 3.5 billion, the 21st century), so a digit of the
# same value in the target belongs to something else.
_SAID_OTHERWISE = tuple("月号季周世年代万亿千百十届次")
_YEAR = re.compile(r"年(?!代)")
_ARTICLE = re.compile(r"\b[Aa]n?[ ]+$")
_VALUES = ("number", "name", "term")
_BEFORE_WORD = re.compile(r"(?<![A-Za-z0-9⟦/])(?<!\d[.,])")
_AFTER_WORD = re.compile(r"(?![A-Za-z0-9⟧/]|[.,]\d)")
DIFFERENT = "the sentences differ in more than numbers and names"


class Adapted(NamedTuple):
    """A target that was put right, and what was changed in it."""

    target: str
    changes: tuple[tuple[str, str], ...]


class Token(NamedTuple):
    """A number, a name, a term, or what stands between them."""

    kind: str
    """tag, number, name, term or text."""
    text: str
    target: str
    """What it is in the translation; empty for text."""


class _Change(NamedTuple):
    start: int
    end: int
    text: str


def adapt(wanted: Sequence[Token], had: Sequence[Token], target: str) -> Adapted | str:
    """Turn the approved `target` of the source `had` into one of the source `wanted`, or say why that can't be done."""
    if len(wanted) != len(had):
        return DIFFERENT
    changes: list[_Change] = []
    for index, (new, old) in enumerate(zip(wanted, had, strict=True)):
        if new.text == old.text:
            continue
        if new.kind != old.kind or new.kind not in _VALUES:
            return DIFFERENT
        change = _number_fault(wanted, index, old) or _change(old, new, had, target)
        if isinstance(change, str):
            return change
        changes.append(change)
    changes.sort()
    if any(first.end > second.start for first, second in pairwise(changes)):
        return "two of the differences stand at the same place of the translation"
    return _applied(target, changes)


def differ_in_values(text: str, tokens: Sequence[Token], other: str) -> bool:
    """Whether two lookup forms begin and cease to differ at a number, a name or a term; `tokens` are those of `text`.

    `adapt` refuses all others, but needs the terms of the other one, which cost more than all that is done here.
    """
    from rapidfuzz.distance import Postfix, Prefix

    first = Prefix.similarity(text, other)
    last = len(text) - Postfix.similarity(text, other)
    begins = ceases = False
    position = 0
    for token in tokens:
        end = position + len(token.text)
        if token.kind in _VALUES:
            begins = begins or position <= first <= end
            ceases = ceases or position <= last <= end
        position = end
    return begins and ceases


def _applied(target: str, changes: Sequence[_Change]) -> Adapted:
    said = tuple((target[change.start : change.end], change.text) for change in changes)
    for change in reversed(changes):
        target = target[: change.start] + change.text + target[change.end :]
    return Adapted(target, said)


def read_tokens(text: str, terms: Sequence[TermMatch]) -> list[Token]:
    """The tokens of a source: a lookup form with its glossary terms."""
    tokens: list[Token] = []
    position = 0
    for term in [*terms, None]:
        end = term.start if term else len(text)
        for found in _TOKEN.finditer(text, position, end):
            kind = found.lastgroup if found.lastgroup in ("tag", "number", "name") else "text"
            kind = "tag" if found["tag"] else kind or "text"
            tokens.append(Token(kind, found[0], found[0] if kind in ("number", "name") else ""))
        if term:
            tokens.append(Token("term", term.source, term.target))
            position = term.end
    return tokens


def _number_fault(tokens: Sequence[Token], index: int, old: Token) -> str | None:
    """Why a number can't be exchanged, as English does not say it in digits, or not with the same words around."""
    if old.kind != "number":
        return None
    before = tokens[index - 1].text[-1:] if index else ""
    after = tokens[index + 1].text[:1] if index + 1 < len(tokens) else ""
    following = "".join(token.text for token in tokens[index + 1 : index + 3])
    if before == "第" or (after in _SAID_OTHERWISE and not _YEAR.match(following)):
        return f"English may say {old.text} in words"
    if "1" in (old.text, tokens[index].text):
        return "the words around may change between one and several"
    return None


def _change(old: Token, new: Token, had: Sequence[Token], target: str) -> _Change | str:
    if sum(old.text in token.text if token.kind == "text" else old.text == token.text for token in had) > 1:
        return f"{old.text} stands several times in the sentence"
    for written, instead in _spellings(old, new):
        places = _places(written, target, ignore_case=old.kind == "term")
        if len(places) > 1:
            return f"{written} stands several times in its translation"
        if places:
            start, end = places[0], places[0] + len(written)
            if _ARTICLE.search(target, 0, start):
                return f"the article before {written} may change"
            capital = old.kind == "term" and target[start].isupper() and not written[:1].isupper()
            return _Change(start, end, instead[:1].upper() + instead[1:] if capital else instead)
    return f"{old.target} does not stand in its translation"


def _places(written: str, target: str, *, ignore_case: bool) -> list[int]:
    """Where it stands as a word of its own."""
    if ignore_case and len(target.lower()) == len(target):  # a letter or two are longer in lower case
        written, within = written.lower(), target.lower()
    else:
        within = target
    places: list[int] = []
    start = within.find(written)
    while start >= 0:
        if _BEFORE_WORD.match(target, start) and _AFTER_WORD.match(target, start + len(written)):
            places.append(start)
        start = within.find(written, start + 1)
    return places


def _spellings(old: Token, new: Token) -> list[tuple[str, str]]:
    """How the old one may be written in the target, with the new one written alike."""
    spellings = [(old.target, new.target)]
    if old.text.isdigit() and new.text.isdigit() and len(old.text) > 3:
        spellings.append((f"{int(old.text):,}", f"{int(new.text):,}"))
    return spellings
