"""`transpipe memory`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from transpipe.cli.common import config_option, load
from transpipe.tagged_text import TAG, without_tags

if TYPE_CHECKING:
    from transpipe.jobs.import_report import ImportReport
    from transpipe.stores.memory import SqliteMemory
    from transpipe.stores.settings import Settings

_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")


@click.group(name="memory", short_help="Look into the translation memory; import and export it.")
def command() -> None:
    """The translation memory of the site: what people approved, and what the machine said before.

    \b
    Examples:
      transpipe memory stats
      transpipe memory import --from-site --dry-run
    """


@contextmanager
def _memory(settings: Settings, *, read_only: bool) -> Iterator[SqliteMemory]:
    """The memory of the site; a damaged one is made anew, and that is said on standard error."""
    from transpipe.jobs.memory_site import rebuilt_finding
    from transpipe.jobs.setup import open_memory

    memory = open_memory(settings, read_only=read_only)

    def mend() -> None:
        finding = rebuilt_finding(settings, memory)
        if finding is not None:
            click.echo(f"{finding.path}: {finding.severity.name.lower()}: {finding.message}", err=True)

    try:
        memory.check()
        mend()
        yield memory
        mend()  # damage may show only where a page of the file is read
    finally:
        memory.close()


@command.command()
@config_option
def stats(config: Path | None) -> None:
    """Count what is in the memory: approved units by origin, machine units by model.

    \b
    Example:
      transpipe memory stats
    """
    from transpipe.stores.memory_admin import memory_stats

    with _memory(load(config), read_only=True) as memory:
        found = memory_stats(memory)
    if not found.approved and not found.machine:
        click.echo(f"{memory.path}: nothing in the memory yet")
        return
    click.echo(f"{memory.path}: {found.bytes:,} bytes")
    for pair, origin, level, count in found.approved:
        click.echo(f"{count:>8} {origin} {level}s, {pair}")
    click.echo(f"{'':>8} from {found.posts} posts")
    for engine, count, oldest, newest in found.machine:
        click.echo(f"{count:>8} machine translations by {engine}, {oldest[:10]} to {newest[:10]}")


@command.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Show at most so many.")
@config_option
def search(text: str, limit: int, config: Path | None) -> int:
    """Show approved translations of TEXT and of what is like it, with the differences marked.

    Exits with 1 when nothing is found.

    \b
    Example:
      transpipe memory search 国际电联发布了新的报告。
    """
    from transpipe.jobs import memory as job

    with _memory(load(config), read_only=True) as memory:
        found = job.search(text, memory, limit)
    for unit, score in found:
        percent = 100 if score == 1 else min(99, int(100 * score))
        click.echo(f"{percent:>3} %  {_differences(text, unit.source)}")
        click.echo(f"       {unit.target}")
        place = " > ".join(part for part in (unit.post, unit.heading) if part)
        who = ", ".join(part for part in (unit.author, unit.created[:10], place) if part)
        click.echo(f"       {unit.origin} {unit.level}: {who}")
    if not found:
        click.echo("nothing like it in the memory")
    return 0 if found else 1


def _differences(text: str, source: str) -> str:
    """The source of a unit, with [what TEXT has instead → what it has]; tags count where TEXT has some."""
    pieces = []
    source = source if TAG.search(text) else without_tags(source)
    for kind, start, end, first, last in difflib.SequenceMatcher(None, text, source, autojunk=False).get_opcodes():
        pieces.append(source[first:last] if kind == "equal" else f"[{text[start:end]}→{source[first:last]}]")
    return "".join(pieces)


@command.command(name="import")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE.tmx|FILE.tsv]...")
@click.option("--from-site", is_flag=True, help="Align the posts that stand there in both languages (PATHS, or all).")
@_dry_run
@config_option
def import_(paths: tuple[Path, ...], from_site: bool, dry_run: bool, config: Path | None) -> None:
    """Take translations into the memory: from TMX and TSV files, or from parallel files of the site.

    TMX of any tool is read; a file with a mistake is refused with its line, and nothing of it is taken. From the site
    only what surely belongs together is taken.

    \b
    Examples:
      transpipe memory import omegat.tmx
      transpipe memory import --from-site --dry-run
    """
    from transpipe.jobs.memory import import_files
    from transpipe.jobs.memory_site import SiteUnits

    if not paths and not from_site:
        raise click.UsageError("name a TMX or TSV file, or give --from-site")
    settings = load(config)
    with _memory(settings, read_only=dry_run) as memory:
        if from_site:
            report = SiteUnits(settings, memory).parallel(paths, dry_run=dry_run)
        else:
            report = import_files(paths, memory, dry_run=dry_run)
    _print_import(report, "segments" if from_site else "units", dry_run=dry_run)


def _print_import(report: ImportReport, what: str, *, dry_run: bool) -> None:
    for unit in report.samples:
        click.echo(f"  {unit.source}\n  → {unit.target}")
    known = "" if dry_run else f" ({report.new} new or changed)"
    click.echo(f"{report.read} {what} read, {report.taken} units {'would be ' if dry_run else ''}taken{known}")
    for reason, count in report.skipped.most_common():
        click.echo(f"{count:>8} left out: {reason}")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.tmx|FILE.tsv")
@config_option
def export(file: Path, config: Path | None) -> None:
    """Write all approved units to a TMX 1.4b or TSV file.

    \b
    Example:
      transpipe memory export site.tmx
    """
    from transpipe.jobs.memory import export_file

    with _memory(load(config), read_only=True) as memory:
        count = export_file(file, memory)
    click.echo(f"{file}: {count} units")


@command.command()
@click.option("--older-than", type=click.IntRange(1), metavar="DAYS", help="Also machine translations older than that.")
@_dry_run
@config_option
def prune(older_than: int | None, dry_run: bool, config: Path | None) -> None:
    """Take out machine translations by models that are no longer used. What people approved stays.

    \b
    Examples:
      transpipe memory prune --dry-run
      transpipe memory prune --older-than 365
    """
    from transpipe.jobs import memory as job

    settings = load(config)
    with _memory(settings, read_only=dry_run) as memory:
        counts = job.prune(settings, memory, older_than, dry_run=dry_run)
    for engine, count in counts.items():
        click.echo(f"{count:>8} by {engine}")
    click.echo(f"{sum(counts.values())} machine translations {'would be ' if dry_run else ''}taken out")


@command.command()
@config_option
def rebuild(config: Path | None) -> None:
    """Take all reviewed files of the site into the memory: published ones and approved drafts.

    It is what happens by itself when the file of the memory is damaged.

    \b
    Example:
      transpipe memory rebuild
    """
    from transpipe.jobs.memory_site import SiteUnits

    settings = load(config)
    with _memory(settings, read_only=False) as memory:
        report = SiteUnits(settings, memory).rebuild()
    _print_import(report, "segments", dry_run=False)
