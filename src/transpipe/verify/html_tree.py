"""A second opinion on HTML blocks: BeautifulSoup reads the same tree before and after."""

from __future__ import annotations

from transpipe.model import PROSE_ATTRIBUTES, Document


def html_difference(before: Document, after: Document) -> str | None:
    """The first difference between the element trees of the HTML blocks, or None.

    Names, attributes and nesting count; text and the attributes that are prose do not.
    """
    if not before.html and not after.html:
        return None
    for number, (old, new) in enumerate(zip(before.html, after.html, strict=False), start=1):
        if _tree(before.source[old.start : old.end]) != _tree(after.source[new.start : new.end]):
            return f"HTML block {number} would have other elements"
    if len(before.html) != len(after.html):
        return f"{len(before.html)} HTML blocks would become {len(after.html)}"
    return None


def _tree(html: bytes) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        soup = BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup:
        return []  # no second opinion on markup that no browser would take either
    return [
        (
            tag.name,
            tuple((key, "" if key in PROSE_ATTRIBUTES else str(value)) for key, value in tag.attrs.items()),
            tag.parent.name if tag.parent else "",
        )
        for tag in soup.find_all(True)
    ]
