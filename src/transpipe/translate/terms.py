"""Terminology: which terms a sentence holds, and the sentence with the terms in English (code-switching).

Which match wins where several overlap is decided in `transpipe.glossary.matching`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from transpipe.glossary.matching import Found, Matcher
from transpipe.script import HAN_CLASS
from transpipe.tagged_text import split_tags, without_tags
from transpipe.terminology import has_rendering
from transpipe.units import Term, TermMatch

_EDGE = "，。！？；：、,.!?;:… \u3000"


class Glossary:
    """All terms of a run.

    `version` is a hash of the files; it goes into every draft.
    """

    def __init__(self, terms: Sequence[Term], version: str) -> None:
        self.version = version
        self.terms = tuple(terms)
        self._matcher = Matcher(terms)

    def __len__(self) -> int:
        return len(self.terms)

    def find(self, text: str) -> list[TermMatch]:
        """The terms of a tagged sentence, from left to right; a term never reaches across a tag."""
        found: list[TermMatch] = []
        for piece, offset, match in self._matches(text):
            if match.lost or offset + match.start < (found[-1].end if found else 0):
                continue  # the gloss of the term before it may reach over it
            start, end = _with_gloss(piece, match.start, match.end, match.term)
            found.append(_applied(match.term, offset + start, offset + end, piece[start:end]))
        return [_proven(match, text) for match in found]

    def explain(self, text: str) -> list[Found]:
        """All matches of a tagged sentence, those that were not taken with the reason."""
        return [
            match._replace(start=offset + match.start, end=offset + match.end)
            for _, offset, match in self._matches(text)
        ]

    def within(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """The terms that could be found in these tagged sentences, or in pieces of them: a glossary of those alone
        finds the same there.
        """
        found = {id(match.term) for text in texts for _, _, match in self._matches(text)}
        return tuple(term for term in self.terms if id(term) in found)

    def is_term(self, text: str) -> bool:
        """Whether a text is a term and nothing else."""
        return whole_term(text, self.find(text)) is not None

    def _matches(self, text: str) -> Iterator[tuple[str, int, Found]]:
        offset = 0
        for index, piece in enumerate(split_tags(text)):
            if index % 2 == 0 and piece:
                for match in self._matcher.resolve(piece, text):
                    yield piece, offset, match
            offset += len(piece)


def _applied(term: Term, start: int, end: int, source: str) -> TermMatch:
    return TermMatch(
        start,
        end,
        source,
        term.target,
        term.accepted,
        term.keep_case or term.keep,
        term.deprecated,
        term.keep,
        term.abbreviation,
    )


_LATIN = re.compile(r"[A-Za-z0-9]")


def _proven(match: TermMatch, sentence: str) -> TermMatch:
    """Without the renderings that the sentence holds beside the term, in `标准化计划协调小组（SPCG）`.

    They come through on their own, so they don't show that the term did.
    """
    beside = without_tags(f"{sentence[: match.start]} {sentence[match.end :]}")
    if not _LATIN.search(beside) and all(_LATIN.match(name) for name in match.accepted):
        return match
    names = tuple(name for name in match.accepted if name == match.target or not has_rendering(name, beside))
    return match if names == match.accepted else replace(match, accepted=names)


def model_input(text: str, terms: Sequence[TermMatch]) -> str:
    """The tagged sentence as the engine reads it: terms in English, a space between Han and Latin."""
    out: list[str] = []
    position = 0
    for term in terms:
        out.append(text[position : term.start])
        out.append(_joined(out, term.target))
        position = term.end
        if position < len(text) and _is_word(text[position]):
            out.append(" ")
    out.append(text[position:])
    return _spaced("".join(out))


def _joined(out: list[str], target: str) -> str:
    before = next((piece[-1] for piece in reversed(out) if piece), "")
    return f" {target}" if before and _is_word(before) else target


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


_QUOTES = {"「": "」", "“": "”", "『": "』", "《": "》"}


def _with_gloss(piece: str, start: int, end: int, term: Term) -> tuple[int, int]:
    """Take in a gloss that repeats the English term, or it would stand there twice.

    `世界标准合作组织（World Standards Cooperation）`, `国际电联ITU`; with the term in quotes, the quotes go along. A gloss
    that gives the abbreviation of a full name, or spells an abbreviation out, says something new and stays.
    """
    closer = piece[end : end + 1]
    quoted = start > 0 and closer != "" and _QUOTES.get(piece[start - 1]) == closer
    names = [name for name in term.accepted if name.isupper() == term.target.isupper() and name != term.abbreviation]
    rest = piece[end + quoted :].lstrip()
    # Few terms have a gloss: most are left before a pattern is made.
    if not names or not (
        rest.startswith(("（", "(")) or rest[:1].casefold() in {name[:1].casefold() for name in names}
    ):
        return start, end
    either = "|".join(re.escape(name) for name in names)
    gloss = rf"\s*[（(]\s*(?:the )?(?:{either})\s*[）)]" + ("" if quoted else rf"|\s*(?:{either})(?![A-Za-z0-9-])")
    found = re.compile(gloss, re.IGNORECASE).match(piece, end + quoted)
    return (start - quoted, found.end()) if found else (start, end)


_HAN_LATIN = re.compile(rf"(?<=[{HAN_CLASS}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN_CLASS}])")


def _spaced(text: str) -> str:
    return " ".join(_HAN_LATIN.sub(" ", text).split())


def whole_term(text: str, terms: Sequence[TermMatch]) -> str | None:
    """The target of a sentence that is one term and nothing else but punctuation; None for others."""
    if len(terms) != 1 or without_tags(text) != text:
        return None
    term = terms[0]
    head, tail = text[: term.start], text[term.end :]
    if head.strip(_EDGE + "「“《【") or tail.strip(_EDGE + "」”》】"):
        return None
    return term.target
