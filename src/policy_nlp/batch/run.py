"""One batch from beginning to end: plan, skip what is unchanged, process, write, sum up."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from policy_nlp.batch.fingerprint import fingerprint, job_key
from policy_nlp.batch.jobs import BatchError, Job, Overrides, Plan, plan_jobs
from policy_nlp.batch.journal import Journal
from policy_nlp.batch.parcels import same_bytes, with_parcels
from policy_nlp.batch.processes import Limits, Pool
from policy_nlp.batch.progress import Observer, Silent
from policy_nlp.batch.sinks import FileSink, LineSink, Sink
from policy_nlp.batch.summary import SUMMARY, Row, Summary
from policy_nlp.batch.worker import Outcome, Setup, import_code, process_job, warm_up
from policy_nlp.pipeline.load import PipelineError, pipeline_path
from policy_nlp.read import ContainerOptions, ReadError, read_bytes
from policy_nlp.write import open_store

# After these no other report can be written either.
_HOPELESS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE})
_MAKE_ROOM = "Make room and run the same command again: what is done is kept"
# Below this much text one worker is done before a second one has started.
_ENOUGH_FOR_ONE = 300_000
_ENOUGH_JOBS = 30


@dataclass(slots=True)
class Settings:
    """What is to be done.

    Attributes:
        inputs: files, folders, URLs.
        output: the output folder, a path or URL.
        form: `json`, one file a report; `jsonl`, one file for all.
        pipeline: the name of a pipeline or the path of a config.
        overrides: what holds for all reports: title, place, level, review_year, plan_year.
        manifest: a TSV or CSV file with what holds for each.
        code: Python files that register readers or components.
        jobs: worker processes; 0 works in this process, without protection; None takes all cores.
        limits: what one report may cost.
        scheduler: the address of a Dask scheduler, or `local` for a cluster of worker processes on this machine.
        overwrite: replace files that no batch wrote.
        force: do again what is unchanged.
        containers: how tables and archives are read, and how large a report may be.
        stdin_format: the format of the standard input, where `-` is an input.
    """

    inputs: list[str]
    output: str
    form: Literal["json", "jsonl"] = "json"
    pipeline: str = "annual_report"
    overrides: Overrides = field(default_factory=dict)
    manifest: str | None = None
    code: tuple[str, ...] = ()
    jobs: int | None = None
    limits: Limits = field(default_factory=Limits)
    scheduler: str | None = None
    overwrite: bool = False
    force: bool = False
    containers: ContainerOptions = field(default_factory=ContainerOptions)
    stdin_format: str | None = None


class _StoppedError(Exception):
    """The batch can't go on."""


def run_batch(settings: Settings, observer: Observer | None = None) -> Summary:
    """Process a batch.

    Returns:
        what became of every input; the same stands in `run.json` in the output folder.

    Raises:
        BatchError: if it could not be started; nothing was written then.
    """
    observer = observer or Silent()
    clock = time.perf_counter()
    try:
        config = pipeline_path(settings.pipeline)
        import_code(settings.code)
    except (PipelineError, ImportError) as error:
        raise BatchError(str(error)) from error
    plan = plan_jobs(
        settings.inputs,
        overrides=settings.overrides,
        manifest=settings.manifest,
        leave_out=settings.output,
        containers=settings.containers,
        stdin_format=settings.stdin_format,
    )
    if not plan.jobs:
        raise BatchError("\n".join(plan.problems.values()) or "no reports to process")
    print_of_run = fingerprint(config, settings.code, settings.form)
    keys = {job.id: job_key(job, print_of_run) for job in plan.jobs}
    store = open_store(settings.output)
    try:
        try:
            store.prepare()
            journal = Journal(store)
        except OSError as error:
            raise BatchError(
                f"{settings.output}: can't write to this folder: {error.strerror or error}"
            ) from error
        sink: Sink = LineSink(store, journal) if settings.form == "jsonl" else FileSink(store, journal)
        summary = Summary(
            settings.output,
            settings.form,
            {
                "name": config.stem,
                "config_sha256": sha256(config.read_bytes().replace(b"\r\n", b"\n")).hexdigest(),
                "fingerprint": print_of_run,
            },
            datetime.now(UTC).isoformat(timespec="seconds"),
            notes=plan.notes,
        )
        rows = {job.id: Row(job.path, job.id, sink.output) for job in plan.jobs}
        summary.rows = [
            *rows.values(),
            *(
                Row(path, status="failed", error={"kind": "input", "message": why})
                for path, why in plan.problems.items()
            ),
        ]
        todo = _todo(plan, keys, sink, journal, rows, settings)
        # A summary stands in the folder when a run has come to its end, and not before.
        with contextlib.suppress(OSError):
            store.remove(SUMMARY)
        observer.started(len(plan.jobs), len(plan.jobs) - len(todo), plan.problems, plan.notes)
        finished = len(plan.jobs) - len(todo)
        plan.jobs.clear()  # of millions of jobs only those that are still to be done are kept
        try:
            with (
                _interruptible(),
                contextlib.closing(_outcomes(todo, plan, settings, str(config), summary)) as outcomes,
            ):
                for outcome in outcomes:
                    _take(outcome, keys[outcome.id], sink, rows[outcome.id])
                    finished += 1
                    observer.outcome(rows[outcome.id], finished)
        except KeyboardInterrupt:
            summary.state, summary.reason = "interrupted", "interrupted; run the same command again to go on"
        except _StoppedError as error:
            summary.state, summary.reason = "stopped", str(error)
        try:
            sink.finish(
                [i for i, row in rows.items() if row.status in ("written", "unchanged")],
                complete=summary.state == "complete",
            )
        except OSError as error:
            summary.state, summary.reason = (
                "stopped",
                f"{settings.output}: can't be written: {error.strerror or error}. {_MAKE_ROOM}",
            )
        summary.seconds = time.perf_counter() - clock
        try:
            store.write(SUMMARY, summary.json())
        except OSError as error:
            why = f"{settings.output}/{SUMMARY}: can't be written: {error.strerror or error}"
            summary.reason = f"{summary.reason}; {why}" if summary.reason else why
            summary.state = "stopped" if summary.state == "complete" else summary.state
        observer.finished(summary)
        return summary
    finally:
        store.close()


