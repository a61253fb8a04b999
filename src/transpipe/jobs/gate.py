"""The gate before a draft is published: what would break a page, and what only an approval of another text explains.

Doubts that a reviewer can have looked at and settled (a term said otherwise, a number written out, a link taken out)
do not close the gate; docs/workflow.md lists both kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from transpipe.detect.language import is_pending
from transpipe.detect.scopes import find_scopes
from transpipe.detect.switches import switched_off
from transpipe.excerpt import line_excerpt
from transpipe.model import Document, Finding, Severity
from transpipe.pair.fingerprint import prose
from transpipe.pair.record import mark
from transpipe.parse.document import parse_document
from transpipe.parse.shortcodes import scan_shortcodes
from transpipe.pipeline.merge import Merge
from transpipe.pipeline.parts import marks_of_gaps, structural_edits
from transpipe.pipeline.plan import Plan, Rules
from transpipe.verify.skeleton import skeleton_difference
from transpipe.write.splice import splice

Found = tuple[str, int, str]
"""Rule, offset in the text, message."""


Place = Callable[[int], tuple[int, int]]
"""From an offset in the text that would be published to line and column of the draft."""


def gate(plan: Plan, merge: Merge, draft: str, rules: Rules, place: Place) -> list[Finding]:
    """Findings about the text that would be published; errors close the gate.

    `plan` is that of the source, `draft` the path that findings name.
    """
    document = merge.plan.document
    found = [*_chinese(plan, document), *_markers(document, rules), *damage(plan.document, document)]
    findings = placed(found, document, draft, place)
    base = parse_document(splice(plan.document.source, structural_edits(plan)), rules.prose)
    difference = skeleton_difference(base.skeleton, document.skeleton)
    if difference:
        message = f"people have given the draft another structure than its source ({difference}): is that meant?"
        findings.append(Finding("structure", Severity.WARNING, draft, 1, message))
    return findings


def damage(source: Document, document: Document) -> Iterator[Found]:
    """What would break a page that was made from a source."""
    yield from _shortcodes(source, document)
    yield from _front_matter(source, document)


def placed(found: Iterable[Found], document: Document, draft: str, place: Place) -> list[Finding]:
    """What was found, as errors at the lines of the draft."""
    return [_finding(*item, document, draft, place) for item in found]


def _chinese(plan: Plan, document: Document) -> Iterator[Found]:
    closed = switched_off(document)
    outside = marks_of_gaps(plan)
    for block in document.blocks:
        off = any(span.start <= block.span.start < span.end for span in closed)
        # Tags and categories are Chinese where no term of the glossary says otherwise.
        if off or block.kind == "taxonomy" or not is_pending(block, marked=False) or mark(prose(block)) in outside:
            continue
        yield (
            "untranslated",
            block.span.start,
            "this is still Chinese: translate it, or close it with <!-- transpipe: off -->",
        )


def _markers(document: Document, rules: Rules) -> Iterator[Found]:
    for scope in find_scopes(document, rules.markers):
        message = "a marker for translation is still in the draft: translate what it marks, or take the marker away"
        yield "marked", scope.markers[0].start, message


def _shortcodes(source: Document, document: Document) -> Iterator[Found]:
    """Paired shortcodes that have lost one half; other faults of shortcodes keep a draft from being read at all."""
    paired = {code.name for code in scan_shortcodes(source.source, source.body) if code.form == "close"}
    codes = scan_shortcodes(document.source, document.body)
    forms = Counter((code.name, code.form) for code in codes)
    for name in sorted(paired):
        opened, closed = forms[name, "open"], forms[name, "close"]
        if opened != closed:
            message = (
                f"shortcode {name!r} is opened {opened} times and closed {closed} times: Hugo would refuse the page"
            )
            yield "shortcode", next(code.span.start for code in codes if code.name == name), message


def _front_matter(source: Document, document: Document) -> Iterator[Found]:
    """Values that are no text any more, as their quotes were lost."""
    before, after = (item.front_matter.fields if item.front_matter else () for item in (source, document))
    texts = {field.path for field in before if field.is_text} - {field.path for field in before if not field.is_text}
    for field in after:
        if field.path in texts and not field.is_text and field.style in ("plain", "null"):
            name = ".".join(field.path)
            message = f"front matter value {name} is a text in the source, and none here: put it in quotes"
            yield "front-matter", field.entry.start, message


def _finding(rule: str, offset: int, message: str, document: Document, path: str, place: Place) -> Finding:
    line, column = place(offset)
    end = document.source.find(b"\n", offset)
    text = document.source[offset : len(document.source) if end < 0 else end].decode("utf-8", "replace")
    return Finding(rule, Severity.ERROR, path, line, message, line_excerpt(text), column)
