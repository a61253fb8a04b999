"""Pinning a heading's id: `{#…}` with the id of the source, where something refers to it."""

from __future__ import annotations

from transpipe.model import Block, Document, Edit, Span


def pin_edit(document: Document, block: Block, name: str) -> Edit:
    """The edit that gives a heading without an explicit id the id `name`.

    It goes to the end of the heading's line, behind closing hashes, or into an attribute list that is there.
    """
    source = document.source
    end = source.find(b"\n", block.span.end)
    line_end = len(source) if end < 0 else end
    rest = source[block.span.end : line_end]
    brace = rest.rfind(b"{")
    if brace >= 0 and rest.rstrip().endswith(b"}"):
        place = block.span.end + brace + 1
        return Edit(Span(place, place), f"#{name} ".encode())
    place = block.span.end + len(rest.rstrip())
    return Edit(Span(place, place), f" {{#{name}}}".encode())