def _todo(
    plan: Plan,
    keys: dict[str, str],
    sink: Sink,
    journal: Journal,
    rows: dict[str, Row],
    settings: Settings,
) -> list[Job]:
    """The jobs that have to be done; the rows of the others are filled in.

    Raises:
        BatchError: if an output would take the place of a file that no batch wrote.
    """
    foreign = []
    if isinstance(sink, LineSink) and sink.foreign() and not settings.overwrite:
        foreign.append("reports.jsonl")
    todo = []
    same = set() if settings.force else same_bytes(plan.jobs, plan.containers, _known_digest(journal, keys))

    def digest(job: Job) -> str | None:
        if not job.home:
            return _digest(job.path, settings.containers.longest)
        return journal.entries[job.id].source if job.id in same else None

    for job in plan.jobs:
        standing = sink.standing(job.id, keys[job.id], lambda job=job: digest(job))  # type: ignore[misc]
        if standing == "foreign" and not settings.overwrite:
            foreign.append(sink.output(job.id))
        if standing == "unchanged" and not settings.force:
            entry = journal.entries[job.id]
            row = rows[job.id]
            row.status, row.sha256, row.counts, row.notes = (
                "unchanged",
                entry.source,
                entry.counts,
                entry.notes,
            )
        else:
            todo.append(job)
    if foreign:
        some = "\n".join(f"  {name}" for name in foreign[:10]) + ("\n  …" if len(foreign) > 10 else "")
        raise BatchError(
            f"{settings.output}: {len(foreign)} of the outputs exist already and were not written by a batch that this folder knows of, "
            f"or were changed since:\n{some}\nNothing was done. Use --overwrite to replace them, or another --output."
        )
    return todo


def _known_digest(journal: Journal, keys: dict[str, str]) -> Callable[[Job], str | None]:
    def known(job: Job) -> str | None:
        entry = journal.entries.get(job.id)
        return entry.source if entry is not None and entry.key == keys[job.id] else None

    return known


def _digest(path: str, longest: int) -> str | None:
    try:
        return sha256(read_bytes(path, longest)).hexdigest()
    except ReadError:
        return None


def _take(outcome: Outcome, key: str, sink: Sink, row: Row) -> None:
    row.seconds = outcome.seconds
    outcome.id = row.id or outcome.id  # one string for each id is enough
    if outcome.payload is None:
        row.status = "failed"
        row.error = {"kind": outcome.kind, "message": outcome.message}
        if outcome.detail:
            row.error["detail"] = outcome.detail
        return
    try:
        sink.put(outcome, key)
    except OSError as error:
        why = f"{row.input}: its output {row.output} can't be written: {error.strerror or error}"
        row.status, row.error = "failed", {"kind": "output", "message": why}
        if error.errno in _HOPELESS:
            raise _StoppedError(f"{why}. The batch stops here. {_MAKE_ROOM}") from error
        return
    row.status, row.sha256, row.counts, row.notes = "written", outcome.source, outcome.counts, outcome.notes


def _outcomes(
    todo: list[Job], plan: Plan, settings: Settings, config: str, summary: Summary
) -> Generator[Outcome, None, None]:
    """The outcomes of the jobs, from whichever engine the settings name."""
    if not todo:
        return
    here = tuple(os.path.abspath(p) if p else os.getcwd() for p in sys.path)  # noqa: PTH100, PTH109
    setup = Setup(
        config,
        tuple(os.path.abspath(p) for p in settings.code),  # noqa: PTH100
        settings.form,
        here,
        settings.containers.longest,
    )
    sent = with_parcels(todo, plan.containers)
    if settings.scheduler:
        from policy_nlp.batch.cluster import run_on_cluster

        yield from run_on_cluster(
            sent, setup, settings.limits, settings.scheduler, settings.jobs, summary.pipeline["fingerprint"]
        )
        return
    jobs = settings.jobs if settings.jobs is not None else _sensible_jobs(todo)
    if any(job.path.startswith("memory://") and not job.home for job in todo):
        jobs = 0  # no other process can see this memory
    summary.jobs = jobs = min(jobs, len(todo))
    yield from _here(sent, setup) if jobs == 0 else Pool(setup, jobs, settings.limits).run(sent)


def _here(todo: Iterable[Job], setup: Setup) -> Iterator[Outcome]:
    from policy_nlp.pipeline import PipelineError as Unloadable

    try:
        nlp = warm_up(setup)
    except (Unloadable, ImportError) as error:
        raise BatchError(f"the pipeline can't be loaded: {error}") from error
    for job in todo:
        yield process_job(job, setup, nlp)


def _sensible_jobs(todo: list[Job]) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    size = 0
    homes: set[str] = set()
    for number, job in enumerate(todo):
        if "://" in job.path or number > _ENOUGH_JOBS:
            return cores
        if job.home:
            if job.home not in homes and Path(job.home).is_file():
                size += Path(job.home).stat().st_size
            homes.add(job.home)
            continue
        with contextlib.suppress(OSError):
            size += Path(job.path).stat().st_size
        if size > _ENOUGH_FOR_ONE:
            return cores
    return 1


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM, which schedulers send before they kill, ends a batch as cleanly as Ctrl-C does."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
