"""`policy-nlp run`."""

from __future__ import annotations

import re
import sys
from typing import Any, Literal

import click

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:I?B)?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


class Size(click.ParamType[int]):
    """An amount of memory: 800MB, 2G, 1.5GB. Powers of 1000."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = _SIZE.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"{value!r} is no amount of memory; write 800MB or 2G", param, ctx)
        return int(float(match[1]) * 1000 ** _POWERS[match[2].upper()])


@click.command()
@click.argument("inputs", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    help="Folder or URL for the outputs; the tree of the inputs is mirrored in it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl"]),
    default="json",
    show_default=True,
    help="One JSON file a report, or one reports.jsonl for all.",
)
@click.option(
    "--pipeline",
    default="annual_report",
    show_default=True,
    help="Name of a pipeline, or path of a config (.cfg).",
)
@click.option(
    "--code",
    multiple=True,
    help="Python file that registers readers or components; may be given several times.",
)
@click.option(
    "--manifest",
    help="TSV or CSV with a column path and any of place, level, plan_year, review_year, title. Wins over the options below.",
)
@click.option(
    "--text-column",
    help="For tables: the column with the reports' texts.  [default: a usual name (正文, text …), else the longest]",
)
@click.option(
    "--id-column",
    help="For tables: the column with the reports' names.  [default: id, 编号 …, else the row's number]",
)
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="For tables: what a column holds: title, place, level, plan_year, review_year, code, delivered or speaker; may be given several times.",
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    help="For workbooks: a sheet to read, or '*' for all; may be given several times.  [default: the first with reports and those like it]",
)
@click.option(
    "--stdin-format",
    help="The format of the standard input (INPUT -): txt, csv, zip …  [default: as its content shows]",
)
@click.option("--title", help="The title of all reports of this run.")
@click.option("--place", help="The government that reports, for all reports of this run: 青石县.")
@click.option("--level", help="national, provincial, prefectural, county or township.")
@click.option("--plan-year", help="The year that is planned.")
@click.option("--review-year", help="The year that is summed up.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    help="Worker processes.  [default: all cores; 0: in this process, unprotected]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    help="Seconds that one report may take.",
)
@click.option(
    "--memory", type=Size(), help="Memory that a worker may use: 800MB, 2G (Linux).  [default: no limit]"
)
@click.option(
    "--max-bytes",
    type=Size(),
    default="100MB",
    show_default=True,
    help="A report that is larger is refused before it is read.",
)
@click.option(
    "--scheduler",
    help="Address of a Dask scheduler (tcp://host:8786), or `local` for a Dask cluster on this machine.",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace outputs that exist and were not written by an earlier run into this folder.",
)
@click.option("--force", is_flag=True, help="Do again what is unchanged since the last run.")
@click.option("-q", "--quiet", is_flag=True, help="Print failures only.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How progress is told on the standard error.",
)
def run(
    inputs: tuple[str, ...],
    output: str,
    form: Literal["json", "jsonl"],
    pipeline: str,
    code: tuple[str, ...],
    manifest: str | None,
    text_column: str | None,
    id_column: str | None,
    columns: tuple[str, ...],
    sheets: tuple[str, ...],
    stdin_format: str | None,
    jobs: int | None,
    timeout: float,
    memory: int | None,
    max_bytes: int,
    scheduler: str | None,
    overwrite: bool,
    force: bool,
    quiet: bool,
    log_format: str,
    **overrides: str | None,
) -> None:
    """Process reports: files and folders in, one JSON per report out.

    INPUTS are reports (text in any Chinese encoding, HTML, Word, PDF), tables with one report a row (CSV, TSV, XLSX,
    Parquet, JSONL), archives (ZIP, tar) of any of these, folders, URLs, or - for the standard input. A report at
    town/a/2025.txt below a folder becomes town/a/2025.json below --output; row 17 of reports.csv becomes
    reports/17.json. Reports that are unchanged since the last run into the same folder are left as they are. run.json
    in the output folder says what became of every input.

    Exit status: 0 all right, 1 some inputs failed (run.json names them), 2 could not run, 130 interrupted.
    """
    from policy_nlp.batch import BatchError, Settings, run_batch
    from policy_nlp.batch.processes import Limits
    from policy_nlp.batch.progress import JsonLines, Lines

    if not inputs and not manifest:
        raise click.UsageError(
            "name the reports: files, folders, tables, archives, URLs, - (or a --manifest that lists them)"
        )
    from policy_nlp.read import ContainerOptions

    roles = _roles(columns, text_column, id_column)
    told = {name: value for name, value in overrides.items() if value is not None}
    settings = Settings(
        inputs=list(inputs),
        output=output,
        form=form,
        pipeline=pipeline,
        overrides=told,
        manifest=manifest,
        code=code,
        jobs=jobs,
        limits=Limits(timeout, memory),
        scheduler=scheduler,
        overwrite=overwrite,
        force=force,
        containers=ContainerOptions(roles, sheets, max_bytes),
        stdin_format=stdin_format,
    )
    observer = JsonLines(quiet) if log_format == "json" else Lines(quiet)
    try:
        summary = run_batch(settings, observer)
    except BatchError as error:
        click.echo(f"policy-nlp run: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(summary.exit_status)


def _roles(columns: tuple[str, ...], text: str | None, name: str | None) -> dict[str, str]:
    """What columns of tables hold, as the options say."""
    from policy_nlp.read import FIELDS

    roles = {}
    for pair in columns:
        column, equals, field = pair.rpartition("=")
        if not equals or field.strip() not in FIELDS or not column.strip():
            raise click.UsageError(
                f"--map {pair}: write COLUMN=FIELD, with one of {', '.join(FIELDS)}: 地区=place"
            )
        roles[column.strip()] = field.strip()
    if text is not None:
        roles[text] = "text"
    if name is not None:
        roles[name] = "id"
    return roles
