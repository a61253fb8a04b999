"""Approved units from a reviewed pair: what a person stands for, ready for the memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transpipe.model import ApprovedUnit, Block, Document, Segment, Span


def extract_units(
    source: Document,
    segments: Sequence[Segment],
    target: Document,
    *,
    post: str,
    origin: str = "approved",
    author: str = "",
    created: str = "",
    pair: str = "zh-en",
    matches: Mapping[Span, Block] | None = None,
) -> list[ApprovedUnit]:
    """The units of a source and its reviewed translation, for `SqliteMemory.approve`.

    `segments` are those of `source` (`Plan.segments` of a plan of the whole file). `matches` gives the target block of
    a source block by the source block's span; without it the blocks are matched by the structure of the documents.
    A segment gives a unit as a whole, and one for each sentence when both sides have the same number of them with
    plausible lengths. What can't be matched, or has other markup than its source, gives none.
    """
    return []
