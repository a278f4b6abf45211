"""`policy-nlp diff`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policy_nlp.records import Comparison, Report

_VERDICTS = ("exceeded", "fulfilled", "partial", "underway", "missed", "unmentioned")


class _Verdicts(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Verdicts with commas between them."""

    name = "verdict[,verdict…]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        found = frozenset(v.strip() for v in str(value).split(",") if v.strip())
        unknown = sorted(found - set(_VERDICTS))
        if unknown or not found:
            self.fail(f"{', '.join(unknown) or value!r}: choose from {', '.join(_VERDICTS)}", param, ctx)
        return found


@click.command()
@click.argument("earlier", required=False, type=click.Path(path_type=Path))
@click.argument("later", required=False, type=click.Path(path_type=Path))
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, file_okay=False),
    help="Compare all consecutive years of every place in a folder.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Write here instead of to the terminal; with --pairs, the folder for the comparisons.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "csv", "md", "html"]),
    default=None,
    help="Default: table; with --pairs: json.",
)
@click.option("--only", type=_Verdicts(), help="Show only these verdicts.")
@click.option(
    "--min-score", type=click.FloatRange(0, 1), default=0.0, help="Show only rows of at least this score."
)
@click.option("--testable", is_flag=True, help="Show only promises that the extraction calls testable.")
@click.option("--explain", is_flag=True, help="Show the levels and weights behind each match.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List hardly testable promises without an answer too, in a table.",
)
@click.option("--fail-on", type=_Verdicts(), help="Exit 1 if a shown row has one of these verdicts.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Score from which a claim answers; default: the learned one.",
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes, with --pairs."
)
@click.option("--overwrite", is_flag=True, help="With --output: replace what is there.")
def diff(
    earlier: Path | None,
    later: Path | None,
    pairs: Path | None,
    output: Path | None,
    form: str | None,
    only: frozenset[str] | None,
    min_score: float,
    testable: bool,
    explain: bool,
    everything: bool,
    fail_on: frozenset[str] | None,
    threshold: float | None,
    workers: int,
    overwrite: bool,
) -> None:
    """What became of the plan: compare the EARLIER report's promises with the LATER one's review.

    Both are processed reports (.json) or raw ones, which are processed first. Verdicts are as reported by the
    government. Exit status: 0 nothing found, 1 a verdict of --fail-on found, 2 could not compare.
    """
    from policy_nlp.compare import DEFAULTS

    settings = DEFAULTS if threshold is None else DEFAULTS.model_copy(update={"threshold": threshold})
    if pairs is not None:
        if earlier is not None or output is None:
            raise click.UsageError("--pairs DIR needs --output DIR and no further reports")
        from policy_nlp.cli.pairs import run_pairs

        sys.exit(
            run_pairs(
                pairs,
                output,
                form or "json",
                settings,
                workers=workers,
                overwrite=overwrite,
                only=only,
                min_score=min_score,
                fail_on=fail_on,
            )
        )
    if earlier is None or later is None:
        raise click.UsageError("give EARLIER and LATER, or --pairs DIR")
    from policy_nlp.compare import compare

    comparison = compare(load_report(earlier), load_report(later), settings=settings)
    comparison = filtered(comparison, only, min_score, testable)
    emit(comparison, form or "table", output, explain=explain, everything=everything, overwrite=overwrite)
    if fail_on and any(row.verdict in fail_on for row in comparison.fulfilment):
        sys.exit(1)


def load_report(path: Path) -> Report:
    """A processed report as it is; a raw one processed on the fly. Whatever can't be read ends with status 2."""
    from policy_nlp.pipeline import process_path
    from policy_nlp.pipeline.load import PipelineError
    from policy_nlp.read import ReadError
    from policy_nlp.records import Report

    try:
        if path.suffix.lower() == ".json":
            return Report.model_validate_json(path.read_bytes())
        return process_path(path)
    except OSError as error:
        raise click.UsageError(f"{path}: can't be read: {error.strerror or error}") from error
    except (ReadError, PipelineError, ValueError) as error:
        raise click.UsageError(
            f"{path}: {_first_lines(error)}" if str(path) not in str(error) else str(error)
        ) from error


def _first_lines(error: Exception) -> str:
    return "not a processed report: " + " ".join(str(error).splitlines()[:3])


def filtered(
    comparison: Comparison, only: frozenset[str] | None, min_score: float, testable: bool
) -> Comparison:
    """A comparison with the rows that are asked for."""
    rows = [
        row
        for row in comparison.fulfilment
        if (only is None or row.verdict in only) and row.score >= min_score and (row.testable or not testable)
    ]
    return (
        comparison
        if len(rows) == len(comparison.fulfilment)
        else comparison.model_copy(update={"fulfilment": rows})
    )


def rendered(comparison: Comparison, form: str) -> str:
    """A comparison in one of the file formats."""
    from policy_nlp.show import comparison as views

    if form == "json":
        return comparison.model_dump_json(indent=1) + "\n"
    if form == "jsonl":
        return views.to_jsonl(comparison)
    if form == "csv":
        return views.to_csv(views.to_records(comparison))
    return views.to_html(comparison) if form == "html" else views.to_markdown(comparison)


def emit(
    comparison: Comparison,
    form: str,
    output: Path | None,
    *,
    explain: bool,
    everything: bool,
    overwrite: bool,
) -> None:
    """Print a comparison, or write it to a file."""
    if form == "table":
        from rich.console import Console

        from policy_nlp.show.comparison import to_terminal

        if output is not None:
            raise click.UsageError("a table is for the terminal: give --format with --output")
        to_terminal(comparison, Console(highlight=False), explain=explain, everything=everything)
        return
    text = rendered(comparison, form)
    if explain and form == "md":
        from policy_nlp.show.comparison import waterfall

        text += (
            "\n## Evidence\n\n```\n" + "\n".join(waterfall(row) for row in comparison.fulfilment) + "```\n"
        )
    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists() and not overwrite:
        raise click.UsageError(f"{output}: exists; give --overwrite to replace it")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, "utf-8")
    except OSError as error:
        raise click.UsageError(f"{output}: can't be written: {error.strerror or error}") from error
