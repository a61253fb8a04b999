"""HTML from values: every text is escaped because there is no way to put one in that is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

Child = str | int | Markup | None
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


def tag(name: str, /, *children: Child | Iterable[Child], **attributes: str | int | bool | None) -> Markup:
    """An element. Attribute names: `class_` for class, `data_id` for data-id; True is a bare attribute, None and False
    leave it out.
    """
    written = "".join(
        _attribute(key, value) for key, value in attributes.items() if value is not None and value is not False
    )
    opening = f"<{name}{written}>"
    return Markup(opening if name in _VOID else f"{opening}{''.join(_pieces(children))}</{name}>")


def _attribute(key: str, value: str | int | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def join(*children: Child | Iterable[Child]) -> Markup:
    """Children one after the other, texts escaped."""
    return Markup("".join(_pieces(children)))


def _pieces(children: Iterable[Child | Iterable[Child]]) -> Iterator[str]:
    """Each child as HTML: put together once for an element, as a page of 300 segments has 8,000 of them."""
    for child in children:
        if child is None:
            continue
        if isinstance(child, str | int):
            yield escape(child)
        else:
            yield from _pieces(child)
