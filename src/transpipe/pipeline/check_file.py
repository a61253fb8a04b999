"""What a check finds in one file, without looking at any other: a pure function of its bytes, so it can be cached.

The bytes are asked first (`detect.prescan`); only a file that has something to look at is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from transpipe.detect.prescan import marker_hints, may_hold_chinese, may_hold_english, may_hold_switch
from transpipe.detect.scopes import Markers
from transpipe.detect.switches import ignored, switched_off
from transpipe.errors import ParseError
from transpipe.model import Document, Finding, ProseRules, Severity, SourceFile, Span, line_and_column
from transpipe.pair.fingerprint import fingerprint
from transpipe.parse.anchors import destinations, fragment_links, heading_ids, html_ids, plain_ids
from transpipe.parse.document import check_text, parse_document
from transpipe.parse.front_matter import read_front_matter, translation_key
from transpipe.parse.plain_front_matter import plain_front_matter
from transpipe.parse.shortcodes import scan_shortcodes
from transpipe.pipeline.check_language import chinese_findings, english_findings
from transpipe.rules import BY_ID


class Role(StrEnum):
    """What a file is to a check."""

    TARGET = "target"
    SOURCE = "source"
    OTHER = "other"
    """A file in a third language: nobody here can read it, but it may be broken."""


@dataclass(frozen=True)
class CheckRules:
    """What a check looks for in a file."""

    prose: ProseRules
    markers: Markers
    kept: re.Pattern[str] | None = None
    """Names of the glossary that stay as they are in English text."""

    @cached_property
    def marker_hints(self) -> tuple[bytes, ...]:
        """What every marked file holds one of, in lower case."""
        return marker_hints(self.markers)


class Quiet(NamedTuple):
    """Lines for which an author has switched rules off."""

    first: int
    last: int
    rules: tuple[str, ...]
    """Empty for all rules."""

    def covers(self, rule: str, line: int) -> bool:
        """Whether a finding of `rule` on a line is switched off."""
        return self.first <= line <= self.last and (not self.rules or rule in self.rules)


class PageLink(NamedTuple):
    """A link to a heading of another page."""

    line: int
    column: int
    target: str
    fragment: str


class FileFacts(NamedTuple):
    """All that a check knows of a file by itself."""

    findings: tuple[Finding, ...] = ()
    links: tuple[PageLink, ...] = ()
    """They may be code: somebody has to look before one is called broken."""
    quiet: tuple[Quiet, ...] = ()
    translation_key: str = ""
    status: str = ""
    """What the provenance of a draft or a published translation says: needs-review …"""

    def silences(self, rule: str, line: int) -> bool:
        """Whether the author has switched a rule off for a line."""
        return silenced(self.quiet, rule, line)


def silenced(quiet: Iterable[Quiet], rule: str, line: int) -> bool:
    """Whether one of some stretches switches a rule off for a line."""
    return any(lines.covers(rule, line) for lines in quiet)


NOTHING = FileFacts()
_STATUS = re.compile(rb"transpipe.{0,400}?\bstatus[\"']?\s*[:=]\s*[\"']?([a-z-]+)", re.DOTALL)
_BROKEN = ("front-matter", "shortcode")
"""Rules of the parsers that a check calls by one name: Hugo can't build a page that has one."""


def check_file(file: SourceFile, role: Role, rules: CheckRules) -> FileFacts:
    """Everything that can be said of a file by itself; never raises for what stands in it."""
    if not file.data.strip():
        message = "the file is empty: write it, or remove it"
        return FileFacts((Finding("empty-file", Severity.WARNING, file.path, 1, message),))
    try:
        check_text(file.data)
        return _FileCheck(file, role, rules).run()
    except ParseError as error:
        return FileFacts((parse_finding(file, error),))


def parse_finding(file: SourceFile, error: ParseError) -> Finding:
    """What could not be parsed, as a finding of a check."""
    line, column = line_and_column(file.data, error.offset)
    rule = "broken" if error.rule in _BROKEN else error.rule
    return Finding(rule, Severity.ERROR, file.path, line, str(error), column=column)


