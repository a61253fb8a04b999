"""What pairs of files say about each other: from the cache, else from the files and their history, on all cores.

The answer depends on the bytes of both files and on the history alone, so it is kept under the hashes of the files and
the commit that the history ends with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from transpipe.jobs.pair_check import pair_findings
from transpipe.jobs.pool import read_items
from transpipe.model import Finding, ProseRules
from transpipe.stores.check_cache import plain_finding, read_finding
from transpipe.stores.git import History
from transpipe.stores.site import Site


class Pair(NamedTuple):
    """A translation and its source, by path."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class PairReader:
    """Compares one pair after the other."""

    site: Site
    rules: ProseRules
    history: History

    def read(self, item: Pair) -> list[Any]:
        """The findings of a pair as plain values; none where a file can't be read, which is told elsewhere."""
        source, target = self.site.read(item.source), self.site.read(item.target)
        if isinstance(source, Finding) or isinstance(target, Finding):
            return []
        return [plain_finding(finding) for finding in pair_findings(source, target, self.history, self.rules)]


def read_pairs(
    reader: PairReader, pairs: Mapping[str, Pair], known: Mapping[str, Any]
) -> Iterator[tuple[str, list[Any], list[Finding]]]:
    """(cache key, plain findings, findings) of every pair; `pairs` are by cache key, `known` are entries of the cache."""
    new: Sequence[str] = [key for key in pairs if key not in known]
    if new:
        reader.history.load()  # once, and not in every process
    made = dict(zip(new, read_items(reader, [pairs[key] for key in new]), strict=True))
    for key in pairs:
        plain = known[key] if key in known else made[key]
        yield key, plain, [read_finding(values) for values in plain]
