"""Which years a report is about: the year summed up (总结年) and the year planned (安排年).

The text decides, in this order: years in its title and top headings, the date on which it was delivered (a report of
October to December plans the next year), what its first paragraphs say of a year. A file's name is the last resort.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policy_nlp.knowledge import any_of
from policy_nlp.structure.cues import five_year_plans, heading_pattern, tense
from policy_nlp.structure.dates import Date, dates_in, year_of

_YEAR_HAN = re.compile(
    r"(一九[四五六七八九][〇零○一二三四五六七八九]|二[〇零○O][〇零○一二三四五六七八九]{2})年?"
)
_YEAR_DIGITS = re.compile(r"(?<![\d.])((?:19[4-9]|20[0-9])\d)(?![\d.%亿万])")
_YEAR_SENTENCE = re.compile(
    r"(?:^|[\n。；！])(?:各位代表[，！：]|刚刚过去的|特别是|尤其是|回首|回顾|预计|初步核算，|建议)?"
    r"((?:19[4-9]|20[0-9])\d|一九[四五六七八九][〇零○一二三四五六七八九]|二[〇零○][〇零○一二三四五六七八九]{2})年，?"
    r"(?:是|将|政府工作|工作|预计|面对|我们|[全我][省市县区州国镇]|经济社会发展|国民经济|地区生产总值)"
)
_FIVE_YEAR = re.compile(
    r"[“\"]?(" + any_of(five_year_plans()) + r")[”\"]?(?=[”\"规计时期发主目奋工末以来和及开])"
)
_OPENING = 700
_SENTENCE = 150
"""So many characters behind a year, at most, say whether it is spoken of as past or as coming."""


_HALF_YEAR = re.compile("上半年")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReportYears:
    """The year that is summed up and the year that is planned; None where the text does not say.

    Attributes:
        review_at, plan_at: the characters of the cleaned text that say it; None where it is inferred.
        notes: where what the text says of them disagrees.
    """

    review: int | None
    plan: int | None
    review_at: Span | None = None
    plan_at: Span | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A heading or title, and where it begins in the cleaned text (None: it does not stand there)."""

    text: str
    start: int | None

    def where(self, year: int) -> Span | None:
        """The characters that name a year; all of them if none does."""
        if self.start is None:
            return None
        for begin, end, named in named_years(self.text):
            if named == year:
                return self.start + begin, self.start + end
        return self.start, self.start + len(self.text)


def named_years(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, int]]:
    """The calendar years that a stretch of text names, in order: start, end, year."""
    stop = len(text) if end is None else end
    found = [(m.start(1), m.end(1), int(m.group(1))) for m in _YEAR_DIGITS.finditer(text, start, stop)]
    for m in _YEAR_HAN.finditer(text, start, stop):
        year = year_of(m.group(1))
        if year:
            found.append((m.start(1), m.end(1), year))
    return sorted(found)


