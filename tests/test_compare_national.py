"""National targets and what the next report says of them: every pair of consecutive years, read by hand in both reports."""

from __future__ import annotations

from itertools import pairwise

import pytest

from policy_nlp import compare_reports, process_path

pytestmark = [pytest.mark.shared, pytest.mark.slow]

YEARS = (*range(2004, 2016), 2023, 2024, 2025)

# year of the plan -> indicator -> (target, claimed number or None where the next report gives none, verdict)
EXPECTED: dict[int, dict[str, tuple[str, str | None, str]]] = {
    2004: {"gdp": ("7", "9.5", "exceeded"), "urban_new_jobs": ("9000000", "9800000", "fulfilled")},
    2005: {
        "gdp": ("8", "9.9", "exceeded"), "cpi": ("4", "1.8", "fulfilled"), "urban_new_jobs": ("9000000", "9700000", "fulfilled"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    2006: {
        "gdp": ("8", "10.7", "exceeded"), "cpi": ("3", "1.5", "fulfilled"), "urban_new_jobs": ("9000000", "11840000", "exceeded"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    # The report of 2008 reviews five years: it gives growth and jobs over the five years only, prices for 2007.
    2007: {
        "gdp": ("8", None, "unmentioned"), "cpi": ("3", "4.8", "missed"), "urban_new_jobs": ("9000000", None, "unmentioned"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    2008: {
        "gdp": ("8", "9", "exceeded"), "cpi": ("4.8", None, "unmentioned"), "urban_new_jobs": ("10000000", "11130000", "exceeded"),
        "urban_registered_unemployment": ("4.5", None, "unmentioned"),
    },
    2009: {
        "gdp": ("8", "8.7", "fulfilled"), "cpi": ("4", None, "unmentioned"), "urban_new_jobs": ("9000000", "11020000", "exceeded"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    # The report of 2011 reviews five years; the year 2010 is looked back on at the head of its plan.
    2010: {
        "gdp": ("8", "10.3", "exceeded"), "cpi": ("3", "3.3", "missed"), "urban_new_jobs": ("9000000", "11680000", "exceeded"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    2011: {
        "gdp": ("8", "9.2", "exceeded"), "cpi": ("4", None, "unmentioned"), "urban_new_jobs": ("9000000", "12210000", "exceeded"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    2012: {
        "gdp": ("7.5", "7.8", "fulfilled"), "cpi": ("4", "2.6", "fulfilled"), "urban_new_jobs": ("9000000", "12660000", "exceeded"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    2013: {
        "gdp": ("7.5", "7.7", "fulfilled"), "cpi": ("3.5", "2.6", "fulfilled"), "urban_new_jobs": ("9000000", "13100000", "exceeded"),
        "urban_registered_unemployment": ("4.6", "4.1", "fulfilled"),
    },
    2014: {
        "gdp": ("7.5", "7.4", "fulfilled"), "cpi": ("3.5", "2", "fulfilled"), "urban_new_jobs": ("10000000", "13220000", "exceeded"),
        "urban_registered_unemployment": ("4.6", None, "unmentioned"),
    },
    2023: {
        "gdp": ("5", "5.2", "fulfilled"), "cpi": ("3", "0.2", "fulfilled"), "urban_new_jobs": ("12000000", "12440000", "fulfilled"),
        "urban_surveyed_unemployment": ("5.5", "5.2", "fulfilled"),
    },
    2024: {
        "gdp": ("5", "5", "fulfilled"), "cpi": ("3", "0.2", "fulfilled"), "urban_new_jobs": ("12000000", "12560000", "fulfilled"),
        "urban_surveyed_unemployment": ("5.5", "5.1", "fulfilled"),
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def national(shared, nlp):
    folder = shared / "corpus" / "national" / "国务院"
    reports = {year: process_path(folder / f"{year}.txt", nlp=nlp) for year in YEARS}
    return {a: compare_reports(reports[a], reports[b]) for a, b in pairwise(YEARS) if b == a + 1}


def test_every_pair_of_consecutive_years_is_in_the_table(shared, national):
    held = {
        int(p.stem)
        for p in (shared / "corpus" / "national" / "国务院").glob("*.txt")
        if p.stem.isdigit() and int(p.stem) >= 2004
    }
    assert {year for year in held if year + 1 in held} == set(EXPECTED) == set(national)


@pytest.mark.parametrize("year", sorted(EXPECTED))
def test_targets_of_a_year_have_the_verdict_read_by_hand(national, year):
    found = {}
    for row in national[year].fulfilment:
        if row.target is not None and row.target.indicator_id in EXPECTED[year]:
            claimed = row.number.claimed_value if row.number is not None else None
            found.setdefault(row.target.indicator_id, (row.target.value, claimed, row.verdict))
    assert found == EXPECTED[year]
    assert national[year].year == year
