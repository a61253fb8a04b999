"""Which edits can be written together without another structure coming out: words may change, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transpipe.errors import ParseError
from transpipe.model import Document, Edit, ProseRules
from transpipe.parse.document import parse_document
from transpipe.verify.html_tree import html_difference
from transpipe.verify.skeleton import skeleton_difference
from transpipe.write.splice import splice

Fault = Callable[[Sequence[int]], str | None]
"""What is wrong when the edits with these indexes, in order, are written together; None for nothing."""


def edited(document: Document, base: Document, edits: Sequence[Edit], rules: ProseRules) -> Document | str:
    """`document` with all edits; how it differs in structure from `base` where it does."""
    try:
        result = parse_document(splice(document.source, edits), rules)
    except ParseError as error:
        return str(error)
    return structure_difference(base, result) or result


def structure_difference(base: Document, result: Document) -> str | None:
    """How a document differs in structure from `base`; None when it does not."""
    return (
        skeleton_difference(base.skeleton, result.skeleton)
        or front_matter_fault(base, result)
        or html_difference(base, result)
    )


def structure_fault(document: Document, base: Document, edits: Sequence[Edit], rules: ProseRules) -> str | None:
    """How `document` with all edits differs in structure from `base`; None when it does not."""
    result = edited(document, base, edits, rules)
    return result if isinstance(result, str) else None


def front_matter_fault(base: Document, result: Document) -> str | None:
    """Only text values may differ; a value that turned into a number or a date has lost its quotes."""
    if base.front_matter is None or result.front_matter is None:
        return None
    for before, after in zip(base.front_matter.fields, result.front_matter.fields, strict=False):
        if before.is_text != after.is_text:
            return f"front matter value {'.'.join(before.path)} would no longer be text"
    return None


def largest_sound(indexes: list[int], fault: Fault) -> tuple[list[int], dict[int, str]]:
    """The edits that can be written together, and the faults of the others, by halving.

    The last attempt in which `fault` finds nothing is the one with just these edits. One parse when all is well; about
    two times log2(n) more for each edit that is not.
    """
    message = fault(indexes)
    if message is None:
        return indexes, {}
    faults: dict[int, str] = {}
    sound: list[int] = []

    def add(part: list[int], message: str) -> None:
        if len(part) == 1:
            faults[part[0]] = message
            return
        for half in (part[: len(part) // 2], part[len(part) // 2 :]):
            problem = fault(sorted([*sound, *half]))
            if problem is None:
                sound.extend(half)
            else:
                add(half, problem)

    if indexes:
        add(indexes, message)
    return sorted(sound), faults
