"""Units (单位) and classifiers (量词) as they are printed behind a numeral.

In: a cleaned text and a position. Out: the unit that stands there, with its /per part or （variant）, and where it ends.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_nlp.extract.quantities.items import HAN
from policy_nlp.extract.quantities.vocabulary import Unit, cues, unit_lengths, units, words
from policy_nlp.knowledge import any_of

PERCENT = Unit("%", "%", "ratio", "any")
PERMILLE = Unit("‰", "‰", "ratio", "any")
AFTER_CLOSED = frozenset("的等和与及以占左为实")
"""What may follow a classifier that is also the beginning of words (3区 的)."""


def unit_at(text: str, position: int) -> tuple[Unit | None, int]:
    """The unit that is printed at a position: the longest of the table, with its /per part or （variant）."""
    lengths = unit_lengths().get(text[position : position + 1])
    if lengths is None:
        return None, position
    table = units()
    unit = None
    end = position
    for length in lengths:
        unit = table.get(text[position : position + length])
        if unit is not None and text[position : position + len(unit.printed) + 1] in cues("unit_word"):
            unit = None
        if unit is not None:
            end = position + len(unit.printed)
            break
    if unit is None:
        return None, position
    following = text[end : end + 1]
    if unit.printed == "大" and not text.startswith(words("great_after"), end):
        return None, position
    if unit.use == "closed" and HAN.match(following) and following not in AFTER_CLOSED:
        medals = unit.dimension == "award" and _medals().match(text, end)
        place = unit.dimension == "place" and following != "级"
        if not (medals or place):
            return None, position
    if following == "/":
        per, stop = unit_at(text, end + 1) if end - position < 12 else (None, end)
        if per is None and text[end + 1 : end + 2] in ("日", "度", "万"):
            per, stop = Unit(text[end + 1], text[end + 1], "", "any"), end + 2
        if per is not None:
            joined = f"{unit.canonical}/{per.printed}"
            return Unit(joined, joined, unit.dimension, "any"), stop
    elif following == "（":
        close = text.find("）", end + 1, end + 4)
        inner = text[end + 1 : close] if close > 0 else ""
        if (inner in table or inner == "次") and unit.dimension not in (
            "money",
            "ratio",
            "place",
            "time",
        ):
            joined = f"{unit.canonical}（{inner}）"
            return Unit(joined, joined, unit.dimension, unit.use), close + 1
    return unit, end


def with_inner(text: str, value: Decimal, unit: Unit, end: int) -> tuple[Decimal, Unit, int, bool]:
    """半 behind or inside a unit (两年半, 1个半月), or 多 inside one (3个多月).

    Returns:
        Value, unit and end with it, and whether it was 多.
    """
    half = text[end] == "半"
    if half and unit.printed in ("年", "倍"):
        return value + Decimal("0.5"), unit, end + 1, False
    if unit.printed == "个":
        for length in (3, 2, 1):
            longer = units().get("个" + text[end + 1 : end + 1 + length])
            if longer is None or len(longer.printed) != length + 1 or (half and longer.dimension != "time"):
                continue
            return value + Decimal("0.5") * half, longer, end + 1 + length, not half
    return value, unit, end, False


@cache
def _medals() -> re.Pattern[str]:
    return re.compile(rf"\d{{1,3}}(?:{any_of(cues('medal'))})")
