"""Two files of a post as references: the blocks of the Chinese one with their counterparts in the translation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from transpipe.model import Document, Span
from transpipe.pair.align import align
from transpipe.pair.fingerprint import prose
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.score import Reference, ReferencePlan
from transpipe.script import has_han

_SURE = 0.7
"""Least confidence of a link: a wrong reference costs more than one less."""


def parallel_plan(plan: Plan, translation: Document) -> ReferencePlan:
    """The segments of a plan whose block has exactly one sure counterpart without Chinese in it."""
    texts = dict(_counterparts(plan.document, translation))
    chosen = tuple(segment for segment in plan.segments if segment.block.span in texts)
    references = tuple(
        Reference(f"{plan.file.path}:{plan.document.line(segment.block.span.start)}", texts[segment.block.span])
        for segment in chosen
    )
    return ReferencePlan(replace(plan, segments=chosen), references, one_text=True)


def _counterparts(source: Document, translation: Document) -> Iterator[tuple[Span, str]]:
    for link in align(source, translation):
        if len(link.source) == len(link.target) == 1 and link.confidence >= _SURE:
            text = prose(translation.blocks[link.target[0]])
            if text and not has_han(text):
                yield source.blocks[link.source[0]].span, text
