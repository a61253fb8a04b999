"""`transpipe log`: what happened to the posts of a site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from transpipe.jobs.layout import open_site, read_layout
from transpipe.jobs.setup import open_memory
from transpipe.report.history import HistoryEntry
from transpipe.stores.journal import Event, Journal
from transpipe.stores.settings import Settings


def history(paths: Sequence[Path], settings: Settings) -> list[HistoryEntry]:
    """What the journal says of the files under the given paths, of all without any; oldest first."""
    site = open_site(settings, read_layout(settings))
    store = open_memory(settings, read_only=True)
    wanted = [site.relative(path) for path in paths]
    try:
        events = Journal(store).events()
    finally:
        store.close()
    return [
        HistoryEntry(event.time, event.kind, event.path, event.source, event.author, event.detail)
        for event in events
        if not wanted or any(_concerns(event, path) for path in wanted)
    ]


def _concerns(event: Event, path: str) -> bool:
    places = (event.path, event.source, str(event.detail.get("draft", "")))
    return any(place == path or place.startswith(f"{path}/") for place in places)
