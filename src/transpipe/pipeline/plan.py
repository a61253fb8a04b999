"""Detect, parse, segment: from a file to what is to be translated in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from transpipe.detect.language import is_pending
from transpipe.detect.scopes import Markers, Scope, find_scopes, in_scopes
from transpipe.detect.switches import switched_off
from transpipe.errors import ParseError
from transpipe.model import (
    Block,
    Document,
    Edit,
    Finding,
    ProseRules,
    Segment,
    Severity,
    SourceFile,
    Span,
    line_and_column,
)
from transpipe.pair.context import Context
from transpipe.parse.chinese_elements import chinese_elements
from transpipe.parse.document import parse_document
from transpipe.pipeline.outline import Slots, fresh_slots
from transpipe.segment.build import build_segment
from transpipe.units import Draft
from transpipe.write.splice import Shift

HEADER = ("front-matter", "taxonomy")
"""Kinds of blocks that are values of the front matter."""


class Kind(StrEnum):
    """What a file is to the run."""

    MIXED = "mixed"
    """A file of the target language with Chinese in it: marked scopes, or blocks without a marker."""
    MISSING = "missing"
    """A Chinese file of a post that has none in the target language."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a run looks for."""

    prose: ProseRules
    markers: Markers
    sentence_chars: int
    marked: bool
    untranslated: bool
    is_term: Callable[[str], bool] = lambda text: False
    """Whether a text is a glossary term as a whole: such a tag or category is translated, no other is."""
    kept: re.Pattern[str] | None = None
    """Names of the glossary that stay as they are in English text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A file with what is to be translated in it."""

    file: SourceFile
    kind: Kind
    document: Document
    """What the translations are written into: the file, or the file with what a draft keeps already in it."""
    segments: tuple[Segment, ...]
    """What is to be translated."""
    structural: tuple[Edit, ...]
    """Edits that are no translation: markers go."""
    findings: tuple[Finding, ...]
    slots: Slots
    """All units of the file, those that are kept included."""
    shift: Shift = field(default_factory=lambda: Shift(()))
    """From the file to the document."""
    contexts: Mapping[Span, Context] = field(default_factory=dict)
    """What stands around its blocks in the file, where that can't be told from the document any more."""
    given: Mapping[tuple[int, int], Draft] = field(default_factory=dict)
    """Translations that belong to a place, by number of the segment and of the sentence in it: what a person approved
    in this context. They go before what is translated by text alone."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of an offset into the document."""
        return line_and_column(self.file.data, self.shift.back(offset))

    def drafts(self, index: int, by_text: Mapping[str, Draft]) -> list[Draft]:
        """The drafts of the sentences of a segment, in order; `by_text` are those that do not depend on the place."""
        sentences = self.segments[index].sentences
        return [self.given.get((index, n)) or by_text[sentence.text] for n, sentence in enumerate(sentences)]

    def open_texts(self) -> Iterator[str]:
        """The texts of the sentences that are not given, in order."""
        for index, segment in enumerate(self.segments):
            for number, sentence in enumerate(segment.sentences):
                if (index, number) not in self.given:
                    yield sentence.text


def plan_file(file: SourceFile, kind: Kind, rules: Rules) -> Plan | tuple[Finding, ...]:
    """Parse a file and pick its segments; findings alone when it can't be parsed or holds nothing to do."""
    try:
        document = parse_document(file.data, rules.prose)
    except ParseError as error:
        line, column = line_and_column(file.data, error.offset)
        return (Finding(error.rule, Severity.ERROR, file.path, line, str(error), "", column),)
    findings = list(_document_findings(file, document))
    scopes = find_scopes(document, rules.markers) if kind is Kind.MIXED and rules.marked else ()
    blocks = tuple(_pending(document, kind, scopes, rules))
    segments = tuple(segment for block in blocks if (segment := build_segment(block, file.data, rules.sentence_chars)))
    for scope in scopes:
        if not any(in_scopes(segment.block.span, (scope,)) for segment in segments):
            message = "marked for translation, but no Chinese text follows; remove the marker, or write the text"
            findings.append(Finding("empty-scope", Severity.WARNING, file.path, scope.line, message))
    if not segments:
        return tuple(findings)
    structural = tuple(Edit(span, b"") for span in sorted({span for scope in scopes for span in scope.markers}))
    slots = fresh_slots(document, segments)
    return Plan(file, kind, document, segments, structural, tuple(findings), slots)


def _document_findings(file: SourceFile, document: Document) -> Iterable[Finding]:
    for key, offset in document.front_matter.duplicates if document.front_matter else ():
        message = f"front matter key {key!r} stands twice; only the last one counts"
        yield Finding("duplicate-key", Severity.WARNING, file.path, document.line(offset), message)


def _pending(document: Document, kind: Kind, scopes: Sequence[Scope], rules: Rules) -> Iterable[Block]:
    closed = switched_off(document)
    chinese = chinese_elements(document.source, document.body)
    for block in document.blocks:
        if any(span.start <= block.span.start < span.end for span in closed):
            continue
        if block.kind == "taxonomy" and not rules.is_term(block.inlines[0].text):
            continue
        if kind is Kind.MISSING:
            yield block
        elif in_scopes(block.span, scopes):
            if is_pending(block, marked=True, closed=chinese):
                yield block
        elif (rules.untranslated or (scopes and block.kind in HEADER)) and is_pending(
            block, marked=block.kind in HEADER, closed=chinese, kept=rules.kept
        ):
            yield block
