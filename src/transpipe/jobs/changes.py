"""Changes of several files that belong together: done as a whole, and finished after any interruption.

The journal holds the bytes before and after. Each step may be done twice, so a change that was interrupted is finished
by doing all of it again.
"""

from __future__ import annotations

from dataclasses import replace

from transpipe.model import FileChange
from transpipe.stores.git_work import Git, GitError
from transpipe.stores.journal import Change, Journal
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.site import Site
from transpipe.units import ApprovedUnit

NAMES = {"publish": "publication", "revert": "taking back"}


def carry_out(change: Change, site: Site, store: SqliteMemory) -> list[str]:
    """Write a change down and do it; what could not be done although the files are written, in words.

    Raises TranspipeError when a file can't be written: then all are as they were.
    """
    journal = Journal(store)
    change = replace(change, number=journal.begin(change))
    try:
        for file in change.files:
            _put(site, file.path, file.after)
    except BaseException:
        _take_back(change, site)
        journal.abandon(change)
        raise
    return _conclude(change, site, store)


def complete(change: Change, site: Site, store: SqliteMemory) -> list[str]:
    """Finish a change that was interrupted, or take it back where others have touched its files since."""
    name = f"the {NAMES[change.kind]} of {change.files[0].path}"
    touched = [file.path for file in change.files if site.now(file.path) not in (file.before, file.after)]
    if touched:
        _take_back(change, site)
        Journal(store).abandon(change)
        return [f"{name} had been interrupted, and {touched[0]} was changed since: it was taken back; do it again"]
    for file in change.files:
        _put(site, file.path, file.after)
    return [f"{name} had been interrupted: it is finished now", *_conclude(change, site, store)]


def _conclude(change: Change, site: Site, store: SqliteMemory) -> list[str]:
    units = [ApprovedUnit(*unit) for unit in change.plan.get("units", ())]  # type: ignore[attr-defined]
    if units:
        store.approve(units)
    notes = []
    message = str(change.plan.get("commit", ""))
    if message:
        git, branch = Git(site.root), str(change.plan.get("branch", ""))
        paths = [file.path for file in change.files]
        try:
            if branch and git.branch() != branch:
                notes.append(f"{paths[0]} is published, but not committed: this is not the branch {branch}")
            else:
                git.commit(paths, message)
        except GitError as error:
            notes.append(f"{paths[0]} is published, but not committed: {error}")
    Journal(store).finish(change)
    return notes


def _take_back(change: Change, site: Site) -> None:
    for file in change.files:
        if site.now(file.path) == file.after:
            _put(site, file.path, file.before)


def _put(site: Site, path: str, data: bytes | None) -> None:
    if site.now(path) == data:
        return
    if data is None:
        site.remove(path)
    else:
        site.write(path, data)


def reverse(change: Change) -> tuple[FileChange, ...]:
    """The files of a change the other way round."""
    return tuple(FileChange(file.path, file.after, file.before) for file in change.files)
