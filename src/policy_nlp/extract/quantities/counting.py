"""Whether a numeral with its unit says how much, or numbers and names a thing (三个代表, 15分钟生活圈, 前10个月).

In: a cleaned text, a numeral read from it and the unit behind it. Out: yes or no.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_nlp.extract.quantities.items import HAN
from policy_nlp.extract.quantities.numerals import CN_NUMERALS, Numeral
from policy_nlp.extract.quantities.units import AFTER_CLOSED
from policy_nlp.extract.quantities.vocabulary import Unit, cues, pseudo_numerals, words
from policy_nlp.knowledge import any_of

_BREAK = re.compile(r"[，。；、]")
_LISTED = re.compile(rf"、(?:(?![{CN_NUMERALS}])[\u3400-\u9fff]){{1,5}}$")
_TOPS = frozenset(map(Decimal, (3, 5, 6, 8, 10, 20, 30, 40, 50, 60, 70, 80)))
"""The sizes of lists of the best that are in use (百强 aside): 十强, 50强."""
_BARE_COUNTED = frozenset("个家名场")


def says_how_much(
    text: str, start: int, numeral: Numeral, last: Numeral, unit: Unit | None, end: int
) -> bool:
    """Whether numeral and unit say how much, and do not number or name a thing."""
    following = text[end : end + 1]
    if unit is None:
        return _alone(text, start, numeral, last, end)
    if numeral.fraction:
        return True
    if unit.use == "large" and last.magnitude < 1000:
        return False
    if unit.dimension == "time":
        return _lasts(text, start, numeral, unit, end)
    if unit.printed == "强":
        return numeral.value in _TOPS and (not HAN.match(following) or following in "的和与")
    if unit.printed == "成" and text.startswith(words("tenth_word"), end - 1):
        return False
    if (
        unit.printed == "条"
        and not HAN.match(following)
        and _policy().search(text, max(0, start - 16), start)
    ):
        return False
    if numeral.chinese:
        return _in_words(text, start, numeral, unit, end)
    if unit.dimension == "place" and HAN.match(following) and following not in AFTER_CLOSED:
        return not text.startswith(words("region_word"), end - len(unit.printed)) and numeral.value <= 3000
    return _announced().match(text, end) is None


def _alone(text: str, start: int, numeral: Numeral, last: Numeral, end: int) -> bool:
    """Whether a numeral without a unit says how much: large ones do (340万学生)."""
    if text[start - 1 : start] == "第" or text.startswith(("级", "强"), end):
        return False
    if text.startswith("大", end) and not text.startswith("大关", end):
        return False
    if numeral.chinese:
        digits = text[start] != "十" or numeral.end > start + 2
        return (
            digits
            and not numeral.bare
            and numeral.magnitude >= 10_000
            and bool(HAN.match(text[end : end + 1]))
        )
    return last.magnitude >= 1000 or (last.magnitude > 1 and numeral.more)


def _in_words(text: str, start: int, numeral: Numeral, unit: Unit, end: int) -> bool:
    """Whether a Chinese numeral counts: small ones often only list headings, slogans and sittings."""
    before, following = text[start - 1 : start], text[end : end + 1]
    if before in ("零", "〇") or (unit.printed == "条" and before in ("东", "西", "南", "北")):
        return False
    if unit.printed == "次" and (
        before in cues("sitting_before") or text.startswith(words("sitting_after"), end)
    ):
        return False
    if unit.dimension == "place":
        listed = _LISTED.search(text, max(0, start - 8), start) is not None
        return 1 < numeral.value <= 20 and unit.printed != "国" and listed
    if unit.printed == "方面" and (
        not HAN.match(following) or following in "的都" or _announced().match(text, end)
    ):
        return False
    if numeral.bare:
        vague = before in cues("vague_before") or following in cues("vague_after")
        counted = numeral.more or (unit.printed in _BARE_COUNTED and numeral.value < 10_000)
        return counted and not vague and not text.startswith(words("label_after"), end)
    if unit.use in ("arabic", "closed"):
        return numeral.value >= 1000 and unit.use == "arabic"
    if text[start] == "一" and numeral.value == 1:
        return unit.dimension == "ratio"
    if unit.use == "count" and text[start] == "二" and numeral.end == start + 1:
        return False
    if unit.printed in ("元", "天") and numeral.value <= 10 and HAN.match(following):
        return following in "的以左内时之钱"
    if unit.use == "count" and numeral.value <= 100 and not numeral.more:
        return not text.startswith(words("label_after"), end)
    return True


def _lasts(text: str, start: int, numeral: Numeral, unit: Unit, end: int) -> bool:
    """Whether a stretch of time is a duration."""
    if (
        text.startswith(pseudo_numerals(), start)
        or text.startswith(words("name_after"), end)
        or numeral.bare
        or text[start - 1 : start] == "×"
    ):
        return False
    before = text[max(0, start - 5) : start]
    around = text[end : end + 8]
    if "圈" in around and not _BREAK.search(around.partition("圈")[0]):
        return False
    if unit.printed == "周":
        return not numeral.chinese and text[end : end + 1] not in ("年", "岁")
    if unit.printed != "年":
        return not (
            unit.printed in ("个月", "个季度", "天", "周")
            and before.endswith(words("month_before"))
            and not before.endswith("提前")
        )
    if numeral.value > 200 or (numeral.chinese and numeral.value >= 100):
        return False
    following = text[end : end + 4]
    if following.startswith(words("year_word")):
        return False
    if numeral.decimals or before.endswith(words("duration_strong")):
        return True
    if before.endswith(words("period_before")):
        return False
    if following.startswith(words("duration_after")):
        return True
    if following.startswith(words("period_after")):
        return False
    return before.endswith(words("duration_before"))


@cache
def _announced() -> re.Pattern[str]:
    """What N项 or N个 only announces: the headings that follow."""
    kinds, things = any_of(cues("announced_kind")), any_of(cues("announced"))
    return re.compile(rf"{any_of(cues('announced_alone'))}|的?(?:{kinds})?(?:{things})(?:[：。\n]|$)")


@cache
def _policy() -> re.Pattern[str]:
    """What makes N条 the short name of a policy (出台惠企20条)."""
    return re.compile(
        rf"(?:{any_of(cues('policy_before'))}|(?:{any_of(cues('policy_verb'))})[^，。；]{{2,12}})$"
    )
