"""Approved units from the files of the site: those that were reviewed, and parallel files that people wrote.

A reviewed file knows its source and its status by its provenance, so the memory can be made anew from the site alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from transpipe.errors import ParseError
from transpipe.jobs.import_report import ImportReport
from transpipe.jobs.layout import open_site, read_layout
from transpipe.jobs.setup import make_rules
from transpipe.jobs.site_map import SiteMap, read_site_map
from transpipe.model import Document, Finding, Segment, Severity
from transpipe.pair.align import align
from transpipe.pair.units import SURE, extract_units
from transpipe.parse.document import parse_document
from transpipe.segment.build import build_segment
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.settings import Settings
from transpipe.units import ApprovedUnit
from transpipe.write.paths import PostFile, post_file
from transpipe.write.provenance import read_provenance

_REVIEWED = ("approved", "published")
_SURE = 0.85
"""Confidence of the aligner for files that nobody has compared. Of the links between real posts and translations from
which one block in eight was taken away, none of 861 above it was wrong, and one of 15 below."""
_EMPTY_SOURCE = "the source has vanished, or can't be read"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A translation and what it was made from."""

    path: str
    """Path of the source, as the units name it."""
    source: Document
    target: Document
    author: str
    created: str


class SiteUnits:
    """Reads pairs of files from a site."""

    def __init__(self, settings: Settings, memory: SqliteMemory) -> None:
        self.settings = settings
        self.memory = memory
        layout = read_layout(settings)
        self.site = open_site(settings, layout)
        self.languages = layout.languages
        self.rules = make_rules(settings, "all")
        self.report = ImportReport()

    def rebuild(self) -> ImportReport:
        """Take everything that was reviewed into the memory: published files and approved drafts."""
        for path in chain(self.site.select([]), self._drafts()):
            pair = self._reviewed(path)
            if pair is not None:
                self._take(self._units(pair, "approved", SURE), dry_run=False)
        return self.report

    def parallel(self, paths: Sequence[Path], *, dry_run: bool) -> ImportReport:
        """Take what surely belongs together in the posts that stand there in both languages."""
        for path in self.site.select(paths):
            file = post_file(path, self.languages)
            if file is not None and file.language == self.languages.target:
                pair = self._parallel(file)
                if pair is not None:
                    self._take(self._units(pair, "aligned", _SURE), dry_run=dry_run)
        return self.report

    @cached_property
    def map(self) -> SiteMap:
        """Which files of the site belong together."""
        return read_site_map(self.site, self.languages)

    # --- pairs --------------------------------------------------------------------------------

    def _drafts(self) -> Iterator[str]:
        folder = self.settings.path("output")
        for place in sorted(folder.rglob("*.md")) if folder.is_dir() else ():
            yield place.relative_to(self.settings.root).as_posix()

    def _reviewed(self, path: str) -> _Pair | None:
        target = self._document(path)
        made = read_provenance(target) if target else None
        if target is None or made is None or made.get("status") not in _REVIEWED or made.get("kind") != "translation":
            return None
        named = str(made.get("source", ""))
        source = self._source(path, named)
        if source is None:
            self.report.skipped[_EMPTY_SOURCE] += 1
            return None
        author, date = str(made.get("approved_by", "")), str(made.get("approved", made.get("date", "")))
        return _Pair(named, source, target, author, date)

    def _source(self, path: str, named: str) -> Document | None:
        """What a reviewed file was made from: the file that it names, or the Chinese file of the post.

        A mixed file that was published over itself has no Chinese left; its Chinese original stands beside it.
        """
        if named != path and (document := self._document(named)) is not None:
            return document
        beside = self.map.sibling(named, self.languages.source)
        return self._document(beside) if beside else None

    def _parallel(self, file: PostFile) -> _Pair | None:
        beside = self.map.sibling(file.path, self.languages.source)
        if beside is None:
            return None
        source, target = self._document(beside), self._document(file.path)
        if source is None or target is None:
            return None
        made = read_provenance(target)
        if made is not None and made.get("status") not in _REVIEWED:
            self.report.skipped["a machine translation that nobody has reviewed"] += 1
            return None
        return _Pair(beside, source, target, "", "")

    def _document(self, path: str) -> Document | None:
        """A file as a document; None for one that is not there or can't be taken apart."""
        if not self.site.exists(path):
            return None
        file = self.site.read(path)
        if isinstance(file, Finding):
            return None
        try:
            return parse_document(file.data, self.rules.prose)
        except ParseError:
            return None

    # --- units --------------------------------------------------------------------------------

    def _units(self, pair: _Pair, origin: str, sure: float) -> list[ApprovedUnit]:
        chars = self.settings["sentence_chars"]
        built = (build_segment(block, pair.source.source, chars) for block in pair.source.blocks)
        segments: list[Segment] = [segment for segment in built if segment]
        links = align(pair.source, pair.target)
        units = extract_units(
            pair.source,
            segments,
            pair.target,
            post=pair.path,
            origin=origin,
            author=pair.author,
            created=pair.created,
            pair=self.memory.pair,
            links=links,
            sure=sure,
        )
        self.report.read += len(segments)
        lost = len(segments) - len({(unit.before, unit.after, unit.heading) for unit in units})
        if lost > 0:
            self.report.skipped["segments without a sure counterpart, or with other markup"] += lost
        return units

    def _take(self, units: Sequence[ApprovedUnit], *, dry_run: bool) -> None:
        self.report.take(units, self.memory, dry_run=dry_run)


def rebuilt_finding(settings: Settings, memory: SqliteMemory) -> Finding | None:
    """What is to be said about a memory that was found damaged; it is made anew from the site first."""
    if memory.damaged is None:
        return None
    path = memory.path.relative_to(settings.root).as_posix()
    if memory.read_only:
        message = "the translation memory is damaged; a run that is no dry run will move it aside and make it anew"
    else:
        taken = SiteUnits(settings, memory).rebuild().taken
        message = (
            f"the translation memory was damaged: it is now {memory.damaged.name}, and a new one was made, with {taken} "
            "approved units from reviewed files; machine translations will be made again as they are needed"
        )
    memory.damaged = None
    return Finding("memory", Severity.WARNING, path, 1, message)
