"""Reading the findings of pairs: a translation beside its source, from the cache, else from the files and the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from transpipe.jobs.pair_check import pair_findings
from transpipe.jobs.workers import FEW, work_through
from transpipe.model import Finding, ProseRules
from transpipe.pipeline.check_file import FileFacts
from transpipe.stores.check_cache import KnownFacts, pair_key, plain_facts, read_facts
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

    def key(self, pair: Pair) -> str:
        """What the findings of a pair depend on: both files, and what the history says of them."""
        return pair_key(pair.source_key, pair.target_key, self.history.fingerprint)

    def read(self, pair: Pair) -> Any:
        """Plain facts with the findings of a pair."""
        source, target = self.site.read(pair.source), self.site.read(pair.target)
        if isinstance(source, Finding) or isinstance(target, Finding):
            return plain_facts(FileFacts())  # said where the file itself is checked
        return plain_facts(FileFacts(tuple(pair_findings(source, target, self.history, self.rules))))


def read_pairs(reader: PairReader, pairs: Sequence[Pair]) -> Iterator[tuple[str, Any, tuple[Finding, ...]]]:
    """(cache key, plain facts, findings) of every pair; those that are known need no file."""
    keys = [reader.key(pair) for pair in pairs]
    new = [pair for pair, key in zip(pairs, keys, strict=True) if reader.known.get(key) is None]
    if len(new) >= FEW:
        reader.history.prepare()  # one log for all processes
    made = work_through(reader.read, new)
    for key in keys:
        found = reader.known.get(key)
        plain = next(made) if found is None else found
        yield key, plain, read_facts(plain).findings
