"""The `lastmod` of a page: the day on which its translation was published."""

from __future__ import annotations

import json

from transpipe.model import Document, Edit, Field, FrontMatter, Span

_KEY = "lastmod"


def lastmod_edit(document: Document, day: str) -> Edit | None:
    """The edit that sets `lastmod` to a day (ISO 8601); None for a file without front matter.

    A value that is there is replaced; else the entry goes behind `date`, or to where the format lets it stand.
    """
    front = document.front_matter
    if front is None:
        return None
    existing = _top(front, _KEY)
    value = json.dumps(day) if front.format == "json" else day
    if existing is not None and existing.value.end > existing.value.start:
        return Edit(existing.value, value.encode())
    if existing is not None:
        return Edit(existing.value, f" {value}".encode())
    if front.format == "json" or any(field.in_flow for field in front.fields[:1]):
        brace = document.source.index(b"{", front.inner.start) + 1
        name = json.dumps(_KEY) if front.format == "json" else _KEY
        return Edit(Span(brace, brace), f"{name}: {value}, ".encode())
    newline = b"\r\n" if b"\r\n" in document.source[front.span.start : front.span.end] else b"\n"
    sign = " = " if front.format == "toml" else ": "
    place = _line_after(document.source, front)
    return Edit(Span(place, place), f"{_KEY}{sign}{value}".encode() + newline)


def _top(front: FrontMatter, key: str) -> Field | None:
    return next((field for field in front.fields if field.path == (key,)), None)


def _line_after(source: bytes, front: FrontMatter) -> int:
    date = _top(front, "date")
    if date is not None:
        end = source.find(b"\n", date.entry.end)
        if 0 <= end < front.inner.end:
            return end + 1
    # Behind a table of TOML it would belong to the table.
    return front.inner.start if front.format == "toml" else front.inner.end
