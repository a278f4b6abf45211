"""Whole folders for `policy-nlp diff --pairs`: every pair of consecutive years, one comparison each, and a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from pydantic import BaseModel, ConfigDict

from policy_nlp.compare import Settings
from policy_nlp.compare.pairs import Pairing, find_pairs
from policy_nlp.records import Comparison, ReportInfo
from policy_nlp.write import LocalStore

SUMMARY = "summary.csv"
VERDICTS = ("exceeded", "fulfilled", "partial", "underway", "missed", "unmentioned")
FIELDS = (
    "by",
    "level",
    "place",
    "year",
    "domain",
    "pairs",
    "rows",
    *VERDICTS,
    "share_fulfilled",
    "share_fulfilled_of_mentioned",
)


class _Head(BaseModel):
    """The head of a processed report: all that pairing needs."""

    model_config = ConfigDict(extra="ignore")

    report: ReportInfo


@dataclass(frozen=True, slots=True)
class _Job:
    """One pair to compare, as paths, so that reports never travel between processes."""

    earlier: Path
    later: Path
    name: str
    output: Path
    form: str
    settings: Settings
    only: frozenset[str] | None
    min_score: float


@dataclass(frozen=True, slots=True)
class _Done:
    """What the summary needs of a comparison: how many rows of which field have which verdict."""

    name: str
    level: str
    place: str
    year: int | None
    counts: Counter[tuple[str, str]]
    shown: Counter[str]
    error: str | None = None


def run_pairs(
    folder: Path, output: Path | None, form: str, settings: Settings, *, workers: int, overwrite: bool,
    only: frozenset[str] | None, min_score: float, fail_on: frozenset[str] | None,
) -> int:  # fmt: skip
    """Compare all consecutive years in a folder of processed (.json) or raw reports; the exit status is returned."""
    if output is None:
        raise click.UsageError("--pairs needs --output DIR")
    if form == "table":
        raise click.UsageError("--pairs writes files: choose another --format than table")
    if not folder.is_dir():
        raise click.UsageError(f"{folder}: no such folder")
    if (output / SUMMARY).exists() and not overwrite:
        raise click.UsageError(f"{output}: holds comparisons already; give --overwrite to replace them")
    try:
        store = LocalStore(output)
        store.prepare()
    except OSError as error:
        raise click.UsageError(f"{output}: can't be written: {error.strerror or error}") from error
    with TemporaryDirectory() as aside:
        heads, errors = processed_heads(folder)
        if not heads:
            errors |= _processed(folder, Path(aside))
            heads, _ = processed_heads(Path(aside))
        pairing = find_pairs(info for info, _ in heads.values())
        if not pairing.pairs:
            raise click.UsageError(
                f"{folder}: no two reports of one place and consecutive years among {len(heads)} reports"
            )
        jobs = [
            _Job(heads[a.id][1], heads[b.id][1], f"{b.id}.{form}", output, form, settings, only, min_score)
            for a, b in pairing.pairs
        ]  # fmt: skip
        done = _run(jobs, workers)
    return _finish(store, output, pairing, errors, done, fail_on)


def _run(jobs: list[_Job], workers: int) -> list[_Done]:
    done = []
    for result in _results(jobs, workers):
        done.append(result)
        if result.error:
            click.echo(f"{result.name}: {result.error}", err=True)
    return done


def _finish(
    store: LocalStore,
    output: Path,
    pairing: Pairing,
    errors: dict[str, str],
    done: list[_Done],
    fail_on: frozenset[str] | None,
) -> int:
    """Write the summary, say what was done, and give the exit status."""
    from policy_nlp.show.comparison import to_csv

    good = [d for d in done if d.error is None]
    store.write(SUMMARY, to_csv(_summary(good), FIELDS).encode())
    store.write("pairs.json", _overview(pairing, errors, done).encode())
    store.close()
    failed = len(done) - len(good) + len(errors)
    click.echo(
        f"{len(good)} pairs compared, {failed} failed, {len(pairing.left)} reports without a pair; shares in {output / SUMMARY}"
    )
    if failed:
        return 2
    return int(bool(fail_on) and any(d.shown[v] for d in good for v in fail_on or ()))


def processed_heads(folder: Path) -> tuple[dict[str, tuple[ReportInfo, Path]], dict[str, str]]:
    """The heads of all processed reports in a folder by their place in it, and the files that are none."""
    found: dict[str, tuple[ReportInfo, Path]] = {}
    errors: dict[str, str] = {}
    for path in sorted(folder.rglob("*.json")):
        inside = path.relative_to(folder)
        if inside.name == "run.json" or any(part.startswith(".") for part in inside.parts):
            continue
        try:
            info = _Head.model_validate_json(path.read_bytes()).report
        except (OSError, ValueError) as error:
            errors[inside.as_posix()] = " ".join(str(error).splitlines()[:2])
            continue
        # The file's place in the folder is what tells two reports with one id apart.
        name = inside.with_suffix("").as_posix()
        found[name] = (info.model_copy(update={"id": name}), path)
    return found, errors


def _processed(folder: Path, into: Path) -> dict[str, str]:
    """Process the raw reports of a folder; what can't be processed is given back with the reason."""
    from policy_nlp.pipeline import process_path
    from policy_nlp.read import ReadError, reader_suffixes

    errors = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in reader_suffixes()):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            report = process_path(path, report_id=name)
        except (ReadError, ValueError) as error:
            errors[name] = " ".join(str(error).splitlines()[:2])
            continue
        target = into / f"{name}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(report.model_dump_json(), "utf-8")
    return errors


