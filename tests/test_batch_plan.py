"""From inputs, manifests and overrides to the jobs of a batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_nlp.batch import BatchError, plan_jobs
from policy_nlp.batch.fingerprint import fingerprint, job_key
from policy_nlp.batch.jobs import Job, read_manifest


def tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("青石县政府工作报告", "utf-8")
    return root


def test_a_folder_s_tree_is_mirrored_and_a_file_gets_its_bare_name(tmp_path: Path):
    folder = tree(tmp_path / "in", "town/a/2025.txt", "b.TXT", "notes.xyz", ".hidden/c.txt", ".d.txt")
    single = tree(tmp_path / "elsewhere", "deep/e.txt") / "deep/e.txt"
    plan = plan_jobs([str(folder), str(single)])
    assert [(job.id, Path(job.path).name) for job in plan.jobs] == [
        ("b", "b.TXT"),
        ("e", "e.txt"),
        ("town/a/2025", "2025.txt"),
    ]
    assert not plan.problems


def test_the_parts_of_a_saved_page_are_no_reports_of_their_own(tmp_path: Path):
    page = ("2024.html", "2024_files/frame.html", "2024_files/style.txt")
    tree(tmp_path, *page, "2025.htm", "2025.files/filelist.html", "town_files/a.txt")
    assert [job.id for job in plan_jobs([str(tmp_path)]).jobs] == ["2024", "2025", "town_files/a"]


def test_names_with_dots_keep_all_but_their_ending(tmp_path: Path):
    folder = tree(tmp_path, "a.b.txt")
    assert [job.id for job in plan_jobs([str(folder)]).jobs] == ["a.b"]


def test_the_output_folder_inside_the_input_folder_is_not_searched(tmp_path: Path):
    tree(tmp_path, "a.txt", "out/b.txt")
    assert [job.id for job in plan_jobs([str(tmp_path)], leave_out=str(tmp_path / "out")).jobs] == ["a"]


def test_two_inputs_for_one_output_are_an_error_that_names_both(tmp_path: Path):
    first, second = tree(tmp_path / "x", "2025.txt"), tree(tmp_path / "y", "2025.txt")
    with pytest.raises(BatchError, match=r"x/2025\.txt and .*y/2025\.txt would both become 2025\.json"):
        plan_jobs([str(first), str(second)])
    with pytest.raises(BatchError, match="named twice"):
        plan_jobs([str(first), str(first / "2025.txt")])


def test_a_report_may_not_take_the_place_of_the_run_summary(tmp_path: Path):
    with pytest.raises(BatchError, match=r"run\.json"):
        plan_jobs([str(tree(tmp_path, "run.txt"))])


def test_a_missing_input_and_an_empty_folder_are_named_and_the_others_stay(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    tree(tmp_path / "full", "a.txt")
    plan = plan_jobs([str(tmp_path / "empty"), str(tmp_path / "gone.txt"), str(tmp_path / "full")])
    assert [job.id for job in plan.jobs] == ["a"]
    assert "no reports in this folder" in plan.problems[str(tmp_path / "empty")]
    assert "no such file" in plan.problems[str(tmp_path / "gone.txt")]


@pytest.mark.parametrize(("name", "separator"), [("m.tsv", "\t"), ("m.csv", ",")])
def test_a_manifest_s_cells_win_over_the_command_line(tmp_path: Path, name: str, separator: str):
    tree(tmp_path, "a/1.txt", "a/2.txt")
    lines = [
        ["path", "place", "level", "plan_year", "remark"],
        ["a/1.txt", "云溪县", "county", "2025", "x"],
        ["a/9.txt", "", "", "", ""],
    ]
    (tmp_path / name).write_text("\ufeff" + "\n".join(separator.join(cells) for cells in lines), "utf-8")
    plan = plan_jobs(
        [str(tmp_path)], manifest=tmp_path / name, overrides={"place": "青石县", "review_year": "2023"}
    )
    first, second = plan.jobs
    assert first.overrides == {"place": "云溪县", "level": "county", "plan_year": 2025, "review_year": 2023}
    assert second.overrides == {"place": "青石县", "review_year": 2023}
    assert any("1 of 2 rows name no report" in note and "a/9.txt" in note for note in plan.notes)


def test_a_manifest_alone_names_the_reports(tmp_path: Path):
    tree(tmp_path, "a/1.txt", "a/2.txt")
    (tmp_path / "m.tsv").write_text("path\tplan_year\na/2.txt\t2025\n", "utf-8")
    plan = plan_jobs([], manifest=tmp_path / "m.tsv")
    assert [(job.id, job.overrides) for job in plan.jobs] == [("a/2", {"plan_year": 2025})]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("file\tplace\n", "no column 'path'"),
        ("path\tplan_year\na.txt\t25\n", r":2: plan_year '25' is no year"),
        ("path\tlevel\na.txt\tvillage\n", r":2: level 'village' is none of national"),
        ("path\tdelivered\na.txt\t5.1.2024\n", r":2: delivered '5.1.2024' is no date"),
        ("path\na.txt\na.txt\n", r":3: a\.txt is listed twice"),
    ],
)
def test_a_manifest_that_can_t_be_right_is_refused_with_its_line(tmp_path: Path, content: str, said: str):
    (tmp_path / "m.tsv").write_text(content, "utf-8")
    with pytest.raises(BatchError, match=said):
        read_manifest(tmp_path / "m.tsv")


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BatchError, match=r"none\.tsv: the manifest can't be read"):
        plan_jobs([], manifest=tmp_path / "none.tsv")


def test_the_fingerprint_changes_with_all_that_decides_the_bytes(tmp_path: Path):
    words = tmp_path / "words.txt"
    words.write_text("青石桥 n", "utf-8")
    config = tmp_path / "p.cfg"
    config.write_text(f'[nlp]\ndictionaries = ["{words}"]\n', "utf-8")
    code = tmp_path / "code.py"
    code.write_text("", "utf-8")
    first = fingerprint(config, [str(code)])
    assert fingerprint(config, [str(code)]) == first
    assert fingerprint(config, []) != first
    assert fingerprint(config, [str(code)], "jsonl") != first
    words.write_text("青石大桥 n", "utf-8")
    second = fingerprint(config, [str(code)])
    assert second != first
    code.write_text("x = 1", "utf-8")
    assert fingerprint(config, [str(code)]) != second


def test_a_job_s_key_changes_with_its_path_id_and_overrides():
    keys = {
        job_key(job, run)
        for job in (Job("a", "a"), Job("b", "a"), Job("a", "b"), Job("a", "a", {"place": "青石县"}))
        for run in ("1", "2")
    }
    assert len(keys) == 8
