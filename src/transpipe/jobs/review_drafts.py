"""The drafts of a site as a reviewer sees them: which there are, and each as rows. Nothing is changed here.

A page asks for the same draft again and again, so what was read is kept for as long as the bytes of the draft and of
its source stay the same, and what was looked up for a sentence for as long as the program runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path, PurePosixPath

from transpipe.errors import ParseError
from transpipe.jobs.draft_index import read_entry, read_index
from transpipe.jobs.old_sources import OldSources
from transpipe.jobs.posts import Posts
from transpipe.jobs.review_data import ReviewData
from transpipe.jobs.review_rows import Extras, Lookups, Rows
from transpipe.model import Document, Finding, Severity
from transpipe.pair.fingerprint import fingerprint
from transpipe.pair.outline import read_outline
from transpipe.parse.document import parse_head
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.side_by_side import SideBySide, approved_marks, side_by_side
from transpipe.review.values import DraftSummary, DraftView, Row, RowFinding, summary
from transpipe.stores.draft_table import DraftEntry
from transpipe.stores.settings import Settings
from transpipe.translate.ports import Memory
from transpipe.translate.terms import Glossary
from transpipe.write.provenance import read_provenance


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it was last read."""

    entry: DraftEntry
    data: bytes
    pairing: SideBySide
    rows: Rows
    provenance: dict[str, object]

    @property
    def title(self) -> str:
        """Of its front matter; empty without one."""
        front = self.pairing.draft.front_matter
        return str(front.data.get("title", "")) if front else ""

    def every_row(self, *, full: bool = True) -> tuple[Row, ...]:
        """All rows, in the order of the file; `full` with matches of the memory and old sources."""
        return tuple(self.rows.row(number, full=full) for number in range(len(self.pairing.seats)))

    def count(self) -> tuple[int, int]:
        """(approved segments, segments)."""
        return sum(self.rows.approved(seat) for seat in self.pairing.seats), len(self.pairing.seats)


class Unusable(Exception):  # noqa: N818 (a normal outcome: the list shows why)
    """A draft that can't be shown in rows."""


