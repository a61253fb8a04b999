"""Which language stands where it should not: marked, untranslated and left-over Chinese, English in a Chinese file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transpipe.detect.language import Residue, chinese_residue, is_english, is_japanese_page
from transpipe.detect.scopes import Markers, Scope, find_scopes, in_scopes
from transpipe.detect.switches import switched_off
from transpipe.excerpt import line_excerpt
from transpipe.model import Block, Document, Finding, Span, line_and_column
from transpipe.pair.fingerprint import fingerprint, prose
from transpipe.parse.chinese_elements import chinese_elements
from transpipe.pipeline.plan import HEADER
from transpipe.rules import BY_ID
from transpipe.script import HAN_CLASS, KANA
from transpipe.write.provenance import read_provenance

_HAN_RUN = re.compile(rf"[{HAN_CLASS}]+")
_HEADING = 40
"""Characters of a text that may have no kana on a Japanese page."""
_OR_IGNORE = ", or say that it is meant (<!-- transpipe: ignore untranslated -->)"
_PLACES = {
    "front-matter": "the front matter value `{key}`",
    "parameter": "the shortcode parameter `{key}`",
    "attribute": "the HTML attribute `{key}`",
    "html": "HTML text",
    "alt": "an alternative text",
    "title": "a link or image title",
    "heading": "a heading",
    "cell": "a table cell",
    "item": "a list item",
    "quote": "a quote",
    "footnote": "a footnote",
}


def chinese_findings(
    path: str, document: Document, markers: Markers, kept: re.Pattern[str] | None
) -> Iterator[Finding]:
    """Findings of a file of the target language: `marked`, `untranslated`, `leftover`."""
    closed = switched_off(document)
    scopes = tuple(scope for scope in find_scopes(document, markers) if not _closed(scope.markers[0].start, closed))
    for scope in scopes:
        yield _marked(path, document, scope)
    chinese = chinese_elements(document.source, document.body)
    japanese = is_japanese_page(document.blocks)
    translated = read_provenance(document) is not None
    for block in document.blocks:
        if block.kind == "taxonomy" or _closed(block.span.start, closed) or in_scopes(block.span, scopes):
            continue
        residue = chinese_residue(block, chinese, kept)
        if residue is None or (japanese and not KANA.search(residue.text) and len(residue.text) <= _HEADING):
            continue
        if block.kind in HEADER or residue.pending:
            where = _PLACES.get(block.kind, "a paragraph").format(key=block.key)
            message = f"Chinese in {where}: translate it{'' if block.kind in HEADER else _OR_IGNORE}"
            yield _finding("untranslated", path, document, block, residue, message)
        elif translated:
            message = "Chinese is left in a translation: translate it, or put it in brackets after the English"
            yield _finding("leftover", path, document, block, residue, message)


def english_findings(path: str, document: Document) -> Iterator[Finding]:
    """Findings of a Chinese file: `english-in-chinese`."""
    closed = switched_off(document)
    for block in document.blocks:
        if block.kind not in ("taxonomy", "html") and not _closed(block.span.start, closed) and is_english(block):
            text = prose(block)
            message = "English in a Chinese file: translate it if readers of Chinese should understand it"
            yield _at("english-in-chinese", path, document, block.span, message, text, text)


def _closed(offset: int, spans: Sequence[Span]) -> bool:
    return bool(spans) and any(span.start <= offset < span.end for span in spans)


def _marked(path: str, document: Document, scope: Scope) -> Finding:
    inside = [block for block in document.blocks if in_scopes(block.span, (scope,))]
    first = next((block for block in inside if chinese_residue(block) is not None), None)
    marker = document.source[slice(*scope.markers[0])].decode("utf-8").strip(" \r\n>*_#")
    span = Span(scope.markers[0].start, max((block.span.end for block in inside), default=scope.markers[0].end))
    if first is None:
        message = "marked for translation, but no Chinese text follows: remove the marker"
    else:
        message = "marked for translation: run `transpipe run`, review the draft and publish it"
    return _at("marked", path, document, span, message, marker, f"marked {prose(first) if first else marker}")


def _finding(rule: str, path: str, document: Document, block: Block, residue: Residue, message: str) -> Finding:
    """A finding from the first to the last Chinese character that is not there on purpose."""
    runs = list(_HAN_RUN.finditer(residue.rest))
    source, span = document.source, block.span
    start = source.find(runs[0][0].encode("utf-8"), *span)
    last = runs[-1][0].encode("utf-8")
    end = source.rfind(last, *span)
    # Escapes and entities are written otherwise in the file: then the block is meant as a whole.
    place = span if start < 0 or end < 0 else Span(start, end + len(last))
    return _at(rule, path, document, place, message, residue.text[runs[0].start() :], prose(block))


def _at(rule: str, path: str, document: Document, span: Span, message: str, excerpt: str, text: str) -> Finding:
    line, column = line_and_column(document.source, span.start)
    end_line, _ = line_and_column(document.source, max(span.start, span.end - 1))
    severity = BY_ID[rule].severity
    return Finding(rule, severity, path, line, message, line_excerpt(excerpt), column, end_line, fingerprint(text))
