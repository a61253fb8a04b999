"""Doubts about a draft, for its reviewer: a table of small functions, each with an id and a severity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from transpipe.model import Draft, Origin, Sentence, Severity
from transpipe.script import HAN
from transpipe.tagged_text import TAG, structure, without_tags

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# What Markdown, HTML or Hugo would read as markup if it were written as it is.
_MARKUP = re.compile(
    r"<[A-Za-z/!?][^>]*>?|!?\]\(|\]\[|!\[|\*\*?|`+|~~|\$\S|\{\{[<%]|[>%]\}\}|&#?\w+;|\[\^"
    r"|\A\s*(?:#{1,6}|>|[-+]|\d{1,9}[.)])(?=\s)|\|"
)
_NUMBERED = re.compile(r"\s*(\d{1,9}[.)]|#{1,6}|>|[-+])")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


class Check(NamedTuple):
    """A check answers with a message, or None when there is nothing to say."""

    id: str
    severity: Severity
    run: Callable[[Sentence, Draft], str | None]


def _kept(sentence: Sentence, draft: Draft) -> str | None:
    if draft.origin is Origin.KEPT:
        return "no translation kept the markup and the terms; the Chinese stays: translate it by hand"
    return None


def _terms(sentence: Sentence, draft: Draft) -> str | None:
    if draft.origin is Origin.KEPT:
        return None
    words = without_tags(draft.target).casefold()
    missing = [t for t in draft.terms if not any(name.casefold() in words for name in t.accepted)]
    if missing:
        return "term not in the translation: " + "; ".join(f"{term.source} = {term.target}" for term in missing)
    return None


def _numbers(sentence: Sentence, draft: Draft) -> str | None:
    if draft.origin is Origin.KEPT:
        return None
    wanted, got = _number_set(sentence.text), _number_set(draft.target)
    missing = [number for number in wanted if number not in got]
    return f"number not in the translation: {', '.join(missing)}" if missing else None


def _number_set(text: str) -> dict[str, None]:
    plain = TAG.sub(" ", text).translate(_WIDE_DIGITS)
    found: dict[str, None] = {}
    for number in _NUMBER.finditer(plain):
        if plain[number.end() : number.end() + 1] not in ("万", "亿", "千", "百"):  # 3.5亿 is said otherwise in English
            found[number[0].replace(",", "")] = None
    return found


def _leftover(sentence: Sentence, draft: Draft) -> str | None:
    if draft.origin is not Origin.KEPT and HAN.search(draft.target):
        return "Chinese characters are left in the translation"
    return None


def _pieces(sentence: Sentence, draft: Draft) -> str | None:
    if draft.origin is Origin.AROUND_TAGS:
        return "put together from pieces, as the model lost a tag or a term: read it with care"
    return None


def _markup(sentence: Sentence, draft: Draft) -> str | None:
    """Markup that the engine made up; it is written escaped, so it shows as text."""
    if draft.origin is Origin.KEPT:
        return None
    source, target = without_tags(sentence.text), without_tags(draft.target)
    invented = {found[0].strip() for found in _MARKUP.finditer(target)} - {
        found[0].strip() for found in _MARKUP.finditer(source)
    }
    if (numbered := _NUMBERED.match(source)) is not None:
        invented.discard(numbered[1])  # `1.系统部署` gets a space in English, and an escape
    if target.count("[") != target.count("]") and source.count("[") == source.count("]"):
        invented.add("[" if target.count("[") > target.count("]") else "]")
    if invented:
        return f"made-up markup in the translation, written as text: {' '.join(sorted(invented))}"
    return None


def _order(sentence: Sentence, draft: Draft) -> str | None:
    if draft.origin is not Origin.KEPT and structure(sentence.text) != structure(draft.target):
        return "links or other markup stand in another order than in the source"
    return None


CHECKS: tuple[Check, ...] = (
    Check("markup", Severity.WARNING, _markup),
    Check("order", Severity.INFO, _order),
    Check("kept", Severity.WARNING, _kept),
    Check("term-missing", Severity.WARNING, _terms),
    Check("number", Severity.WARNING, _numbers),
    Check("leftover", Severity.WARNING, _leftover),
    Check("pieces", Severity.INFO, _pieces),
)


def check_draft(sentence: Sentence, draft: Draft) -> Iterator[tuple[Check, str]]:
    """The checks that have something to say about a draft, with their messages."""
    for check in CHECKS:
        message = check.run(sentence, draft)
        if message is not None:
            yield check, message
