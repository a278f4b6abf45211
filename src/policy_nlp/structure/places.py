"""How texts name places: chains of units (保定市清苑区), the unit that reports, and its level of government (行政层级).

The last unit of a chain is the one that reports. Units that the gazetteer lists are known by name; others (townships,
places that are newer than the table) by their suffix.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from policy_nlp.knowledge import any_of
from policy_nlp.records import Level
from policy_nlp.structure.gazetteer import by_name, by_short, listed_at, listed_at_end

# 州, 镇 and 乡 also end names (定州市, 通州区, 宁乡县), as 市 does once (津市市).
_SUFFIX = "省|自治区|自治州|自治县|自治旗|林区|特区|新区|地区|矿区|街道|市(?!市)|盟|州(?![市县区])|县|区|旗|镇(?![市县区])|乡(?![市县区])"
# A unit: a name that holds no word of the sentence around it, and a suffix.
_NAME = (
    r"(?:(?!代表|人民|政府|报告|会议|大会|完成|按照|根据|贯彻|规划|建设|推进|加快|我|在|向|届|第|委|了|对|与|是|为|的|由|及|把|等"
    # 全县 本市 各区 are no names, but 全椒县 is; 和, 任 and 于 begin names as well
    r"|[全各本][省市县区州旗镇乡国级]|和(?![平县顺田静硕政林龙])|任(?![丘县城泽])|于(?![都洪田]))"
    r"[\u4e00-\u9fff]){1,13}?"
)
_UNIT = re.compile(rf"{_NAME}(?:{_SUFFIX})(?![民委长])")


@cache
def chain() -> str:
    """A regular expression for a chain of units, possibly with a word too many in front."""
    form = rf"{_NAME}(?:{_SUFFIX})"
    usual = re.compile(form)
    # Listed names that hold such a word themselves: 向阳区, 无为县, 呼和浩特市.
    others = (name for name in by_name() if not usual.fullmatch(name) and "、" not in name)
    return rf"(?:{any_of(others)}|{form}){{1,4}}"


_TOWNSHIP = ("镇", "乡", "街道")
_COUNTY = ("自治县", "自治旗", "林区", "特区", "县", "旗", "区")
_ENDS = (*"省区州盟市县旗镇乡", "街道")
_ALL_LISTED = ("省", "自治区", "自治州", "盟", "地区", "州")
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


def level_by_name(place: str) -> Level | None:
    """The level that a name's suffix says; None if it has no suffix of an administrative unit, or one of several levels."""
    if place.endswith(("省", "自治区")):
        return "provincial"
    if place.endswith(("自治州", "盟", "地区")):
        return "prefectural"
    if place.endswith(_TOWNSHIP):
        return "township"
    if place.endswith("新区"):
        return None  # 浦东新区 is a county and listed; most others are development zones without a level
    if place.endswith((*_COUNTY, "市")):
        return "county"
    return None


@dataclass(frozen=True, slots=True)
class Unit:
    """A place that a text names, by a chain of units.

    Attributes:
        name: of the last unit, in full: 清苑区; 黔东南苗族侗族自治州 where 黔东南州 is printed.
        start: where it begins in the chain; what stands before are `parents` or a word too many.
        parents: the units of the chain that stand above it, listed ones only.
        doubtful: whether a unit stands above it that is not listed.
    """

    name: str
    start: int
    parents: tuple[str, ...] = ()
    doubtful: bool = False


def read_chain(chain: str) -> Unit | None:
    """The last unit of a chain, which is the one that reports; None if it names no place.

    Units that are listed are known, so a word before their names is left out (日上海市) and a short form is completed
    (黔东南州); others are read from the left by their suffixes.
    """
    start, units = _from_left(chain)
    last = chain[start:]
    known = last if last in by_name() else listed_at_end(chain)
    if known is not None:
        start = len(chain) - len(known)
        above = [name for name in _from_left(chain[:start])[1] if name.endswith(_ENDS)]
        listed = tuple(name for name in above if name in by_name())
        # 城区 or 东区 is the name of a district only where its city is named.
        if len(known) == 2 and known[-1] == "区" and not listed:
            return None
        return Unit(known, start, listed, len(listed) < len(above))
    short = _short_form(last) or _short_form(chain)
    if short is not None:
        at = start if _short_form(last) else 0
        return Unit(short, at, tuple(name for name in units[:-1] if name in by_name()))
    if len(last) < 2 or last.endswith((*_ALL_LISTED, *_NO_PLACE)) or not _UNIT.fullmatch(last):
        return None
    if last.endswith("市") and len(last) < 3:
        return None
    listed = tuple(name for name in units[:-1] if name in by_name())
    return Unit(last, start, listed, len(listed) < len(units) - 1)


def _from_left(chain: str) -> tuple[int, list[str]]:
    """The units of a chain from its left, and where the last one begins; what is none stands behind as the last."""
    units: list[str] = []
    start = position = 0
    while position < len(chain):
        name = listed_at(chain, position)
        if name is None or (len(name) == 2 and position == 0 and len(chain) > 2):
            unit = _UNIT.match(chain, position)
            name = unit.group() if unit else chain[position:]
        start, position = position, position + len(name)
        units.append(name)
    return start, units


def _short_form(name: str) -> str | None:
    """The full name of a unit by its short one: 黔东南州, 博州, 彭水县."""
    known = by_short().get(name) or (by_short().get(name[:-1]) if name.endswith("州") else None)
    return known.name if known and name[-1:] in "州县旗" else None


@cache
def _short_names() -> re.Pattern[str]:
    return re.compile(any_of(name for name, place in by_short().items() if place.level != "county"))


def most_named(text: str, level: Level, suffixes: tuple[str, ...], least: int = 3) -> str | None:
    """The province or prefecture of a level that a text names by far most often, in full or for short; else None."""
    counts: Counter[str] = Counter()
    short = by_short()
    for m in _short_names().finditer(text):
        place = short[m.group()]
        if place.level == level and place.name.endswith(suffixes):
            counts[place.name] += 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < least:
        return None
    if len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]:
        return None
    return ranked[0][0]


def most_named_county(text: str, suffix: str, least: int = 4) -> tuple[str, int] | None:
    """The listed county, district … that a text names in full by far most often, and where it does so first; else None.

    A name of two characters (和县) is believed only where its first one stands for little else: 和 is a word as well.
    """
    counts: Counter[str] = Counter()
    for m in re.finditer(suffix, text):
        name = listed_at_end(text[max(0, m.start() - 14) : m.end()], least=2)
        if name is not None and not name.endswith(_NO_PLACE):
            counts[name] += 1
    usual = {
        name: count
        for name, count in counts.items()
        if count >= least and (len(name) > 2 or 2 * count >= text.count(name[0]))
    }
    ranked = sorted(usual.items(), key=lambda pair: -pair[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return ranked[0][0], text.find(ranked[0][0])


def listed_in(text: str) -> list[str]:
    """The provinces and prefectures that a short text names in full, in order."""
    return _major().findall(text)


@cache
def _major() -> re.Pattern[str]:
    return re.compile(
        any_of(name for name, places in by_name().items() if any(p.level != "county" for p in places))
    )
