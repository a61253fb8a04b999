"""The parts of a link that pulldown-cmark gives no range for: the title and the label."""

from __future__ import annotations

import html
import re

from transpipe.model import Span

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TITLE = re.compile(
    rb"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\))[ \t\r\n>]*\)?[ \t\r\n]*\Z""", re.DOTALL
)


def unescape(text: str) -> str:
    """Resolve backslash escapes and entities (CommonMark, 2.4 and 2.5)."""
    # An escaped ampersand begins no entity, so entities are resolved between the escapes.
    pieces = _ESCAPE.split(text)
    return "".join(piece if index % 2 else html.unescape(piece) for index, piece in enumerate(pieces))


def link_title(masked: bytes, within: Span, text: str) -> tuple[Span, str] | None:
    """Where the title stands between the end of the link text and the end of the link.

    Returns (span without delimiters, opening delimiter), or None when what is found does not read as `text`.
    """
    for start in range(within.start, within.end):
        # The title is the last thing before the end; the first start that matches up to the end is the longest.
        if masked[start : start + 1] not in (b'"', b"'", b"("):
            continue
        found = _TITLE.match(masked, start, within.end)
        if found is None or found.lastindex is None:
            continue
        span = Span(*found.span(found.lastindex))
        value = unescape(masked[span.start : span.end].decode("utf-8", "replace"))
        if value.split() == text.split():
            return span, "\"'("[found.lastindex - 1]
    return None


def reference_label(source: bytes, span: Span, end: int, link_type: str) -> tuple[Span, bytes] | None:
    """The replacement of the last byte that keeps a collapsed or shortcut reference alive when its text is translated.

    `[text][]` becomes `[new][text]`, `[text]` becomes `[new][text]`; None for other links.
    """
    first = span.start + (2 if source[span.start : span.start + 1] == b"!" else 1)
    label = source[first : span.end - 1]
    if link_type == "Collapsed":
        return Span(end - 1, end), label + b"]"
    if link_type == "Shortcut":
        return Span(end - 1, end), b"][" + label + b"]"
    return None
