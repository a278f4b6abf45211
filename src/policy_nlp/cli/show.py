"""`policy-nlp show`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.option(
    "--layer",
    "layers",
    multiple=True,
    type=click.Choice(["quantities", "targets", "projects", "commitments", "claims"]),
    help="What to list; may be given several times.  [default: targets, projects]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Items of a layer to list; 0 lists all.",
)
@click.option("--width", type=click.IntRange(min=40), help="Columns to use.  [default: the terminal's]")
def show(report: Path, layers: tuple[str, ...], limit: int, width: int | None) -> None:
    """Show a processed report (REPORT.json) in the terminal: sections, what was found in each, targets, projects."""
    from pydantic import ValidationError
    from rich.console import Console

    from policy_nlp.records import Report
    from policy_nlp.show.report import show_report

    try:
        found = Report.model_validate_json(report.read_bytes())
    except OSError as error:
        click.echo(f"policy-nlp show: {report}: can't be read: {error.strerror}", err=True)
        sys.exit(2)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        hint = (
            "process it first: policy-nlp run"
            if report.suffix == ".txt"
            else "give a file that `policy-nlp run` wrote"
        )
        click.echo(
            f"policy-nlp show: {report}: not a processed report ({where + ': ' if where else ''}{first['msg']}); {hint}",
            err=True,
        )
        sys.exit(2)
    show_report(found, Console(width=width, highlight=False), layers, limit)
