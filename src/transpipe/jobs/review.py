"""The desk of a reviewer: drafts as rows, and what can be done with them. The review page and the import of files from
other tools both work on it.

Every change goes the same way: the lock of the site, the draft as it is now, the new text checked against its
structure, one atomic write. Approvals stand in the draft itself (`params.transpipe.reviewed`); what a segment said when
it was approved is part of the entry, so an approval ends with the next change of the text or of its source.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from threading import RLock

from transpipe.errors import ParseError, TranspipeError
from transpipe.jobs.draft_index import DraftEntry, read_index
from transpipe.jobs.posts import Posts
from transpipe.jobs.review_data import ReviewData
from transpipe.jobs.review_rows import Extras, Rows
from transpipe.jobs.setup import make_decoding, make_engine, open_memory
from transpipe.jobs.site_work import site_work
from transpipe.model import Finding, Severity
from transpipe.pair.fingerprint import fingerprint
from transpipe.pair.outline import read_outline
from transpipe.parse.document import parse_document
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.side_by_side import SideBySide, approved_entry, approved_marks, rewrite, side_by_side
from transpipe.review.preview import Resource, preview_page
from transpipe.review.values import Comment, DraftSummary, DraftView, Row, RowFinding, RowState, summary
from transpipe.stores.git_work import Git
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import Settings
from transpipe.translate.guard import faults
from transpipe.translate.terms import model_input
from transpipe.write.provenance import APPROVED, NEEDS_REVIEW, REVIEWED, provenance_edit, read_provenance
from transpipe.write.splice import splice

_WAIT = 5.0  # seconds for a run that holds the lock
_UNDO = 200
_LARGEST_IMAGE = 4_000_000  # bytes; larger pictures are left out of the preview
_SCANS = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a change."""

    rows: tuple[Row, ...] = ()
    """As they are now."""
    message: str = ""
    conflict: bool = False
    """Somebody else has changed the row; `rows` show theirs."""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """A draft as it was last read."""

    entry: DraftEntry
    data: bytes
    pairing: SideBySide
    rows: Rows
    provenance: dict[str, object]


class _Unusable(Exception):  # noqa: N818 (a normal outcome: the list shows why)
    """A draft that can't be shown in rows."""


