"""Shares of promises (承诺) by verdict over many comparisons: whole, by level, place, year, field of policy and pair.

In: what was counted in each comparison. Out: rows of a table with the fields of :data:`FIELDS`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from policy_nlp.records import Comparison
from policy_nlp.records.vocabulary import VERDICTS

_KEYS = ("by", "level", "place", "year", "domain")
FIELDS = (*_KEYS, "pairs", "rows", *VERDICTS, "share_fulfilled", "share_fulfilled_of_mentioned")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the shares need of a comparison: how many testable promises of which field have which verdict."""

    name: str
    level: str
    place: str
    year: int | None
    verdicts: Counter[tuple[str, str]]


def counted(name: str, comparison: Comparison) -> Counted:
    """The counts of a comparison, under a name that tells it from all others."""
    return Counted(
        name,
        comparison.earlier.level or "",
        comparison.earlier.place or "",
        comparison.year,
        Counter((row.domain or "", row.verdict) for row in comparison.fulfilment if row.testable),
    )


def shares(comparisons: Iterable[Counted]) -> Iterator[dict[str, Any]]:
    """Shares of testable promises by pair, level, place, year and field of policy."""
    groups: dict[tuple[str, str, str, str, str], tuple[Counter[str], set[str]]] = {}
    for c in comparisons:
        year = "" if c.year is None else str(c.year)
        for (domain, verdict), number in c.verdicts.items():
            for key in (
                ("all", "", "", "", ""),
                ("level", c.level, "", "", ""),
                ("place", c.level, c.place, "", ""),
                ("year", "", "", year, ""),
                ("domain", "", "", "", domain),
                ("pair", c.level, c.place, year, ""),
            ):
                counts, names = groups.setdefault(key, (Counter(), set()))
                counts[verdict] += number
                names.add(c.name)
    order = ("all", "level", "place", "year", "domain", "pair")
    for key in sorted(groups, key=lambda k: (order.index(k[0]), *k[1:])):
        counts, names = groups[key]
        rows = sum(counts.values())
        met = counts["exceeded"] + counts["fulfilled"]
        mentioned = rows - counts["unmentioned"]
        yield {
            **dict(zip(_KEYS, key, strict=True)),
            "pairs": len(names),
            "rows": rows,
            **{v: counts[v] for v in VERDICTS},
            "share_fulfilled": f"{met / rows:.4f}" if rows else "",
            "share_fulfilled_of_mentioned": f"{met / mentioned:.4f}" if mentioned else "",
        }


def shares_csv(comparisons: Iterable[Counted]) -> bytes:
    """The table of shares as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(shares(comparisons))
    return out.getvalue().encode()
