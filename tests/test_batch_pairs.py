"""All consecutive years of a folder, compared from Python as from the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from policy_nlp.batch import BatchError
from policy_nlp.batch.pairs import PairDone, PairSettings, compare_folder
from policy_nlp.batch.processed import reports_of_place
from policy_nlp.records import Comparison


def test_raw_reports_of_a_folder_are_compared_and_counted(corpus: Path, tmp_path: Path) -> None:
    seen: list[PairDone] = []
    done = compare_folder(corpus / "township", tmp_path, told=seen.append)
    assert seen == done.done and [d.error for d in seen] == [None]
    assert done.failed == 0 and not done.pairing.left
    written = Comparison.model_validate_json((tmp_path / seen[0].name).read_bytes())
    assert sum(seen[0].shown.values()) == len(written.fulfilment)
    assert sum(done.counts[0].verdicts.values()) == sum(row.testable for row in written.fulfilment)
    assert all(done.shows(frozenset({row.verdict})) for row in written.fulfilment)
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["rows"] == str(sum(done.counts[0].verdicts.values()))


def test_what_stands_in_a_folder_is_not_replaced_unless_asked_for(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "summary.csv").write_text("mine", "utf-8")
    with pytest.raises(BatchError, match="holds comparisons already"):
        compare_folder(corpus / "township", tmp_path)
    assert (tmp_path / "summary.csv").read_text("utf-8") == "mine"
    compare_folder(corpus / "township", tmp_path, PairSettings(overwrite=True))
    assert (tmp_path / "summary.csv").read_text("utf-8") != "mine"


def test_a_folder_without_consecutive_years_says_so(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "2024.txt").write_bytes(next(iter(sorted(corpus.glob("township/*/2024.txt")))).read_bytes())
    with pytest.raises(BatchError, match="among 1 reports"):
        compare_folder(folder, tmp_path / "out")


def test_the_reports_of_one_place_are_found_raw_or_processed(corpus: Path, tmp_path: Path) -> None:
    raw = reports_of_place(corpus, "杏渚镇")
    assert [r.report.review_year for r in raw] == [2023, 2024]
    for report in raw:
        (tmp_path / f"{report.report.id}.json").write_text(report.model_dump_json(), "utf-8")
    assert reports_of_place(tmp_path, "杏渚镇") == raw