def _results(jobs: list[_Job], workers: int) -> Iterator[_Done]:
    if workers == 1:
        yield from map(_compare, jobs)
        return
    from multiprocessing import get_context

    with get_context("spawn").Pool(workers, maxtasksperchild=200) as pool:
        yield from pool.imap(_compare, jobs, chunksize=4)


def _compare(job: _Job) -> _Done:
    """Compare one pair and write it; only counts come back, so that memory does not grow with the number of pairs."""
    from policy_nlp.cli.diff import filtered, rendered
    from policy_nlp.compare import compare
    from policy_nlp.records import Report

    try:
        earlier, later = (Report.model_validate_json(path.read_bytes()) for path in (job.earlier, job.later))
        comparison = compare(earlier, later, settings=job.settings)
        shown = filtered(comparison, job.only, job.min_score, False)
        LocalStore(job.output).write(job.name, rendered(shown, job.form).encode())
    except (OSError, ValueError) as error:
        return _Done(job.name, "", "", None, Counter(), Counter(), " ".join(str(error).splitlines()[:2]))
    return _counted(job.name, comparison, shown)


def _counted(name: str, comparison: Comparison, shown: Comparison) -> _Done:
    return _Done(
        name,
        comparison.earlier.level or "",
        comparison.earlier.place or "",
        comparison.year,
        Counter((row.domain or "", row.verdict) for row in comparison.fulfilment if row.testable),
        Counter(row.verdict for row in shown.fulfilment),
    )


def _summary(done: Iterable[_Done]) -> Iterator[dict[str, Any]]:
    """Shares of testable promises by pair, level, place, year and field of policy."""
    groups: dict[tuple[str, str, str, str, str], tuple[Counter[str], set[str]]] = {}

    def add(key: tuple[str, str, str, str, str], verdict: str, number: int, name: str) -> None:
        counts, names = groups.setdefault(key, (Counter(), set()))
        counts[verdict] += number
        names.add(name)

    for d in done:
        year = "" if d.year is None else str(d.year)
        for (domain, verdict), number in d.counts.items():
            for key in (
                ("all", "", "", "", ""), ("level", d.level, "", "", ""), ("place", d.level, d.place, "", ""), ("year", "", "", year, ""),
                ("domain", "", "", "", domain), ("pair", d.level, d.place, year, ""),
            ):  # fmt: skip
                add(key, verdict, number, d.name)
    order = ("all", "level", "place", "year", "domain", "pair")
    for key in sorted(groups, key=lambda k: (order.index(k[0]), *k[1:])):
        counts, names = groups[key]
        rows = sum(counts.values())
        met = counts["exceeded"] + counts["fulfilled"]
        mentioned = rows - counts["unmentioned"]
        yield {
            **dict(zip(FIELDS[:5], key, strict=True)),
            "pairs": len(names),
            "rows": rows,
            **{v: counts[v] for v in VERDICTS},
            "share_fulfilled": f"{met / rows:.4f}" if rows else "",
            "share_fulfilled_of_mentioned": f"{met / mentioned:.4f}" if mentioned else "",
        }


def _overview(pairing: Pairing, errors: dict[str, str], done: Iterable[_Done]) -> str:
    record = {
        "pairs": [
            {"earlier": a.id, "later": b.id, "place": a.place, "year": b.review_year}
            for a, b in pairing.pairs
        ],
        "without_pair": dict(sorted(pairing.left.items())),
        "errors": {**errors, **{d.name: d.error for d in done if d.error}},
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