class Desk:
    """Drafts of a site under review. Safe to be used by several threads: changes come one after the other."""

    def __init__(self, settings: Settings, paths: Sequence[Path] = ()) -> None:
        self.settings = settings
        self.glossary = load_glossary(settings.path("glossary"))
        self.posts = Posts(settings, "marked", self.glossary)
        self.site = self.posts.site
        self.output = str(settings["output"])
        self.memory = open_memory(settings)
        self.data = ReviewData(settings, self.site)
        self.author = Git(self.site.root).identity()
        self.wanted = [self.site.relative(path) for path in paths]
        self._opened: dict[str, _Open] = {}
        self._done: dict[str, list[tuple[bytes, bytes, str]]] = {}
        """For undo: (before, after, row) of the changes of this session, by draft."""
        self._lock = RLock()
        self._engine = make_engine(settings)

    def close(self) -> None:
        """Close the memory."""
        self.memory.close()

    # --- reading ------------------------------------------------------------------------------

    def entries(self) -> list[DraftEntry]:
        """The translations that wait in the folder for drafts, or those of them that were asked for."""
        page = f"{self.posts.content}/"
        entries = [entry for entry in read_index(self.posts, self.output).entries if entry.kind != "original"]

        def belongs(entry: DraftEntry, path: str) -> bool:
            mirror = page + entry.path.removeprefix(self.output + "/")
            return any(place == path or place.startswith(f"{path}/") for place in (entry.path, entry.source, mirror))

        return [entry for entry in entries if not self.wanted or any(belongs(entry, path) for path in self.wanted)]

    def drafts(self) -> list[DraftSummary]:
        """The list of drafts."""
        today = datetime.now(UTC).date()
        return [summary(view, _age(view.date, today)) for entry in self.entries() if (view := self._view(entry))]

    def view(self, id_: str) -> DraftView | None:
        """A draft with its rows, without matches of the memory; None when there is none with this id."""
        entry = next((entry for entry in self.entries() if draft_id(entry.path) == id_), None)
        return self._view(entry, full=True) if entry else None

    def _view(self, entry: DraftEntry, *, full: bool = False) -> DraftView:
        with self._lock:
            try:
                opened = self._open(entry)
            except _Unusable as error:
                note = RowFinding("unreadable", Severity.ERROR, str(error))
                title = PurePosixPath(entry.path).name
                return DraftView(draft_id(entry.path), entry.path, entry.source, title, entry.status, (), (note,))
            pairing = opened.pairing
            rows = tuple(opened.rows.row(number, full=full) for number in range(len(pairing.seats)))
            made = opened.provenance
            return DraftView(
                draft_id(entry.path), entry.path, entry.source, self._title(opened), entry.status, rows,
                tuple(_notes(opened)), str(made.get("model", "")), str(made.get("date", "")),
            )  # fmt: skip

    def _title(self, opened: _Open) -> str:
        front = opened.pairing.draft.front_matter
        return str(front.data.get("title", "")) if front else ""

    def _open(self, entry: DraftEntry) -> _Open:
        draft = self.site.read(entry.path)
        if isinstance(draft, Finding):
            raise _Unusable(draft.message)
        known = self._opened.get(entry.path)
        file = self.posts.file(entry.source)
        if file is None or not self.site.exists(entry.source):
            raise _Unusable(f"its source {entry.source} is gone")
        rules = self.posts.rules(entry.scope)
        plan = self.posts.plan(entry.source, self.posts.kind_of_source(file), rules)
        if not isinstance(plan, Plan):
            said = "; ".join(finding.message for finding in plan)
            raise _Unusable(f"nothing in {entry.source} waits for translation{': ' + said if said else ''}")
        if known and known.data == draft.data and known.pairing.plan.file.data == plan.file.data:
            return known
        try:
            document = parse_document(draft.data, rules.prose)
            made = read_provenance(document) or {}
            outline = read_outline(made)
            if outline is None:
                raise _Unusable(f"it has no record of its segments; `transpipe run {entry.source}` makes one")
            pairing = side_by_side(plan, document, outline, rules.prose)
        except ParseError as error:
            raise _Unusable(f"line {_line(draft.data, error.offset)}: {error}") from None
        opened = _Open(entry, draft.data, pairing, self._rows(entry, pairing, made), made)
        self._opened[entry.path] = opened
        return opened

    def _rows(self, entry: DraftEntry, pairing: SideBySide, made: dict[str, object]) -> Rows:
        extras = Extras(
            approved_marks(made),
            self.data.proposals(entry.path),
            self.data.comments(entry.path),
            frozenset(self.settings["rules.off"]),
        )
        return Rows(pairing, self.glossary, self.memory, extras)

    # --- changing -----------------------------------------------------------------------------

    @contextmanager
    def _work(self, id_: str) -> Iterator[_Open]:
        """The draft as it is now, under the lock of the site."""
        with self._lock, site_work(self.settings, self.site, self.memory, "transpipe review", _WAIT):
            entry = next((entry for entry in self.entries() if draft_id(entry.path) == id_), None)
            if entry is None:
                raise TranspipeError("no such draft; it may have been published or moved")
            try:
                yield self._open(entry)
            except _Unusable as error:
                raise TranspipeError(str(error)) from None

    def save(self, id_: str, row: str, text: str, version: str) -> Answer:
        """A new text for a row, by somebody who has seen `version` of it."""

        def change(opened: _Open, number: int) -> bytes | str:
            text_now = " ".join(text.split()) if not opened.pairing.seats[number].raw else text.strip("\n")
            if text_now == opened.pairing.seats[number].text:
                return opened.data
            rules = self.posts.rules(opened.entry.scope).prose
            return rewrite(opened.pairing, number, text_now, rules)

        return self._change(id_, row, version, change)

    def approve(self, id_: str, row: str, version: str) -> Answer:
        """A person stands for the text of a row."""

        def change(opened: _Open, number: int) -> bytes | str:
            if not _approvable(opened.rows.row(number, full=False)):
                return "still Chinese, or its source has changed: it needs a new text before it can be approved"
            return self._with(opened, add=[number])

        return self._change(id_, row, version, change)

    def take_back(self, id_: str, row: str) -> Answer:
        """An approval is taken back."""
        return self._change(id_, row, "", lambda opened, number: self._with(opened, drop=[number]))

    def approve_all(self, id_: str, *, clean: bool) -> Answer:
        """Approve every row, or with `clean` those that no check has anything to say about."""
        with self._work(id_) as opened:
            chosen = [
                number
                for number in range(len(opened.pairing.seats))
                if _approvable(row := opened.rows.row(number, full=False)) and not (clean and row.findings)
            ]
            left = [
                row for n in range(len(opened.pairing.seats)) if not _approvable(row := opened.rows.row(n, full=False))
            ]
            self._write(opened, self._with(opened, add=chosen), "")
            rows = self._rows_now(opened.entry)
        message = f"{len(left)} segments are still Chinese, stale or in conflict: they were left out" if left else ""
        return Answer(rows, message)

    def comment(self, id_: str, row: str, text: str) -> Answer:
        """Keep a remark about a row."""
        with self._work(id_) as opened:
            number = self._number(opened, row)
            now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
            if text.strip():
                self.data.add_comment(opened.entry.path, row, Comment(text.strip()[:2000], self.author, now))
            self._opened.pop(opened.entry.path, None)
            return Answer((self._open(opened.entry).rows.row(number),))

    def show(self, id_: str, row: str) -> Answer:
        """A row as it is now."""
        with self._work(id_) as opened:
            return Answer((opened.rows.row(self._number(opened, row)),))

    def alternatives(self, id_: str, row: str) -> Answer:
        """A row with the other hypotheses of the engine, those that keep its tags."""
        with self._work(id_) as opened:
            number = self._number(opened, row)
            seat = opened.pairing.seats[number]
            if seat.whole is None or seat.raw:
                return Answer((opened.rows.row(number),), "its markup is too much for the engine at once", refused=True)
            asked = model_input(seat.whole.text, opened.rows.terms[number])
            (hypotheses,) = self._engine.translate([asked], make_decoding(self.settings))
            texts = dict.fromkeys(item.text for item in hypotheses if not faults(seat.whole.text, item.text, ()))
            texts.pop(seat.text, None)
            message = "" if texts else "no other hypothesis keeps the markup"
            return Answer((replace(opened.rows.row(number), alternatives=tuple(texts)),), message)

    def undo(self, id_: str) -> Answer:
        """Take the last change of this session back, if nobody has changed the file since."""
        with self._work(id_) as opened:
            done = self._done.get(opened.entry.path, [])
            if not done:
                return Answer((), "nothing to undo")
            before, after, row = done.pop()
            if opened.data != after:
                done.clear()
                return Answer((), "the file was changed elsewhere since; nothing was undone", refused=True)
            self.site.write(opened.entry.path, before)
            rows = self._rows_now(opened.entry)
            first = [item for item in rows if item.id == row]
            return Answer((*first, *(item for item in rows if item.id != row)))

    def _change(self, id_: str, row: str, version: str, change: Callable[[_Open, int], bytes | str]) -> Answer:
        with self._work(id_) as opened:
            number = self._number(opened, row)
            if version and version != opened.pairing.seats[number].version:
                return Answer((opened.rows.row(number),), conflict=True)
            made = change(opened, number)
            if isinstance(made, str):
                return Answer((opened.rows.row(number),), made, refused=True)
            self._write(opened, made, row)
            return Answer((self._open(opened.entry).rows.row(number),))

    def _number(self, opened: _Open, row: str) -> int:
        number = opened.pairing.find(row)
        if number is None:
            raise TranspipeError("this segment is not there any more; reload the page")
        return number

    def _write(self, opened: _Open, data: bytes, row: str) -> None:
        if data == opened.data:
            return
        self.site.write(opened.entry.path, data)
        done = self._done.setdefault(opened.entry.path, [])
        done.append((opened.data, data, row))
        del done[:-_UNDO]

    def _rows_now(self, entry: DraftEntry) -> tuple[Row, ...]:
        opened = self._open(entry)
        return tuple(opened.rows.row(number) for number in range(len(opened.pairing.seats)))

    def _with(self, opened: _Open, add: Sequence[int] = (), drop: Sequence[int] = ()) -> bytes:
        """The draft with other approvals; its status follows: approved when all segments are."""
        seats = opened.pairing.seats
        marks = {number: (seat.source_mark, seat.target_mark) for number, seat in enumerate(seats)}
        approved = {
            number for number, pair in marks.items() if pair in opened.rows.extras.approved and seats[number].current
        }
        approved = (approved | set(add)) - set(drop)
        values = {key: str(value) for key, value in opened.provenance.items() if key != REVIEWED}
        every = len(approved) == len(seats) and not opened.pairing.lost
        if every or values.get("status") == APPROVED:
            values["status"] = APPROVED if every else NEEDS_REVIEW
        if approved:
            values[REVIEWED] = approved_entry(iter(dict.fromkeys(marks[number] for number in sorted(approved))))
        return splice(opened.data, [provenance_edit(opened.pairing.draft, values)])

    # --- preview ------------------------------------------------------------------------------

    def preview(self, id_: str) -> str:
        """The draft as HTML; not to be shown without a sandbox."""
        entry = next(entry for entry in self.entries() if draft_id(entry.path) == id_)
        draft = self.site.read(entry.path)
        if isinstance(draft, Finding):
            return draft.message
        page = PurePosixPath(entry.source).parent
        try:
            return preview_page(draft.data, self._title(self._open(entry)), lambda name: self._resource(page, name))
        except (_Unusable, ParseError) as error:
            return preview_page(b"", str(error), lambda name: None)

    def _resource(self, folder: PurePosixPath, name: str) -> Resource | None:
        """A picture beside the source, by its plain name: no path from a post is followed."""
        mime = mimetypes.guess_type(name)[0] or ""
        if mime not in _SCANS or PurePosixPath(name).name != name or name not in self._names(folder):
            return None
        data = self.site.now(str(folder / name))
        return Resource(data, mime) if data is not None and len(data) <= _LARGEST_IMAGE else None

    def _names(self, folder: PurePosixPath) -> set[str]:
        place = self.site.root / folder
        return {item.name for item in place.iterdir() if item.is_file() and not item.is_symlink()}


def draft_id(path: str) -> str:
    """The id of a draft in addresses: no path of a browser is ever looked up."""
    return fingerprint(path)


def _approvable(row: Row) -> bool:
    return row.state in (RowState.MACHINE, RowState.EDITED, RowState.APPROVED)


def _notes(opened: _Open) -> Iterator[RowFinding]:
    if opened.pairing.lost:
        message = (
            f"{opened.pairing.lost} segments have no place of their own any more, as the draft or its source was "
            "rearranged: edit the file itself"
        )
        yield RowFinding("structure", Severity.WARNING, message)
    stale = sum(not seat.current for seat in opened.pairing.seats)
    if stale:
        path = opened.entry.source
        yield RowFinding("stale", Severity.WARNING, f"{stale} segments of {path} have changed: `transpipe run {path}`")


def _age(made: str, today: date) -> int:
    try:
        return max((today - date.fromisoformat(made)).days, 0)
    except ValueError:
        return 0


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
