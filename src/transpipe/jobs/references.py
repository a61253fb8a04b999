"""Approved translations from where they are: a table, a TMX file, or the parallel files of a content folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from transpipe.errors import ParseError, TranspipeError
from transpipe.jobs.layout import Layout, open_site, read_layout
from transpipe.jobs.setup import make_rules
from transpipe.jobs.site_map import read_site_map
from transpipe.model import Document, Finding, ProseRules, SourceFile
from transpipe.parse.document import parse_document
from transpipe.pipeline.parallel import parallel_plan
from transpipe.pipeline.plan import Kind, Plan, Rules, plan_file
from transpipe.pipeline.score import Approved, ReferencePlan, reference_plan
from transpipe.stores.reference_files import read_tmx, read_tsv
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site
from transpipe.write.provenance import read_provenance

_FORMATS: dict[str, Callable[[Path], list[Approved]]] = {".tsv": read_tsv, ".tmx": read_tmx}


def read_references(path: Path, settings: Settings) -> list[ReferencePlan]:
    """The approved translations of a file or folder. Raises TranspipeError when there are none."""
    if path.is_dir():
        items = [item for item in _folder(path, settings) if item.references]
        expected = "no two files of a post whose blocks belong together surely"
    elif (read := _FORMATS.get(path.suffix.lower())) is not None:
        items = [reference_plan(path.name, without_parts(read(path)), settings["sentence_chars"])]
        expected = "no Chinese text with an approved translation"
    else:
        raise TranspipeError(
            f"{path}: neither a .tsv or .tmx file nor a content folder; see `transpipe evaluate --help`"
        )
    if not any(item.references for item in items):
        raise TranspipeError(f"{path}: {expected} in it; there is nothing to compare")
    return items


def without_parts(rows: Sequence[Approved]) -> list[Approved]:
    """Without the sentences of posts whose whole segments are there too: a memory keeps both, and they count once."""
    whole = {row.post for row in rows if row.level == "segment" and row.post}
    return [row for row in rows if row.level != "sentence" or row.post not in whole]


def _folder(folder: Path, settings: Settings) -> Iterator[ReferencePlan]:
    """Every Chinese file with a published translation beside it, block by block."""
    layout = read_layout(settings)
    site = open_site(settings, layout)
    if _inside(site, folder):
        chosen = set(site.select([folder]))
    else:
        layout = replace(layout, languages=replace(layout.languages, folders={}))
        site = Site(folder.resolve().parent, folder.resolve().name, (), settings["max_file_size"])
        chosen = set(site.select([]))
    rules = make_rules(settings, "missing")
    for source, target in _pairs(site, layout):
        if source in chosen or target in chosen:
            plan, translation = _plan(site.read(source), rules), _published(site.read(target), rules.prose)
            if plan is not None and translation is not None:
                yield parallel_plan(plan, translation)


def _inside(site: Site, folder: Path) -> bool:
    return folder.resolve().is_relative_to((site.root / site.content).resolve())


def _pairs(site: Site, layout: Layout) -> Iterator[tuple[str, str]]:
    """(Chinese file, its translation) of every post that has both."""
    for post in read_site_map(site, layout.languages):
        files = post.files
        source = next((files[code] for code in layout.languages.source if code in files), None)
        target = files.get(layout.languages.target)
        if source is not None and target is not None:
            yield source, target


def _plan(file: SourceFile | Finding, rules: Rules) -> Plan | None:
    """The plan of a whole Chinese file; None for one that can't be read or has no Chinese."""
    plan = None if isinstance(file, Finding) else plan_file(file, Kind.MISSING, rules)
    return plan if isinstance(plan, Plan) else None


def _published(file: SourceFile | Finding, rules: ProseRules) -> Document | None:
    """A translation that people stand for: neither unreadable nor a draft that waits for review."""
    if isinstance(file, Finding):
        return None
    try:
        document = parse_document(file.data, rules)
    except ParseError:
        return None  # `transpipe check` says what is wrong with it
    made = read_provenance(document)
    return None if made is not None and made.get("status") == "needs-review" else document
