"""A number as the naming sees it, what is found of it, and the classes of units that matter."""

from __future__ import annotations

from dataclasses import dataclass

from policy_nlp.records import Comparator, QuantityKind


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity in the cleaned copy."""

    start: int
    end: int
    kind: QuantityKind
    unit: str | None
    comparator: Comparator


@dataclass(slots=True)
class Naming:
    """What a number measures."""

    indicator: str | None = None
    indicator_id: str | None = None
    basis: str | None = None
    period: str | None = None
    modifies: bool = False
    """The number only describes the thing named behind it: 总投资7亿元的3个项目, 10亿元以上项目."""


COUNTERS = frozenset(
    ("个", "家", "项", "条", "座", "处", "所", "户", "种", "类", "支", "名", "位", "只", "大")
)


PEOPLE = frozenset(("人", "名", "户", "人次"))


SPANS = frozenset(("年", "天", "日", "个月", "月", "小时", "分钟", "周", "周年"))


# What a plant or a vehicle is measured in, in front of its name.
SIZES = frozenset(
    (
        "吨",
        "千瓦",
        "兆瓦",
        "吉瓦",
        "千伏",
        "辆",
        "台",
        "头",
        "只",
        "箱",
        "枚",
        "立方米",
        "吨/年",
        "元",
        "升",
        "米",
        "千伏安",
    )
)

# What belongs to the unit but stands outside the number: 330元/月.
PER = r"(?:[/每](?:人|户|亩|次|吨|平方米)?(?:·?[月年日天])?)?"
