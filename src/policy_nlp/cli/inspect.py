"""`policy-nlp inspect`."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--all", "every", is_flag=True, help="List each stretch that was left out, not some examples.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Tables for the terminal, or one JSON object a file.",
)
@click.option(
    "--pipeline",
    default="annual_report",
    show_default=True,
    help="Name of a pipeline, or path of a config (.cfg).",
)
@click.option("--width", type=click.IntRange(min=40), help="Columns to use.  [default: the terminal's]")
def inspect(files: tuple[str, ...], every: bool, form: str, pipeline: str, width: int | None) -> None:
    """Show what is read from FILE: its text, what was left out and why, who reports and how that is known.

    FILE is a report of any format, one in an archive or a table (a.zip!2024.docx, reports.xlsx#2), or - for the
    standard input.

    Exit status: 0 all right, 2 a file could not be read.
    """
    from rich.console import Console

    from policy_nlp.pipeline import PipelineError, inspect_path, load_pipeline
    from policy_nlp.read import ReadError
    from policy_nlp.show.inspection import show_inspection

    try:
        nlp = load_pipeline(pipeline)
    except PipelineError as error:
        click.echo(f"policy-nlp inspect: {error}", err=True)
        sys.exit(2)
    failed = False
    console = Console(width=width, highlight=False)
    for number, file in enumerate(files):
        try:
            found = inspect_path(file, nlp=nlp, every=every)
        except ReadError as error:
            click.echo(f"policy-nlp inspect: {error}", err=True)
            failed = True
            continue
        if form == "json":
            click.echo(found.model_dump_json())
            continue
        if number:
            console.print()
        show_inspection(found, console, every)
    sys.exit(2 if failed else 0)
