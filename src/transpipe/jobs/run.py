"""`transpipe run`: from content files to drafts.

Files are taken in windows: the sentences of a window are translated together, then its drafts are written. So
memory stays flat on a large site, and a run that is stopped has finished what it reported. Some windows are
begun ahead, so that the engine has work while drafts are written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from transpipe.clock import Clock
from transpipe.jobs.draft_index import misplaced, read_index
from transpipe.jobs.drafts import Examined, State, examine
from transpipe.jobs.fragments import SiteFragments
from transpipe.jobs.items import Item, Target, planned_report
from transpipe.jobs.local import make_local
from transpipe.jobs.memory_site import rebuilt_finding
from transpipe.jobs.posts import Posts
from transpipe.jobs.proposals import Proposals
from transpipe.jobs.remote import make_elsewhere
from transpipe.jobs.setup import make_decoding, make_engine, open_memory
from transpipe.jobs.site_work import site_work
from transpipe.jobs.traditional import Conversions
from transpipe.jobs.writer import Writer
from transpipe.model import Finding, Severity
from transpipe.pipeline.draft import Begun, Translator
from transpipe.pipeline.parcels import SENTENCES
from transpipe.pipeline.plan import Kind, Plan
from transpipe.report.values import PostReport, Progress, RunReport
from transpipe.stores.draft_table import DraftTable
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.journal import Journal
from transpipe.stores.memory import DictMemory
from transpipe.stores.settings import Settings
from transpipe.stores.spool import Spool

_WINDOW_SENTENCES = 1024
_WINDOW_FILES = 512


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The options of the command."""

    paths: tuple[Path, ...] = ()
    scope: str = "marked"
    dry_run: bool = False
    diff: bool = False
    in_place: bool = False
    wait: float = 0.0
    """Seconds to wait for another run on the site to end."""


def run(request: RunRequest, settings: Settings, progress: Progress) -> RunReport:
    """Translate what the scope asks for and write drafts.

    Raises TranspipeError for what concerns the whole run (no model, no content folder); what concerns one file is a
    finding, and the other files go on.
    """
    clock = Clock()
    with clock.stage("scan"):
        prepared = _Run(request, settings, progress, clock)
    return prepared.run()


