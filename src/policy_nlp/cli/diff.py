"""`policy-nlp diff`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from policy_nlp.batch.pairs import PairSettings
    from policy_nlp.records import Comparison


class _Verdicts(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """Verdicts with commas between them."""

    name = "verdict[,verdict…]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        from policy_nlp.records.vocabulary import VERDICTS

        if isinstance(value, frozenset):
            return value
        found = frozenset(v.strip() for v in str(value).split(",") if v.strip())
        unknown = sorted(found - set(VERDICTS))
        if unknown or not found:
            self.fail(f"{', '.join(unknown) or value!r}: choose from {', '.join(VERDICTS)}", param, ctx)
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
    from policy_nlp.batch import BatchError
    from policy_nlp.batch.processed import load_report
    from policy_nlp.compare import DEFAULTS, compare, selected

    settings = DEFAULTS if threshold is None else DEFAULTS.model_copy(update={"threshold": threshold})
    if pairs is not None:
        if earlier is not None or output is None:
            raise click.UsageError("--pairs DIR needs --output DIR and no further reports")
        if form == "table":
            raise click.UsageError("--pairs writes files: choose another --format than table")
        from policy_nlp.batch.pairs import PairSettings
        from policy_nlp.show.comparison import to_text

        form = form or "json"
        how = PairSettings(
            settings, only, min_score, partial(to_text, form=form), form, workers=workers, overwrite=overwrite
        )
        sys.exit(diff_folder(pairs, output, how, fail_on))
    if earlier is None or later is None:
        raise click.UsageError("give EARLIER and LATER, or --pairs DIR")
    try:
        comparison = compare(load_report(earlier), load_report(later), settings=settings)
    except BatchError as error:
        raise click.UsageError(str(error)) from error
    comparison = selected(comparison, only, min_score, testable)
    emit(comparison, form or "table", output, explain=explain, everything=everything, overwrite=overwrite)
    if fail_on and any(row.verdict in fail_on for row in comparison.fulfilment):
        sys.exit(1)


def diff_folder(folder: Path, output: Path, how: PairSettings, fail_on: frozenset[str] | None) -> int:
    """Compare a folder's consecutive years, say what was done, and give the exit status."""
    from policy_nlp.batch import BatchError
    from policy_nlp.batch.pairs import SHARES, PairDone, compare_folder

    def tell(pair: PairDone) -> None:
        if pair.error:
            click.echo(f"{pair.name}: {pair.error}", err=True)

    try:
        done = compare_folder(folder, output, how, tell)
    except BatchError as error:
        raise click.UsageError(str(error)) from error
    click.echo(
        f"{len(done.counts)} pairs compared, {done.failed} failed, {len(done.pairing.left)} reports without a pair; "
        f"shares in {output / SHARES}"
    )
    if done.failed:
        return 2
    return int(fail_on is not None and done.shows(fail_on))


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
    from policy_nlp.show.comparison import to_terminal, to_text, waterfall

    if form == "table":
        from rich.console import Console

        if output is not None:
            raise click.UsageError("a table is for the terminal: give --format with --output")
        to_terminal(comparison, Console(highlight=False), explain=explain, everything=everything)
        return
    text = to_text(comparison, form)
    if explain and form == "md":
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
