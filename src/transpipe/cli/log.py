"""`transpipe log`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load


@click.command(name="log", short_help="Show what was translated, approved and published, by whom and when.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@config_option
def command(paths: tuple[Path, ...], format_: str, config: Path | None) -> int:
    """Show the history of files, oldest first, from the journal in the state folder of this site.

    PATHS are pages, sources, drafts, or folders of them; without any, everything.

    \b
    Examples:
      transpipe log content/post/2023-12-09-ITU-COP28-outcomes
      transpipe log --format json | jq .events
    """
    from transpipe.jobs.history import history
    from transpipe.report.history import history_json, history_text

    entries = history(paths, load(config))
    click.echo(
        history_json(entries) if format_ == "json" else history_text(entries) or "nothing has happened yet\n", nl=False
    )
    return 0
