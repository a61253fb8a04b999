"""`transpipe run`: from content files to drafts.

Files are taken in windows: the sentences of a window are translated together, then its drafts are written. So
memory stays flat on a large site, and a run that is stopped has finished what it reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import transpipe
from transpipe.errors import ParseError, TranspipeError
from transpipe.jobs.drafts import State, draft_state
from transpipe.jobs.fragments import SiteFragments
from transpipe.jobs.layout import SiteMap, open_site, read_layout, read_posts
from transpipe.jobs.setup import make_decoding, make_engine, make_rules
from transpipe.jobs.traditional import Conversions
from transpipe.model import Finding, Origin, Severity
from transpipe.pipeline.draft import Translator
from transpipe.pipeline.plan import Kind, Plan, plan_file
from transpipe.pipeline.render import Drafts, Rendering, render_original, render_plan
from transpipe.report.values import PostReport, Progress, RunReport, SegmentReport, Written
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.memory import DictMemory, SqliteMemory
from transpipe.stores.settings import Settings
from transpipe.write.paths import PostFile, language_path, mirrored, post_file
from transpipe.write.provenance import content_hash

_WINDOW_SENTENCES = 4096
_WINDOW_FILES = 512


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The options of the command."""

    paths: tuple[Path, ...] = ()
    scope: str = "marked"
    dry_run: bool = False
    diff: bool = False
    in_place: bool = False


@dataclass(slots=True)
class _Item:
    """A post on its way through the run."""

    plan: Plan
    file: PostFile
    targets: list[_Target] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Target:
    """A file that the run would write."""

    path: str
    original: bool
    """The Chinese original, not the translation."""
    state: State


def run(request: RunRequest, settings: Settings, progress: Progress) -> RunReport:
    """Translate what the scope asks for and write drafts.

    Raises TranspipeError for what concerns the whole run (no model, no content folder); what concerns one file is a
    finding, and the other files go on.
    """
    return _Run(request, settings, progress).run()


