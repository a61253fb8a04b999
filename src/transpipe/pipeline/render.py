"""Verify, write: from drafts to the bytes of a file, with the proof that only words changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from transpipe.detect.switches import ignored
from transpipe.errors import ParseError
from transpipe.excerpt import excerpt
from transpipe.model import Document, Edit, Finding, ProseRules, Severity
from transpipe.pair.outline import write_outline
from transpipe.parse.anchors import fragments, heading_ids, html_ids
from transpipe.parse.document import parse_again, parse_document
from transpipe.pipeline.outline import NO_SLOTS, Slots, outline_of, seal_keys
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.sound import edited, largest_sound
from transpipe.tagged_text import without_tags
from transpipe.translate.abbreviations import abbreviate
from transpipe.units import Draft, Origin
from transpipe.verify.certificate import Certificate, certify
from transpipe.verify.checks import check_document
from transpipe.write.compose import compose
from transpipe.write.pins import pin_edit
from transpipe.write.provenance import digest, provenance_edit
from transpipe.write.splice import splice

Drafts = Mapping[str, Draft]
"""Drafts by the tagged source text of their sentence."""
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
    stamp = _stamp(plan, provenance)
    fixed = [*plan.structural, stamp]
    base = parse_again(plan.document, splice(plan.document.source, fixed), rules)
    translated = [plan.drafts(index, drafts) for index in range(len(plan.segments))]
    if abbreviations:
        translated = abbreviate(plan.document.source, plan.segments, translated)

    pins = _pins(plan, wanted)

    edits = fixed
    unsealed: Document | None = None

    def fault(indexes: Sequence[int]) -> str | None:
        nonlocal edits, unsealed  # in the end those of the last attempt without a fault, which is the largest
        pinned = [pins[index] for index in indexes if index in pins]
        written = compose(plan.document, [(plan.segments[index], translated[index]) for index in indexes])
        attempt = [*fixed, *written, *pinned]
        result = edited(plan.document, base, attempt, rules)
        if isinstance(result, str):
            return result
        edits, unsealed = attempt, result
        return None

    every = [index for index, made in enumerate(translated) if any(draft.origin is not Origin.KEPT for draft in made)]
    _, faults = largest_sound(every, fault)
    placed = [*_draft_findings(plan, translated), *_structure_findings(plan, faults)]
    unsealed = unsealed or parse_document(base.source, rules)
    data, certificate = _write(plan, base, unsealed, edits, stamp, provenance, rules)
    placed.extend(_lost_anchors(plan, unsealed))
    return Rendering(data, certificate, _not_ignored(plan, placed), frozenset(faults), tuple(map(tuple, translated)))


def render_original(plan: Plan, provenance: Mapping[str, str], rules: ProseRules) -> Rendering:
    """The Chinese original as a file of its own: the source without its markers, and nothing lost."""
    plan = replace(plan, slots=NO_SLOTS)
    stamp = _stamp(plan, provenance)
    fixed = [*plan.structural, stamp]
    base = parse_document(splice(plan.document.source, fixed), rules)
    data, certificate = _write(plan, base, base, fixed, stamp, provenance, rules)
    return Rendering(data, certificate, (), frozenset())


def render_published(
    plan: Plan, slots: Slots, provenance: Mapping[str, str], extra: Sequence[Edit], rules: ProseRules
) -> Rendering:
    """An approved draft as it is published: the document of the plan, sealed anew, with some extra edits."""
    plan = replace(plan, slots=slots)
    stamp = _stamp(plan, provenance)
    edits = [stamp, *extra]
    base = parse_document(splice(plan.document.source, edits), rules)
    data, certificate = _write(plan, base, base, edits, stamp, provenance, rules)
    return Rendering(data, certificate, (), frozenset())


def render_edits(
    plan: Plan, edits: Sequence[Edit], provenance: Mapping[str, str], rules: ProseRules, wanted: frozenset[str]
) -> Rendering:
    """A file with ready edits of its prose, verified like a translation: all of them are written, or none.

    Raises ParseError when they would change more than words, or the front matter has no place for the provenance.
    """
    plan = replace(plan, slots=NO_SLOTS)
    stamp = _stamp(plan, provenance)
    fixed = [*plan.structural, stamp]
    source = plan.document.source
    base = parse_again(plan.document, splice(source, fixed), rules)
    every = [*fixed, *edits, *_pins(plan, wanted).values()]
    unsealed = edited(plan.document, base, every, rules)
    if isinstance(unsealed, str):
        raise ParseError(f"not written, as the structure would change: {unsealed}", 0, "structure")
    data, certificate = _write(plan, base, unsealed, every, stamp, provenance, rules)
    return Rendering(data, certificate, _not_ignored(plan, list(_lost_anchors(plan, unsealed))), frozenset())


def _stamp(plan: Plan, provenance: Mapping[str, str]) -> Edit:
    """The edit that writes the provenance, with all keys of the seal and without what they say."""
    return provenance_edit(plan.document, {**provenance, **dict.fromkeys(seal_keys(plan.slots), ""), "digest": ""})


def _write(
    plan: Plan,
    base: Document,
    unsealed: Document,
    edits: Sequence[Edit],
    stamp: Edit,
    provenance: Mapping[str, str],
    rules: ProseRules,
) -> tuple[bytes, Certificate]:
    """Splice, seal, and compare; ParseError (rule `certificate`) when the comparison fails.

    `unsealed` is the file with all edits, of which `base` has those that are no prose. `stamp` is the one of the edits
    that writes the provenance; the seal is its digest and the outline, which can be made only when all else stands.
    """
    source = plan.document.source
    made = outline_of(plan.slots, plan.document, edits, stamp, unsealed, rules)
    outline = {key: value for key, value in write_outline(made).items() if key in seal_keys(plan.slots)}
    seal = provenance_edit(plan.document, {**provenance, **outline, "digest": digest(unsealed)})
    every = [seal if edit is stamp else edit for edit in edits]
    result = parse_again(unsealed, splice(source, every), rules)  # the seal is in the front matter
    certificate = certify(base, source, result, every)
    if isinstance(certificate, str):
        raise ParseError(f"not written, as the comparison with the source failed: {certificate}", 0, "certificate")
    return result.source, certificate


def _pins(plan: Plan, wanted: frozenset[str]) -> dict[int, Edit]:
    """Edits that pin ids of headings which the file or others ask for, by the index of the heading's segment."""
    own = fragments(plan.document.source)  # not joined with what a large site wants, as that would be copied each time
    places = {segment.block.span: index for index, segment in enumerate(plan.segments)}
    return {
        places[block.span]: pin_edit(plan.document, block, name)
        for block, name in (heading_ids(plan.document) if own or wanted else ())
        if not block.id and block.span in places and (name in own or name in wanted)
    }


def _lost_anchors(plan: Plan, written: Document) -> Iterator[_Placed]:
    """Links inside the file that ask for a heading which the draft does not have, or the source never had."""
    before = {name for _, name in heading_ids(plan.document)}
    after = {name for _, name in heading_ids(written)} | html_ids(written.source)
    asked = {
        unquote(node.detail[1:]) for node in plan.document.skeleton if node.kind == "link" and node.detail[:1] == "#"
    }
    for name in sorted(asked - after - {""}):
        offset = max(plan.document.source.find(f"#{name}".encode()), 0)
        if name in before:
            message = f"a link asks for #{name}, which no heading of the draft has: give a heading the id {{#{name}}}"
            yield _finding(plan, "anchor", Severity.WARNING, offset, message, "")
        else:
            message = f"a link asks for #{name}, which no heading of this file has"
            yield _finding(plan, "anchor", Severity.INFO, offset, message, "")


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
    line, column = plan.place(offset)
    return offset, Finding(rule, severity, plan.file.path, line, message, excerpt(without_tags(text)), column)
