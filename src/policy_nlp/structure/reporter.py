"""The government that reports (报告主体), from the text alone.

In: a cleaned text, where its opening ends, its title. Out: the place and the characters that name it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from policy_nlp.records import Level
from policy_nlp.records.vocabulary import OriginSource
from policy_nlp.structure.places import Unit, chain, most_named, most_named_county, read_chain
from policy_nlp.structure.titles import Title
from policy_nlp.structure.years import Span

_PROVINCE = re.compile(r"(?:^|[\n （—在])[\u4e00-\u9fff]{2,3}省$")
"""A province that is not in the table is believed only where its own congress meets."""
_NATIONAL = re.compile(r"全国人民代表大会|全国人大|国务院总理|代表国务院|中华人民共和国国务院|国务院副总理")
_ZONE = re.compile(r"(?:开发区|高新区|新区|园区)(?:党工委|管委会|管理委员会)")
_ENDS_DATE = re.compile(r"[\d一二三四五六七八九十] ?$")
_READ_FOR_PLACE = 30_000
"""So many characters are searched for the party committee that a report obeys, and for the names of counties."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place, the characters of the cleaned text that name it, and how."""

    unit: Unit
    at: Span | None = None
    source: OriginSource = "text"


def short_lines(text: str, opening_end: int) -> str:
    """The short lines before the first heading (title, date, speaker, salutation, “我代表…”), at their offsets."""
    return re.sub(r"[^\n]{131,}", lambda m: "\n" * len(m.group()), text[:opening_end])


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Where the lines of an opening name the place: its congress, the speaker's office, the government spoken for."""
    unit = chain()
    office = "(?:代|副|常务副)?[ ]?(?:省长|市长|州长|县长|区长|旗长|盟长|镇长|乡长|主席|主任|专员)"
    body = "人民政府|革命委员会|人民委员会"
    return {
        "congress": re.compile(
            rf"({unit})[ \n]?(?:人民代表大会|人大)?第?[一二三四五六七八九十\d ]{{1,6}}届[ \n]?(?:人民代表大会|人代会|人大|第?[一二三四五六七八九十\d]{{1,3}}次)"
        ),
        "office": re.compile(rf"(?:^|[\n ：])({unit})(?:{body})?{office}"),
        "government": re.compile(rf"(?:代表|受)({unit})(?:{body}|政府|革委会)"),
        "party congress": re.compile(rf"中国共产党({unit})第"),
        "party": re.compile(rf"中共({unit})委"),
        "title": re.compile(
            rf"(?:^|[｜|：:】》 ])(?:关于)?(?:\d{{4}}年)?({unit})(?=(?:人民)?政府|(?:19|20)\d\d年|国民经济|工作)"
        ),
    }


def find_place(text: str, opening_end: int, title: Title | None, notes: list[str]) -> Found | None:
    """The government that reports, from the text alone; what disagrees in it is noted."""
    opening = short_lines(text, opening_end)
    national = _NATIONAL.search(opening)
    named: list[tuple[str, Found]] = []
    for source in ("congress", "office", "government", "party congress"):
        for m in _patterns()[source].finditer(opening):
            start, end = m.span(1)
            if opening[start] == "日" and _ENDS_DATE.search(opening, max(0, start - 3), start):
                start += 1  # 1月8日青石县
            unit = read_chain(opening[start:end])
            if unit is None and source == "congress" and _PROVINCE.search(opening, 0, end):
                unit = Unit(opening[start:end], 0)
            if unit and not (national and national.start() <= start):
                named.append((source, Found(unit, (start + unit.start, end))))
                break
    if named:
        source, best = named[0]
        for other_source, other in named[1:]:
            if not _same_or_above(best.unit, other.unit):
                notes.append(
                    f"the {source} is of {best.unit.name}, the {other_source} of {other.unit.name}: {best.unit.name} is taken"
                )
        return best
    if national and not _SPEAKS_FOR.search(opening):
        return Found(Unit("国务院", 0), national.span())
    in_title = _patterns()["title"].search(title.text) if title else None
    if in_title and title:
        unit = read_chain(in_title.group(1))
        if unit:
            at = title.at
            if at is not None and title.one_line:
                at = (at[0] + in_title.start(1) + unit.start, at[0] + in_title.end(1))
            return Found(unit, at)
    return _place_of_body(text, opening)


def _same_or_above(one: Unit, other: Unit) -> bool:
    """Whether two units are one place, or one of them holds the other by the chain that names it."""
    return one.name == other.name or other.name in one.parents or one.name in other.parents


_SELF: dict[str, tuple[Level, tuple[str, ...]]] = {
    "镇": ("township", ()),
    "县": ("county", ()),
    "区": ("county", ()),
    "州": ("prefectural", ("自治州",)),
    "市": ("prefectural", ("市",)),
    "省": ("provincial", ("省",)),
}
"""How a report calls its own place (我省, 全省), from the lowest level up, and what the full names end in."""
_SPEAKS_FOR = re.compile(r"代表(?:[\u4e00-\u9fff]{0,6})?([省市州县区镇])(?:人民)?政府")


def _self_called(text: str, opening: str) -> str | None:
    """省, 市, 州 …: as what a report speaks of its own place (我代表省人民政府; 全省, 我省); None if it does not."""
    speaks = _SPEAKS_FOR.search(opening)
    if speaks:
        return speaks.group(1)
    counts = {
        unit: sum(text.count(word) for word in ("全" + unit, "我" + unit, unit + "委")) for unit in _SELF
    }
    most = max(counts.values())
    if most >= 3:
        return next(unit for unit, count in counts.items() if count * (6 if unit in "州市镇" else 3) >= most)
    return "国" if most == 0 and text.count("我国") + text.count("全国") >= 3 else None


def _place_of_body(text: str, opening: str) -> Found | None:
    """The place that a text without a formal opening names by far most often, of the level that it speaks for."""
    called = _self_called(text, opening)
    if called == "国":
        return Found(Unit("国务院", 0), None, "inferred")
    found: dict[str, Found] = {}
    parties: Counter[str] = Counter()
    for m in _patterns()["party"].finditer(text, 0, _READ_FOR_PLACE):
        unit = read_chain(m.group(1))
        if unit is not None:
            parties[unit.name] += 1
            found.setdefault(unit.name, Found(unit, (m.start(1) + unit.start, m.end(1))))
    if called is None and len(parties) == 1:
        return next(iter(found.values()))
    if called not in _SELF or (called == "区" and "自治区" in text):
        return None
    level, suffixes = _SELF[called]
    for place, _ in parties.most_common():
        if place.endswith(called):
            return found[place]
    if called in "县区":
        county = most_named_county(text[:_READ_FOR_PLACE], called)
        return (
            Found(Unit(county[0], 0), (county[1], county[1] + len(county[0])), "inferred") if county else None
        )
    if not suffixes:
        return None
    name = most_named(text, level, suffixes)
    if name is None and called == "市":
        name = most_named(text, "provincial", suffixes, least=8)
    if name is None:
        return None
    at = text.find(name)
    return Found(Unit(name, 0), (at, at + len(name)) if at >= 0 else None, "inferred")


def level_of_body(text: str, opening: str) -> Level | None:
    called = _self_called(text, opening)
    if called is None or called == "市" or (called == "区" and ("自治区" in text or _ZONE.search(opening))):
        return None  # a city may be of any of three levels, a development zone has none
    return "national" if called == "国" else _SELF[called][0]
