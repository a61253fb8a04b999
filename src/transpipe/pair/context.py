"""Where a segment stands in its post: what comes before and after it, and under which headings."""

from __future__ import annotations

from typing import NamedTuple

from transpipe.model import Document, Span
from transpipe.pair.fingerprint import fingerprint, prose
from transpipe.units import ApprovedUnit


class Context(NamedTuple):
    """The surroundings of a segment."""

    before: str = ""
    """Fingerprint of the segment before it; empty for none."""
    after: str = ""
    heading: str = ""
    """Headings above it, joined by ` > `."""

    def rank(self, unit: ApprovedUnit) -> tuple[int, bool]:
        """How well a unit fits: neighbours in common (0 to 2), then the same headings."""
        same = (self.before, unit.before), (self.after, unit.after)
        neighbours = sum(mine == other != "" for mine, other in same)
        return neighbours, self.heading == unit.heading != ""


def contexts(document: Document) -> dict[Span, Context]:
    """The contexts of all blocks with words, by their spans."""
    blocks = [(block, text) for block in document.blocks if (text := prose(block))]
    marks = ["", *(fingerprint(text) for _, text in blocks), ""]
    return {
        block.span: Context(marks[index], marks[index + 2], " > ".join(block.headings))
        for index, (block, _) in enumerate(blocks)
    }
