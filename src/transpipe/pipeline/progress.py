"""How much of a page is translated, in percent of its prose."""

from __future__ import annotations

import re

from transpipe.detect.language import block_text, is_pending
from transpipe.detect.scopes import Markers, find_scopes, in_scopes
from transpipe.detect.switches import switched_off
from transpipe.model import Document
from transpipe.parse.chinese_elements import chinese_elements
from transpipe.pipeline.plan import HEADER
from transpipe.script import has_han


def translated_percent(document: Document, markers: Markers, kept: re.Pattern[str] | None = None) -> int:
    """Share of the prose characters of a page that do not wait for translation, rounded down: 100 means all of them.

    A run decides on the same blocks. `kept` matches names of the glossary that stay Chinese. What authors have switched off does not count, nor do markers, nor tags and
    categories, as only those in the glossary are translated. A page without prose has nothing to translate.
    """
    if not has_han(document.source.decode("utf-8")):
        return 100
    scopes = find_scopes(document, markers)
    left_out = [*switched_off(document), *(span for scope in scopes for span in scope.markers)]
    chinese = chinese_elements(document.source, document.body)
    total = pending = 0
    for block in document.blocks:
        if block.kind == "taxonomy" or any(span.start <= block.span.start < span.end for span in left_out):
            continue
        size = len("".join(block_text(block).split()))
        total += size
        marked = block.kind in HEADER or in_scopes(block.span, scopes)
        if is_pending(block, marked=marked, closed=chinese, kept=kept):
            pending += size
    return 100 if not pending else (total - pending) * 100 // total
