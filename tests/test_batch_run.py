"""Whole batches: what they write, skip, refuse and say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from batch_helpers import errors, outputs, quick, summary, write_reports
from policy_nlp.batch import BatchError, Settings, run_batch
from policy_nlp.records import Report


def run(folder: Path, *inputs: object, **settings):
    """A batch in this process, with the quick pipeline."""
    output = settings.pop("output", folder / "out")
    return run_batch(
        Settings([str(i) for i in inputs], str(output), pipeline=quick(folder), **{"jobs": 0, **settings})
    )


def statuses(result) -> dict[str, int]:
    return {
        status: n for status in ("written", "unchanged", "failed", "not_done") if (n := result.counts[status])
    }


def test_outputs_mirror_the_inputs_and_run_json_names_each_of_them(tmp_path: Path):
    result = run(tmp_path, write_reports(tmp_path / "in", 5))
    assert statuses(result) == {"written": 5}
    assert result.exit_status == 0
    assert set(outputs(tmp_path / "out")) == {f"{n % 3}/r{n:03}.json" for n in range(5)}
    told = summary(tmp_path / "out")
    assert told["state"] == "complete"
    assert told["counts"]["inputs"] == told["counts"]["written"] == 5
    assert told["counts"]["characters"] == sum(
        len(p.read_text("utf-8")) for p in (tmp_path / "in").rglob("*.txt")
    )
    for row in told["inputs"]:
        report = Report.model_validate_json((tmp_path / "out" / row["output"]).read_bytes())
        assert report.report.id == row["output"].removesuffix(".json")
        assert report.report.source.path == row["input"]
        assert report.text == Path(row["input"]).read_text("utf-8")


def test_no_clock_stands_in_an_output(tmp_path: Path):
    """Durations belong to run.json; the reports' bytes are the same whenever they are made."""
    folder = write_reports(tmp_path / "in", 4)
    run(tmp_path, folder, output=tmp_path / "one")
    run(tmp_path, folder, output=tmp_path / "two")
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")


def test_a_second_run_skips_what_is_unchanged_and_does_what_is_new(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 4)
    run(tmp_path, folder)
    first = outputs(tmp_path / "out")
    times = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in first}
    assert statuses(run(tmp_path, folder)) == {"unchanged": 4}
    assert {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in first} == times
    (folder / "0/r000.txt").write_text("云溪县政府工作报告", "utf-8")
    (folder / "new.txt").write_text("云溪县政府工作报告", "utf-8")
    assert statuses(run(tmp_path, folder)) == {"written": 2, "unchanged": 3}
    assert summary(tmp_path / "out")["counts"]["characters"] > 0


def test_force_does_everything_again_with_the_same_bytes(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 3)
    run(tmp_path, folder)
    first = outputs(tmp_path / "out")
    assert statuses(run(tmp_path, folder, force=True)) == {"written": 3}
    assert outputs(tmp_path / "out") == first


def test_other_settings_or_a_lost_output_are_reasons_to_do_a_report_again(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 3)
    run(tmp_path, folder)
    (tmp_path / "out/0/r000.json").unlink()
    assert statuses(run(tmp_path, folder)) == {"written": 1, "unchanged": 2}
    assert statuses(run(tmp_path, folder, overrides={"plan_year": "2025"})) == {"written": 3}


def test_an_output_that_exists_is_never_replaced_silently(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 2)
    stranger = tmp_path / "out/0/r000.json"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("mine", "utf-8")
    with pytest.raises(BatchError, match=r"0/r000\.json(.|\n)*Nothing was done(.|\n)*--overwrite"):
        run(tmp_path, folder)
    assert stranger.read_text("utf-8") == "mine"
    assert not (tmp_path / "out/1").exists()
    assert statuses(run(tmp_path, folder, overwrite=True)) == {"written": 2}
    assert Report.model_validate_json(stranger.read_bytes()).report.id == "0/r000"


def test_an_output_that_somebody_corrected_by_hand_is_not_lost(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 2)
    run(tmp_path, folder)
    edited = tmp_path / "out/0/r000.json"
    edited.write_text(edited.read_text("utf-8").replace("county", "x") + " ", "utf-8")
    with pytest.raises(BatchError, match=r"were changed since"):
        run(tmp_path, folder)
    assert statuses(run(tmp_path, folder, overwrite=True)) == {"written": 1, "unchanged": 1}


