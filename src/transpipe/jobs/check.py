"""`transpipe check`: what is untranslated, stale or broken on a site, without a model.

Most of it is found file by file (`pipeline.check_file`) and remembered by content; what needs several files is asked
every time: languages that are missing, drafts that wait, links between pages.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import transpipe
from transpipe.detect.deliberate import kept_pattern
from transpipe.jobs.check_selection import DraftPaths, select
from transpipe.jobs.file_facts import FactsReader, read_all
from transpipe.jobs.fragments import Pages
from transpipe.jobs.layout import Layout, open_site, read_layout
from transpipe.jobs.page_links import broken_links
from transpipe.jobs.pair_facts import Pair, PairReader, read_pairs
from transpipe.jobs.setup import make_rules
from transpipe.jobs.site_map import PlacedFile, Post, SiteMap
from transpipe.model import Finding
from transpipe.pair.fingerprint import fingerprint
from transpipe.pipeline.check_file import NOTHING, CheckRules, FileFacts
from transpipe.report.values import CheckReport
from transpipe.rules import BY_ID
from transpipe.stores.baseline import baseline_text, load_baseline
from transpipe.stores.check_cache import KnownFacts, load_cache, read_facts, save_cache
from transpipe.stores.git import History
from transpipe.stores.glossary_files import kept_names
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.paths import language_path, mirrored, post_file

_RECIPE = 1
"""Part of the cache's key; raised when what is found in a file changes."""
_UNREADABLE = frozenset({"unreadable", "too-large", "encoding", "broken"})
"""Rules that speak of any draft; the others speak of a draft that was asked for by its path."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """The options of the command."""

    paths: tuple[Path, ...] = ()
    only: frozenset[str] = frozenset()
    """Rules to report; empty for all."""
    ignore: frozenset[str] = frozenset()
    changed_since: str = ""
    """Revision of git; empty for the whole site."""
    baseline: Path | None = None
    write_baseline: Path | None = None


def check(request: CheckRequest, settings: Settings) -> CheckReport:
    """Check a site, or the posts of some paths.

    Raises TranspipeError for what concerns the whole check; what concerns one file is a finding.
    """
    started = time.perf_counter()
    report = _Check(request, settings).run()
    if request.write_baseline is not None:
        _write(request.write_baseline, baseline_text(report.findings))
        report.notes.append(f"{request.write_baseline}: {len(report.findings)} findings are known from now on")
        report.baselined, report.findings = len(report.findings), []
    report.seconds = time.perf_counter() - started
    return report


def _write(file: Path, text: str) -> None:
    folder = file.absolute().parent
    Site(folder, "").write(file.name, text.encode("utf-8"))


def _cache_key(settings: Settings, layout: Layout, kept: frozenset[str]) -> str:
    """Hash of all that the facts of a file depend on beside its path and its bytes."""
    known = layout.languages
    languages = (known.source, known.target, known.default, sorted(known.known), sorted(known.folders.items()))
    parts = (transpipe.__version__, _RECIPE, sorted(settings.values.items()), layout.content, languages, sorted(kept))
    return blake2b(repr(parts).encode("utf-8"), digest_size=16).hexdigest()


class _Check:
    def __init__(self, request: CheckRequest, settings: Settings) -> None:
        self.request = request
        self.settings = settings
        layout = read_layout(settings)
        self.required = layout.required
        self.languages = layout.languages
        self.site = open_site(settings, layout)
        self.place = DraftPaths(self.site.content, str(settings["output"]).strip("/"))
        kept = kept_names(settings.path("glossary"))
        rules = make_rules(settings, "all")
        self.rules = CheckRules(rules.prose, rules.markers, kept_pattern(kept))
        self.key = _cache_key(settings, layout, kept)
        self.cache = settings.path("state") / "check.jsonl"
        self.known = load_cache(self.cache, self.key)
        self.entries = KnownFacts()
        """What this check has read, for the cache."""
        self.facts: dict[str, FileFacts] = {}
        """Of the files whose facts are asked for later: links, and rules that are switched off."""
        self.found: list[Finding] = []
        self.report = CheckReport(str(settings.root))

    def run(self) -> CheckReport:
        drafts = Site(self.settings.root, self.place.output, self.settings["ignore"], self.settings["max_file_size"])
        request = self.request
        self.selection = select(self.site, drafts, self.languages, request.paths, request.changed_since)
        posts = self.posts()
        for draft, facts in self.read(self.selection.drafts):
            self.found.extend(self.draft(draft.path, facts, full=draft.path in self.selection.asked))
        self.found.extend(self.translations(sorted(self.selection.asked)))
        pairs = self.look_at(posts)
        if self.wanted("stale") or self.wanted("structure"):
            for finding in self.compare(pairs):  # not `extend`: what is found on the way goes into the same list
                self.found.append(finding)
        else:
            deque(pairs, maxlen=0)  # for what is found on the way
        self.found.extend(self.anchors())
        self.report.files = len(self.selection.content) + len(self.selection.drafts)
        self.save()
        self.keep(sorted(self.found, key=lambda one: (one.path, one.line, one.column, one.rule)))
        return self.report

    # --- what is read -----------------------------------------------------------------------------

    def read(self, paths: Iterable[str]) -> Iterator[tuple[PlacedFile, FileFacts]]:
        """Files with their facts; each is marked with its cache key, which is empty for one that can't be read."""
        reader = FactsReader(self.site, self.languages, self.rules, self.place, self.known)
        for path, key, plain in read_all(reader, paths):
            facts = read_facts(plain)
            if facts.links or facts.quiet:
                self.facts[path] = facts
            if key:
                self.entries.add(key, plain)
            yield PlacedFile(path, facts.translation_key, key), facts

    def read_content(self) -> Iterator[PlacedFile]:
        """The content files that are looked at; what is found in them is found on the way."""
        for file, facts in self.read(self.selection.content):
            self.found.extend(facts.findings)
            yield file

    def posts(self) -> Iterable[Post]:
        """The posts that have one of the files, sorted; their files are read, and marked with their cache keys."""
        if self.selection.whole:
            return SiteMap(self.read_content(), self.languages)
        read = {file.path: file for file in self.read_content()}
        if any(file.translation_key for file in read.values()):  # the other languages may be anywhere
            others = [path for path in self.selection.site if path not in read]
            read.update((file.path, file) for file, _ in self.read(others))
        everything = SiteMap((read.get(path, PlacedFile(path)) for path in self.selection.site), self.languages)
        chosen = frozenset(self.selection.content)
        posts = [post for post in everything if not chosen.isdisjoint(post.paths)]
        others = sorted({path for post in posts for path in post.paths} - read.keys())
        read.update((file.path, file) for file, _ in self.read(others))
        return [post._replace(marks={path: read[path].mark for path in post.paths}) for post in posts]

    def save(self) -> None:
        """Keep what was read; after a look at a part of the site, also what was known of the rest."""
        if self.selection.whole:
            changed, kept = not self.entries.same_keys(self.known), self.entries
        else:
            count, kept = len(self.known), self.known
            for key, plain in self.entries:
                kept.add(key, plain)
            changed = len(kept) != count
        if changed:
            save_cache(self.cache, self.key, kept)

    def of(self, path: str) -> FileFacts:
        """The links of a file that was read, and the rules that are switched off in it."""
        return self.facts.get(path, NOTHING)

    # --- what is found between files ------------------------------------------------------------------

    def look_at(self, posts: Iterable[Post]) -> Iterator[Pair]:
        """Find what posts do not have; the value are the translations that have a source beside them."""
        for post in posts:
            self.report.posts += 1
            self.found.extend(self.missing(post))
            source = next((post.files[code] for code in self.languages.source if code in post.files), "")
            target = post.files.get(self.languages.target, "")
            keys = [post.marks.get(path, "") for path in (source, target)]
            if all(keys):
                yield Pair(source, target, *keys)

    def missing(self, post: Post) -> Iterator[Finding]:
        """Required languages that a post does not have."""
        files = post.files
        path = next(files[code] for code in (*self.languages.source, self.languages.target, *files) if code in files)
        for codes in self.required:
            if any(code in files for code in codes):
                continue
            file = post_file(path, self.languages)
            assert file is not None, "a post is made of Markdown files"
            code = next((code for code in self.languages.source if code in codes), min(codes))
            wanted = language_path(file, code, self.languages)
            draft = mirrored(wanted, self.place.content, self.place.output)
            waits = self.site.exists(draft)
            way = f"a draft waits in {draft}" if waits else "write it, or `transpipe run --scope missing`"
            message = f"no file in `{code}` ({wanted}): {way}"
            yield from self.unless_quiet(path, "missing-language", message, f"{post.key} {code}")

    def compare(self, pairs: Iterable[Pair]) -> Iterator[Finding]:
        """What translations say beside their sources: `stale` and `structure`."""
        with History(self.site.root, self.site.content or ".") as history:
            reader = PairReader(self.site, history, self.rules.prose, self.known)
            for pair, key, plain in read_pairs(reader, pairs):
                self.entries.add(key, plain)
                facts = self.of(pair.target)
                findings = read_facts(plain).findings
                yield from (one for one in findings if not facts.silences(one.rule, one.line))

    def draft(self, path: str, facts: FileFacts, *, full: bool) -> Iterator[Finding]:
        """What a draft says by being there, and what was found in it."""
        yield from (finding for finding in facts.findings if full or finding.rule in _UNREADABLE)
        status = f" ({facts.status})" if facts.status else ""
        message = f"a draft{status} waits for {self.place.original(path)}: review and publish it, or delete it"
        yield from self.unless_quiet(path, "unpublished-draft", message, path)

    def translations(self, drafts: Sequence[str]) -> Iterator[Finding]:
        """Doubts about the texts of drafts; imported when they are asked for, as they need much more than a check."""
        if drafts:
            from transpipe.jobs.check_drafts import draft_findings

            for one in draft_findings(self.settings, drafts):
                if not self.of(one.path).silences(one.rule, one.line):
                    yield one

    def unless_quiet(self, path: str, rule: str, message: str, text: str) -> Iterator[Finding]:
        """A finding about a file as a whole, unless its author has switched the rule off."""
        if not self.of(path).silences(rule, 1):
            print_ = fingerprint(f"{rule} {text}")
            yield Finding(rule, BY_ID[rule].severity, path, 1, message, fingerprint=print_)

    def anchors(self) -> Iterator[Finding]:
        """Links to other pages whose fragment they do not have."""
        links = {path: self.of(path).links for path in self.selection.content if self.of(path).links}
        asked = [(path, link.target) for path, found in links.items() for link in found]
        pages = Pages(self.site, self.languages, self.rules.prose, self.selection.site, asked)
        for path, found in links.items():
            facts = self.of(path)
            broken = broken_links(pages, path, found)
            yield from (one for one in broken if not facts.silences(one.rule, one.line))

    # --- what is reported -------------------------------------------------------------------------

    def wanted(self, rule: str) -> bool:
        """Whether the findings of a rule are reported."""
        only, off = self.request.only, self.settings["rules.off"]
        return (not only or rule in only) and rule not in self.request.ignore and rule not in off

    def keep(self, findings: Sequence[Finding]) -> None:
        """Put the findings that were asked for, and that are not known, into the report."""
        kept = [one for one in findings if self.wanted(one.rule)]
        self.report.findings = kept
        if self.request.baseline is None or self.request.write_baseline is not None:
            return
        baseline = load_baseline(self.request.baseline)
        self.report.findings = baseline.new(kept)
        self.report.baselined = len(kept) - len(self.report.findings)
        gone = baseline.gone(kept, self.wanted) if self.selection.whole else 0
        if gone:
            entries = "entry does" if gone == 1 else "entries do"
            note = f"{self.request.baseline}: {gone} {entries} not occur any more; write it anew with --write-baseline"
            self.report.notes.append(note)
