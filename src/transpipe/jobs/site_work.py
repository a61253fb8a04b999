"""What every command that writes does first: take the lock, and finish or clear what an interrupted one has left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from transpipe.jobs.changes import complete
from transpipe.stores.atomic import remove_leftovers
from transpipe.stores.journal import Journal
from transpipe.stores.lock import site_lock
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site


@contextmanager
def site_work(settings: Settings, site: Site, store: SqliteMemory, command: str, wait: float) -> Iterator[list[str]]:
    """Hold the lock of the site; the value is what was found and done, in words.

    Raises TranspipeError when another process holds the lock.
    """
    state = settings.path("state")
    with site_lock(state, command, wait):
        folders = {*site.folders, str(settings["output"])}
        remove_leftovers([*(site.root / folder for folder in folders), state])
        yield [note for change in Journal(store).under_way() for note in complete(change, site, store)]
