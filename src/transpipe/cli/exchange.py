"""`transpipe export` and `transpipe import`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load

_FORMATS = ("xliff2", "xliff1", "po", "tmx", "tsv", "html")


@click.command(name="export", short_help="Write drafts for CAT tools, Poedit, Weblate, spreadsheets.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="xliff2", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="Folder, or with --single a file.  [default: export]")
@click.option("--single", is_flag=True, help="All drafts in one file, instead of one file each.")
@config_option
def export_(paths: tuple[Path, ...], format_: str, output: Path | None, single: bool, config: Path | None) -> None:
    """Write drafts with their sources, tags, findings and terms, for the tools that translators have.

    PATHS are drafts, their sources or pages, or folders; without any, all drafts. Segments in a draft keep their ids,
    so `transpipe import` finds them again. For a translation memory see `transpipe memory export`.

    \b
    Examples:
      transpipe export
      transpipe export --format po --output po
      transpipe export --format xliff1 --single --output drafts.xliff
    """
    from transpipe.exchange.formats import FORMATS
    from transpipe.jobs.exchange import export
    from transpipe.report.words import number_of

    default = Path("export" + (FORMATS[format_].suffix if single else ""))
    report = export(load(config), paths, format_, output or default, single=single)
    for file in report.files:
        click.echo(file)
    click.echo(f"{number_of(report.units, 'segment')} in {number_of(len(report.files), 'file')}", err=True)


@click.command(name="import", short_help="Take translations back from such files.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite what people have changed in the drafts since the export.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@config_option
def import_(files: tuple[Path, ...], force: bool, dry_run: bool, config: Path | None) -> int:
    """Take translations from XLIFF, PO, TMX, TSV or HTML files into their drafts, segment by segment.

    What has the tags of its source, and whose source is what it was, is taken; the rest is reported with its line, and
    makes the exit code 1. Final segments are approved.

    \b
    Examples:
      transpipe import export/review/post/a/index.en.md.xlf
      transpipe import --dry-run po/*.po
    """
    from rich.console import Console

    from transpipe.jobs.exchange import import_files
    from transpipe.report.terminal import print_findings
    from transpipe.report.words import number_of

    report = import_files(load(config), files, force=force, dry_run=dry_run)
    print_findings(Console(), report.findings, 0)
    would = "would be " if dry_run else ""
    click.echo(
        f"{number_of(report.units, 'segment')} read: {report.taken} {would}taken, {report.same} as they were, "
        f"{report.approved} {would}approved; {number_of(len(report.findings), 'problem')}"
    )
    return 1 if report.failed else 0
