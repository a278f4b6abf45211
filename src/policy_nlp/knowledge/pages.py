"""The table of the lines that web pages print around a text (网页杂项)."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge.tables import read_table


class SiteLine(BaseModel):
    """A row of `page_lines.tsv`; its head says what the columns mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str = Field(min_length=1)
    match: str
    where: str
    reason: str = Field(min_length=1)


@cache
def site_lines() -> tuple[SiteLine, ...]:
    """The rows of the table."""
    return read_table("page_lines.tsv", SiteLine)