def years_in(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """The calendar years that a stretch of text names, in order."""
    return [year for _, _, year in named_years(text, start, end)]


def five_year_spans_in(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The years of the five-year plans (“十四五”) that a stretch of text names, in order."""
    plans = five_year_plans()
    stop = len(text) if end is None else end
    return [(plans[m.group(1)].first, plans[m.group(1)].last) for m in _FIVE_YEAR.finditer(text, start, stop)]


def planned_by_date(date: Date) -> int:
    """The year planned by a report of that date: the next one from October on."""
    return date.year + 1 if (date.month or 1) >= 10 else date.year


def report_years(text: str, headings: list[Stretch], opening_end: int, title: Stretch | None) -> ReportYears:
    """The years of a report from its cleaned text, its top headings, where its opening ends, and its title."""
    notes: list[str] = []
    review, plan = _from_headings(headings)
    if title:
        parts = _parts(title)
        title_review, title_plan = _from_headings(parts)
        review, plan = review or title_review, plan or title_plan
    dated = _from_date(text, opening_end, title)
    if dated is not None and (plan is None or plan.year != dated.date.year):
        # Late in the year, the headings tell whether this year or the next one is planned.
        if plan is not None and plan.year not in (dated.date.year, dated.plans):
            notes.append(
                f"the headings plan {plan.year}, but the report is dated {dated.date.iso}: {dated.plans} is taken"
            )
        if plan is None or plan.year not in (dated.date.year, dated.plans):
            plan = _Said(dated.plans, (dated.date.start, dated.date.end))
    if plan is not None and plan.at is None and dated is not None:
        plan = _Said(plan.year, (dated.date.start, dated.date.end))
    if plan is None and review is not None:
        plan = _Said(review.year + 1, None)
    if plan is None and title:
        named = named_years(title.text)
        if named and "回顾" not in title.text and "总结" not in title.text:
            plan = _Said(named[-1][2], title.where(named[-1][2]))
    if plan is None:
        plan = _from_body(text)
    if plan is not None and title and _HALF_YEAR.search(title.text) and plan.year in years_in(title.text):
        # The first half of a year is summed up, its second half planned.
        review = plan
    elif plan is not None and (review is None or not plan.year - 2 <= review.year < plan.year):
        review = _Said(plan.year - 1, None)
    return ReportYears(
        review.year if review else None,
        plan.year if plan else None,
        review.at if review else None,
        plan.at if plan else None,
        tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A year and the characters that say it."""

    year: int
    at: Span | None


@dataclass(frozen=True, slots=True)
class _Dated:
    """The date in the opening, and the year planned by a report of that date."""

    date: Date
    plans: int


def _parts(title: Stretch) -> list[Stretch]:
    """What a title joins: the execution of one year's plan 与 the draft of the next one's."""
    parts: list[Stretch] = []
    position = 0
    for part in re.split(r"[和与及暨、]", title.text):
        parts.append(Stretch(part, None if title.start is None else title.start + position))
        position += len(part) + 1
    return parts


def _from_headings(headings: list[Stretch]) -> tuple[_Said | None, _Said | None]:
    done, ahead = heading_pattern("review", "past"), heading_pattern("task", "plan")
    reviews: list[tuple[int, Stretch]] = []
    plans: list[tuple[int, Stretch]] = []
    for heading in headings:
        named = years_in(heading.text)
        if not named:
            continue
        first_done, first_ahead = done.search(heading.text), ahead.search(heading.text)
        if first_done and first_ahead:
            if len(named) >= 2 and first_done.start() < first_ahead.start():
                reviews.append((named[0], heading))
                plans.append((named[-1], heading))
            continue
        if first_done:
            reviews.append((max(named), heading))
        elif first_ahead and not heading_pattern("ahead", "outlook").search(heading.text):
            plans.append((min(named), heading))
    plan = Counter(year for year, _ in plans).most_common(1)[0][0] if plans else _next_to(headings)
    review = reviews[0][0] if reviews else None
    if plan is not None and review is not None and not plan - 2 <= review <= plan:
        plan, plans = review + 1, []
    return (
        None if review is None else _Said(review, _where(review, reviews, headings)),
        None if plan is None else _Said(plan, _where(plan, plans, headings)),
    )


def _where(year: int, said: list[tuple[int, Stretch]], headings: list[Stretch]) -> Span | None:
    """The characters that name a year in the heading that says it, else in any."""
    saying = next((h for y, h in said if y == year), None) or next(
        (h for h in headings if year in years_in(h.text)), None
    )
    return saying.where(year) if saying else None


def _next_to(headings: list[Stretch]) -> int | None:
    """The year after another in later headings: one is summed up, the next one planned."""
    earlier: set[int] = set()
    for heading in headings:
        named = years_in(heading.text)
        for year in named:
            if year - 1 in earlier:
                return year
        earlier.update(named)
    # The review of one five-year plan before the outlook on the next is of the year in which the next begins.
    spans = [span for heading in headings for span in five_year_spans_in(heading.text)]
    return next((begin for begin, _ in spans[1:] if any(end == begin - 1 for _, end in spans)), None)


def _from_date(text: str, opening_end: int, title: Stretch | None) -> _Dated | None:
    """The date in a short line of the opening, and the year planned by it."""
    for m in re.finditer(r"[^\n]+", text[: min(opening_end, _OPENING)]):
        line = m.group()
        if "各位代表" in line:
            break
        if len(line) > 75 or "。" in line:
            continue
        date = next(dates_in(text, *m.span()), None)
        if date is not None:
            # A title that names a year (1981年政府工作报告) says which year it is about, however late it was delivered.
            named = years_in(title.text) if title else []
            return _Dated(date, date.year if named == [date.year] else planned_by_date(date))
    return None


def _from_body(text: str) -> _Said | None:
    """The year planned, by what the text says a year is or does: the later one of two years in a row, else the one
    that is named so, or the one after it if that stands at the beginning."""
    first: dict[int, Span] = {}
    for m in _YEAR_SENTENCE.finditer(text):
        year = year_of(m.group(1))
        if year:
            first.setdefault(year, m.span(1))
    if not first:
        return None
    pairs = [year for year, place in first.items() if first.get(year - 1, place)[0] < place[0]]
    year = max(pairs) if pairs else max(first, key=lambda y: -first[y][0])
    start, _ = first[year]
    if start < len(text) * 0.15:
        return _Said(year + 1, None)
    stop = text.find("。", start + 1, start + _SENTENCE)
    if not pairs and tense(text, start, stop if stop > 0 else start + _SENTENCE) > 0:
        return None  # a year of which it is said what was done, somewhere in the middle
    return _Said(year, first[year])
