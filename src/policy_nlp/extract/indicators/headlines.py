"""Which headline indicator (主要经济指标) a name stands for."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from policy_nlp.extract.indicators.cues import cue_tables
from policy_nlp.knowledge.indicators import (
    MONEY_UNITS,
    Indicator,
    indicator_aliases,
    indicator_key,
    indicator_table,
)
from policy_nlp.records import QuantityKind

_MASS = frozenset(("吨", "斤", "公斤", "千克", "担", "市斤"))


def fits(row: Indicator, kind: QuantityKind, unit: str | None) -> bool:
    """Whether a number of this kind and unit can be a value of the indicator."""
    dimension = row.dimension
    if kind == "points":
        return False
    if kind == "percent":
        return dimension in ("ratio", "index")
    if kind == "growth":
        return dimension != "ratio"
    if kind in ("multiple", "rank"):
        return True
    if dimension == "money":
        return unit in MONEY_UNITS
    if dimension == "mass":
        return unit in _MASS
    if dimension == "concentration":
        return unit is not None and "克" in unit
    if dimension == "intensity":
        return unit is not None and "标准煤" in unit
    if dimension == "count":
        return unit is None or unit in ("人", "名", "个", "家", "户", "人次", "位")
    return dimension == "index"


_RATE_TAIL = re.compile(
    r"(?:总体|平均|年度|年均)?(?:增长速度|增长率|增速|增幅|涨幅|降幅|上涨幅度|上涨率|上涨|增长|降低率|下降率|降低|下降)$"
)


_LEVEL_TAIL = re.compile(r"(?:总量|平均|总额|数量|均值|总规模|规模|分别|比例|比率|同步|达|预计)$")


_PATTERNS = (
    (
        "rd_intensity",
        re.compile(
            r"(?:研发|研究与试验发展|研究与发展|R&D|科研|研究与实验发展)(?:R&D|研发)?(?:经费)?(?:内部)?(?:投入|支出)*(?:相当于|占|与)?(?:GDP)?(?:之比|比重|强度|总量)?"
        ),
    ),
    (
        "surface_water_quality_ratio",
        re.compile(
            r"(?:地表水|[国省]考|[国省]控|水质|水环境|主要河流|重点流域)+.{0,14}(?:优良|[Ⅲ三]类|III类).{0,8}(?:比重|率|占比)"
        ),
    ),
    ("good_air_days_ratio", re.compile(r".{0,12}(?:空气|大气).{0,10}(?:优良|达标).{0,4}(?:比重|率|占比)")),
)


_TAIL_ENDS = frozenset(
    (
        "速度",
        "长率",
        "增速",
        "增幅",
        "涨幅",
        "降幅",
        "幅度",
        "涨率",
        "上涨",
        "增长",
        "低率",
        "降率",
        "降低",
        "下降",
        "总量",
        "平均",
        "总额",
        "数量",
        "均值",
        "规模",
        "分别",
        "比重",
        "比率",
        "同步",
        "预计",
        "占比",
        "强度",
        "之比",
    )
)


@cache
def _endings() -> frozenset[str]:
    """The last two characters of everything that can be a headline indicator's name."""
    return _TAIL_ENDS | {key[-2:] for key in indicator_aliases()}


@lru_cache(maxsize=8192)
def known_indicator(name: str, kind: QuantityKind, unit: str | None, place: str | None) -> str | None:
    """The id of a headline indicator that a name stands for, as a whole and for the whole place; else None."""
    aliases = indicator_aliases()
    key = indicator_key(name)
    found = aliases.get(key)
    if found is None and (key[-2:] in _endings() or key[-1:] in "率达") and len(key) < 40:
        found = _less_exact(key, kind, place, aliases)
    if found is None or not fits(indicator_table()[found], kind, unit):
        return None
    return found


def _less_exact(key: str, kind: QuantityKind, place: str | None, aliases: dict[str, str]) -> str | None:
    scope = cue_tables().scope
    for _ in range(3):
        for length in (4, 3, 2, 1):
            if key[:length] in scope:
                key = key[length:]
                break
        else:
            if place and key.startswith(place):
                key = key[len(place) :]
            elif place and len(place) > 2 and key.startswith(place[:-1]):
                key = key[len(place) - 1 :]
            else:
                break
        found = aliases.get(key)
        if found is not None:
            return found
    shorter = key.replace("实现", "").replace("完成", "")
    found = aliases.get(shorter)
    if found is not None:
        return found
    tail = _RATE_TAIL if kind in ("growth", "rank", "multiple", "percent") else _LEVEL_TAIL
    shorter = tail.sub("", key)
    found = aliases.get(shorter)
    if found is not None:
        return found
    if kind == "percent" and len(key) < 40:
        key = key.removeprefix("全社会")
        for indicator_id, pattern in _PATTERNS:
            if pattern.fullmatch(key):
                return indicator_id
    return None


def is_known(name: str) -> bool:
    """Whether a name is a headline indicator's, with or without 全市 and the like in front."""
    aliases = indicator_aliases()
    key = indicator_key(name)
    return key in aliases or (key[:2] in cue_tables().scope and key[2:] in aliases)
