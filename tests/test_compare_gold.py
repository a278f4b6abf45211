"""Coded pairs of years: matching and verdicts by weights learned from the OTHER places."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from policy_nlp.learn import matches

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def held_out(shared, tmp_path_factory):
    """The folder of comparisons, each by weights that its own place did not help to learn."""
    folder = tmp_path_factory.mktemp("matches")
    arguments = [
        shared / "gold" / "matches",
        shared / "corpus",
        "--output",
        folder / "weights.json",
        "--held-out",
        folder / "held",
    ]
    matches.main([str(a) for a in arguments])
    return folder


def test_matches_and_verdicts_reach_the_promised_figures(shared, held_out):
    command = [
        sys.executable,
        str(shared / "score_matches.py"),
        str(shared / "gold" / "matches"),
        str(held_out / "held"),
        "--json",
    ]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert found["rows"]["recall"] >= 0.90
    assert found["claims"]["f1"] >= 0.75
    assert found["verdict"]["accuracy"] >= 0.75
    assert found["verdict"]["macro_f1"] >= 0.60
    assert found["mentioned"]["accuracy"] >= 0.85


def test_where_promise_and_answer_are_plain_numbers_the_verdict_is_right(shared, held_out):
    """All coded rows whose verdict a number decided, by the coders' own note on the rule."""
    sys.path.insert(0, str(shared))
    try:
        from score_matches import row_for
    finally:
        sys.path.remove(str(shared))
    asked = right = 0
    for path in sorted((shared / "gold" / "matches").glob("*.json")):
        rows = json.loads((held_out / "held" / path.name).read_text("utf-8"))["fulfilment"]
        for row in json.loads(path.read_text("utf-8"))["rows"]:
            if row["claims"] and " rule)" in row["note"]:
                found = row_for(row, rows)
                asked += 1
                right += found is not None and found["verdict"] == row["verdict"]
    assert asked > 30
    assert right / asked >= 0.97


def test_learned_weights_are_readable_and_whole(held_out):
    weights = json.loads((held_out / "weights.json").read_text("utf-8"))
    assert {"prior", "threshold", "levels", "learned_from"} <= set(weights)
    assert all(isinstance(w, float) for w in weights["levels"].values())


def test_learning_gives_the_same_bytes_again(shared, held_out, tmp_path):
    matches.main(
        [str(shared / "gold" / "matches"), str(shared / "corpus"), "--output", str(tmp_path / "again.json")]
    )
    assert (tmp_path / "again.json").read_bytes() == (held_out / "weights.json").read_bytes()


def test_two_processed_provincial_reports_compare_within_two_seconds(shared, nlp):
    """Processor time, so that a busy machine does not matter; reports of 20,000 characters."""
    import time

    from policy_nlp import compare_reports, process_path
    from policy_nlp.records import Report

    folder = shared / "corpus" / "provincial" / "湖南省"
    stored = [process_path(folder / f"{year}.txt", nlp=nlp).model_dump_json() for year in (2023, 2024)]
    start = time.process_time()
    found = compare_reports(*(Report.model_validate_json(s) for s in stored))
    assert time.process_time() - start < 2
    assert len(found.fulfilment) > 100
