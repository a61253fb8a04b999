"""A post on its way through a run, and what is told of it in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from transpipe.jobs.drafts import Examined
from transpipe.model import Finding, ProseRules
from transpipe.pair.states import State as SegmentState
from transpipe.pipeline.merge import Merge
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.render import Rendering
from transpipe.report.values import PostReport, SegmentReport, Written
from transpipe.units import Origin
from transpipe.write.paths import PostFile


@dataclass(frozen=True, slots=True)
class Target:
    """A file that a run would write."""

    path: str
    original: bool
    """The Chinese original, not the translation."""
    found: Examined
    """What stands there."""


@dataclass(slots=True)
class Item:
    """A post on its way through a run."""

    plan: Plan
    file: PostFile
    scope: str
    """What the draft remembers of the rules that it is made by."""
    prose: ProseRules
    findings: list[Finding]
    targets: list[Target] = field(default_factory=list)
    pending: Plan = field(init=False)
    """What is to be translated, and written."""
    disputed: Plan | None = None
    """What is translated for proposals alone."""

    def __post_init__(self) -> None:
        self.pending = self.plan

    def aim(self, targets: Iterable[Target]) -> None:
        """Say what is written."""
        self.targets.extend(targets)
        if self.merge:
            self.pending, self.disputed = self.merge.plan, self.merge.disputed

    @property
    def merge(self) -> Merge | None:
        """The translation that is there already, brought together with its source."""
        return next((target.found.merge for target in self.targets if target.found.merge), None)

    @property
    def writable(self) -> list[Target]:
        """The files that are written."""
        return [target for target in self.targets if target.found.state.writable]

    def plans(self) -> list[Plan]:
        """All that the engine is asked for."""
        return [self.pending, self.disputed] if self.disputed else [self.pending]

    def take(self, recalled: Iterator[Plan]) -> None:
        """Take the plans back, with what the memory knows of their places."""
        self.pending = next(recalled)
        self.disputed = next(recalled) if self.disputed else None


def planned_report(item: Item) -> PostReport:
    """What a dry run tells of a post."""
    report = PostReport(item.file.path, item.plan.kind, findings=item.findings, state="planned")
    report.segments = _planned_segments(item)
    report.findings.extend(finding for target in item.writable for finding in target.found.told(target.path))
    report.written = [Written(target.path, target.original) for target in item.writable]
    return report


def _planned_segments(item: Item) -> list[SegmentReport]:
    """The segments that a run would translate, and those that it would keep."""
    plan = item.pending
    new = [_report(plan, index, "planned", "") for index in range(len(plan.segments))]
    return sorted([*new, *_kept(item)], key=lambda segment: segment.line)


_RECALLED = (({Origin.APPROVED}, "approved"), ({Origin.APPROVED, Origin.MEMORY}, "recalled"))


def written_segments(item: Item, rendering: Rendering) -> list[SegmentReport]:
    """The segments of a draft that was written, and where each comes from."""
    plan = item.pending
    reports = _kept(item)
    for index, made in enumerate(rendering.translated):
        origins = {draft.origin for draft in made}
        if index in rendering.rejected or Origin.KEPT in origins:
            origin = "kept"
        else:
            origin = next((name for known, name in _RECALLED if origins <= known), "translated")
            origin = "fuzzy" if Origin.FUZZY in origins else origin
        reports.append(_report(plan, index, origin, " ".join(draft.target for draft in made)))
    return sorted(reports, key=lambda segment: segment.line)


def _report(plan: Plan, index: int, origin: str, target: str) -> SegmentReport:
    segment = plan.segments[index]
    source = " ".join(sentence.text for sentence in segment.sentences)
    return SegmentReport(plan.place(segment.block.span.start)[0], segment.block.kind, origin, source, target)


_ORIGINS = {SegmentState.CURRENT: "unchanged", SegmentState.EDITED: "edited", SegmentState.CONFLICT: "conflict"}


def _kept(item: Item) -> list[SegmentReport]:
    merge = item.merge
    if merge is None:
        return []
    return [
        SegmentReport(
            item.plan.document.line(block.span.start),
            block.kind,
            _ORIGINS[state],
            "".join(inline.text for inline in block.inlines),
            "",
        )
        for block, state in merge.states
        if state in _ORIGINS
    ]