class _FileCheck:
    def __init__(self, file: SourceFile, role: Role, rules: CheckRules) -> None:
        self.file = file
        self.source = file.data
        self.role = role
        self.rules = rules
        self.english = role is Role.SOURCE and may_hold_english(file.data)
        links = tuple(fragment_links(file.data))
        self.pages = tuple(link for link in links if link.target)
        self.missing = self.without_id({link.fragment: link.offset for link in reversed(links) if not link.target})

    def run(self) -> FileFacts:
        key = translation_key(self.source)
        pages = tuple(
            PageLink(*line_and_column(self.source, link.offset), link.target, link.fragment) for link in self.pages
        )
        status = self.status()
        if not self.suspicious():
            return FileFacts((), pages, (), key, status)
        document = parse_document(self.source, self.rules.prose)
        quiet = tuple(_quiet(document))
        found = [*self.doubled(document), *self.language(document), *self.anchors(document)]
        findings = (one for one in found if not silenced(quiet, one.rule, one.line))
        return FileFacts(tuple(sorted(findings, key=lambda one: (one.line, one.column))), pages, quiet, key, status)

    def may_be_marked(self) -> bool:
        lower = self.source.lower()
        return any(hint in lower for hint in self.rules.marker_hints)

    def status(self) -> str:
        """What the provenance says, as far as its bytes tell: it is shown in a message, and nothing depends on it."""
        found = _STATUS.search(self.source) if b"source_hash" in self.source else None
        return found[1].decode("ascii") if found else ""

    def suspicious(self) -> bool:
        """Whether the bytes give a reason to parse the file; raises ParseError for what Hugo would refuse."""
        if self.missing or self.english or may_hold_switch(self.source):
            return True
        if self.role is Role.TARGET and (may_hold_chinese(self.source) or self.may_be_marked()):
            return True
        body = plain_front_matter(self.source)
        if body is None:
            front = read_front_matter(self.source)
            if front is not None and front.duplicates:
                return True
            body = front.span.end if front else 0
        scan_shortcodes(self.source, body)
        return False

    def doubled(self, document: Document) -> Iterator[Finding]:
        for key, offset in document.front_matter.duplicates if document.front_matter else ():
            line, column = line_and_column(self.source, offset)
            message = f"front matter key {key!r} stands twice, and only the last one counts: remove one"
            severity = BY_ID["duplicate-key"].severity
            text = fingerprint(f"duplicate-key {key}")
            yield Finding("duplicate-key", severity, self.file.path, line, message, key, column, line, text)

    def language(self, document: Document) -> Iterator[Finding]:
        if self.role is Role.TARGET:
            yield from chinese_findings(self.file.path, document, self.rules.markers, self.rules.kept)
        elif self.english:
            yield from english_findings(self.file.path, document)

    def without_id(self, wanted: dict[str, int]) -> dict[str, int]:
        """Those fragments of the page itself, with their offset, that no plain heading has."""
        known = plain_ids(self.source) if wanted else frozenset()
        return {name: offset for name, offset in wanted.items() if name not in known and not _made_by_hugo(name)}

    def anchors(self, document: Document) -> Iterator[Finding]:
        if not self.missing:
            return
        ids = frozenset(name for _, name in heading_ids(document)) | html_ids(self.source)
        links = destinations(document)
        for name, offset in self.missing.items():
            if name not in ids and f"#{name}" in links:
                yield anchor_finding(self.file.path, *line_and_column(self.source, offset), f"#{name}", "this file")


def anchor_finding(path: str, line: int, column: int, link: str, page: str) -> Finding:
    """A link whose fragment `page` does not have."""
    message = f"no heading of {page} has this id: name one that is there, or pin the id of the heading ({{#id}})"
    text = fingerprint(f"anchor {link}")
    return Finding("anchor", BY_ID["anchor"].severity, path, line, message, link, column, line, text)


def _made_by_hugo(name: str) -> bool:
    """Ids of footnotes, and the top of the page, which every browser knows."""
    return name == "top" or name.startswith(("fn:", "fnref:"))


def _quiet(document: Document) -> Iterator[Quiet]:
    for closed in switched_off(document):
        yield Quiet(*_lines(document, closed), ())
    for comment in ignored(document):
        yield Quiet(*_lines(document, comment.span), tuple(sorted(comment.rules)))


def _lines(document: Document, span: Span) -> tuple[int, int]:
    return document.line(span.start), document.line(max(span.start, span.end - 1))
