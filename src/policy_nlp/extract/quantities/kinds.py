"""What kind of quantity an item is (percent, growth, points, multiple) and which comparator holds for it.

In: a reading and an item that is not yet kept. Out: the item with its kind, sign and comparator, taken from the words
around it (`context`) or from the item before it, where the two are coordinated (增长5%和6%; 分别).
"""

from __future__ import annotations

import re
from functools import cache

from policy_nlp.extract.quantities import context
from policy_nlp.extract.quantities.items import Item, Reading
from policy_nlp.extract.quantities.vocabulary import cues, words
from policy_nlp.knowledge import any_of


@cache
def _between() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{any_of(cues('joint_after'))})?(?:{any_of(cues('joint'))})(?:分别)?(?:{any_of(cues('joint_before'))})?"
    )


@cache
def _growth_follows() -> re.Pattern[str]:
    return re.compile(
        rf"(?:以上|左右)?的?(?:{any_of(cues('average'))})?(?:{any_of(cues('growth_after'))})(?![到至为])"
    )


def connected(text: str, end: int, start: int) -> bool:
    """Whether what stands between the end of a quantity and the start of the next one coordinates the two."""
    return _between().fullmatch(text, end, start) is not None


def keep_share(reading: Reading, item: Item) -> None:
    """Decides of a %, 个百分点 or 倍 what kind it is, and keeps it."""
    text = reading.text
    previous = reading.found[-1] if reading.found else None
    if item.unit == "倍":
        item.kind = "multiple"
    else:
        begin = context.clause_start(text, item.start, previous.end if previous else 0)
        told, sign, _ = context.change(text, begin, item.start, adjacent=text.startswith("一半", item.start))
        follows = previous is not None and previous.unit == item.unit and previous.start >= item.start - 60
        if item.unit == "百分点":
            item.kind = "points"
            if told == "none":
                window = text[begin : item.start]
                if any(word in window for word in words("below")):
                    sign = -1
                elif follows and previous is not None and connected(text, previous.end, item.start):
                    sign = previous.sign
            item.sign = sign
        elif told == "growth" and not (item.value >= 90 and "指数" in text[begin : item.start]):
            item.kind, item.sign = "growth", sign
        elif _growth_follows().match(text, item.end) is not None:
            item.kind = "growth"
        elif told == "reached":
            item.kind = "percent"
            if (
                follows
                and previous is not None
                and begin == previous.end
                and not context.names_level(text[begin : item.start])
            ):
                item.kind, item.sign = previous.kind, previous.sign
        elif (
            told == "none" and follows and previous is not None and connected(text, previous.end, item.start)
        ):
            item.kind, item.sign = previous.kind, previous.sign
        else:
            item.kind = "percent"
            if item.value < 0:
                item.kind = "growth"
    set_comparator(reading, item)
    reading.found.append(item)


def set_comparator(reading: Reading, item: Item) -> None:
    """Reads the comparator before and behind a quantity that is not yet kept."""
    text = reading.text
    before, _ = context.comparator_before(text, item.start)
    after, _ = context.comparator_after(text, item.end, item.dimension)
    more = item.comparator
    if after is not None and not (after == "approx" and before in ("le", "ge", "lt", "gt")):
        item.comparator = after
    elif before is not None:
        item.comparator = before if not (before == "approx" and more) else more
    elif context.governed(text, item.start):
        item.comparator = "le"
    if before is not None:
        item.lead = True
    previous = reading.found[-1] if reading.found else None
    if previous is None or previous.unit != item.unit or previous.start < item.start - 60:
        return
    if connected(text, previous.end, item.start):
        clause = context.clause_start(text, previous.start, 0)
        if previous.spread or "分别" in text[clause : previous.start]:
            item.spread = previous.spread = True
            if item.comparator is None and previous.lead:
                item.comparator, item.lead = previous.comparator, True


def spread_comparators(reading: Reading) -> None:
    """A comparator behind the last of the values that 分别 coordinates holds for all of them."""
    found = reading.found
    for index in range(len(found) - 2, -1, -1):
        item, following = found[index], found[index + 1]
        together = item.spread and following.spread and item.unit == following.unit
        if together and item.comparator is None and not following.lead and following.start - item.end < 4:
            item.comparator = following.comparator
