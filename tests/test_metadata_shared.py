"""The head of 982 real reports of all levels, 1954 to 2026, against what is listed of them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from policy_nlp.document import CleanText, Hints, clean
from policy_nlp.structure.identity import Identity, identify
from policy_nlp.structure.outline import Node, outline

pytestmark = pytest.mark.shared

Listed = dict[str, str]


@pytest.fixture(scope="module")
def read(shared: Path) -> list[tuple[Listed, CleanText, list[Node]]]:
    with (shared / "corpus" / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    made = []
    for row in rows:
        copy = clean((shared / "corpus" / row["path"]).read_bytes().decode("utf-8-sig"))
        made.append((row, copy, outline(copy.text)))
    return made


def counts(
    read: list[tuple[Listed, CleanText, list[Node]]], named: bool
) -> tuple[Counter[str], Counter[str]]:
    """How often a field is right, and how often it is wrong; else it is None."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row, copy, nodes in read:
        found: Identity = identify(copy, nodes, Hints(name=row["path"] if named else None))
        for field, value in (
            ("place", found.place),
            ("plan_year", None if found.years.plan is None else str(found.years.plan)),
            ("level", found.level),
            ("delivered", found.delivered),
        ):
            if value is None or (field == "delivered" and not row[field]):
                continue
            (right if value == row[field] else wrong)[field] += 1
    return right, wrong


def test_place_year_and_level_of_real_reports_are_right(read: list[tuple[Listed, CleanText, list[Node]]]):
    right, wrong = counts(read, named=True)
    assert right["place"] >= 0.97 * len(read)
    assert right["plan_year"] >= 0.97 * len(read)
    assert right["level"] >= 0.98 * len(read)
    assert max(wrong[field] for field in ("place", "plan_year", "level")) < 0.01 * len(read)


def test_the_text_alone_says_them_and_the_date(read: list[tuple[Listed, CleanText, list[Node]]]):
    right, wrong = counts(read, named=False)
    dated = sum(bool(row["delivered"]) for row, _, _ in read)
    assert min(right[field] for field in ("place", "plan_year", "level")) >= 0.98 * len(read)
    assert right["delivered"] >= 0.98 * dated
    assert max(wrong.values()) < 0.01 * len(read)
