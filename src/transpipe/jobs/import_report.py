"""What an import into the memory took: of files of other tools, or of the files of the site.

It stands alone, as a run may make the memory anew from the site, and has no use for the formats of other tools.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transpipe.stores.memory import SqliteMemory
from transpipe.units import ApprovedUnit

_SAMPLES = 5


@dataclass(slots=True)
class ImportReport:
    """What an import took, and what it left out."""

    read: int = 0
    """Units that were looked at."""
    taken: int = 0
    """Good ones: new, changed, or known already."""
    new: int = 0
    """Those that are new or have changed; 0 in a dry run."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Units that were left out, by reason."""
    samples: list[ApprovedUnit] = field(default_factory=list)
    """A few of those taken."""

    def take(self, units: Sequence[ApprovedUnit], memory: SqliteMemory, *, dry_run: bool) -> None:
        """Keep units in the memory, unless it is a dry run, and count them."""
        self.taken += len(units)
        for unit in units:
            if len(self.samples) < _SAMPLES and all(unit.source != other.source for other in self.samples):
                self.samples.append(unit)
        if not dry_run:
            self.new += memory.approve(units)
