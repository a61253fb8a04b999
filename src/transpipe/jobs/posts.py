"""The posts of a site: which file is to be translated, what is pending in it, and where its draft belongs."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from transpipe.detect.deliberate import kept_pattern
from transpipe.errors import ParseError
from transpipe.jobs.layout import open_site, read_layout
from transpipe.jobs.setup import make_rules
from transpipe.jobs.site_map import SiteMap, read_site_map
from transpipe.model import Finding, Severity, SourceFile
from transpipe.parse.front_matter import read_front_matter
from transpipe.pipeline.plan import Kind, Plan, Rules, plan_file
from transpipe.stores.settings import Settings
from transpipe.translate.terms import Glossary
from transpipe.write.conflicts import conflict_line
from transpipe.write.paths import PostFile, language_path, mirrored, post_file
from transpipe.write.provenance import PUBLISHED, content_hash, map_of

MARKED, UNTRANSLATED = "marked", "untranslated"


class Posts:
    """Read as they are asked for."""

    def __init__(self, settings: Settings, scope: str, glossary: Glossary) -> None:
        layout = read_layout(settings)
        self.settings = settings
        self.scope = scope
        self.is_term = glossary.is_term
        self.kept = kept_pattern(source for term in glossary.terms if term.keep for source in term.sources)
        self.site = open_site(settings, layout)
        self.languages = layout.languages
        self.content = layout.content

    @cached_property
    def map(self) -> SiteMap:
        """Which files of the site belong together."""
        return read_site_map(self.site, self.languages)

    def file(self, path: str) -> PostFile | None:
        """A path taken apart."""
        return post_file(path, self.languages)

    def kind(self, file: PostFile) -> Kind | None:
        """What a file is to the scope; None when there is nothing to do with it."""
        if file.language == self.languages.target:
            return Kind.MIXED if self.scope not in ("missing", "stale") else None
        if file.language not in self.languages.source:
            return None
        page = self.map.sibling(file.path, (self.languages.target,))
        if page is not None:
            return Kind.MISSING if self.scope in ("stale", "all") and self._is_behind(page, file.path) else None
        if self.scope in ("missing", "all"):
            first = self.map.sibling(file.path, self.languages.source)
            # Of two Chinese files (Simplified and Traditional) the one that the settings name first is taken.
            if first is None or self._rank(file.language) < self._rank(self._code_of(first)):
                return Kind.MISSING
        return None

    def kind_of_source(self, file: PostFile) -> Kind:
        """What a file is that a draft was made from."""
        return Kind.MIXED if file.language == self.languages.target else Kind.MISSING

    def _is_behind(self, page: str, path: str) -> bool:
        """Whether a page was published from a source that has changed since."""
        published, source = self.site.read(page), self.site.read(path)
        if isinstance(published, Finding) or isinstance(source, Finding):
            return False
        try:
            made = map_of(read_front_matter(published.data)) or {}
        except (ParseError, UnicodeDecodeError):
            return False
        seal = content_hash(source.data)
        return made.get("status") == PUBLISHED and made.get("source") == path and made.get("source_hash") != seal

    def _rank(self, code: str) -> int:
        return self.languages.source.index(code) if code in self.languages.source else len(self.languages.source)

    def _code_of(self, path: str) -> str:
        file = self.file(path)
        return file.language if file else ""

    # --- what is pending ----------------------------------------------------------------------

    def rules(self, made_in: str = "") -> Rules:
        """The rules of the scope, or of the wider one that a draft was made in."""
        scope = UNTRANSLATED if made_in == UNTRANSLATED and self.scope == MARKED else self.scope
        return replace(make_rules(self.settings, scope), is_term=self.is_term, kept=self.kept)

    def draft_scope(self, kind: Kind, rules: Rules) -> str:
        """What a draft remembers of the rules that it was made by."""
        return UNTRANSLATED if kind is Kind.MIXED and rules.untranslated else MARKED

    def plan(self, path: str, kind: Kind, rules: Rules) -> Plan | tuple[Finding, ...]:
        """Read a file and plan it; findings alone when there is nothing to do or nothing can be done."""
        source = self.site.read(path)
        if isinstance(source, Finding):
            return (source,)
        if not source.data.strip():
            return (Finding("empty-file", Severity.WARNING, path, 1, "the file is empty; write it, or remove it"),)
        marked = merge_conflict(source)
        return (marked,) if marked else plan_file(source, kind, rules)

    # --- where drafts belong ------------------------------------------------------------------

    def translation(self, file: PostFile) -> str:
        """The content path of the translation of a file."""
        if file.language == self.languages.target:
            return file.path
        page = self.map.sibling(file.path, (self.languages.target,))
        return page or language_path(file, self.languages.target, self.languages)

    def original(self, file: PostFile) -> str | None:
        """The content path of the Chinese original of a mixed file; None when the post has a Chinese file."""
        if file.language != self.languages.target or self.map.sibling(file.path, self.languages.source):
            return None
        return language_path(file, self.languages.source[0], self.languages)

    def draft(self, path: str, output: str) -> str:
        """The path of a draft by its content path."""
        return mirrored(path, self.content, output)

    def page(self, draft: str, output: str) -> str:
        """The content path of a draft."""
        return mirrored(draft, output, self.content)


def merge_conflict(file: SourceFile) -> Finding | None:
    """The finding for a file that Git has left half merged."""
    line = conflict_line(file.data)
    if not line:
        return None
    message = "Git's merge conflict markers are in this file; it is left alone: settle the merge, then run again"
    return Finding("merge-conflict", Severity.ERROR, file.path, line, message)
