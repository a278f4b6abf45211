"""What the tests of batches share: a quick pipeline, reports, and readers that misbehave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

QUICK = """
[nlp]
lang = "zh"
pipeline = ["policy_sentences"]
[nlp.tokenizer]
@tokenizers = "policy_nlp.JiebaTokenizer.v1"
backend = "rjieba"
dictionaries = []
[components]
[components.policy_sentences]
factory = "policy_sentences"
"""

# Readers of formats that take their worker along: .hang sleeps, .crash kills its process, .eats takes memory,
# .once crashes the first time only (it leaves a mark beside itself), .slow takes a moment.
TROUBLE = """
import os, signal, time
from policy_nlp.read import Content, register_reader
def hang(data):
    time.sleep(3600)
def slow(data):
    time.sleep(0.15)
    return Content(data.decode("utf-8"), "utf-8")
def crash(data):
    os.kill(os.getpid(), signal.SIGKILL)
def eat(data):
    hoard = []
    while True:
        hoard.append(bytearray(b"x") * 40_000_000)
        time.sleep(0.01)
def once(data):
    mark = data.decode("utf-8").split()[0]
    if not os.path.exists(mark):
        open(mark, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return Content(data.decode("utf-8"), "utf-8")
def bug(data):
    raise RuntimeError("a bug in a reader")
for name, reader in {".hang": hang, ".slow": slow, ".crash": crash, ".eats": eat, ".once": once, ".bug": bug}.items():
    register_reader(name, reader)
"""


def write_reports(folder: Path, count: int, suffix: str = ".txt") -> Path:
    """Different small reports about an invented county."""
    for number in range(count):
        path = folder / f"{number % 3}" / f"r{number:03}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"青石县第{number}号政府工作报告\n一、2024年工作回顾\n完成投资{number}.5亿元，增长5.5%。\n"
            * (1 + number % 4),
            "utf-8",
        )
    return folder


def quick(folder: Path) -> str:
    """The path of a config with a tokenizer and sentences only."""
    path = folder / "quick.cfg"
    path.write_text(QUICK, "utf-8")
    return str(path)


def trouble(folder: Path) -> str:
    """The path of the file with the misbehaving readers."""
    path = folder / "trouble.py"
    path.write_text(TROUBLE, "utf-8")
    return str(path)


def troubled_place(folder: Path, count: int) -> Path:
    """A folder with reports that take a moment, a quick pipeline, the misbehaving readers, and an undisturbed run in `calm`."""
    write_reports(folder / "in", count, ".slow")
    quick(folder)
    trouble(folder)
    done = policy_nlp("run", folder / "in", "--output", folder / "calm", *options(folder), "--jobs", 0)
    assert done.returncode == 0, done.stderr
    return folder


def options(place: Path) -> list[str]:
    """The options that name a place's pipeline and readers."""
    return ["--pipeline", str(place / "quick.cfg"), "--code", str(place / "trouble.py")]


def wait_for_outputs(output: Path, at_least: int, seconds: float = 60) -> None:
    """Wait until a batch that runs beside the test has written some reports."""
    end = time.monotonic() + seconds
    while len(list(output.rglob("*.json"))) < at_least:
        assert time.monotonic() < end, "the batch does not get on"
        time.sleep(0.02)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "policy_nlp", *map(str, arguments)]


def policy_nlp(
    *arguments: object, cwd: Path | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def outputs(folder: Path) -> dict[str, bytes]:
    """The files of an output folder that must be the same in any two runs: all but run.json and the state."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        name: path.read_bytes()
        for path in files
        if not (name := path.relative_to(folder).as_posix()).startswith(".policy-nlp") and name != "run.json"
    }


def summary(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text("utf-8"))


def errors(folder: Path) -> dict[str, dict]:
    """Input's file name -> its error, from the run summary."""
    return {Path(row["input"]).name: row["error"] for row in summary(folder)["inputs"] if "error" in row}


def children(pid: int) -> list[int]:
    """The processes that a process has started, from whichever of its threads (Linux)."""
    return [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]
