"""`transpipe status`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from transpipe.cli.common import config_option, load
from transpipe.report.status_formats import STATUS_FORMATS

_LINES = 1_000
"""Pieces that are printed together."""


@click.command(name="status", short_help="Show how far every post is in every language.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(STATUS_FORMATS)),
    default="text",
    show_default=True,
    help="html: one page with coverage bars by language and section, to be shown or mailed.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file, not to the terminal.")
@config_option
def command(format_: str, output: Path | None, config: Path | None) -> None:
    """Show posts and languages: how much of each post is translated, what is stale, and which drafts wait in review.

    A post counts with the share of its prose that is not Chinese any more, one without a file with 0 percent; the total
    is the mean over the posts. Stale are segments whose source has changed since they were translated.

    \b
    Examples:
      transpipe status
      transpipe status --format html --output status.html
      transpipe status --format json | jq .total.en.percent
    """
    from transpipe.jobs.status import status
    from transpipe.stores.outputs import write_report

    pieces = STATUS_FORMATS[format_](status(load(config)))
    if output is not None:
        write_report(output, pieces)
        return
    while block := "".join(islice(pieces, _LINES)):
        click.echo(block, nl=False)
