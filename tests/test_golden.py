"""Golden files: what the whole pipeline makes of every invented report, item by item, reviewed as a diff.

After an intended change of extraction: `pytest tests/test_golden.py --regenerate-golden`, then read the diff.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policy_nlp import compare_reports, process_path
from policy_nlp.records import Report

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
REPORTS = sorted(p.relative_to(ROOT / "corpus").as_posix() for p in (ROOT / "corpus").glob("*/*/*.txt"))
PLACES = sorted({Path(p).parent.as_posix() for p in REPORTS})
LAYERS = ("sections", "quantities", "targets", "projects", "commitments", "claims")


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--regenerate-golden"))


def report_lines(report: Report) -> str:
    """A report as text with one item a line: the form in which a change is easiest to read."""
    info = report.report
    lines = [
        json.dumps(
            {
                "title": info.title,
                "place": info.place,
                "level": info.level,
                "years": [info.review_year, info.plan_year],
            },
            ensure_ascii=False,
        )
    ]
    for layer in LAYERS:
        lines.append(f"# {layer}")
        for item in getattr(report, layer):
            row = item.model_dump(mode="json", exclude={"id", "section", "parent"}, exclude_none=True)
            lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def check(path: Path, found: str, regenerate: bool) -> None:
    if regenerate:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, "utf-8")
    assert path.exists(), f"{path.name}: no golden file; run with --regenerate-golden and read what it says"
    assert found == path.read_text("utf-8")


def test_there_are_reports_to_check():
    assert len(REPORTS) >= 8


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_extracted_as_reviewed(name: str, regenerate: bool):
    check(
        (GOLDEN / name).with_suffix(".jsonl"), report_lines(process_path(ROOT / "corpus" / name)), regenerate
    )


@pytest.mark.parametrize("place", PLACES)
def test_two_years_are_compared_as_reviewed(place: str, regenerate: bool):
    earlier, later = (process_path(p) for p in sorted((ROOT / "corpus" / place).glob("*.txt")))
    rows = []
    for row in compare_reports(earlier, later).fulfilment:
        target = row.target and earlier.text[row.target.start : row.target.end]
        rows.append(
            {
                "promise": row.commitment.text,
                "target": target,
                "claims": [c.text for c in row.claims],
                "verdict": row.verdict,
                "reason": row.reason,
            }
        )
    check(
        GOLDEN / place / "fulfilment.jsonl",
        "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows),
        regenerate,
    )


def test_the_switch_that_rewrites_golden_files_is_off(regenerate: bool):
    """A run that rewrites its expectations checks nothing, so it must never pass for a test run."""
    assert not regenerate
