"""The table of headline indicators (主要经济指标) and the cues by which the words around a number are read."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from policy_nlp.knowledge.tables import KnowledgeError, read_table

Direction = Literal["higher", "lower", "neutral"]
"""Which way is better."""

Dimension = Literal["money", "count", "mass", "ratio", "intensity", "concentration", "index"]
"""What a level of the indicator is counted in: 元 · 人, 家 · 吨, 斤 · % · 吨标准煤 per 元 · 微克/立方米 · none."""

CueRole = Literal[
    "lead", "hold", "keep", "made", "link", "growth", "basis", "rank", "arena", "scope", "dependent", "generic", "predicate", "verb", "void", "whole", "part",
    "clause", "passing", "preposition", "towards", "state", "sphere", "whole_set", "glued", "pivot", "manner"
]  # fmt: skip


MONEY_UNITS = frozenset(("元", "美元", "欧元", "港元", "日元", "英镑", "人民币", "港币"))
"""Canonical units of money."""


class Indicator(BaseModel):
    """One headline indicator."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1, description="the canonical Chinese name")
    aliases: tuple[str, ...] = Field(
        default=(), description="other names of the same concept, `|` between them in the table"
    )
    dimension: Dimension
    direction: Direction
    domain: str

    @model_validator(mode="before")
    @classmethod
    def _split_aliases(cls, data: dict[str, object]) -> dict[str, object]:
        aliases = data.get("aliases", "")
        return data | {"aliases": tuple(aliases.split("|"))} if isinstance(aliases, str) and aliases else data

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = (self.name, *self.aliases)
        if len(set(names)) != len(names) or "" in names:
            raise ValueError(f"{self.id}: a name stands twice or is empty")
        return self


class IndicatorCue(BaseModel):
    """A word around a number and what it does there."""

    cue: str = Field(min_length=1)
    role: CueRole


@cache
def indicator_table() -> dict[str, Indicator]:
    """The indicators by id, in the table's order.

    Raises:
        KnowledgeError: if an id or a name stands for two indicators.
    """
    table: dict[str, Indicator] = {}
    for row in read_table("indicators.tsv", Indicator):
        if row.id in table:
            raise KnowledgeError(f"indicators.tsv: {row.id} stands twice")
        table[row.id] = row
    return table


_LEFT_OUT = re.compile(r"[\s“”\"（）()、]")
_GDP = re.compile(r"(?:地区|国内|地方|全[省市县区州国])*生产总值")


@lru_cache(maxsize=8192)
def indicator_key(name: str) -> str:
    """A name without what does not change its meaning: 的, quotation marks, brackets, and one word for GDP."""
    key = name if name.isalpha() else _LEFT_OUT.sub("", name)
    if "生产总值" in key:
        key = _GDP.sub("GDP", key)
    return key.replace("的", "").replace("比例", "比重")


@cache
def indicator_aliases() -> dict[str, str]:
    """The indicator id of every known name, by :func:`indicator_key`.

    Raises:
        KnowledgeError: if a name stands for two indicators.
    """
    ids: dict[str, str] = {}
    for row in indicator_table().values():
        for name in (row.name, *row.aliases):
            if ids.setdefault(indicator_key(name), row.id) != row.id:
                raise KnowledgeError(
                    f"indicators.tsv: {name} stands for {ids[indicator_key(name)]} and {row.id}"
                )
    return ids


@cache
def indicator_names() -> frozenset[str]:
    """Every known name as it stands in the table."""
    return frozenset(name for row in indicator_table().values() for name in (row.name, *row.aliases))


@cache
def indicator_cues(role: CueRole) -> frozenset[str]:
    """The cues of one role."""
    return frozenset(row.cue for row in read_table("indicator_cues.tsv", IndicatorCue) if row.role == role)
