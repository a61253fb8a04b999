"""Reading the facts of files: from the cache, else from the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import tee
from typing import Any

from transpipe.jobs.check_selection import DraftPaths
from transpipe.jobs.workers import work_through
from transpipe.model import Finding
from transpipe.pipeline.check_file import CheckRules, FileFacts, Role, check_file
from transpipe.stores.check_cache import KnownFacts, file_key, plain_facts
from transpipe.stores.site import Site
from transpipe.write.paths import Languages, post_file


@dataclass(frozen=True, slots=True)
class FactsReader:
    """Reads one file after the other; what it has read does not stay in memory."""

    site: Site
    languages: Languages
    rules: CheckRules
    place: DraftPaths
    """Drafts have the language of their post, and their status is told of."""
    known: KnownFacts = field(repr=False)
    """Entries of the cache."""

    def role(self, path: str) -> Role:
        """What a file is to a check, by its language."""
        file = post_file(self.place.original(path), self.languages)
        language = file.language if file else self.languages.default
        if language == self.languages.target:
            return Role.TARGET
        return Role.SOURCE if language in self.languages.source else Role.OTHER

    def read(self, path: str) -> tuple[str, Any]:
        """Cache key and plain facts of a file; a file that can't be read has no key."""
        source = self.site.read(path)
        if isinstance(source, Finding):
            return "", plain_facts(FileFacts((source,)))
        role = self.role(path)
        key = file_key(path, role, source.data)
        found = self.known.get(key)
        if found is not None:
            return key, found
        facts = check_file(source, role, self.rules)
        return key, plain_facts(facts if path.startswith(f"{self.place.output}/") else facts._replace(status=""))


def read_all(reader: FactsReader, paths: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
    """(path, cache key, plain facts) of every file, in the order of the paths."""
    ours, theirs = tee(paths)
    for path, (key, plain) in zip(ours, work_through(reader.read, theirs), strict=True):
        yield path, key, plain
