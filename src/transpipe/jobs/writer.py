"""From translated segments to drafts on the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import transpipe
from transpipe.clock import Clock
from transpipe.errors import ParseError, TranspipeError
from transpipe.jobs.items import Item, Target, written_segments
from transpipe.jobs.proposals import Proposals
from transpipe.model import Finding, Severity
from transpipe.pipeline.plan import Plan
from transpipe.pipeline.render import Drafts, Rendering, render_original, render_plan
from transpipe.report.values import PostReport, Written
from transpipe.stores.journal import Event, Journal
from transpipe.stores.site import Site
from transpipe.write.provenance import APPROVED, EDITED, NEEDS_REVIEW, REPLACES, REVIEWED, content_hash

BY_HAND = "by hand"


class Writer:
    """Writes the files of posts, one post after the other."""

    def __init__(
        self,
        site: Site,
        proposals: Proposals,
        journal: Journal,
        fragments: Callable[[], frozenset[str]],
        machine: dict[str, str],
        clock: Clock,
        *,
        abbreviations: bool,
        dry_run: bool,
        diff: bool,
    ) -> None:
        """`fragments` are what the links of the site ask for; `machine` is what drafts say of model and glossary;
        with `abbreviations`, terms are abbreviated after their first mention.
        """
        self.site = site
        self.proposals = proposals
        self.journal = journal
        self.fragments = fragments
        self.machine = machine
        self.clock = clock
        self.abbreviations = abbreviations
        self.dry_run = dry_run
        self.diff = diff

    def provenance(self, plan: Plan, scope: str, *, original: bool) -> dict[str, str]:
        """The `params.transpipe` map of a new draft, without its seal."""
        return {
            "status": NEEDS_REVIEW,
            "kind": "original" if original else "translation",
            "source": plan.file.path,
            "source_hash": content_hash(plan.file.data),
            **({} if original else self.machine),
            **({} if original else {"scope": scope}),
            "date": datetime.now(UTC).date().isoformat(),
            "tool": f"transpipe {transpipe.__version__}",
        }

    def write(self, item: Item, drafts: Drafts) -> PostReport:
        """Write the drafts of a post, and proposals where a person's text stays."""
        report = PostReport(item.file.path, item.plan.kind, findings=item.findings)
        report.state = "written" if item.writable else "kept"
        for target in item.targets:
            try:
                if target.found.state.writable:
                    self.draft(item, target, drafts, report)
                elif target.found.blocked and not self.dry_run:
                    rendering = self.render(item, target, drafts)
                    with self.clock.stage("write"):
                        self.proposals.write_whole(target.path, item.plan.file, rendering.data)
            except ParseError as error:
                line = item.pending.place(error.offset)[0]
                report.findings.append(Finding(error.rule, Severity.ERROR, item.file.path, line, str(error)))
            except TranspipeError as error:
                report.findings.append(Finding("unwritable", Severity.ERROR, item.file.path, 1, str(error)))
        return report

    def draft(self, item: Item, target: Target, drafts: Drafts, report: PostReport) -> None:
        """Write one draft."""
        rendering = self.render(item, target, drafts)
        if not target.original:
            report.segments = written_segments(item, rendering)
        before = self.before(item, target)
        if not self.dry_run:
            with self.clock.stage("write"):
                self.site.write(target.path, rendering.data)
                self.propose(item, target, rendering.data, drafts)
                self.journal.record(self.event(item, target, report))
        report.findings.extend([*target.found.told(target.path, rendering.data), *rendering.findings])
        written = Written(target.path, target.original, rendering.certificate)
        if self.diff:
            written = replace(written, before=before, after=rendering.data)
        report.written.append(written)

    def render(self, item: Item, target: Target, drafts: Drafts) -> Rendering:
        """The bytes of a draft, verified."""
        provenance = self.provenance(item.plan, item.scope, original=target.original)
        found = target.found
        if target.original:
            with self.clock.stage("verify"):
                return render_original(item.plan, provenance, item.prose)
        if found.merge:
            provenance |= {"status": APPROVED} if found.approved else {}
            provenance |= {EDITED: BY_HAND} if found.human else {}
            provenance |= {REPLACES: found.replaces} if found.replaces else {}
            provenance |= {REVIEWED: found.reviewed} if found.reviewed else {}
        with self.clock.stage("verify"):
            return render_plan(
                item.pending, drafts, provenance, item.prose, self.fragments(), abbreviations=self.abbreviations
            )

    def propose(self, item: Item, target: Target, data: bytes, drafts: Drafts) -> None:
        """Keep the review data of a draft true."""
        merge = target.found.merge
        if merge and merge.disputes and item.disputed:
            self.proposals.write_segments(target.path, data, merge, item.disputed, drafts)
        else:
            self.proposals.forget(target.path)

    def before(self, item: Item, target: Target) -> bytes:
        """What a diff compares with: the draft that is replaced, else the source."""
        existing = self.site.read(target.path) if self.site.exists(target.path) else None
        return existing.data if existing is not None and not isinstance(existing, Finding) else item.plan.file.data

    def event(self, item: Item, target: Target, report: PostReport) -> Event:
        """What the journal says of a draft."""
        counts: dict[str, int] = {}
        for segment in report.segments if not target.original else ():
            counts[segment.origin] = counts.get(segment.origin, 0) + 1
        detail = {"segments": counts, **self.machine} if not target.original else {}
        return Event("drafted", target.path, item.file.path, detail=detail)
