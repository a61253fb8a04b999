"""`transpipe publish`: approved drafts into the content folder, one post after the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from transpipe.errors import TranspipeError
from transpipe.jobs.changes import carry_out
from transpipe.jobs.draft_index import read_index
from transpipe.jobs.fragments import SiteFragments
from transpipe.jobs.memory_site import rebuilt_finding
from transpipe.jobs.posts import Posts
from transpipe.jobs.proposals import Proposals
from transpipe.jobs.publication import Publication, Terms, prepare
from transpipe.jobs.publication_converted import prepare_converted
from transpipe.jobs.setup import open_memory
from transpipe.jobs.site_work import site_work
from transpipe.model import Finding, Severity
from transpipe.report.published import PublishedPost, PublishReport
from transpipe.stores.draft_table import DraftEntry, DraftTable
from transpipe.stores.git_work import Git
from transpipe.stores.glossary_files import load_glossary
from transpipe.stores.journal import Change
from transpipe.stores.settings import Settings
from transpipe.write.provenance import APPROVED, CONVERSION, TRANSLATION


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """The options of the command."""

    paths: tuple[Path, ...] = ()
    approve: bool = False
    dry_run: bool = False
    branch: str = ""
    commit: bool = False
    wait: float = 0.0


def publish(request: PublishRequest, settings: Settings) -> PublishReport:
    """Publish what is approved, or everything that is named when the command is the approval.

    Raises TranspipeError for what concerns the whole command: a dirty tree, a path that is no draft, a held lock.
    """
    return _Publish(request, settings).run()


class _Publish:
    def __init__(self, request: PublishRequest, settings: Settings) -> None:
        self.request = request
        self.settings = settings
        self.posts = Posts(settings, "marked", load_glossary(settings.path("glossary")))
        self.site = self.posts.site
        self.output = str(settings["output"])
        self.store = open_memory(settings)
        self.git = Git(self.site.root)
        self.proposals = Proposals(settings, self.site)
        self.report = PublishReport(request.dry_run)
        self.commits = request.commit or bool(request.branch)

    def run(self) -> PublishReport:
        with ExitStack() as stack:
            stack.callback(self.store.close)
            if not self.request.dry_run:
                work = site_work(self.settings, self.site, self.store, "transpipe publish", self.request.wait)
                self.report.notes.extend(stack.enter_context(work))
                damage = rebuilt_finding(self.settings, self.store)
                self.report.notes.extend([damage.message] if damage else [])
            if self.commits:
                self.git.check()
            if self.commits and self.request.branch and self.git.has_branch(self.request.branch):
                self.refuse_dirty([])
                if not self.request.dry_run:
                    self.git.switch(self.request.branch, create=False)
            ready = self.prepared()
            if self.commits and ready:
                self.refuse_dirty([file.path for publication in ready for file in publication.files[:1]])
                if self.request.branch and not self.request.dry_run and not self.git.has_branch(self.request.branch):
                    self.git.switch(self.request.branch, create=True)
            for publication in ready:
                self.publish(publication)
        return self.report

    # --- which --------------------------------------------------------------------------------

    def prepared(self) -> list[Publication]:
        index = read_index(self.posts, self.output)
        terms = Terms(
            self.posts,
            index,
            self.output,
            SiteFragments(self.site, self.posts.languages, self.posts.rules().prose).wanted,
            self.git.identity(),
            self.request.approve,
            self.settings["publish.lastmod"] == "set",
        )
        ready = []
        for entry in self.chosen(index):
            made = prepare_converted(entry, terms) if entry.kind == CONVERSION else prepare(entry, terms)
            if isinstance(made, Publication):
                ready.append(made)
            else:
                self.report.posts.append(PublishedPost(entry.path, findings=made))
        return ready

    def chosen(self, index: DraftTable) -> list[DraftEntry]:
        """The drafts that are asked for: by their own path, that of their source or their page, or a folder above."""
        entries = [entry for entry in index if entry.kind in (TRANSLATION, CONVERSION)]
        if not self.request.paths:
            approved = [entry for entry in entries if entry.status == APPROVED]
            self.report.waiting = 0 if self.request.approve else len(entries) - len(approved)
            return entries if self.request.approve else approved
        wanted = [self.site.relative(path) for path in self.request.paths]
        found = [entry for entry in entries if any(self.belongs(entry, path) for path in wanted)]
        for path in wanted:
            if not any(self.belongs(entry, path) for entry in found):
                raise TranspipeError(f"{path}: no draft here and none of it; `transpipe run {path}` makes one")
        return found

    def belongs(self, entry: DraftEntry, path: str) -> bool:
        page = self.posts.page(entry.path, self.output)
        return any(place == path or place.startswith(f"{path}/") for place in (entry.path, entry.source, page))

    def refuse_dirty(self, touched: Sequence[str]) -> None:
        """A commit holds what is published and nothing else, so nothing else may wait to be committed."""
        dirty = [*self.git.changed(but=self.output), *self.git.untracked(touched)]
        if dirty:
            more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
            raise TranspipeError(f"{dirty[0]}{more}: not committed; commit or stash it first, or leave out --commit")

    # --- doing it -----------------------------------------------------------------------------

    def publish(self, publication: Publication) -> None:
        post = PublishedPost(
            publication.draft,
            publication.target,
            publication.files,
            publication.findings,
            dict(publication.states),
            len(publication.units),
        )
        self.report.posts.append(post)
        if self.request.dry_run:
            return
        plan: dict[str, object] = {"units": list(publication.units)}
        if self.commits:
            plan |= {"commit": self.message(publication), "branch": self.git.branch()}
        change = Change("publish", publication.files, (publication.event,), plan)
        try:
            post.notes.extend(carry_out(change, self.site, self.store))
            self.proposals.forget(publication.draft)
        except TranspipeError as error:
            post.target = ""
            post.findings = (*post.findings, Finding("unwritable", Severity.ERROR, publication.draft, 1, str(error)))

    def message(self, publication: Publication) -> str:
        page = publication.target.removeprefix(f"{self.posts.content}/")
        states = ", ".join(f"{count} {state}" for state, count in sorted(publication.states.items()))
        event = publication.event
        made = [f"{name}: {event.detail[key]}" for name, key in _MADE_BY if event.detail.get(key)]
        facts = [f"Segments: {states}."] * bool(states) + [f"Approved by: {event.author}", ", ".join(made)]
        files = "\n".join(
            f"- {file.path}{' (removed)' if file.after is None else ' (new)' if file.before is None else ''}"
            for file in publication.files
        )
        return f"Publish the translation of {page}\n\n" + "\n".join(facts) + f"\n\n{files}\n"


_MADE_BY = (("Model", "model"), ("glossary", "glossary"))
