"""`transpipe check`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from transpipe.cli.common import config_option, load, wants_color
from transpipe.report.formats import FORMATS, render


def _rules(ctx: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> frozenset[str]:
    """Ids of rules; a usage error, with what may have been meant, for any other name."""
    import difflib

    from transpipe.rules import BY_ID

    for name in names:
        if name not in BY_ID:
            near = difflib.get_close_matches(name, BY_ID, 1)
            hint = f"did you mean {near[0]!r}?" if near else "docs/findings.md lists all rules"
            raise click.BadParameter(f"no rule is called {name!r}; {hint}", ctx, parameter)
    return frozenset(names)


@click.command(name="check", short_help="Find what is untranslated, stale or broken, for CI and editors.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="github: annotations, and a summary of the step. See docs/ci.md for the others.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file, not to the terminal."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="warning",
    show_default=True,
    help="The least severity that makes the command exit with 1.",
)
@click.option("--only", "only", multiple=True, metavar="RULE", callback=_rules, help="Report this rule; repeatable.")
@click.option(
    "--ignore", "ignore", multiple=True, metavar="RULE", callback=_rules, help="Leave this rule out; repeatable."
)
@click.option(
    "--changed-since", metavar="REV", default="", help="Check only posts that differ from this revision of git."
)
@click.option(
    "--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Leave out the findings that this file knows."
)
@click.option(
    "--write-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all findings to this file, and exit with 0.",
)
@config_option
def command(
    paths: tuple[Path, ...],
    format_: str,
    output: Path | None,
    fail_on: str,
    only: frozenset[str],
    ignore: frozenset[str],
    changed_since: str,
    baseline: Path | None,
    write_baseline: Path | None,
    config: Path | None,
) -> int:
    """Find text that is marked, untranslated or left over, languages that are missing, drafts that wait, and what is
    broken. No model is needed.

    PATHS are files or folders of the content folder or of the drafts' folder; without any, the whole site. Exits
    with 1 when there are findings (see --fail-on).

    \b
    Examples:
      transpipe check
      transpipe check content/post --only untranslated --only marked
      transpipe check --changed-since origin/main --format github
      transpipe check --format sarif --output transpipe.sarif
      transpipe check --write-baseline .transpipe-baseline.json
      transpipe check --baseline .transpipe-baseline.json
    """
    from transpipe.jobs.check import CheckRequest, check
    from transpipe.model import Severity
    from transpipe.stores.outputs import append_report, path_in_repository, write_report

    settings = load(config)
    request = CheckRequest(paths, only, ignore, changed_since, baseline, write_baseline)
    report = check(request, settings)
    report.prefix = path_in_repository(settings.root)
    text = render(format_, report, color=output is None and wants_color())
    if output is None:
        click.echo(text, nl=False)
    else:
        write_report(output, (text,))
    if format_ == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        append_report(Path(summary), render("markdown", report))
    for note in report.notes:
        click.echo(note, err=True)
    if fail_on == "never":
        return 0
    return 1 if any(finding.severity >= Severity[fail_on.upper()] for finding in report.findings) else 0
