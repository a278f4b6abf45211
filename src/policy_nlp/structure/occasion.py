"""The occasion (场合) of a report: on which day it was given, at which session of which people's congress, by whom.

All of it stands in the lines before the salutation (各位代表), in any order and on any number of lines; a newspaper says
it in a sentence (县长王伟代表县政府作工作报告). What stands in neither is not known: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge import any_of, read_lines, read_table
from policy_nlp.records import Level
from policy_nlp.structure.dates import Date, dates_in
from policy_nlp.structure.gazetteer import by_name, by_short
from policy_nlp.structure.outline import number_of
from policy_nlp.structure.places import read_chain

OpeningRole = Literal["not_name", "published", "adopted", "salutation", "signer"]
Value = TypeVar("Value")


class OpeningCue(BaseModel):
    """A row of `opening_cues.tsv`: a word of a line before the salutation and what it says of that line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = Field(min_length=1)
    role: OpeningRole


class Office(BaseModel):
    """A row of `offices.tsv`: how an office is called, and of which government it is if there is only one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    office: str = Field(min_length=2)
    level: Level | None = None
    head: Literal["yes"] | None = None


@dataclass(frozen=True, slots=True)
class Said(Generic[Value]):
    """A value and the characters of the cleaned text that say it."""

    value: Value
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who gave a report, when and where; None where it is not said. `notes` say where the text disagrees with itself."""

    delivered: Said[str] | None = None
    congress: Said[int] | None = None
    session: Said[int] | None = None
    speaker: Said[str] | None = None
    office: Said[str] | None = None
    notes: tuple[str, ...] = ()


@cache
def opening_cue(*roles: OpeningRole) -> re.Pattern[str]:
    """Finds words of some roles."""
    return re.compile(
        any_of(row.word for row in read_table("opening_cues.tsv", OpeningCue) if row.role in roles)
    )


@cache
def offices() -> dict[str, Office]:
    """The offices by their names."""
    return {row.office: row for row in read_table("offices.tsv", Office)}


_HEADER_MAX = 1500
_LINE_MAX = 130
"""A longer line is a paragraph, not a line of the header."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the header without its spaces: `at` has the offset of each character, and the offset behind the last."""

    text: str
    at: Sequence[int]
    dates: tuple[Date, ...] = ()
    before_salutation: bool = False

    def said(self, value: Value, start: int, end: int) -> Said[Value]:
        return Said(value, self.at[start], self.at[end - 1] + 1)


def _line(text: str, start: int, end: int) -> _Line:
    words = text[start:end]
    at: Sequence[int] = range(start, end + 1)
    if " " in words or "\n" in words:
        at = [*(index for index, char in enumerate(words, start) if char not in " \n"), end]
        words = words.replace(" ", "").replace("\n", "")
    return _Line(words, at, tuple(dates_in(words)) if len(words) <= _LINE_MAX else ())


@dataclass(slots=True)
class _Header:
    """The lines before the salutation, and where they end."""

    lines: list[_Line] = field(default_factory=list)
    end: int = 0


def _header(text: str, opening_end: int) -> _Header:
    header = _Header()
    stop = min(len(text), opening_end, _HEADER_MAX)
    position = 0
    while position < stop:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        salutation = opening_cue("salutation").search(text, position, min(end, position + 60))
        if salutation is not None:
            end = salutation.start()
        if text[position:end].strip() and end - position <= _LINE_MAX:
            header.lines.append(_line(text, position, end))
        header.end = end
        if salutation is not None:
            if header.lines:
                header.lines[-1] = replace(header.lines[-1], before_salutation=True)
            break
        position = end + 1
    return header


