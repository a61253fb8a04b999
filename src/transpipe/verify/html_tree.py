"""A second opinion on HTML blocks: BeautifulSoup reads the same tree before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transpipe.model import Document

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_PROSE = frozenset({"alt", "title", "aria-label", "placeholder"})


def html_difference(before: Document, after: Document) -> str | None:
    """The first difference between the element trees of the HTML blocks, or None.

    Names, attributes and nesting count; text and the attributes that are prose do not.
    """
    if not before.html and not after.html:
        return None
    from bs4 import BeautifulSoup

    for number, (old, new) in enumerate(zip(before.html, after.html, strict=False), start=1):
        wanted = _tree(BeautifulSoup(before.source[old.start : old.end], "html.parser"))
        got = _tree(BeautifulSoup(after.source[new.start : new.end], "html.parser"))
        if wanted != got:
            return f"HTML block {number} would have other elements"
    if len(before.html) != len(after.html):
        return f"{len(before.html)} HTML blocks would become {len(after.html)}"
    return None


def _tree(soup: BeautifulSoup) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    return [
        (
            tag.name,
            tuple((key, "" if key in _PROSE else str(value)) for key, value in tag.attrs.items()),
            tag.parent.name if tag.parent else "",
        )
        for tag in soup.find_all(True)
    ]
