"""`transpipe model`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load


@click.group(name="model", short_help="List and install translation models.")
def command() -> None:
    """Translation models: the embedded one, and Argos packages installed for this site.

    \b
    Example:
      transpipe model list
    """


@command.command(name="list")
@config_option
def list_(config: Path | None) -> None:
    """Show the models on this machine; the one in use is marked with a star.

    \b
    Example:
      transpipe model list
    """
    from transpipe.stores.packages import find_model, list_models

    settings = load(config)
    used = find_model(str(settings["model"]), settings)
    for info in list_models(settings):
        star = "*" if info.path == used else " "
        note = "embedded" if info.embedded else str(info.path)
        click.echo(f"{star} {info.name}  {info.from_code}->{info.to_code}  version {info.version}  {note}")


@command.command()
@click.argument("what", metavar="FILE.argosmodel|zh-en")
@config_option
def install(what: str, config: Path | None) -> None:
    """Install an Argos package from a file, or by language pair from Argos's own index (needs the network).

    It goes into the state folder of the site; set `model:` in transpipe.yaml to use it.

    \b
    Examples:
      transpipe model install translate-zh_en-1_9.argosmodel
      transpipe model install zh-en
    """
    from transpipe.stores.packages import install_model

    info = install_model(what, load(config))
    click.echo(f"installed {info.name} (version {info.version}) in {info.path}")
    click.echo(f"to use it, set in transpipe.yaml:  model: {info.name}")
