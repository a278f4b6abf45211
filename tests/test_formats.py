"""corpus/formats/: the same reports in every format give the same items, verdicts and metadata; only offsets differ."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import make_formats
from policy_nlp import compare_reports, process_path
from policy_nlp.export import export_panel
from policy_nlp.records import Report

FORMATS = make_formats.FORMATS
PLACE = make_formats.PLACE
PAIRS = {
    "txt": (f"txt/{PLACE}/2023.txt", f"txt/{PLACE}/2024.txt"),
    "html": (f"html/{PLACE}/2023.html", f"html/{PLACE}/2024.html"),
    "docx": (f"docx/{PLACE}/2023.docx", f"docx/{PLACE}/2024.docx"),
    "pdf": (f"pdf/{PLACE}/2023.pdf", f"pdf/{PLACE}/2024.pdf"),
    "xlsx": ("reports.xlsx#2", "reports.xlsx#3"),
    "zip": (f"reports.zip!{PLACE}/2023.html", f"reports.zip!{PLACE}/2024.docx"),
}
LAYERS = ("quantities", "targets", "projects", "commitments", "claims")
# What hangs on offsets or on the file, not on what the report says.
PLACED = {
    "id",
    "start",
    "end",
    "section",
    "page",
    "paragraph",
    "quantity",
    "quantities",
    "commitment",
    "targets",
}
PLACED |= {"projects", "parent"}


@cache
def report(path: str) -> Report:
    return process_path(str(FORMATS / path))


def told(item: Any) -> dict[str, Any]:
    """An item without its place; its words without white space."""
    found = {k: v for k, v in item.model_dump(mode="json").items() if k not in PLACED}
    return {k: "".join(v.split()) if isinstance(v, str) else v for k, v in found.items()}


@pytest.mark.parametrize("year", [0, 1], ids=["2023", "2024"])
@pytest.mark.parametrize("form", list(PAIRS))
def test_a_report_gives_the_same_items_in_every_format(form: str, year: int):
    expected, found = report(PAIRS["txt"][year]), report(PAIRS[form][year])
    for layer in LAYERS:
        assert [told(i) for i in getattr(found, layer)] == [told(i) for i in getattr(expected, layer)], layer
    assert [(s.level, s.kind, s.marker, s.years) for s in found.sections] == [
        (s.level, s.kind, s.marker, s.years) for s in expected.sections
    ]
    for field in ("place", "level", "review_year", "plan_year"):
        assert getattr(found.report, field) == getattr(expected.report, field), field


@pytest.mark.parametrize("form", list(PAIRS))
def test_the_same_verdicts_come_out_of_every_format(form: str):
    def verdicts(names: tuple[str, str]) -> list[tuple[str, str, str, float]]:
        rows = compare_reports(report(names[0]), report(names[1])).fulfilment
        return [("".join(r.commitment.text.split()), r.verdict, r.reason, r.score) for r in rows]

    expected = verdicts(PAIRS["txt"])
    assert len(expected) > 50
    assert verdicts(PAIRS[form]) == expected


def test_verdicts_do_not_hang_on_the_two_years_having_one_format():
    rows = compare_reports(report(PAIRS["pdf"][0]), report(PAIRS["html"][1])).fulfilment
    expected = compare_reports(report(PAIRS["txt"][0]), report(PAIRS["txt"][1])).fulfilment
    assert [r.verdict for r in rows] == [r.verdict for r in expected]


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_an_item_says_where_it_stands_in_the_original(form: str):
    where = "page" if form == "pdf" else "paragraph"
    for path in PAIRS[form]:
        places = [getattr(q, where) for q in report(path).quantities]
        assert None not in places
        assert places == sorted(places)
        assert len(set(places)) > (2 if form == "pdf" else 10)


def test_copies_of_a_report_count_once_in_the_panel():
    one = export_panel([report(path) for path in PAIRS["txt"]])
    all_of_them = export_panel([report(path) for pair in PAIRS.values() for path in pair])
    assert len(one) > 20
    assert all_of_them == one


def test_the_script_writes_the_files_that_are_there(tmp_path: Path):
    make_formats.main(tmp_path)
    made = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    there = sorted(p.relative_to(FORMATS).as_posix() for p in FORMATS.rglob("*") if p.is_file())
    assert made == there
    for name in made:
        if name.endswith((".txt", ".html")):
            assert (tmp_path / name).read_bytes() == (FORMATS / name).read_bytes(), name
        elif not name.startswith("reports"):
            assert process_path(tmp_path / name).text == process_path(FORMATS / name).text, name
