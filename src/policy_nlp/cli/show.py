"""`policy-nlp show`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
def show(report: Path) -> None:
    """Show a processed report in the terminal."""
    click.echo(report.read_text("utf-8"))