def find_occasion(text: str, opening_end: int, *, national: bool = False) -> Occasion:
    """The occasion of a report from its cleaned text and where its opening ends.

    Args:
        text: the cleaned text.
        opening_end: where its first heading begins, or the longest that an opening may be.
        national: whether the report is one of the central government; only then is the national congress its own.
    """
    header = _header(text, opening_end)
    notes: list[str] = []
    delivered = _delivered(text, header, notes)
    congress, session = _congress(text, header, national, notes)
    speaker, office = _speaker(text, header)
    return Occasion(delivered, congress, session, speaker, office, tuple(notes))


# When


_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
_MEETING = re.compile(r"会议|大会|届|人大|会上")
_YEAR_ONLY = re.compile(r"(?<!\d)((?:19[4-9]|20[0-9])\d)年(?=在.{2,40}(?:会议|大会)上?)")
_BESIDE_DATE = 16
"""So many characters may stand beside a date on a line that gives the date: a name, 北京, 讨论稿."""
_SIGNED_WITHIN = 250


def _delivered(text: str, header: _Header, notes: list[str]) -> Said[str] | None:
    found: list[tuple[int, Said[str]]] = []
    for line in header.lines:
        if opening_cue("published").search(line.text):
            continue
        dates = line.dates
        if not dates:
            year = _YEAR_ONLY.search(line.text)
            if year:
                found.append((2, line.said(year[1], year.start(), year.end())))
            continue
        date = dates[0]
        if not _MEETING.search(line.text) and (not date.in_words or _CLOCK.search(line.text)):
            continue  # a page's own date, printed by its software
        if opening_cue("adopted").search(line.text):
            notes.append(f"{date.iso} is when the report was adopted, not when it was given")
            continue
        if _MEETING.search(line.text):
            rank = 0
        elif len(line.text) - (date.end - date.start) <= _BESIDE_DATE and "报告" not in line.text:
            rank = 1
        else:
            continue
        found.append((rank, line.said(date.iso, date.start, date.end)))
    if not found:
        return _signed(text, header.end)
    _, best = min(found, key=lambda pair: (pair[0], pair[1].start))
    for other in sorted({said.value for _, said in found}):
        if not best.value.startswith(other) and not other.startswith(best.value):
            notes.append(
                f"two dates stand before the report, {best.value} and {other}: {best.value} is taken"
            )
    return best


def _signed(text: str, after: int) -> Said[str] | None:
    """The date on the last line, below the name of who signs."""
    start = max(after, len(text) - _SIGNED_WITHIN)
    lines = [m.span() for m in re.finditer(r"[^\n]+", text[start:]) if m.group().strip()]
    if len(lines) < 2:
        return None
    (above_start, above_end), (begin, end) = ((start + a, start + b) for a, b in lines[-2:])
    line = _line(text, begin, end)
    dates = line.dates
    if (
        len(dates) != 1
        or not dates[0].in_words
        or dates[0].end - dates[0].start < len(line.text.strip("（）"))
    ):
        return None
    above = text[above_start:above_end]
    if above_end - above_start > 30 or "。" in above or not opening_cue("signer").search(above):
        return None
    return line.said(dates[0].iso, dates[0].start, dates[0].end)


# Where


_ORDINAL = r"[一二三四五六七八九十\d]{1,4}"
_CONGRESS = re.compile(
    rf"第?(?P<congress>{_ORDINAL})届(?P<national>全国)?(?:人民代表大会|人代会|人大)(?P<standing>常务委员会|常委会)?"
    rf"(?:第?(?P<session>{_ORDINAL})次(?:全体)?会议)?"
)
_CONGRESS_FIRST = re.compile(
    rf"(?P<national>全国)?(?:人民代表大会|人大)(?P<standing>常务委员会|常委会)?第?(?P<congress>{_ORDINAL})届"
    rf"第?(?P<session>{_ORDINAL})次(?:全体)?会议"
)
"""县人大十七届三次会议."""
_TO_CONGRESS = re.compile(
    r"(?<!面)(?:向|提请|提交)(?:(?!大会|报告|执行|贯彻|落实)[^。\n，]){0,14}?"
    rf"(?P<all>{_CONGRESS.pattern})上?(?=，?(?:作|做|报告|汇报|审议|审查|提出))"
)
"""我代表市人民政府，向市第十届人民代表大会第三次会议报告工作."""
_FIRST_PARAGRAPHS = 700


