"""What the quantity grammar knows: the tables of units, comparators, growth words and cues, ready for look-up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field

from policy_nlp.knowledge import read_table
from policy_nlp.records import Comparator


class UnitRow(BaseModel):
    """One unit or classifier of `units.tsv`."""

    unit: str = Field(min_length=1, description="as printed, behind 万 and 亿")
    dimension: str
    use: Literal["any", "arabic", "large", "count", "closed"] = Field(
        description="behind which numerals it counts as a unit"
    )
    canonical: str | None = Field(default=None, description="the form in a record, if it is another one")


class ComparatorRow(BaseModel):
    """One word of `comparators.tsv`."""

    cue: str = Field(min_length=1)
    comparator: Comparator
    position: Literal["before", "after", "governs", "of_all"]


class NumeralRow(BaseModel):
    """One Chinese numeral of `numerals.tsv`."""

    numeral: str = Field(min_length=1, max_length=1)
    value: int = Field(ge=0)
    role: Literal["digit", "magnitude"]


class GrowthCueRow(BaseModel):
    """One word of `growth_cues.tsv`."""

    cue: str = Field(min_length=1)
    sign: int = Field(ge=-1, le=1, description="1 or -1")
    role: Literal["verb", "rate", "level", "none", "light"]


class PseudoNumeralRow(BaseModel):
    """One name of `pseudo_numerals.tsv`."""

    name: str = Field(min_length=2)
    kind: str


CueRole = Literal[
    "rank_before",
    "ordinal_after",
    "period_before",
    "period_after",
    "duration_before",
    "duration_after",
    "label_after",
    "name_after",
    "name_before",
    "latin_before",
    "sitting_after",
    "tenth_word",
    "region_word",
    "rank_end",
    "put_before",
    "policy_before",
    "policy_verb",
    "index_before",
    "ratio_before",
    "below",
    "duration_strong",
    "month_before",
    "year_word",
    "sitting_before",
    "great_after",
    "joint",
    "joint_after",
    "joint_before",
    "growth_after",
    "average",
    "reached",
    "announced",
    "announced_kind",
    "announced_alone",
    "placed_before",
    "put_right_before",
    "stretch_after",
    "share_before",
    "date_after",
    "from_before",
    "vague_before",
    "vague_after",
    "medal",
    "index_after",
    "unit_word",
]


class QuantityCueRow(BaseModel):
    """One word of `quantity_cues.tsv`."""

    cue: str = Field(min_length=1)
    role: CueRole


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is printed, with the form that goes into a record."""

    printed: str
    canonical: str
    dimension: str
    use: str


@cache
def units() -> dict[str, Unit]:
    """Units by their printed form."""
    rows = read_table("units.tsv", UnitRow)
    return {r.unit: Unit(r.unit, r.canonical or r.unit, r.dimension, r.use) for r in rows}


@cache
def unit_lengths() -> dict[str, tuple[int, ...]]:
    """For each first character, the lengths of the units that begin with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for printed in units():
        lengths.setdefault(printed[0], set()).add(len(printed))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


@cache
def digits() -> dict[str, int]:
    """Chinese digits: 三 → 3."""
    return {r.numeral: r.value for r in read_table("numerals.tsv", NumeralRow) if r.role == "digit"}


@cache
def magnitudes() -> dict[str, int]:
    """Chinese magnitudes: 万 → 10000."""
    return {r.numeral: r.value for r in read_table("numerals.tsv", NumeralRow) if r.role == "magnitude"}


@cache
def comparators(position: str) -> dict[str, Comparator]:
    """Comparators by their word, for one position."""
    rows = read_table("comparators.tsv", ComparatorRow)
    return {r.cue: r.comparator for r in rows if r.position == position}


@cache
def growth_cues() -> dict[str, tuple[int, str]]:
    """Sign and role of each growth word."""
    rows = read_table("growth_cues.tsv", GrowthCueRow)
    return {r.cue: (r.sign, r.role) for r in rows if r.role != "light"}


@cache
def light_words() -> frozenset[str]:
    """What may stand between a verb of change and its percentage: 增长 目标 为 5%."""
    return frozenset(r.cue for r in read_table("growth_cues.tsv", GrowthCueRow) if r.role == "light")


@cache
def pseudo_numerals() -> tuple[str, ...]:
    """Names that begin like a Chinese numeral with its unit."""
    return tuple(sorted(r.name for r in read_table("pseudo_numerals.tsv", PseudoNumeralRow)))


@cache
def cues(role: CueRole) -> frozenset[str]:
    """The words of one role."""
    return frozenset(r.cue for r in read_table("quantity_cues.tsv", QuantityCueRow) if r.role == role)


@cache
def words(role: CueRole) -> tuple[str, ...]:
    """The words of one role as `str.startswith` and `str.endswith` take them."""
    return tuple(sorted(cues(role)))
