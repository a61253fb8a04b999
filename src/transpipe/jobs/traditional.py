"""Traditional Chinese drafts: converted from the Simplified file of a post, for the languages that `targets` asks for.

Nothing is translated, so a conversion is made anew each time and written when it says something else than what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import transpipe
from transpipe.errors import ParseError, SettingsError, TranspipeError
from transpipe.jobs.posts import Posts
from transpipe.model import Finding, Severity, SourceFile
from transpipe.parse.document import parse_document
from transpipe.pipeline.convert import ConvertText, plan_conversion, render_conversion
from transpipe.pipeline.plan import Plan, Rules
from transpipe.pipeline.render import Rendering
from transpipe.report.values import PostReport, SegmentReport, Written
from transpipe.stores.opencc import script_converter
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.translate.traditional import Traditional
from transpipe.units import Term
from transpipe.write.paths import Languages, language_path, post_file
from transpipe.write.provenance import CONVERSION, content_hash, digest, read_provenance

_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def is_traditional(code: str) -> bool:
    """Whether a language code means Traditional Chinese: zh-hant, zh-tw, zh-hant-hk …"""
    first, *others = code.lower().split("-")
    return first == "zh" and not _TRADITIONAL.isdisjoint(others)


def conversion_targets(settings: Settings, target: str) -> tuple[str, ...]:
    """The codes of `targets` that are Traditional Chinese; SettingsError for one that is no target at all."""
    codes = [code.lower() for code in settings["targets"]]
    for code in codes:
        if code != target and not is_traditional(code):
            message = f"targets: {code!r} is neither the target language ({target}) nor Traditional Chinese (zh-hant)"
            raise SettingsError(f"{settings.file or settings.root}: {message}")
    return tuple(code for code in codes if code != target)


@dataclass(frozen=True, slots=True)
class Conversions:
    """What converting the posts of a site takes."""

    posts: Posts
    terms: Sequence[Term]
    output: str
    """Folder of the drafts; the content folder for a run in place."""
    fragments: Callable[[], frozenset[str]]
    """What the links of the site ask for."""
    dry_run: bool = False
    diff: bool = False

    @property
    def settings(self) -> Settings:
        """The settings of the site."""
        return self.posts.settings

    @property
    def site(self) -> Site:
        """Its files."""
        return self.posts.site

    @property
    def languages(self) -> Languages:
        """Its languages."""
        return self.posts.languages

    @property
    def rules(self) -> Rules:
        """What is prose."""
        return self.posts.rules()

    def reports(self, paths: Iterable[str]) -> Iterator[PostReport]:
        """Convert the Simplified files among the paths; a report for each that there is something to say about."""
        codes = conversion_targets(self.settings, self.languages.target)
        config = str(self.settings["opencc"])
        chinese = Traditional(self.terms, script_converter(config), script_converter("t2s"), words=config.endswith("p"))
        for path in paths:
            file = post_file(path, self.languages)
            if file is None or not self._is_source(path, file.language):
                continue
            source = self.site.read(path)
            if isinstance(source, Finding):
                yield PostReport(path, CONVERSION, findings=[source])
                continue
            for code in codes:
                target = language_path(file, code, self.languages)
                if self._is_wanted(source, code, target):
                    yield from self._post(source, self.posts.draft(target, self.output), chinese.convert)

    def _is_source(self, path: str, language: str) -> bool:
        """Whether a file is the Simplified one of its post; of two, the one that the settings name first."""
        post = self.posts.map.post(path)
        codes = (code for code in self.languages.source if not is_traditional(code))
        files = post.files if post else {language: path}
        return path == next((files[code] for code in codes if code in files), None)

    def _is_wanted(self, source: SourceFile, code: str, target: str) -> bool:
        """Whether a post has no file of its own in the language, or one that was converted from another source."""
        existing = self.posts.map.sibling(source.path, (code,))
        if existing is None:
            return True
        file = self.site.read(existing)
        if existing != target or isinstance(file, Finding):
            return False
        made = self._converted(file)
        return made is not None and (
            self.output == self.posts.content or made.get("source_hash") != content_hash(source.data)
        )

    def _converted(self, file: SourceFile) -> Mapping[str, object] | None:
        """The provenance of a file that was converted and that nobody has worked on since."""
        try:
            document = parse_document(file.data, self.rules.prose)
        except ParseError:
            return None
        made = read_provenance(document) or {}
        return made if made.get("kind") == CONVERSION and made.get("digest") == digest(document) else None

    def _post(self, source: SourceFile, target: str, convert: ConvertText) -> Iterator[PostReport]:
        plan = plan_conversion(source, self.rules)
        if not isinstance(plan, Plan):
            if plan:
                yield PostReport(source.path, CONVERSION, findings=list(plan))
            return
        report = PostReport(source.path, CONVERSION)
        try:
            rendering = render_conversion(plan, convert, self._provenance(source), self.rules.prose, self.fragments())
            self._write(plan, target, rendering, report)
        except ParseError as error:
            line = plan.document.line(error.offset)
            report.findings.append(Finding(error.rule, Severity.ERROR, source.path, line, str(error)))
        except TranspipeError as error:
            report.findings.append(Finding("unwritable", Severity.ERROR, source.path, 1, str(error)))
        else:
            report.segments = _segments(plan, convert) if report.written else []
        yield report

    def _provenance(self, source: SourceFile) -> dict[str, str]:
        return {
            "status": "needs-review",
            "kind": CONVERSION,
            "source": source.path,
            "source_hash": content_hash(source.data),
            "model": f"opencc:{self.settings['opencc']}",
            "date": datetime.now(UTC).date().isoformat(),
            "tool": f"transpipe {transpipe.__version__}",
        }

    def _write(self, plan: Plan, target: str, rendering: Rendering, report: PostReport) -> None:
        existing = self.site.read(target) if self.site.exists(target) else None
        report.state, finding = self._state(plan, rendering, existing)
        if finding is not None:
            report.findings.append(finding)
        if report.state != "written":
            return
        report.findings.extend(rendering.findings)
        written = Written(target, False, rendering.certificate)
        if self.diff:
            before = existing.data if isinstance(existing, SourceFile) else plan.file.data
            written = replace(written, before=before, after=rendering.data)
        if self.dry_run:
            report.state = "planned"
        else:
            self.site.write(target, rendering.data)
        report.written.append(written)

    def _state(
        self, plan: Plan, rendering: Rendering, existing: SourceFile | Finding | None
    ) -> tuple[str, Finding | None]:
        """written, current or kept, and what the reviewer should know."""
        if existing is None:
            return "written", None
        if isinstance(existing, Finding):
            return "kept", existing
        try:
            document = parse_document(existing.data, self.rules.prose)
        except ParseError as error:
            return "kept", Finding(error.rule, Severity.ERROR, existing.path, 1, f"draft kept as it is: {error}")
        made = read_provenance(document)
        if made is None:
            message = "kept as it is: this file was not written by transpipe; move it away to get a draft"
            return "kept", Finding("foreign-file", Severity.WARNING, existing.path, 1, message)
        changed = made.get("source_hash") != content_hash(plan.file.data)
        if made.get("digest") == digest(document) and made.get("status") == "needs-review":
            same = not changed and digest(document) == digest(parse_document(rendering.data, self.rules.prose))
            return ("current" if same else "written"), None
        if changed:
            message = (
                "kept as it is: you have worked on this draft, and its source has changed since; bring them together"
            )
            return "kept", Finding("conflict", Severity.WARNING, existing.path, 1, message)
        return "kept", None


def _segments(plan: Plan, convert: ConvertText) -> list[SegmentReport]:
    reports = []
    for segment in plan.segments:
        block = segment.block
        text = "".join(item.text for item in block.inlines)
        line = plan.document.line(block.span.start)
        reports.append(SegmentReport(line, block.kind, "converted", text, convert(text, text)))
    return reports
