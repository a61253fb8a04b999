"""All drafts of a site by what they were made from: those that were moved, and those whose source is gone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from sys import intern
from typing import NamedTuple

from transpipe.errors import ParseError
from transpipe.jobs.posts import Posts
from transpipe.model import Finding, Severity
from transpipe.parse.front_matter import read_front_matter
from transpipe.write.provenance import map_of


class DraftEntry(NamedTuple):
    """A draft by its front matter."""

    path: str
    source: str
    kind: str
    """translation or original."""
    scope: str
    status: str


_source = attrgetter("source")


class DraftIndex:
    """The drafts in the folder for drafts."""

    def __init__(self, entries: Iterable[DraftEntry]) -> None:
        """`entries` are sorted by path."""
        self.entries = tuple(entries)
        self._by_source = sorted(self.entries, key=_source)

    def made_from(self, source: str, kind: str) -> Sequence[DraftEntry]:
        """The drafts of a kind that a source has, sorted by path."""
        first = bisect_left(self._by_source, source, key=_source)
        last = bisect_right(self._by_source, source, lo=first, key=_source)
        return [entry for entry in self._by_source[first:last] if entry.kind == kind]

    def scope(self, source: str) -> str:
        """The scope that the translation of a source was made in; empty for none."""
        return next((entry.scope for entry in self.made_from(source, "translation")), "")

    def elsewhere(self, source: str, kind: str, path: str) -> str | None:
        """A draft of a source that does not stand at `path`, where it belongs."""
        return next((entry.path for entry in self.made_from(source, kind) if entry.path != path), None)


def read_index(posts: Posts, output: str) -> DraftIndex:
    """Read the front matter of all drafts; files that can't be read are told of where their source is considered."""
    entries = (read_entry(posts, path) for path in posts.site.markdown(output))
    return DraftIndex(entry for entry in entries if entry is not None)


def read_entry(posts: Posts, path: str) -> DraftEntry | None:
    """The draft at a path; None where there is no file that can be read and says that it is one."""
    file = posts.site.read(path)
    if isinstance(file, Finding):
        return None
    try:
        made = map_of(read_front_matter(file.data))
    except (ParseError, UnicodeDecodeError):
        return None
    if made is None:
        return None
    source, *words = (str(made.get(key, "")) for key in ("source", "kind", "scope", "status"))
    return DraftEntry(path, source, *map(intern, words))  # a few words, said by every draft


def misplaced(posts: Posts, index: DraftIndex, output: str) -> Iterator[Finding]:
    """Drafts whose source is gone, and drafts that do not stand where they belong."""
    for entry in index.entries:
        file = posts.file(entry.source)
        if file is None or not posts.site.exists(entry.source):
            message = (
                f"its source {entry.source or '(not named)'} is gone; put the source back, or, if it was renamed, put the "
                "new path in `params.transpipe.source`, or delete the draft"
            )
            yield Finding("orphan-draft", Severity.WARNING, entry.path, 1, message)
            continue
        content = posts.translation(file) if entry.kind == "translation" else posts.original(file)
        if content is None:
            continue
        place = posts.draft(content, output)
        if place == entry.path:
            continue
        if posts.site.exists(place):
            message = f"a second draft of {entry.source}, beside {place}: delete one of them"
        else:
            message = f"the draft of {entry.source} belongs at {place}: move it back, or delete it to get a new one"
        yield Finding("renamed-draft", Severity.WARNING, entry.path, 1, message)
