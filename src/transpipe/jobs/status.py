"""`transpipe status`: every post in every language, and how much of it is translated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

from transpipe.detect.deliberate import kept_pattern
from transpipe.errors import ParseError
from transpipe.jobs.layout import Layout, open_site, read_layout
from transpipe.jobs.pair_check import pair_findings
from transpipe.jobs.pair_compare import may_be_stale
from transpipe.jobs.setup import make_rules
from transpipe.jobs.site_map import Post, read_site_map
from transpipe.jobs.status_rows import StatusRows
from transpipe.model import Finding, SourceFile, line_and_column
from transpipe.parse.document import parse_document
from transpipe.pipeline.progress import translated_percent
from transpipe.report.status_values import PageStatus, PostStatus, StatusReport
from transpipe.stores.git import History
from transpipe.stores.glossary_files import kept_names
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.paths import language_path, mirrored, post_file


def status(settings: Settings) -> StatusReport:
    """Look at all posts of a site. What is wrong with a single file stands beside it and stops nothing."""
    layout = read_layout(settings)
    with History(settings.root, layout.content or ".") as history:
        return _Status(settings, layout, history).report()


class _Status:
    def __init__(self, settings: Settings, layout: Layout, history: History) -> None:
        self.settings = settings
        self.layout = layout
        self.history = history
        self.site: Site = open_site(settings, layout)
        self.rules = make_rules(settings, "all")
        self.kept = kept_pattern(kept_names(settings.path("glossary")))
        self.used: set[str] = set()
        """Languages of the posts."""

    def report(self) -> StatusReport:
        posts = StatusRows(map(self.post, read_site_map(self.site, self.layout.languages)))
        return StatusReport(
            site=self.settings.root.resolve().name,
            date=datetime.now(UTC).date().isoformat(),
            languages=self.columns(),
            sources=frozenset(self.layout.languages.source),
            posts=posts,
        )

    def columns(self) -> tuple[str, ...]:
        """Languages that at least one post has or should have: sources, the target, then the others."""
        languages = self.layout.languages
        order = [*languages.source, languages.target, *sorted(self.used)]
        return tuple(code for code in dict.fromkeys(order) if code in self.used)

    def post(self, post: Post) -> PostStatus:
        pages = {code: self.page(post, code, path) for code, path in post.files.items()}
        for codes in self.layout.required:
            if not codes & pages.keys():
                code = self.preferred(codes)
                pages[code] = self.page(post, code, "")
        self.used.update(pages)
        name = self.name(post.paths[0])
        section, _, inside = name.partition("/")
        return PostStatus(name, section if inside else "", pages)

    def preferred(self, codes: frozenset[str]) -> str:
        """The language that is made when a post has none of several."""
        return next((code for code in self.layout.languages.source if code in codes), min(codes))

    def name(self, path: str) -> str:
        file = post_file(path, self.layout.languages)
        assert file is not None, "a post is made of Markdown files"
        place = file.post if file.folder else str(PurePosixPath(file.post).relative_to(self.layout.content))
        return place.removesuffix("/index")

    def page(self, post: Post, language: str, path: str) -> PageStatus:
        in_review = self.site.exists(self.draft(post, language, path))
        if not path:
            return PageStatus("", 0, in_review)
        if language != self.layout.languages.target:
            return PageStatus(path, 100, in_review)
        file = self.site.read(path)
        if isinstance(file, Finding):
            return PageStatus(path, 0, in_review, problem=file.message)
        try:
            document = parse_document(file.data, self.rules.prose)
        except ParseError as error:
            line, _ = line_and_column(file.data, error.offset)
            return PageStatus(path, 0, in_review, problem=f"line {line}: {error}")
        percent = translated_percent(document, self.rules.markers, self.kept)
        return PageStatus(path, percent, in_review, self.stale(post, file))

    def stale(self, post: Post, target: SourceFile) -> int:
        """Number of segments of a translation whose source has changed since it was made."""
        files = post.files
        path = next((files[code] for code in self.layout.languages.source if code in files), None)
        source = self.site.read(path) if path else None
        if source is None or isinstance(source, Finding) or not may_be_stale(source, target, self.history):
            return 0  # told without a comparison, which is slow where the two differ much
        found = pair_findings(source, target, self.history, self.rules.prose)
        return sum(finding.rule == "stale" for finding in found)

    def draft(self, post: Post, language: str, path: str) -> str:
        """Where the draft of a page would be."""
        file = post_file(path or post.paths[0], self.layout.languages)
        assert file is not None, "a post is made of Markdown files"
        return mirrored(
            path or language_path(file, language, self.layout.languages),
            self.layout.content,
            self.settings["output"],
        )
