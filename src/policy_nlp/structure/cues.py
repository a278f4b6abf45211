"""What the structure stage knows: rows of its tables, and what is compiled from them once."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge import any_of, read_table

CueRole = Literal[
    "review",
    "plan",
    "outlook",
    "other",
    "task",
    "past",
    "next",
    "ahead",
    "work",
    "ending",
    "appendix",
    "annex",
    "furniture",
]


class HeadingCue(BaseModel):
    """A row of `heading_cues.tsv`: a word of a heading and what it says of the section."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = Field(min_length=1)
    role: CueRole


class TenseCue(BaseModel):
    """A row of `tense_cues.tsv`: a word whose frequency tells what was done from what lies ahead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = Field(min_length=1)
    side: Literal["done", "ahead"]
    weight: float = Field(gt=0)


class FiveYearPlan(BaseModel):
    """A row of `five_year_plans.tsv`: a national five-year plan (五年规划) and the years it covers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    ordinal: int = Field(ge=1)
    first: int
    last: int


@cache
def heading_roles() -> dict[str, CueRole]:
    """The role of every heading cue."""
    return {row.word: row.role for row in read_table("heading_cues.tsv", HeadingCue)}


@cache
def heading_pattern(*roles: CueRole) -> re.Pattern[str]:
    """Finds heading cues of some roles, the longest at each place."""
    return re.compile(any_of(word for word, role in heading_roles().items() if role in roles))


@cache
def tense_cues() -> tuple[tuple[str, float], ...]:
    """Words and their signed weights: above zero for what was done, below for what lies ahead."""
    rows = read_table("tense_cues.tsv", TenseCue)
    return tuple((row.word, row.weight if row.side == "done" else -row.weight) for row in rows)


@cache
def five_year_plans() -> dict[str, FiveYearPlan]:
    """The national five-year plans by their short names: 十四五."""
    return {row.name: row for row in read_table("five_year_plans.tsv", FiveYearPlan)}


def tense(text: str, start: int = 0, end: int | None = None) -> float:
    """How much a stretch of text speaks of what was done (above zero) or of what lies ahead (below zero)."""
    stop = len(text) if end is None else end
    return sum(weight * text.count(word, start, stop) for word, weight in tense_cues())
