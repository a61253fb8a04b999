"""A sentence beside its translation, with what several checks ask about it, worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from transpipe.model import Sentence
from transpipe.protected import protected_spans
from transpipe.quantities.chinese import quantities
from transpipe.quantities.english import said
from transpipe.quantities.values import Quantity, Said
from transpipe.tagged_text import TAG, without_tags
from transpipe.units import Draft

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
"""A word of a text without tags; `low-carbon` is one."""
_SUBSCRIPT = re.compile("[₀-₉]")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_GAP = "\ufffc"  # stands for a term or a standalone tag: neither a letter nor a digit nor a space


class Pair:
    """What a check looks at."""

    def __init__(self, sentence: Sentence, draft: Draft) -> None:
        self.sentence = sentence
        self.draft = draft

    @cached_property
    def source(self) -> str:
        """The words of the sentence."""
        return _words(self.sentence.text)

    @cached_property
    def target(self) -> str:
        """The words of the translation."""
        return _words(self.draft.target)

    @cached_property
    def rest(self) -> str:
        """The words of the sentence outside of its terms, which have checks of their own."""
        if not self.draft.terms:
            return self.source
        text, position = "", 0
        for term in self.draft.terms:
            text += self.sentence.text[position : term.start] + _GAP
            position = term.end
        return _words(text + self.sentence.text[position:])

    @cached_property
    def renderings(self) -> str:
        """All accepted renderings of its terms: what stands in them is explained."""
        return " ".join(name for term in self.draft.terms for name in term.accepted)

    @cached_property
    def _protected(self) -> list[tuple[int, int, str]]:
        return protected_spans(self.rest)

    @cached_property
    def literals(self) -> tuple[tuple[str, str], ...]:
        """(kind, text) of the identifiers and addresses outside of its terms."""
        return tuple((kind, self.rest[start:end]) for start, end, kind in self._protected)

    @cached_property
    def prose(self) -> str:
        """What is left without terms, identifiers and addresses; CO₂ is CO2."""
        pieces, position = [], 0
        for start, end, _ in self._protected:
            pieces.append(self.rest[position:start])
            position = end
        text = " ".join([*pieces, self.rest[position:]])
        return text.translate(_SUBSCRIPTS) if _SUBSCRIPT.search(text) else text

    @cached_property
    def asked(self) -> tuple[Quantity, ...]:
        """The quantities of the source outside of its terms."""
        return tuple(quantities(self.rest))

    @cached_property
    def said(self) -> Said:
        """Everything that the translation says in numbers."""
        return said(self.target)


def _words(text: str) -> str:
    """Without tags: what a pair holds stays joined to what is around it, a standalone tag leaves a gap."""
    if "⟦" not in text:
        return text
    return without_tags(TAG.sub(lambda tag: f" {_GAP} " if tag["alone"] else tag[0], text))


def listed(items: Iterable[str]) -> str:
    """Items of a message, each once, in their order."""
    return ", ".join(dict.fromkeys(items))
