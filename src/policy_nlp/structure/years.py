"""Which years a report is about: the year summed up (总结年) and the year planned (安排年).

The text decides, in this order: years in its title and top headings, the date on which it was delivered (a report of
October to December plans the next year), what its first paragraphs say of a year. A file's name is the last resort.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policy_nlp.knowledge import any_of
from policy_nlp.structure.cues import five_year_plans, heading_pattern

_HAN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "O": "0",
}
_YEAR_HAN = re.compile(
    r"(一九[四五六七八九][〇零○一二三四五六七八九]|二[〇零○O][〇零○一二三四五六七八九]{2})年?"
)
_YEAR_DIGITS = re.compile(r"(?<![\d.])((?:19[4-9]|20[0-9])\d)(?![\d.%亿万])")
_DATE = re.compile(
    r"(?<!\d)((?:19[4-9]|20[0-9])\d|一九[四五六七八九][〇零○一二三四五六七八九]|二[〇零○O][〇零○一二三四五六七八九]{2})"
    r"\s?年\s?(\d{1,2}|十[一二]?|[一二三四五六七八九])\s?月"
)
_SHORT_DATE = re.compile(r"(?<!\d)(\d\d)年(\d{1,2})月\d{1,2}日")
_YEAR_SENTENCE = re.compile(
    r"(?:^|[\n。；！])(?:各位代表[，！：]|刚刚过去的|特别是|尤其是|回首|回顾|预计|初步核算，|建议)?"
    r"((?:19[4-9]|20[0-9])\d|一九[四五六七八九][〇零○一二三四五六七八九]|二[〇零○][〇零○一二三四五六七八九]{2})年，?"
    r"(?:是|将|政府工作|工作|预计|面对|我们|[全我][省市县区州国镇]|经济社会发展|国民经济|地区生产总值)"
)
_MONTHS = {
    c: i
    for i, c in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
_FIVE_YEAR = re.compile(
    r"[“\"]?(" + any_of(five_year_plans()) + r")[”\"]?(?=[”\"规计时期发主目奋工末以来和及开])"
)
_OPENING = 700


@dataclass(frozen=True, slots=True)
class ReportYears:
    """The year that is summed up and the year that is planned; None where the text does not say."""

    review: int | None
    plan: int | None


def year_of(printed: str) -> int | None:
    """The year as a number, from digits or Chinese numerals (二〇二四)."""
    digits = "".join(_HAN_DIGITS.get(c, c) for c in printed)
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def years_in(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """The calendar years that a stretch of text names, in order."""
    stop = len(text) if end is None else end
    found = [(m.start(), int(m.group(1))) for m in _YEAR_DIGITS.finditer(text, start, stop)]
    for m in _YEAR_HAN.finditer(text, start, stop):
        year = year_of(m.group(1))
        if year:
            found.append((m.start(), year))
    return [year for _, year in sorted(found)]


def five_year_spans_in(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The years of the five-year plans (“十四五”) that a stretch of text names, in order."""
    plans = five_year_plans()
    stop = len(text) if end is None else end
    return [(plans[m.group(1)].first, plans[m.group(1)].last) for m in _FIVE_YEAR.finditer(text, start, stop)]


def delivery(text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Year and month of the date (2024年1月5日, 二〇二四年一月五日) that a stretch of text gives first."""
    stop = len(text) if end is None else end
    for m in _DATE.finditer(text, start, stop):
        year = year_of(m.group(1))
        month = int(m.group(2)) if m.group(2).isdecimal() else _MONTHS.get(m.group(2), 0)
        if year and 1 <= month <= 12:
            return year, month
    return None


def planned_by_date(year: int, month: int) -> int:
    """The year planned by a report of that month: the next one from October on."""
    return year + 1 if month >= 10 else year


def report_years(text: str, headings: list[str], opening_end: int, title: str | None) -> ReportYears:
    """The years of a report from its cleaned text, its top headings, where its opening ends, and its title."""
    review, plan = _from_headings(headings)
    if title:
        title_review, title_plan = _from_headings(re.split(r"[和与及暨、]", title))
        review, plan = review or title_review, plan or title_plan
    dated = _from_date(text, opening_end, title)
    if dated is not None and plan != dated[0]:
        # Late in the year, the headings tell whether this year or the next one is planned.
        plan = dated[1] if plan is None or plan not in dated else plan
    if plan is None and review is not None:
        plan = review + 1
    if plan is None and title:
        named = years_in(title)
        plan = named[-1] if named and "回顾" not in title and "总结" not in title else None
    if plan is None:
        plan = _from_body(text)
    if plan is not None and (review is None or not plan - 2 <= review < plan):
        review = plan - 1
    return ReportYears(review, plan)


def _from_headings(headings: list[str]) -> tuple[int | None, int | None]:
    done, ahead = heading_pattern("review", "past"), heading_pattern("task", "plan")
    review: int | None = None
    plans: list[int] = []
    for heading in headings:
        named = years_in(heading)
        if not named:
            continue
        first_done, first_ahead = done.search(heading), ahead.search(heading)
        if first_done and first_ahead:
            if len(named) >= 2 and first_done.start() < first_ahead.start():
                review = review or named[0]
                plans.append(named[-1])
            continue
        if first_done:
            review = review or max(named)
        elif first_ahead and not heading_pattern("ahead", "outlook").search(heading):
            plans.append(min(named))
    plan = Counter(plans).most_common(1)[0][0] if plans else _next_to(headings)
    if plan is not None and review is not None and not plan - 2 <= review <= plan:
        plan = review + 1
    return review, plan


def _next_to(headings: list[str]) -> int | None:
    """The year after another in later headings: one is summed up, the next one planned."""
    earlier: set[int] = set()
    for heading in headings:
        named = years_in(heading)
        for year in named:
            if year - 1 in earlier:
                return year
        earlier.update(named)
    # The review of one five-year plan before the outlook on the next is of the year in which the next begins.
    spans = [span for heading in headings for span in five_year_spans_in(heading)]
    return next((begin for begin, _ in spans[1:] if any(end == begin - 1 for _, end in spans)), None)


def _from_date(text: str, opening_end: int, title: str | None) -> tuple[int, int] | None:
    """The year of the date in a short line of the opening, and the year planned by it."""
    for m in re.finditer(r"[^\n]+", text[: min(opening_end, _OPENING)]):
        line = m.group()
        if "各位代表" in line:
            break
        if len(line) > 75 or "。" in line:
            continue
        date = delivery(line)
        if date is None:
            short = _SHORT_DATE.search(line)
            date = (2000 + int(short.group(1)), int(short.group(2))) if short else None
        if date is not None:
            # A title that names a year (1981年政府工作报告) says which year it is about, however late it was delivered.
            named = years_in(title) if title else []
            return date[0], date[0] if named == [date[0]] else planned_by_date(*date)
    return None


def _from_body(text: str) -> int | None:
    """The year planned, by what the text says a year is or does: the later one of two years in a row, else the one
    that is named so, or the one after it if that stands at the beginning."""
    first: dict[int, int] = {}
    for m in _YEAR_SENTENCE.finditer(text):
        year = year_of(m.group(1))
        if year:
            first.setdefault(year, m.start())
    if not first:
        return None
    pairs = [year for year, place in first.items() if first.get(year - 1, place) < place]
    year = max(pairs) if pairs else max(first, key=lambda y: -first[y])
    return year + 1 if first[year] < len(text) * 0.15 else year
