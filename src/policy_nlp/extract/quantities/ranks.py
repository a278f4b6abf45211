"""Places in an order (位次): 第三, 前10位, 首位, 排行榜72位.

In: a reading and the position of a candidate. Out: the position behind what was read; what is a rank is kept.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_nlp.extract.quantities import context
from policy_nlp.extract.quantities.items import HAN, Item, Reading
from policy_nlp.extract.quantities.kinds import connected
from policy_nlp.extract.quantities.numerals import CN_NUMERALS, numeral_at
from policy_nlp.extract.quantities.vocabulary import cues, words
from policy_nlp.knowledge import any_of
from policy_nlp.records import Comparator

_ORDINAL = re.compile(rf"(?P<of>第|前)(?P<number>\d{{1,4}}|[{CN_NUMERALS}]{{1,4}})")


def read_ordinal(reading: Reading, start: int) -> int:
    """第N and 前N: a rank where the words before it tell one, or 位, 名, 强 or 大 follows."""
    text = reading.text
    match = _ORDINAL.match(text, start)
    if match is None:
        return start + 1
    numeral = numeral_at(text, match.start("number"))
    end = match.end()
    if numeral is None or numeral.end != end:
        return start + 1 if text[start] == "前" else end
    following = text[end : end + 1]
    leading = text[start] == "前"
    comparator: Comparator = "le" if leading else "eq"
    if (
        following in ("位", "名", "强")
        and not (following == "强" and not leading)
        and not (following == "名" and _follows_word(text, end + 1))
    ):
        if leading and not _rank_told(reading, start):
            return start + 1
        if not leading and _put(text, start):
            return end + 1
        return _keep(reading, start, end + 1, numeral.value, comparator)
    if leading:
        if following in ("%", "‰"):
            return start + 1
        if following and HAN.match(following) and following not in "的和与并且及":
            # 前三季度, 前两年: a stretch of time, and no number of its own
            return end if following in cues("stretch_after") else start + 1
        return _keep(reading, start, end, numeral.value, comparator) if _rank_told(reading, start) else end
    if following == "大":
        return _keep(reading, start, end, numeral.value, comparator)
    if following and HAN.match(following) and following not in "的和与并且及":
        return end
    if following.isalnum() and not HAN.match(following):
        return end
    told = _rank_told(reading, start) or text.endswith(words("rank_end"), max(0, start - 2), start)
    return _keep(reading, start, end, numeral.value, comparator) if told else end


def read_first_place(reading: Reading, start: int) -> int:
    """首位, where a rank is told and nothing is put first (放在首位)."""
    text = reading.text
    following = text[start + 2 : start + 3]
    if following in ("度", "产") or text[max(0, start - 2) : start] in cues("put_right_before"):
        return start + 2
    return _keep(reading, start, start + 2, Decimal(1), "eq") if _rank_told(reading, start) else start + 2


def _keep(reading: Reading, start: int, end: int, value: Decimal, comparator: Comparator) -> int:
    item = Item(start, end, value, None, "位", "rank")
    item.kind, item.comparator = "rank", comparator
    reading.found.append(item)
    return end


def _rank_told(reading: Reading, start: int) -> bool:
    """Whether the clause before a position tells a place in an order, or coordinates with one that does."""
    text = reading.text
    if reading.found:
        last = reading.found[-1]
        if last.kind == "rank" and connected(text, last.end, start):
            return True
    begin = context.clause_start(text, start, max(reading.last_end(), start - 16))
    begin = max(begin, text.rfind("、", begin, start) + 1)
    return _rank_cue().search(text, begin, start) is not None


def is_placed(reading: Reading, start: int) -> bool:
    """Whether N位 behind these words is a place in an order (排行榜72位), not a number of persons."""
    window = reading.text[max(0, start - 6, reading.last_end()) : start]
    return window.endswith(words("placed_before"))


def _put(text: str, start: int) -> bool:
    """Whether something is put first (放在首位), which tells no place in an order."""
    return _put_first().search(text, max(0, start - 12), start) is not None


def _follows_word(text: str, position: int) -> bool:
    """Whether a word goes on at a position, so that 名 or 位 before it belongs to that word (第一名镇)."""
    following = text[position : position + 1]
    return bool(HAN.match(following)) and following not in "的和与并且及，；。"


@cache
def _put_first() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(cues('put_before'))})[^，。；、]*$")


@cache
def _rank_cue() -> re.Pattern[str]:
    return re.compile(any_of(cues("rank_before")))
