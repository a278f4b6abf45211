"""The header (报告前的文字): the lines before a report's salutation (各位代表), without their spaces.

In: a cleaned text. Out: its header, each line with the offsets of its characters and the dates that it gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge import any_of, read_table
from policy_nlp.structure.dates import Date, dates_in

OpeningRole = Literal["not_name", "published", "adopted", "salutation", "signer"]
Value = TypeVar("Value")

MEETING = re.compile(r"会议|大会|届|人大|会上")
"""What only a line about the meeting says."""


class OpeningCue(BaseModel):
    """A row of `opening_cues.tsv`: a word of a line before the salutation and what it says of that line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = Field(min_length=1)
    role: OpeningRole


@dataclass(frozen=True, slots=True)
class Said(Generic[Value]):
    """A value and the characters of the cleaned text that say it."""

    value: Value
    start: int
    end: int


@cache
def opening_cue(*roles: OpeningRole) -> re.Pattern[str]:
    """Finds words of some roles."""
    return re.compile(
        any_of(row.word for row in read_table("opening_cues.tsv", OpeningCue) if row.role in roles)
    )


_HEADER_MAX = 1500
LINE_MAX = 130
"""A longer line is a paragraph, not a line of the header."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the header without its spaces: `at` has the offset of each character, and the offset behind the last."""

    text: str
    at: Sequence[int]
    dates: tuple[Date, ...] = ()
    before_salutation: bool = False

    def said(self, value: Value, start: int, end: int) -> Said[Value]:
        return Said(value, self.at[start], self.at[end - 1] + 1)


def line_of(text: str, start: int, end: int) -> Line:
    words = text[start:end]
    at: Sequence[int] = range(start, end + 1)
    if " " in words or "\n" in words:
        at = [*(index for index, char in enumerate(words, start) if char not in " \n"), end]
        words = words.replace(" ", "").replace("\n", "")
    return Line(words, at, tuple(dates_in(words)) if len(words) <= LINE_MAX else ())


@dataclass(slots=True)
class Header:
    """The lines before the salutation, and where they end."""

    lines: list[Line] = field(default_factory=list)
    end: int = 0


def read_header(text: str, opening_end: int) -> Header:
    header = Header()
    stop = min(len(text), opening_end, _HEADER_MAX)
    position = 0
    while position < stop:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        salutation = opening_cue("salutation").search(text, position, min(end, position + 60))
        if salutation is not None:
            end = salutation.start()
        if text[position:end].strip() and end - position <= LINE_MAX:
            header.lines.append(line_of(text, position, end))
        header.end = end
        if salutation is not None:
            if header.lines:
                header.lines[-1] = replace(header.lines[-1], before_salutation=True)
            break
        position = end + 1
    return header
