"""`transpipe evaluate`."""

from __future__ import annotations

from pathlib import Path

import click

from transpipe.cli.common import config_option, load, quality_option


@click.command(name="evaluate", short_help="Score a model and a glossary on approved translations.")
@click.argument("reference", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--model", "models", multiple=True, help="A model to score; may be given again.  [default: the site's]")
@click.option(
    "--glossary",
    type=click.Path(exists=True, path_type=Path),
    help="Glossary for the engine instead of the site's, which counts the terms in either case.",
)
@click.option("--no-glossary", is_flag=True, help="No glossary for the engine.")
@click.option("--engine", type=click.Choice(["argos", "libretranslate", "pseudo"]), help="The engine to score.")
@quality_option
@click.option("--limit", type=click.IntRange(min=1), help="The first N segments alone.")
@click.option("--worst", type=click.IntRange(min=1), help="Show the N segments with the lowest chrF as well.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the result as JSON to a file.")
@config_option
def command(
    reference: tuple[Path, ...],
    models: tuple[str, ...],
    glossary: Path | None,
    no_glossary: bool,
    engine: str | None,
    quality: str | None,
    limit: int | None,
    worst: int | None,
    format_: str,
    output: Path | None,
    config: Path | None,
) -> None:
    """Translate texts whose translation is approved, and say how near the engine comes: BLEU, chrF, terms, tags.

    REFERENCE is a content folder with posts in both languages, a .tmx file, or a .tsv file with the columns source
    and reference. Two or more results (.json, written by --output)
    are compared instead, the first one being the baseline. The
    translation memory is neither read nor written.

    \b
    Examples:
      transpipe evaluate content/post
      transpipe evaluate memory.tmx --limit 500
      transpipe evaluate approved.tsv --output with.json
      transpipe evaluate approved.tsv --no-glossary --output without.json
      transpipe evaluate without.json with.json
      transpipe evaluate approved.tsv --model embedded --model translate-zh_en-1_9 --worst 20
    """
    from rich.console import Console

    from transpipe.jobs.evaluate import EvaluateRequest, evaluate, load_evaluations, worst_segments
    from transpipe.report.evaluation_json import evaluation_json
    from transpipe.report.evaluation_text import evaluation_text
    from transpipe.report.terminal import BarProgress, SilentProgress

    if glossary and no_glossary:
        raise click.UsageError("--glossary and --no-glossary exclude each other")
    if all(path.suffix == ".json" for path in reference):
        result = load_evaluations(reference)
    elif len(reference) > 1:
        raise click.UsageError("name one reference, or only results (.json) to compare")
    else:
        request = EvaluateRequest(reference[0], models, glossary, no_glossary, limit or 0)
        messages = Console(stderr=True)
        progress = BarProgress(messages) if messages.is_terminal else SilentProgress()
        result = evaluate(request, load(config, engine=engine, quality=quality), progress)
    if output:
        output.write_bytes(evaluation_json(result).encode("utf-8"))
    if format_ == "json":
        click.echo(evaluation_json(result), nl=False)
    else:
        click.echo(evaluation_text(result, worst_segments(result.runs[-1], worst) if worst else ()), nl=False)
