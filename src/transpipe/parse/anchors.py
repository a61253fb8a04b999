"""Heading ids as Hugo makes them, and the fragments that links ask for.

Source of the rule: Hugo, markup/goldmark/autoid.go with the id type `github`, its default: the plain text in lower
case, letters, digits and underscores kept, spaces and hyphens as hyphens; a number is added to an id that is taken.
The tests compare it with Hugo itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from transpipe.model import Block, Document, InlineKind
from transpipe.parse.shortcodes import scan_shortcodes

# A `#` in a destination, an attribute or a shortcode parameter, and not that of a heading or an attribute list.
_FRAGMENT = re.compile(rb"(?<=[(\"'<`/\w.=%\x80-\xff-])#([^\s#()<>\"'`{}\[\]\\]+)")


def fragments(source: bytes) -> frozenset[str]:
    """All fragments that the links of a file may ask for, decoded; a hashtag in the text may be among them."""
    return frozenset(unquote(found.decode("utf-8", "replace")) for found in _FRAGMENT.findall(source))


# The two halves of a destination with a fragment, in a link, an attribute or a shortcode parameter. The pattern begins
# with the rare character, as most of a page holds none.
_LINK_FRAGMENT = re.compile(rb"#([^\s#()<>\"'`{}]+)(?=[)\"'>`\s])")
_LINK_PATH = re.compile(rb"[(\"'<`]([^\s()<>\"'`{}#]*)\Z")
_LONGEST = 1000


class FragmentLink(NamedTuple):
    """A link to a heading or an element, decoded."""

    offset: int
    target: str
    """Path of the page as written; empty for the page itself."""
    fragment: str


def fragment_links(source: bytes) -> Iterator[FragmentLink]:
    """All that looks like a link with a fragment; code may be among it. Links to other sites are left out."""
    if b"#" not in source:
        return
    for found in _LINK_FRAGMENT.finditer(source):
        before = _LINK_PATH.search(source[max(found.start() - _LONGEST, 0) : found.start()])
        if before is None:
            continue
        target, fragment = (unquote(part.decode("utf-8", "replace")) for part in (before[1], found[1]))
        if "://" not in target and not target.startswith(("//", "mailto:")):
            yield FragmentLink(found.start() - len(before[1]), target, fragment)


def destinations(document: Document) -> frozenset[str]:
    """Where the links, the HTML attributes and the shortcodes of a document lead, decoded; code leads nowhere."""
    found: set[str] = set()
    for node in document.skeleton:
        if node.kind in ("link", "image"):
            found.add(unquote(node.detail))
        elif node.kind == "html":
            found.update(unquote(part.partition("=")[2]) for part in node.detail.split())
    for code in scan_shortcodes(document.source, document.body):
        for parameter in code.parameters:
            found.add(unquote(document.source[slice(*parameter.value)].decode("utf-8")))
    return frozenset(found)


_PLAIN_HEADING = re.compile(rb"^#{1,6}[ \t]+([^\n_\[\]<>{}&\\#]+?)[ \t]*\r?$", re.MULTILINE)


def plain_ids(source: bytes) -> frozenset[str]:
    """Ids of those headings that need no parser, and of HTML; a quick yes, and never a sure no.

    Marks of emphasis and code are no part of an id, so they may stand in such a heading.
    """
    slugs = (_slug(found.decode("utf-8", "replace")) for found in _PLAIN_HEADING.findall(source))
    return frozenset(slugs) | html_ids(source)


_HTML_ID = re.compile(rb"""\b(?:id|name)=["']?([^"'\s>]+)""")


def html_ids(source: bytes) -> frozenset[str]:
    """Ids and names that HTML tags (and shortcodes) of a file may give."""
    return frozenset(found.decode("utf-8", "replace") for found in _HTML_ID.findall(source))


def heading_ids(document: Document) -> tuple[tuple[Block, str], ...]:
    """Every heading block with its id, explicit or made by Hugo."""
    taken: set[str] = set()
    found: list[tuple[Block, str]] = []
    for block in document.blocks:
        if block.kind != "heading":
            continue
        name = block.id or _unique(_slug(_plain_text(document, block)) or "heading", taken)
        taken.add(name)
        found.append((block, name))
    return tuple(found)


def _plain_text(document: Document, block: Block) -> str:
    text = ""
    for item in block.inlines:
        if item.kind is InlineKind.TEXT:
            text += item.text
        elif item.construct == "code":
            text += document.source[item.span.start : item.span.end].decode("utf-8").strip("`")
        elif item.construct == "image":
            inner = (alt for alt in document.blocks if alt.kind == "alt" and item.span.start <= alt.span.start)
            alt = next((alt for alt in inner if alt.span.end <= item.span.end), None)
            text += _plain_text(document, alt) if alt else ""
    return text


def _slug(text: str) -> str:
    kept = []
    for char in text.strip():
        if char in "- ":
            kept.append("-")
        elif char == "_" or char.isalpha() or char.isdecimal():
            kept.append(char.lower())
    return "".join(kept)


def _unique(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 1
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
