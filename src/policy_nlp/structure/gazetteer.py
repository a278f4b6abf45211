"""The gazetteer (地名表): provinces, prefectures and counties by GB/T 2260, with former ones, and what became of them.

In: a name, the year of a report, and the places known to hold it. Out: the unit with its code, or None where the name
could mean several. `places.tsv` says where the table comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge import read_table
from policy_nlp.records import Level


class Place(BaseModel):
    """A row of `places.tsv`: a unit as it was from one year to another under one name and code.

    Years are those of the lists that hold it, each as of 31 December; `since` is None for what the first list (1981)
    holds already, `until` is the first year whose list does not hold it, None for what is in use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[1-9]\d{5}$")
    name: str = Field(min_length=2)
    since: int | None = None
    until: int | None = None
    became: str = Field(default="", pattern=r"^(\d{6}( \d{6})*)?$")
    short: str | None = None

    @property
    def level(self) -> Level:
        """By its code: 110000 is provincial, 130600 prefectural, 130608 a county."""
        if self.code.endswith("0000"):
            return "provincial"
        return "prefectural" if self.code.endswith("00") else "county"

    def in_list_of(self, year: int) -> bool:
        """Whether the list of 31 December of a year holds it; the first list stands for all years before."""
        return (self.since is None or self.since <= year) and (self.until is None or year < self.until)

    def holds(self, other: Place) -> bool:
        """Whether the code of another unit stands below this one's."""
        head = (
            self.code.removesuffix("00").removesuffix("00") if self.level == "provincial" else self.code[:4]
        )
        return self.level != "county" and other.code != self.code and other.code.startswith(head)


@cache
def by_name() -> dict[str, tuple[Place, ...]]:
    """The units that have or had a name, in the order of their codes and years."""
    return _grouped((row.name, row) for row in read_table("places.tsv", Place))


@cache
def _by_code() -> dict[str, tuple[Place, ...]]:
    return _grouped((row.code, row) for row in read_table("places.tsv", Place))


@cache
def _predecessors() -> dict[str, tuple[Place, ...]]:
    """The units that became the one with a code."""
    return _grouped((code, row) for row in read_table("places.tsv", Place) for code in row.became.split())


def _grouped(pairs: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    groups: dict[str, list[Place]] = {}
    for key, row in pairs:
        groups.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in groups.items()}


@cache
def by_short() -> dict[str, Place]:
    """Provinces, prefectures and autonomous counties by what texts call them for short: 黔东南, 彭水县."""
    return {row.short: row for row in read_table("places.tsv", Place) if row.short}


_LONGEST = 20


def listed_at(text: str, position: int) -> str | None:
    """The longest name of the table that begins at a position."""
    names = by_name()
    for end in range(min(len(text), position + _LONGEST), position + 1, -1):
        if text[position:end] in names:
            return text[position:end]
    return None


