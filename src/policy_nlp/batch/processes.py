"""Worker processes on this machine, watched one by one: a report that hangs, crashes or eats memory costs only itself.

`concurrent.futures` breaks a whole pool when one process dies and can't stop a task that hangs; so each worker here
has a pipe of its own and shares no lock with anybody. A worker that is killed is replaced.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from policy_nlp.batch.jobs import BatchError, Job
from policy_nlp.batch.worker import Outcome, Setup, receive, send

_ENTRY = "from policy_nlp.batch.worker import main; main()"
# A worker has the next job at hand while it works on one, so that it never waits for the owner.
_AHEAD = 2
# How often a report may take its worker down with it before it is given up: once may be somebody else's doing.
_ATTEMPTS = 2
_WATCH_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may cost: seconds, and bytes of its worker's resident memory. None: no limit."""

    seconds: float | None = None
    memory: int | None = None


class Worker:
    """One worker process and the jobs that it was given."""

    def __init__(
        self, setup: Setup, arrivals: queue.SimpleQueue[tuple[Worker, tuple[object, ...] | None]]
    ) -> None:
        self.jobs: deque[Job] = deque()
        self.ready = False
        self.since = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        # One report is one core's work: the numeric libraries must not start threads of their own.
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
            environment.setdefault(name, "1")
        apart = {"process_group": 0} if os.name == "posix" else {}  # Ctrl-C is the owner's to handle
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _ENTRY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            **apart,
        )  # type: ignore[call-overload]
        self._arrivals = arrivals
        self._letters: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._letters.put(setup)
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._write, daemon=True).start()

    def _write(self) -> None:
        # Not the owner itself: a worker that hangs takes nothing from its pipe, and a report may be larger than a pipe.
        # A worker that is gone says so by itself, so a broken pipe is no error here.
        with contextlib.suppress(OSError, ValueError):
            while (letter := self._letters.get()) is not None:
                send(self.process.stdin, letter)

    def _listen(self) -> None:
        try:
            while True:
                self._arrivals.put((self, receive(self.process.stdout)))
        except (EOFError, OSError, ValueError):
            self._arrivals.put((self, None))

    def give(self, job: Job) -> None:
        """Hand over a job."""
        if not self.jobs:
            self.since = time.monotonic()
        self.jobs.append(job)
        self._letters.put(job)

    def resident(self) -> int:
        """Bytes of resident memory; 0 where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/statm", "rb") as file:  # noqa: PTH123  (read ten times a second)
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError, ValueError):
            return 0

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()
        self._letters.put(None)
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()

    def how_it_ended(self) -> str:
        """In words, once the process is gone."""
        code = self.process.wait()
        if code >= 0:
            return f"exit status {code}"
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"


class Pool:
    """A fixed number of workers.

    Args:
        setup: how they are set up.
        size: how many.
        limits: what one report may cost.
    """

    def __init__(self, setup: Setup, size: int, limits: Limits | None = None) -> None:
        self.setup = setup
        self.size = size
        self.limits = limits or Limits()
        self.peak_memory = 0
        self._arrivals: queue.SimpleQueue[tuple[Worker, tuple[object, ...] | None]] = queue.SimpleQueue()
        self._workers: list[Worker] = []
        self._waiting: deque[Job] = deque()
        self._suspects: deque[Job] = deque()
        self._attempts: dict[str, int] = {}
        self._false_starts = 0

    def run(self, jobs: Iterable[Job], *, keep: bool = False) -> Generator[Outcome, None, None]:
        """Process jobs; outcomes come as they are ready. Close the generator to stop the workers.

        Args:
            jobs: what to process.
            keep: leave the workers running at the end, for the next call; `close` ends them.

        Raises:
            BatchError: if no worker can be started: the config or the user's code is wrong.
        """
        source = iter(jobs)
        try:
            while len(self._workers) < self.size:
                self._workers.append(Worker(self.setup, self._arrivals))
            while True:
                self._hand_out(source)
                if not any(worker.jobs for worker in self._workers):
                    return
                yield from self._arrived()
                yield from self._watch()
        finally:
            if not keep:
                self.close()

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _hand_out(self, source: Iterator[Job]) -> None:
        # Round by round, so that the last jobs are spread over all workers.
        for depth in range(1, _AHEAD + 1):
            for worker in self._workers:
                if len(worker.jobs) >= depth or (worker.jobs and worker.jobs[0].id in self._attempts):
                    continue
                if self._suspects and not worker.jobs:
                    # A report that once took a worker down is tried again with nobody behind it.
                    worker.give(self._suspects.popleft())
                    continue
                job = self._waiting.popleft() if self._waiting else next(source, None)
                if job is None:
                    break
                worker.give(job)

    def _arrived(self) -> Iterator[Outcome]:
        limited = self.limits.seconds is not None or self.limits.memory is not None
        try:
            worker, message = self._arrivals.get(timeout=_WATCH_SECONDS if limited else 1.0)
        except queue.Empty:
            return
        if worker not in self._workers:  # the last words of one that was killed
            return
        if message is None:
            yield from self._lost(worker)
            return
        if message[0] == "ready":
            worker.ready = True
            worker.since = time.monotonic()
            self._false_starts = 0
        elif message[0] == "fatal":
            raise BatchError(f"the pipeline can't be loaded: {message[1]}")
        else:
            outcome = message[1]
            assert isinstance(outcome, Outcome)
            worker.jobs.popleft()
            worker.since = time.monotonic()
            self._attempts.pop(outcome.id, None)
            yield outcome

    def _lost(self, worker: Worker) -> Iterator[Outcome]:
        """A worker died by itself, or was killed by somebody else."""
        how = worker.how_it_ended()
        if not worker.ready:
            self._false_starts += 1
            if self._false_starts > 2 * self.size:
                raise BatchError(
                    f"the worker processes end before they are ready ({how}); see what they printed"
                )
            self._waiting.extendleft(reversed(worker.jobs))
            self._replace(worker)
            return
        job = worker.jobs.popleft() if worker.jobs else None
        self._waiting.extendleft(reversed(worker.jobs))
        self._replace(worker)
        if job is None:
            return
        self._attempts[job.id] = self._attempts.get(job.id, 0) + 1
        if self._attempts[job.id] < _ATTEMPTS:
            self._suspects.append(job)
            return
        del self._attempts[job.id]
        yield Outcome(
            job.id,
            kind="crash",
            message=f"{job.path}: its worker process died {_ATTEMPTS} times while at it ({how}); the report is left out",
        )

    def _watch(self) -> Iterator[Outcome]:
        now = time.monotonic()
        for worker in list(self._workers):
            if not (worker.ready and worker.jobs):
                continue
            resident = worker.resident() if self.limits.memory is not None else 0
            self.peak_memory = max(self.peak_memory, resident)
            if self.limits.seconds is not None and now - worker.since > self.limits.seconds:
                yield self._stop(
                    worker,
                    "timeout",
                    f"took longer than {self.limits.seconds:g} seconds; raise --timeout if it may",
                )
            elif self.limits.memory is not None and resident > self.limits.memory:
                yield self._stop(
                    worker,
                    "memory",
                    f"needed more than {self.limits.memory / 1e6:.0f} MB; raise --memory if it may",
                )

    def _stop(self, worker: Worker, kind: str, why: str) -> Outcome:
        job = worker.jobs.popleft()
        self._attempts.pop(job.id, None)
        worker.kill()
        self._waiting.extendleft(reversed(worker.jobs))
        self._replace(worker)
        return Outcome(job.id, kind=kind, message=f"{job.path}: {why}")

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._workers[self._workers.index(worker)] = Worker(self.setup, self._arrivals)
