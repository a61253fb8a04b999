"""The state folder of a site: made when something is kept in it, and never in the site's repository."""

from __future__ import annotations

from pathlib import Path


def make_state_folder(folder: Path) -> None:
    """Make the folder with a `.gitignore` that hides all of it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_bytes(b"*\n")
