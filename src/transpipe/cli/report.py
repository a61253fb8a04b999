"""`transpipe report`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load
from transpipe.review.words import LANGUAGES


@click.command(name="report", short_help="Write drafts side by side with their sources as one HTML file.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE", help="The file to write."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the page.")
@config_option
def command(paths: tuple[Path, ...], html: Path, lang: str, config: Path | None) -> None:
    """Write a page for a manager or an outside reviewer: the progress of each draft, then all segments with their
    sources, findings and comments. It is one file without script that needs no network, and it prints well.

    PATHS are drafts, their sources or pages, or folders; without any, all drafts.

    \b
    Examples:
      transpipe report --html drafts.html
      transpipe report --html drafts.html --lang zh review/post/2023-12-09-ITU-COP28-outcomes
    """
    from transpipe.jobs.report import drafts_report
    from transpipe.report.words import number_of
    from transpipe.stores.outputs import write_report

    text, drafts = drafts_report(load(config), paths, lang)
    write_report(html, (text,))
    click.echo(f"{html}: {number_of(drafts, 'draft')}", err=True)
