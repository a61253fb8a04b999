"""Tags and markup: all of the source's are there, and no others."""

from __future__ import annotations

import re
from collections import Counter

from transpipe.model import Tag
from transpipe.tagged_text import STRAY, TAG, structure, without_tags
from transpipe.verify.checks.pair import Pair, listed

# What Markdown, HTML or Hugo would read as markup if it were written as it is.
_MARKUP = re.compile(
    r"<[A-Za-z/!?][^>]*>?|!?\]\(|\]\[|!\[|\*\*?|`+|~~|\$\S|\{\{[<%]|[>%]\}\}|&#?\w+;|\[\^"
    r"|\A\s*(?:#{1,6}|>|[-+]|\d{1,9}[.)])(?=\s)|\|"
)
_NUMBERED = re.compile(r"\s*(\d{1,9})[.)、．）]|\s*(#{1,6}|>|[-+])")
_MONEY = re.compile(r"\$(?=\d)")  # a dollar sign before a digit is money; the writer escapes it


def tags(pair: Pair) -> str | None:
    """Each tag of the source stands in the translation once, well nested."""
    if not STRAY.search(pair.sentence.text) and not STRAY.search(pair.draft.target):
        return None
    wanted, got = Counter(_tags(pair.sentence.text)), Counter(_tags(pair.draft.target))
    names = {str(tag.number): _name(tag) for tag in pair.sentence.tags}
    lost = [names.get(tag.strip("⟦/⟧"), tag) for tag in (wanted - got)]
    if lost:
        return f"lost in the translation: {listed(lost)}"
    if got - wanted:
        return f"more often in the translation than in the source: {listed(got - wanted)}"
    if structure(pair.draft.target) is None or STRAY.search(TAG.sub("", pair.draft.target)):
        return "the tags of the translation are not well nested"
    return None


def _tags(text: str) -> list[str]:
    return [found[0] for found in TAG.finditer(text)]


def _name(tag: Tag) -> str:
    return tag.text or f"{tag.construct} ⟦{tag.number}{'' if tag.close else '/'}⟧"


def markup(pair: Pair) -> str | None:
    """Markup that the engine made up; it is written escaped, so it shows as text."""
    target = _MONEY.sub("", without_tags(pair.draft.target))
    invented = {found[0].strip() for found in _MARKUP.finditer(target)}
    if not invented and target.count("[") == target.count("]"):
        return None
    source = without_tags(pair.sentence.text).replace("｜", "|")
    invented -= {found[0].strip() for found in _MARKUP.finditer(source)}
    if "$" in source:
        invented = {text for text in invented if text[0] != "$"}
    if (numbered := _NUMBERED.match(source)) is not None:
        # `1.系统部署` gets a space in English, and an escape
        invented -= {numbered[2], f"{numbered[1]}.", f"{numbered[1]})"}
    if target.count("[") != target.count("]") and source.count("[") == source.count("]"):
        invented.add("[" if target.count("[") > target.count("]") else "]")
    if invented:
        return f"made-up markup in the translation, written as text: {' '.join(sorted(invented))}"
    return None


def order(pair: Pair) -> str | None:
    """Links and other markup may change places, as English word order asks for it; a reader should look."""
    if "⟦" not in pair.sentence.text:
        return None
    wanted, got = structure(pair.sentence.text), structure(pair.draft.target)
    if wanted != got and got is not None and wanted is not None and sorted(wanted) == sorted(got):
        return "links or other markup stand in another order than in the source"
    return None
