"""HTML from values: every text is escaped because there is no way to put one in that is not."""

from __future__ import annotations

from collections.abc import Iterable

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
    opening = Markup("<{}{}>").format(Markup(name), Markup(written))
    return opening if name in _VOID else opening + join(*children) + Markup("</{}>").format(Markup(name))


def _attribute(key: str, value: str | int | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def join(*children: Child | Iterable[Child]) -> Markup:
    """Children one after the other, texts escaped."""
    whole = Markup("")
    for child in children:
        if child is None:
            continue
        if isinstance(child, str | int):
            whole += escape(child)
        else:
            whole += join(*child)
    return whole
