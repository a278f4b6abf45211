"""How fast, side by side in one run: bare segmenters, peers that find numbers, and the whole pipeline.

    python benchmarks/throughput.py FOLDER [--every 10] [--repeat 3] [--profile]

Every engine runs in a process of its own over the same reports, pinned to one processor (two for `--jobs 2`).
`policy-nlp run` is measured from files to JSON on disk; the others get the texts in memory. Rates are characters of
text, without start-up: for `policy-nlp run`, what a run over one short report costs is taken off. They are given for a
second of wall time and for a second of processor time (of all processes of the engine); the ratio to `jieba.lcut`
is that of processor time, which other work on the machine distorts least. Peak memory is that of the largest process. Peers that are not installed are left out (`pip install
'policy-nlp[peers]'`); they run over every tenth of the chosen reports, since they are so much slower.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

SEGMENTERS = ("jieba.lcut", "jieba.posseg", "spaCy zh (jieba)", "rjieba.tag")
PEERS = ("Microsoft Recognizers", "JioNLP money+time")
OURS = {"policy-nlp --jobs 1": 1, "policy-nlp --jobs 2": 2}
_PEER_SHARE = 10


def engine(name: str) -> Callable[[str], object]:
    """A function from a text to whatever the engine finds in it."""
    if name == "jieba.lcut":
        import jieba

        jieba.setLogLevel(60)
        return lambda text: jieba.lcut(text)
    if name == "jieba.posseg":
        import jieba
        import jieba.posseg

        jieba.setLogLevel(60)
        return lambda text: jieba.posseg.lcut(text)
    if name == "spaCy zh (jieba)":
        import jieba
        import spacy

        jieba.setLogLevel(60)
        nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
        nlp.max_length = 1 << 31
        return nlp
    if name == "rjieba.tag":
        import rjieba

        cutter = rjieba.Jieba()
        return lambda text: cutter.tag(text)
    if name == "Microsoft Recognizers":
        from recognizers_number import Culture, recognize_number, recognize_percentage

        return lambda text: (
            recognize_number(text, Culture.Chinese),
            recognize_percentage(text, Culture.Chinese),
        )
    if name == "JioNLP money+time":
        import jionlp

        return lambda text: (
            jionlp.ner.extract_money(text, with_parsing=True),
            jionlp.ner.extract_time(text, with_parsing=True),
        )
    raise ValueError(f"no engine {name!r}")


def measure_here(name: str, paths: list[str]) -> dict[str, float]:
    """Load an engine and run it over reports, in this process."""
    begun = time.perf_counter()
    run = engine(name)
    run("政府工作报告：完成投资12.5亿元，增长5.5%。")
    start = time.perf_counter() - begun
    texts = [Path(path).read_text("utf-8-sig") for path in paths]
    begun, used = time.perf_counter(), time.process_time()
    for text in texts:
        run(text)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    characters = sum(map(len, texts))
    return {
        "rate": characters / seconds,
        "cpu": characters / cpu,
        "start": start,
        "peak": _peak(resource.RUSAGE_SELF),
    }


def _peak(who: int) -> float:
    """Megabytes of the largest process."""
    size = resource.getrusage(who).ru_maxrss
    return size / 1e6 if sys.platform == "darwin" else size * 1024 / 1e6


def _pin(processors: int) -> Callable[[], None] | None:
    if not hasattr(os, "sched_setaffinity"):
        return None
    chosen = sorted(os.sched_getaffinity(0))[-processors:]
    return lambda: os.sched_setaffinity(0, chosen)


def measure_apart(name: str, paths: list[str]) -> dict[str, float] | None:
    """The same in a process of its own, on one processor; None if the engine is not installed."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as listed:
        json.dump(paths, listed)
        listed.flush()
        command = [sys.executable, __file__, "--measure", name, "--list", listed.name]
        done = subprocess.run(command, capture_output=True, text=True, preexec_fn=_pin(1), check=False)
    if done.returncode:
        if "ModuleNotFoundError" in done.stderr or "ImportError" in done.stderr:
            return None
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure_ours(jobs: int, paths: list[str]) -> dict[str, float]:
    """`policy-nlp run` as a process, from files to JSON on disk."""
    with tempfile.TemporaryDirectory() as where:
        reports = Path(where, "in")
        reports.mkdir()
        characters = 0
        for number, path in enumerate(paths):
            data = Path(path).read_bytes()
            characters += len(data.decode("utf-8-sig"))
            (reports / f"{number:05}.txt").write_bytes(data)
        short = Path(where, "short.txt")
        short.write_text("青石县政府工作报告\n一、2024年工作回顾\n完成投资12.5亿元，增长5.5%。", "utf-8")
        start, start_cpu = _run(jobs, short, Path(where, "one"))
        seconds, cpu = _run(jobs, reports, Path(where, "out"))
    # Every worker has its own start; the run over one report starts one.
    return {
        "rate": characters / (seconds - start),
        "cpu": characters / (cpu - jobs * start_cpu),
        "start": start,
        "peak": _peak(resource.RUSAGE_CHILDREN),
    }


