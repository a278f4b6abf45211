"""`policy-nlp track`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policy_nlp.records.track import Track


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--place", required=True, help="The government whose reports are followed, as the reports name it."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def track(folder: Path, place: str, form: str) -> None:
    """One place over many years: targets and actuals, stages of projects, promises that come back.

    FOLDER holds processed reports (.json) or raw ones. Exit status: 0, or 2 if nothing could be followed.
    """
    from policy_nlp.batch import BatchError
    from policy_nlp.batch.processed import reports_of_place
    from policy_nlp.compare.track import track as follow

    if not folder.is_dir():
        raise click.UsageError(f"{folder}: no such folder")
    try:
        reports = reports_of_place(folder, place)
    except BatchError as error:
        raise click.UsageError(str(error)) from error
    if not reports:
        raise click.UsageError(f"{folder}: no report of {place}")
    found = follow(reports)
    if form == "json":
        click.echo(found.model_dump_json(indent=1))
    elif form == "csv":
        from policy_nlp.show.track import to_csv

        click.echo(to_csv(found), nl=False)
    else:
        _print(found)


def _print(found: Track) -> None:
    from rich.console import Console

    from policy_nlp.show.track import to_terminal

    to_terminal(found, Console(highlight=False))