def test_an_output_whose_time_alone_changed_is_unchanged(tmp_path: Path):
    """A folder that was copied somewhere else is not done again."""
    folder = write_reports(tmp_path / "in", 2)
    run(tmp_path, folder)
    os.utime(tmp_path / "out/0/r000.json", (1, 1))
    assert statuses(run(tmp_path, folder)) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\xe3\x80\x80\n", "only white space"),
        (b"\x89PNG\x00\x01\x02", "binary"),
        (b"Rar!\x1a\x07\x00...", "a RAR archive"),
        (b"\xff\xff\xff\xff", "neither utf-8 nor gb18030"),
    ],
)
def test_bad_input_is_named_with_what_is_wrong_and_costs_no_other(tmp_path: Path, content: bytes, said: str):
    folder = write_reports(tmp_path / "in", 3)
    (folder / "bad.txt").write_bytes(content)
    result = run(tmp_path, folder)
    assert statuses(result) == {"written": 3, "failed": 1}
    assert result.exit_status == 1
    error = errors(tmp_path / "out")["bad.txt"]
    assert error["kind"] == "input"
    assert "bad.txt" in error["message"] and said in error["message"]
    assert not (tmp_path / "out/bad.json").exists()


def test_gb18030_is_read_and_a_byte_order_mark_dropped(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "gb.txt").write_bytes("青石县政府工作报告\r\n".encode("gb18030"))
    (folder / "bom.txt").write_bytes("青石县政府工作报告\r\n".encode("utf-8-sig"))
    run(tmp_path, folder)
    for name, encoding in {"gb": "gb18030", "bom": "utf-8-sig"}.items():
        report = Report.model_validate_json((tmp_path / f"out/{name}.json").read_bytes())
        assert report.text == "青石县政府工作报告\r\n"
        assert report.report.source.encoding == encoding


def test_nothing_to_process_is_an_error_that_names_the_folder(tmp_path: Path):
    (tmp_path / "in").mkdir()
    with pytest.raises(BatchError, match=r"in: no reports in this folder"):
        run(tmp_path, tmp_path / "in")


def test_an_output_folder_that_can_t_be_one_is_refused(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 1)
    (tmp_path / "out").write_text("a file", "utf-8")
    with pytest.raises(BatchError, match="out: can't write to this folder"):
        run(tmp_path, folder)


