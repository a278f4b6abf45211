"""Places and their level of government (行政层级).

A place is named by a chain of units (保定市清苑区 …); the last unit is the one that reports. Its level follows from its
suffix, for 市 from the table of provincial and prefectural cities: a city that is in neither is a county-level one.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pydantic import BaseModel, ConfigDict

from policy_nlp.knowledge import any_of, read_table
from policy_nlp.records import Level


class Place(BaseModel):
    """A row of `places.tsv`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    level: Level
    short: str | None = None
    province: str | None = None


@cache
def places() -> dict[str, Place]:
    """Provinces and prefectures by their full names."""
    return {row.name: row for row in read_table("places.tsv", Place)}


@cache
def _known() -> re.Pattern[str]:
    return re.compile(any_of(places()))


@cache
def _known_at_end() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(places())})$")


@cache
def _by_short() -> dict[str, Place]:
    by_short: dict[str, Place] = {}
    for row in places().values():
        if row.short:
            by_short.setdefault(row.short, row)
    return by_short


@cache
def _short_names() -> re.Pattern[str]:
    return re.compile(any_of(_by_short()))


# 州, 镇 and 乡 also end names (定州市, 通州区, 宁乡县), as 市 does once (津市市).
_SUFFIX = "省|自治区|自治州|自治县|自治旗|林区|特区|新区|地区|矿区|街道|市(?!市)|盟|州(?![市县区])|县|区|旗|镇(?![市县区])|乡(?![市县区])"
# A unit: a name that holds no word of the sentence around it, and a suffix.
_NAME = (
    r"(?:(?!代表|人民|政府|报告|会议|大会|完成|按照|根据|贯彻|规划|建设|推进|加快|我|在|向|届|第|委|了|对|与|是|为|的|由|及|把|等"
    # 全县 本市 各区 are no names, but 全椒县 is; 和, 任 and 于 begin names as well
    r"|[全各本][省市县区州旗镇乡国级]|和(?![平县顺田静硕政林龙])|任(?![丘县城泽])|于(?![都洪田]))"
    r"[\u4e00-\u9fff]){1,10}?"
)
_UNIT = re.compile(rf"{_NAME}(?:{_SUFFIX})(?![民委长])")
CHAIN = rf"(?:{_NAME}(?:{_SUFFIX})){{1,4}}"
"""A regular expression for a chain of units, possibly with a word too many in front."""

_TOWNSHIP = ("镇", "乡", "街道")
_COUNTY = ("自治县", "自治旗", "林区", "特区", "县", "旗", "区")
_ALL_KNOWN = ("省", "自治区", "自治州", "盟", "地区", "州")
_NO_PLACE = (
    "开发区",
    "园区",
    "高新区",
    "示范区",
    "社区",
    "小区",
    "城区",
    "郊区",
    "灾区",
    "山区",
    "市区",
    "城镇",
    "乡镇",
    "各县",
    "该县",
)


def level_of(place: str) -> Level | None:
    """The level of a place by its full name; None if the name has no administrative suffix."""
    known = places().get(place)
    if known is not None:
        return known.level
    if place.endswith(("省", "自治区")):
        return "provincial"
    if place.endswith(("自治州", "盟", "地区")):
        return "prefectural"
    if place.endswith(_TOWNSHIP):
        return "township"
    if place.endswith((*_COUNTY, "市")):
        return "county"
    return None


def reporting_unit(chain: str) -> str | None:
    """The last unit of a chain, which is the one that reports: 保定市清苑区 → 清苑区; None if it names no place.

    Provinces and prefectures are known, so a word before their names is left out (日上海市) and a short form is
    completed (黔东南州); counties and townships are not, so a chain is read from its left.
    """
    known = _known_at_end().search(chain)
    if known:
        return known.group()
    if chain.endswith("州"):
        short = _by_short().get(chain[:-1])
        return short.name if short else None
    position = 0
    last: str | None = None
    while position < len(chain):
        unit = _known().match(chain, position) or _UNIT.match(chain, position)
        if unit is None:
            break
        last = unit.group()
        position = unit.end()
    if last is None or len(last) < 2 or last.endswith(_ALL_KNOWN) or last.endswith(_NO_PLACE):
        return None
    if last.endswith("市") and len(last) < 3:
        return None
    return last


def most_named(text: str, level: Level, suffixes: tuple[str, ...], least: int = 3) -> str | None:
    """The province or prefecture of a level that a text names by far most often, in full or for short; else None."""
    counts: Counter[str] = Counter()
    short = _by_short()
    for m in _short_names().finditer(text):
        row = short[m.group()]
        if row.level == level and row.name.endswith(suffixes):
            counts[row.name] += 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < least:
        return None
    if len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]:
        return None
    return ranked[0][0]


def known_place_in(text: str) -> str | None:
    """The last province or prefecture that a text names in full."""
    found = _known().findall(text)
    return found[-1] if found else None
