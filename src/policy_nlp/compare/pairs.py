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
    """
    found = Pairing()
    planned: dict[tuple[str, str, str, int], ReportInfo] = {}
    reviewed: dict[tuple[str, str, str, int], ReportInfo] = {}
    for report in sorted(reports, key=lambda r: r.id):
        if report.place is None:
            found.left[report.id] = "its place is not known"
            continue
        if report.plan_year is None and report.review_year is None:
            found.left[report.id] = "its years are not known"
            continue
        place = (report.level or "", report.place, report.id.rpartition("/")[0])
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
