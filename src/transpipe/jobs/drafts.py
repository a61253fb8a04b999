"""What stands where a draft would go: human work is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from transpipe.errors import ParseError
from transpipe.model import Finding, ProseRules, Severity, SourceFile, line_and_column
from transpipe.parse.document import parse_document
from transpipe.write.provenance import digest, read_provenance


class State(Enum):
    """A draft against its source."""

    NEW = "new"
    CURRENT = "current"
    STALE = "stale"
    """Made by the machine, untouched, and its source, model or glossary has changed."""
    EDITED = "edited"
    CONFLICT = "conflict"
    """A person has worked on it, and the source has changed."""
    FOREIGN = "foreign"
    """A file that this tool did not write, or can't read."""

    @property
    def writable(self) -> bool:
        """Whether a run may write it."""
        return self in (State.NEW, State.STALE)


_MADE_FROM = ("kind", "source", "source_hash", "model", "glossary")


def draft_state(draft: SourceFile, wanted: Mapping[str, str], rules: ProseRules) -> tuple[State, Finding | None]:
    """The state of an existing draft, and what its reviewer should know.

    `wanted` is the provenance that a new draft would have.
    """

    def finding(rule: str, severity: Severity, message: str) -> Finding:
        return Finding(rule, severity, draft.path, 1, message)

    try:
        document = parse_document(draft.data, rules)
    except ParseError as error:
        line, _ = line_and_column(draft.data, error.offset)
        return State.FOREIGN, Finding(error.rule, Severity.ERROR, draft.path, line, f"draft kept as it is: {error}")
    made = read_provenance(document)
    if made is None:
        message = "kept as it is: this file was not written by transpipe; move it away to get a draft"
        return State.FOREIGN, finding("foreign-file", Severity.WARNING, message)
    changed = made.get("source_hash") != wanted["source_hash"]
    touched = made.get("digest") != digest(document) or made.get("status") != wanted["status"]
    if touched and changed:
        message = "kept as it is: you have worked on this draft, and its source has changed since; bring them together"
        return State.CONFLICT, finding("conflict", Severity.WARNING, message)
    if touched:
        return State.EDITED, None
    same = all(made.get(key) == wanted.get(key) for key in _MADE_FROM)
    return (State.CURRENT if same else State.STALE), None
