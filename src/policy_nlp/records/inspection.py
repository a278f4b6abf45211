"""What was read from a file, what was left out of it and why: the record behind `policy-nlp inspect`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policy_nlp.records.report import SCHEMA_VERSION, Record, ReportInfo
from policy_nlp.records.vocabulary import SectionKind


class CutText(Record):
    """A stretch that was left out."""

    text: str = Field(description="what was left out, or its beginning")
    start: int | None = Field(
        default=None, description="offset into the text; null where it is not in the text"
    )
    end: int | None = Field(default=None, description="offset behind its last character")
    page: int | None = Field(default=None, description="its page in the original, where that has pages")


class CutKind(Record):
    """All that was left out for one reason."""

    by: Literal["reader", "clean-up"] = Field(
        description="reader: it stands in the file and not in the text; clean-up: it stands in the text, and is passed over"
    )
    reason: str
    count: int = Field(ge=1)
    characters: int = Field(ge=0)
    examples: list[CutText] = Field(description="the first of them, or all where all were asked for")


class SectionOutline(Record):
    """A headed part of the report."""

    level: int
    kind: SectionKind
    years: tuple[int, int] | None = None
    heading: str | None = Field(default=None, description="null where the text has no heading")
    start: int
    end: int


class Inspection(Record):
    """What was read from one file."""

    schema_version: str = SCHEMA_VERSION
    report: ReportInfo = Field(description="the report's head, with the origin of each field and the notes")
    characters: int = Field(ge=0, description="of the text")
    read: int = Field(ge=0, description="of them in the cleaned copy, which is what is analysed")
    paragraphs: int = Field(ge=0, description="lines of the text that are not blank")
    pages: int | None = Field(default=None, description="of the original, where it has pages")
    cuts: list[CutKind]
    sections: list[SectionOutline] = Field(description="of level 1 to 3")
    counts: dict[str, int] = Field(description="items of each layer")
