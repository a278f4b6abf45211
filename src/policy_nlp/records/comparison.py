"""A comparison (对照) of two years: what the later report says became of the earlier report's plan.

`commitment` and `target` spans index the EARLIER report's text, `claims` the LATER one's. A verdict is
what the government itself reports; nothing in a comparison has been checked against the facts.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policy_nlp.records.report import SCHEMA_VERSION, DecimalString, Item, Record, ReportInfo
from policy_nlp.records.vocabulary import Comparator, Strength, Verdict

Change = Literal["raised", "lowered", "kept", "new", "dropped"]
"""What became of something between two plans; `kept` is also said of what is carried on (延续)."""

ChangeKind = Literal["target", "project", "commitment"]

NumberRule = Literal["rate", "amount", "relation", "joint", "rank"]
"""rate: percents and points, by difference · amount: by ratio · relation: against another number (同步) ·
joint: one figure that answers several targets together · rank: a place in an order."""


class Span(Item):
    """An item of one of the two reports, by id and place."""


class TargetSpan(Item):
    """A target of the earlier report with what it promises."""

    indicator: str | None = None
    indicator_id: str | None = None
    comparator: Comparator = "eq"
    value: DecimalString | None = None
    upper: DecimalString | None = None
    unit: str | None = None


class NumberCheck(Record):
    """A target's number against the number that was claimed. The margin is kept so that others can judge anew."""

    claim_quantity: str | None = Field(
        default=None, description="id of the claimed quantity; null where words give it: 持平"
    )
    target_value: DecimalString | None = None
    target_upper: DecimalString | None = None
    claimed_value: DecimalString | None = None
    unit: str | None = None
    difference: DecimalString | None = Field(default=None, description="claimed minus target, in the unit")
    ratio: DecimalString | None = Field(default=None, description="claimed divided by target, to four places")
    met: bool
    rule: NumberRule


class ComparisonLevel(Record):
    """One named level of comparison (比较层级) that a pair of promise and claim reached."""

    name: str = Field(description="what was compared: indicator, names, words …")
    level: str = Field(description="how near the two came: same, close, none, conflict …")
    similarity: float | None = Field(default=None, description="the raw figure behind the level, 0..1")
    weight: float = Field(description="log-odds that the level adds to the score")


class Candidate(Record):
    """A claim that was considered as an answer."""

    claim: Span
    quantity: str | None = Field(
        default=None, description="id of the claim's quantity that was set against the target"
    )
    score: float = Field(ge=0, le=1)
    levels: list[ComparisonLevel] = Field(default_factory=list)
    rejected: str | None = Field(default=None, description="why it does not answer; null where it does")


class Evidence(Record):
    """How a verdict was reached: accepted claims with their levels; the best of the rejected ones."""

    prior: float = Field(description="log-odds before anything was compared")
    threshold: float = Field(description="score from which a claim is taken for an answer")
    words: list[str] = Field(
        default_factory=list, description="the rarest words of the promise, looked for in the review"
    )
    matches: list[Candidate] = Field(default_factory=list)
    rejected: list[Candidate] = Field(default_factory=list)


class FulfilmentRow(Record):
    """What became of one promise, as reported by the government itself."""

    commitment: Span
    target: TargetSpan | None = None
    claims: list[Span] = Field(default_factory=list)
    verdict: Verdict
    score: float = Field(ge=0, le=1, description="how sure the match is (or, for unmentioned, the silence)")
    number: NumberCheck | None = None
    reason: str = Field(description="one sentence that a person can check against the two texts")
    testable: bool = Field(
        description="the extraction calls the commitment testable; near-testable ones are listed too"
    )
    strength: Strength = "plain"
    domain: str | None = Field(default=None, description="field of policy (政策领域)")
    evidence: Evidence


class PlanChange(Record):
    """What became of a target, project or commitment between the two plans."""

    kind: ChangeKind
    change: Change
    indicator: str | None = Field(default=None, description="what the target measures, or the project's name")
    indicator_id: str | None = None
    earlier: Span | None = None
    later: Span | None = None
    earlier_value: DecimalString | None = None
    earlier_upper: DecimalString | None = None
    later_value: DecimalString | None = None
    later_upper: DecimalString | None = None
    unit: str | None = None
    score: float | None = Field(
        default=None, ge=0, le=1, description="likeness of the two; null for new and dropped"
    )


class Comparison(Record):
    """Two reports of one place: the promises of the earlier plan and what the later review says of them."""

    schema_version: str = SCHEMA_VERSION
    source: str = Field(
        default="as reported by the government", description="whose word every verdict rests on"
    )
    earlier: ReportInfo
    later: ReportInfo
    year: int | None = Field(default=None, description="the year that was planned and is reviewed")
    warnings: list[str] = Field(
        default_factory=list,
        description="what makes the comparison doubtful: other places, years that do not follow",
    )
    fulfilment: list[FulfilmentRow] = Field(default_factory=list)
    unplanned: list[Span] = Field(default_factory=list)
    plan_changes: list[PlanChange] = Field(default_factory=list)
