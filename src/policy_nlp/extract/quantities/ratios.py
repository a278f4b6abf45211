"""Proportions told without a unit: ratios (4.2∶41.1∶54.7), fractions (3/4, 一半, 过半) and multiples (翻一番).

In: a reading and the position of a candidate. Out: the position behind what was read; what is a quantity is kept.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_nlp.extract.quantities import context
from policy_nlp.extract.quantities.items import Item, Reading
from policy_nlp.extract.quantities.kinds import keep_share, set_comparator
from policy_nlp.extract.quantities.numerals import CN_NUMERALS, numeral_at
from policy_nlp.extract.quantities.vocabulary import comparators, cues
from policy_nlp.knowledge import any_of

_RATIO = re.compile(r"\d+(?:\.\d+)?(?:[:：∶]\d+(?:\.\d+)?)+")
_PART = re.compile(r"\d+(?:\.\d+)?")
_SLASH = re.compile(r"(?P<share>\d)/(?P<of>[2-9]|10)(?![\d./A-Za-z])")
_MULTIPLE = re.compile(rf"翻了?(?:(?P<番>[0-9{CN_NUMERALS}])?个?番|(?P<倍>[0-9{CN_NUMERALS}]{{1,3}})倍)")
_TO = re.compile(r"[^，。；\d]{1,6}[到至为]")


def read_ratio(reading: Reading, start: int) -> int:
    """Shares of three sectors (4.2∶41.1∶54.7): one percentage for each."""
    text = reading.text
    match = _RATIO.match(text, start)
    if match is None:
        return start + 1
    parts = [(m.start(), m.end(), Decimal(m.group())) for m in _PART.finditer(text[start : match.end()])]
    total = sum(value for _, _, value in parts)
    paired = _ratio_of_two().search(text, max(0, start - 12), start) is not None
    if not paired and reading.found and reading.found[-1].paired:
        paired = _TO.fullmatch(text, reading.last_end(), start) is not None
    if len(parts) == 2 and parts[1][2] == 1 and paired:
        item = Item(start, match.end(), parts[0][2], None, "倍", "ratio")
        item.kind, item.paired = "multiple", True
        set_comparator(reading, item)
        reading.found.append(item)
        return match.end()
    if not (len(parts) >= 2 and 98 <= total <= 102):
        return match.end()
    for low, high, value in parts:
        item = Item(start + low, start + high, value, None, "%", "ratio")
        item.kind = "percent"
        reading.found.append(item)
    return match.end()


def read_multiple(reading: Reading, start: int) -> int:
    """翻一番 is twofold, 翻两番 fourfold, 翻三倍 threefold."""
    text = reading.text
    match = _MULTIPLE.match(text, start)
    if match is None:
        return start + 1
    times = match["番"]
    if match["倍"]:
        numeral = numeral_at(text, match.start("倍"))
        if numeral is None or numeral.end != match.end() - 1:
            return match.end()
        value = numeral.value
    else:
        numeral = numeral_at(text, match.start("番")) if times else None
        power = int(numeral.value) if numeral is not None else 1
        if not 0 < power < 10:
            return match.end()
        value = Decimal(2**power)
    item = Item(start, match.end(), value, None, "倍", "ratio")
    item.kind = "multiple"
    set_comparator(reading, item)
    reading.found.append(item)
    return match.end()


def read_half(reading: Reading, start: int) -> int:
    """一半, with 超过 or 不足 before it, also before what it is half of (超过全省的一半)."""
    item = Item(start, start + 2, Decimal(50), None, "%", "ratio")
    keep_share(reading, item)
    if (
        item.comparator is None
        and (beyond := _beyond().search(reading.text, max(0, start - 8), start)) is not None
    ):
        item.comparator = comparators("of_all")[beyond["cue"]]
    return start + 2


def read_more_than_half(reading: Reading, start: int) -> int:
    """过半, where the clause before it speaks of a share."""
    begin = context.clause_start(reading.text, start, reading.last_end())
    window = reading.text[begin:start]
    if not any(word in window for word in cues("share_before")):
        return start + 2
    item = Item(start, start + 2, Decimal(50), None, "%", "ratio")
    item.kind, item.comparator = "percent", "gt"
    reading.found.append(item)
    return start + 2


def read_slash(reading: Reading, start: int) -> int:
    """A fraction with a slash (3/4), as a percentage of two decimals; 0 where there is none."""
    part = _SLASH.match(reading.text, start)
    if part is None or int(part["of"]) <= int(part["share"]):
        return 0
    share = (Decimal(int(part["share"]) * 100) / int(part["of"])).quantize(Decimal("0.01"))
    keep_share(reading, Item(start, part.end(), share, None, "%", "ratio"))
    return part.end()


@cache
def _ratio_of_two() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(cues('ratio_before'))})[^，。；、\d]{{0,8}}$")


@cache
def _beyond() -> re.Pattern[str]:
    """A comparator before a half, with the whole between (超过全省的一半)."""
    return re.compile(
        rf"(?P<cue>{any_of(list(comparators('of_all')))})(?:全[\u3400-\u9fff]{{1,2}}|[^，。；、\d]{{0,3}}总量)的?$"
    )
