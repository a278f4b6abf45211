"""Batches as real processes that are hit: workers and batches killed, reports that hang, eat memory or crash, a full disk.

Every one of them must end with the bytes of an undisturbed run for all reports that can be processed.
"""

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

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills processes and reads /proc")

COUNT = 24


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return troubled_place(tmp_path_factory.mktemp("batch"), COUNT)


def run(
    place: Path, output: Path, *more: object, source: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return policy_nlp("run", source or place / "in", "--output", output, *options(place), *more)


def start(place: Path, output: Path, *more: object) -> subprocess.Popen[str]:
    arguments = command("run", place / "in", "--output", output, *options(place), *more)
    # Whoever runs the tests in the background may have Ctrl-C ignored, and a child inherits that.
    return subprocess.Popen(
        arguments,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("jobs", [0, 2, 3])
def test_any_number_of_workers_gives_the_same_bytes(place: Path, tmp_path: Path, jobs: int):
    assert run(place, tmp_path / "out", "--jobs", jobs).returncode == 0
    assert outputs(tmp_path / "out") == outputs(place / "calm")
    assert len(outputs(place / "calm")) == COUNT


def test_a_killed_worker_is_replaced_and_its_report_done_again(place: Path, tmp_path: Path):
    batch = start(place, tmp_path / "out", "--jobs", 2)
    wait_for_outputs(tmp_path / "out", 3)
    for pid in children(batch.pid):
        os.kill(pid, signal.SIGKILL)
    _, said = batch.communicate(timeout=120)
    assert batch.returncode == 0, said
    assert outputs(tmp_path / "out") == outputs(place / "calm")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_killed_batch_goes_on_where_it_was(place: Path, tmp_path: Path, form: str):
    """kill -9 again and again: each run goes on, nothing under a final name is broken, few reports are done twice."""
    out = tmp_path / "out"
    done_before = 0
    for at_least in (3, 9):
        batch = start(place, out, "--jobs", 2, "--format", form)
        journal = out / ".policy-nlp/journal.jsonl"
        end = time.monotonic() + 60
        while not journal.exists() or journal.read_bytes().count(b"\n") < at_least:
            assert time.monotonic() < end
            time.sleep(0.02)
        workers = children(batch.pid)
        batch.kill()
        batch.communicate()
        end = time.monotonic() + 10
        while any(alive(pid) for pid in workers):
            assert time.monotonic() < end, "a worker outlives its batch"
            time.sleep(0.05)
        assert not (out / "run.json").exists(), "run.json says that a run has come to its end"
        calm = outputs(place / "calm")
        assert all(calm[name] == data for name, data in outputs(out).items() if form == "json")
        done_now = journal.read_bytes().count(b"\n")
        assert done_now > done_before
        done_before = done_now
    batch = start(place, out, "--jobs", 2, "--format", form)
    _, said = batch.communicate(timeout=120)
    assert batch.returncode == 0, said
    counts = summary(out)["counts"]
    assert counts["written"] + counts["unchanged"] == COUNT
    assert counts["unchanged"] >= done_before - 1  # at most the one between journal and name is done again
    if form == "json":
        assert outputs(out) == outputs(place / "calm")
    else:
        assert run(place, tmp_path / "whole", "--format", "jsonl").returncode == 0
        assert outputs(out) == outputs(tmp_path / "whole")
    assert not list((out / ".policy-nlp/aside").iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_batch_leaves_a_consistent_folder(place: Path, tmp_path: Path, number: int):
    out = tmp_path / "out"
    batch = start(place, out, "--jobs", 2)
    wait_for_outputs(out, 3)
    batch.send_signal(number)
    _, said = batch.communicate(timeout=30)
    assert batch.returncode == 130
    assert "run the same command again" in said
    told = summary(out)
    assert told["state"] == "interrupted"
    assert told["counts"]["not_done"] > 0
    written = {row["output"] for row in told["inputs"] if row["status"] == "written"}
    calm = outputs(place / "calm")
    assert outputs(out) == {name: calm[name] for name in written}
    assert run(place, out).returncode == 0
    assert outputs(out) == calm
    assert summary(out)["counts"]["unchanged"] == len(written)


def test_reports_that_hang_crash_or_eat_memory_are_named_and_cost_no_other(place: Path, tmp_path: Path):
    source = tmp_path / "in"
    shutil.copytree(place / "in", source)
    for name in ("a.hang", "b.crash", "c.eats", "d.bug"):
        (source / name).write_text("青石县政府工作报告", "utf-8")
    for name in ("e.once",):
        (source / name).write_text(f"{tmp_path}/mark 青石县政府工作报告", "utf-8")
    done = run(place, tmp_path / "out", "--jobs", 2, "--timeout", 4, "--memory", "600MB", source=source)
    assert done.returncode == 1, done.stderr
    found = errors(tmp_path / "out")
    assert {name: error["kind"] for name, error in found.items()} == {
        "a.hang": "timeout",
        "b.crash": "crash",
        "c.eats": "memory",
        "d.bug": "error",
    }
    assert "longer than 4 seconds" in found["a.hang"]["message"]
    assert "SIGKILL" in found["b.crash"]["message"]
    assert "600 MB" in found["c.eats"]["message"]
    assert "a bug in a reader" in found["d.bug"]["message"] and "RuntimeError" in found["d.bug"]["detail"]
    for name in found:
        assert name in done.stderr
    assert (tmp_path / "out/e.json").exists(), (
        "a report whose worker died once, by whatever cause, is tried again"
    )
    calm = outputs(place / "calm")
    got = outputs(tmp_path / "out")
    assert set(got) == {*calm, "e.json"}
    assert {name: len(data) for name, data in got.items() if name != "e.json"} == {
        name: len(data) - len(str(place)) + len(str(tmp_path)) for name, data in calm.items()
    }


def test_a_report_of_fifty_megabytes_costs_no_other(place: Path, tmp_path: Path):
    source = tmp_path / "in"
    shutil.copytree(place / "in/0", source)
    line = "青石县完成投资12.5亿元，同比增长5.5%，新建公园3个。"
    (source / "big.txt").write_text(line * (50_000_000 // len(line.encode())), "utf-8")
    done = run(place, tmp_path / "out", "--jobs", 2, "--timeout", 3, "--memory", "3GB", source=source)
    assert done.returncode == 1
    assert set(errors(tmp_path / "out")) == {"big.txt"}
    assert errors(tmp_path / "out")["big.txt"]["kind"] in ("timeout", "memory")
    assert summary(tmp_path / "out")["counts"]["written"] == COUNT // 3


@pytest.mark.slow
def test_a_report_of_fifty_megabytes_is_done_to_its_end(place: Path, tmp_path: Path):
    """With a tokenizer and sentences only, which take some 20 s and 2.6 GB; all of the pipeline takes ten times as long."""
    line = "青石县完成投资12.5亿元，同比增长5.5%，新建公园3个。\n"
    (tmp_path / "big.txt").write_text(line * (50_000_000 // len(line.encode())), "utf-8")
    limits = ["--jobs", 1, "--timeout", 300, "--memory", "5GB"]
    arguments = ["run", tmp_path / "big.txt", "-o", tmp_path / "out", *options(place), *limits]
    done = policy_nlp(*arguments, timeout=400)
    assert done.returncode == 0, done.stderr
    assert summary(tmp_path / "out")["counts"]["characters"] == len(line) * (50_000_000 // len(line.encode()))


def limited(size: int):
    """Make files that grow beyond this size impossible, as a quota does."""
    import resource

    def apply() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return apply


def test_an_output_that_exceeds_a_quota_is_named_and_not_left_half_written(place: Path, tmp_path: Path):
    source = tmp_path / "in"
    shutil.copytree(place / "in/0", source)
    (source / "long.txt").write_text("青石县完成投资12.5亿元。" * 20_000, "utf-8")
    arguments = command("run", source, "--output", tmp_path / "out", *options(place), "--jobs", 1)
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, preexec_fn=limited(300_000))
    assert done.returncode == 1, done.stderr
    assert errors(tmp_path / "out")["long.txt"]["kind"] == "output"
    assert "File too large" in errors(tmp_path / "out")["long.txt"]["message"]
    assert not (tmp_path / "out/long.json").exists()
    assert not list((tmp_path / "out/.policy-nlp/aside").iterdir())
    assert summary(tmp_path / "out")["counts"]["written"] == COUNT // 3


@pytest.fixture
def small_disk(tmp_path: Path):
    """A filesystem of one megabyte."""
    where = tmp_path / "disk"
    where.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(where)], capture_output=True
        ).returncode
    ):
        pytest.skip("a small disk can't be mounted here")
    yield where
    subprocess.run(["umount", "-l", str(where)], check=True)


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_full_disk_stops_the_batch_and_the_next_run_goes_on(
    place: Path, tmp_path: Path, small_disk: Path, form: str
):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    out = small_disk / "out"
    done = run(place, out, "--jobs", 1, "--format", form)
    assert done.returncode == 1, done.stderr
    assert "No space left" in done.stderr and "Make room" in done.stderr
    calm = outputs(place / "calm")
    if form == "json":
        assert all(calm[name] == data for name, data in outputs(out).items()), (
            "what stands under a final name is whole"
        )
    else:
        assert outputs(out) == {}
    ballast.unlink()
    assert run(place, out, "--jobs", 1, "--format", form).returncode == 0
    if form == "json":
        assert outputs(out) == calm
    else:
        assert run(place, tmp_path / "whole", "--format", "jsonl").returncode == 0
        assert outputs(out) == outputs(tmp_path / "whole")


def test_an_unwritable_folder_is_refused(place: Path, tmp_path: Path):
    folder = tmp_path / "out"
    folder.mkdir(mode=0o500)
    where = Path("/proc/out") if os.geteuid() == 0 else folder  # root may write everywhere but there
    done = run(place, where)
    assert done.returncode == 2
    assert f"{where}: can't write to this folder" in done.stderr
