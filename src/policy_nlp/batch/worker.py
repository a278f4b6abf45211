"""What runs inside a worker process: takes jobs from a pipe, gives back the bytes of their outputs.

Started by :class:`policy_nlp.batch.processes.Worker`. Frames are pickles with their length before them, on the
standard input and on what was the standard output; prints of anybody's code go to the standard error.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import itertools
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from policy_nlp.batch.jobs import Job
from policy_nlp.batch.parcels import read_job
from policy_nlp.read import LONGEST

if TYPE_CHECKING:
    from spacy.language import Language

HEAD = struct.Struct(">Q")
_COLLECT_EVERY = 20
KEPT_WORDS = 150_000

LAYERS = ("sections", "quantities", "targets", "projects", "commitments", "claims")
FACTS = ("characters", *LAYERS)
"""What is counted in each report."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How a worker is set up.

    Attributes:
        pipeline: the config.
        code: Python files to import first.
        form: the output format.
        path: where Python looks for modules.
        longest: bytes that one report may have.
    """

    pipeline: str
    code: tuple[str, ...] = ()
    form: str = "json"
    path: tuple[str, ...] = ()
    longest: int = LONGEST


@dataclass(slots=True)
class Outcome:
    """What became of one job: the bytes of its output and the counts (:data:`FACTS`), or why there are none."""

    id: str
    payload: bytes | None = None
    source: str = ""
    counts: tuple[int, ...] = ()
    seconds: float = 0.0
    kind: str = ""
    message: str = ""
    detail: str = ""
    notes: tuple[str, ...] = ()


def import_code(paths: tuple[str, ...]) -> None:
    """Import the user's Python files, which register readers and components, each once in a process.

    Raises:
        ImportError: naming the file, if it can't be imported.
    """
    for path in paths:
        name = f"policy_nlp_code_{os.path.splitext(os.path.basename(path))[0]}"  # noqa: PTH119, PTH122
        if name in sys.modules:
            continue
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path}: is no Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            del sys.modules[name]
            raise ImportError(f"{path}: {type(error).__name__}: {error}") from error


def warm_up(setup: Setup) -> Language:
    """Load all that the first report would wait for."""
    import_code(setup.code)
    from policy_nlp.pipeline import load_pipeline, process_text

    nlp = load_pipeline(setup.pipeline)
    process_text("政府工作报告\n一、2024年工作回顾\n实现增长5.5%。", nlp=nlp).model_dump_json()
    return nlp


def process_job(job: Job, setup: Setup, nlp: Language) -> Outcome:
    """Process one report; whatever goes wrong is part of the outcome."""
    from pydantic import ValidationError

    from policy_nlp.pipeline import Overrides, process_source
    from policy_nlp.read import ReadError
    from policy_nlp.write import report_json

    started = time.perf_counter()
    try:
        source = read_job(job, setup.longest)
        # Words are kept up to a number, because making them anew for every report takes longer than cutting the text;
        # beyond it, what a report adds to the vocabulary is let go with it, so that memory stays flat.
        with nlp.memory_zone() if len(nlp.vocab) > KEPT_WORDS else contextlib.nullcontext():
            report = process_source(
                source, nlp=nlp, report_id=job.id, overrides=Overrides.model_validate(job.overrides)
            )
        payload = report_json(report)
    except ReadError as error:
        return Outcome(job.id, kind="input", message=str(error), seconds=time.perf_counter() - started)
    except MemoryError:
        return Outcome(
            job.id, kind="memory", message=f"{job.path}: the memory was not enough for this report"
        )
    except (ValidationError, Exception) as error:
        import traceback

        text = f"{job.path}: processing failed: {type(error).__name__}: {str(error)[:500]}"
        return Outcome(
            job.id,
            kind="error",
            message=text,
            detail=traceback.format_exc(limit=-6),
            seconds=time.perf_counter() - started,
        )
    counts = (len(source.text), *(len(getattr(report, layer)) for layer in LAYERS))
    notes = tuple(dict.fromkeys((*source.notes, *getattr(report.report, "notes", ()))))
    return Outcome(job.id, payload, source.sha256, counts, time.perf_counter() - started, notes=notes)


def send(stream: IO[bytes], message: object) -> None:
    """Write one frame."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(HEAD.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one frame.

    Raises:
        EOFError: if the other side is gone.
    """
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (length,) = HEAD.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """The life of a worker: set up, then one outcome for every job, until the owner is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    incoming = sys.stdin.buffer
    setup: Setup = receive(incoming)
    sys.path[:] = list(setup.path) or sys.path
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()

    def listen() -> None:
        # In a thread of its own, so that a worker busy with a report ends too when its owner is killed.
        try:
            while True:
                jobs.put(receive(incoming))
        except EOFError:
            os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    try:
        nlp = warm_up(setup)
    except Exception as error:
        send(out, ("fatal", f"{type(error).__name__}: {error}"))
        os._exit(1)  # the listening thread holds the standard input, which an orderly end would wait for
    # Nothing that is loaded by now is ever garbage, and a report leaves no cycles behind worth a search: looking for
    # them costs more time than all rules together. So the collector runs between reports, and only over what is new.
    gc.collect()
    gc.freeze()
    gc.disable()
    send(out, ("ready",))
    for number in itertools.count(1):
        if number % _COLLECT_EVERY == 0:
            gc.collect()
        outcome = process_job(jobs.get(), setup, nlp)
        send(out, ("outcome", outcome))
        if outcome.kind == "memory":
            os._exit(1)  # a worker that ran out of memory starts anew
