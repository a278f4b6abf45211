"""What `policy_statements` knows: the cue and verb tables, compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field

from policy_nlp.knowledge import read_lines, read_table

Sense = Literal[
    "lead_in",
    "frame",
    "tail",
    "purpose",
    "problem_seen",
    "problem_left",
    "problem",
    "resumed",
    "guidance",
    "situation",
    "firm",
    "aim",
    "expected",
    "underway",
    "continuing",
    "named",
    "set_up",
    "outcome",
]
Where = Literal["start", "end", "any"]


class CueRow(BaseModel):
    """A cue of `statement_cues.tsv`."""

    cue: str = Field(min_length=1)
    sense: Sense
    where: Where


class VerbRow(BaseModel):
    """A verb of `statement_verbs.tsv`."""

    verb: str = Field(min_length=1)
    kind: Literal["action", "reached"] = Field(alias="class")
    nominal: Literal["yes", "no"] = "no"


@cache
def cues(sense: Sense, where: Where = "any") -> re.Pattern[str]:
    """The cues of one sense as one pattern, longest first; matches nothing if there are none."""
    words = sorted(
        {r.cue for r in read_table("statement_cues.tsv", CueRow) if (r.sense, r.where) == (sense, where)},
        key=lambda w: (-len(w), w),
    )
    pattern = "|".join(map(re.escape, words)) or r"(?!)"
    if where == "end":
        pattern = f"(?:{pattern})$"
    return re.compile(pattern)


@cache
def endings(sense: Sense) -> tuple[str, ...]:
    """The cues of one sense that count at the end, for `str.endswith`."""
    return tuple(
        sorted(
            {r.cue for r in read_table("statement_cues.tsv", CueRow) if (r.sense, r.where) == (sense, "end")}
        )
    )


@cache
def verbs() -> dict[str, str]:
    """Verb → its class."""
    return {row.verb: row.kind for row in read_table("statement_verbs.tsv", VerbRow)}


@cache
def nominal_verbs() -> frozenset[str]:
    """Verbs that stand mostly as nouns inside names."""
    return frozenset(row.verb for row in read_table("statement_verbs.tsv", VerbRow) if row.nominal == "yes")


@cache
def adverbs() -> frozenset[str]:
    """Words before the head verb that are no part of the action."""
    return frozenset(read_lines("statement_adverbs.txt"))


LONGEST = 6
"""Characters of the longest verb or adverb that is looked for."""
