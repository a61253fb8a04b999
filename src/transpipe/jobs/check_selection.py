"""What a check looks at: all of a site, the posts of some paths, or those that have changed since a commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transpipe.stores.changes import changed_since
from transpipe.stores.listing import Listing
from transpipe.stores.site import Site
from transpipe.write.paths import MARKDOWN, Languages, mirrored, post_file


@dataclass(frozen=True, slots=True)
class DraftPaths:
    """Where the posts of drafts are; goes to other processes."""

    content: str
    output: str

    def original(self, path: str) -> str:
        """The content path of a draft; other paths as they are."""
        return mirrored(path, self.output, self.content) if path.startswith(f"{self.output}/") else path


@dataclass(frozen=True, slots=True)
class Selection:
    """The files of a check, sorted."""

    site: Listing
    """All content files."""
    content: Listing
    """Those that are looked at."""
    drafts: Listing
    asked: frozenset[str]
    """Drafts that were asked for by their path."""
    whole: bool
    """Whether all of the site is looked at."""


def select(site: Site, drafts: Site, languages: Languages, paths: Sequence[Path], revision: str) -> Selection:
    """The files under some paths of the content and drafts' folders (all without any), changed since a revision if one is given.

    Raises TranspipeError as `Site.select` does.
    """
    place = DraftPaths(site.content, drafts.content)

    def key(path: str) -> str:
        # What all languages and drafts of a post have in common, as far as their paths tell.
        file = post_file(place.original(path), languages)
        return file.key if file else path

    everything = site.select([])
    waiting = drafts.select([]) if (drafts.root / drafts.content).is_dir() else Listing()
    given = [(path, site.relative(path)) for path in paths]
    inside = [path for path, name in given if name == drafts.content or name.startswith(f"{drafts.content}/")]
    others = [path for path, _ in given if path not in inside]
    content = site.select(others) if others else Listing() if given else everything
    asked = frozenset(drafts.select(inside) if inside else ())
    if revision:
        changes = changed_since(site.root, revision)
        changed = {key(path) for path in changes if path.endswith(MARKDOWN)}
        content = Listing(path for path in content if key(path) in changed)
    if not given and not revision:
        return Selection(everything, content, waiting, asked, whole=True)
    posts = {key(path) for path in content}
    found = Listing(path for path in waiting if path in asked or key(path) in posts)
    return Selection(everything, content, found, asked, whole=False)
