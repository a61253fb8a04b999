"""What the checks of translations say about drafts, at their places in the draft: for the problem list of an editor.

These findings need glossary, source and plan, so they are made for the drafts that were asked for and never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from transpipe.jobs.draft_index import read_entry
from transpipe.jobs.review_drafts import Drafts, OpenDraft, Unusable
from transpipe.model import Finding, line_and_column
from transpipe.pair.fingerprint import fingerprint
from transpipe.report.words import cut
from transpipe.review.values import RowState
from transpipe.rules import BY_ID
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import Settings
from transpipe.tagged_text import without_tags

_STATES = {
    RowState.KEPT: "kept",
    RowState.STALE: "stale",
    RowState.CONFLICT: "conflict",
}
"""States of a segment that are findings of their own."""
_EXCERPT = 60


def draft_findings(settings: Settings, paths: Iterable[str]) -> Iterator[Finding]:
    """The findings of drafts. Where a draft can't be compared with its source, `transpipe run` says why."""
    drafts = Drafts(settings, load_glossary(settings.path("glossary")), DictMemory(), ())
    for path in paths:
        entry = read_entry(drafts.posts, path)
        if entry is None or entry.kind == "original":
            continue
        try:
            yield from _of(drafts.open(entry), drafts.off)
        except Unusable:
            continue


def _of(draft: OpenDraft, off: frozenset[str]) -> Iterator[Finding]:
    for seat, row in zip(draft.pairing.seats, draft.every_row(full=False), strict=True):
        line, column = line_and_column(draft.data, draft.pairing.offset(seat))
        found = [(finding.rule, finding.severity, finding.message) for finding in row.findings]
        rule = _STATES.get(row.state)
        if rule and rule not in off:
            found.append((rule, BY_ID[rule].severity, BY_ID[rule].title))
        for name, severity, message in found:
            print_ = fingerprint(f"{name} {seat.id} {message}")
            excerpt = cut(without_tags(row.target), _EXCERPT)
            yield Finding(name, severity, draft.entry.path, line, message, excerpt, column, fingerprint=print_)