class _Run:
    def __init__(self, request: RunRequest, settings: Settings, progress: Progress) -> None:
        self.request = request
        self.settings = settings
        self.progress = progress
        layout = read_layout(settings)
        self.site = open_site(settings, layout)
        self.languages = layout.languages
        self.engine = make_engine(settings)
        cache = None if request.dry_run else settings.path("state") / "glossary.json"
        self.glossary = load_glossary(settings.path("glossary"), cache)
        self.rules = replace(make_rules(settings, request.scope), is_term=self.glossary.is_term)
        store = SqliteMemory(settings.path("state") / "memory.sqlite3")
        pseudo = settings["engine"] == "pseudo"  # made-up words are made anew each time; nothing to remember
        self.memory = DictMemory(None if pseudo else store) if request.dry_run or pseudo else store
        self.translator = Translator(self.engine, self.memory, self.glossary, make_decoding(settings))
        self.output = layout.content if request.in_place else settings["output"]
        self.report = RunReport(request.scope, request.dry_run, str(self.output), self.engine.id)

    def run(self) -> RunReport:
        started = time.perf_counter()
        try:
            paths = self.site.select(self.request.paths)
            self.progress.begin(len(paths))
            for window in self.windows(paths if self.translating else []):
                self.finish(window)
            if self.settings["targets"]:
                self.convert(paths)
            if "fragments" in self.__dict__:  # something was written, so the site has been read
                self.report.site_findings.extend(self.fragments.broken())
        finally:
            self.memory.close()
            self.progress.end()
        self.switch_off(frozenset(self.settings["rules.off"]))
        self.report.seconds = time.perf_counter() - started
        return self.report

    def switch_off(self, rules: frozenset[str]) -> None:
        """Leave out the findings that the settings do not want."""
        self.report.site_findings[:] = [item for item in self.report.site_findings if item.rule not in rules]
        for post in self.report.posts:
            post.findings[:] = [item for item in post.findings if item.rule not in rules]

    # --- what is to be done -------------------------------------------------------------------

    def windows(self, paths: Sequence[str]) -> Iterator[list[_Item]]:
        window: list[_Item] = []
        sentences = 0
        for path in paths:
            item = self.consider(path)
            self.progress.file()
            if item is None:
                continue
            window.append(item)
            sentences += sum(len(segment.sentences) for segment in item.plan.segments)
            if sentences >= _WINDOW_SENTENCES or len(window) >= _WINDOW_FILES:
                yield window
                window, sentences = [], 0
        if window:
            yield window

    def consider(self, path: str) -> _Item | None:
        """Plan a file; None when there is nothing to write for it."""
        file = post_file(path, self.languages)
        kind = self.kind(file) if file else None
        if file is None or kind is None:
            return None
        self.report.files += 1
        source = self.site.read(path)
        if isinstance(source, Finding):
            self.report.posts.append(PostReport(path, findings=[source]))
            return None
        if not source.data.strip():
            finding = Finding("empty-file", Severity.WARNING, path, 1, "the file is empty; write it, or remove it")
            self.report.posts.append(PostReport(path, findings=[finding]))
            return None
        plan = plan_file(source, kind, self.rules)
        if not isinstance(plan, Plan):
            if plan:
                self.report.posts.append(PostReport(path, findings=list(plan)))
            return None
        item = _Item(plan, file, findings=list(plan.findings))
        item.targets.extend(self.targets(item))
        if all(target.state is State.CURRENT for target in item.targets):
            self.report.current += 1
            self.report.posts.append(PostReport(path, kind, findings=item.findings, state="current"))
            return None
        if not any(target.state.writable for target in item.targets):
            self.report.posts.append(PostReport(path, kind, findings=item.findings, state="kept"))
            return None
        return item

    def kind(self, file: PostFile) -> Kind | None:
        if file.language == self.languages.target:
            return Kind.MIXED if self.request.scope != "missing" else None
        wanted = file.language in self.languages.source and self.request.scope in ("missing", "all")
        if wanted and self.posts.sibling(file.path, (self.languages.target,)) is None:
            first = self.posts.sibling(file.path, self.languages.source)
            # Of two Chinese files (Simplified and Traditional) the one that the settings name first is taken.
            if first is None or self.rank(file.language) < self.rank(self.code_of(first)):
                return Kind.MISSING
        return None

    def rank(self, code: str) -> int:
        return self.languages.source.index(code) if code in self.languages.source else len(self.languages.source)

    def code_of(self, path: str) -> str:
        file = post_file(path, self.languages)
        return file.language if file else ""

    def targets(self, item: _Item) -> Iterator[_Target]:
        file, content = item.file, self.site.content
        translation = (
            file.path if item.plan.kind is Kind.MIXED else language_path(file, self.languages.target, self.languages)
        )
        yield self.target(item, mirrored(translation, content, self.output), original=False)
        if item.plan.kind is Kind.MIXED and self.posts.sibling(file.path, self.languages.source) is None:
            original = language_path(file, self.languages.source[0], self.languages)
            yield self.target(item, mirrored(original, content, self.output), original=True)

    def target(self, item: _Item, path: str, *, original: bool) -> _Target:
        if path == item.file.path or not self.site.exists(path):
            return _Target(path, original, State.NEW)
        existing = self.site.read(path)
        if isinstance(existing, Finding):
            item.findings.append(existing)
            return _Target(path, original, State.FOREIGN)
        state, finding = draft_state(existing, self.provenance(item, original), self.rules.prose)
        if finding is not None:
            item.findings.append(finding)
        return _Target(path, original, state)

    def provenance(self, item: _Item, original: bool) -> dict[str, str]:
        """The `params.transpipe` map of a draft, without its digest."""
        glossary = self.glossary.version
        if self.settings["terms.abbreviations"] == "first":
            glossary += "+abbreviations"  # drafts made without them are made anew
        made = {} if original else {"model": self.engine.id, "glossary": glossary}
        return {
            "status": "needs-review",
            "kind": "original" if original else "translation",
            "source": item.file.path,
            "source_hash": content_hash(item.plan.file.data),
            **made,
            "date": datetime.now(UTC).date().isoformat(),
            "tool": f"transpipe {transpipe.__version__}",
        }

    # --- doing it -----------------------------------------------------------------------------

    def finish(self, window: list[_Item]) -> None:
        """Translate the sentences of a window and write its files."""
        plans = [item.plan for item in window]
        if self.request.dry_run and not self.request.diff:
            for item in window:
                self.report.posts.append(self.planned(item))
            return
        texts = {sentence.text for plan in plans for segment in plan.segments for sentence in segment.sentences}
        self.progress.sentences(len(texts))
        drafts = self.translator.draft(plans, self.progress.done)
        for item in window:
            self.report.posts.append(self.write(item, drafts))

    def planned(self, item: _Item) -> PostReport:
        report = PostReport(item.file.path, item.plan.kind, findings=item.findings, state="planned")
        report.segments = [_segment_report(item.plan, index, "planned", "") for index in range(len(item.plan.segments))]
        report.written = [Written(target.path, target.original) for target in item.targets if target.state.writable]
        return report

    def write(self, item: _Item, drafts: Drafts) -> PostReport:
        report = PostReport(item.file.path, item.plan.kind, findings=item.findings, state="written")
        for target in item.targets:
            if not target.state.writable:
                continue
            provenance = self.provenance(item, target.original)
            try:
                if target.original:
                    rendering = render_original(item.plan, provenance, self.rules.prose)
                else:
                    rendering = render_plan(
                        item.plan,
                        drafts,
                        provenance,
                        self.rules.prose,
                        frozenset(self.fragments.wanted),
                        abbreviations=self.settings["terms.abbreviations"] == "first",
                    )
                    report.segments = _segment_reports(item.plan, rendering)
                before = self.before(item, target)
                if not self.request.dry_run:
                    self.site.write(target.path, rendering.data)
            except ParseError as error:
                line = item.plan.document.line(error.offset)
                report.findings.append(Finding(error.rule, Severity.ERROR, item.file.path, line, str(error)))
                continue
            except TranspipeError as error:
                report.findings.append(Finding("unwritable", Severity.ERROR, item.file.path, 1, str(error)))
                continue
            report.findings.extend(rendering.findings)
            written = Written(target.path, target.original, rendering.certificate)
            if self.request.diff:
                written = replace(written, before=before, after=rendering.data)
            report.written.append(written)
        return report

    @property
    def translating(self) -> bool:
        """Whether the settings ask for translations, and not for Traditional Chinese alone."""
        targets = [code.lower() for code in self.settings["targets"]]
        return not targets or self.languages.target in targets

    def convert(self, paths: Sequence[str]) -> None:
        """Write the Traditional Chinese drafts of the files."""
        wanted = Conversions(
            self.settings, self.site, self.languages, self.posts, self.glossary.terms, self.rules, self.output,
            lambda: frozenset(self.fragments.wanted), self.request.dry_run, self.request.diff,
        )  # fmt: skip
        for post in wanted.reports(paths):
            self.report.posts.append(post)
            self.report.current += post.state == "current"

    @cached_property
    def posts(self) -> SiteMap:
        """All posts of the site with their languages."""
        return read_posts(self.site, self.languages)

    @cached_property
    def fragments(self) -> SiteFragments:
        """What the links of the whole site ask for: a heading that one of them names keeps its id."""
        return SiteFragments(self.site, self.languages, self.rules.prose)

    def before(self, item: _Item, target: _Target) -> bytes:
        """What a diff compares with: the draft that is replaced, else the source."""
        existing = self.site.read(target.path) if self.site.exists(target.path) else None
        return existing.data if existing is not None and not isinstance(existing, Finding) else item.plan.file.data


def _segment_reports(plan: Plan, rendering: Rendering) -> list[SegmentReport]:
    reports = []
    for index, made in enumerate(rendering.translated):
        origins = {draft.origin for draft in made}
        if index in rendering.rejected or Origin.KEPT in origins:
            origin = "kept"
        else:
            origin = "recalled" if origins == {Origin.MEMORY} else "translated"
        reports.append(_segment_report(plan, index, origin, " ".join(draft.target for draft in made)))
    return reports


def _segment_report(plan: Plan, index: int, origin: str, target: str) -> SegmentReport:
    segment = plan.segments[index]
    source = " ".join(sentence.text for sentence in segment.sentences)
    return SegmentReport(plan.document.line(segment.block.span.start), segment.block.kind, origin, source, target)
