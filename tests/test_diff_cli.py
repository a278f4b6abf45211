"""`policy-nlp diff` and `policy-nlp track`: formats, filters, exit status, whole folders."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from policy_nlp.cli import main
from policy_nlp.pipeline import process_path
from policy_nlp.records import Comparison


@pytest.fixture(scope="module")
def processed(tmp_path_factory, corpus, nlp):
    """The invented county's two years, processed."""
    folder = tmp_path_factory.mktemp("processed")
    paths = sorted((corpus / "county").glob("*/*.txt"))
    for path in paths:
        report = process_path(path, nlp=nlp, report_id=f"{path.parent.name}/{path.stem}")
        target = folder / path.parent.name / f"{path.stem}.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(report.model_dump_json(), "utf-8")
    return sorted(folder.rglob("*.json"))


def run(*args: object):
    return CliRunner().invoke(main, [str(a) for a in args])


def test_json_is_a_comparison(processed):
    result = run("diff", *processed, "--format", "json")
    assert result.exit_code == 0
    found = Comparison.model_validate_json(result.stdout)
    assert found.fulfilment and found.earlier.id != found.later.id


def test_a_table_is_the_default(processed):
    result = run("diff", *processed)
    assert result.exit_code == 0
    assert "As reported by the government" in result.stdout
    assert "fulfilled" in result.stdout


@pytest.mark.parametrize("form", ["jsonl", "csv", "md", "html"])
def test_every_format_has_every_row(processed, form):
    rows = Comparison.model_validate_json(run("diff", *processed, "--format", "json").stdout).fulfilment
    text = run("diff", *processed, "--format", form).stdout
    if form == "jsonl":
        assert [json.loads(line)["verdict"] for line in text.splitlines()] == [r.verdict for r in rows]
    elif form == "csv":
        assert [r["verdict"] for r in csv.DictReader(io.StringIO(text))] == [r.verdict for r in rows]
    elif form == "md":
        assert sum(line.startswith("| ") for line in text.splitlines()) >= len(rows)
    else:
        assert text.count("<details>") == len(rows) and text.startswith("<!doctype html>")


def test_explain_prints_levels_and_weights(processed):
    result = run("diff", *processed, "--explain")
    assert "sum of log-odds" in result.stdout and "looked for" in result.stdout


def test_only_and_min_score_filter_rows(processed):
    only = Comparison.model_validate_json(
        run("diff", *processed, "--format", "json", "--only", "missed,unmentioned").stdout
    )
    assert {r.verdict for r in only.fulfilment} <= {"missed", "unmentioned"}
    sure = Comparison.model_validate_json(
        run("diff", *processed, "--format", "json", "--min-score", "0.8").stdout
    )
    assert all(r.score >= 0.8 for r in sure.fulfilment)
    testable = Comparison.model_validate_json(
        run("diff", *processed, "--format", "json", "--testable").stdout
    )
    assert all(r.testable for r in testable.fulfilment)


def test_exit_status_says_whether_something_was_found(processed):
    assert run("diff", *processed, "--fail-on", "missed").exit_code == 1
    assert run("diff", *processed, "--only", "fulfilled", "--fail-on", "missed").exit_code == 0


def test_what_cannot_be_compared_ends_with_two_and_names_the_file(processed, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{}", "utf-8")
    for args in (
        (processed[0],), (processed[0], broken), (processed[0], tmp_path / "absent.json"), (*processed, "--only", "lost"),
        (*processed, "--format", "md", "--output", broken), ("--pairs", tmp_path / "absent", "--output", tmp_path / "out"),
    ):  # fmt: skip
        result = run("diff", *args)
        assert result.exit_code == 2, args
        assert "Traceback" not in result.output
    assert "broken.json" in run("diff", processed[0], broken).output


def test_raw_reports_are_processed_on_the_fly(corpus, processed):
    paths = sorted((corpus / "county").glob("*/*.txt"))
    raw = Comparison.model_validate_json(run("diff", *paths, "--format", "json").stdout)
    ready = Comparison.model_validate_json(run("diff", *processed, "--format", "json").stdout)
    assert [r.verdict for r in raw.fulfilment] == [r.verdict for r in ready.fulfilment]


def test_pairs_of_a_folder_and_their_summary(processed, tmp_path):
    folder = processed[0].parents[1]
    (folder / "broken.json").write_text("{}", "utf-8")
    out = tmp_path / "out"
    result = run("diff", "--pairs", folder, "--output", out)
    (folder / "broken.json").unlink()
    assert result.exit_code == 2 and "1 pairs compared, 1 failed" in result.output
    result = run("diff", "--pairs", folder, "--output", out, "--overwrite", "--fail-on", "missed")
    assert result.exit_code == 1
    overview = json.loads((out / "pairs.json").read_text("utf-8"))
    assert len(overview["pairs"]) == 1 and overview["errors"] == {}
    written = Comparison.model_validate_json((out / f"{overview['pairs'][0]['later']}.json").read_bytes())
    shares = list(csv.DictReader(io.StringIO((out / "summary.csv").read_text("utf-8"))))
    whole = next(r for r in shares if r["by"] == "all")
    assert int(whole["rows"]) == sum(r.testable for r in written.fulfilment)
    assert {"all", "level", "place", "year", "domain", "pair"} == {r["by"] for r in shares}
    assert run("diff", "--pairs", folder, "--output", out).exit_code == 2  # nothing is overwritten silently


def test_pairs_in_two_processes_give_the_same_bytes(processed, tmp_path):
    folder = processed[0].parents[1]
    for name, workers in (("one", 1), ("two", 2)):
        assert (
            run("diff", "--pairs", folder, "--output", tmp_path / name, "--workers", workers).exit_code == 0
        )
    one, two = (
        {p.relative_to(tmp_path / n).as_posix(): p.read_bytes() for p in (tmp_path / n).rglob("*.json")}
        for n in ("one", "two")
    )
    assert one == two and one


def test_track_follows_one_place(processed):
    folder = processed[0].parents[1]
    place = json.loads(processed[0].read_text("utf-8"))["report"]["place"]
    found = json.loads(run("track", folder, "--place", place, "--format", "json").stdout)
    assert len(found["reports"]) == 2 and found["indicators"]
    rows = list(csv.DictReader(io.StringIO(run("track", folder, "--place", place, "--format", "csv").stdout)))
    assert {r["role"] for r in rows} == {"target", "actual"}
    assert place in run("track", folder, "--place", place).stdout
    assert run("track", folder, "--place", "无名镇").exit_code == 2
