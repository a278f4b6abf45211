"""Who reports, about which years: the report's title, place, level and years, from its text.

What a user says (`Hints`) wins; then the title and the opening (the date line, who speaks, “我代表…人民政府”), then the
rest of the text; the file's name is the last resort. Where nothing says it, the value is None: nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath

from policy_nlp.document import CleanText, Hints
from policy_nlp.records import Level
from policy_nlp.structure.outline import Node
from policy_nlp.structure.places import CHAIN, known_place_in, level_of, most_named, places, reporting_unit
from policy_nlp.structure.years import ReportYears, planned_by_date, report_years

_LEVELS: tuple[Level, ...] = ("national", "provincial", "prefectural", "county", "township")
_TITLE = re.compile(
    r"工作报告|工作总结|工作要点|工作计划|计划(?:草案)?的报告|纲要(?:（草案）)?的报告|问题的报告|情况的报告"
)
_NOT_TITLE = re.compile(r"决议|印发|通知|各位代表|我代表|请予|附件|名词|注释|听取")
_OPENING_LINES = 14
_IN_CONGRESS = re.compile(
    rf"({CHAIN})[ \n]?第?[一二三四五六七八九十\d ]{{1,6}}届[ \n]?(?:人民代表大会|人代会|人大)"
)
_PROVINCE = re.compile(r"(?:^|[\n （—在])[\u4e00-\u9fff]{2,3}省$")
"""A province that is not in the table is believed only where its own congress meets."""
_NATIONAL = re.compile(r"全国人民代表大会|全国人大|国务院总理|代表国务院|中华人民共和国国务院|国务院副总理")
_OFFICE = re.compile(
    rf"(?:^|[\n ])({CHAIN})(?:人民政府|革命委员会|人民委员会)?(?:代|副|常务副)?[ ]?(?:省长|市长|州长|县长|区长|旗长|盟长|镇长|乡长|主席|主任|专员)"
)
_GOVERNMENT = re.compile(rf"(?:代表|受)({CHAIN})(?:人民政府|革命委员会|人民委员会|政府|革委会)")
_PARTY = re.compile(rf"中共({CHAIN})委")
_IN_TITLE = re.compile(rf"^(?:关于)?(?:\d{{4}}年)?({CHAIN})(?=(?:人民)?政府|(?:19|20)\d\d年|国民经济|工作)")
_READ_FOR_PLACE = 30_000
"""So many characters are searched for the party committee that a report obeys."""
_NAME_DATE = re.compile(r"(?<!\d)((?:19[4-9]|20[0-9])\d)(?:\D{0,1}(0[1-9]|1[0-2])(?!\d))?")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports about which years; None where it is not said."""

    title: str | None
    place: str | None
    level: Level | None
    years: ReportYears


def identify(clean: CleanText, nodes: list[Node], hints: Hints) -> Identity:
    """Title, place, level and years of a report from its cleaned text, its outline and what is known besides."""
    text = clean.text
    first = min((node.start for node in nodes if node.level <= 3), default=len(text))
    opening_end = min(first, 1200)
    title = hints.title or find_title(text, opening_end)
    headings = [
        text[n.marker_end : n.heading_end]
        for n in nodes
        if n.level == 1 and not n.appendix and n.heading_end is not None
    ]
    years = report_years(text, headings, opening_end, title)
    plan = hints.plan_year if hints.plan_year is not None else years.plan
    if plan is None and hints.name:
        plan = _year_of_name(hints.name)
    review = hints.review_year
    if review is None:
        review = years.review if years.review is not None and (plan is None or plan == years.plan) else None
    if review is None and plan is not None:
        review = plan - 1
    place = (
        hints.place
        or find_place(text, opening_end, title)
        or (_place_of_name(hints.name) if hints.name else None)
    )
    level = hints.level
    if level is None and place is not None and place.endswith("市") and place not in places() and hints.name:
        level = _level_of_name(hints.name)  # an unlisted city is a county-level one by exclusion only
    if level is None and place is not None:
        level = "national" if place in ("国务院", "中华人民共和国") else level_of(place)
    if level is None:
        level = _level_of_body(text, _opening(text, opening_end))
    if level is None and hints.name:
        level = _level_of_name(hints.name)
    return Identity(title, place, level, ReportYears(review, plan))


