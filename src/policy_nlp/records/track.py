"""One place over many years (追踪), as `policy-nlp track` gives it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policy_nlp.records.report import SCHEMA_VERSION, DecimalString, Record
from policy_nlp.records.vocabulary import Comparator, Stage

Measure = Literal["growth", "level", "points"]


class Point(Record):
    """One number of one year: promised for it, or reported of it."""

    year: int
    role: Literal["target", "actual"]
    value: DecimalString
    upper: DecimalString | None = None
    unit: str | None = None
    comparator: Comparator = "eq"
    report: str = Field(description="id of the report that says so")
    start: int
    end: int


class IndicatorTrack(Record):
    """An indicator over the years, in one measure: its growth, its level, or its change in points."""

    indicator_id: str
    measure: Measure
    points: list[Point]


class ProjectPoint(Record):
    """What one report says of a project."""

    report: str
    year: int = Field(description="the year that it speaks of: planned, or reviewed")
    role: Literal["plan", "review"]
    stage: Stage | None = None
    start: int
    end: int


class ProjectTrack(Record):
    """A project over the years."""

    name: str
    points: list[ProjectPoint]


class PromiseTrack(Record):
    """A promise that was made in several years."""

    text: str = Field(description="as first made")
    years: list[int]
    times: int


class Track(Record):
    """A place over many years, as reported by its government."""

    schema_version: str = SCHEMA_VERSION
    source: str = "as reported by the government"
    place: str | None = None
    reports: list[str]
    indicators: list[IndicatorTrack]
    projects: list[ProjectTrack]
    promises: list[PromiseTrack]
