"""What a review page shows: a draft as rows of source and translation, and what its reviewer should look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from transpipe.model import Severity


class RowState(StrEnum):
    """How far a segment is."""

    MACHINE = "machine"
    """As the machine wrote it."""
    EDITED = "edited"
    APPROVED = "approved"
    STALE = "stale"
    """Its source has changed since."""
    CONFLICT = "conflict"
    """A person has worked on it, and its source has changed since."""
    KEPT = "kept"
    """Still Chinese: no translation kept its markup and terms."""


@dataclass(frozen=True, slots=True)
class TagInfo:
    """What a tag of a segment stands for."""

    number: int
    paired: bool
    construct: str
    """link, strong, code, image …"""
    open: str
    """The markup as it stands in the source."""
    close: str = ""

    @property
    def source(self) -> str:
        """Both ends of it, for the reviewer to recognise it."""
        return f"{self.open}…{self.close}" if self.paired else self.open


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a tagged text that are underlined, with what is shown about them."""

    start: int
    end: int
    kind: str
    """term (kept), missing (a term of the source that the translation lacks) or deprecated."""
    label: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A whole new text for a row that would settle a finding."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A finding about a row."""

    rule: str
    severity: Severity
    message: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A translation of the same or a similar segment that the memory knows."""

    source: str
    target: str
    percent: int
    origin: str
    note: str = ""
    """What differs, in words."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark of a person about a row."""

    text: str
    author: str
    time: str


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What became of the Chinese since a segment was translated; plain text, without tags."""

    before: str
    """Empty where nobody knows it any more."""
    now: str


@dataclass(frozen=True, slots=True)
class Row:
    """One segment of a draft."""

    id: str
    """Stays the same while the source of the segment does."""
    line: int
    """Line in the draft."""
    kind: str
    source: str
    """Tagged text."""
    target: str
    """Tagged text; the Markdown of the draft where `raw`."""
    version: str
    """Changes with every change of the text: what an editor must have seen to save."""
    state: RowState
    tags: tuple[TagInfo, ...] = ()
    raw: bool = False
    """The markup was changed by hand so that tags can't be told any more; the text is edited as Markdown."""
    source_sentences: tuple[str, ...] = ()
    target_sentences: tuple[str, ...] = ()
    """As many as those of the source, or empty."""
    source_marks: tuple[Mark, ...] = ()
    target_marks: tuple[Mark, ...] = ()
    findings: tuple[RowFinding, ...] = ()
    memory: tuple[MemoryMatch, ...] = ()
    alternatives: tuple[str, ...] = ()
    """Other hypotheses of the engine, tagged."""
    source_change: SourceChange | None = None
    """Of a row whose translation was made from another source."""
    proposal: str = ""
    """What the machine would write now, where a person's text was kept."""
    comments: tuple[Comment, ...] = ()
    approvable: bool = True
    """A person can stand for the text as it is: it is none of the source's, and made from the source as it is now."""

    @property
    def reviewed(self) -> bool:
        """Whether nobody has to look at it again."""
        return self.state is RowState.APPROVED

    @property
    def worst(self) -> Severity | None:
        """The severity of its most serious finding."""
        return max((finding.severity for finding in self.findings), default=None)


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with all its rows."""

    id: str
    path: str
    source_path: str
    title: str
    status: str
    rows: tuple[Row, ...]
    notes: tuple[RowFinding, ...] = ()
    """Findings about the file as a whole."""
    model: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft in the list."""

    id: str
    path: str
    title: str
    status: str
    segments: int
    approved: int
    edited: int
    errors: int
    warnings: int
    date: str
    """Day on which the machine wrote it, ISO 8601; empty when unknown."""
    days: int
    """Its age."""


def summary(view: DraftView, days: int) -> DraftSummary:
    """The line of the list for a draft."""
    findings = [*view.notes, *(finding for row in view.rows for finding in row.findings)]
    return DraftSummary(
        view.id,
        view.path,
        view.title,
        view.status,
        len(view.rows),
        sum(row.reviewed for row in view.rows),
        sum(row.state in (RowState.EDITED, RowState.CONFLICT) for row in view.rows),
        sum(finding.severity is Severity.ERROR for finding in findings),
        sum(finding.severity is Severity.WARNING for finding in findings),
        view.date,
        days,
    )


FILTERS = ("all", "findings", "unreviewed", "edited", "stale")


def matching(rows: Sequence[Row], name: str, query: str = "") -> list[Row]:
    """The rows that a filter and a search leave, in file order; those with findings first under `findings`."""
    chosen = [row for row in rows if _passes(row, name)]
    if query:
        wanted = query.casefold()
        chosen = [row for row in chosen if wanted in row.source.casefold() or wanted in row.target.casefold()]
    if name == "findings":
        chosen.sort(key=lambda row: -(row.worst or 0))
    return chosen


def _passes(row: Row, name: str) -> bool:
    if name == "findings":
        return bool(row.findings)
    if name == "unreviewed":
        return not row.reviewed
    if name == "edited":
        return row.state in (RowState.EDITED, RowState.CONFLICT)
    return row.state in (RowState.STALE, RowState.CONFLICT) if name == "stale" else True
