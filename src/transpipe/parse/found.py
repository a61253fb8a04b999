"""What the scanners of a document collect."""

from __future__ import annotations

from dataclasses import dataclass, field

from transpipe.model import Block, SkeletonNode, Span


@dataclass(slots=True)
class Found:
    """Filled by the scanners of one file; all offsets count from the start of the file."""

    blocks: list[Block] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    skeleton: list[SkeletonNode] = field(default_factory=list)
    html: list[Span] = field(default_factory=list)
    code: list[Span] = field(default_factory=list)
