"""Which reports of a folder follow each other: the plan of one is reviewed by the next one of the same place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policy_nlp.records import ReportInfo


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs found, earlier report first, and the reports that are in none, with the reason."""

    pairs: list[tuple[ReportInfo, ReportInfo]] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def find_pairs(reports: Iterable[ReportInfo]) -> Pairing:
    """Pair the reports of each place whose plan year is the other's review year.

    Reports without a place or without years can't be paired; of two reports of one place and year the first by id
    stands. Two places of one name and level (there are such counties) are told apart by the folder they lie in.
    A place that changed its name (清苑县, 清苑区) is known by the code that it has today.
    """
    # Half-year reports (上半年), which review and plan one year, stand behind the annual ones.
    reports = sorted(reports, key=lambda r: (r.plan_year is not None and r.plan_year == r.review_year, r.id))
    names = _names(reports)
    found = Pairing()
    planned: dict[tuple[str, str, str, int], ReportInfo] = {}
    reviewed: dict[tuple[str, str, str, int], ReportInfo] = {}
    for report in reports:
        if report.place is None:
            found.left[report.id] = "its place is not known"
            continue
        if report.plan_year is None and report.review_year is None:
            found.left[report.id] = "its years are not known"
            continue
        folder = report.id.rpartition("/")[0]
        place = (report.level or "", names.get((folder, report.place), report.place), folder)
        for year, table, what in (
            (report.plan_year, planned, "plans"),
            (report.review_year, reviewed, "reviews"),
        ):
            if year is None:
                continue
            known = table.setdefault((*place, year), report)
            if known is not report:
                found.left[report.id] = f"{known.id} {what} {year} too"
    paired: set[str] = set()
    for key, earlier in planned.items():
        later = reviewed.get(key)
        if later is not None and later is not earlier:
            found.pairs.append((earlier, later))
            paired.update((earlier.id, later.id))
    for report in {r.id: r for r in (*planned.values(), *reviewed.values())}.values():
        if report.id not in paired:
            found.left.setdefault(report.id, "no report of the year before or after")
    found.pairs.sort(key=lambda p: (p[0].id, p[1].id))
    return found


def _names(reports: Iterable[ReportInfo]) -> dict[tuple[str, str], str]:
    """Other names of places, by folder and name, and the one that stands for them."""
    first: dict[tuple[str, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    for report in reports:
        if report.place is None or report.current_code is None:
            continue
        folder = report.id.rpartition("/")[0]
        name = first.setdefault((folder, report.current_code), report.place)
        if name != report.place:
            names.setdefault((folder, report.place), name)
    return names
