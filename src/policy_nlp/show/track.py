"""Views of one place over many years."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from policy_nlp.records.track import Point, Track

if TYPE_CHECKING:
    from rich.console import Console

FIELDS = (
    "place",
    "indicator_id",
    "measure",
    "year",
    "role",
    "value",
    "upper",
    "unit",
    "comparator",
    "report",
    "start",
    "end",
)
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "eq": ""}


def to_csv(found: Track) -> str:
    """The indicators as a tidy table: one row per indicator, measure, year and role."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    for indicator in found.indicators:
        for point in indicator.points:
            writer.writerow(
                {
                    "place": found.place,
                    "indicator_id": indicator.indicator_id,
                    "measure": indicator.measure,
                    **point.model_dump(),
                }
            )
    return out.getvalue()


def _number(point: Point) -> str:
    value = f"{point.value}–{point.upper}" if point.upper is not None else _short(point.value)
    return f"{_SIGNS.get(point.comparator, '')}{value}{'' if point.unit in (None, '%') else point.unit}"


def _short(value: str) -> str:
    """A long amount in 亿 or 万."""
    number = float(value)
    for size, sign in ((1e8, "亿"), (1e4, "万")):
        if abs(number) >= size * 10:
            return f"{number / size:g}{sign}"
    return value


def to_terminal(found: Track, console: Console, most: int = 20) -> None:
    """Print indicators by year, then the projects and promises that come back most often."""
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"{found.place}: {len(found.reports)} reports ({found.source})", style="bold"))
    table = Table("indicator", "measure", "year", "target", "actual", pad_edge=False)
    for indicator in found.indicators:
        years = sorted({p.year for p in indicator.points})
        for i, year in enumerate(years):
            by_role = {p.role: _number(p) for p in indicator.points if p.year == year}
            head = (indicator.indicator_id, indicator.measure) if i == 0 else ("", "")
            table.add_row(*head, str(year), by_role.get("target", ""), by_role.get("actual", ""))
    console.print(table)
    if found.projects:
        table = Table("project", "stages", pad_edge=False)
        for project in found.projects[:most]:
            table.add_row(
                project.name, ", ".join(f"{p.year} {p.role} {p.stage or '–'}" for p in project.points)
            )
        console.print(table)
    if found.promises:
        table = Table("promise", "times", "years", pad_edge=False)
        for promise in found.promises[:most]:
            table.add_row(
                "".join(promise.text.split()), str(promise.times), " ".join(map(str, promise.years))
            )
        console.print(table)
