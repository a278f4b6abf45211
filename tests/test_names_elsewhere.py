"""What numbers measure and how far projects are, on stretches of a hundred and more reports outside the gold."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "names_and_stages.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(BENCHMARK.stem, BENCHMARK)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("table", ["indicator_names.tsv", "project_stages.tsv"])
def test_the_tables_hold_offsets_and_labels_but_no_text(table: str) -> None:
    with (BENCHMARK.parent / table).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    assert len({(row["path"], row["start"], row["end"]) for row in rows}) == len(rows) > 200
    for row in rows:
        assert 0 <= int(row["start"]) < int(row["end"])
        label = row.get("name") or row["stage"]
        assert label.isascii()


@pytest.mark.shared
def test_names_of_numbers_hold_outside_the_annotated_reports(shared: Path) -> None:
    outcomes = load().names(shared / "corpus")
    assert len(outcomes) > 1600
    for part in (1, 2, 3):
        asked = [outcome for outcome in outcomes if outcome.round == part]
        assert sum(outcome.right for outcome in asked) / len(asked) >= 0.88


@pytest.mark.shared
def test_stages_of_projects_hold_outside_the_annotated_reports(shared: Path) -> None:
    outcomes = load().stages(shared / "corpus")
    assert len(outcomes) > 200
    assert sum(outcome.right for outcome in outcomes) / len(outcomes) >= 0.9
