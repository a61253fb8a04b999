"""`transpipe preview`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from transpipe.cli.common import config_option, load


@click.command(name="preview", short_help="See the drafts in the site's own theme.")
@click.argument("hugo_arguments", metavar="[-- HUGO ARGUMENTS]", nargs=-1, type=click.UNPROCESSED)
@click.option("--serve", is_flag=True, help="Run the server instead of printing its command.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder of the drafts.  [default: review]")
@config_option
def command(hugo_arguments: tuple[str, ...], serve: bool, output: Path | None, config: Path | None) -> int:
    """Write a Hugo configuration in which the drafts lie over the content, and print the command that serves it.

    The content folder and the site's own configuration are left alone. Arguments after -- go to Hugo.

    \b
    Examples:
      transpipe preview
      transpipe preview --serve -- --port 1414 --buildDrafts
    """
    from transpipe.jobs.preview import prepare_preview
    from transpipe.stores.hugo_command import run_hugo

    preview = prepare_preview(load(config, output=output), hugo_arguments)
    if serve:
        return run_hugo(preview.arguments, preview.root)
    click.echo(f"{preview.drafts} drafts over the content; the configuration is in {preview.folder}")
    click.echo(f"to see them, run in {preview.root}:")
    click.echo(f"  hugo {shlex.join(preview.arguments)}")
    return 0
