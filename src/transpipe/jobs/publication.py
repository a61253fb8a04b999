"""One draft on its way to be published: what would be written, or why it can't be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from transpipe.errors import ParseError
from transpipe.jobs.drafts import is_pristine, merge_findings, read_draft
from transpipe.jobs.gate import Place, gate
from transpipe.jobs.posts import Posts
from transpipe.model import Document, Edit, FileChange, Finding, Severity, SourceFile, line_and_column
from transpipe.pair.align import Link
from transpipe.pair.outline import read_outline
from transpipe.pair.states import State
from transpipe.pair.units import extract_units
from transpipe.parse.document import parse_document
from transpipe.pipeline.merge import Existing, Merge, Stuck, merge_draft
from transpipe.pipeline.plan import Kind, Plan, Rules
from transpipe.pipeline.render import render_original, render_published
from transpipe.stores.draft_table import DraftEntry, DraftTable
from transpipe.stores.journal import Event
from transpipe.units import ApprovedUnit
from transpipe.write.lastmod import lastmod_edit
from transpipe.write.paths import PostFile
from transpipe.write.provenance import (
    APPROVED,
    EDITED,
    PUBLISHED,
    REPLACES,
    content_hash,
    digest,
    provenance_edit,
    removal,
)
from transpipe.write.splice import Shift, splice


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft that can be published."""

    draft: str
    source: str
    target: str
    files: tuple[FileChange, ...]
    units: tuple[ApprovedUnit, ...]
    findings: tuple[Finding, ...]
    states: Mapping[str, int]
    """Number of segments by state."""
    event: Event


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all drafts that are published at once."""

    posts: Posts
    index: DraftTable
    output: str
    fragments: frozenset[str]
    author: str
    """Who approves: `Name <address>`."""
    approve: bool
    """The command is the approval."""
    lastmod: bool


def prepare(entry: DraftEntry, terms: Terms) -> Publication | tuple[Finding, ...]:
    """Bring a draft to the form in which it is published, or say what stands against it."""
    try:
        return _Preparation(entry, terms).prepare()
    except _Refused as refused:
        return refused.findings


class _Refused(Exception):  # noqa: N818 (a normal outcome)
    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


class _Preparation:
    def __init__(self, entry: DraftEntry, terms: Terms) -> None:
        self.entry = entry
        self.terms = terms
        self.posts = terms.posts
        self.site = terms.posts.site

    def prepare(self) -> Publication | tuple[Finding, ...]:
        draft, document, made = self.read()
        file, plan, rules = self.source()
        merge = self.merge(draft, document, made, plan, rules)
        findings = [
            *merge_findings(draft, merge, draft.data),
            *gate(plan, merge, draft.path, rules, self.places(draft, document, merge)),
        ]
        if any(finding.severity is Severity.ERROR for finding in findings):
            return tuple(findings)
        target = self.posts.translation(file)
        original = self.original(file, plan, rules)
        source = original.path if original else file.path
        seal = content_hash(original.after or b"") if original else content_hash(plan.file.data)
        provenance = self.provenance(made, source, seal)
        lastmod = lastmod_edit(merge.plan.document, self.today) if self.terms.lastmod else None
        extra: list[Edit] = [lastmod] if lastmod else []
        rendering = render_published(merge.plan, merge.settled, provenance, extra, rules.prose)
        files = [
            FileChange(target, self.before(target, file, made), rendering.data),
            FileChange(draft.path, draft.data, None),
        ]
        if original:
            files[1:1] = [original]
            draft_of_original = self.original_draft()
            files.extend(
                [FileChange(draft_of_original.path, draft_of_original.data, None)] if draft_of_original else []
            )
        states: dict[str, int] = {}
        for _, state in merge.states:
            states[state] = states.get(state, 0) + 1
        detail = {"draft": draft.path, "segments": states, "model": made.get("model"), "glossary": made.get("glossary")}
        event = Event("published", target, source, self.terms.author, detail)
        units = self.units(plan, merge)
        return Publication(draft.path, file.path, target, tuple(files), units, tuple(findings), states, event)

    def refuse(self, rule: str, path: str, line: int, message: str) -> _Refused:
        return _Refused(Finding(rule, Severity.ERROR, path, line, message))

    @property
    def today(self) -> str:
        return datetime.now(UTC).date().isoformat()

    # --- what is there ------------------------------------------------------------------------

    def read(self) -> tuple[SourceFile, Document, dict[str, object]]:
        draft = self.site.read(self.entry.path)
        if isinstance(draft, Finding):
            raise _Refused(draft)
        rules = self.posts.rules(self.entry.scope)
        read = read_draft(draft, rules)
        if isinstance(read, Finding):
            raise _Refused(read)
        document, made = read
        if made.get("status") != APPROVED and not self.terms.approve:
            message = (
                f"its status is {made.get('status')}: set `status: {APPROVED}` in it, or publish it with --approve"
            )
            raise self.refuse("not-approved", draft.path, 1, message)
        return draft, document, made

    def source(self) -> tuple[PostFile, Plan, Rules]:
        path = self.entry.source
        file = self.posts.file(path)
        if file is None or not self.site.exists(path):
            raise self.refuse("orphan-draft", self.entry.path, 1, f"its source {path} is gone, so it can't be checked")
        place = self.posts.draft(self.posts.translation(file), self.terms.output)
        if place != self.entry.path:
            message = f"the draft of {path} belongs at {place}: move it there"
            raise self.refuse("renamed-draft", self.entry.path, 1, message)
        rules = self.posts.rules(self.entry.scope)
        plan = self.posts.plan(path, self.posts.kind_of_source(file), rules)
        if not isinstance(plan, Plan):
            errors = [finding for finding in plan if finding.severity is Severity.ERROR]
            message = f"nothing in {path} waits for translation any more: delete the draft, or put the marker back"
            raise _Refused(*errors) if errors else self.refuse("outdated-draft", self.entry.path, 1, message)
        return file, plan, rules

    def merge(
        self, draft: SourceFile, document: Document, made: Mapping[str, object], plan: Plan, rules: Rules
    ) -> Merge:
        refresh = f"`transpipe run {plan.file.path}` brings it up to date"
        outline = read_outline(made)
        if outline is None:
            message = f"it has no record of its segments, or one that was changed by hand; {refresh}"
            raise self.refuse("outdated-draft", draft.path, 1, message)
        # A conflict is settled where its text is, not for all drafts at once with --approve.
        existing = Existing(document, outline, is_pristine(document, made), made.get("status") == APPROVED)
        try:
            merge = merge_draft(plan, existing, rules, self.terms.fragments, keep_machine=True, retry=False)
        except ParseError as error:
            raise self.refuse(error.rule, draft.path, 1, str(error)) from None
        if isinstance(merge, Stuck):
            line, _ = line_and_column(draft.data, merge.offset)
            raise self.refuse("outdated-draft", draft.path, line, f"{merge.reason}; bring the two together by hand")
        if merge.disputes:
            raise _Refused(*merge_findings(draft, merge, draft.data, Severity.ERROR))
        new = [block for block, state in merge.states if state in (State.STALE, State.NEW)]
        if new:
            line, _ = line_and_column(plan.file.data, new[0].span.start)
            message = f"{len(new)} segments of its source have changed, the first at {plan.file.path}:{line}; {refresh}"
            raise self.refuse("outdated-draft", draft.path, 1, message)
        text = splice(draft.data, [removal(document)])
        mixed = plan.kind is Kind.MIXED
        if not mixed and text != merge.plan.document.source:
            message = f"what stands between the segments of {plan.file.path} has changed; {refresh}"
            raise self.refuse("outdated-draft", draft.path, 1, message)
        return merge

    def places(self, draft: SourceFile, document: Document, merge: Merge) -> Place:
        """From offsets in the merged text to lines of the draft."""
        taken = removal(document)
        text = splice(draft.data, [taken])
        merged = merge.plan.document.source

        def place(offset: int) -> tuple[int, int]:
            if merged != text:
                # Outside of what was translated the source has moved on; count from the end of the line's text.
                end = merged.find(b"\n", offset)
                offset = max(text.find(merged[offset : len(merged) if end < 0 else end]), 0)
            return line_and_column(draft.data, Shift([taken]).back(offset))

        return place

    # --- what is written ----------------------------------------------------------------------

    def before(self, target: str, file: PostFile, made: Mapping[str, object]) -> bytes | None:
        """What the publication replaces: nothing, or the source itself where it is a mixed file."""
        if not self.site.exists(target):
            return None
        existing = self.site.read(target)
        if isinstance(existing, Finding):
            raise _Refused(existing)
        if target != file.path and made.get(REPLACES) != content_hash(existing.data):
            message = f"{target} is there already, and the draft was not made from it: move one of the two away"
            raise self.refuse("occupied", self.entry.path, 1, message)
        return existing.data

    def provenance(self, made: Mapping[str, object], source: str, seal: str) -> dict[str, str]:
        keep = {key: str(made[key]) for key in ("model", "glossary", "scope", "date", "tool", EDITED) if key in made}
        return {
            "status": PUBLISHED,
            "kind": "translation",
            "source": source,
            "source_hash": seal,
            **keep,
            "approved_by": self.terms.author,
            "approved": self.today,
        }

    def original_draft(self) -> SourceFile | None:
        entries = self.terms.index.made_from(self.entry.source, "original")
        draft = self.site.read(entries[0].path) if entries else None
        if isinstance(draft, Finding):
            raise _Refused(draft)
        return draft

    def original(self, file: PostFile, plan: Plan, rules: Rules) -> FileChange | None:
        """The Chinese original of a mixed file, without which its Chinese would be lost."""
        path = self.posts.original(file)
        if path is None:
            return None
        provenance = {
            "status": PUBLISHED,
            "kind": "original",
            "source": file.path,
            "source_hash": content_hash(plan.file.data),
            "approved_by": self.terms.author,
            "approved": self.today,
        }
        draft = self.original_draft()
        edited = self.edited_original(draft, plan, rules) if draft else None
        if edited is None:
            return FileChange(path, None, render_original(plan, provenance, rules.prose).data)
        stamp = provenance_edit(edited, {**provenance, "digest": digest(edited)})
        return FileChange(path, None, splice(edited.source, [stamp]))

    def edited_original(self, draft: SourceFile, plan: Plan, rules: Rules) -> Document | None:
        """The draft of the original, where a person has worked on it."""
        read = read_draft(draft, rules)
        if isinstance(read, Finding):
            raise _Refused(replace(read, severity=Severity.ERROR))
        document, made = read
        if made.get("digest") == digest(document):
            return None
        if made.get("source_hash") != content_hash(plan.file.data):
            message = f"a person has worked on this Chinese original, and {plan.file.path} has changed since: bring them together, or delete this file"
            raise self.refuse("outdated-draft", draft.path, 1, message)
        return parse_document(splice(draft.data, [removal(document)]), rules.prose)

    def units(self, plan: Plan, merge: Merge) -> tuple[ApprovedUnit, ...]:
        """What the memory learns: every segment that has one place in the draft."""
        blocks = {block.span.start: number for number, block in reversed(list(enumerate(merge.plan.document.blocks)))}
        numbers = {block.span: number for number, block in enumerate(plan.document.blocks)}
        links = []
        for (block, _), slot in zip(merge.states, merge.settled.units, strict=True):
            found = blocks.get(slot.span.start)
            if found is not None and slot.targets is None:
                links.append(Link((numbers[block.span],), (found,), 1.0))
        return tuple(
            extract_units(
                plan.document,
                plan.segments,
                merge.plan.document,
                post=plan.file.path,
                author=self.terms.author,
                links=links,
            )
        )
