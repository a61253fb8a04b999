"""`transpipe publish`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load, verbosity_options, wait_option


@click.command(name="publish", short_help="Move approved drafts into the content folder.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--approve", is_flag=True, help="You stand for the drafts as they are; without it, `status: approved` does."
)
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--diff", is_flag=True, help="Print a unified diff of every page.")
@click.option("--branch", metavar="NAME", default="", help="Commit on this Git branch; it is made if need be.")
@click.option("--commit", is_flag=True, help="Make one Git commit a post.")
@wait_option
@config_option
@verbosity_options
def command(
    paths: tuple[Path, ...],
    approve: bool,
    dry_run: bool,
    diff: bool,
    branch: str,
    commit: bool,
    wait: float,
    config: Path | None,
    verbosity: int,
) -> int:
    """Check approved drafts, move them into the content folder, and teach the memory what was approved.

    PATHS are drafts, their sources or pages, or folders of them; without any, all approved drafts. A draft that is not
    up to date with its source, or would break the page, is refused. Exits with 1 when one was refused.

    \b
    Examples:
      transpipe publish
      transpipe publish review/post/2023-12-09-ITU-COP28-outcomes --approve
      transpipe publish --dry-run --diff
      transpipe publish --branch translations
    """
    from rich.console import Console

    from transpipe.jobs.publish import PublishRequest, publish
    from transpipe.report.published import changes_text, print_published

    report = publish(PublishRequest(paths, approve, dry_run, branch, commit, wait), load(config))
    if diff:
        click.echo(changes_text(report), nl=False)
    print_published(Console(), report, verbosity)
    return 1 if report.failed else 0