def _congress(
    text: str, header: _Header, national: bool, notes: list[str]
) -> tuple[Said[int] | None, Said[int] | None]:
    """The congress and the session at which the report was given."""
    joined = _Line(
        "".join(line.text for line in header.lines), [at for line in header.lines for at in line.at[:-1]]
    )
    found = [
        m
        for form in (_CONGRESS, _CONGRESS_FIRST)
        for m in form.finditer(joined.text)
        if national or not m["national"]
    ]
    after = _Line(text, range(len(text) + 1))
    asked = _TO_CONGRESS.search(text, header.end, header.end + _FIRST_PARAGRAPHS)
    said = _CONGRESS.match(text, asked.start("all")) if asked else None
    if said is not None and said["national"] and not national:
        said = None
    # The line that has the session as well says more than one that only names the congress.
    best = next((m for m in found if m["session"] or m["standing"]), found[0] if found else None)
    line = joined
    if best is None:
        best, line = said, after
    elif said is not None and _numbers(said) != _numbers(best) and said["session"] and best["session"]:
        notes.append(f"the report is given at {best.group()}, but speaks to {said.group()}")
    if best is None:
        return None, None
    others = {m.group() for m in found if m["session"] and best["session"] and _numbers(m) != _numbers(best)}
    notes.extend(
        f"two sessions stand before the report, {best.group()} and {other}" for other in sorted(others)
    )
    congress, session = _numbers(best)
    return (
        line.said(congress, *best.span("congress")) if congress else None,
        line.said(session, *best.span("session")) if session else None,
    )


def _numbers(m: re.Match[str]) -> tuple[int | None, int | None]:
    """Congress and session; a session of the standing committee is none of the congress."""
    congress = number_of(m["congress"])
    session = number_of(m["session"]) if m["session"] and not m["standing"] else None
    return congress or None, session or None


# Who

_HAN = r"[\u4e00-\u9fff]"
_NAMES_JOINED = re.compile(rf"{_HAN}{{1,9}}(?:[·•‧・∙.]{_HAN}{{1,9}}){{1,3}}")
_REPORTS = re.compile(
    r"(?:同志)?(?:代表[^。]{1,16}|受[^。]{1,16}委托|向(?:大会|会议))*，?所?[作做][^。]{0,16}报告.*$"
)
_ASIDE = re.compile(r"（?(?:备注|注)[:：]")
_ABOUT = re.compile(r"[（(][^（）()]{1,8}[）)]?$")
"""王伟（女，回族）."""
_LABEL = re.compile(r"^(?:报告人|汇报人|作报告人|述职人)[:：]?")
_AT_MEETING = re.compile(r"^.*(?:会议|大会|会)上")
_TRIM = "（）()—-–:：，,、。*#>|·\"'《》“”【】[]<"
_BODY = re.compile(r"(?:人民政府|政府|人民委员会|革命委员会|革委会|行政公署|行署|管理委员会|管委会|办事处)$")
_SHOWN_BODIES = ("革命委员会", "革委会", "管理委员会", "管委会", "办事处")
_DEPARTMENT = re.compile(rf"(?:国家)?{_HAN}{{1,14}}(?:委员会|委|局|厅|部|办公室|办|政府|院|常委会)")
_COMMITTEE = re.compile(
    rf"(?:中共|中国共产党)?(?P<place>{_HAN}*?)(?P<unit>自治区|[省市州县区旗镇乡])?(?:党委|党工委|工委|委员会|委)副?"
)
_UNIT_WORDS = ("自治区", "自治州", "自治县", "省", "市", "州", "县", "区", "旗", "盟", "镇", "乡")


