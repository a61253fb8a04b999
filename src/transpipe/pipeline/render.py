"""Verify, write: from drafts to the bytes of a file, with the proof that only words changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from transpipe.detect.switches import ignored
from transpipe.errors import ParseError
from transpipe.model import Document, Draft, Edit, Finding, Origin, ProseRules, Severity, line_and_column
from transpipe.parse.anchors import fragments, heading_ids, html_ids
from transpipe.parse.document import parse_document
from transpipe.pipeline.plan import Plan
from transpipe.tagged_text import without_tags
from transpipe.translate.abbreviations import abbreviate
from transpipe.verify.certificate import Certificate, certify
from transpipe.verify.checks import check_document
from transpipe.verify.html_tree import html_difference
from transpipe.verify.skeleton import skeleton_difference
from transpipe.write.compose import compose
from transpipe.write.pins import pin_edit
from transpipe.write.provenance import digest, provenance_edit
from transpipe.write.splice import splice

Drafts = Mapping[str, Draft]
"""Drafts by the tagged source text of their sentence."""
_Fault = Callable[[Sequence[int]], str | None]
_Placed = tuple[int, Finding]
"""A finding with its byte offset in the source."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A file to be written."""

    data: bytes
    certificate: Certificate
    findings: tuple[Finding, ...]
    rejected: frozenset[int]
    """Indexes of segments whose translation would have changed the structure; their source text stays."""
    translated: tuple[tuple[Draft, ...], ...] = ()
    """The drafts of each segment as they stand in this document."""


def render_plan(
    plan: Plan,
    drafts: Drafts,
    provenance: Mapping[str, str],
    rules: ProseRules,
    wanted: frozenset[str] = frozenset(),
    *,
    abbreviations: bool = False,
) -> Rendering:
    """The translated file, verified: its skeleton equals the source's, or what broke it is left out and reported.

    A heading whose id a link of the file, or one of the fragments `wanted` by other pages, asks for keeps that id.
    With `abbreviations`, terms are abbreviated after their first mention.
    Raises ParseError when the front matter has no place for the provenance.
    """
    stamp = provenance_edit(plan.document, {**provenance, "digest": ""})
    fixed = [*plan.structural, stamp]
    base = parse_document(splice(plan.file.data, fixed), rules)
    translated = [[drafts[sentence.text] for sentence in segment.sentences] for segment in plan.segments]
    if abbreviations:
        translated = abbreviate(plan.file.data, plan.segments, translated)

    pins = _pins(plan, wanted | fragments(plan.file.data))

    def attempt(indexes: Sequence[int]) -> list[Edit]:
        pinned = [pins[index] for index in indexes if index in pins]
        return [*compose(plan.document, [(plan.segments[index], translated[index]) for index in indexes]), *pinned]

    def fault(indexes: Sequence[int]) -> str | None:
        return _fault(plan.document, base, [*fixed, *attempt(indexes)], rules)

    every = [index for index, made in enumerate(translated) if any(draft.origin is not Origin.KEPT for draft in made)]
    sound, faults = _largest_sound(every, fault)
    placed = [*_draft_findings(plan, translated), *_structure_findings(plan, faults)]
    data, certificate, result = _write(plan, base, [*fixed, *attempt(sound)], provenance, rules)
    placed.extend(_lost_anchors(plan, result))
    return Rendering(data, certificate, _not_ignored(plan, placed), frozenset(faults), tuple(map(tuple, translated)))


def render_original(plan: Plan, provenance: Mapping[str, str], rules: ProseRules) -> Rendering:
    """The Chinese original as a file of its own: the source without its markers, and nothing lost."""
    stamp = provenance_edit(plan.document, {**provenance, "digest": ""})
    fixed = [*plan.structural, stamp]
    base = parse_document(splice(plan.file.data, fixed), rules)
    data, certificate, _ = _write(plan, base, fixed, provenance, rules)
    return Rendering(data, certificate, (), frozenset())


def render_edits(
    plan: Plan, edits: Sequence[Edit], provenance: Mapping[str, str], rules: ProseRules, wanted: frozenset[str]
) -> Rendering:
    """A file with ready edits of its prose, verified like a translation: all of them are written, or none.

    Raises ParseError when they would change more than words, or the front matter has no place for the provenance.
    """
    stamp = provenance_edit(plan.document, {**provenance, "digest": ""})
    fixed = [*plan.structural, stamp]
    base = parse_document(splice(plan.file.data, fixed), rules)
    every = [*fixed, *edits, *_pins(plan, wanted | fragments(plan.file.data)).values()]
    fault = _fault(plan.document, base, every, rules)
    if fault is not None:
        raise ParseError(f"not written, as the structure would change: {fault}", 0, "structure")
    data, certificate, result = _write(plan, base, every, provenance, rules)
    return Rendering(data, certificate, _not_ignored(plan, list(_lost_anchors(plan, result))), frozenset())


