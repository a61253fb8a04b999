"""`transpipe check`: what is untranslated, stale or broken on a site, without a model.

Most of it is found file by file (`pipeline.check_file`) and remembered by content; what needs several files is asked
every time: languages that are missing, drafts that wait, links between pages.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import transpipe
from transpipe.detect.deliberate import kept_pattern
from transpipe.jobs.file_facts import FactsReader, read_all
from transpipe.jobs.fragments import Pages
from transpipe.jobs.layout import Layout, Post, group_posts, open_site, read_layout
from transpipe.jobs.page_links import broken_links
from transpipe.jobs.pair_facts import Pair, PairReader, read_pairs
from transpipe.jobs.setup import make_rules
from transpipe.model import Finding
from transpipe.pair.fingerprint import fingerprint
from transpipe.pipeline.check_file import NOTHING, CheckRules, FileFacts
from transpipe.report.values import CheckReport
from transpipe.rules import BY_ID
from transpipe.stores.baseline import baseline_text, load_baseline
from transpipe.stores.changes import changed_since
from transpipe.stores.check_cache import KnownFacts, load_cache, read_facts, save_cache
from transpipe.stores.git import History
from transpipe.stores.glossary_files import kept_names
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.paths import MARKDOWN, language_path, mirrored, post_file

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
        self.output = str(settings["output"]).strip("/")
        self.drafts_site = Site(settings.root, self.output, settings["ignore"], settings["max_file_size"])
        kept = kept_names(settings.path("glossary"))
        rules = make_rules(settings, "all")
        self.rules = CheckRules(rules.prose, rules.markers, kept_pattern(kept))
        self.key = _cache_key(settings, layout, kept)
        self.cache = settings.path("state") / "check.jsonl"
        self.known = load_cache(self.cache, self.key)
        self.entries = KnownFacts()
        """What this check has read, for the cache."""
        self.keys: dict[str, str] = {}
        """Cache keys of the files that could be read."""
        self.facts: dict[str, FileFacts] = {}
        """Of the files that have any."""
        self.report = CheckReport(str(settings.root))

    def run(self) -> CheckReport:
        self.paths = self.site.select([])
        waiting = self.drafts_site.select([]) if (self.site.root / self.output).is_dir() else ()
        self.drafts = dict.fromkeys(waiting)  # in order, and asked for once for every file that is missing
        content, drafts, asked = self.selected()
        self.read([*content, *drafts])
        posts = self.posts(content)
        self.report.files, self.report.posts = len(content) + len(drafts), len(posts)
        found = [
            *(finding for path in content for finding in self.of(path).findings),
            *(finding for path in drafts for finding in self.draft(path, full=path in asked)),
            *self.translations([path for path in drafts if path in asked]),
            *(finding for post in posts for finding in self.missing(post)),
            *(self.pairs(posts) if self.wanted("stale") or self.wanted("structure") else ()),
            *self.anchors(content),
        ]
        self.save()
        self.keep(sorted(found, key=lambda one: (one.path, one.line, one.column, one.rule)))
        return self.report

    # --- what is looked at ------------------------------------------------------------------------

    def selected(self) -> tuple[list[str], list[str], frozenset[str]]:
        """Content files, drafts, and those drafts that were asked for by their path."""
        given = [(path, self.site.relative(path)) for path in self.request.paths]
        inside = [path for path, name in given if name == self.output or name.startswith(f"{self.output}/")]
        others = [path for path, _ in given if path not in inside]
        content = self.site.select(others) if others else [] if given else self.paths
        asked = frozenset(self.drafts_site.select(inside) if inside else [])
        if self.request.changed_since:
            content = self.changed(content)
        if self.whole:
            return content, list(self.drafts), asked
        posts = {self.post_key(path) for path in content}
        return content, [path for path in self.drafts if path in asked or self.post_key(path) in posts], asked

    @property
    def whole(self) -> bool:
        """Whether all of the site is checked."""
        return not self.request.paths and not self.request.changed_since

    def changed(self, content: Sequence[str]) -> list[str]:
        """The files of posts of which any language, or a draft, has changed."""
        changes = changed_since(self.site.root, self.request.changed_since)
        posts = {self.post_key(path) for path in changes if path.endswith(MARKDOWN)}
        return [path for path in content if self.post_key(path) in posts]

    def post_key(self, path: str) -> str:
        """What all languages and drafts of a post have in common, as far as their paths tell."""
        file = post_file(self.original(path), self.languages)
        return file.key if file else path

    def original(self, path: str) -> str:
        """The content path of a draft; other paths as they are."""
        prefix = f"{self.output}/"
        return mirrored(path, self.output, self.site.content) if path.startswith(prefix) else path

    def read(self, paths: Sequence[str]) -> None:
        """Read the facts of files."""
        reader = FactsReader(self.site, self.languages, self.rules, self.original, self.output, self.known)
        for path, key, plain in read_all(reader, paths):
            if plain != 0:
                self.facts[path] = read_facts(plain)
            if key:
                self.keys[path] = key
                self.entries.add(key, plain)

    def save(self) -> None:
        """Keep what was read; after a look at a part of the site, also what was known of the rest."""
        if self.whole:
            changed, kept = not self.entries.same_keys(self.known), self.entries
        else:
            count, kept = len(self.known), self.known
            for key, plain in self.entries:
                kept.add(key, plain)
            changed = len(kept) != count
        if changed:
            save_cache(self.cache, self.key, kept)

    def of(self, path: str) -> FileFacts:
        """The facts of a file that was read."""
        return self.facts.get(path, NOTHING)

    def posts(self, content: Sequence[str]) -> tuple[Post, ...]:
        """The posts that have one of the files."""
        keys = {path: facts.translation_key for path, facts in self.facts.items() if facts.translation_key}
        if keys and not self.whole:
            self.read(self.paths)  # the other languages may be anywhere
            keys = {path: facts.translation_key for path, facts in self.facts.items() if facts.translation_key}
        posts = group_posts(self.paths, self.languages, keys)
        if self.whole:
            return tuple(posts)
        chosen = frozenset(content)
        return tuple(post for post in posts if not chosen.isdisjoint(post.paths))

    # --- what is found between files ------------------------------------------------------------------

    def missing(self, post: Post) -> Iterator[Finding]:
        """Required languages that a post does not have."""
        files = post.files
        order = (*self.languages.source, self.languages.target, *post.codes)
        path = next(files[code] for code in order if code in files)
        file = post_file(path, self.languages)
        for codes in self.required:
            if file is None or any(code in files for code in codes):
                continue
            code = next((code for code in self.languages.source if code in codes), min(codes))
            wanted = language_path(file, code, self.languages)
            draft = mirrored(wanted, self.site.content, self.output)
            way = (
                f"a draft waits in {draft}" if draft in self.drafts else "write it, or `transpipe run --scope missing`"
            )
            message = f"no file in `{code}` ({wanted}): {way}"
            yield from self.unless_quiet(path, "missing-language", message, f"{post.key} {code}")

    def pairs(self, posts: Sequence[Post]) -> Iterator[Finding]:
        """What translations say beside their sources: `stale` and `structure`."""
        target = self.languages.target
        files = [(self.source(post), post.files[target]) for post in posts if target in post.codes]
        if any(path and path not in self.keys for pair in files for path in pair):
            self.read(sorted({path for pair in files for path in pair if path and path not in self.keys}))
        pairs = [
            Pair(source, path, self.keys[source], self.keys[path])
            for source, path in files
            if source in self.keys and path in self.keys
        ]
        if not pairs:
            return
        with History(self.site.root, self.site.content or ".") as history:
            reader = PairReader(self.site, history, self.rules.prose, self.known)
            for pair, (key, plain, findings) in zip(pairs, read_pairs(reader, pairs), strict=True):
                self.entries.add(key, plain)
                facts = self.of(pair.target)
                yield from (one for one in findings if not facts.silences(one.rule, one.line))

    def source(self, post: Post) -> str:
        """The Chinese file of a post; empty for none."""
        files = post.files
        return next((files[code] for code in self.languages.source if code in files), "")

    def draft(self, path: str, *, full: bool) -> Iterator[Finding]:
        """What a draft says by being there, and what was found in it."""
        facts = self.of(path)
        yield from (finding for finding in facts.findings if full or finding.rule in _UNREADABLE)
        status = f" ({facts.status})" if facts.status else ""
        message = f"a draft{status} waits for {self.original(path)}: review and publish it, or delete it"
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

    def anchors(self, content: Sequence[str]) -> Iterator[Finding]:
        """Links to other pages whose fragment they do not have."""
        linking = [path for path in content if self.of(path).links]
        pages = Pages(self.site, self.languages, self.rules.prose, self.paths if linking else ())
        for path in linking:
            facts = self.of(path)
            found = broken_links(pages, path, facts.links)
            yield from (one for one in found if not facts.silences(one.rule, one.line))

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
        gone = baseline.gone(kept, self.wanted) if self.whole else 0
        if gone:
            entries = "entry does" if gone == 1 else "entries do"
            note = f"{self.request.baseline}: {gone} {entries} not occur any more; write it anew with --write-baseline"
            self.report.notes.append(note)