def find_title(text: str, opening_end: int) -> str | None:
    """The title as printed, on one line; None if the text begins without one."""
    for index, line in enumerate(text[: max(opening_end, 200)].split("\n")[:_OPENING_LINES]):
        words = line.strip(" \t-*#>|—―─")
        if len(words) > 60:
            if index > 4:
                return None
            words = words[:60].split(" ")[0]
        if (
            4 <= len(words) <= 60
            and _TITLE.search(words)
            and not _NOT_TITLE.search(words)
            and "。" not in words
        ):
            return re.split(r" {1,}(?=—|―|─)|—{2}|―{2}|─{2}", words)[0].strip()
    return None


def _opening(text: str, opening_end: int) -> str:
    """The short lines before the first heading: title, date, speaker, salutation, “我代表…”."""
    return "\n".join(line for line in text[:opening_end].split("\n") if len(line) <= 130)


def find_place(text: str, opening_end: int, title: str | None) -> str | None:
    """The government that reports, from the text alone."""
    opening = _opening(text, opening_end)
    national = _NATIONAL.search(opening)
    for pattern in (_IN_CONGRESS, _OFFICE, _GOVERNMENT):
        for m in pattern.finditer(opening):
            place = reporting_unit(m.group(1))
            if place is None and pattern is _IN_CONGRESS and _PROVINCE.search(opening, 0, m.end(1)):
                place = m.group(1)
            if place and not (national and national.start() <= m.start(1)):
                return place
    if national and not _SPEAKS_FOR.search(opening):
        return "国务院"
    in_title = _IN_TITLE.search(title) if title else None
    place = reporting_unit(in_title.group(1)) if in_title else None
    return place or _place_of_body(text, opening)


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
        return next(unit for unit, count in counts.items() if count * (6 if unit in "州市" else 3) >= most)
    return "国" if most == 0 and text.count("我国") + text.count("全国") >= 3 else None


def _place_of_body(text: str, opening: str) -> str | None:
    """The place that a text without a formal opening names by far most often, of the level that it speaks for."""
    called = _self_called(text, opening)
    if called == "国":
        return "国务院"
    parties = Counter(
        place for m in _PARTY.finditer(text, 0, _READ_FOR_PLACE) if (place := reporting_unit(m.group(1)))
    )
    if called is None and len(parties) == 1:
        return next(iter(parties))
    if called not in _SELF or (called == "区" and "自治区" in text):
        return None
    level, suffixes = _SELF[called]
    for place, _ in parties.most_common():
        if place.endswith(called):
            return place
    if not suffixes:
        return None
    place = most_named(text, level, suffixes)
    if place is None and called == "市":
        place = most_named(text, "provincial", suffixes, least=8)
    return place


def _level_of_body(text: str, opening: str) -> Level | None:
    called = _self_called(text, opening)
    if called is None or called == "市" or (called == "区" and "自治区" in text):
        return None  # a city may be of any of three levels
    return "national" if called == "国" else _SELF[called][0]


def _year_of_name(name: str) -> int | None:
    found = list(_NAME_DATE.finditer(PurePosixPath(name).stem))
    if not found:
        return None
    year, month = found[-1].group(1), found[-1].group(2)
    return planned_by_date(int(year), int(month)) if month else int(year)


def _place_of_name(name: str) -> str | None:
    path = PurePosixPath(name)
    for part in (path.stem, *reversed(path.parts[:-1])):
        if part == "国务院":
            return part
        chain = re.match(CHAIN, part)
        place = known_place_in(part) if chain is None else reporting_unit(chain.group())
        if place:
            return place
    return None


def _level_of_name(name: str) -> Level | None:
    parts = PurePosixPath(name).parts
    return next((level for level in _LEVELS if level in parts), None)
