"""All consecutive years of every place in a folder: one comparison a pair, and a table of shares over all of them.

In: a folder of processed (.json) or raw reports. Out: in another folder a file for each pair, `summary.csv` with the
shares of promises by verdict, and `pairs.json`, which says what was paired and what could not be; the same as a
:class:`PairsDone`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from policy_nlp.batch.jobs import BatchError
from policy_nlp.batch.processed import first_lines, process_raw, processed_heads
from policy_nlp.batch.shares import Counted, counted, shares_csv
from policy_nlp.compare import DEFAULTS, Settings, compare, selected
from policy_nlp.compare.pairs import Pairing, find_pairs
from policy_nlp.records import Comparison, Report
from policy_nlp.write import LocalStore

SHARES = "summary.csv"
OVERVIEW = "pairs.json"


def as_json(comparison: Comparison) -> str:
    """A comparison as it is kept: JSON."""
    return comparison.model_dump_json(indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class PairSettings:
    """How the pairs of a folder are compared and written.

    Attributes:
        compare: the settings of each comparison.
        only: keep only rows with these verdicts in the files; the shares count all.
        min_score: keep only rows of at least this score in the files.
        render: makes the text of a file; with several workers it has to be a function that can be pickled.
        suffix: the ending of the files, without the dot.
        workers: processes; 1 works in this one.
        overwrite: replace comparisons that stand in the output folder.
    """

    compare: Settings = DEFAULTS
    only: frozenset[str] | None = None
    min_score: float = 0.0
    render: Callable[[Comparison], str] = as_json
    suffix: str = "json"
    workers: int = 1
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class PairDone:
    """What became of one pair: its counts, and the verdicts of the rows in its file; or why it failed."""

    name: str
    counts: Counted | None
    shown: Counter[str] = field(default_factory=Counter)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class PairsDone:
    """What became of a folder: the pairing, the files that are no reports, and each pair."""

    pairing: Pairing
    errors: dict[str, str]
    done: list[PairDone]

    @property
    def counts(self) -> list[Counted]:
        """The counts of all pairs that were compared."""
        return [d.counts for d in self.done if d.counts is not None]

    @property
    def failed(self) -> int:
        """How many pairs and files could not be used."""
        return sum(d.error is not None for d in self.done) + len(self.errors)

    def shows(self, verdicts: frozenset[str]) -> bool:
        """Whether a row with one of these verdicts stands in a file."""
        return any(d.shown[v] for d in self.done for v in verdicts)

    def overview(self) -> bytes:
        """What was paired, what was not, and what failed, as JSON."""
        record = {
            "pairs": [
                {"earlier": a.id, "later": b.id, "place": a.place, "year": b.review_year}
                for a, b in self.pairing.pairs
            ],
            "without_pair": dict(sorted(self.pairing.left.items())),
            "errors": {**self.errors, **{d.name: d.error for d in self.done if d.error}},
        }
        return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class _PairJob:
    """One pair to compare, as paths, so that reports never travel between processes."""

    earlier: Path
    later: Path
    name: str
    output: Path
    settings: PairSettings


def compare_folder(
    folder: Path,
    output: Path,
    settings: PairSettings | None = None,
    told: Callable[[PairDone], None] | None = None,
) -> PairsDone:
    """Compare all consecutive years of every place in a folder, and write the comparisons and their shares.

    Args:
        folder: processed reports; where there are none, raw ones, which are processed first.
        output: the folder to write to.
        told: is called with each pair as it is done, in the order of the pairs.

    Raises:
        BatchError: if there is nothing to compare, or the output folder can't be written to or holds comparisons.
    """
    settings = settings or PairSettings()
    if not folder.is_dir():
        raise BatchError(f"{folder}: no such folder")
    if (output / SHARES).exists() and not settings.overwrite:
        raise BatchError(f"{output}: holds comparisons already; give --overwrite to replace them")
    try:
        store = LocalStore(output)
        store.prepare()
    except OSError as error:
        raise BatchError(f"{output}: can't be written: {error.strerror or error}") from error
    try:
        with TemporaryDirectory() as aside:
            heads, errors = processed_heads(folder)
            if not heads:
                errors |= process_raw(folder, Path(aside))
                heads, _ = processed_heads(Path(aside))
            pairing = find_pairs(info for info, _ in heads.values())
            if not pairing.pairs:
                raise BatchError(
                    f"{folder}: no two reports of one place and consecutive years among {len(heads)} reports"
                )
            jobs = [
                _PairJob(heads[a.id][1], heads[b.id][1], f"{b.id}.{settings.suffix}", output, settings)
                for a, b in pairing.pairs
            ]
            summary = PairsDone(pairing, errors, [])
            for done in _results(jobs, settings.workers):
                summary.done.append(done)
                if told is not None:
                    told(done)
        store.write(SHARES, shares_csv(summary.counts))
        store.write(OVERVIEW, summary.overview())
    finally:
        store.close()
    return summary


def _results(jobs: list[_PairJob], workers: int) -> Iterator[PairDone]:
    if workers == 1:
        yield from map(_compare, jobs)
        return
    with get_context("spawn").Pool(workers, maxtasksperchild=200) as pool:
        yield from pool.imap(_compare, jobs, chunksize=4)


def _compare(job: _PairJob) -> PairDone:
    """Compare one pair and write it; only counts come back, so that memory does not grow with the number of pairs."""
    settings = job.settings
    try:
        earlier, later = (Report.model_validate_json(path.read_bytes()) for path in (job.earlier, job.later))
        comparison = compare(earlier, later, settings=settings.compare)
        shown = selected(comparison, settings.only, settings.min_score)
        LocalStore(job.output).write(job.name, settings.render(shown).encode())
    except (OSError, ValueError) as error:
        return PairDone(job.name, None, error=first_lines(error, 2))
    return PairDone(job.name, counted(job.name, comparison), Counter(row.verdict for row in shown.fulfilment))
