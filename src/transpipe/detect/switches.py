"""What authors have closed to the tool: `<!-- transpipe: off -->`, `<!-- transpipe: ignore RULE -->`."""

from __future__ import annotations

import re
from typing import NamedTuple

from transpipe.model import Document, Span

_SWITCH = re.compile(rb"<!--\s*transpipe:\s*(on|off)\s*-->")
_IGNORE = re.compile(rb"<!--\s*transpipe:\s*ignore(?P<file>-file)?(?P<rules>(?:[\s,]+[a-z][a-z0-9-]*)*)\s*-->")


class Ignored(NamedTuple):
    """Rules that an author has switched off for a stretch of a file."""

    span: Span
    rules: frozenset[str]
    """Rule ids; empty for all rules."""

    def covers(self, rule: str, offset: int) -> bool:
        """Whether a finding of `rule` at a byte offset is switched off."""
        return self.span.start <= offset < self.span.end and (not self.rules or rule in self.rules)


def switched_off(document: Document) -> tuple[Span, ...]:
    """What authors have closed to translation: `<!-- transpipe: off -->` … `<!-- transpipe: on -->`.

    The front matter entry `transpipe: false` closes the whole file.
    """
    end = len(document.source)
    if document.front_matter and document.front_matter.data.get("transpipe") is False:
        return (Span(0, end),)
    closed: list[Span] = []
    start: int | None = None
    for comment in document.comments:
        found = _SWITCH.fullmatch(document.source[comment.start : comment.end].strip())
        if found and found[1] == b"off" and start is None:
            start = comment.end
        elif found and found[1] == b"on" and start is not None:
            closed.append(Span(start, comment.start))
            start = None
    return tuple(closed) if start is None else (*closed, Span(start, end))


def ignored(document: Document) -> tuple[Ignored, ...]:
    """The rules that comments switch off: `<!-- transpipe: ignore number, term-missing -->`.

    A comment on lines of its own covers the block that follows it; one inside a block covers that block; one behind a
    comment of the same kind adds to it. `<!-- transpipe: ignore-file RULE -->` covers the whole file. Without rule
    ids, all rules are meant.
    """
    source = document.source
    found: list[Ignored] = []
    for comment in _IGNORE.finditer(source, document.body):
        rules = frozenset(re.findall(r"[a-z][a-z0-9-]*", comment["rules"].decode("ascii")))
        if comment["file"]:
            found.append(Ignored(Span(0, len(source) + 1), rules))
            continue
        holder = _block_around(document, comment.start()) or _block_after(document, comment.end())
        if holder is not None:
            found.append(Ignored(holder, rules))
    return tuple(found)


def _block_around(document: Document, offset: int) -> Span | None:
    for block in document.blocks:
        outer = block.outer or block.span
        if outer.start <= offset < outer.end:
            return outer
    return None


def _block_after(document: Document, offset: int) -> Span | None:
    for block in document.blocks:
        if block.span.start >= offset:
            outer = block.outer or block.span
            return Span(min(outer.start, block.span.start), max(outer.end, block.span.end))
    return None