class _Run:
    def __init__(self, request: RunRequest, settings: Settings, progress: Progress, clock: Clock) -> None:
        self.clock = clock
        self.request = request
        self.settings = settings
        self.progress = progress
        # Made-up words are made anew each time; there is nothing to remember.
        passing = request.dry_run or settings["engine"] == "pseudo"
        self.store = open_memory(settings, read_only=request.dry_run)
        memory = DictMemory(self.store) if passing else self.store
        cache = None if request.dry_run else settings.path("state") / "glossary.json"
        self.glossary = load_glossary(settings.path("glossary"), cache)
        self.posts = Posts(settings, request.scope, self.glossary)
        self.site = self.posts.site
        engine = make_engine(settings)
        # A server is asked one thing at a time.
        parcels = 2 if settings["engine"] == "argos" else 1
        self.elsewhere = make_elsewhere(settings, engine.id) or make_local(engine, parcels)
        self.translator = Translator(
            engine, memory, self.glossary, make_decoding(settings), settings["memory.fuzzy"], clock, self.elsewhere
        )
        self.output = self.posts.content if request.in_place else settings["output"]
        self.proposals = Proposals(settings, self.site)
        abbreviations = settings["terms.abbreviations"] == "first"
        # Drafts made without abbreviations are made anew.
        machine = {"model": engine.id, "glossary": self.glossary.version + "+abbreviations" * abbreviations}
        journal = Journal(self.store)
        self.writer = Writer(
            self.site,
            self.proposals,
            journal,
            self.wanted,
            machine,
            clock,
            abbreviations=abbreviations,
            dry_run=request.dry_run,
            diff=request.diff,
        )
        self.report = RunReport(request.scope, request.dry_run, str(self.output), engine.id, Spool())

    def run(self) -> RunReport:
        with ExitStack() as stack:
            stack.callback(self.progress.end)
            stack.callback(self.store.close)
            stack.callback(self.elsewhere.executor.shutdown, wait=False, cancel_futures=True)
            with self.clock.stage("scan"):
                paths = self.site.select(self.request.paths)
            if not self.request.dry_run:
                work = site_work(self.settings, self.site, self.store, "transpipe run", self.request.wait)
                self.report.notes.extend(stack.enter_context(work))
            self.progress.begin(len(paths))
            self.store.check()
            self.mend_memory()
            self.translate(paths if self.translating else ())
            if self.settings["targets"]:
                with self.clock.stage("convert"):
                    self.convert(paths)
            if not self.request.paths and not self.request.in_place:
                with self.clock.stage("scan"):
                    self.report.site_findings.extend(misplaced(self.posts, self.index, self.output))
            self.mend_memory()
            if "fragments" in self.__dict__:  # something was written, so the site has been read
                with self.clock.stage("scan"):
                    self.report.site_findings.extend(self.fragments.broken())
        self.report.site_findings[:] = self.asked_for(self.report.site_findings)
        self.report.stages, self.report.engine_seconds = self.clock.read(), self.clock.read_beside()
        self.report.processor = self.clock.read_processor()
        return self.report

    def tell(self, post: PostReport) -> None:
        """Put a post into the report."""
        post.findings[:] = self.asked_for(post.findings)
        self.report.add(post)

    def asked_for(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that the settings do not switch off."""
        off = self.settings["rules.off"]
        return [item for item in findings if item.rule not in off]

    def mend_memory(self) -> None:
        """Make a damaged memory anew, and say so: before the run, and where the damage shows in it."""
        finding = rebuilt_finding(self.settings, self.store)
        if finding is not None:
            self.report.site_findings.append(finding)

    @property
    def translating(self) -> bool:
        """Whether the settings ask for translations, and not for Traditional Chinese alone."""
        targets = [code.lower() for code in self.settings["targets"]]
        return not targets or self.posts.languages.target in targets

    def convert(self, paths: Iterable[str]) -> None:
        """Write the Traditional Chinese drafts of the files."""
        wanted = Conversions(
            self.posts, self.glossary.terms, self.output, self.wanted, self.request.dry_run, self.request.diff
        )
        for post in wanted.reports(paths):
            self.tell(post)
            self.report.current += post.state == "current"

    # --- what is to be done -------------------------------------------------------------------

    def windows(self, paths: Iterable[str]) -> Iterator[list[Item]]:
        window: list[Item] = []
        sentences = 0
        for path in paths:
            with self.clock.stage("parse"):
                item = self.consider(path)
            self.progress.file()
            if item is None:
                continue
            window.append(item)
            sentences += sum(len(segment.sentences) for plan in item.plans() for segment in plan.segments)
            if sentences >= _WINDOW_SENTENCES or len(window) >= _WINDOW_FILES:
                yield window
                window, sentences = [], 0
        if window:
            yield window

    def consider(self, path: str) -> Item | None:
        """Plan a file; None when there is nothing to write for it."""
        file = self.posts.file(path)
        with self.clock.stage("scan"):
            kind = self.posts.kind(file) if file else None
        if file is None or kind is None:
            return None
        self.report.files += 1
        rules = self.posts.rules(self.index.scope(path) if kind is Kind.MIXED else "")
        plan = self.posts.plan(path, kind, rules)
        if not isinstance(plan, Plan):
            if plan:
                self.tell(PostReport(path, findings=list(plan)))
            return None
        item = Item(plan, file, self.posts.draft_scope(kind, rules), rules.prose, list(plan.findings))
        item.aim(list(self.targets(item)))
        if item.writable or any(self.to_propose(item, target) for target in item.targets):
            return item
        current = all(target.found.state is State.CURRENT for target in item.targets)
        self.report.current += current
        state = "current" if current else "kept"
        self.tell(PostReport(path, kind, findings=item.findings, state=state))
        return None

    def to_propose(self, item: Item, target: Target) -> bool:
        return target.found.blocked and not self.proposals.has_whole(target.path, item.plan.file)

    def targets(self, item: Item) -> Iterator[Target]:
        yield self.target(item, self.posts.translation(item.file), original=False)
        original = self.posts.original(item.file)
        if original is not None:
            yield self.target(item, original, original=True)

    def target(self, item: Item, content: str, *, original: bool) -> Target:
        path = self.posts.draft(content, self.output)
        found = self.examine(item, path, content, original=original)
        item.findings.extend(found.findings)
        return Target(path, original, found)

    def examine(self, item: Item, path: str, content: str, *, original: bool) -> Examined:
        """Judge what stands at `path`, else the page at `content` that was published from an older source."""
        if path == item.file.path:
            return Examined(State.NEW)
        wanted = self.writer.provenance(item.plan, item.scope, original=original)
        if not self.site.exists(path):
            elsewhere = self.index.elsewhere(item.file.path, wanted["kind"], path)
            if elsewhere:
                return Examined(State.FOREIGN, self.moved(item.file.path, elsewhere, path))
            if content == item.file.path or not self.site.exists(content):
                return Examined(State.NEW)
        existing = self.site.read(path if self.site.exists(path) else content)
        if isinstance(existing, Finding):
            return Examined(State.FOREIGN, (existing,))
        return examine(existing, item.plan, wanted, self.posts.rules(item.scope), self.wanted)

    def moved(self, source: str, draft: str, place: str) -> tuple[Finding, ...]:
        """Where the run is not for some posts alone, all drafts that were moved are told of in the end."""
        message = f"the draft of {source} belongs at {place}: move it back, or delete it to get a new one"
        return (Finding("renamed-draft", Severity.WARNING, draft, 1, message),) if self.request.paths else ()

    # --- doing it -----------------------------------------------------------------------------

    def translate(self, paths: Iterable[str]) -> None:
        """Take the files through, window after window."""
        begun: deque[tuple[list[Item], Begun | None]] = deque()
        for window in self.windows(paths):
            begun.append((window, self.begin(window)))
            while len(begun) > self.ahead:
                self.finish(*begun.popleft())
        while begun:
            self.finish(*begun.popleft())

    @property
    def ahead(self) -> int:
        """Windows that are begun before the first of them is finished: enough to keep all workers busy.

        None where a run writes the files that it reads.
        """
        return 0 if self.request.in_place else 1 + 2 * self.elsewhere.workers() * SENTENCES // _WINDOW_SENTENCES

    def begin(self, window: list[Item]) -> Begun | None:
        """Look up the sentences of a window, and send off what is to be translated; None when nothing is asked."""
        if self.request.dry_run and not self.request.diff:
            return None
        recalled = iter(self.translator.recall([plan for item in window for plan in item.plans()]))
        for item in window:
            item.take(recalled)
        plans = [plan for item in window for plan in item.plans()]
        self.progress.sentences(len({text for plan in plans for text in plan.open_texts()}))
        return self.translator.begin(plans, self.progress.done)

    def finish(self, window: list[Item], begun: Begun | None) -> None:
        """Wait for the sentences of a window and write its files."""
        drafts = self.translator.end(begun) if begun is not None else None
        for item in window:
            self.tell(planned_report(item) if drafts is None else self.writer.write(item, drafts))
            self.translator.gather()

    @cached_property
    def index(self) -> DraftTable:
        """The drafts that there are."""
        with self.clock.stage("scan"):
            return DraftTable(()) if self.request.in_place else read_index(self.posts, self.output)

    @cached_property
    def fragments(self) -> SiteFragments:
        """What the links of the whole site ask for: a heading that one of them names keeps its id."""
        return SiteFragments(self.site, self.posts.languages, self.posts.rules().prose)

    def wanted(self) -> frozenset[str]:
        with self.clock.stage("scan"):
            return self.fragments.wanted
