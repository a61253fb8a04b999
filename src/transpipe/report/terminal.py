"""A run for people: a bar while it works, findings by file, a closing summary."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from transpipe.clock import STAGES
from transpipe.model import Finding, Severity
from transpipe.report.values import PostReport, RunReport, Totals
from transpipe.report.words import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_ORIGINS = ("translated", "approved", "fuzzy", "recalled", "kept", "unchanged", "edited", "conflict", "converted")
_SELDOM = ("approved", "fuzzy", "unchanged", "edited", "conflict", "converted")


class SilentProgress:
    """For --quiet and for tests."""

    def begin(self, files: int) -> None:
        """Nothing."""

    def file(self) -> None:
        """Nothing."""

    def sentences(self, count: int) -> None:
        """Nothing."""

    def done(self, count: int) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class BarProgress(SilentProgress):
    """A bar on a terminal; rich draws nothing where standard error is no terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bar: Bar | None = None
        self.task: TaskID | None = None

    def sentences(self, count: int) -> None:
        """Begin the bar, or make it longer."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        if self.bar is None:
            columns = (TextColumn("translating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.bar = Progress(*columns, console=self.console, transient=True)
            self.bar.start()
            self.task = self.bar.add_task("sentences", total=0)
        if self.task is not None:
            self.bar.update(self.task, total=(self.bar.tasks[0].total or 0) + count)

    def done(self, count: int) -> None:
        """Move the bar."""
        if self.bar is not None and self.task is not None:
            self.bar.advance(self.task, count)

    def end(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()


class LineProgress(SilentProgress):
    """Plain lines, for logs."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.total = 0
        self.count = 0

    def begin(self, files: int) -> None:
        """Say how many files are read."""
        self.console.print(f"reading {files} files")

    def sentences(self, count: int) -> None:
        """Say how many sentences there are."""
        self.total += count
        self.console.print(f"translating {count} sentences")

    def done(self, count: int) -> None:
        """Say how far it is, at the end of a batch."""
        self.count += count
        if count:
            self.console.print(f"{self.count}/{self.total} sentences")


def print_run(console: Console, report: RunReport, verbosity: int) -> None:
    """Findings and summary; `verbosity` -1 errors alone, 0 warnings too, 1 everything with every segment."""
    print_notes(console, report.notes)
    for post in report.posts:
        _print_post(console, post, verbosity)
    print_findings(console, report.site_findings, verbosity)
    if verbosity < 0:
        return
    _print_summary(console, report)


def print_profile(console: Console, report: RunReport) -> None:
    """Where the time of a run went: seconds, share and what each stage is; then the engine, and the processor."""
    whole, processor = report.seconds, report.processor
    rows: list[tuple[str, float, float, str]] = [
        *((stage, seconds, whole, STAGES[stage]) for stage, seconds in report.stages.items()),
        ("total", whole, whole, ""),
        ("engine", report.engine_seconds, whole, "at work beside the stages: translating, or asked to"),
        ("processor", processor.own, processor.all, f"of all but the engine, in {processor.all:.3f} s of all threads"),
    ]
    for name, seconds, of, what in rows:
        line = f"{name:<10}{seconds:>9.3f} s {seconds / of if of else 0:>6.1%}  {what}".rstrip()
        console.print(line, markup=False, soft_wrap=True, highlight=False)


def print_notes(console: Console, notes: Iterable[str]) -> None:
    """What was finished that an interrupted command had left."""
    for note in notes:
        console.print(f"note: {note}", markup=False, soft_wrap=True, highlight=False)


def print_findings(console: Console, findings: Iterable[Finding], verbosity: int) -> None:
    """A line for every finding that the verbosity lets through."""
    from rich.markup import escape

    least = {-1: Severity.ERROR, 0: Severity.WARNING}.get(verbosity, Severity.INFO)
    for finding in findings:
        if finding.severity >= least:
            place = f"{visible(finding.path)}:{finding.line}:{finding.column}"
            name = finding.severity.name.lower()
            excerpt = f" “{finding.excerpt}”" if finding.excerpt else ""
            style = _STYLES[finding.severity]
            text = f"{escape(place)}: [{style}]{name}[/] {escape(visible(finding.message))}{escape(excerpt)} {escape(f'[{finding.rule}]')}"
            console.print(text, soft_wrap=True, highlight=False)


def _print_post(console: Console, post: PostReport, verbosity: int) -> None:
    print_findings(console, post.findings, verbosity)
    if verbosity > 0:
        for segment in post.segments:
            console.print(
                f"{visible(post.path)}:{segment.line} {segment.kind} {segment.origin}", markup=False, soft_wrap=True
            )
            console.print(f"  - {segment.source}", markup=False, soft_wrap=True, highlight=False)
            if segment.target:
                console.print(f"  + {segment.target}", markup=False, soft_wrap=True, highlight=False)


def _print_summary(console: Console, report: RunReport) -> None:
    for label, text in _summary(report):
        console.print(f"[bold]{label:<10}[/]", end="", soft_wrap=True, highlight=False)
        console.print(text, markup=False, soft_wrap=True, highlight=False)


def _summary(report: RunReport) -> Iterator[tuple[str, str]]:
    """(label, text) of each line."""
    done = report.totals.posts
    if not done and not report.failed:
        what = f"nothing to do: {report.current} up to date" if report.current else "nothing to do"
        yield "posts", f"{what} ({report.files} files read)"
    else:
        yield "posts", f"{done} ({report.files} files read, {report.current} up to date)"
    if report.count("planned"):
        yield "segments", f"{report.count('planned')} to translate (dry run: nothing was translated)"
    elif done:
        counts_of = {origin: report.count(origin) for origin in _ORIGINS}
        parts = (f"{count} {origin}" for origin, count in counts_of.items() if count or origin not in _SELDOM)
        yield "segments", ", ".join(parts)
    counts = report.levels()
    yield (
        "findings",
        f"{counts[Severity.ERROR]} errors, {counts[Severity.WARNING]} warnings, {counts[Severity.INFO]} notes",
    )
    for number, item in enumerate(report.written()):
        label = ("would write" if report.dry_run else "drafts") if number == 0 else ""
        yield label, visible(item.path) + (" (the Chinese original)" if item.original else "")
    checked = _certificates(report.totals)
    if checked:
        yield "checked", checked
    yield "seconds", f"{report.seconds:.1f}"


_SHOWN = {
    "headings": ("heading",),
    "shortcodes": ("shortcode-tag",),
    "links": ("link",),
    "images": ("image",),
    "code": ("code", "code-block"),
    "HTML tags": ("html",),
}


def _certificates(totals: Totals) -> str:
    """What was compared before the drafts were written, in one line."""
    if not totals.certificates:
        return ""
    counts = {name: sum(totals.constructs[kind] for kind in kinds) for name, kinds in _SHOWN.items()}
    words = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"{words}{' equal; ' if words else ''}{totals.bytes_kept:,} bytes outside of edits identical"


def run_diffs(report: RunReport) -> Iterator[str]:
    """Unified diffs of all files written, against the draft before or the source."""
    return (unified_diff(item.path, item.before, item.after) for item in report.written())


def unified_diff(path: str, before: bytes, after: bytes) -> str:
    """The unified diff of a file."""
    old, new = (data.decode("utf-8").splitlines(keepends=True) for data in (before, after))
    diff = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in diff)
