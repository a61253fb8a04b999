"""What is said of a text: the terms of the glossary, drafts of sentences, and units that people have approved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# --- terminology ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of the glossary."""

    sources: tuple[str, ...]
    target: str
    """The preferred English term: what is put into the sentence."""
    abbreviation: str = ""
    admitted: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    keep_case: bool = False
    """`case: keep`: capitals stay as they are, wherever the term stands."""
    context: tuple[str, ...] = ()
    """The term counts only in a sentence that holds one of these words; empty for always."""
    note: str = ""
    status: str = "approved"
    place: str = ""
    """file:line of the entry."""
    pos: str = ""
    domain: str = ""
    """Of the entry, else of its file."""
    keep: bool = False
    """A name that stays as it is; nothing about it is inflected."""
    source_ref: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """All renderings that count as kept, the preferred one first."""
        names = (self.target, *self.admitted, *((self.abbreviation,) if self.abbreviation else ()))
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A glossary term in a sentence: characters `start` to `end` of the tagged text."""

    start: int
    end: int
    source: str
    target: str
    accepted: tuple[str, ...]
    """All renderings that count as kept, the preferred one first."""
    keep_case: bool
    deprecated: tuple[str, ...] = ()
    """Renderings that a translation must not use."""
    keep: bool = False
    """A name that stays as it is: nothing but a possessive may be added."""
    abbreviation: str = ""
    """What a document may say after the first mention; one of `accepted`."""


# --- translations -----------------------------------------------------------------------------


class Origin(StrEnum):
    """Where a translation comes from."""

    APPROVED = "approved"
    """A person stands for it: an approved unit of the memory with the same source."""
    MEMORY = "memory"
    """A machine translation that was remembered."""
    FUZZY = "fuzzy"
    """An approved unit whose source differs in numbers and names, with these put right."""
    TERM = "term"
    ENGINE = "engine"
    AROUND_TAGS = "around-tags"
    """Put together from pieces, as no hypothesis kept the markup or the terms."""
    KEPT = "kept"
    """Nothing acceptable was found; the source text stays."""


class Match(NamedTuple):
    """An approved unit whose source is like a sentence, but not the same."""

    source: str
    """Tagged text of the approved unit."""
    target: str
    percent: int
    """How much of the two sources is the same, in characters; below 100 but for differences in white space."""
    adapted: tuple[tuple[str, str], ...] = ()
    """(what the approved target said, what the draft says instead)."""
    reason: str = ""
    """Why it is a proposal only; empty for one that was used."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The translation of one sentence."""

    target: str
    """Tagged text."""
    origin: Origin
    score: float | None = None
    """Log probability a piece, as the engine gives it; None where no engine was asked."""
    terms: tuple[TermMatch, ...] = ()
    match: Match | None = None
    """The approved unit that a FUZZY draft was made from; of other origins, a proposal for the reviewer."""


class ApprovedUnit(NamedTuple):
    """A translation that a person stands for: a whole segment or one sentence, with the context that it had."""

    source: str
    """Tagged text, as a Sentence has it."""
    target: str
    """Tagged text with the same tags."""
    level: str
    """segment or sentence."""
    before: str = ""
    """Fingerprint of the segment before it in the post; empty for none."""
    after: str = ""
    heading: str = ""
    """Headings above it, joined by ` > `."""
    post: str = ""
    """Path of the source file, relative to the site root."""
    origin: str = "approved"
    """approved (published from a draft), aligned (from parallel files of the site) or imported (TMX, TSV)."""
    author: str = ""
    pair: str = "zh-en"
    created: str = ""
    """When it was approved: ISO 8601, UTC; empty for now."""
