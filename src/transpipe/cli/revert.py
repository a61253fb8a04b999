"""`transpipe revert`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load, wait_option


@click.command(name="revert", short_help="Take a publication back.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also where files have been changed since they were published.")
@wait_option
@config_option
def command(paths: tuple[Path, ...], force: bool, wait: float, config: Path | None) -> int:
    """Put the files of a publication back as they were before it; the draft comes back, too.

    PATHS are published pages. Git is left alone: commit what is put back, or revert the commit instead. What the
    memory has learned stays.

    \b
    Example:
      transpipe revert content/post/2023-12-09-ITU-COP28-outcomes/index.en.md
    """
    from rich.console import Console

    from transpipe.jobs.revert import revert
    from transpipe.report.published import print_reverted

    print_reverted(Console(), revert(paths, load(config), force=force, wait=wait))
    return 0
