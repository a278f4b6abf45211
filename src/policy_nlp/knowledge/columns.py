"""What the columns of researchers' tables are called, and how they write the tier of a government."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field

from policy_nlp.knowledge.tables import read_table
from policy_nlp.records import Level

ColumnField = Literal[
    "text", "id", "title", "place", "level", "plan_year", "review_year", "code", "delivered", "speaker"
]
"""What a column of a table with one report a row can hold."""

_JOINTS = re.compile(r"[\s_\-\ufeff]+")


class ColumnName(BaseModel):
    """A usual name of a column and what it holds."""

    name: str = Field(min_length=1)
    field: ColumnField


class LevelWord(BaseModel):
    """A word for a tier of government."""

    word: str = Field(min_length=1)
    level: Level


def column_key(name: str) -> str:
    """A column's name without what does not matter in it: case, spaces, underscores and hyphens."""
    return _JOINTS.sub("", name).casefold()


@cache
def column_fields() -> Mapping[str, ColumnField]:
    """Usual names, as keys, and what they hold; earlier ones are preferred."""
    return {column_key(row.name): row.field for row in read_table("columns.tsv", ColumnName)}


@cache
def level_words() -> Mapping[str, Level]:
    """Words for the tiers of government, as keys."""
    return {column_key(row.word): row.level for row in read_table("level_words.tsv", LevelWord)}
