"""Text as Markdown that shows it and means nothing."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*_\[\]~$&<>|@#]")
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "@&#8203;", "#": "#&#8203;"}
"""Entities; a zero-width space keeps a comment from notifying somebody or linking an issue. The rest gets a backslash."""


def prose(text: str) -> str:
    """One line of text, for a table cell."""
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[0], f"\\{found[0]}"), text)


def code(text: str) -> str:
    """The same in a code span; HTML's, as Markdown's has no escapes inside."""
    return f"<code>{prose(text)}</code>"


def message(text: str) -> str:
    """Text in which `backticks` enclose code, as they do in our messages; those of somebody else stay as they are."""
    if "``" in text or text.count("`") % 2:
        return prose(text)
    return "".join(code(part) if number % 2 else prose(part) for number, part in enumerate(text.split("`")))
