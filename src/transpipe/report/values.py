"""What a run reports; filled by the job, shown by the formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from transpipe.clock import Processor, Stage
from transpipe.model import Finding, Severity
from transpipe.verify.certificate import Certificate


class Progress(Protocol):
    """Told how far a run is; implemented by a bar on a terminal and by plain lines elsewhere."""

    def begin(self, files: int) -> None:
        """Reading begins, with this many files."""

    def file(self) -> None:
        """One file has been read."""

    def sentences(self, count: int) -> None:
        """This many sentences more are to be translated."""

    def done(self, count: int) -> None:
        """This many sentences have been translated or recalled."""

    def end(self) -> None:
        """The run is over."""


@dataclass(slots=True)
class CheckReport:
    """What `transpipe check` has found; shown by the formats of `report`."""

    root: str
    """Site root, absolute; the paths of the findings are relative to it."""
    findings: list[Finding] = field(default_factory=list)
    """Sorted by path, line and column; those of the baseline are not among them."""
    files: int = 0
    posts: int = 0
    baselined: int = 0
    """Findings that the baseline file covers."""
    notes: list[str] = field(default_factory=list)
    """What a person should know beside the findings."""
    seconds: float = 0.0
    prefix: str = ""
    """Path from the root of the repository to the site root, with a final slash; empty where they are the same.

    CI services want paths of the repository; people and programs on the site get those of the site.
    """

    def count(self, severity: Severity) -> int:
        """Number of findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """A segment of a post.

    `origin` is translated, approved, fuzzy, recalled, kept or planned; of a draft that was there already also unchanged (what the
    machine wrote stays), edited and conflict (what a person wrote stays).
    """

    line: int
    kind: str
    origin: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written (or would be, in a dry run)."""

    path: str
    original: bool
    certificate: Certificate | None = None
    before: bytes = b""
    """Only with --diff: what stood there, or the source."""
    after: bytes = b""


@dataclass(slots=True)
class PostReport:
    """What happened to a post; `state` is written, planned, current, kept or failed."""

    path: str
    kind: str = ""
    segments: list[SegmentReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    state: str = "failed"


class Posts(Protocol):
    """Reports of posts in the order in which they came: a list, or a file where there may be very many."""

    def append(self, post: PostReport, /) -> None:
        """Keep one."""

    def __iter__(self) -> Iterator[PostReport]:
        """All of them, from the first."""


@dataclass(slots=True)
class Totals:
    """The posts of a report counted up while they come, so that nobody has to read them all for a number."""

    posts: int = 0
    """Those that were written, or would be."""
    files: int = 0
    """Files of these posts."""
    segments: Counter[str] = field(default_factory=Counter)
    """By origin."""
    findings: Counter[Severity] = field(default_factory=Counter)
    certificates: int = 0
    constructs: Counter[str] = field(default_factory=Counter)
    """Of all certificates, by kind."""
    bytes_kept: int = 0

    def add(self, post: PostReport) -> None:
        """Count a post."""
        self.posts += post.state in ("written", "planned")
        self.files += len(post.written)
        self.segments.update(segment.origin for segment in post.segments)
        self.findings.update(finding.severity for finding in post.findings)
        for item in post.written:
            if item.certificate is not None:
                self.certificates += 1
                self.constructs.update(item.certificate.constructs)
                self.bytes_kept += item.certificate.bytes_kept


@dataclass(slots=True)
class RunReport:
    """What happened in a run."""

    scope: str
    dry_run: bool
    output: str
    engine: str
    posts: Posts
    """Filled by `add`."""
    files: int = 0
    """Files that were looked at."""
    current: int = 0
    """Posts whose drafts are up to date."""
    totals: Totals = field(default_factory=Totals)
    """Of the posts."""
    site_findings: list[Finding] = field(default_factory=list)
    """Findings about the site as a whole: links between pages, drafts that were moved."""
    notes: list[str] = field(default_factory=list)
    """What was finished or cleared that an interrupted command had left."""
    stages: dict[Stage, float] = field(default_factory=dict)
    """Seconds that each stage took; one at any moment, so they add up to the run."""
    engine_seconds: float = 0.0
    """Seconds in which the engine was at work beside the stages."""
    processor: Processor = field(default_factory=Processor)
    """Of the stages, and of the whole process."""

    @property
    def seconds(self) -> float:
        """Wall time of the run, without the start of the program."""
        return sum(self.stages.values())

    def add(self, post: PostReport) -> None:
        """Report a post; it does not change after that."""
        self.totals.add(post)
        self.posts.append(post)

    def levels(self) -> Counter[Severity]:
        """Number of findings by severity, of the posts and of the site."""
        return self.totals.findings + Counter(finding.severity for finding in self.site_findings)

    def count(self, origin: str) -> int:
        """Number of segments of an origin."""
        return self.totals.segments[origin]

    def written(self) -> Iterator[Written]:
        """All files written."""
        for post in self.posts:
            yield from post.written

    @property
    def failed(self) -> bool:
        """Whether something could not be done."""
        return self.levels()[Severity.ERROR] > 0
