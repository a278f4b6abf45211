"""The speaker (报告人) of a report and the office (职务) in which he or she gives it.

In: a header. Out: name and office, with the characters that say them. They stand on a line of their own (县长 王伟), behind
the congress, on two lines, or in a newspaper's sentence (县长王伟代表县政府作工作报告).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge import any_of, read_lines, read_table
from policy_nlp.records import Level
from policy_nlp.structure.gazetteer import by_name, by_short
from policy_nlp.structure.header import LINE_MAX, MEETING, Header, Line, Said, line_of, opening_cue
from policy_nlp.structure.places import read_chain

BodyRole = Literal["government", "shown", "department", "party"]


class Office(BaseModel):
    """A row of `offices.tsv`: how an office is called, and of which government it is if there is only one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    office: str = Field(min_length=2)
    level: Level | None = None
    head: Literal["yes"] | None = None


@cache
def offices() -> dict[str, Office]:
    """The offices by their names."""
    return {row.office: row for row in read_table("offices.tsv", Office)}


class Body(BaseModel):
    """A row of `bodies.tsv`: how the name of a body ends, and how an office of it is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: str = Field(min_length=1)
    role: BodyRole


@cache
def _bodies(*roles: BodyRole) -> str:
    """A regular expression for the bodies of some roles."""
    return any_of(row.body for row in read_table("bodies.tsv", Body) if row.role in roles)


HAN = r"[\u4e00-\u9fff]"
_READ_FOR_SENTENCE = 1500
_NAMES_JOINED = re.compile(rf"{HAN}{{1,9}}(?:[·•‧・∙.]{HAN}{{1,9}}){{1,3}}")
_REPORTS = re.compile(
    r"(?:同志)?(?:代表[^。]{1,16}|受[^。]{1,16}委托|向(?:大会|会议))*，?所?[作做][^。]{0,16}报告.*$"
)
_ASIDE = re.compile(r"（?(?:备注|注)[:：]")
_ABOUT = re.compile(r"[（(][^（）()]{1,8}[）)]?$")
"""王伟（女，回族）."""
_LABEL = re.compile(r"^(?:报告人|汇报人|作报告人|述职人)[:：]?")
_AT_MEETING = re.compile(r"^.*(?:会议|大会|会)上")
_TRIM = "（）()—-–:：，,、。*#>|·\"'《》“”【】[]<"
_UNIT_WORDS = ("自治区", "自治州", "自治县", "省", "市", "州", "县", "区", "旗", "盟", "镇", "乡")


@cache
def _body() -> re.Pattern[str]:
    return re.compile(rf"(?P<shown>{_bodies('shown')})$|(?:{_bodies('government')})$")


@cache
def _department() -> re.Pattern[str]:
    return re.compile(rf"(?:国家)?{HAN}{{1,14}}(?:{_bodies('department')})")


@cache
def _committee() -> re.Pattern[str]:
    unit = r"(?P<unit>自治区|[省市州县区旗镇乡])?"
    return re.compile(rf"(?:中共|中国共产党)?(?P<place>{HAN}*?){unit}(?:{_bodies('party')})副?")


@cache
def _office() -> re.Pattern[str]:
    core = any_of(offices())
    whose = r"(?:[\u4e00-\u9fff]{1,8}?[省市州县区旗镇乡]|[省市州县区旗镇乡]|自治区|自治州|自治县)?"
    role = r"(?:党委|党工委|工委|委|(?:人民)?(?:政府)?党组)(?:常委|副书记|书记|成员)"
    party = rf"(?:(?:中共)?{whose}{role}[、，])"
    joint = rf"(?:兼{HAN}{{2,16}}?(?:主任|部长|书记|局长|行长)|[、，]{whose}{role})?"
    return re.compile(rf"(?:{party}){{0,2}}(?:代理|代|常务副|第一副|副)?(?P<core>{core}){joint}")


@cache
def _name_first() -> re.Pattern[str]:
    """周王平市长在市三届人大二次会议上所作…报告."""
    core = any_of(row.office for row in offices().values() if row.head)
    return re.compile(
        rf"(?:^|印发|转发|由|[，。：、》”（>])(?P<name>{HAN}{{2,4}}?)(?P<office>(?:代理|代|常务副|副)?(?:{core}))(?:同志)?"
        rf"(?:在[^。]{{2,40}}?(?:会议|大会)上)?所?[作做][^。]{{0,16}}报告"
    )


@cache
def _in_sentence() -> re.Pattern[str]:
    """县长王伟代表县政府向大会作政府工作报告."""
    core = any_of(row.office for row in offices().values() if row.head)
    return re.compile(
        rf"(?P<office>(?:代理|代|常务副|副)?(?:{core}))(?P<name>{HAN}{{2,4}}?|{_NAMES_JOINED.pattern})(?:同志)?"
        rf"(?=代表|受|向大会|在会上|在大会上|作|做)[^。\n]{{0,40}}?报告"
    )


@cache
def _surnames() -> frozenset[str]:
    return frozenset(read_lines("surnames.txt"))


def is_name(words: str) -> bool:
    """Whether some characters are the name of a person: 王伟, 欧阳明月, 阿依古丽·买买提."""
    if _NAMES_JOINED.fullmatch(words):
        return True
    if not _could_be_name(words) or words in by_short() or words in by_name():
        return False
    return words[0] in _surnames() if len(words) < 4 else words[:2] in _surnames()


def _could_be_name(words: str) -> bool:
    """Whether nothing speaks against a name: two to four characters, no word of a page."""
    return (
        2 <= len(words) <= 4
        and re.fullmatch(f"{HAN}+", words) is not None
        and not opening_cue("not_name").search(words)
    )


def find_speaker(text: str, header: Header) -> tuple[Said[str] | None, Said[str] | None]:
    """The speaker's name and office."""
    pending: Said[str] | None = None
    bare: Said[str] | None = None
    after_head = False  # whether a title, a date or a congress has gone by
    for index, line in enumerate(header.lines):
        words, begin, dated = _without_meeting(line)
        label = _LABEL.match(words)
        if label:
            begin, words = begin + label.end(), words[label.end() :]
        if _ASIDE.match(line.text):
            continue
        first = _name_first().search(words)
        if first and is_name(first["name"]):
            return (
                line.said(first["name"], begin + first.start("name"), begin + first.end("name")),
                line.said(first["office"], begin + first.start("office"), begin + first.end("office")),
            )
        reports = _REPORTS.search(words)
        if reports:
            words = words[: reports.start()]
        words = _ABOUT.sub("", words)
        found = _office_and_name(line, words, begin)
        if found is not None:
            office, name = found
            if name is not None:
                return name, office
            pending = pending or office
            continue
        before = line.before_salutation or (
            index + 1 < len(header.lines) and _is_dated(header.lines[index + 1])
        )
        sure = is_name(words)
        if sure or (
            before
            and (after_head or pending)
            and len(words) <= 3
            and _could_be_name(words)
            and words not in by_short()
        ):
            said = line.said(words, begin, begin + len(words))
            if pending is not None:
                return said, pending
            if (after_head or dated or reports or label) and bare is None:
                bare = said
        after_head = after_head or dated or "报告" in line.text or bool(MEETING.search(line.text))
    if bare is not None:
        return bare, pending
    told = line_of(text, 0, min(len(text), _READ_FOR_SENTENCE))
    for m in _in_sentence().finditer(told.text):
        if is_name(m["name"]):
            return told.said(m["name"], *m.span("name")), told.said(m["office"], *m.span("office"))
    return None, pending


