"""The HTML elements that say that they are Chinese: `<span lang="zh">`."""

from __future__ import annotations

import re

from transpipe.model import Span
from transpipe.parse.html_tags import TAG, VOID, tag_name

_LANG = re.compile(rb"""\s(?:xml:)?lang\s*=\s*["']?(?:zh|cmn|yue|wuu)\b""", re.IGNORECASE)


def chinese_elements(source: bytes, body: int) -> tuple[Span, ...]:
    """Their spans from the byte `body` on, tags included, in file order; one that is not closed counts for nothing."""
    if b"lang" not in source.lower() or _LANG.search(source, body) is None:
        return ()
    spans: list[Span] = []
    # The Chinese element that is open, and how deep its name is nested in itself.
    name, start, depth = "", 0, 0
    for tag in TAG.finditer(source, body):
        if depth:
            if tag_name(tag) == name:
                depth += -1 if tag["end"] else 1
                if not depth:
                    spans.append(Span(start, tag.end()))
        elif not tag["end"] and tag_name(tag) not in VOID and _LANG.search(tag["attributes"]):
            name, start, depth = tag_name(tag), tag.start(), 1
    return tuple(spans)
