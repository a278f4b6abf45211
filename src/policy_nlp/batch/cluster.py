"""The same jobs on a Dask cluster: one that runs already (`tcp://…`), or one of processes on this machine (`local`).

A Dask task is one report: its path goes out, the bytes of its output come back. Each Dask worker thread keeps one
supervised worker process (:class:`policy_nlp.batch.processes.Pool`), so a report that crashes, hangs or eats memory
costs that process, not the Dask worker. Where a Dask worker itself dies, the scheduler gives its reports to others;
a report that was at hand in too many such deaths is tried once more with nothing beside it, and then named.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from policy_nlp.batch.fingerprint import fingerprint
from policy_nlp.batch.jobs import BatchError, Job
from policy_nlp.batch.processes import Limits, Pool
from policy_nlp.batch.worker import Outcome, Setup

# Reports handed to the scheduler at a time, for each thread of the cluster: enough that no thread waits for the
# network, few enough that outputs not yet written stay within some tens of megabytes.
_AHEAD = 4

_THREAD = threading.local()


def process_on_worker(job: Job, setup: Setup, limits: Limits, expected: str) -> Outcome:
    """What a Dask worker does: one report, in this thread's own supervised process, which lives as long as the thread.

    Raises:
        BatchError: if this worker would give other bytes than the owner expects, or can't load the pipeline.
    """
    kept: dict[tuple[Setup, Limits], Pool] = _THREAD.__dict__.setdefault("pools", {})
    pool = kept.get((setup, limits))
    if pool is None:
        for old in kept.values():
            old.close()
        kept.clear()
        if worker_fingerprint(setup) != expected:
            raise BatchError(
                "a worker has another version of policy_nlp, of its data or of the config; it would give other bytes"
            )
        pool = kept[setup, limits] = Pool(setup, 1, limits)
    return next(pool.run([job], keep=True))


def worker_fingerprint(setup: Setup) -> str:
    """What decides the bytes, as it is on a Dask worker."""
    return fingerprint(Path(setup.pipeline), setup.code, setup.form)


def run_on_cluster(
    jobs: Iterable[Job], setup: Setup, limits: Limits, scheduler: str, size: int | None, expected: str
) -> Generator[Outcome, None, None]:
    """Process jobs on a Dask cluster; outcomes come as they are ready.

    Args:
        jobs: the reports. Paths must mean the same on every worker: a shared folder, or URLs; what the owner read
            out of a container goes with its job.
        setup: how workers are set up; the config and the user's code must lie in a shared folder too.
        limits: what one report may cost.
        scheduler: its address, or `local`.
        size: workers of a `local` cluster; None: one a core.
        expected: the owner's fingerprint, which every worker must have.

    Raises:
        BatchError: if the cluster can't be reached, or its workers would give other bytes.
    """
    try:
        import distributed
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise BatchError("a cluster needs the extra: pip install 'policy-nlp[dask]'") from error
    engine: Any = distributed  # its functions carry no types
    cluster = (
        engine.LocalCluster(n_workers=size, threads_per_worker=1, dashboard_address=None)
        if scheduler == "local"
        else None
    )
    try:
        client = engine.Client(cluster or scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BatchError(f"{scheduler}: no Dask scheduler answers there: {error}") from error
    try:
        client.wait_for_workers(1, timeout=60)
        _refuse_strangers(client, setup, expected)
        suspects: list[Job] = []
        by_key: dict[str, Job] = {}
        waiting = iter(jobs)
        numbers = itertools.count()
        done = engine.as_completed(loop=client.loop, raise_errors=False)

        def submit(job: Job) -> None:
            future = client.submit(
                process_on_worker,
                job,
                setup,
                limits,
                expected,
                key=f"policy-nlp-{expected[:8]}-{job.id}-{next(numbers)}",
                pure=False,
            )
            by_key[future.key] = job
            done.add(future)

        def fill() -> None:
            room = _AHEAD * max(1, sum(client.nthreads().values())) - len(by_key)
            for _ in range(room):
                job = next(waiting, None)
                if job is None:
                    return
                submit(job)

        fill()
        while by_key:
            future = next(done)
            job = by_key.pop(future.key)
            outcome = _outcome(future, job, KilledWorker)
            future.release()
            fill()
            if outcome is None:
                suspects.append(job)
            else:
                yield outcome
        for job in suspects:
            # Alone on the cluster, so that the next death has only one possible cause.
            submit(job)
            future = next(done)
            by_key.pop(future.key)
            outcome = _outcome(future, job, KilledWorker)
            yield outcome or Outcome(
                job.id,
                kind="crash",
                message=f"{job.path}: the cluster's workers died whenever they were at it; the report is left out",
            )
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


def _outcome(future: Any, job: Job, killed: type[Exception]) -> Outcome | None:
    """A future's outcome; None if the report was only near when workers died."""
    error = future.exception() if future.status == "error" else None
    if error is None and future.status == "finished":
        outcome = future.result()
        assert isinstance(outcome, Outcome)
        return outcome
    if isinstance(error, killed):
        return None
    if isinstance(error, BatchError):
        raise error
    return Outcome(
        job.id,
        kind="error",
        message=f"{job.path}: the cluster could not process it: {type(error).__name__ if error else future.status}: {error}",
    )


def _refuse_strangers(client: Any, setup: Setup, expected: str) -> None:
    try:
        found: dict[str, str] = client.run(worker_fingerprint, setup)
    except Exception as error:
        raise BatchError(
            f"the cluster's workers can't run this pipeline: {type(error).__name__}: {error}. Install the same policy_nlp on them, "
            "and keep the config and the --code files where they can read them"
        ) from error
    strangers = [address for address, seen in found.items() if seen != expected]
    if strangers:
        raise BatchError(
            f"{len(strangers)} of {len(found)} workers have another version of policy_nlp, of its data or of the config ({strangers[0]} …); they would give other bytes"
        )
