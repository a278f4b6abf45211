"""Indicators and targets on the annotated reports, with the annotated quantities and statements as input.

What the layers before them get wrong is left out here; the whole pipeline is scored elsewhere.
"""

from __future__ import annotations

import csv
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from policy_nlp.document import annotations
from policy_nlp.export import PANEL, export_panel, write_csv
from policy_nlp.extract.indicators import make_indicators
from policy_nlp.extract.targets import make_targets
from policy_nlp.pipeline import process_path
from policy_nlp.records import Claim, Commitment, Heading, Quantity, Section

pytestmark = pytest.mark.shared


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(gold: dict[str, Any], text: str) -> dict[str, Any]:
    """What the two components make of a report whose other layers are the annotated ones."""
    nlp = spacy.blank("xx")
    doc = Doc(nlp.vocab, words=[text], spaces=[False])
    found = annotations(doc)
    info = gold["report"]
    found.place, found.review_year, found.plan_year = info["place"], info["review_year"], info["plan_year"]
    for i, section in enumerate(gold["sections"]):
        end = next(
            (s["start"] for s in gold["sections"][i + 1 :] if s["level"] <= section["level"]), len(text)
        )
        heading = Heading(
            start=section["start"], end=section["start"] + len(section["heading"]), text=section["heading"]
        )
        found.sections.append(
            Section(
                id=f"s{i}",
                level=section["level"],
                heading=heading,
                start=section["start"],
                end=end,
                kind=section["kind"],
            )
        )
    for i, q in enumerate(gold["quantities"]):
        fields = {k: q[k] for k in ("start", "end", "kind", "value", "upper", "unit", "comparator")}
        found.quantities.append(Quantity(id=f"q{i}", text=text[q["start"] : q["end"]], **fields))
    for i, s in enumerate(gold["statements"]):
        fields = {
            "id": f"x{i}",
            "start": s["start"],
            "end": s["end"],
            "text": text[s["start"] : s["end"]],
            "type": s["type"],
            "testable": s["testable"],
        }
        if s["label"] == "commitment":
            found.commitments.append(Commitment(**fields))
        elif s["label"] == "claim":
            found.claims.append(Claim(**fields))
    doc = make_targets(nlp, "policy_targets")(make_indicators(nlp, "policy_indicators")(doc))
    layers = {
        k: [item.model_dump() for item in getattr(annotations(doc), k)] for k in ("quantities", "targets")
    }
    return {"text": text, "sections": [], "projects": [], "commitments": [], "claims": [], **layers}


@pytest.mark.parametrize("part", ["reports", "train"])
def test_indicators_and_targets_reach_their_marks(shared: Path, part: str) -> None:
    score = load(shared / "score.py")
    tally = score.Tally()
    for path in sorted((shared / "gold" / part).glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
        score.score_one(path.stem, text, gold, predicted(gold, text), tally, None)
    table = tally.table()
    assert table["quantities.indicator"]["accuracy"] >= 0.90
    assert table["quantities.indicator_id"]["accuracy"] >= 0.97
    assert table["targets"]["f1"] >= 0.97
    assert table["targets.strength"]["accuracy"] >= 0.95


def test_the_panel_of_some_whole_reports_is_right(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        "national/国务院/2024",
        "provincial/安徽省/2024",
        "prefectural/温州市/2025",
        "county/保定市清苑区/2024",
    ]
    reports = [process_path(shared / "corpus" / f"{name}.txt", report_id=name) for name in names]
    write_csv(PANEL, export_panel(reports), tmp_path / "panel.csv")
    with (shared / "gold" / "panel.tsv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["report"] in names]
    with (tmp_path / "gold.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter="\t")
        writer.writeheader()
        writer.writerows(rows)
    module = load(shared / "score_panel.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "sys.argv", ["score_panel.py", str(tmp_path / "gold.tsv"), str(tmp_path / "panel.csv"), "--json"]
        )
        module.main()
    result = json.loads(capsys.readouterr().out)
    assert result["target"]["f1"] >= 0.95
    assert result["actual"]["f1"] >= 0.93
