"""`transpipe review`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load


@click.command(name="review", short_help="Review drafts in the browser.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1.  [default: a free one]")
@click.option("--open/--no-open", "open_", default=True, help="Open the browser.  [default: open]")
@config_option
def command(paths: tuple[Path, ...], port: int, open_: bool, config: Path | None) -> None:
    """Show drafts as rows of source and translation, to edit and to approve. Ctrl+C ends it.

    PATHS are drafts, their sources or pages, or folders; without any, all drafts. The page is for this machine alone:
    its address holds a key that is new with every start.

    \b
    Examples:
      transpipe review
      transpipe review review/post/2023-12-09-ITU-COP28-outcomes
      transpipe review --no-open --port 8000
    """
    from transpipe.jobs.review import Desk
    from transpipe.web.server import serve

    def ready(address: str) -> None:
        click.echo(f"reviewing at {address}\nCtrl+C ends it; what you have saved is in the drafts")
        if open_:
            click.launch(address)

    desk = Desk(load(config), paths)
    try:
        serve(desk, port, ready)
    except KeyboardInterrupt:
        click.echo("ended")
