"""Reading the findings of pairs: a translation beside its source, from the cache, else from the files and the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import tee
from typing import Any, NamedTuple

from transpipe.jobs.pair_check import pair_findings
from transpipe.jobs.workers import work_through
from transpipe.model import Finding, ProseRules
from transpipe.pipeline.check_file import FileFacts
from transpipe.stores.check_cache import KnownFacts, pair_key, plain_facts
from transpipe.stores.git import History
from transpipe.stores.site import Site


class Pair(NamedTuple):
    """A translation and its source, with the cache keys of both files."""

    source: str
    target: str
    source_key: str
    target_key: str


@dataclass(frozen=True, slots=True)
class PairReader:
    """Reads one pair after the other."""

    site: Site
    history: History
    rules: ProseRules
    known: KnownFacts = field(repr=False)
    """Entries of the cache."""

    def recall(self, pair: Pair) -> tuple[str, Any] | None:
        """As `read`, without a look at the files; None for a pair that is not known."""
        key = self._key(pair)
        found = self.known.get(key)
        return None if found is None else (key, found)

    def read(self, pair: Pair) -> tuple[str, Any]:
        """Cache key, and plain facts with the findings of a pair."""
        source, target = self.site.read(pair.source), self.site.read(pair.target)
        findings: tuple[Finding, ...] = ()
        if not isinstance(source, Finding) and not isinstance(target, Finding):  # said where the file itself is checked
            findings = tuple(pair_findings(source, target, self.history, self.rules))
        return self._key(pair), plain_facts(FileFacts(findings))

    def _key(self, pair: Pair) -> str:
        # What the findings depend on: both files, and what the history says of them.
        return pair_key(pair.source_key, pair.target_key, self.history.fingerprint)


def read_pairs(reader: PairReader, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, str, Any]]:
    """(pair, cache key, plain facts) of every pair; those that are known need no file."""
    ours, theirs = tee(pairs)
    made = work_through(reader.read, theirs, reader.recall, reader.history.prepare)  # one log for all processes
    for pair, (key, plain) in zip(ours, made, strict=True):
        yield pair, key, plain
