"""The command line as real processes: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch_helpers import command, outputs, policy_nlp, quick, summary, write_reports
from policy_nlp.cli.app import COMMANDS, main
from policy_nlp.records import Report


def test_help_names_every_command_and_imports_nothing_heavy():
    """Within 0.3 s on an idle machine; here the imports are checked, which do not depend on who else is busy."""
    code = "import sys\nfrom policy_nlp.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint([m for m in ('spacy', 'pydantic', 'numpy', 'rich', 'jieba', 'fsspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


@pytest.mark.slow
def test_help_is_there_at_once():
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        policy_nlp("--help")
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.3 * 2  # twice the aim: a busy machine


def test_every_command_has_help_and_its_listed_summary_is_its_own():
    """The list of commands is kept apart from the commands, so that it needs no import; both must say the same."""
    import click

    context = click.Context(main)
    for name, entry in COMMANDS.items():
        found = main.get_command(context, name)
        assert found is not None and found.name == name
        assert found.help, f"{name} does not say what it does"
        assert entry.summary.endswith(".")


def test_schema_prints_the_json_schema_of_a_report():
    done = policy_nlp("schema")
    assert done.returncode == 0
    schema = json.loads(done.stdout)
    assert set(Report.model_fields) == set(schema["properties"])
    wrong = policy_nlp("schema", "poem")
    assert wrong.returncode == 2
    assert "poem" in wrong.stderr


def test_a_run_says_on_the_standard_error_what_it_did(tmp_path: Path):
    write_reports(tmp_path / "in", 3)
    done = policy_nlp("run", "in", "--output", "out", "--pipeline", quick(tmp_path), cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr.startswith("3 reports: 3 written, 0 unchanged, 0 failed in ")
    assert done.stderr.rstrip().endswith("→ out")
    assert "\x1b" not in done.stderr, "no progress bar where there is no terminal"
    again = policy_nlp("run", "in", "--output", "out", "--pipeline", "quick.cfg", "--quiet", cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_exit_status_1_and_the_file_s_name_when_an_input_failed(tmp_path: Path):
    write_reports(tmp_path / "in", 2)
    (tmp_path / "in/empty.txt").write_bytes(b"")
    done = policy_nlp(
        "run", "in", "gone.txt", "--output", "out", "--pipeline", quick(tmp_path), "-q", cwd=tmp_path
    )
    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == [
        "failed: gone.txt: no such file or folder",
        "failed: in/empty.txt: the file is empty",
    ]
    assert summary(tmp_path / "out")["counts"]["written"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the reports"),
        (["empty"], "empty: no reports in this folder"),
        (["in", "in/0/r000.txt", "twin"], "would both become"),
        (["in", "--pipeline", "nothing"], "no pipeline 'nothing'"),
        (["in", "--level", "village"], "level 'village' is none of"),
        (["in", "--plan-year", "next"], "plan_year 'next' is no year"),
        (["in", "--manifest", "none.tsv"], "none.tsv: the manifest can't be read"),
        (["in", "--code", "none.py"], "none.py"),
        (["in", "--memory", "much"], "no amount of memory"),
    ],
)
def test_exit_status_2_when_it_could_not_run(tmp_path: Path, arguments: list[str], said: str):
    write_reports(tmp_path / "in", 1)
    (tmp_path / "empty").mkdir()
    (tmp_path / "twin").mkdir()
    (tmp_path / "twin/r000.txt").write_text("青石县", "utf-8")
    done = policy_nlp("run", *arguments, "--output", "out", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out/run.json").exists()


def test_the_log_as_json_is_one_object_a_line(tmp_path: Path):
    write_reports(tmp_path / "in", 2)
    (tmp_path / "in/empty.txt").write_bytes(b"")
    done = policy_nlp(
        "run", "in", "--output", "out", "--pipeline", quick(tmp_path), "--log-format", "json", cwd=tmp_path
    )
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == [
        "started",
        *sorted(e["event"] for e in events[1:-1]),
        "finished",
    ] or len(events) == 5
    assert {event["event"] for event in events} == {"started", "written", "failed", "finished"}
    assert events[-1]["counts"]["written"] == 2


def test_a_progress_bar_is_shown_on_a_terminal(tmp_path: Path):
    pty = pytest.importorskip("pty")
    import os

    write_reports(tmp_path / "in", 3)
    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        command("run", "in", "--output", "out", "--pipeline", quick(tmp_path)),
        cwd=tmp_path,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            data = os.read(mine, 4096)
        except OSError:
            break
        if not data:
            break
        seen += data
    assert process.wait(60) == 0
    text = seen.decode("utf-8", "replace")
    assert "\x1b[" in text and "/3" in text and "left" in text
    assert "3 written" in text


def test_a_manifest_and_overrides_reach_the_reports(tmp_path: Path):
    write_reports(tmp_path / "in", 2)
    (tmp_path / "m.tsv").write_text(
        "path\tplace\tlevel\tplan_year\nin/0/r000.txt\t云溪县\tcounty\t2031\n", "utf-8"
    )
    done = policy_nlp(
        "run",
        "in",
        "--output",
        "out",
        "--manifest",
        "m.tsv",
        "--place",
        "青石县",
        "--jobs",
        "1",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    first, second = (
        json.loads((tmp_path / f"out/{n}/r00{n}.json").read_text("utf-8"))["report"] for n in (0, 1)
    )
    assert (first["place"], first["level"], first["plan_year"]) == ("云溪县", "county", 2031)
    assert second["place"] == "青石县"


def test_json_lines_by_the_command_line(tmp_path: Path):
    write_reports(tmp_path / "in", 3)
    assert (
        policy_nlp(
            "run", "in", "--output", "out", "--format", "jsonl", "--pipeline", quick(tmp_path), cwd=tmp_path
        ).returncode
        == 0
    )
    assert set(outputs(tmp_path / "out")) == {"reports.jsonl"}


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented report, processed by the default pipeline."""
    folder = tmp_path_factory.mktemp("show")
    text = (
        "青石县2025年政府工作报告\n各位代表：\n一、2024年工作回顾\n地区生产总值增长5.5%，一般公共预算收入完成12.6亿元，云溪大桥建成通车。\n"
        "二、2025年工作安排\n地区生产总值增长5%左右，一般公共预算收入增长4%以上。确保青石岭水库二期开工，新建公园3个。\n"
    )
    (folder / "2025.txt").write_text(text, "utf-8")
    assert policy_nlp("run", "2025.txt", "--output", ".", cwd=folder).returncode == 0
    return folder / "2025.json"


