"""One place over many years (追踪): targets and actuals, the stages of projects, promises that come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from policy_nlp.compare.levels import dice
from policy_nlp.compare.sides import Wording
from policy_nlp.compare.words import Rarity, load_rarity
from policy_nlp.records import Quantity, Report, Section
from policy_nlp.records.track import (
    IndicatorTrack,
    Measure,
    Point,
    ProjectPoint,
    ProjectTrack,
    PromiseTrack,
    Track,
)

SAME_PROMISE = 0.7
"""Share of common rare words from which two years' commitments are one promise."""


def track(reports: Sequence[Report]) -> Track:
    """Follow one place through its reports.

    Args:
        reports: of one place, in any order; those without years are left out.
    """
    ordered = sorted(
        (r for r in reports if r.report.plan_year or r.report.review_year),
        key=lambda r: (_year(r), r.report.id),
    )
    return Track(
        place=ordered[-1].report.place if ordered else None,
        reports=[r.report.id for r in ordered],
        indicators=_indicators(ordered),
        projects=_projects(ordered),
        promises=_promises(ordered),
    )


def _year(report: Report) -> int:
    return report.report.plan_year or (report.report.review_year or 0) + 1


def _measure(quantity: Quantity) -> Measure:
    return "growth" if quantity.kind == "growth" else "points" if quantity.kind == "points" else "level"


def _one_year(section: Section | None) -> bool:
    return section is None or section.years is None or section.years[0] == section.years[1]


def _indicators(reports: Iterable[Report]) -> list[IndicatorTrack]:
    found: dict[tuple[str, Measure], dict[tuple[int, str], Point]] = {}
    for report in reports:
        sections = {s.id: s for s in report.sections}
        quantities = {q.id: q for q in report.quantities}
        planned = [(quantities[t.quantity], t.deadline) for t in report.targets if t.quantity in quantities]
        for quantity, deadline in planned:
            section = sections.get(quantity.section or "")
            if (
                report.report.plan_year is not None
                and (section is None or section.kind == "plan")
                and deadline in (None, report.report.plan_year)
            ):
                _add(found, quantity, report.report.plan_year, "target", report)
        for claim in report.claims:
            section = sections.get(claim.section or "")
            if report.report.review_year is None or not _one_year(section):
                continue
            for quantity in (quantities[q] for q in claim.quantities if q in quantities):
                if quantity.period is None or str(report.report.review_year) in quantity.period:
                    _add(found, quantity, report.report.review_year, "actual", report)
    return [
        IndicatorTrack(
            indicator_id=key[0],
            measure=key[1],
            points=[points[k] for k in sorted(points, key=lambda k: (k[0], k[1] != "target"))],
        )
        for key, points in sorted(found.items())
    ]


def _add(
    found: dict[tuple[str, Measure], dict[tuple[int, str], Point]],
    quantity: Quantity, year: int, role: Literal["target", "actual"], report: Report,
) -> None:  # fmt: skip
    """Keep the first number of a year: a report gives the headline first."""
    if quantity.indicator_id is None or quantity.kind in ("rank", "multiple"):
        return
    points = found.setdefault((quantity.indicator_id, _measure(quantity)), {})
    points.setdefault(
        (year, role),
        Point(
            year=year, role=role, value=quantity.value, upper=quantity.upper, unit=quantity.unit, comparator=quantity.comparator,
            report=report.report.id, start=quantity.start, end=quantity.end,
        ),
    )  # fmt: skip


def _projects(reports: Iterable[Report]) -> list[ProjectTrack]:
    tracks: dict[str, ProjectTrack] = {}
    for report in reports:
        sections = {s.id: s for s in report.sections}
        for project in report.projects:
            section = sections.get(project.section or "")
            role: Literal["plan", "review"] = (
                "review" if section is not None and section.kind == "review" else "plan"
            )
            year = report.report.review_year if role == "review" else report.report.plan_year
            if project.kind != "project" or year is None:
                continue
            found = tracks.setdefault(project.name_key, ProjectTrack(name=project.name, points=[]))
            found.points.append(
                ProjectPoint(
                    report=report.report.id,
                    year=year,
                    role=role,
                    stage=project.stage,
                    start=project.start,
                    end=project.end,
                )
            )
    several = (t for t in tracks.values() if len({p.report for p in t.points}) > 1)
    return sorted(several, key=lambda t: (-len({p.report for p in t.points}), t.name))


def _promises(reports: Iterable[Report]) -> list[PromiseTrack]:
    rarity = load_rarity()
    made: list[tuple[str, Wording, list[int]]] = []
    places: dict[str, list[int]] = {}
    for report in reports:
        year = report.report.plan_year
        if year is None:
            continue
        for text, wording in _planned(report, rarity):
            gains: dict[int, float] = {}
            for term, weight in wording.weights.items():
                for i in places.get(term, ()):
                    gains[i] = gains.get(i, 0.0) + weight
            same = [
                i for i, gain in gains.items() if 2 * gain >= SAME_PROMISE * (wording.mass + made[i][1].mass)
            ]
            if same:
                best = max(same, key=lambda i: (dice(wording, made[i][1]), -i))
                if made[best][2][-1] != year:
                    made[best][2].append(year)
                continue
            for term in wording.weights:
                places.setdefault(term, []).append(len(made))
            made.append((text, wording, [year]))
    repeated = [
        PromiseTrack(text=text, years=years, times=len(years)) for text, _, years in made if len(years) > 1
    ]
    return sorted(repeated, key=lambda p: (-p.times, p.years, p.text))


def _planned(report: Report, rarity: Rarity) -> Iterator[tuple[str, Wording]]:
    for commitment in report.commitments:
        if commitment.testable and not commitment.targets:
            wording = Wording.of(commitment.text, rarity)
            if wording.mass >= 20:
                yield commitment.text, wording