def _run(jobs: int, given: Path, output: Path) -> tuple[float, float]:
    """Wall and processor seconds."""
    command = [
        sys.executable,
        "-m",
        "policy_nlp",
        "run",
        str(given),
        "--output",
        str(output),
        "--jobs",
        str(jobs),
        "--quiet",
    ]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, preexec_fn=_pin(jobs))
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def profile(paths: list[str]) -> list[tuple[str, float]]:
    """Microseconds a character of each stage of the default pipeline."""
    from policy_nlp import load_pipeline, process_text
    from policy_nlp.document import annotations as annotations_of
    from policy_nlp.read import read_source
    from policy_nlp.write import report_json

    nlp = load_pipeline()
    process_text("完成投资12.5亿元。", nlp=nlp)
    for path in paths[
        ::5
    ]:  # the words of the vocabulary are there in a batch that has been running for a while
        nlp.make_doc(read_source(path).text)
    gc.collect()
    gc.freeze()
    gc.disable()
    spent: dict[str, float] = {}

    def clock(stage: str, begun: float) -> float:
        now = time.process_time()
        spent[stage] = spent.get(stage, 0.0) + now - begun
        return now

    characters = 0
    for path in paths:
        now = time.process_time()
        source = read_source(path)
        now = clock("read", now)
        doc = nlp.make_doc(source.text)
        now = clock("tokenize, tag", now)
        annotations_of(doc)
        for name, pipe in nlp.pipeline:
            doc = pipe(doc)
            now = clock(name, now)
        del doc
        characters += len(source.text)
    reports = []
    now = time.process_time()
    for path in paths:
        reports.append(process_text(Path(path).read_text("utf-8-sig"), nlp=nlp))
    whole = time.process_time() - now
    spent["assemble the record"] = max(0.0, whole - sum(spent.values()))
    now = time.process_time()
    for report in reports:
        report_json(report)
    clock("serialise", now)
    return [(stage, seconds / characters * 1e6) for stage, seconds in spent.items()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", help="reports (.txt, UTF-8), in any depth")
    parser.add_argument("--every", type=int, default=10, help="take every n-th report")
    parser.add_argument("--repeat", type=int, default=3, help="rounds; the median counts")
    parser.add_argument("--profile", action="store_true", help="only the stages of the pipeline")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--list", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure_here(given.measure, json.loads(Path(given.list).read_text("utf-8")))))
        return
    if not given.folder:
        parser.error("name a folder of reports")
    paths = sorted(str(path) for path in Path(given.folder).rglob("*.txt"))[:: given.every]
    console = Console()
    if not given.profile:
        rounds: dict[str, list[dict[str, float]]] = {}
        for number in range(given.repeat):
            for name in SEGMENTERS:
                rounds.setdefault(name, []).extend(filter(None, [measure_apart(name, paths)]))
            for name, jobs in OURS.items():
                rounds.setdefault(name, []).append(measure_ours(jobs, paths))
            for name in PEERS if number == 0 else ():
                found = measure_apart(name, paths[::_PEER_SHARE])
                if found is not None:
                    rounds.setdefault(name, []).append(found)
        table = Table(title=f"{len(paths)} reports, median of {given.repeat} rounds")
        for heading in ("engine", "characters/s", "characters/CPU s", "× jieba.lcut", "start s", "peak MB"):
            table.add_column(heading, justify="left" if heading == "engine" else "right")
        bare = statistics.median(row["cpu"] for row in rounds["jieba.lcut"])
        for name, rows in rounds.items():
            if rows:
                rate, cpu, start, peak = (
                    statistics.median(row[key] for row in rows) for key in ("rate", "cpu", "start", "peak")
                )
                table.add_row(
                    name, f"{rate:,.0f}", f"{cpu:,.0f}", f"{cpu / bare:.2f}", f"{start:.2f}", f"{peak:.0f}"
                )
        console.print(table)
    stages = Table(title="stages of the default pipeline, one core")
    for heading in ("stage", "µs/character", "share"):
        stages.add_column(heading, justify="left" if heading == "stage" else "right")
    measured = profile(paths[::2])
    total = sum(cost for _, cost in measured)
    for stage, cost in measured:
        stages.add_row(stage, f"{cost:.3f}", f"{cost / total:.0%}")
    stages.add_row("all", f"{total:.3f}", "")
    console.print(stages)


if __name__ == "__main__":
    main()
