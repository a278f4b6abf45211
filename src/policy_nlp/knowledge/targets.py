"""Cues and forms by which promises in numbers are read."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field, field_validator

from policy_nlp.knowledge.tables import read_table
from policy_nlp.records import Comparator

TargetCueRole = Literal[
    "firm", "aim", "list", "list_end", "own_clause", "achieves", "breaks", "existing", "describes", "duration"
]


class TargetCue(BaseModel):
    """A word near a promised number and what it does."""

    cue: str = Field(min_length=1)
    role: TargetCueRole


class TargetForm(BaseModel):
    """A state that stands for a number: 全覆盖 is 100%."""

    form: str
    value: str | None = None
    unit: str | None = None
    comparator: Comparator = "eq"
    relation: str | None = None
    reference: str | None = None

    @field_validator("form")
    @classmethod
    def _is_an_expression(cls, form: str) -> str:
        re.compile(form)
        return form


@cache
def target_cues(role: TargetCueRole) -> frozenset[str]:
    """The cues of one role."""
    return frozenset(row.cue for row in read_table("target_cues.tsv", TargetCue) if row.role == role)


def target_forms() -> tuple[TargetForm, ...]:
    """The forms of promises without a printed number."""
    return read_table("target_forms.tsv", TargetForm)
