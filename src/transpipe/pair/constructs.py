"""What a block holds besides words, in a form that is the same in every language of a site.

A link to `/zh/post/x/` and one to `/en/post/x/` are the same link; `index.zh.md` and `index.en.md` the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from transpipe.model import Block, Document, InlineKind, Span
from transpipe.script import HAN

_CODE = r"(?:zh|cn|en)(?:[-_][a-z]{2,4})?"
_SEGMENT = re.compile(rf"(?<![^/]){_CODE}(?:/|\Z)", re.IGNORECASE)
_HOST = re.compile(rf"\A((?:https?:)?//)?(?:{_CODE}|www)\.(?=[^/]+\.)", re.IGNORECASE)
_NAME = re.compile(rf"[._-]{_CODE}(?=\.\w+\Z|\Z|/)", re.IGNORECASE)
_QUERY = re.compile(rf"[?&](?:lang|language|locale|hl)={_CODE}(?=&|\Z)", re.IGNORECASE)
_SCHEME = re.compile(r"\Ahttps?:", re.IGNORECASE)

_QUOTED = re.compile(r"([\"`])([^\"`]*)\1")
_DESTINATION = re.compile(rb"\]\(\s*(?:<([^<>]*)>|(\{\{[<%].*?[>%]\}\})|([^\s)]*(?:\([^\s)]*\)[^\s)]*)*))")
_REFERENCE = re.compile(rb"\]\[([^\]]*)\]\Z")
_ATTRIBUTE = re.compile(rb"""\b(?:href|src)\s*=\s*["']?([^"'\s>]+)""")
_IMAGE_TAG = re.compile(rb"<img\b", re.IGNORECASE)


class Construct(NamedTuple):
    """A link, an image, code or a shortcode."""

    kind: str
    """link, image, code, shortcode, footnote or math."""
    detail: str
    """Destination, text or tag, without what belongs to a language."""

    @property
    def localised(self) -> bool:
        """Whether it holds Chinese, so that its counterpart may differ."""
        return HAN.search(self.detail) is not None


def neutral(destination: str) -> str:
    """A destination without its fragment and without what names a language."""
    path, _, _ = unquote(destination).partition("#")
    path = _HOST.sub(lambda found: found[1] or "", _SCHEME.sub("", path))
    path = _QUERY.sub("", path)
    return _NAME.sub("", _SEGMENT.sub("", path)).rstrip("/")


class Constructs:
    """Finds the constructs of the blocks of one document."""

    def __init__(self, document: Document) -> None:
        self.source = document.source
        found = (node.detail.rpartition(" ") for node in document.skeleton if node.kind == "definition")
        self.references = {label.casefold(): destination for label, _, destination in found}
        self.prose: dict[Span, list[Span]] = {}
        for block in document.blocks:
            if block.kind == "parameter" and block.outer:
                self.prose.setdefault(block.outer, []).append(block.span)

    def of(self, block: Block) -> Iterator[Construct]:
        """The constructs of a block, in their order."""
        for item in block.inlines:
            if item.kind is InlineKind.TEXT:
                continue
            raw = self.source[item.span.start : item.span.end]
            if item.construct == "link" and item.kind is not InlineKind.OPEN:
                yield Construct("link", self._destination(block, item.span))
            elif item.construct == "image":
                yield Construct("image", self._destination(block, item.span))
            elif item.construct == "autolink":
                yield Construct("link", neutral(raw.decode("utf-8").strip("<>")))
            elif item.construct == "html" and item.kind is not InlineKind.CLOSE:
                yield from html_constructs(raw)
            elif item.construct == "code":
                yield Construct("code", raw.decode("utf-8").strip("`").strip())
            elif item.construct == "shortcode":
                yield Construct("shortcode", self._shortcode(item.span))
            elif item.construct in ("footnote", "math"):
                yield Construct(item.construct, raw.decode("utf-8"))

    def _shortcode(self, span: Span) -> str:
        """The tag without the parameters that are prose."""
        kept = b""
        position = span.start
        for value in self.prose.get(span, ()):
            kept += self.source[position : value.start]
            position = value.end
        words = (kept + self.source[position : span.end]).decode("utf-8").split()
        return " ".join(_QUOTED.sub(lambda found: found[1] + neutral(found[2]) + found[1], word) for word in words)

    def _destination(self, block: Block, span: Span) -> str:
        raw = self.source[span.start : span.end]
        inline = list(_DESTINATION.finditer(raw))
        if inline:  # the last one: an image may stand in the text of a link
            return neutral(next((group for group in inline[-1].groups() if group is not None), b"").decode("utf-8"))
        reference = _REFERENCE.search(raw)
        label = reference[1] if reference and reference[1] else raw.strip(b"![]")
        if not label:  # a closing item: the label is the text
            label = self.source[block.span.start : span.start].rpartition(b"[")[2]
        name = label.decode("utf-8")
        return neutral(self.references.get(name.casefold(), name))


def html_constructs(raw: bytes) -> Iterator[Construct]:
    """Links and images of HTML tags."""
    for found in _ATTRIBUTE.finditer(raw):
        tag = raw.rfind(b"<", 0, found.start())
        kind = "image" if _IMAGE_TAG.match(raw, max(tag, 0)) else "link"
        yield Construct(kind, neutral(found[1].decode("utf-8")))
