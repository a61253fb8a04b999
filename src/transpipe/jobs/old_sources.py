"""The Chinese that a translation was made from, where it has changed since.

A draft keeps a mark of each segment of its source and not the words. So the words are looked for where old ones stand:
in the copy of the Chinese that lies beside the draft of a mixed post, and in the history of the source. A text with the
mark of a segment of the same post is that segment, so nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from transpipe.errors import ParseError
from transpipe.jobs.posts import Posts
from transpipe.model import Finding, ProseRules
from transpipe.pair.fingerprint import prose, words
from transpipe.pair.record import mark
from transpipe.parse.document import parse_document
from transpipe.stores.draft_table import DraftEntry
from transpipe.stores.git import History

_VERSIONS = 50
"""Versions of a source that are read at most, the newest ones."""


class OldSources:
    """Looks for old segments, for each source once."""

    def __init__(self, posts: Posts, output: str) -> None:
        self.posts = posts
        self.output = output
        self._known: dict[str, dict[str, str]] = {}
        """By the path of the source the texts by their marks; empty where nothing was found."""

    def find(self, entry: DraftEntry, marks: frozenset[str]) -> Mapping[str, str]:
        """The texts of segments of the source of a draft by their marks, empty for one that is not known any more."""
        known = self._known.setdefault(entry.source, {})
        left = marks - known.keys()
        for data in self._versions(entry) if left else ():
            found = _texts(data, self.posts.rules(entry.scope).prose)
            known |= {own: found[own] for own in left & found.keys()}
            left -= found.keys()
            if not left:
                break
        known |= dict.fromkeys(left, "")
        return known

    def _versions(self, entry: DraftEntry) -> Iterator[bytes]:
        site, file = self.posts.site, self.posts.file(entry.source)
        original = self.posts.original(file) if file else None
        copy = self.posts.draft(original, self.output) if original else ""
        if copy and site.exists(copy):
            read = site.read(copy)
            if not isinstance(read, Finding):
                yield read.data
        with History(site.root, self.posts.content or ".") as history:
            for version in history.versions(entry.source)[:_VERSIONS]:
                data = history.read(version)
                if data is not None:
                    yield data


def _texts(data: bytes, rules: ProseRules) -> dict[str, str]:
    """The segments of a version by their marks; none of one that can't be parsed."""
    try:
        return {mark(prose(block)): words(block) for block in parse_document(data, rules).blocks}
    except ParseError:
        return {}
