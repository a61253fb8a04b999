"""`transpipe run`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from transpipe.cli.common import config_option, load, quality_option, verbosity_options, wait_option


@click.command(name="run", short_help="Translate what is marked, and write drafts for review.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--scope",
    type=click.Choice(["marked", "untranslated", "missing", "stale", "all"]),
    default="marked",
    show_default=True,
    help="marked: text under a marker. untranslated: also Chinese in English files without one. missing: posts that "
    "have no English file. stale: published translations whose Chinese has changed. all: all of these.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing. With --diff, translate and show what would be written.")
@click.option("--diff", is_flag=True, help="Print a unified diff of every file written.")
@click.option("--in-place", is_flag=True, help="Write into the content folder instead of the drafts' folder.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder for drafts, inside the site.  [default: review]"
)
@click.option(
    "--engine",
    type=click.Choice(["argos", "libretranslate", "pseudo"]),
    help="argos: on this machine. libretranslate: a server. pseudo: made-up words, no model, for trying a site.",
)
@quality_option
@click.option(
    "--executor",
    type=click.Choice(["local", "dask"]),
    help="local: translate here. dask: on the workers of a cluster (docs/cluster.md); the drafts are the same.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Scheduler of the Dask cluster, as in tcp://10.0.0.5:8786.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--profile", is_flag=True, help="Print to standard error how long each stage took.")
@wait_option
@config_option
@verbosity_options
def command(
    paths: tuple[Path, ...],
    scope: str,
    dry_run: bool,
    diff: bool,
    in_place: bool,
    output: Path | None,
    engine: str | None,
    quality: str | None,
    executor: str | None,
    scheduler: str | None,
    format_: str,
    profile: bool,
    wait: float,
    config: Path | None,
    verbosity: int,
) -> int:
    """Translate the Chinese of posts and write drafts that mirror the content folder.

    PATHS are files or folders of the content folder; without any, all of it. What somebody has written into a draft
    is never overwritten; segments whose source has changed are translated once more. Exits with 1 when a file could not be processed.

    \b
    Examples:
      transpipe run
      transpipe run content/post/2023-12-09-ITU-COP28-outcomes
      transpipe run --scope all --dry-run
      transpipe run --engine pseudo --diff --dry-run
      transpipe run --format json | jq .totals
      transpipe run --quality best
      transpipe run --profile --quiet
      transpipe run --executor dask --scheduler tcp://10.0.0.5:8786
    """
    from rich.console import Console

    from transpipe.jobs.run import RunRequest, run
    from transpipe.report.json_report import run_json
    from transpipe.report.terminal import BarProgress, LineProgress, SilentProgress, print_profile, print_run, run_diffs

    if in_place and output:
        raise click.UsageError("--in-place and --output exclude each other")
    settings = load(config, output=output, engine=engine, executor=executor, scheduler=scheduler, quality=quality)
    if scheduler and settings["executor"] == "local":
        raise click.UsageError("--scheduler goes with --executor dask")
    messages = Console(stderr=True)
    if verbosity < 0:
        progress = SilentProgress()
    else:
        progress = (
            BarProgress(messages) if messages.is_terminal and not os.environ.get("CI") else LineProgress(messages)
        )
    report = run(RunRequest(paths, scope, dry_run, diff, in_place, wait), settings, progress)
    for text in run_diffs(report) if diff else ():
        click.echo(text, nl=False, err=format_ == "json")
    if format_ == "json":
        for text in run_json(report):
            click.echo(text, nl=False)
    else:
        print_run(Console(), report, verbosity)
    if profile:
        print_profile(messages, report)
    return 1 if report.failed else 0
