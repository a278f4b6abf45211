"""A processed report in the terminal: who reports, its sections, what was found in each, and the findings themselves.

Widths count a Chinese character as two columns, so that everything stays aligned; what does not fit is cut with `…`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from policy_nlp.records import Claim, Commitment, Item, Project, Quantity, Report, Section, Target

if TYPE_CHECKING:
    from rich.console import Console

LAYERS = ("quantities", "targets", "projects", "commitments", "claims")
"""The layers that can be listed, in the order of the contract."""

# Headings of the counts, so short that they fit beside a section's name on a terminal of 72 columns.
_SHORT = ("num", "tgt", "proj", "comm", "claim")
_WIDEST = 110

_KIND_STYLES = {"review": "cyan", "plan": "green", "outlook": "magenta", "other": "dim"}
_SIGNS = {"eq": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}


def show_report(report: Report, console: Console, layers: Sequence[str] = (), limit: int = 10) -> None:
    """Print a report.

    Args:
        report: what to show.
        console: where to.
        layers: the layers to list; by default the targets and the projects.
        limit: items a layer that are listed at most; 0 lists all.
    """
    info = report.report
    console.print(Text(" ".join((info.title or info.id).split()), style="bold"))
    years = " → ".join(
        f"{name} {year}" for name, year in (("review", info.review_year), ("plan", info.plan_year)) if year
    )
    facts = [
        info.place or "place unknown",
        info.level or "level unknown",
        years or "years unknown",
        f"{len(report.text):,} characters",
        info.source.path,
    ]
    console.print(Text(" · ".join(fact for fact in facts if fact), style="dim"))
    width = min(console.width, _WIDEST)
    console.print()
    console.print(_sections(report, width))
    console.print(_sum(report))
    for layer in layers or ("targets", "projects"):
        items: Sequence[Item] = getattr(report, layer)
        if not items:
            continue
        shown = items[:limit] if limit else items
        title = f"{layer}: {len(items)}" + (f", the first {len(shown)}" if len(shown) < len(items) else "")
        console.print()
        console.print(_items(title, shown, width))


def _table(width: int, *columns: tuple[str, str], title: str | None = None) -> Table:
    """A table whose columns are (heading, how): `wide` takes the room that is left, `right` holds numbers."""
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, width=width, title=title, title_justify="left", title_style="bold"
    )
    for heading, how in columns:
        numbers = how == "right"
        table.add_column(
            heading,
            no_wrap=True,
            overflow="ellipsis",
            justify="right" if numbers else "left",
            ratio=1 if how == "wide" else None,
        )
    return table


def _sections(report: Report, width: int) -> Table:
    table = _table(
        width, ("section", "wide"), ("kind", ""), ("years", ""), *((short, "right") for short in _SHORT)
    )
    starts = {layer: sorted(item.start for item in getattr(report, layer)) for layer in LAYERS}
    for section in report.sections:
        if section.level > 3:  # 一要, ——: too many for an overview; their parents count what is in them
            continue
        counts = [
            bisect_left(starts[layer], section.end) - bisect_left(starts[layer], section.start)
            for layer in LAYERS
        ]
        style = _KIND_STYLES[section.kind]
        cells = [Text(str(n) if n else "·", style="" if n else "dim") for n in counts]
        name = "  " * (section.level - 1) + _heading(section, report.text)
        table.add_row(
            Text(name, style="bold" if section.level == 1 else ""),
            Text(section.kind, style=style),
            _years(section.years),
            *cells,
        )
    return table


def _heading(section: Section, text: str) -> str:
    if section.heading is not None:
        return " ".join(section.heading.text.split())
    return "（" + " ".join(text[section.start : section.start + 20].split()) + "…）"


def _years(years: tuple[int, int] | None) -> str:
    if years is None:
        return ""
    return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"


def _sum(report: Report) -> Text:
    named = sum(q.indicator is not None for q in report.quantities)
    testable = sum(c.testable for c in report.commitments)
    done = sum(c.status == "done" for c in report.claims)
    parts = [
        f"{len(report.quantities)} quantities ({named} with an indicator)",
        f"{len(report.targets)} targets",
        f"{len(report.projects)} projects",
        f"{len(report.commitments)} commitments ({testable} testable)",
        f"{len(report.claims)} claims ({done} done)",
    ]
    return Text(" · ".join(parts))


def _items(title: str, items: Sequence[Item], width: int) -> Table:
    first = items[0]
    if isinstance(first, Quantity):
        table = _table(
            width,
            ("as printed", ""),
            ("indicator", "wide"),
            ("kind", ""),
            ("value", "right"),
            ("unit", ""),
            ("basis", ""),
            title=title,
        )
    elif isinstance(first, Target):
        table = _table(
            width, ("indicator", "wide"), ("target", ""), ("strength", ""), ("by", "right"), title=title
        )
    elif isinstance(first, Project):
        table = _table(width, ("project", "wide"), ("kind", ""), ("stage", ""), title=title)
    elif isinstance(first, Commitment):
        table = _table(
            width,
            ("commitment", "wide"),
            ("type", ""),
            ("strength", ""),
            ("testable", ""),
            ("by", "right"),
            title=title,
        )
    else:
        table = _table(width, ("claim", "wide"), ("type", ""), ("status", ""), ("testable", ""), title=title)
    for item in items:
        table.add_row(*(Text(cell) for cell in _cells(item)))
    return table


def _cells(item: Item) -> list[str]:
    text = " ".join(item.text.split())
    match item:
        case Quantity():
            return [
                _SIGNS[item.comparator] + text,
                item.indicator or "",
                item.kind,
                _value(item.value, item.upper),
                item.unit or "",
                item.basis or "",
            ]
        case Target():
            relation = (
                f"{item.relation} {item.reference or ''}".strip()
                if item.relation and item.value is None
                else ""
            )
            return [
                item.indicator or text,
                relation or _SIGNS[item.comparator] + text,
                item.strength,
                str(item.deadline or ""),
            ]
        case Project():
            return [text, item.kind, item.stage or ""]
        case Commitment():
            return [text, item.type, item.strength, "yes" if item.testable else "", str(item.deadline or "")]
        case Claim():
            return [text, item.type, item.status, "yes" if item.testable else ""]
    raise TypeError(f"no way to show a {type(item).__name__}")


def _value(value: str, upper: str | None) -> str:
    return value if upper is None else f"{value}–{upper}"
