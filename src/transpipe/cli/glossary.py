"""`transpipe glossary`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load


@click.group(name="glossary", short_help="Look terms up, check the glossary, exchange it, and find what it lacks.")
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
    """Show which terms match in TEXT, which lose and why, and what the engine would read.

    \b
    Example:
      transpipe glossary lookup 国际电联绿色数字行动
    """
    from transpipe.report.glossary import match_lines
    from transpipe.stores.glossary_files import load_glossary
    from transpipe.translate.terms import model_input, whole_term

    glossary = load_glossary(load(config).path("glossary"))
    for line in match_lines(glossary.explain(text)):
        click.echo(line)
    matches = glossary.find(text)
    if (whole := whole_term(text, matches)) is not None:
        click.echo(f"the text is a term as a whole, and is never given to the engine: {whole}")
    else:
        click.echo(f"engine reads: {model_input(text, matches)}" if matches else "no term matches")


@command.command(name="lint")
@config_option
def lint_(config: Path | None) -> int:
    """Check the glossary: entries that can't be read, duplicates, contradictions, overlapping variants.

    All problems of all files are shown, each with its file and line. Exits with 1 when there is one.

    \b
    Example:
      transpipe glossary lint
    """
    from transpipe.glossary.lint import lint
    from transpipe.report.glossary import problem_lines
    from transpipe.stores.glossary_files import read_glossary

    terms, faults, _ = read_glossary(load(config).path("glossary"))
    problems = [*faults, *lint(terms)]
    for line in problem_lines(problems):
        click.echo(line)
    click.echo(f"{len(terms)} entries, {len(problems)} problems")
    return 1 if problems else 0


@command.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--domain", default="", help="The entries of one domain alone.")
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
@config_option
def export_(file: Path, domain: str, force: bool, config: Path | None) -> None:
    """Write the glossary to FILE: a table (.csv) or a termbase (.tbx, version 3, TBX-Basic).

    \b
    Examples:
      transpipe glossary export terms.csv --domain climate
      transpipe glossary export terms.tbx
    """
    from transpipe.jobs.glossary import export_glossary

    count = export_glossary(load(config), file, domain, force=force)
    click.echo(f"{count} entries in {file}")


@command.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Glossary file to write (.yaml)."
)
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
def import_(file: Path, output: Path, force: bool) -> int:
    """Make a glossary file of FILE: a table (.csv) or a termbase (.tbx, version 3).

    A file with a fault is refused as a whole, and every fault is shown with its line. Exits with 1 then.

    \b
    Example:
      transpipe glossary import terms.csv --output glossary/climate.yaml --force
    """
    from transpipe.jobs.glossary import import_glossary
    from transpipe.report.glossary import problem_lines

    count, problems = import_glossary(file, output, force=force)
    for line in problem_lines(problems):
        click.echo(line)
    if problems:
        click.echo(f"{len(problems)} problems; nothing was written")
        return 1
    click.echo(f"{count} entries in {output}; check them with: transpipe glossary lint")
    return 0


@command.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--min-count", type=click.IntRange(2), default=3, show_default=True, help="Times that a term is said.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Suggestions at most.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "yaml"]), default="text", show_default=True,
    help="csv and yaml are entries with an empty target, to be filled in.",
)  # fmt: skip
@config_option
def suggest(paths: tuple[Path, ...], min_count: int, limit: int, form: str, config: Path | None) -> None:
    """Find frequent Chinese terms of the site's posts that no entry covers, with counts and an example.

    \b
    Examples:
      transpipe glossary suggest
      transpipe glossary suggest --format csv > new-terms.csv
    """
    from transpipe.jobs.glossary import suggest_terms
    from transpipe.report.glossary import suggestion_text

    found = suggest_terms(load(config), paths, least=min_count, most=limit)
    click.echo(suggestion_text(found, form), nl=False)
    if not found:
        click.echo(f"nothing is said {min_count} times or more that the glossary does not cover", err=True)
