"""Places and their level of government (行政层级).

A place is named by a chain of units (保定市清苑区 …); the last unit is the one that reports. Its level follows from its
suffix, for 市 from the table of provincial and prefectural cities: a city that is in neither is a county-level one.
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel, ConfigDict

from policy_nlp.knowledge.tables import read_table
from policy_nlp.records import Level
from policy_nlp.structure.cues import alternation


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
    return re.compile(alternation(places()))


@cache
def _by_short() -> dict[str, Place]:
    by_short: dict[str, Place] = {}
    for row in places().values():
        if row.short:
            by_short.setdefault(row.short, row)
    return by_short


@cache
def _short_names() -> re.Pattern[str]:
    return re.compile(alternation(_by_short()))


_SUFFIX = "省|自治区|自治州|自治县|自治旗|特别行政区|林区|特区|新区|地区|矿区|街道|市|盟|州|县|区|旗|镇|乡"
# A unit: a name of two to eight characters that holds no word of the sentence around it, and a suffix.
_NAME = r"(?:(?!代表|人民|政府|报告|会议|大会|完成|我|在|向|届|第|委|各|全|本|了|对|和|与|是|为|的)[\u4e00-\u9fff]){1,10}?"
_UNIT = re.compile(rf"{_NAME}(?:{_SUFFIX})(?![民委长])")
CHAIN = rf"(?:{_NAME}(?:{_SUFFIX})){{1,4}}"
_TOWNSHIP = ("镇", "乡", "街道")
_COUNTY = ("县", "旗", "区")


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
    if place.endswith(_COUNTY) or place.endswith("市"):
        return "county"
    return None


def last_unit(chain: str) -> str | None:
    """The reporting unit of a chain of units: 保定市清苑区 → 清苑区; None if the chain names none.

    Known provinces and prefectures are taken whole, so that 广州市 is not cut at 州 nor 黔南布依族苗族自治州 at 族.
    """
    position = 0
    last: str | None = None
    while position < len(chain):
        known = _known().match(chain, position)
        unit = known or _UNIT.match(chain, position)
        if unit is None:
            break
        last = unit.group()
        position = unit.end()
    if last is None or len(last) < 2:
        return None
    return last


def known_place_in(text: str, start: int = 0, end: int | None = None) -> str | None:
    """The first province or prefecture that a stretch of text names in full."""
    m = _known().search(text, start, len(text) if end is None else end)
    return m.group() if m else None