def _write(
    plan: Plan, base: Document, edits: Sequence[Edit], provenance: Mapping[str, str], rules: ProseRules
) -> tuple[bytes, Certificate, Document]:
    """Splice, seal with the digest, and compare; ParseError (rule `certificate`) when the comparison fails.

    `edits` hold the provenance without a digest, which can be counted only when all else stands.
    """
    source = plan.file.data
    unsealed = parse_document(splice(source, edits), rules)
    seal = provenance_edit(plan.document, {**provenance, "digest": digest(unsealed)})
    every = [seal if edit.span == seal.span else edit for edit in edits]
    result = parse_document(splice(source, every), rules)
    certificate = certify(base, source, result, every)
    if isinstance(certificate, str):
        raise ParseError(f"not written, as the comparison with the source failed: {certificate}", 0, "certificate")
    return result.source, certificate, result


def _pins(plan: Plan, wanted: frozenset[str]) -> dict[int, Edit]:
    """Edits that pin ids of headings, by the index of the heading's segment."""
    places = {segment.block.span: index for index, segment in enumerate(plan.segments)}
    return {
        places[block.span]: pin_edit(plan.document, block, name)
        for block, name in (heading_ids(plan.document) if wanted else ())
        if not block.id and block.span in places and name in wanted
    }


def _lost_anchors(plan: Plan, result: Document) -> Iterator[_Placed]:
    """Links inside the file that ask for a heading which the draft does not have, or the source never had."""
    before = {name for _, name in heading_ids(plan.document)}
    after = {name for _, name in heading_ids(result)} | html_ids(result.source)
    asked = {
        unquote(node.detail[1:]) for node in plan.document.skeleton if node.kind == "link" and node.detail[:1] == "#"
    }
    for name in sorted(asked - after - {""}):
        offset = max(plan.file.data.find(f"#{name}".encode()), 0)
        if name in before:
            message = f"a link asks for #{name}, which no heading of the draft has: give a heading the id {{#{name}}}"
            yield _finding(plan, "anchor", Severity.WARNING, offset, message, "")
        else:
            message = f"a link asks for #{name}, which no heading of this file has"
            yield _finding(plan, "anchor", Severity.INFO, offset, message, "")


def _fault(document: Document, base: Document, edits: Sequence[Edit], rules: ProseRules) -> str | None:
    try:
        result = parse_document(splice(document.source, edits), rules)
    except ParseError as error:
        return str(error)
    return (
        skeleton_difference(base.skeleton, result.skeleton)
        or _front_matter_fault(base, result)
        or html_difference(base, result)
    )


def _front_matter_fault(base: Document, result: Document) -> str | None:
    """Only text values may differ; a value that turned into a number or a date has lost its quotes."""
    if base.front_matter is None or result.front_matter is None:
        return None
    for before, after in zip(base.front_matter.fields, result.front_matter.fields, strict=False):
        if before.is_text != after.is_text:
            return f"front matter value {'.'.join(before.path)} would no longer be text"
    return None


def _largest_sound(indexes: list[int], fault: _Fault) -> tuple[list[int], dict[int, str]]:
    """The segments that can be written together, and the faults of the others, by halving.

    One parse when all is well; about two times log2(n) more for each segment that is not.
    """
    message = fault(indexes)
    if message is None:
        return indexes, {}
    faults: dict[int, str] = {}
    sound: list[int] = []

    def add(part: list[int], message: str) -> None:
        if len(part) == 1:
            faults[part[0]] = message
            return
        for half in (part[: len(part) // 2], part[len(part) // 2 :]):
            problem = fault(sorted([*sound, *half]))
            if problem is None:
                sound.extend(half)
            else:
                add(half, problem)

    if indexes:
        add(indexes, message)
    return sorted(sound), faults


# --- findings ---------------------------------------------------------------------------------


def _not_ignored(plan: Plan, placed: Sequence[_Placed]) -> tuple[Finding, ...]:
    """The findings that no comment of the author switches off, from top to bottom."""
    switches = ignored(plan.document) if placed else ()
    found = [item for at, item in placed if not any(switch.covers(item.rule, at) for switch in switches)]
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.column)))


def _draft_findings(plan: Plan, translated: Sequence[Sequence[Draft]]) -> Iterator[_Placed]:
    for doubt in check_document(plan.segments, translated):
        sentence = plan.segments[doubt.segment].sentences[doubt.sentence]
        yield _finding(plan, doubt.check.id, doubt.check.severity, sentence.span.start, doubt.message, sentence.text)


def _structure_findings(plan: Plan, faults: Mapping[int, str]) -> Iterator[_Placed]:
    for index, fault in faults.items():
        block = plan.segments[index].block
        text = "".join(item.text for item in block.inlines)
        message = f"the translation would change the structure ({fault}); the Chinese stays: translate it by hand"
        yield _finding(plan, "structure", Severity.WARNING, block.span.start, message, text)


def _finding(plan: Plan, rule: str, severity: Severity, offset: int, message: str, text: str) -> _Placed:
    line, column = line_and_column(plan.document.source, offset)
    excerpt = without_tags(text)
    excerpt = excerpt if len(excerpt) <= 60 else excerpt[:59] + "…"
    return offset, Finding(rule, severity, plan.file.path, line, message, excerpt, column)
