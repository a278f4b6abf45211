"""The table of the lines that web pages print around a text (网页杂项)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from policy_nlp.knowledge.tables import read_table


class PageLine(BaseModel):
    """A row of `page_lines.tsv`; its head says what the columns mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str
    match: Literal["is", "begins", "holds"]
    where: Literal["any", "head", "tail", "edge", "end", "front", "error"]
    reason: str


@cache
def page_lines() -> tuple[PageLine, ...]:
    """The rows of the table."""
    return read_table("page_lines.tsv", PageLine)
