"""What goes out to other tools, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class UnitState(StrEnum):
    """How far a unit is, in the words that the formats share."""

    INITIAL = "initial"
    """Without a translation."""
    TRANSLATED = "translated"
    """A draft of the machine."""
    REVIEWED = "reviewed"
    """A person has worked on it."""
    FINAL = "final"
    """A person has approved it."""


class Code(NamedTuple):
    """The markup that a tag stands for, as it is in the source."""

    number: int
    paired: bool
    construct: str
    open: str
    close: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment of a draft."""

    id: str
    source: str
    """Tagged text."""
    target: str
    """Tagged text; empty for none. Plain Markdown where `codes` is empty and `raw` is set."""
    state: UnitState
    version: str
    """What the translation was when it went out: tells newer work of other people on the way back."""
    codes: tuple[Code, ...] = ()
    raw: bool = False
    kind: str = "paragraph"
    line: int = 1
    notes: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    """(source, target) of the glossary entries that match."""
    previous_source: str = ""
    """What a stale translation was made from, as plain text; empty for others, and where it is not known."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The units of one draft."""

    path: str
    """Of the draft, relative to the site root: how it is found again."""
    source_path: str
    units: tuple[Unit, ...]
    source_language: str = "zh"
    target_language: str = "en"


class Incoming(NamedTuple):
    """A unit as it came back."""

    path: str
    id: str
    source: str
    target: str
    state: UnitState
    version: str
    """Empty where the tool has dropped it."""
    line: int
    """In the file that was read."""