def test_one_output_that_can_t_be_written_costs_no_other(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/0").write_text("a file where a folder has to be", "utf-8")
    result = run(tmp_path, folder)
    assert statuses(result) == {"written": 2, "failed": 1}
    assert errors(tmp_path / "out")["r000.txt"]["kind"] == "output"


def test_a_pipeline_that_can_t_be_loaded_stops_the_batch_before_it_begins(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 1)
    with pytest.raises(BatchError, match="no such pipeline config"):
        run_batch(Settings([str(folder)], str(tmp_path / "out"), pipeline="none.cfg", jobs=0))
    broken = tmp_path / "broken.cfg"
    broken.write_text('[nlp]\nlang = "zh"\npipeline = ["no_such_component"]\n', "utf-8")
    for jobs in (0, 1):
        with pytest.raises(BatchError, match="can't be loaded"):
            run_batch(Settings([str(folder)], str(tmp_path / "out"), pipeline=str(broken), jobs=jobs))
    assert outputs(tmp_path / "out") == {}


def test_two_batches_in_one_folder_at_once_are_refused(tmp_path: Path):
    fcntl = pytest.importorskip("fcntl")
    folder = write_reports(tmp_path / "in", 1)
    run(tmp_path, folder)
    with (tmp_path / "out/.policy-nlp/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BatchError, match="another batch is writing"):
            run(tmp_path, folder)


def test_overrides_reach_the_report(tmp_path: Path):
    """The metadata component takes what the user says over what the text says."""
    folder = write_reports(tmp_path / "in", 1)
    told = {"place": "云溪县", "level": "county", "plan_year": "2031", "review_year": "2030"}
    run_batch(Settings([str(folder)], str(tmp_path / "out"), jobs=0, overrides=told))
    report = Report.model_validate_json((tmp_path / "out/0/r000.json").read_bytes()).report
    assert (report.place, report.level, report.plan_year, report.review_year) == (
        "云溪县",
        "county",
        2031,
        2030,
    )


def test_json_lines_hold_one_report_a_line_in_the_order_of_ids(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 5)
    assert statuses(run(tmp_path, folder, form="jsonl")) == {"written": 5}
    assert set(outputs(tmp_path / "out")) == {"reports.jsonl"}
    lines = (tmp_path / "out/reports.jsonl").read_bytes().splitlines()
    ids = [Report.model_validate_json(line).report.id for line in lines]
    assert ids == sorted(f"{n % 3}/r{n:03}" for n in range(5))


def test_json_lines_are_resumed_and_rebuilt(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 5)
    run(tmp_path, folder, form="jsonl")
    first = outputs(tmp_path / "out")
    assert statuses(run(tmp_path, folder, form="jsonl")) == {"unchanged": 5}
    assert outputs(tmp_path / "out") == first
    added = folder / "1/a.txt"
    added.write_text("云溪县政府工作报告", "utf-8")
    assert statuses(run(tmp_path, folder, form="jsonl")) == {"written": 1, "unchanged": 5}
    assert len((tmp_path / "out/reports.jsonl").read_bytes().splitlines()) == 6
    added.unlink()
    assert statuses(run(tmp_path, folder, form="jsonl")) == {"unchanged": 5}
    assert outputs(tmp_path / "out") == first


def test_a_foreign_reports_jsonl_is_not_replaced(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 1)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/reports.jsonl").write_text("mine", "utf-8")
    with pytest.raises(BatchError, match=r"reports\.jsonl"):
        run(tmp_path, folder, form="jsonl")
    assert (tmp_path / "out/reports.jsonl").read_text("utf-8") == "mine"
    assert statuses(run(tmp_path, folder, form="jsonl", overwrite=True)) == {"written": 1}


def test_urls_in_and_out_give_the_same_texts(tmp_path: Path):
    """Inputs and outputs in fsspec's memory filesystem, twice: the second run finds all unchanged."""
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.rm("/", recursive=True) if memory.exists("/reports") or memory.exists("/done") else None
    local = write_reports(tmp_path / "in", 40)
    for path in local.rglob("*.txt"):
        memory.pipe_file(f"/reports/{path.relative_to(local).as_posix()}", path.read_bytes())
    assert statuses(run(tmp_path, "memory://reports", output="memory://done")) == {"written": 40}
    assert statuses(run(tmp_path, "memory://reports", output="memory://done")) == {"unchanged": 40}
    run(tmp_path, local)
    for name, data in outputs(tmp_path / "out").items():
        here, there = json.loads(data), json.loads(memory.cat_file(f"/done/{name}"))
        assert there["report"]["source"].pop("path").startswith("memory://reports/")
        here["report"]["source"].pop("path")
        assert here == there
    assert json.loads(memory.cat_file("/done/run.json"))["counts"]["unchanged"] == 40
    memory.pipe_file("/done/0/r000.json", b"mine")
    with pytest.raises(BatchError, match="overwrite"):
        run(tmp_path, "memory://reports", output="memory://done")


def test_a_remote_batch_that_was_killed_between_journal_and_output_is_done_right(tmp_path: Path):
    """The journal may be ahead of the outputs: what it promises is checked against what stands there."""
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    local = write_reports(tmp_path / "in", 3)
    target = "memory://killed"
    run(tmp_path, local, output=target)
    whole = {
        name: memory.cat_file(name)
        for name in memory.find("/killed")
        if name.endswith(".json") and not name.endswith("run.json")
    }
    memory.rm_file("/killed/0/r000.json")
    assert statuses(run(tmp_path, local, output=target)) == {"written": 1, "unchanged": 2}
    assert {name: memory.cat_file(name) for name in whole} == whole


def test_a_file_url_is_a_local_folder(tmp_path: Path):
    folder = write_reports(tmp_path / "in", 2)
    assert statuses(run(tmp_path, folder, output=f"file://{tmp_path}/out")) == {"written": 2}
    assert statuses(run(tmp_path, folder)) == {"unchanged": 2}


def test_a_url_without_a_report_is_named(tmp_path: Path):
    pytest.importorskip("fsspec")
    with pytest.raises(BatchError, match="memory://nowhere"):
        run(tmp_path, "memory://nowhere")
