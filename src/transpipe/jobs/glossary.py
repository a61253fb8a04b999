"""`transpipe glossary`: exchange with other tools, and what the texts of the site suggest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from transpipe.errors import ParseError, SettingsError, TranspipeError
from transpipe.glossary import csv_format, tbx_format, yaml_format
from transpipe.glossary.entries import Problem
from transpipe.glossary.suggest import Passage, Suggestion, suggest
from transpipe.jobs.setup import make_rules
from transpipe.model import Block, Finding, InlineKind
from transpipe.parse.document import parse_document
from transpipe.stores.atomic import write_whole
from transpipe.stores.glossary_files import load_glossary, read_bytes, read_glossary
from transpipe.stores.settings import Settings
from transpipe.stores.site import Site

FORMATS = (".csv", ".tbx")


def export_glossary(settings: Settings, file: Path, domain: str, *, force: bool) -> int:
    """Write the entries (of one domain, or all for an empty one) to a CSV or TBX file; their number.

    Raises TranspipeError when the glossary has faults, when nothing is to be written, or when the file is there.
    """
    suffix = _suffix(file)
    terms, problems, _ = read_glossary(settings.path("glossary"))
    if problems:
        raise SettingsError(f"{problems[0].place}: {problems[0].message}; `transpipe glossary lint` shows all")
    chosen = [term for term in terms if not domain or term.domain == domain]
    if not chosen:
        known = ", ".join(sorted({term.domain for term in terms} - {""})) or "none"
        raise TranspipeError(f"no entries of the domain {domain!r}; the domains are: {known}")
    if suffix == ".csv":
        data = csv_format.write(chosen).encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8
    else:
        data = tbx_format.write(chosen).encode("utf-8")
    _write(file, data, force=force)
    return len(chosen)


def import_glossary(file: Path, output: Path, *, force: bool) -> tuple[int, Sequence[Problem]]:
    """Make a glossary file of a CSV or TBX file: the number of entries, or all that is wrong and nothing written.

    Raises TranspipeError when a file can't be read or written.
    """
    if output.suffix != ".yaml":
        raise TranspipeError(f"{output}: a glossary file is YAML; name it {output.with_suffix('.yaml').name}")
    data = read_bytes(file)
    if _suffix(file) == ".csv":
        try:
            terms, problems = csv_format.read(str(file), data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return 0, [Problem(f"{file}:{line}", "syntax", "not UTF-8; save it as `CSV UTF-8`")]
    else:
        terms, problems = tbx_format.read(str(file), data)
    if problems:
        return 0, problems
    if not terms:
        return 0, [Problem(f"{file}:1", "syntax", "no entries in this file")]
    _write(output, yaml_format.write(terms).encode("utf-8"), force=force)
    return len(terms), ()


def suggest_terms(settings: Settings, paths: Sequence[Path], *, least: int, most: int) -> list[Suggestion]:
    """Frequent terms of the site's posts (or of those under `paths`) that the glossary does not cover."""
    terms = load_glossary(settings.path("glossary")).terms
    return suggest(list(_passages(settings, paths)), terms, least=least, most=most)


def _passages(settings: Settings, paths: Sequence[Path]) -> Iterator[Passage]:
    site = Site(settings.root, settings["content"], settings["ignore"], settings["max_file_size"])
    rules = make_rules(settings, "all")
    for path in site.select(paths):
        source = site.read(path)
        if isinstance(source, Finding):
            continue
        try:
            document = parse_document(source.data, rules.prose)
        except ParseError:
            continue  # `run` and `check` report it; what the other files say is counted all the same
        for block in document.blocks:
            yield Passage(_words(block), f"{path}:{document.line(block.span.start)}")


def _words(block: Block) -> str:
    """What a block says; markup around words is nothing, what stands alone is a gap."""
    silent = (InlineKind.OPEN, InlineKind.CLOSE)
    return "".join(
        item.text if item.kind is InlineKind.TEXT else "" if item.kind in silent else " " for item in block.inlines
    )


def _suffix(file: Path) -> str:
    if file.suffix.lower() not in FORMATS:
        raise TranspipeError(f"{file}: the format is told by the name, which should end in {' or '.join(FORMATS)}")
    return file.suffix.lower()


def _write(file: Path, data: bytes, *, force: bool) -> None:
    if file.exists() and not force:
        raise TranspipeError(f"{file} is there already; choose another name, or replace it with --force")
    try:
        write_whole(file, data)
    except OSError as error:
        raise TranspipeError(f"{file}: can't be written: {error.strerror}; check the folder") from None
