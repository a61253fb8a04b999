"""Tagged text as HTML: markup as chips, terms underlined. Raw tags are never shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from transpipe.review.markup import join, tag
from transpipe.review.values import Mark, TagInfo
from transpipe.review.words import Words, name
from transpipe.tagged_text import TAG


def tagged_html(text: str, tags: Mapping[int, TagInfo], w: Words, marks: Sequence[Mark] = ()) -> Markup:
    """Text with chips in place of tags and underlined marks; a mark never reaches across a chip."""
    pieces: list[Markup] = []
    position = 0
    for found in TAG.finditer(text):
        pieces.append(_marked(text, position, found.start(), marks))
        number = int(found["number"] or found["closed"])
        form = "close" if found["close"] else "alone" if found["alone"] else "open"
        pieces.append(chip(number, form, tags.get(number), w))
        position = found.end()
    pieces.append(_marked(text, position, len(text), marks))
    return join(pieces)


def chip(number: int, form: str, info: TagInfo | None, w: Words) -> Markup:
    """A tag as a chip. `data-tag` is what it is saved as."""
    construct = name(info.construct, w) if info else "?"
    raw = {"open": f"⟦{number}⟧", "close": f"⟦/{number}⟧", "alone": f"⟦{number}/⟧"}[form]
    shown = {"open": f"{construct} {number}›", "close": f"‹{number}", "alone": f"{construct} {number}"}[form]
    words = {"open": w("begins"), "close": w("ends"), "alone": ""}[form]
    return tag(
        "span",
        shown,
        class_=f"chip chip-{form}",
        data_tag=raw,
        title=info.source if info else raw,
        role="img",
        aria_label=f"{construct} {number} {words}".strip(),
        contenteditable="false",
        draggable="true",
    )


def _marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    pieces: list[Markup | str] = []
    position = start
    for mark in sorted(marks, key=lambda mark: mark.start):
        first, last = max(mark.start, position), min(mark.end, end)
        if first >= last or mark.start < start:
            continue
        pieces.append(text[position:first])
        pieces.append(tag("span", text[first:last], class_=f"mark mark-{mark.kind}", title=mark.label))
        position = last
    pieces.append(text[position:end])
    return join(pieces)
