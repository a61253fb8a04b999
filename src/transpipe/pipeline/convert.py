"""From Simplified to Traditional Chinese: every stretch of prose in place, and nothing between sentences moves.

Translation cuts sentences and sets spaces and punctuation anew; a conversion of the script must do neither, so it goes
from the text of a construct to an edit, without sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from transpipe.detect.language import block_text
from transpipe.model import Block, Document, Edit, Finding, InlineKind, ProseRules, Quoting, SourceFile
from transpipe.pipeline.plan import Kind, Plan, Rules, plan_file
from transpipe.pipeline.render import Rendering, render_edits
from transpipe.script import has_han
from transpipe.write.values import value_edit

ConvertText = Callable[[str, str], str]
"""From a text, and the block around it, to the text in the other script."""


_ESCAPING = (Quoting.YAML, Quoting.TOML, Quoting.JSON)


def plan_conversion(file: SourceFile, rules: Rules) -> Plan | tuple[Finding, ...]:
    """The prose of a Chinese file, all tags and categories included; findings alone when there is none."""
    return plan_file(file, Kind.MISSING, replace(rules, is_term=has_han))


def render_conversion(
    plan: Plan,
    convert: ConvertText,
    provenance: Mapping[str, str],
    rules: ProseRules,
    wanted: frozenset[str] = frozenset(),
) -> Rendering:
    """The converted file, with the same guarantees as a translated one. Raises ParseError as `render_edits` does."""
    edits = [edit for segment in plan.segments for edit in _edits(plan.document, segment.block, convert)]
    return render_edits(plan, edits, provenance, rules, wanted)


def _edits(document: Document, block: Block, convert: ConvertText) -> Iterator[Edit]:
    around = block_text(block)
    changed = False
    for item in block.inlines:
        if item.kind is not InlineKind.TEXT or not has_han(item.text):
            continue
        # The bytes as they are written, not the text that they mean: so escapes and quotes stay.
        raw = document.source[item.span.start : item.span.end].decode("utf-8")
        if has_han(raw):
            converted = convert(raw, around)
            if converted != raw:
                changed = True
                yield Edit(item.span, converted.encode("utf-8"))
        elif (edit := _escaped(document, block, convert(item.text, around))) is not None:
            yield edit
    for span, replacement in block.also if changed else ():
        yield Edit(span, replacement)


def _escaped(document: Document, block: Block, text: str) -> Edit | None:
    """A value whose Chinese is written in escapes (`\\u4e2d`), as JSON and TOML allow."""
    return value_edit(document, block, text) if block.quoting in _ESCAPING else None