def listed_at_end(text: str, least: int = 3) -> str | None:
    """The longest name of the table that a text ends in, of so many characters at least."""
    names = by_name()
    for start in range(max(0, len(text) - _LONGEST), len(text) - least + 1):
        if text[start:] in names:
            return text[start:]
    return None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name means: one unit, or several that it could be (then `place` is None)."""

    place: Place | None
    candidates: tuple[Place, ...]


def resolve(name: str, year: int | None = None, within: Sequence[Sequence[str]] = ()) -> Resolved:
    """The unit that a name means in a year.

    Args:
        name: in full, as in the table.
        year: of the report. The list of the December before counts, since most reports are given early in a year.
        within: names of provinces and prefectures that may hold the unit, the most trustworthy first; the first of
            them of which one holds some of the candidates decides. A name that has none to hold decides nothing.
    """
    rows = by_name().get(name, ())
    if len(rows) < 2:
        return _in_year(rows, year)
    if year is not None:
        before, after = _listed(rows, year - 1), _listed(rows, year)
        if len(before) == len(after) == 1 and before[0].level != after[0].level:
            return Resolved(None, (*before, *after))  # 宜春市 became a prefecture in that year
        rows = before or after or rows
    for names in within if len(rows) > 1 else ():
        # What a name stood for at any time: a prefecture that is no more holds what it held.
        holders = [place for holder in names if holder != name for place in by_name().get(holder, ())]
        # A prefecture says more than the province that it lies in.
        for level in ("prefectural", "provincial"):
            held = _held(rows, [place for place in holders if place.level == level])
            if held:
                return _in_year(held, year)
    return _in_year(rows, year)


def unit_of_code(code: str, year: int | None = None) -> Place | None:
    """The unit that has or had a code, in a year if several had it one after the other."""
    rows = _by_code().get(code, ())
    if year is not None:
        rows = _listed(rows, year - 1) or _listed(rows, year) or rows
    return rows[-1] if rows else None


def _held(rows: Sequence[Place], holders: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(
        row
        for row in rows
        if any(place.holds(row) or place.holds(successor(row) or row) for place in holders)
    )


def _listed(rows: Sequence[Place], year: int) -> tuple[Place, ...]:
    return tuple(row for row in rows if row.in_list_of(year))


def _in_year(rows: Sequence[Place], year: int | None) -> Resolved:
    if year is None:
        ends = {(successor(row) or row).code: row for row in rows}
        latest = max(rows, key=lambda row: (row.until is None, row.until or 0), default=None)
        return Resolved(latest if len(ends) == 1 else None, tuple(ends.values()))
    for asked in (year - 1, year):
        found = _listed(rows, asked)
        if found:
            return Resolved(found[0] if len(found) == 1 else None, found)
    # A name that is no more, or not yet: the unit that had the place's other name in that year.
    renamed = {place.code: place for row in rows for place in (_walk(row, year - 1),) if place is not None}
    if len(renamed) == 1:
        return Resolved(next(iter(renamed.values())), tuple(rows))
    ends = {(successor(row) or row).code: row for row in rows}
    nearest = min(
        rows, key=lambda row: min(abs((row.since or 0) - year), abs((row.until or year) - year)), default=None
    )
    return Resolved(nearest if len(ends) == 1 and not renamed else None, tuple(rows))


def _walk(row: Place, year: int) -> Place | None:
    """The same place in another year, where it was neither divided nor merged in between."""
    place: Place | None = row
    while place is not None and not place.in_list_of(year):
        place = _next(place) if place.until is not None and place.until <= year else _previous(place)
    return place


def _next(row: Place) -> Place | None:
    """What a unit became: the one that kept its name (清苑县, 清苑区), else the only one that took its place alone."""
    year = row.until
    if year is None:
        return None
    heirs = [place for code in row.became.split() for place in _by_code()[code] if place.in_list_of(year)]
    namesakes = [heir for heir in heirs if stem(heir.name) == stem(row.name)]
    if len(namesakes) == 1:
        return namesakes[0]
    if len(heirs) != 1:
        return None
    others = [p for p in _predecessors()[heirs[0].code] if p.until == year and p is not row]
    return heirs[0] if heirs[0].since == year and not others else None


def _previous(row: Place) -> Place | None:
    before = [p for p in _predecessors().get(row.code, ()) if p.until == row.since and _next(p) is row]
    return before[0] if len(before) == 1 else None


@cache
def successor(row: Place) -> Place | None:
    """What a unit is today; itself if it is in use, None where it was divided or merged into another place."""
    place: Place | None = row
    while place is not None and place.until is not None:
        place = _next(place)
    return place


_SUFFIXES = ("自治县", "自治旗", "自治州", "林区", "特区", "矿区", "地区", "县", "市", "区", "旗", "盟")


def stem(name: str) -> str:
    """A name without its suffix: 清苑县, 清苑区 → 清苑."""
    suffix = next((s for s in _SUFFIXES if name.endswith(s) and len(name) > len(s) + 1), "")
    return name.removesuffix(suffix)
