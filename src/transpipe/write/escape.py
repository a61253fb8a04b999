"""Text into Markdown and HTML, escaped where it would be read as markup."""

from __future__ import annotations

import html
import re

# Only what can begin or end a construct where it stands: a draft is read and edited by people.
_INLINE = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~])          # a backslash before punctuation
    | [`*]                           # code, emphasis
    | ~(?=~)|(?<=~)~                 # deletion
    | (?<![A-Za-z0-9])_|_(?![A-Za-z0-9])  # emphasis; not inside a word
    | <(?=[A-Za-z/!?])               # HTML, autolinks
    | &(?=\#?\w+;)                   # entities
    | \](?=[\[(:])                   # the end of a link text
    | \[(?=\^)                       # footnotes
    | \$(?=\S[^$]*(?<=\S)\$)|(?<=\S)\$(?<=\$\S\$)|\$(?=\$)  # math
    | \{(?=[{%<\#.])                 # shortcodes and attribute lists
    """,
    re.VERBOSE,
)
_LINE_START = re.compile(r"\A(\s*)(?:([-+>#:=|~](?=[\s#=>~-]|\Z)|#+(?=\s)|>)|(\d{1,9})([.)])(?=\s|\Z))")


def escape_markdown(text: str, *, cell: bool = False) -> str:
    """Escape text inside a line; `cell` for table cells, where a pipe ends the cell."""
    if not _suspicious(text, cell):
        return text
    escaped = _INLINE.sub(lambda found: "\\" + found[0], text)
    if text.count("[") != text.count("]"):
        # A lone bracket would open or close the link that stands around it.
        escaped = re.sub(r"(?<!\\)[\[\]]", lambda found: "\\" + found[0], escaped)
    return escaped.replace("|", "\\|") if cell else escaped


def _suspicious(text: str, cell: bool) -> bool:
    return any(char in text for char in "\\`*~_<&][${") or (cell and "|" in text)


def escape_line_start(text: str) -> str:
    """Escape what would begin a list, a heading, a quote or a definition at the start of a block."""

    def replace(found: re.Match[str]) -> str:
        if found[2]:
            return f"{found[1]}\\{found[2]}"
        return f"{found[1]}{found[3]}\\{found[4]}"

    return _LINE_START.sub(replace, text, count=1)


def escape_html(text: str, delimiter: str = "") -> str:
    """Escape for a text node, or for an attribute value in `delimiter` quotes."""
    escaped = html.escape(text, quote=False)
    if delimiter == '"':
        return escaped.replace('"', "&quot;")
    return escaped.replace("'", "&#39;") if delimiter == "'" else escaped


def escape_title(text: str, delimiter: str) -> str:
    """Escape for a link title; `delimiter` is its opening mark."""
    closing = ")" if delimiter == "(" else delimiter
    escaped = re.sub(r"\\(?=[!-/:-@\[-`{-~])|&(?=#?\w+;)|\{(?=\{)", lambda found: "\\" + found[0], text)
    for mark in {delimiter, closing}:
        escaped = escaped.replace(mark, "\\" + mark)
    return " ".join(escaped.split())


def escape_parameter(text: str, delimiter: str) -> str | None:
    """A shortcode parameter; None when the text can't be written between these quotes.

    Hugo drops backslashes from a quoted value that holds an escaped quote, and knows no escape in a raw string.
    """
    flat = " ".join(text.split())
    if delimiter == "`":
        return None if "`" in flat else flat
    if "\\" in flat:
        return None
    if delimiter == '\\"':
        return None if '"' in flat else flat
    return flat.replace('"', '\\"')
