"""`transpipe glossary`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load


@click.group(name="glossary", short_help="Look terms up, and check the glossary.")
def command() -> None:
    """The terminology of the site.

    \b
    Example:
      transpipe glossary lookup 国际电联绿色数字行动
    """


@command.command()
@click.argument("text")
@config_option
def lookup(text: str, config: Path | None) -> None:
    """Show which terms match in TEXT, and what the engine would read.

    \b
    Example:
      transpipe glossary lookup 国际电联绿色数字行动
    """
    from transpipe.stores.glossary_files import load_glossary
    from transpipe.translate.terms import model_input

    settings = load(config)
    matches = load_glossary(settings.path("glossary")).find(text)
    for match in matches:
        click.echo(f"{match.start}-{match.end}  {match.source} -> {' | '.join(match.accepted)}")
    click.echo(f"engine reads: {model_input(text, matches)}" if matches else "no term matches")


@command.command(name="lint")
@config_option
def lint_(config: Path | None) -> int:
    """Check the glossary: duplicates, contradictions, forbidden renderings that are preferred elsewhere.

    Each problem is shown with its file and line. Exits with 1 when there is one.

    \b
    Example:
      transpipe glossary lint
    """
    from transpipe.glossary.lint import lint
    from transpipe.stores.glossary_files import read_glossary

    terms, faults, _ = read_glossary(load(config).path("glossary"))
    problems = [*faults, *lint(terms)]
    for problem in problems:
        click.echo(f"{problem.place}: {problem.message} [{problem.rule}]")
    click.echo(f"{len(terms)} entries, {len(problems)} problems")
    return 1 if problems else 0
