"""All real reports in one batch, and the scores on the gold: what the package promises of reports it never saw.

The learned parts were trained on this gold, so the scores here guard against regressions only;
`benchmarks/leave_one_report_out.py` measures what they are worth on a report that was held out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy_nlp.records import Report, json_schema

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def policy_nlp(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "policy_nlp", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=900)


# A process of its own that has no other children than the batch and its workers, so that their peak is theirs alone.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


@pytest.fixture(scope="module")
def measured(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The outputs of one run over all real reports, and the peak memory of its largest process in KiB (Linux)."""
    output = tmp_path_factory.mktemp("real")
    run = ["policy_nlp", "run", str(shared / "corpus"), "--output", str(output), "--quiet"]
    command = [sys.executable, "-c", MEASURED, sys.executable, "-m", *run]
    result = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert result.returncode == 0, result.stderr[-2000:]
    return output, int(result.stdout.split()[-1])


@pytest.fixture(scope="module")
def batch(measured: tuple[Path, int]) -> Path:
    return measured[0]


def test_all_real_reports_are_processed_without_one_failure(batch: Path, shared: Path):
    inputs = sorted(
        p.relative_to(shared / "corpus").with_suffix("").as_posix()
        for p in (shared / "corpus").rglob("*.txt")
    )
    summary = json.loads((batch / "run.json").read_text("utf-8"))
    outputs = sorted(
        p.relative_to(batch).with_suffix("").as_posix()
        for p in batch.rglob("*.json")
        if p.name != "run.json" and not p.name.startswith(".")
    )
    assert outputs == inputs
    assert summary["counts"]["failed"] == 0


def test_every_output_is_valid_and_every_item_stands_where_it_says(batch: Path, shared: Path):
    """The model checks field by field and span by span; the text is the decoded file, to the character."""
    for path in batch.rglob("*.json"):
        if path.name == "run.json" or path.name.startswith("."):
            continue
        report = Report.model_validate_json(path.read_bytes())
        source = shared / "corpus" / path.relative_to(batch).with_suffix(".txt")
        assert report.text == source.read_bytes().decode("utf-8-sig"), path
        ids = [
            item.id
            for layer in (
                report.quantities,
                report.targets,
                report.projects,
                report.commitments,
                report.claims,
            )
            for item in layer
        ]
        assert len(ids) == len(set(ids)), f"{path}: an id stands twice"


def test_outputs_hold_to_the_published_schema(batch: Path):
    """The published JSON Schema, checked by a validator that knows nothing of the package."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(json_schema("report"))
    for path in sorted(p for p in batch.rglob("*.json") if p.name != "run.json")[::40]:
        errors = list(validator.iter_errors(json.loads(path.read_text("utf-8"))))
        assert not errors, f"{path}: {errors[0].message}"


def test_a_process_of_the_batch_stays_under_600_mb(measured: tuple[Path, int]):
    peak = measured[1]
    assert 50 * 1024 < peak < 600 * 1024


# layer, measure, least
FLOORS = [
    ("sections", "f1", 0.92),
    ("sections.kind", "accuracy", 0.95),
    ("report.place", "accuracy", 0.9),
    ("report.plan_year", "accuracy", 0.9),
    ("report.review_year", "accuracy", 0.9),
    ("quantities.span", "f1", 0.95),
    ("quantities.full", "f1", 0.92),
    ("quantities.indicator", "accuracy", 0.85),
    ("quantities.indicator_id", "accuracy", 0.95),
    ("targets", "f1", 0.88),
    ("targets.strength", "accuracy", 0.9),
    ("commitments.characters", "f1", 0.92),
    ("claims.characters", "f1", 0.93),
    ("projects", "f1", 0.75),
]


@pytest.mark.parametrize("gold", ["reports", "train"])
def test_scores_on_the_gold_do_not_fall(gold: str, shared: Path, tmp_path: Path):
    result = policy_nlp("run", str(shared / "gold" / gold), "--output", str(tmp_path / "out"), "--quiet")
    assert result.returncode == 0, result.stderr
    scorer = subprocess.run(
        [
            sys.executable,
            str(shared / "score.py"),
            str(shared / "gold" / gold),
            str(tmp_path / "out"),
            "--json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    scores = json.loads(scorer.stdout)
    fallen = [
        f"{layer} {measure} {scores[layer][measure]} < {least}"
        for layer, measure, least in FLOORS
        if scores[layer][measure] < least
    ]
    assert not fallen, fallen