def display_width(line: str) -> int:
    from rich.cells import cell_len

    return cell_len(line)


@pytest.mark.parametrize("width", [72, 100])
def test_show_prints_sections_counts_and_findings_within_the_width(processed: Path, width: int):
    done = policy_nlp("show", processed, "--width", width)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(display_width(line) <= width for line in lines)
    text = done.stdout
    assert "一、2024年工作回顾" in text and "二、2025年工作安排" in text
    assert "review 2024" in text and "plan 2025" in text
    assert "quantities" in text and "targets:" in text
    rows = [
        line
        for line in lines
        if "工作" in line and ("review" in line or " plan " in line) and "→" not in line
    ]
    assert len({display_width(line.rstrip()) for line in rows}) == 1, "Chinese is aligned"


def test_show_lists_any_layer(processed: Path):
    for layer in ("quantities", "targets", "projects", "commitments", "claims"):
        done = policy_nlp("show", processed, "--layer", layer, "--limit", 0)
        assert done.returncode == 0, done.stderr
    quantities = policy_nlp("show", processed, "--layer", "quantities", "--width", 100).stdout
    assert "12.6亿元" in quantities and "1260000000" in quantities


def test_show_refuses_what_is_no_processed_report(tmp_path: Path):
    (tmp_path / "a.txt").write_text("青石县", "utf-8")
    for name, said in {"a.txt": "policy-nlp run", "none.json": "can't be read"}.items():
        done = policy_nlp("show", name, cwd=tmp_path)
        assert done.returncode == 2
        assert name in done.stderr and said in done.stderr and "Traceback" not in done.stderr
