"""What was published or taken back, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transpipe.model import FileChange, Finding, Severity
from transpipe.report.terminal import print_findings, print_notes, unified_diff

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(slots=True)
class PublishedPost:
    """A draft, and what became of it."""

    draft: str
    target: str = ""
    """The page that was written; empty for a draft that was refused."""
    files: tuple[FileChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    """Number of segments by state."""
    units: int = 0
    """What the memory has learned."""
    notes: list[str] = field(default_factory=list)
    """What could not be done although the files are written."""


@dataclass(slots=True)
class PublishReport:
    """What happened in a publication or when one was taken back."""

    dry_run: bool = False
    posts: list[PublishedPost] = field(default_factory=list)
    waiting: int = 0
    """Drafts that nobody has approved."""
    notes: list[str] = field(default_factory=list)
    """What was finished that an interrupted command had left."""

    @property
    def failed(self) -> bool:
        """Whether something could not be done."""
        return any(f.severity is Severity.ERROR for post in self.posts for f in post.findings)

    @property
    def done(self) -> list[PublishedPost]:
        """The posts that were not refused."""
        return [post for post in self.posts if post.target]


def print_published(console: Console, report: PublishReport, verbosity: int) -> None:
    """Findings, files and a closing summary."""
    print_notes(console, report.notes)
    verb = "would publish" if report.dry_run else "published"
    for post in report.posts:
        print_findings(console, post.findings, verbosity)
        print_notes(console, post.notes)
        if not post.target or verbosity < 0:
            continue
        states = ", ".join(f"{count} {state}" for state, count in sorted(post.states.items()))
        _line(console, f"{verb} {post.target}{f' ({states} segments)' if states else ''}")
        for file in post.files[1:]:
            _line(console, f"  {'removed' if file.after is None else 'wrote'} {file.path}")
    if verbosity < 0:
        return
    refused = len(report.posts) - len(report.done)
    units = sum(post.units for post in report.done)
    parts = [f"{len(report.done)} {verb}"]
    parts.extend([f"{refused} refused"] if refused else [])
    parts.extend([f"{report.waiting} waiting for approval"] if report.waiting else [])
    parts.extend([f"{units} units for the memory"] if units else [])
    _line(console, ", ".join(parts))


def print_reverted(console: Console, report: PublishReport) -> None:
    """The files that are as they were before a publication."""
    print_notes(console, report.notes)
    for post in report.posts:
        print_notes(console, post.notes)
        for file in post.files:
            _line(console, f"{'removed' if file.after is None else 'put back'} {file.path}")


def changes_text(report: PublishReport) -> str:
    """Unified diffs of the files in the content folder; those of drafts that go would only repeat them."""
    return "".join(
        unified_diff(file.path, file.before or b"", file.after)
        for post in report.posts
        for file in post.files
        if file.after is not None
    )


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True, highlight=False)
