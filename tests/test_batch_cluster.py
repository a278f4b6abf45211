"""The same batch on a Dask cluster: the same bytes, also when workers die or a report kills its process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch_helpers import (
    children,
    command,
    errors,
    options,
    outputs,
    policy_nlp,
    summary,
    troubled_place,
    wait_for_outputs,
)

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes and reads /proc")

COUNT = 24


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return troubled_place(tmp_path_factory.mktemp("cluster"), COUNT)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory):
    """A scheduler and two workers as processes, as on a real cluster: (address, pids of the nannies)."""
    where = tmp_path_factory.mktemp("dask")
    said = where / "scheduler.json"
    log = (where / "log").open("w")
    common = {"stdout": log, "stderr": log, "env": {**os.environ, "OMP_NUM_THREADS": "1"}}
    python = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    processes = [
        subprocess.Popen(
            [*python, "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(said)],
            **common,
        )
    ]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--nthreads",
        "1",
        "--no-dashboard",
        "--local-directory",
        str(where),
    ]
    processes += [subprocess.Popen([*worker, "--scheduler-file", str(said)], **common) for _ in range(2)]
    end = time.monotonic() + 60
    while not said.exists() or not said.read_text():
        assert time.monotonic() < end, (where / "log").read_text()
        time.sleep(0.1)
    import json

    yield json.loads(said.read_text())["address"], [p.pid for p in processes[1:]]
    for process in reversed(processes):
        process.terminate()
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def test_a_cluster_gives_the_same_bytes(place: Path, tmp_path: Path, cluster):
    done = policy_nlp(
        "run", place / "in", "--output", tmp_path / "out", *options(place), "--scheduler", cluster[0]
    )
    assert done.returncode == 0, done.stderr
    assert outputs(tmp_path / "out") == outputs(place / "calm")
    assert len(outputs(place / "calm")) == COUNT


def test_a_killed_dask_worker_costs_nothing(place: Path, tmp_path: Path, cluster):
    arguments = command(
        "run", place / "in", "--output", tmp_path / "out", *options(place), "--scheduler", cluster[0]
    )
    batch = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    wait_for_outputs(tmp_path / "out", 3)
    victim = [
        pid for pid in children(cluster[1][0]) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert victim, "the nanny's worker process"
    os.kill(victim[0], signal.SIGKILL)
    _, said = batch.communicate(timeout=120)
    assert batch.returncode == 0, said
    assert outputs(tmp_path / "out") == outputs(place / "calm")


def test_poison_is_isolated_on_a_cluster(place: Path, tmp_path: Path, cluster):
    source = tmp_path / "in"
    shutil.copytree(place / "in/0", source)
    for name in ("a.crash", "b.hang", "c.bug"):
        (source / name).write_text("青石县政府工作报告", "utf-8")
    done = policy_nlp(
        "run",
        source,
        "--output",
        tmp_path / "out",
        *options(place),
        "--scheduler",
        cluster[0],
        "--timeout",
        4,
    )
    assert done.returncode == 1, done.stderr
    assert {name: error["kind"] for name, error in errors(tmp_path / "out").items()} == {
        "a.crash": "crash",
        "b.hang": "timeout",
        "c.bug": "error",
    }
    assert summary(tmp_path / "out")["counts"]["written"] == COUNT // 3


def test_a_scheduler_that_is_not_there_is_named(place: Path, tmp_path: Path):
    done = policy_nlp(
        "run", place / "in", "--output", tmp_path / "out", *options(place), "--scheduler", "tcp://127.0.0.1:9"
    )
    assert done.returncode == 2
    assert "tcp://127.0.0.1:9: no Dask scheduler answers there" in done.stderr