class Drafts:
    """Reads them; not safe to be used by several threads at once."""

    def __init__(self, settings: Settings, glossary: Glossary, memory: Memory, paths: Sequence[Path]) -> None:
        self.posts = Posts(settings, "marked", glossary)
        self.site = self.posts.site
        self.output = str(settings["output"])
        self.data = ReviewData(settings, self.site)
        self.off = frozenset(settings["rules.off"])
        self.lookups = Lookups(glossary, memory)
        self.old_sources = OldSources(self.posts, self.output)
        self.wanted = [self.site.relative(path) for path in paths]
        self._paths: dict[str, str] = {}
        """Of the drafts that were seen, by their ids."""
        self._opened: dict[str, OpenDraft] = {}

    def entries(self) -> list[DraftEntry]:
        """The translations that wait in the folder for drafts, or those of them that were asked for."""
        entries = [entry for entry in read_index(self.posts, self.output) if self._belongs(entry)]
        self._paths = {draft_id(entry.path): entry.path for entry in entries}
        return entries

    def find(self, id_: str) -> DraftEntry | None:
        """The draft with an id."""
        path = self._paths.get(id_)
        entry = read_entry(self.posts, path) if path else None
        if entry is not None and self._belongs(entry):
            return entry
        return next((entry for entry in self.entries() if draft_id(entry.path) == id_), None)

    def _belongs(self, entry: DraftEntry) -> bool:
        mirror = f"{self.posts.content}/{entry.path.removeprefix(self.output + '/')}"
        own = (entry.path, entry.source, mirror)
        asked = any(place == path or place.startswith(f"{path}/") for place in own for path in self.wanted)
        return entry.kind != "original" and (asked or not self.wanted)

    def summaries(self) -> list[DraftSummary]:
        """The list of drafts."""
        today = datetime.now(UTC).date()
        views = [self.view(entry, full=False) for entry in self.entries()]
        return [summary(view, _age(view.date, today)) for view in views]

    def view(self, entry: DraftEntry, *, full: bool) -> DraftView:
        """A draft with its rows, `full` with matches of the memory and old sources.

        One that can't be shown in rows has a note instead.
        """
        try:
            opened = self.open(entry)
        except Unusable as error:
            note = RowFinding("unreadable", Severity.ERROR, str(error))
            title = PurePosixPath(entry.path).name
            return DraftView(draft_id(entry.path), entry.path, entry.source, title, entry.status, (), (note,))
        made = opened.provenance
        return DraftView(
            draft_id(entry.path), entry.path, entry.source, opened.title, entry.status, opened.every_row(full=full),
            tuple(_notes(opened)), str(made.get("model", "")), str(made.get("date", "")),
        )  # fmt: skip

    def open(self, entry: DraftEntry, parsed: Document | None = None) -> OpenDraft:
        """A draft beside its source; raises Unusable, with the reason. `parsed` is what it should be without its map."""
        draft = self.site.read(entry.path)
        if isinstance(draft, Finding):
            raise Unusable(draft.message)
        known = self._opened.get(entry.path)
        rules = self.posts.rules(entry.scope)
        plan = self._plan(entry, known)
        if known and known.data == draft.data and known.pairing.plan is plan:
            return known
        try:
            document = parse_head(draft.data)
            made = read_provenance(document) or {}
            outline = read_outline(made)
            if outline is None:
                raise Unusable(f"it has no record of its segments; `transpipe run {entry.source}` makes one")
            before = known.pairing if known else None
            pairing = side_by_side(plan, document, outline, rules.prose, before, parsed)
        except ParseError as error:
            raise Unusable(f"line {_line(draft.data, error.offset)}: {error}") from None
        opened = OpenDraft(entry, draft.data, pairing, Rows(pairing, self.lookups, self._extras(entry, made)), made)
        self._opened[entry.path] = opened
        return opened

    def forget(self, entry: DraftEntry) -> None:
        """What stands beside the draft has changed."""
        self._opened.pop(entry.path, None)

    def _plan(self, entry: DraftEntry, known: OpenDraft | None) -> Plan:
        file = self.posts.file(entry.source)
        if file is None or not self.site.exists(entry.source):
            raise Unusable(f"its source {entry.source} is gone")
        same = known and (known.entry.source, known.entry.scope) == (entry.source, entry.scope)
        if known and same and known.pairing.plan.file == self.site.read(entry.source):
            return known.pairing.plan
        plan = self.posts.plan(entry.source, self.posts.kind_of_source(file), self.posts.rules(entry.scope))
        if not isinstance(plan, Plan):
            said = "; ".join(finding.message for finding in plan)
            raise Unusable(f"nothing in {entry.source} waits for translation{': ' + said if said else ''}")
        return plan

    def _extras(self, entry: DraftEntry, made: dict[str, object]) -> Extras:
        proposals, comments = self.data.proposals(entry.path), self.data.comments(entry.path)
        find = partial(self.old_sources.find, entry)
        return Extras(approved_marks(made), proposals, comments, self.off, find)


def draft_id(path: str) -> str:
    """The id of a draft in addresses: no path of a browser is ever looked up."""
    return fingerprint(path)


def _notes(opened: OpenDraft) -> Iterator[RowFinding]:
    if opened.pairing.lost:
        message = (
            f"segments without a place of their own: {opened.pairing.lost}, as the draft or its source was rearranged; "
            "edit the file itself"
        )
        yield RowFinding("structure", Severity.WARNING, message)
    stale = sum(not seat.current for seat in opened.pairing.seats)
    if stale:
        path = opened.entry.source
        yield RowFinding(
            "stale",
            Severity.WARNING,
            f"segments of {path} that have changed: {stale}; `transpipe run {path}` brings them in",
        )


def _age(made: str, today: date) -> int:
    try:
        return max((today - date.fromisoformat(made)).days, 0)
    except ValueError:
        return 0


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