@cache
def _office() -> re.Pattern[str]:
    core = any_of(offices())
    whose = r"(?:[\u4e00-\u9fff]{1,8}?[省市州县区旗镇乡]|[省市州县区旗镇乡]|自治区|自治州|自治县)?"
    role = r"(?:党委|党工委|工委|委|(?:人民)?(?:政府)?党组)(?:常委|副书记|书记|成员)"
    party = rf"(?:(?:中共)?{whose}{role}[、，])"
    joint = rf"(?:兼{_HAN}{{2,16}}?(?:主任|部长|书记|局长|行长)|[、，]{whose}{role})?"
    return re.compile(rf"(?:{party}){{0,2}}(?:代理|代|常务副|第一副|副)?(?P<core>{core}){joint}")


@cache
def _name_first() -> re.Pattern[str]:
    """周王平市长在市三届人大二次会议上所作…报告."""
    core = any_of(row.office for row in offices().values() if row.head)
    return re.compile(
        rf"(?:^|印发|转发|由|[，。：、》”（>])(?P<name>{_HAN}{{2,4}}?)(?P<office>(?:代理|代|常务副|副)?(?:{core}))(?:同志)?"
        rf"(?:在[^。]{{2,40}}?(?:会议|大会)上)?所?[作做][^。]{{0,16}}报告"
    )


@cache
def _in_sentence() -> re.Pattern[str]:
    """县长王伟代表县政府向大会作政府工作报告."""
    core = any_of(row.office for row in offices().values() if row.head)
    return re.compile(
        rf"(?P<office>(?:代理|代|常务副|副)?(?:{core}))(?P<name>{_HAN}{{2,4}}?|{_NAMES_JOINED.pattern})(?:同志)?"
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
        and re.fullmatch(f"{_HAN}+", words) is not None
        and not opening_cue("not_name").search(words)
    )


def _speaker(text: str, header: _Header) -> tuple[Said[str] | None, Said[str] | None]:
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
        after_head = after_head or dated or "报告" in line.text or bool(_MEETING.search(line.text))
    if bare is not None:
        return bare, pending
    told = _line(text, 0, min(len(text), _HEADER_MAX))
    for m in _in_sentence().finditer(told.text):
        if is_name(m["name"]):
            return told.said(m["name"], *m.span("name")), told.said(m["office"], *m.span("office"))
    return None, pending


def _is_dated(line: _Line) -> bool:
    return bool(line.dates or _MEETING.search(line.text))


def _without_meeting(line: _Line) -> tuple[str, int, bool]:
    """What a line says besides the date and the meeting, where that begins, and whether it had any of them."""
    start, end = 0, len(line.text)
    meeting = _AT_MEETING.match(line.text)
    if meeting and not _REPORTS.search(line.text, meeting.end()) and end - meeting.end() <= _LINE_MAX:
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


def _office_and_name(line: _Line, words: str, begin: int) -> tuple[Said[str], Said[str] | None] | None:
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
    body = _BODY.search(before)
    place = before[: body.start()] if body else before
    if before == "国务院":
        return 0
    if not body and core[1] == "长" and core[0] in _UNIT_WORDS and _is_place(before + core[0]):
        return m.start()  # 青石县长
    if _is_place(place):
        if core == "主席" and place.endswith("自治区"):
            return len(place) - 3
        return body.start() if body and body.group().endswith(_SHOWN_BODIES) else m.start()
    if core == "书记":
        committee = _COMMITTEE.fullmatch(before)
        if committee is None or not _is_place(committee["place"] + (committee["unit"] or "")):
            return None
        return committee.start("unit") if committee["unit"] else committee.end("place")
    if offices()[core].head is None or core == "主任":
        # From the longest place down: 青石县发展和改革局 is of a county, and not a department called 青石县….
        for start in range(len(before) - 1, -1, -1):
            if _is_place(before[:start]) and _DEPARTMENT.fullmatch(before, start):
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
