"""The guard before every write: translation changed words and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from transpipe.model import SkeletonNode


def skeleton_difference(source: Sequence[SkeletonNode], target: Sequence[SkeletonNode]) -> str | None:
    """The first difference in words, or None when the skeletons are equal.

    Blocks must come in the same order; inline constructs may change places inside their block.
    """
    source_blocks, target_blocks = _by_block(source), _by_block(target)
    for number, (wanted, got) in enumerate(zip(source_blocks, target_blocks, strict=False), start=1):
        if wanted[0] != got[0]:
            return f"block {number} was {_name(wanted[0])} and would be {_name(got[0])}"
        if wanted[1] != got[1]:
            lost, new = wanted[1] - got[1], got[1] - wanted[1]
            words = [f"{sign} {_name(node)}" for sign, nodes in (("without", lost), ("with", new)) for node in nodes]
            return f"block {number} would be {', '.join(words)}"
    if len(source_blocks) != len(target_blocks):
        return f"{len(source_blocks)} blocks would become {len(target_blocks)}"
    return None


def _name(node: SkeletonNode) -> str:
    return f"{node.kind} {node.detail}".strip()


def _by_block(nodes: Sequence[SkeletonNode]) -> list[tuple[SkeletonNode, Counter[SkeletonNode]]]:
    blocks: list[tuple[SkeletonNode, Counter[SkeletonNode]]] = []
    for node in nodes:
        if node.inline and blocks:
            blocks[-1][1][node] += 1
        else:
            blocks.append((node, Counter()))
    return blocks
