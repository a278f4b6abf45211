"""Batches of what stands in tables and archives and comes by the standard input, as real processes where they are hit."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from archive_helpers import TEXT, patched, tarred, zipped
from batch_helpers import (
    children,
    command,
    errors,
    options,
    outputs,
    policy_nlp,
    quick,
    summary,
    trouble,
    wait_for_outputs,
)
from policy_nlp.batch import BatchError, Settings, Summary, plan_jobs, run_batch
from policy_nlp.batch.parcels import with_parcels
from policy_nlp.read import ContainerOptions
from policy_nlp.records import Report

COUNT = 24
# The command line, with the process's peak memory in MB at the end of its output (Linux).
MEASURED = """
import re, sys
from pathlib import Path
from policy_nlp.cli import main
try:
    main(sys.argv[1:])
finally:
    print(int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1000)
"""


def table(count: int, words: str = "") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["编号", "地区", "年份", "正文"])
    for number in range(count):
        writer.writerow([f"r{number:02}", "青石县", 2000 + number, f"{TEXT}第{number}篇。{words}"])
    return out.getvalue().encode("gb18030")


def boxes(folder: Path, suffix: str = ".txt") -> Path:
    """A folder with a ZIP, a tar.gz and a table, eight reports in each."""
    folder.mkdir(parents=True, exist_ok=True)
    third = COUNT // 3
    (folder / "a.zip").write_bytes(
        zipped({f"town/{n:02}{suffix}": f"{TEXT}第{n}篇。" for n in range(third)}, "gb18030")
    )
    (folder / "b.tar.gz").write_bytes(
        tarred({f"{n:02}{suffix}": f"{TEXT}第{n}篇。" for n in range(third)}, "gz")
    )
    (folder / "c.csv").write_bytes(table(third))
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Boxes of reports that take a moment, a quick pipeline, misbehaving readers, and an undisturbed run in `calm`."""
    folder = tmp_path_factory.mktemp("boxes")
    boxes(folder / "in", ".slow")
    quick(folder)
    trouble(folder)
    done = policy_nlp("run", "in", "--output", "calm", *options(folder), "--jobs", 0, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def run(folder: Path, *inputs: object, output: str = "out", **more: object) -> Summary:
    if not (folder / "quick.cfg").exists():
        quick(folder)
    settings = Settings(
        [str(i) for i in inputs], str(folder / output), pipeline=str(folder / "quick.cfg"), jobs=0, **more
    )
    return run_batch(settings)


def statuses(result: Summary) -> Counter[str]:
    return Counter(row.status for row in result.rows)


# --- plans ------------------------------------------------------------------------------------------------------------


def test_what_stands_in_containers_gets_addresses_ids_and_what_a_table_says(tmp_path: Path):
    folder = tmp_path / "in/town"
    folder.mkdir(parents=True)
    (folder / "a.tar.xz").write_bytes(
        tarred({"x/1.txt": TEXT, "t.csv": table(1), "in.zip": zipped({"y.txt": TEXT})}, "xz")
    )
    (folder / "r.csv").write_bytes(table(2))
    plan = plan_jobs([str(tmp_path / "in")])
    assert [(job.id, job.path.removeprefix(str(folder)), job.overrides) for job in plan.jobs] == [
        ("town/a/in/y", "/a.tar.xz!in.zip!y.txt", {}),
        ("town/a/t/r00", "/a.tar.xz!t.csv#r00", {"place": "青石县", "plan_year": 2000}),
        ("town/a/x/1", "/a.tar.xz!x/1.txt", {}),
        ("town/r/r00", "/r.csv#r00", {"place": "青石县", "plan_year": 2000}),
        ("town/r/r01", "/r.csv#r01", {"place": "青石县", "plan_year": 2001}),
    ]
    assert not plan.problems


def test_a_row_s_cells_win_over_the_command_line_and_a_manifest_over_both(tmp_path: Path):
    (tmp_path / "r.csv").write_bytes(table(2))
    (tmp_path / "m.tsv").write_text("path\tplan_year\nr.csv#r01\t2031\n", "utf-8")
    plan = plan_jobs(
        [str(tmp_path / "r.csv")],
        manifest=tmp_path / "m.tsv",
        overrides={"place": "云溪县", "level": "county"},
    )
    assert [job.overrides for job in plan.jobs] == [
        {"place": "青石县", "level": "county", "plan_year": 2000},
        {"place": "青石县", "level": "county", "plan_year": 2031},
    ]
    assert not any("name no report" in note for note in plan.notes)


def test_a_manifest_alone_may_list_addresses_and_containers(tmp_path: Path):
    boxes(tmp_path)
    (tmp_path / "m.tsv").write_text(
        "path\tplace\na.zip!town/03.txt\t云溪县\nc.csv#r01\t\nb.tar.gz\t\n", "utf-8"
    )
    plan = plan_jobs([], manifest=tmp_path / "m.tsv")
    assert [job.id for job in plan.jobs] == [
        "a/town/03",
        *(f"b/{n:02}" for n in range(8)),
        "c/r01",
    ]
    assert plan.jobs[0].overrides == {"place": "云溪县"}


def test_one_report_or_folder_of_a_container_can_be_an_input(tmp_path: Path):
    boxes(tmp_path)
    plan = plan_jobs([f"{tmp_path}/a.zip!town/03.txt", f"{tmp_path}/c.csv#3", f"{tmp_path}/a.zip!none.txt"])
    assert [job.id for job in plan.jobs] == ["a/town/03", "c/r01"]
    assert list(plan.problems) == [f"{tmp_path}/a.zip!none.txt"]


def test_a_folder_says_what_it_left_alone(tmp_path: Path):
    for name in ("a.txt", "b.jpg", "c.JPG", "d.rar", "~$a.docx", "Thumbs.db", "__MACOSX/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, "utf-8")
    (tmp_path / "codebook.csv").write_text("name,meaning\nplace,地区\n", "utf-8")
    (tmp_path / "pictures.zip").write_bytes(zipped({"a.jpg": b"x"}))
    (tmp_path / "m.tsv").write_text("path\tplace\na.txt\t青石县\n", "utf-8")
    plan = plan_jobs([str(tmp_path)], manifest=tmp_path / "m.tsv")
    assert [job.id for job in plan.jobs] == ["a"]
    assert not plan.problems
    notes = "\n".join(plan.notes)
    assert "files that no reader is known for were left alone: 2 .jpg, 1 .rar" in notes
    assert "tables without a column of texts were left alone: 1 (codebook.csv)" in notes
    assert "pictures.zip: holds no reports (left alone: 1 .jpg)" in notes
    assert "m.tsv" not in notes


def test_a_table_that_is_named_and_has_no_texts_is_a_failure(tmp_path: Path):
    (tmp_path / "codebook.csv").write_text("name,meaning\nplace,地区\n", "utf-8")
    with pytest.raises(
        BatchError, match=r"codebook\.csv: no column is plainly the text; name it with --text-column"
    ):
        run(tmp_path, tmp_path / "codebook.csv")


def test_reports_that_would_land_on_one_output_are_refused_wherever_they_stand(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({"x.txt": TEXT}))
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.txt").write_text(TEXT, "utf-8")
    with pytest.raises(BatchError, match=r"a\.zip!x\.txt and .*a/x\.txt would both become a/x\.json"):
        plan_jobs([str(tmp_path)])


def test_ids_that_are_no_file_names_are_made_some(tmp_path: Path):
    (tmp_path / "r.jsonl").write_text(
        "\n".join(json.dumps({"id": i, "text": TEXT}) for i in ("../../x", "a/b:c*?", "长" * 200, ".")),
        "utf-8",
    )
    ids = [job.id for job in plan_jobs([str(tmp_path / "r.jsonl")]).jobs]
    assert all(i.startswith("r/") and i.count("/") == 1 and ".." not in i.split("/") for i in ids)
    assert all(len(i.encode()) < 220 for i in ids)
    assert run(tmp_path, tmp_path / "r.jsonl").counts["written"] == 4
    assert {p.parent.name for p in (tmp_path / "out").rglob("*.json")} == {"r", "out"}


# --- runs -------------------------------------------------------------------------------------------------------------


def test_outputs_name_the_address_the_bytes_and_what_the_table_says(tmp_path: Path):
    from hashlib import sha256

    boxes(tmp_path / "in")
    run_batch(Settings([str(tmp_path / "in")], str(tmp_path / "out"), jobs=0))
    row = Report.model_validate_json((tmp_path / "out/c/r05.json").read_bytes())
    assert (row.report.id, row.report.place, row.report.plan_year) == ("c/r05", "青石县", 2005)
    assert row.text == f"{TEXT}第5篇。"
    source = row.report.source
    assert (source.path, source.format, source.encoding) == (f"{tmp_path}/in/c.csv#r05", "csv", "gb18030")
    assert source.sha256 == sha256(row.text.encode()).hexdigest()
    member = Report.model_validate_json((tmp_path / "out/a/town/03.json").read_bytes())
    assert member.report.source.path == f"{tmp_path}/in/a.zip!town/03.txt"
    assert member.report.source.sha256 == sha256(f"{TEXT}第3篇。".encode()).hexdigest()


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_second_run_skips_what_is_unchanged_in_a_container_and_does_what_is_new(tmp_path: Path, form: str):
    folder = boxes(tmp_path / "in")
    assert statuses(run(tmp_path, folder, form=form)) == {"written": COUNT}
    first = outputs(tmp_path / "out")
    assert statuses(run(tmp_path, folder, form=form)) == {"unchanged": COUNT}
    files = {f"town/{n:02}.txt": f"{TEXT}第{n}篇。" for n in range(8)}
    (folder / "a.zip").write_bytes(zipped({**files, "town/03.txt": f"{TEXT}改过。", "new.txt": TEXT}))
    (folder / "c.csv").write_bytes(table(9))
    assert statuses(run(tmp_path, folder, form=form)) == {"written": 3, "unchanged": COUNT - 1}
    boxes(folder)
    assert statuses(run(tmp_path, folder, form=form)) == {"written": 1, "unchanged": COUNT - 1}
    if form == "jsonl":
        assert outputs(tmp_path / "out") == first
    assert statuses(run(tmp_path, folder, form=form, force=True)) == {"written": COUNT}


def test_bad_members_and_rows_are_named_by_their_address_and_cost_no_other(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        "a.txt": TEXT,
        "broken.txt": TEXT * 9,
        "empty.txt": b"",
        "photo.txt": b"\xff\xd8\xff\xe0 a photograph",
        "fake.docx": b"Rar!\x1a\x07\x00...",
        "../out.txt": TEXT,
        "big.txt": bytes(30_000_000),
        "b.txt": TEXT,
    }
    (folder / "a.zip").write_bytes(patched(zipped(files), "broken.txt", 14, b"\0\0\0\0"))
    (folder / "t.csv").write_bytes(f"正文,地区\n{TEXT.split()[0]},x\n{TEXT.split()[0]},x,y\n".encode())
    (folder / "cut.zip").write_bytes(zipped({"c.txt": TEXT})[:50])
    (folder / "empty.xlsx").write_bytes(b"")
    result = run(tmp_path, folder)
    assert statuses(result) == {"written": 3, "failed": 9}
    said = {
        row.input.removeprefix(f"{folder}/"): (row.error or {})["message"] for row in result.rows if row.error
    }
    for address, words in {
        "a.zip!broken.txt": "is damaged in the archive",
        "a.zip!empty.txt": "the file is empty",
        "a.zip!photo.txt": "JPEG image",
        "a.zip!fake.docx": "RAR archive",
        "a.zip!../out.txt": "leads out of the archive",
        "a.zip!big.txt": "as no text does",
        "t.csv#3": "row 3 has 3 cells where the header has 2",
        "cut.zip": "damaged or incomplete",
        "empty.xlsx": "save it as .xlsx or .csv",
    }.items():
        assert words in said[address], address
        assert said[address].startswith(f"{folder}/{address}: ")
        assert "\n" not in said[address]


def test_a_container_that_changes_while_the_batch_runs_is_named(tmp_path: Path):
    boxes(tmp_path)
    plan = plan_jobs([str(tmp_path / "a.zip"), str(tmp_path / "b.tar.gz")])
    (tmp_path / "a.zip").write_bytes(zipped({"town/00.txt": TEXT}))
    (tmp_path / "b.tar.gz").write_bytes((tmp_path / "b.tar.gz").read_bytes()[:60])
    parcels = {job.id: job.parcel for job in with_parcels(list(plan.jobs), plan.containers)}
    assert set(parcels) == {job.id for job in plan.jobs}
    problems = {i: p.problem for i, p in parcels.items() if p is not None and p.problem}
    assert "a/town/00" not in problems
    assert "changed while the batch ran" in problems["a/town/01"]
    assert "can't be reached" in problems["b/07"]


def test_notes_of_reports_are_kept_and_counted(tmp_path: Path):
    rows = [["正文"], *([["报" * 32_767]] * 3), ["青石县政府工作报告"]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (tmp_path / "t.csv").write_text(out.getvalue(), "utf-8")
    quick(tmp_path)
    for _ in range(2):  # unchanged reports keep their notes
        done = policy_nlp("run", "t.csv", "-o", "out", "--pipeline", "quick.cfg", "--jobs", 0, cwd=tmp_path)
        assert (
            "note: 3 of 4 reports: the text ends at N characters, where Excel cuts cells off" in done.stderr
        )
        told = summary(tmp_path / "out")
        assert told["counts"]["with_notes"] == 3
        assert "Excel" in told["inputs"][0]["notes"][0]


def test_containers_in_remote_folders(tmp_path: Path):
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    for path in boxes(tmp_path / "local").iterdir():
        memory.pipe_file(f"/boxes/{path.name}", path.read_bytes())
    assert statuses(run(tmp_path, "memory://boxes")) == {"written": COUNT}
    assert statuses(run(tmp_path, "memory://boxes")) == {"unchanged": COUNT}
    assert statuses(run(tmp_path, "memory://boxes/c.csv", output="one")) == {"written": COUNT // 3}


def test_pairs_are_found_in_archives_and_tables_as_in_files(tmp_path: Path, corpus: Path):
    from policy_nlp.batch.pairs import compare_folder
    from policy_nlp.batch.processed import reports_of_place

    years = sorted(corpus.glob("township/*/*.txt"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.zip").write_bytes(zipped({path.name: path.read_bytes() for path in years}))
    done = compare_folder(tmp_path / "in", tmp_path / "out")
    assert [(a.id, b.id) for a, b in done.pairing.pairs] == [(f"a/{years[0].stem}", f"a/{years[1].stem}")]
    place = done.pairing.pairs[0][0].place
    assert place and len(reports_of_place(tmp_path / "in", place)) == 2


def test_diff_takes_addresses(tmp_path: Path):
    corpus = Path(__file__).resolve().parents[1] / "corpus"
    years = sorted(
        next(p for p in sorted(corpus.rglob("*")) if p.is_dir() and len(list(p.glob("*.txt"))) > 1).glob(
            "*.txt"
        )
    )
    (tmp_path / "a.zip").write_bytes(zipped({path.name: path.read_bytes() for path in years[:2]}))
    inside = policy_nlp(
        "diff", *(f"a.zip!{path.name}" for path in years[:2]), "--format", "csv", cwd=tmp_path
    )
    assert inside.returncode == 0, inside.stderr
    outside = policy_nlp("diff", *years[:2], "--format", "csv", cwd=tmp_path)
    assert inside.stdout == outside.stdout
    missing = policy_nlp("diff", "a.zip!none.txt", f"a.zip!{years[0].name}", cwd=tmp_path)
    assert missing.returncode == 2 and "there is no such report" in missing.stderr


# --- standard input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "more", "written"),
    [
        (TEXT.encode("gb18030"), [], ["stdin.json"]),
        (table(2), ["--stdin-format", "csv"], ["stdin/r00.json", "stdin/r01.json"]),
        (json.dumps({"id": "x", "text": TEXT}).encode() + b"\n", [], ["stdin/x.json"]),
        (zipped({"a/b.txt": TEXT}), [], ["stdin/a/b.json"]),
        (tarred({"a.txt": TEXT}, "gz"), [], ["stdin/a.json"]),
    ],
    ids=["text", "csv", "jsonl", "zip", "tar.gz"],
)
def test_the_standard_input_is_read_by_what_it_holds(
    tmp_path: Path, data: bytes, more: list[str], written: list[str]
):
    quick(tmp_path)
    arguments = command(
        "run", "-", "-o", tmp_path / "out", "--pipeline", tmp_path / "quick.cfg", "--jobs", 1, *more
    )
    for status in ("written", "unchanged"):
        done = subprocess.run(arguments, input=data, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr.decode()
        assert sorted(outputs(tmp_path / "out")) == written
        assert summary(tmp_path / "out")["counts"][status] == len(written)
    assert json.loads(outputs(tmp_path / "out")[written[0]])["report"]["source"]["path"].startswith("-")


@pytest.mark.parametrize(
    ("data", "more", "said"),
    [
        (b"", [], "nothing came by the standard input"),
        (b"\xff\xd8\xff\xe0 a photograph", [], "-: the file is a JPEG image"),
        (TEXT.encode(), ["--stdin-format", "xyz"], "-: no reader for .xyz"),
        (TEXT.encode(), ["--max-bytes", "10"], "raise --max-bytes"),
    ],
)
def test_a_standard_input_that_can_t_be_read_is_named(
    tmp_path: Path, data: bytes, more: list[str], said: str
):
    quick(tmp_path)
    arguments = command(
        "run", "-", "-o", tmp_path / "out", "--pipeline", tmp_path / "quick.cfg", "--jobs", 0, *more
    )
    done = subprocess.run(arguments, input=data, capture_output=True, timeout=60)
    assert done.returncode in (1, 2)
    assert said in done.stderr.decode()


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_five_hundred_megabytes_of_one_line_are_refused_before_they_are_read(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("big.txt", "page.html", "table.jsonl"):
        with (folder / name).open("wb") as file:
            if name == "table.jsonl":
                file.write(b'{"text": "' + b"x" * 80_000_000)
            else:
                file.truncate(500_000_000)
    (folder / "a.txt").write_text(TEXT, "utf-8")
    quick(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "run", "in", "-o", "out", "--pipeline", "quick.cfg", "--jobs", "0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1, done.stderr
    found = errors(tmp_path / "out")
    assert set(found) == {"big.txt", "page.html", "table.jsonl"}
    assert "has 500 MB, more than the 100 MB that one report may have" in found["big.txt"]["message"]
    assert "longer than 20,000,000 characters" in found["table.jsonl"]["message"]
    assert summary(tmp_path / "out")["counts"]["written"] == 1
    assert int(done.stdout.split()[-1]) < 400, "megabytes at most, with all libraries"


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
def test_the_owner_holds_a_few_members_at_a_time_however_many_there_are(tmp_path: Path):
    """Two hundred megabytes go through it; a reader that takes only their length stands for the pipeline."""
    (tmp_path / "long.py").write_text(
        "from policy_nlp.read import Content, register_reader\n"
        "register_reader('.long', lambda data: Content(f'青石县报告共{len(data)}字节'))\n",
        "utf-8",
    )
    block = os.urandom(5_000_000)
    (tmp_path / "a.zip").write_bytes(zipped({f"{n:02}.long": block for n in range(40)}, method=0))
    quick(tmp_path)
    more = ["--pipeline", "quick.cfg", "--code", "long.py", "--jobs", "2"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "run", "a.zip", "-o", "out", *more],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert len(outputs(tmp_path / "out")) == 40
    assert int(done.stdout.split()[-1]) < 160, "its libraries, and four members of 5 MB"


# --- hit as it runs ---------------------------------------------------------------------------------------------------

linux = pytest.mark.skipif(sys.platform != "linux", reason="kills processes and reads /proc")


@linux
@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_workers_gives_the_same_bytes(place: Path, tmp_path: Path, jobs: int):
    done = policy_nlp("run", "in", "--output", tmp_path / "out", *options(place), "--jobs", jobs, cwd=place)
    assert done.returncode == 0, done.stderr
    assert outputs(tmp_path / "out") == outputs(place / "calm")
    assert len(outputs(place / "calm")) == COUNT


@linux
def test_a_cluster_gives_the_same_bytes(place: Path, tmp_path: Path):
    pytest.importorskip("distributed")
    done = policy_nlp(
        "run",
        "in",
        "--output",
        tmp_path / "out",
        *options(place),
        "--scheduler",
        "local",
        "--jobs",
        2,
        cwd=place,
    )
    assert done.returncode == 0, done.stderr
    assert outputs(tmp_path / "out") == outputs(place / "calm")


@linux
def test_a_killed_worker_s_member_is_done_again(place: Path, tmp_path: Path):
    arguments = command("run", "in", "--output", tmp_path / "out", *options(place), "--jobs", 2)
    batch = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, cwd=place)
    wait_for_outputs(tmp_path / "out", 3)
    for pid in children(batch.pid):
        os.kill(pid, signal.SIGKILL)
    _, said = batch.communicate(timeout=120)
    assert batch.returncode == 0, said
    assert outputs(tmp_path / "out") == outputs(place / "calm")


@linux
def test_a_killed_batch_goes_on_in_the_middle_of_a_container(place: Path, tmp_path: Path):
    out = tmp_path / "out"
    for at_least in (3, 10):
        arguments = command("run", "in", "--output", out, *options(place), "--jobs", 2)
        batch = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, cwd=place)
        wait_for_outputs(out, at_least)
        batch.kill()
        batch.communicate()
        calm = outputs(place / "calm")
        assert all(calm[name] == data for name, data in outputs(out).items())
    before = len(outputs(out))
    done = policy_nlp("run", "in", "--output", out, *options(place), "--jobs", 2, cwd=place)
    assert done.returncode == 0, done.stderr
    assert outputs(out) == outputs(place / "calm")
    counts = summary(out)["counts"]
    assert counts["unchanged"] >= before - 1 and counts["written"] + counts["unchanged"] == COUNT


@linux
def test_members_that_hang_crash_or_eat_memory_are_named_by_their_address(place: Path, tmp_path: Path):
    bad = dict.fromkeys(("a.hang", "b.crash", "c.eats", "d.bug"), TEXT)
    good = {f"{n}.slow": f"{TEXT}{n}" for n in range(6)}
    (tmp_path / "a.zip").write_bytes(zipped({**bad, **good}))
    limits = ["--timeout", 8, "--memory", "600MB"]
    done = policy_nlp("run", "a.zip", "-o", "out", *options(place), *limits, "--jobs", 2, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert {name: error["kind"] for name, error in errors(tmp_path / "out").items()} == {
        "a.zip!a.hang": "timeout",
        "a.zip!b.crash": "crash",
        "a.zip!c.eats": "memory",
        "a.zip!d.bug": "error",
    }
    assert len(outputs(tmp_path / "out")) == 6


@linux
def test_a_worker_that_takes_nothing_from_its_pipe_does_not_hold_up_the_batch(place: Path, tmp_path: Path):
    """A report that hangs inside C code keeps all of a worker's threads from running: large reports behind it wait."""
    (tmp_path / "stuck.py").write_text(
        "import os, signal\nfrom policy_nlp.read import Content, register_reader\n"
        "def stuck(data):\n    os.kill(os.getpid(), signal.SIGSTOP)\n"
        "register_reader('.stuck', stuck)\n"
        "register_reader('.long', lambda data: Content(f'青石县报告共{len(data)}字节'))\n",
        "utf-8",
    )
    files = {"0.stuck": TEXT, **{f"{n}.long": b"x" * 3_000_000 for n in range(1, 6)}}
    (tmp_path / "a.zip").write_bytes(zipped(files, method=0))
    more = ["--pipeline", place / "quick.cfg", "--code", "stuck.py", "--jobs", 1, "--timeout", 3]
    started = time.monotonic()
    done = policy_nlp("run", "a.zip", "-o", "out", *more, cwd=tmp_path, timeout=60)
    assert done.returncode == 1, done.stderr
    assert {name: e["kind"] for name, e in errors(tmp_path / "out").items()} == {"a.zip!0.stuck": "timeout"}
    assert len(outputs(tmp_path / "out")) == 5
    assert time.monotonic() - started < 40


def test_the_options_of_tables_by_the_command_line(tmp_path: Path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["no"])
    for year in ("2023", "2024"):
        sheet = book.create_sheet(year)
        sheet.append(["甲", "乙", "丙", "丁"])
        sheet.append(["a1", "青石县", year, TEXT])
    book.save(tmp_path / "b.xlsx")
    quick(tmp_path)
    how = ["--pipeline", "quick.cfg", "--jobs", 0, "--text-column", "丁", "--id-column", "甲"]
    named = ["--map", "乙=place", "--map", "丙=plan_year", "--sheet", "2024"]
    done = policy_nlp("run", "b.xlsx", "-o", "out", *how, *named, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "texts in column 丁; 乙 = place, 丙 = plan_year, 甲 = id" in done.stderr
    assert set(outputs(tmp_path / "out")) == {"b/a1.json"}
    wrong = policy_nlp("run", "b.xlsx", "-o", "out", "--map", "乙=地区", cwd=tmp_path)
    assert wrong.returncode == 2 and "write COLUMN=FIELD" in wrong.stderr


def test_options_reach_the_containers(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": TEXT, "b.txt": TEXT * 100}))
    options = ContainerOptions(longest=1000)
    result = run(tmp_path, tmp_path / "a.zip", containers=options)
    assert statuses(result) == {"written": 1, "failed": 1}
