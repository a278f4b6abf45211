"""Numbers decide (数字说了算): a target against a claimed number, with direction, comparator and tolerance.

All arithmetic is decimal, so that 0.1 + 0.2 is 0.3 and a target of 4.5 is reached by 4.5. The rules are
those of the output contract: rates by difference in points, amounts by ratio, 左右 with a tolerance,
ranges at their nearer end, lower-is-better turned round.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from policy_nlp.compare.settings import DEFAULTS, Settings
from policy_nlp.knowledge import read_table
from policy_nlp.records import Comparator, NumberRule, Verdict

Direction = Literal["higher", "lower", "neutral"]

_RATE_CLASSES = frozenset({"rate", "points"})
_CEILING: frozenset[Comparator] = frozenset({"le", "lt"})


class UnitRow(BaseModel):
    """A unit, the class of units that it can be set against, and its size in the class's base unit."""

    model_config = ConfigDict(extra="forbid")

    unit: str
    kind: str
    factor: Decimal


@cache
def unit_rows() -> dict[str, UnitRow]:
    """The comparable units by name."""
    return {row.unit: row for row in read_table("comparable_units.tsv", UnitRow)}


def unit_kind(unit: str | None) -> str:
    """The class of a unit; an unknown unit is a class of its own, a missing one counts things."""
    if unit is None:
        return "count"
    row = unit_rows().get(unit)
    return row.kind if row else f"={unit}"


def in_base_unit(value: Decimal, unit: str | None) -> Decimal:
    """A value in the base unit of its unit's class: 2公顷 is 30 (亩)."""
    row = unit_rows().get(unit) if unit else None
    return value * row.factor if row else value


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised, in one unit. `upper` is a range's upper end."""

    value: Decimal
    upper: Decimal | None = None
    comparator: Comparator = "eq"
    direction: Direction = "higher"
    rule: NumberRule = "amount"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the numbers say. `margin` is positive where the claim is better than the target."""

    verdict: Verdict
    met: bool
    difference: Decimal
    ratio: Decimal | None


def rule_for(unit: str | None) -> NumberRule:
    """Whether a unit is compared by difference (rates, shares, points), by place, or by ratio."""
    if unit == "位":
        return "rank"
    return "rate" if unit_kind(unit) in _RATE_CLASSES else "amount"


def lower_is_better(promised: Promised) -> bool:
    """Whether a smaller number is the better one: by the indicator, a ceiling (以内) or a promised fall.

    A comparator speaks of the magnitude: 下降3%以上 is -3 with `ge`, and a fall of 4% meets it.
    """
    if promised.rule == "rank" or promised.value < 0:
        return True
    if promised.comparator in _CEILING:
        return True
    if promised.comparator in ("ge", "gt"):
        return False  # 以上 of a neutral or lower-is-better indicator is still a floor
    return promised.direction == "lower"


def judge(promised: Promised, claimed: Decimal, settings: Settings = DEFAULTS) -> Judged:
    """The verdict of one number against another of the same unit and measure.

    Args:
        promised: the target.
        claimed: what the later report gives, in the target's unit.
        settings: tolerances.
    """
    value, upper = promised.value, promised.upper
    lower = lower_is_better(promised)
    # A range is reached at its nearer end; without a range both ends are the value.
    ends = sorted((value, upper if upper is not None else value))
    goal = ends[1] if lower else ends[0]
    slack = abs(goal) * settings.approx_share if promised.comparator == "approx" else Decimal(0)
    difference = claimed - value
    ratio = (claimed / value) if value else None
    met = claimed <= goal + slack if lower else claimed >= goal - slack
    # Past the far end of a range, not only its near end, is what exceeding is measured from.
    gain = (ends[0] - claimed) if lower else (claimed - ends[1])
    verdict: Verdict
    if met:
        verdict = "fulfilled"
        if (not lower and promised.rule in ("rate", "relation") and gain >= settings.exceed_points) or (
            not lower
            and promised.rule in ("amount", "joint")
            and gain > 0
            and gain >= ends[1] * settings.exceed_share
        ):
            verdict = "exceeded"
    elif promised.rule in ("amount", "joint") and _near(claimed, goal, lower, settings):
        verdict = "partial"
    else:
        verdict = "missed"
    return Judged(verdict, met, difference, ratio)


def _near(claimed: Decimal, goal: Decimal, lower: bool, settings: Settings) -> bool:
    if goal <= 0:
        return False
    return claimed * settings.partial_share <= goal if lower else claimed >= goal * settings.partial_share


def judge_together(own: Decimal, other: Decimal, relation: str, settings: Settings = DEFAULTS) -> Judged:
    """A relational target: `own` promised to keep pace with (同步), stay above (高于) or below (低于) `other`.

    Both are rates of the same report; 同步 is reached within half a point or better.
    """
    difference = own - other
    if any(word in relation for word in ("低于", "小于", "慢于")):
        met = difference <= 0
        return Judged("fulfilled" if met else "missed", met, difference, None)
    slack = (
        Decimal(0)
        if any(word in relation for word in ("高于", "快于", "超过", "大于", "跑赢"))
        else settings.together_points
    )
    met = difference >= -slack
    verdict: Verdict = "missed"
    if met:
        verdict = "fulfilled"
    return Judged(verdict, met, difference, None)


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros, as records hold it."""
    text = format(round(value, 4), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
