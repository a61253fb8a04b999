"""The desk of a reviewer: drafts as rows, and what can be done with them. The review page and the import of files from
other tools both work on it.

Every change goes the same way: the lock of the site, the draft as it is now, the new text checked against its
structure, one atomic write. Approvals stand in the draft itself (`params.transpipe.reviewed`); what a segment said when
it was approved is part of the entry, so an approval ends with the next change of the text or of its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from transpipe.errors import TranspipeError
from transpipe.jobs.review_drafts import Drafts, OpenDraft, Unusable, draft_id
from transpipe.jobs.review_preview import preview
from transpipe.jobs.setup import make_decoding, make_engine, open_memory
from transpipe.jobs.site_work import site_work
from transpipe.pair.outline import without_conflicts
from transpipe.parse.document import parse_head
from transpipe.pipeline.rewrite import Rewritten, rewrite
from transpipe.pipeline.side_by_side import approved_entry
from transpipe.review.values import Comment, DraftSummary, DraftView, Row, RowState
from transpipe.stores.draft_table import DraftEntry
from transpipe.stores.git_work import Git
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.settings import Settings
from transpipe.terminology import with_capitals
from transpipe.translate.guard import faults
from transpipe.translate.ladder import Work
from transpipe.units import Draft, Origin
from transpipe.write.provenance import APPROVED, NEEDS_REVIEW, REVIEWED, provenance_edit
from transpipe.write.render import finished
from transpipe.write.splice import splice

__all__ = ["Answer", "Desk", "draft_id"]

_WAIT = 5.0  # seconds for a run that holds the lock
_UNDO = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a change."""

    rows: tuple[Row, ...] = ()
    """As they are now."""
    approved: int = 0
    segments: int = 0
    """Of the draft: how many of them people stand for, and how many there are."""
    message: str = ""
    conflict: bool = False
    """Somebody else has changed the row; `rows` show theirs."""
    refused: bool = False


class _Step(NamedTuple):
    """A change that can be taken back."""

    before: bytes
    after: bytes
    row: str
    session: str


