"""`transpipe memory`: what is in the memory, out of it, and into it from files of other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from transpipe.errors import TranspipeError
from transpipe.jobs.import_report import ImportReport
from transpipe.jobs.setup import make_engine
from transpipe.pair.lookup import lookup_form
from transpipe.stores.memory import SqliteMemory
from transpipe.stores.memory_admin import approved_units, prune_machine
from transpipe.stores.settings import Settings
from transpipe.stores.streams import write_stream
from transpipe.stores.tmx_read import TmxReader
from transpipe.stores.tmx_write import tmx_text
from transpipe.stores.tsv import TsvReader, tsv_text
from transpipe.units import ApprovedUnit

_BATCH = 5000
_SEARCH_CUTOFF = 0.6  # below that, what is found has little to do with what was asked for


class Format(NamedTuple):
    """A file format for units, by the ending of the file name."""

    reader: Callable[[Path, str], TmxReader | TsvReader]
    text: Callable[[Iterable[ApprovedUnit], str], Iterator[str]]


FORMATS = {".tmx": Format(TmxReader, tmx_text), ".tsv": Format(TsvReader, tsv_text)}


def import_files(files: Sequence[Path], memory: SqliteMemory, *, dry_run: bool) -> ImportReport:
    """Take the units of TMX and TSV files into the memory.

    Every file is read twice: nothing of a file that is wrong at its end may be in the memory. Raises TranspipeError,
    with file and line, for such a file; those before it have been taken.
    """
    report = ImportReport()
    for file in files:
        make = _format(file).reader
        for _ in make(file, memory.pair):
            pass
        reader = make(file, memory.pair)
        units = iter(reader)
        while batch := list(islice(units, _BATCH)):
            report.take(batch, memory, dry_run=dry_run)
        report.read += reader.read
        report.skipped.update(reader.skipped)
    return report


def export_file(file: Path, memory: SqliteMemory) -> int:
    """Write all approved units to a TMX or TSV file, as a whole or not at all; their number."""
    count = 0

    def counted() -> Iterator[ApprovedUnit]:
        nonlocal count
        for unit in approved_units(memory):
            count += 1
            yield unit

    source = memory.pair.partition("-")[0]
    write_stream(file, (text.encode("utf-8") for text in _format(file).text(counted(), source)))
    return count


def search(text: str, memory: SqliteMemory, limit: int) -> list[tuple[ApprovedUnit, float]]:
    """Approved units of a text and of those that are like it, with their scores, best first."""
    lookup = lookup_form(text)
    exact = [(unit, 1.0) for unit in memory.approved([lookup]).get(lookup, ())]
    similar = [(found.unit, found.score) for found in memory.similar(lookup, _SEARCH_CUTOFF)]
    return [*exact, *similar][:limit]


def prune(settings: Settings, memory: SqliteMemory, days: int | None, *, dry_run: bool) -> dict[str, int]:
    """Take out machine units of models that the settings do not name, and those older than so many days."""
    before = None if days is None else (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    return prune_machine(memory, make_engine(settings).id, before, dry_run=dry_run)


def _format(file: Path) -> Format:
    found = FORMATS.get(file.suffix.lower())
    if found is None:
        raise TranspipeError(f"{file}: not known by its name; it should end in {' or '.join(FORMATS)}")
    return found
