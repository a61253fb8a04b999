"""`transpipe export` and `transpipe import`: drafts out to other tools and back.

What comes back goes the way of every change of a reviewer (`jobs/review.py`). It is checked segment by segment: what is
right is taken, what is not is reported, and newer work of people is never overwritten unless that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.exchange.formats import FORMATS, fits, read, writer
from transpipe.exchange.inline import plain_spaces
from transpipe.exchange.values import Bundle, Code, Incoming, Unit, UnitState
from transpipe.jobs.review import Desk, draft_id
from transpipe.model import Finding, Severity
from transpipe.report.words import cut
from transpipe.review.values import DraftView, Row, RowState
from transpipe.stores.atomic import write_whole
from transpipe.stores.settings import Settings
from transpipe.tagged_text import without_tags

_STATES = {
    RowState.KEPT: UnitState.INITIAL,
    RowState.MACHINE: UnitState.TRANSLATED,
    RowState.STALE: UnitState.TRANSLATED,
    RowState.CONFLICT: UnitState.TRANSLATED,
    RowState.EDITED: UnitState.REVIEWED,
    RowState.APPROVED: UnitState.FINAL,
}


@dataclass(slots=True)
class ExchangeReport:
    """What went out or came in."""

    files: list[str] = field(default_factory=list)
    """Written by an export; drafts that an import has changed."""
    units: int = 0
    taken: int = 0
    """Texts that an import has put into drafts."""
    approved: int = 0
    same: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether something was not taken."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def export(settings: Settings, paths: Sequence[Path], name: str, output: Path, *, single: bool) -> ExchangeReport:
    """Write drafts in a format: one file each into the folder `output`, or with `single` all into the file `output`.

    Raises TranspipeError when there is no draft, or a file can't be written.
    """
    suffix = FORMATS[name].suffix
    if single and not fits(output.name, name):
        raise TranspipeError(f"{output}: call it *{suffix}, as `transpipe import` tells the format by the ending")
    desk = Desk(settings, paths)
    try:
        views = [view for entry in desk.entries() if (view := desk.view(draft_id(entry.path))) and view.rows]
    finally:
        desk.close()
    if not views:
        raise TranspipeError("no draft to export; `transpipe run` makes some")
    bundles = [_bundle(view, settings) for view in views]
    report = ExchangeReport(units=sum(len(bundle.units) for bundle in bundles))
    write = writer(name)
    jobs = [(output, bundles)] if single else [(output / (bundle.path + suffix), [bundle]) for bundle in bundles]
    for place, part in jobs:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, write(part).encode("utf-8"))
        except OSError as error:
            raise TranspipeError(f"{place}: can't be written: {error.strerror}") from None
        report.files.append(str(place))
    return report


def _bundle(view: DraftView, settings: Settings) -> Bundle:
    source, target = settings["languages.source"][0], settings["languages.target"]
    return Bundle(view.path, view.source_path, tuple(_unit(row) for row in view.rows), source, target)


def _unit(row: Row) -> Unit:
    state = _STATES[row.state]
    codes = tuple(Code(info.number, info.paired, info.construct, info.open, info.close) for info in row.tags)
    notes = [f"{finding.rule}: {finding.message}" for finding in row.findings]
    before = row.source_change.before if row.source_change else ""
    if before:
        notes.append(f"translated from: {before}")
    notes.extend(f"{comment.author}: {comment.text}" for comment in row.comments)
    terms = (mark.label.partition(" = ") for mark in row.source_marks)
    return Unit(
        row.id,
        row.source,
        "" if state is UnitState.INITIAL else row.target,
        state,
        row.version,
        codes,
        row.raw,
        row.kind,
        row.line,
        tuple(notes),
        tuple(dict.fromkeys((source, target) for source, _, target in terms)),
        before,
    )


# --- back -------------------------------------------------------------------------------------


def import_files(settings: Settings, files: Sequence[Path], *, force: bool, dry_run: bool) -> ExchangeReport:
    """Take the translations of files into their drafts. Raises TranspipeError for a file that is none of ours."""
    incoming: list[tuple[str, Incoming]] = []
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise TranspipeError(f"{file}: can't be read: {error.strerror}") from None
        incoming.extend((str(file), item) for item in read(str(file), data))
    desk = Desk(settings, trial=dry_run)
    try:
        return _Import(desk, force=force).take(incoming)
    finally:
        desk.close()


class _Import:
    def __init__(self, desk: Desk, *, force: bool) -> None:
        self.desk = desk
        self.force = force
        self.views: dict[str, dict[str, Row] | None] = {}
        self.report = ExchangeReport()

    def take(self, incoming: Sequence[tuple[str, Incoming]]) -> ExchangeReport:
        for file, item in incoming:
            self.report.units += 1
            self.one(file, item)
        return self.report

    def one(self, file: str, item: Incoming) -> None:
        rows = self.rows(item.path)
        row = rows.get(item.id) if rows is not None else None
        if row is None:
            what = "its segment is not in the draft any more" if rows is not None else f"no draft {item.path} is here"
            self.problem("source-changed", file, item, f"not taken: {what}")
        elif plain_spaces(item.source) != plain_spaces(row.source):
            self.problem("source-changed", file, item, "not taken: its source has changed since it was exported")
        elif _translated(item):
            self.translation(file, item, row)

    def rows(self, path: str) -> dict[str, Row] | None:
        """The rows of a draft as they were when the import began."""
        if path not in self.views:
            view = self.desk.view(draft_id(path))
            self.views[path] = {row.id: row for row in view.rows} if view else None
        return self.views[path]

    def translation(self, file: str, item: Incoming, row: Row) -> None:
        changed = plain_spaces(item.target) != plain_spaces(row.target)
        newer = item.version != row.version and row.state in (RowState.EDITED, RowState.APPROVED, RowState.CONFLICT)
        if changed and newer and not self.force:
            since = "since the export" if item.version else "(the file does not say when it was exported)"
            message = f"not taken: somebody has worked on {item.path}:{row.line} {since}; --force overwrites it"
            self.problem("conflict", file, item, message)
            return
        draft, version = draft_id(item.path), row.version
        if changed:
            answer = self.desk.save(draft, row.id, item.target, version)
            if answer.conflict:
                self.problem("conflict", file, item, "not taken: it was changed while the import was at work")
                return
            if answer.refused:
                self.problem("not-taken", file, item, f"not taken: {answer.message}")
                return
            version = answer.rows[0].version
            self.report.taken += 1
        else:
            self.report.same += 1
        final = item.state is UnitState.FINAL and (changed or row.state is not RowState.APPROVED)
        if final and changed and self.desk.trial:  # the text that would be approved is not there
            self.report.approved += row.state is not RowState.STALE
        elif final:
            answer = self.desk.approve(draft, row.id, version)
            if answer.refused:
                self.problem("not-taken", file, item, f"not approved: {answer.message}")
            self.report.approved += not answer.refused
        if (changed or final) and item.path not in self.report.files:
            self.report.files.append(item.path)

    def problem(self, rule: str, file: str, item: Incoming, message: str) -> None:
        self.report.findings.append(
            Finding(rule, Severity.ERROR, file, item.line, message, cut(without_tags(item.target), 60))
        )


def _translated(item: Incoming) -> bool:
    """Whether a unit brings a translation: some tools fill the target with the source before anybody has worked on it."""
    return bool(item.target.strip()) and (item.state is not UnitState.INITIAL or item.target != item.source)
