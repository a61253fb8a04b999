"""Options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from transpipe.stores.settings import Settings

Command = Callable[..., Any]

config_option = click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings file; its folder is the site root.  [default: transpipe.yaml here or in a folder above]",
)

quality_option = click.option(
    "--quality",
    type=click.Choice(["fast", "balanced", "best"]),
    help="How hard the model searches: fast loses a little, best takes twice the time.  [default: balanced]",
)

wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="How long to wait for another command on this site to end.",
)


def verbosity_options(command: Command) -> Command:
    """Adds -v and -q as one number `verbosity`: -1, 0 or 1."""

    def choose(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            ctx.params["verbosity"] = 1 if parameter.name == "verbose" else -1

    ctx_options = (
        click.option("-v", "--verbose", is_flag=True, expose_value=False, callback=choose, help="Show every segment."),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=choose, help="Show errors alone."),
        click.option("--verbosity", type=int, default=0, hidden=True),
    )
    for option in ctx_options:
        command = option(command)
    return command


def wants_color() -> bool:
    """Whether standard output is a terminal whose user has not asked for plain text (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def load(config: Path | None, *, output: Path | None = None, **options: Any) -> Settings:
    """The settings of the site that the command is called in; `options` go before them where they are not None."""
    from transpipe.errors import TranspipeError
    from transpipe.stores.settings import load_settings
    from transpipe.stores.site import Site

    settings = load_settings(Path.cwd(), config)
    folder = None
    if output is not None:
        folder = Site(settings.root, settings["content"]).relative(output)
        if folder == "." or folder == settings["content"]:
            raise TranspipeError(f"--output {output}: drafts need a folder of their own inside the site")
    return settings.but(output=folder, **options)