def _is_dated(line: Line) -> bool:
    return bool(line.dates or MEETING.search(line.text))


def _without_meeting(line: Line) -> tuple[str, int, bool]:
    """What a line says besides the date and the meeting, where that begins, and whether it had any of them."""
    start, end = 0, len(line.text)
    meeting = _AT_MEETING.match(line.text)
    if meeting and not _REPORTS.search(line.text, meeting.end()) and end - meeting.end() <= LINE_MAX:
        start = meeting.end()
    dated = bool(meeting)
    for date in line.dates:
        dated = True
        if date.end <= start:
            continue
        # A date stands before or behind the name, seldom within.
        if date.start - start > end - date.end:
            end = min(end, date.start)
        else:
            start = max(start, date.end)
    while start < end and line.text[start] in _TRIM:
        start += 1
    while end > start and line.text[end - 1] in _TRIM:
        end -= 1
    return line.text[start:end], start, dated


def _office_and_name(line: Line, words: str, begin: int) -> tuple[Said[str], Said[str] | None] | None:
    """The office that a line consists of, with the name behind it if it has one."""
    for m in _office().finditer(words):
        shown = _shown_from(words[: m.start()], m)
        if shown is None:
            continue
        name = words[m.end() :].lstrip("：:，")
        at = len(words) - len(name)
        if name and not is_name(name) and not _could_be_name(name):
            continue
        office = line.said(words[shown : m.end()], begin + shown, begin + m.end())
        return office, line.said(name, begin + at, begin + len(words)) if name else None
    return None


def _shown_from(before: str, m: re.Match[str]) -> int | None:
    """Where the office that is shown begins: with the body, where the office alone would not say of what.

    None if what stands before the office is neither a place nor a body.
    """
    if not before:
        return m.start()
    core = m["core"]
    body = _body().search(before)
    place = before[: body.start()] if body else before
    if before == "国务院":
        return 0
    if not body and core[1] == "长" and core[0] in _UNIT_WORDS and _is_place(before + core[0]):
        return m.start()  # 青石县长
    if _is_place(place):
        if core == "主席" and place.endswith("自治区"):
            return len(place) - 3
        return body.start() if body and body["shown"] else m.start()
    if core == "书记":
        committee = _committee().fullmatch(before)
        if committee is None or not _is_place(committee["place"] + (committee["unit"] or "")):
            return None
        return committee.start("unit") if committee["unit"] else committee.end("place")
    if offices()[core].head is None or core == "主任":
        # From the longest place down: 青石县发展和改革局 is of a county, and not a department called 青石县….
        for start in range(len(before) - 1, -1, -1):
            if _is_place(before[:start]) and _department().fullmatch(before, start):
                government = re.match("(?:人民)?政府(?=.)", before[start:])
                return start + (government.end() if government else 0)
    return None


def _is_place(words: str) -> bool:
    """Whether words name a place, in full or by its kind alone (市), or are none at all."""
    if not words or words in _UNIT_WORDS:
        return True
    unit = read_chain(words)
    return (unit is not None and not words.startswith(("副", "代"))) or words in by_short()


def office_level(office: str) -> Level | None:
    """The level of government that alone has an office: 县长 is of a county, 主任 of none for certain."""
    return next((offices()[m["core"]].level for m in _office().finditer(office)), None)
