"""What stands where a draft would go: human work is never overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from transpipe.errors import ParseError
from transpipe.excerpt import line_excerpt
from transpipe.jobs.posts import merge_conflict
from transpipe.model import Document, Finding, Severity, SourceFile, line_and_column
from transpipe.pair.outline import read_outline
from transpipe.parse.document import parse_document
from transpipe.pipeline.merge import Existing, Merge, Stuck, merge_draft
from transpipe.pipeline.plan import Plan, Rules
from transpipe.write.provenance import (
    APPROVED,
    EDITED,
    NEEDS_REVIEW,
    PUBLISHED,
    REPLACES,
    REVIEWED,
    content_hash,
    digest,
    read_provenance,
)


class State(Enum):
    """A draft against its source."""

    NEW = "new"
    CURRENT = "current"
    STALE = "stale"
    """Made by the machine, untouched, and its source, model or glossary has changed: it is made anew."""
    MERGED = "merged"
    """Its source has changed; what has not changed in it, and what people wrote, stays."""
    EDITED = "edited"
    """A person has worked on it, and its source is what it was."""
    CONFLICT = "conflict"
    """A person has worked on it, and only a person can bring it together with the changed source."""
    FOREIGN = "foreign"
    """A file that this tool did not write, or can't read."""

    @property
    def writable(self) -> bool:
        """Whether a run may write it."""
        return self in (State.NEW, State.STALE, State.MERGED)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found at the place of a draft."""

    state: State
    findings: tuple[Finding, ...] = ()
    merge: Merge | None = None
    human: bool = False
    """A person has had a hand in it."""
    approved: bool = False
    replaces: str = ""
    """Hash of the published page that a draft was made from; empty for the draft of a post that has none."""
    reviewed: str = ""
    """The entry with the segments that were approved one by one."""
    draft: SourceFile | None = None
    """What was merged."""

    def told(self, path: str, now: bytes | None = None) -> tuple[Finding, ...]:
        """What is to be said of the merged draft when it has been written to `path`; without `now`, before that."""
        if self.merge is None or self.draft is None:
            return ()
        findings = merge_findings(self.draft, self.merge, self.draft.data if now is None else now)
        return tuple(replace(finding, path=path if now is not None else finding.path) for finding in findings)

    @property
    def blocked(self) -> bool:
        """Whether only a person can bring it together with its source: a new draft is proposed beside it."""
        return self.state is State.CONFLICT


_MADE_FROM = ("kind", "model", "glossary")


def read_draft(draft: SourceFile, rules: Rules) -> tuple[Document, dict[str, object]] | Finding:
    """A draft with its provenance, or why it is none."""
    marked = merge_conflict(draft)
    if marked:
        return marked
    try:
        document = parse_document(draft.data, rules.prose)
    except ParseError as error:
        line, _ = line_and_column(draft.data, error.offset)
        return Finding(error.rule, Severity.ERROR, draft.path, line, f"draft kept as it is: {error}")
    made = read_provenance(document)
    if made is None:
        message = "kept as it is: this file was not written by transpipe; move it away to get a draft"
        return Finding("foreign-file", Severity.WARNING, draft.path, 1, message)
    return document, made


def is_pristine(document: Document, made: Mapping[str, object]) -> bool:
    """Whether the machine wrote every byte of a draft, and nobody has touched it since."""
    return EDITED not in made and made.get("status") == NEEDS_REVIEW and made.get("digest") == digest(document)


def examine(
    draft: SourceFile,
    plan: Plan,
    wanted: Mapping[str, str],
    rules: Rules,
    fragments: Callable[[], frozenset[str]],
) -> Examined:
    """Judge an existing draft, and bring it together with its source where that has changed.

    A published page whose source has changed is judged in the same way: its new draft keeps what was approved.
    `wanted` is the provenance that a new draft would have, `fragments` what links of the site ask for.
    """
    read = read_draft(draft, rules)
    if isinstance(read, Finding):
        return Examined(State.FOREIGN, (read,))
    document, made = read
    if made.get("source") != wanted["source"]:
        message = (
            f"kept as it is: this is a draft of {made.get('source')}; move it away to get one of {wanted['source']}"
        )
        return Examined(State.FOREIGN, (Finding("renamed-draft", Severity.WARNING, draft.path, 1, message),))
    pristine, approved = is_pristine(document, made), made.get("status") == APPROVED
    same_machine = all(made.get(key) == wanted.get(key) for key in _MADE_FROM)
    outline = read_outline(made)
    same_source = made.get("source_hash") == wanted["source_hash"]
    if same_source and not (outline and outline.open and not approved):
        untouched = made.get("digest") == digest(document) and not approved
        state = State.CURRENT if untouched else State.EDITED
        return Examined(State.STALE if pristine and not same_machine else state, (), None, not pristine, approved)
    if pristine and (outline is None or not same_machine):
        return Examined(State.STALE)
    if outline is None:
        return Examined(State.CONFLICT, (_stuck(draft, 0, "its source has changed since"),), None, True, approved)
    try:
        existing = Existing(document, outline, pristine, approved)
        merge = merge_draft(plan, existing, rules, fragments(), keep_machine=same_machine)
    except ParseError as error:
        return Examined(State.CONFLICT, (_stuck(draft, 0, str(error)),), None, True, approved)
    if isinstance(merge, Stuck):
        return Examined(State.CONFLICT, (_stuck(draft, merge.offset, merge.reason),), None, True, approved)
    if same_source:
        return Examined(State.CURRENT, tuple(merge_findings(draft, merge, draft.data)), None, True, approved)
    findings: tuple[Finding, ...] = ()
    if approved and not merge.unchanged:
        message = "this draft was approved, and its source has changed since: look at what is new, and approve it again"
        findings = (Finding("approval", Severity.WARNING, draft.path, 1, message),)
    published = made.get("status") == PUBLISHED
    replaces = content_hash(draft.data) if published else str(made.get(REPLACES, ""))
    reviewed = str(made.get(REVIEWED, ""))
    return Examined(State.MERGED, findings, merge, merge.human, approved and merge.unchanged, replaces, reviewed, draft)


def merge_findings(
    draft: SourceFile, merge: Merge, now: bytes, severity: Severity = Severity.WARNING
) -> Iterator[Finding]:
    """What a reviewer should know about a draft that was brought together with its source.

    `now` is the draft as it stands, or as it has just been written: lines are those of it.
    """
    source = merge.plan.file
    for dispute in merge.disputes:
        line, column = _place(draft.data, dispute.offset, now)
        place = f"{source.path}:{line_and_column(source.data, dispute.block.span.start)[0]}"
        message = (
            f"a person has worked on this text, and its source ({place}) has changed since; the text is kept: change it, "
            f"or set `status: {APPROVED}` if it still says what the source says"
        )
        yield Finding("conflict", severity, draft.path, line, message, line_excerpt(dispute.text), column)
    for offset, difference in merge.doubts:
        line, column = _place(draft.data, offset, now)
        message = f"kept as it is, with other markup than its source ({difference}): compare the two"
        yield Finding("structure", Severity.WARNING, draft.path, line, message, "", column)


def _place(before: bytes, offset: int, now: bytes) -> tuple[int, int]:
    """Line and column of a text that stood at an offset before: the front matter may have grown."""
    end = before.find(b"\n", offset)
    found = now.find(before[offset : len(before) if end < 0 else end])
    return line_and_column(now, found) if found >= 0 else line_and_column(before, offset)


def _stuck(draft: SourceFile, offset: int, reason: str) -> Finding:
    line, column = line_and_column(draft.data, offset)
    message = f"the draft is kept as it is: {reason}; bring the two together by hand, or move the draft away"
    return Finding("conflict", Severity.WARNING, draft.path, line, message, "", column)
