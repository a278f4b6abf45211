"""One processed report. Every span indexes `Report.text` with half-open Python str offsets."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from policy_nlp.records.vocabulary import (
    Comparator,
    Level,
    OriginSource,
    ProjectKind,
    QuantityKind,
    SectionKind,
    Stage,
    StatementType,
    Status,
    Strength,
)

SCHEMA_VERSION = "1.1"

DecimalString = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+)?$")]
"""A decimal number in plain notation: never a float, never an exponent."""


def _is_none(value: object) -> bool:
    return value is None


def _is_false(value: object) -> bool:
    return value is False


class Record(BaseModel):
    """What all records share: unknown fields are errors, so that a renamed field can't pass silently."""

    model_config = ConfigDict(extra="forbid")


class Heading(Record):
    """A section's heading with its marker."""

    start: int = Field(ge=0, description="offset of the first character")
    end: int = Field(ge=0, description="offset behind the last character")
    text: str = Field(description="report.text[start:end]")


class Item(Record):
    """A stretch of the report's text that was found to be something."""

    id: str = Field(description="unique in the report, stable for the same text and version")
    start: int = Field(ge=0, description="offset of the first character")
    end: int = Field(gt=0, description="offset behind the last character")
    text: str = Field(min_length=1, description="report.text[start:end]")
    section: str | None = Field(default=None, description="id of the innermost section that holds it")
    page: int | None = Field(
        default=None,
        ge=1,
        exclude_if=_is_none,
        description="its page in the original (PDF); absent where the original has none",
    )
    paragraph: int | None = Field(
        default=None,
        ge=1,
        exclude_if=_is_none,
        description="its paragraph in the original (HTML, DOCX), counted from 1; absent elsewhere",
    )

    @model_validator(mode="after")
    def _span_is_as_long_as_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"{self.id}: the span {self.start}-{self.end} is not as long as its text {self.text!r}"
            )
        return self


class Section(Record):
    """A part of the report: its heading (if it has one) and its body."""

    id: str
    level: int = Field(ge=1, description="1 = the top headings, whatever their marker")
    marker: str | None = Field(default=None, description="the enumerator as printed: 一、 （一） 1．")
    heading: Heading | None = Field(default=None, description="null where the text has no heading")
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    parent: str | None = Field(default=None, description="id of the section that holds it")
    kind: SectionKind
    years: tuple[int, int] | None = Field(default=None, description="first and last year that it speaks of")
    appendix: bool = Field(
        default=False,
        exclude_if=_is_false,
        description="it explains the report behind its end (名词解释, 注释): no sentence there promises or claims; absent elsewhere",
    )


class Quantity(Item):
    """A number that says how much: numeral and unit only; comparators stand outside the span."""

    kind: QuantityKind
    value: DecimalString = Field(
        description="in the canonical unit, 万 and 亿 multiplied out; signed for growth and points"
    )
    upper: DecimalString | None = Field(default=None, description="a range's upper end")
    unit: str | None = Field(
        default=None, description="canonical unit or classifier; null where none is printed"
    )
    comparator: Comparator = "eq"
    indicator: str | None = Field(default=None, description="what is measured, as short as it stays exact")
    indicator_id: str | None = Field(default=None, description="a known indicator, for the whole place only")
    basis: str | None = Field(default=None, description="同比, 比上年, 高于全市平均 …")
    period: str | None = Field(default=None, description="what the number covers, if it is said: 1-9月")

    @property
    def decimal(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)


class Target(Item):
    """A number (or 全覆盖, 清零, 零增长 …) promised for the time ahead."""

    quantity: str | None = Field(
        default=None, description="id of the quantity; null for qualitative and purely relational targets"
    )
    indicator: str | None = None
    indicator_id: str | None = None
    comparator: Comparator = "eq"
    value: DecimalString | None = Field(default=None, description="null where only a relation is promised")
    upper: DecimalString | None = None
    unit: str | None = None
    deadline: int | None = Field(default=None, description="year by which it is to be reached")
    strength: Strength = "plain"
    commitment: str | None = Field(default=None, description="id of the commitment that holds it")
    relation: str | None = Field(
        default=None, description="同步, 高于, 低于 …: a target set against another number"
    )
    reference: str | None = Field(
        default=None, description="what the relation refers to: 经济增长, 全省平均, 去年"
    )


class Project(Item):
    """A thing with a name that is built, invested in or run; `text` is the name with its phase."""

    name: str = Field(description="the name as printed")
    name_key: str = Field(description="the name brought to one form: equal keys are the same project")
    kind: ProjectKind = "project"
    phase: str | None = Field(default=None, description="一期, 三标段 …")
    stage: Stage | None = Field(default=None, description="reached (review) or promised (plan)")
    quantities: list[str] = Field(default_factory=list, description="ids of its size, investment, area")


