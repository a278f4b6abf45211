"""Amounts: a numeral with its unit, as a single value, a range (3—5亿元) or several that share a unit (1.7、3.7和3.8个百分点).

In: a reading and a numeral that was read from it. Out: the position behind what was read, 0 where it is no quantity;
what is one is kept, with its kind and comparator.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from policy_nlp.extract.quantities import context
from policy_nlp.extract.quantities.counting import says_how_much
from policy_nlp.extract.quantities.items import HAN, Item, Reading
from policy_nlp.extract.quantities.kinds import keep_share, set_comparator
from policy_nlp.extract.quantities.numerals import CN_NUMERALS, Numeral, numeral_at, read_arabic
from policy_nlp.extract.quantities.ranks import is_placed
from policy_nlp.extract.quantities.units import PERCENT, PERMILLE, unit_at, with_inner
from policy_nlp.extract.quantities.vocabulary import Unit, cues

_RANGE = re.compile(rf"(?:[-—–~～－─−]{{1,2}}|至|到)(?=[0-9{CN_NUMERALS}])")
_JOINT = re.compile(r"[、和与及]")
_SHARED = re.compile(r"(?:[、和与及]\d{1,6}(?:\.\d{1,4})?[万亿]{0,2}){1,5}")
_SHARING = frozenset({"ratio", "money", "area", "mass", "energy", "length", "volume"})
_INSIDE = frozenset("半多余")


class _Upper(NamedTuple):
    """The upper end of a range: its numeral, its unit and where it ends."""

    numeral: Numeral
    unit: Unit | None
    end: int


def read_measured(reading: Reading, start: int, numeral: Numeral, signed: bool) -> int:
    """Reads unit and range behind a numeral and, if it is a quantity, keeps it.

    Args:
        signed: a plus or minus stands before the numeral.

    Returns:
        The position behind what was read, 0 where it is no quantity.
    """
    text = reading.text
    value, upper = numeral.value, numeral.upper
    unit: Unit | None
    if numeral.fraction:
        unit, end = (PERMILLE if numeral.fraction == "‰" else PERCENT), numeral.end
    else:
        unit, end = unit_at(text, numeral.end)
    if unit is not None and text[end : end + 1] in _INSIDE:
        value, unit, end, inside = with_inner(text, value, unit, end)
        if inside:
            numeral = numeral._replace(more=True)
    if (
        unit is not None
        and unit.dimension == "place"
        and numeral.magnitude > 1
        and HAN.match(text[end : end + 1])
    ):
        unit, end = None, numeral.end
    last = numeral
    second = _upper_end(text, start, numeral, unit, end) if upper is None else None
    if second is not None:
        if unit is None and _is_time(text, second):
            return second.end
        last = second.numeral
        if (
            unit is None
            and numeral.magnitude == 1
            and last.magnitude > 1
            and value * last.magnitude < last.value
        ):
            value *= last.magnitude  # 3—5万 is 3万 to 5万
        upper, unit, end = last.value, second.unit, second.end
    if not says_how_much(text, start, numeral, last, unit, end):
        return 0
    plus = signed and unit is not None and unit.dimension == "ratio" and text[start - 1] == "+"
    if signed and not plus and unit is not None and unit.dimension == "ratio":
        start -= 1
        value = -value
    item = Item(
        start,
        end,
        value,
        upper,
        unit.canonical if unit is not None else None,
        unit.dimension if unit is not None else "",
    )
    if numeral.more or last.more:
        item.comparator = "gt"
    if unit is not None and unit.dimension == "ratio":
        if unit.printed == "成":
            item.value, item.unit = value * 10, "%"
            if upper is not None:
                item.upper = upper * 10
        keep_share(reading, item)
        if plus and item.kind == "percent":
            item.kind = "growth"
        if text[start - 1 : start] == "前" and item.comparator is None:
            item.comparator = "le"
        return end
    if unit is not None and unit.printed == "强":
        item.kind, item.unit, item.comparator = "rank", "位", "le"
        reading.found.append(item)
        return end
    if (
        unit is not None
        and unit.printed in ("位", "名")
        and last.magnitude == 1
        and is_placed(reading, start)
    ):
        item.kind, item.unit = "rank", "位"
    set_comparator(reading, item)
    reading.found.append(item)
    return end


def _upper_end(text: str, start: int, numeral: Numeral, unit: Unit | None, end: int) -> _Upper | None:
    """What stands behind a dash, 至 or 到 at a position, if it has the unit of the lower end or gives it one."""
    separator = _RANGE.match(text, end)
    if separator is None:
        return None
    if unit is not None and text[separator.start()] in "至到" and _from_before(text, start):
        return None
    second = numeral_at(text, separator.end())
    if second is None:
        return None
    if second.fraction:
        found = _Upper(second, PERMILLE if second.fraction == "‰" else PERCENT, second.end)
    elif numeral.fraction and not text[second.end : second.end + 1].strip("%‰，。；、 以左"):
        found = _Upper(second, unit, second.end)
    else:
        found = _Upper(second, *unit_at(text, second.end))
    same = unit is None or (found.unit is not None and found.unit.canonical == unit.canonical)
    return found if same else None


def _is_time(text: str, upper: _Upper) -> bool:
    """Whether a range without a unit at its lower end is one of dates (3—5月), or says nothing at all (3—5)."""
    if upper.unit is None:
        return text[upper.end : upper.end + 1] in ("月", "日", "号") or upper.numeral.magnitude == 1
    return upper.unit.printed in ("年", "月") and upper.numeral.value > 1000


def _from_before(text: str, start: int) -> bool:
    """Whether 从 or 由 opens the clause before a number: then 到 leads to a second number, and both are told."""
    begin = context.clause_start(text, start, max(0, start - 14))
    return any(character in cues("from_before") for character in text[begin:start])


def read_shared(reading: Reading, start: int, end: int) -> int:
    """Numbers that share the unit behind the last of them (提高1.7、3.7和3.8个百分点).

    Args:
        start: where the first of them begins.
        end: where it ends.

    Returns:
        Where the last number begins, which is read with its unit; 0 where there is no unit to share.
    """
    text = reading.text
    others = _SHARED.match(text, end)
    if others is None:
        return 0
    stop = others.end()
    unit, _ = unit_at(text, stop)
    if unit is None or unit.dimension not in _SHARING:
        return 0
    starts = [start, *(match.end() for match in _JOINT.finditer(text, start, stop))]
    for low in starts[:-1]:
        numeral = read_arabic(text, low)
        if numeral is None:
            return 0
        item = Item(low, numeral.end, numeral.value, None, unit.canonical, unit.dimension)
        if unit.dimension == "ratio":
            keep_share(reading, item)
        else:
            set_comparator(reading, item)
            reading.found.append(item)
    return starts[-1]
