"""All drafts of a site by what they were made from: those that were moved, and those whose source is gone."""

from __future__ import annotations

from collections.abc import Iterator

from transpipe.errors import ParseError
from transpipe.jobs.posts import Posts
from transpipe.model import Finding, Severity
from transpipe.parse.front_matter import read_front_matter
from transpipe.stores.draft_table import DraftEntry, DraftTable
from transpipe.write.provenance import map_of


def read_index(posts: Posts, output: str) -> DraftTable:
    """Read the front matter of all drafts; files that can't be read are told of where their source is considered."""
    entries = (read_entry(posts, path) for path in posts.site.markdown(output))
    return DraftTable(entry for entry in entries if entry is not None)


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
    return DraftEntry(path, source, *words)


def misplaced(posts: Posts, index: DraftTable, output: str) -> Iterator[Finding]:
    """Drafts whose source is gone, and drafts that do not stand where they belong."""
    for entry in index:
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