class _Statement(Item):
    type: StatementType
    action: str | None = Field(default=None, description="head verb(s), 、 between several")
    object: str | None = Field(default=None, description="what the action acts on")
    testable: bool = Field(description="a reader could later check it against facts")
    projects: list[str] = Field(default_factory=list, description="ids of the projects it names")


class Commitment(_Statement):
    """One clause that says what will be done or reached (承诺)."""

    strength: Strength = "plain"
    deadline: int | None = None
    targets: list[str] = Field(default_factory=list)


class Claim(_Statement):
    """One clause that says what was done or reached (完成情况)."""

    status: Status = "done"
    quantities: list[str] = Field(default_factory=list)


class SourceInfo(Record):
    """Where the text came from."""

    path: str = Field(description="as given to the program, / as separator")
    sha256: str = Field(description="of the file's bytes")
    format: str = Field(description="txt, html, docx, pdf …")
    encoding: str | None = Field(default=None, description="utf-8, utf-8-sig, gb18030 …")
    bytes: int = Field(ge=0)


class Origin(Record):
    """Where a field of the report's head comes from; with a span where it comes from characters of the text."""

    source: OriginSource
    start: int | None = Field(
        default=None, ge=0, exclude_if=_is_none, description="offset of the first character"
    )
    end: int | None = Field(
        default=None, ge=0, exclude_if=_is_none, description="offset behind the last character"
    )
    text: str | None = Field(default=None, exclude_if=_is_none, description="report.text[start:end]")


class ReportInfo(Record):
    """Who reports, when and about which years. null where neither the text nor anything else says it for certain."""

    id: str = Field(description="the output's path without .json")
    title: str | None = None
    place: str | None = Field(default=None, description="the government that reports: 虹桥镇, 浙江省, 国务院")
    level: Level | None = None
    code: str | None = Field(
        default=None,
        description="of the place by GB/T 2260, as it was when the report was given; null for townships and where "
        "the name could mean several places",
    )
    current_code: str | None = Field(
        default=None,
        description="today's code of the same place, under whatever name; null where it was merged into another",
    )
    review_year: int | None = None
    plan_year: int | None = None
    delivered: str | None = Field(
        default=None,
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="when the report was given: 2024-01-05, 2024-01 or 2024, as far as it is said",
    )
    congress: int | None = Field(default=None, ge=1, description="of which people's congress (届): 17")
    session: int | None = Field(default=None, ge=1, description="at which of its sessions (次会议): 3")
    speaker: str | None = Field(default=None, description="who gave it (报告人): 王伟")
    office: str | None = Field(default=None, description="the speaker's office: 县长, 代市长, 国务院总理")
    notes: list[str] = Field(
        default_factory=list,
        description="what to know of how it was read, and where what is said of it disagrees; one line each",
    )
    evidence: dict[str, Origin] = Field(
        default_factory=dict, description="by the names of the fields above: where each of them comes from"
    )
    source: SourceInfo

    def is_of_the_place_of(self, other: ReportInfo) -> bool:
        """Whether both are of one place, under one name or under two that it had one after the other."""
        if self.current_code is not None and other.current_code is not None:
            return self.current_code == other.current_code
        return self.place is not None and self.place == other.place


class PipelineInfo(Record):
    """What is needed to reproduce the run."""

    name: str
    package_version: str
    config_sha256: str = Field(description="of the assembled pipeline's config")
    components: list[str] = Field(default_factory=list)


class Report(Record):
    """One processed report."""

    schema_version: str = SCHEMA_VERSION
    report: ReportInfo
    text: str
    sections: list[Section] = Field(default_factory=list)
    quantities: list[Quantity] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    projects: list[Project] = Field(default_factory=list)
    commitments: list[Commitment] = Field(default_factory=list)
    claims: list[Claim] = Field(default_factory=list)
    pipeline: PipelineInfo

    @model_validator(mode="after")
    def _spans_hold(self) -> Self:
        return self.check_spans()

    def check_spans(self) -> Self:
        """The report itself, if each item's text is what stands at its span.

        Raises:
            ValueError: if one is not.
        """
        text = self.text
        for layer in (self.quantities, self.targets, self.projects, self.commitments, self.claims):
            for item in layer:
                if text[item.start : item.end] != item.text:
                    raise ValueError(f"{item.id}: its text is not what stands at {item.start}-{item.end}")
        for section in self.sections:
            heading = section.heading
            if heading is not None and text[heading.start : heading.end] != heading.text:
                raise ValueError(
                    f"{section.id}: its heading is not what stands at {heading.start}-{heading.end}"
                )
        for name, origin in self.report.evidence.items():
            if origin.text is not None and text[origin.start : origin.end] != origin.text:
                raise ValueError(f"{name}: its evidence is not what stands at {origin.start}-{origin.end}")
        return self
