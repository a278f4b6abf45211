"""`policy-nlp export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("source", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "name",
    type=click.Choice(["panel", "quantities", "targets", "projects", "commitments", "claims"]),
    default="panel",
    show_default=True,
    help="Which table.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet"]),
    help="Default: what --output ends in, else csv.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; default: CSV to the standard output.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file if it exists.")
def export(source: Path, name: str, form: str | None, output: Path | None, overwrite: bool) -> None:
    """Turn a folder of processed reports into one table.

    DIR is what `policy-nlp run` has written, or one processed report (.json, .jsonl). The panel has one row per place,
    year, indicator and role (target or actual); the other tables one row per item.

    Exit status: 0 all right, 2 could not export.
    """
    from policy_nlp.export import (
        PANEL,
        TABLES,
        ExportError,
        export_panel,
        export_table,
        write_csv,
        write_parquet,
    )

    form = form or ("parquet" if output is not None and output.suffix == ".parquet" else "csv")
    if output is None and form == "parquet":
        raise click.UsageError("a Parquet file needs --output FILE")
    if output is not None and output.exists() and not overwrite:
        raise click.UsageError(f"{output}: exists; give --overwrite to replace it")
    try:
        table = PANEL if name == "panel" else TABLES[name]
        rows = iter(export_panel(source)) if name == "panel" else export_table(source, name)
        if form == "parquet":
            assert output is not None
            count = write_parquet(table, rows, output)
        else:
            count = write_csv(table, rows, output if output is not None else sys.stdout.buffer)
    except ExportError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.UsageError(f"{error.filename or output}: {error.strerror or error}") from error
    if output is not None:
        click.echo(f"{output}: {count} rows", err=True)