class Desk:
    """Drafts of a site under review. Safe to be used by several threads: changes come one after the other."""

    def __init__(self, settings: Settings, paths: Sequence[Path] = (), *, trial: bool = False) -> None:
        self.settings = settings
        self.trial = trial
        """Everything is checked and nothing is written."""
        self.memory = open_memory(settings)
        self.reader = Drafts(settings, load_glossary(settings.path("glossary")), self.memory, paths)
        self.site, self.posts = self.reader.site, self.reader.posts
        self.author = Git(self.site.root).identity()
        self._done: dict[str, list[_Step]] = {}
        """The changes of this session, by draft."""
        self._lock = RLock()
        self._engine = make_engine(settings)

    def close(self) -> None:
        """Close the memory."""
        self.memory.close()

    # --- reading ------------------------------------------------------------------------------

    def entries(self) -> list[DraftEntry]:
        """The translations that wait in the folder for drafts, or those of them that were asked for."""
        with self._lock:
            return self.reader.entries()

    def drafts(self) -> list[DraftSummary]:
        """The list of drafts."""
        with self._lock:
            return self.reader.summaries()

    def view(self, id_: str) -> DraftView | None:
        """A draft with its rows; None when there is none with this id."""
        with self._lock:
            entry = self.reader.find(id_)
            return self.reader.view(entry, full=True) if entry else None

    def has(self, id_: str) -> bool:
        """Whether there is a draft with this id."""
        with self._lock:
            return self.reader.find(id_) is not None

    def preview(self, id_: str) -> str | None:
        """A draft as HTML, not to be shown without a sandbox; None when there is none with this id."""
        with self._lock:
            return preview(self.reader, id_)

    # --- changing -----------------------------------------------------------------------------

    @contextmanager
    def _work(self, id_: str) -> Iterator[OpenDraft]:
        """The draft as it is now, under the lock of the site."""
        with self._lock, site_work(self.settings, self.site, self.memory, "transpipe review", _WAIT):
            entry = self.reader.find(id_)
            if entry is None:
                raise TranspipeError("no such draft; it may have been published or moved")
            try:
                yield self.reader.open(entry)
            except Unusable as error:
                raise TranspipeError(str(error)) from None

    def save(self, id_: str, row: str, text: str, version: str, session: str = "") -> Answer:
        """A new text for a row, by somebody who has seen `version` of it.

        An editor saves while somebody types; what has the same `session` is undone at once.
        """

        def change(opened: OpenDraft, number: int) -> Rewritten | str:
            text_now = " ".join(text.split()) if not opened.pairing.seats[number].raw else text.strip("\n")
            if text_now == opened.pairing.seats[number].text:
                return Rewritten(opened.data, opened.pairing.bare)
            made = rewrite(opened.pairing, number, text_now, self.posts.rules(opened.entry.scope).prose)
            return made if isinstance(made, str) else made._replace(data=_reopened(opened, made.data))

        return self._change(id_, row, version, change, session)

    def approve(self, id_: str, row: str, version: str) -> Answer:
        """A person stands for the text of a row, and a conflict about it is settled."""

        def change(opened: OpenDraft, number: int) -> Rewritten | str:
            if not opened.rows.row(number, full=False).approvable:
                return "still Chinese, or its source has changed: it needs a new text before it can be approved"
            return Rewritten(self._with(opened, add=[number]), opened.pairing.bare)

        return self._change(id_, row, version, change)

    def take_back(self, id_: str, row: str) -> Answer:
        """An approval is taken back."""

        def change(opened: OpenDraft, number: int) -> Rewritten:
            return Rewritten(self._with(opened, drop=[number]), opened.pairing.bare)

        return self._change(id_, row, "", change)

    def approve_all(self, id_: str, *, clean: bool) -> Answer:
        """Approve every row, or with `clean` those that no check has anything to say about. Conflicts are left out:
        each is a question of its own.
        """
        with self._work(id_) as opened:
            chosen = [
                number
                for number in range(len(opened.pairing.seats))
                if _in_order(row := opened.rows.row(number, full=False)) and not (clean and row.findings)
            ]
            left = [
                row for n in range(len(opened.pairing.seats)) if not _in_order(row := opened.rows.row(n, full=False))
            ]
            self._write(opened, self._with(opened, add=chosen), "")
            now = self.reader.open(opened.entry)
            message = f"still Chinese, stale or in conflict, and left out: {len(left)}" if left else ""
            return _answer(now, range(len(now.pairing.seats)), message)

    def comment(self, id_: str, row: str, text: str) -> Answer:
        """Keep a remark about a row."""
        with self._work(id_) as opened:
            number = self._number(opened, row)
            now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
            if text.strip():
                self.reader.data.add_comment(opened.entry.path, row, Comment(text.strip()[:2000], self.author, now))
            self.reader.forget(opened.entry)
            return _answer(self.reader.open(opened.entry), [number])

    def alternatives(self, id_: str, row: str) -> Answer:
        """A row with the other hypotheses of the engine, those that keep its tags."""
        with self._work(id_) as opened:
            number = self._number(opened, row)
            seat = opened.pairing.seats[number]
            if seat.whole is None or seat.raw:
                return _answer(opened, [number], "its markup is too much for the engine at once", refused=True)
            terms = opened.rows.terms[number]
            asked = Work(seat.whole.text, terms).asked
            (hypotheses,) = self._engine.translate([asked.source], make_decoding(self.settings))
            answers = [asked.answer(item.text)[0] for item in hypotheses]
            sound = [text for text in answers if not faults(seat.whole.text, text, ())]
            drafts = [Draft(with_capitals(text, terms), Origin.ENGINE, None, terms) for text in sound]
            texts = dict.fromkeys(finished(seat.whole, draft) for draft in drafts)
            texts.pop(seat.text, None)
            message = "" if texts else "no other hypothesis keeps the markup"
            answer = _answer(opened, [number], message)
            return replace(answer, rows=(replace(answer.rows[0], alternatives=tuple(texts)),))

    def undo(self, id_: str) -> Answer:
        """Take the last change of this session back, if nobody has changed the file since."""
        with self._work(id_) as opened:
            done = self._done.get(opened.entry.path, [])
            if not done:
                return _answer(opened, [], "nothing to undo")
            step = done.pop()
            if opened.data != step.after:
                done.clear()
                return _answer(opened, [], "the file was changed elsewhere since; nothing was undone", refused=True)
            self.site.write(opened.entry.path, step.before)
            now = self.reader.open(opened.entry)
            every = range(len(now.pairing.seats))
            # The row that was changed comes first: the page goes there.
            return _answer(now, sorted(every, key=lambda number: now.pairing.seats[number].id != step.row))

    def _change(
        self, id_: str, row: str, version: str, change: Callable[[OpenDraft, int], Rewritten | str], session: str = ""
    ) -> Answer:
        with self._work(id_) as opened:
            number = self._number(opened, row)
            if version and version != opened.pairing.seats[number].version:
                return _answer(opened, [number], conflict=True)
            made = change(opened, number)
            if isinstance(made, str):
                return _answer(opened, [number], made, refused=True)
            self._write(opened, made.data, row, session)
            return _answer(self.reader.open(opened.entry, made.bare), [number])

    def _number(self, opened: OpenDraft, row: str) -> int:
        number = opened.pairing.find(row)
        if number is None:
            raise TranspipeError("this segment is not there any more; reload the page")
        return number

    def _write(self, opened: OpenDraft, data: bytes, row: str, session: str = "") -> None:
        if data == opened.data or self.trial:
            return
        self.site.write(opened.entry.path, data)
        done = self._done.setdefault(opened.entry.path, [])
        before = opened.data
        if session and done and done[-1].session == session and done[-1].after == before:
            before = done.pop().before
        done.append(_Step(before, data, row, session))
        del done[:-_UNDO]

    def _with(self, opened: OpenDraft, add: Sequence[int] = (), drop: Sequence[int] = ()) -> bytes:
        """The draft with other approvals; its status follows: approved when all segments are."""
        seats = opened.pairing.seats
        marks = {number: (seat.source_mark, seat.target_mark) for number, seat in enumerate(seats)}
        approved = {
            number for number, pair in marks.items() if pair in opened.rows.extras.approved and seats[number].current
        }
        approved = (approved | set(add)) - set(drop)
        provenance = without_conflicts(opened.provenance, {seats[number].source_mark for number in add})
        values = {key: str(value) for key, value in provenance.items() if key != REVIEWED}
        every = len(approved) == len(seats) and not opened.pairing.lost
        if every or values.get("status") == APPROVED:
            values["status"] = APPROVED if every else NEEDS_REVIEW
        if approved:
            values[REVIEWED] = approved_entry(iter(dict.fromkeys(marks[number] for number in sorted(approved))))
        return splice(opened.data, [provenance_edit(opened.pairing.draft, values)])


def _answer(
    opened: OpenDraft, numbers: Iterable[int], message: str = "", *, conflict: bool = False, refused: bool = False
) -> Answer:
    return Answer(tuple(opened.rows.row(number) for number in numbers), *opened.count(), message, conflict, refused)


def _reopened(opened: OpenDraft, data: bytes) -> bytes:
    """A text with a new word in it is not what was approved, so its post waits for review again."""
    if opened.provenance.get("status") != APPROVED:
        return data
    values = {**{key: str(value) for key, value in opened.provenance.items()}, "status": NEEDS_REVIEW}
    return splice(data, [provenance_edit(parse_head(data), values)])


def _in_order(row: Row) -> bool:
    return row.state in (RowState.MACHINE, RowState.EDITED, RowState.APPROVED)
