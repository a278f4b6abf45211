"""What more workers bring, and what the owner of a batch costs: the figures behind docs/scale.md.

    python benchmarks/scaling.py FOLDER [--every 10] [--jobs 1 2 4]

For each number of workers one whole `policy-nlp run`: wall time, processor time of the owner and of the workers.
Then the owner alone, with outputs that are ready: how many it can take in and write in a second. That is the number
of reports a second at which more workers on one owner stop helping.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table


def run(reports: Path, output: Path, jobs: int) -> dict[str, float]:
    """One batch, as a process that reports what it and its workers used."""
    code = (
        "import resource, sys\n"
        "from policy_nlp.batch import Settings, run_batch\n"
        "summary = run_batch(Settings([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3])))\n"
        "def used(who):\n"
        "    found = resource.getrusage(who)\n"
        "    return found.ru_utime + found.ru_stime\n"
        "print(summary.counts['characters'], summary.counts['written'], used(resource.RUSAGE_SELF), used(resource.RUSAGE_CHILDREN))\n"
    )
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, str(reports), str(output), str(jobs)],
        capture_output=True,
        text=True,
        check=True,
    )
    wall = time.perf_counter() - begun
    characters, written, owner, workers = map(float, done.stdout.split())
    return {"wall": wall, "characters": characters, "reports": written, "owner": owner, "workers": workers}


def owner_alone(outputs: list[Path], folder: Path) -> dict[str, float]:
    """Take in and write outputs that another process sends down a pipe as fast as it can."""
    from policy_nlp.batch.journal import Journal
    from policy_nlp.batch.sinks import FileSink
    from policy_nlp.batch.worker import Outcome, receive
    from policy_nlp.write import open_store

    sender = (
        "import sys\nfrom pathlib import Path\nfrom policy_nlp.batch.worker import Outcome, send\n"
        "for line in sys.stdin.read().split('\\n'):\n"
        "    data = Path(line).read_bytes()\n"
        "    send(sys.stdout.buffer, Outcome(line.replace('/', '_'), data, '0' * 64, {'characters': 1}))\n"
    )
    store = open_store(str(folder))
    store.prepare()
    sink = FileSink(store, Journal(store))
    with subprocess.Popen(
        [sys.executable, "-c", sender], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("\n".join(map(str, outputs)).encode())
        process.stdin.close()
        first: Outcome = receive(process.stdout)
        sink.put(first, "")
        used = resource.getrusage(resource.RUSAGE_SELF)
        begun = time.perf_counter()
        size = 0
        for _ in range(len(outputs) - 1):
            outcome: Outcome = receive(process.stdout)
            size += len(outcome.payload or b"")
            sink.put(outcome, "")
        wall = time.perf_counter() - begun
        now = resource.getrusage(resource.RUSAGE_SELF)
    store.close()
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return {"reports": len(outputs) - 1, "wall": wall, "cpu": cpu, "bytes": size}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    paths = sorted(given.folder.rglob("*.txt"))[:: given.every]
    table = Table(title=f"{len(paths)} reports")
    for heading in (
        "workers",
        "wall s",
        "characters/s",
        "× 1 worker",
        "owner CPU s",
        "workers CPU s",
        "characters a worker-CPU s",
    ):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as where:
        reports = Path(where, "in")
        reports.mkdir()
        for number, path in enumerate(paths):
            (reports / f"{number:05}.txt").write_bytes(path.read_bytes())
        base = 0.0
        output = Path(where)
        for jobs in given.jobs:
            output = Path(where, f"out{jobs}")
            found = run(reports, output, jobs)
            rate = found["characters"] / found["wall"]
            base = base or rate
            cells = (
                f"{found['wall']:.1f}",
                f"{rate:,.0f}",
                f"{rate / base:.2f}",
                f"{found['owner']:.2f}",
                f"{found['workers']:.2f}",
            )
            table.add_row(str(jobs), *cells, f"{found['characters'] / found['workers']:,.0f}")
        alone = owner_alone(
            sorted(p for p in output.glob("*.json") if p.name != "run.json"), Path(where, "owner")
        )
    Console().print(table)
    each = alone["cpu"] / alone["reports"]
    print(
        f"owner alone: {alone['reports'] / alone['wall']:,.0f} outputs/s ({alone['bytes'] / alone['wall'] / 1e6:,.0f} MB/s), {each * 1e3:.2f} ms of processor time each"
    )


if __name__ == "__main__":
    main()
