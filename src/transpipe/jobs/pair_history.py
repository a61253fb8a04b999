"""Old versions of the two files of a pair, read as far as the segments in doubt need."""

from __future__ import annotations

from collections.abc import Collection

from transpipe.errors import ParseError
from transpipe.model import ProseRules
from transpipe.pair.side import Side, read_side
from transpipe.pair.stale import Origin, from_versions
from transpipe.pair.trace import trace
from transpipe.parse.document import parse_document
from transpipe.stores.git import History, Version

_VERSIONS = 200
"""Versions of a file that are read at most: the oldest ones of a translation, the newest ones of a source."""


class PairHistory:
    """The history of a source and its translation; `source` and `target` are the files as they are now."""

    def __init__(self, history: History, paths: tuple[str, str], source: Side, target: Side, rules: ProseRules) -> None:
        self.history = history
        self.source_path, self.target_path = paths
        self.source = source
        self.target = target
        self.rules = rules
        self._sides: dict[tuple[str, str], Side | None] = {}

    @property
    def complete(self) -> bool:
        """Whether the translation is committed and its history is not cut off."""
        return self.history.state == "full" and bool(self.history.versions(self.target_path))

    def first(self) -> Origin | None:
        """The translation as it was first committed, and the source beside it; None for one that is not committed."""
        for version in reversed(self.history.versions(self.target_path)[-_VERSIONS:]):
            target = self._side(version)
            if target is not None:
                return from_versions(self._source_at(version), target)
        return None

    def later(self, base: Origin, wanted: Collection[int]) -> list[Origin]:
        """The moments, oldest first, when the wanted segments of the translation came into it."""
        left = set(wanted)
        origins: list[Origin] = []
        for version in reversed(self.history.versions(self.target_path)[-_VERSIONS:]):
            target = self._side(version) if left else None
            if target is None:
                continue
            there = {j for places in trace(target.marks, self.target.marks, self.target.texts) for j in places}
            if there & left:
                origins.append(from_versions(self._source_at(version), target, base))
                left -= there
        if left:  # written since the last commit, beside the source as it is now
            origins.append(from_versions(self.source, self.target, base))
        return origins

    def since(self, mark: str) -> str:
        """When a source segment got its present words, for a message: a day, or that it is not committed."""
        day = ""
        for version in self.history.versions(self.source_path)[:_VERSIONS]:
            side = self._side(version)
            if side is not None and mark not in side.marks:
                break
            day = version.date
        return f" on {day}" if day else " (not committed yet)"

    def _source_at(self, version: Version) -> Side:
        """The source beside a version of the translation; its first version where it is the younger of the two."""
        found = self.history.at(version, self.source_path)
        side = self._side(found) if found else None
        if side is None:
            older = (self._side(first) for first in reversed(self.history.versions(self.source_path)))
            side = next((one for one in older if one is not None), None)
        return side or self.source

    def _side(self, version: Version) -> Side | None:
        key = (version.commit, version.path)
        if key not in self._sides:
            data = self.history.read(version)
            try:
                self._sides[key] = None if data is None else read_side(parse_document(data, self.rules))
            except ParseError:
                self._sides[key] = None  # a version that was broken says nothing
        return self._sides[key]
