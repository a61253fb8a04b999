"""`transpipe revert`: a published page is taken back, and its draft comes back with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.jobs.changes import carry_out, reverse
from transpipe.jobs.layout import open_site, read_layout
from transpipe.jobs.setup import open_memory
from transpipe.jobs.site_work import site_work
from transpipe.report.published import PublishedPost, PublishReport
from transpipe.stores.git_work import Git
from transpipe.stores.journal import Change, Event, Journal
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site


def revert(paths: Sequence[Path], settings: Settings, *, force: bool = False, wait: float = 0.0) -> PublishReport:
    """Put the files of the latest publication of each path back as they were before it.

    Raises TranspipeError for a path that was not published here, or that was taken back already, and, without `force`,
    for files that have been changed since.
    """
    site = open_site(settings, read_layout(settings))
    store = open_memory(settings)
    report = PublishReport()
    with ExitStack() as stack:
        stack.callback(store.close)
        report.notes.extend(stack.enter_context(site_work(settings, site, store, "transpipe revert", wait)))
        author = Git(site.root).identity()
        changes = {change.number: change for path in paths for change in [_publication(site, store, path)]}
        for change in changes.values():
            back = _reversed(change, site, author, force=force)
            notes = carry_out(back, site, store)
            report.posts.append(PublishedPost("", back.files[0].path, back.files, notes=notes))
    return report


def _publication(site: Site, store: SqliteMemory, path: Path) -> Change:
    relative = site.relative(path)
    change = Journal(store).last_publication(relative)
    if change is None:
        raise TranspipeError(f"{relative}: no publication to take back; `transpipe log {relative}` shows what happened")
    return change


def _reversed(change: Change, site: Site, author: str, *, force: bool) -> Change:
    files = []
    for file in reverse(change):
        now = site.now(file.path)
        if now != file.before and not force:
            what = "was changed" if file.before is not None else "was written"
            message = f"{file.path}: {what} since it was published; nothing was taken back (--force overwrites it)"
            raise TranspipeError(message)
        files.append(file._replace(before=now))
    page = change.files[0].path
    event = Event("reverted", page, change.events[0].source, author)
    return Change("revert", tuple(files), (event,), undoes=change.number)
