"""Terminology: which terms a sentence holds, and the sentence with the terms in English (code-switching).

Han have no word boundaries, so the longest match over the whole glossary wins, from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from transpipe.model import Term, TermMatch
from transpipe.script import HAN_CLASS
from transpipe.tagged_text import split_tags, without_tags

# Full-width letters, digits and the space that Chinese input methods make; one character each, so places stay true.
_FOLD = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"\u3000": " "})
_EDGE = "，。！？；：、,.!?;:… \u3000"


class Glossary:
    """All terms of a run, with one automaton over their sources.

    `version` is a hash of the files; it goes into every draft.
    """

    def __init__(self, terms: Sequence[Term], version: str) -> None:
        self.version = version
        self.terms = tuple(terms)
        self._entries = [(_fold(source), term) for term in terms for source in term.sources]

    def __len__(self) -> int:
        return len(self.terms)

    @cached_property
    def _automaton(self) -> object:
        from ahocorasick_rs import AhoCorasick, MatchKind

        return AhoCorasick([source for source, _ in self._entries], matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[TermMatch]:
        """The terms of a tagged sentence, from left to right; a term never reaches across a tag."""
        if not self._entries:
            return []
        found: list[TermMatch] = []
        offset = 0
        for index, piece in enumerate(split_tags(text)):
            if index % 2 == 0:
                found.extend(self._find_in(piece, offset, text))
            offset += len(piece)
        return found

    def is_term(self, text: str) -> bool:
        """Whether a text is a term and nothing else."""
        return whole_term(text, self.find(text)) is not None

    def _find_in(self, piece: str, offset: int, sentence: str) -> list[TermMatch]:
        folded = _fold(piece)
        matches: list[TermMatch] = []
        for number, first, last in self._automaton.find_matches_as_indexes(folded):  # type: ignore[attr-defined]
            term = self._entries[number][1]
            if term.context and not any(word in sentence for word in term.context):
                continue
            if _inside_word(folded, first, last) or first < (matches[-1].end - offset if matches else 0):
                continue
            start, end = _with_gloss(piece, first, last, term)
            matches.append(
                TermMatch(
                    offset + start,
                    offset + end,
                    piece[start:end],
                    term.target,
                    (term.target, *term.admitted),
                    term.keep_case,
                    term.deprecated,
                )
            )
        return matches


def _fold(text: str) -> str:
    return text.translate(_FOLD)


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a match that begins or ends with a Latin letter is part of a longer Latin word."""

    def latin(char: str) -> bool:
        return char.isascii() and char.isalnum()

    before = start > 0 and latin(text[start]) and latin(text[start - 1])
    after = end < len(text) and latin(text[end - 1]) and latin(text[end])
    return before or after


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

    `世界标准合作组织（World Standards Cooperation）`, `国际电联ITU`; with the term in quotes, the quotes go along.
    """
    closer = piece[end : end + 1]
    quoted = start > 0 and closer != "" and _QUOTES.get(piece[start - 1]) == closer
    names = "|".join(re.escape(name) for name in (term.target, *term.admitted))
    gloss = rf"\s*[（(]\s*(?:the )?(?:{names})\s*[）)]" + ("" if quoted else rf"|\s*(?:{names})(?![A-Za-z0-9-])")
    found = re.compile(gloss, re.IGNORECASE).match(piece, end + quoted)
    return (start - quoted, found.end()) if found else (start, end)


_HAN_LATIN = re.compile(rf"(?<=[{HAN_CLASS}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN_CLASS}])")


def _spaced(text: str) -> str:
    return " ".join(_HAN_LATIN.sub(" ", text).split())


_NAME = re.compile(
    r"(?<![0-9.,])[0-9]{2,}(?![0-9.,]*[万亿千百0-9.,])|[A-Za-z][A-Za-z0-9._+#'’-]*[A-Za-z0-9+#](?:[ ][A-Z][A-Za-z0-9._+#'’-]*[A-Za-z0-9+#])*"
)


def latin_names(text: str, terms: Sequence[TermMatch]) -> tuple[TermMatch, ...]:
    """Latin words and whole numbers of a tagged sentence outside of its terms, names of several words as one."""
    found: list[TermMatch] = []
    offset = 0
    for index, piece in enumerate(split_tags(text)):
        for match in _NAME.finditer(piece) if index % 2 == 0 else ():
            start, end = offset + match.start(), offset + match.end()
            if not any(term.start < end and start < term.end for term in terms):
                found.append(TermMatch(start, end, match[0], match[0], (match[0],), keep_case=True))
        offset += len(piece)
    return tuple(found)


def whole_term(text: str, terms: Sequence[TermMatch]) -> str | None:
    """The target of a sentence that is one term and nothing else but punctuation; None for others."""
    if len(terms) != 1 or without_tags(text) != text:
        return None
    term = terms[0]
    head, tail = text[: term.start], text[term.end :]
    if head.strip(_EDGE + "「“《【") or tail.strip(_EDGE + "」”》】"):
        return None
    return term.target
