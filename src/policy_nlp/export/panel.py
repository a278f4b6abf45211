"""The panel: one row per place, year, indicator and role, as economists use it.

Only headline values stand in it: of the whole place and the whole year. `target` is what the report that plans a
year promises for it, `actual` what the report that reviews a year claims for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from policy_nlp.export.reports import read_reports
from policy_nlp.export.tables import Column, Table
from policy_nlp.knowledge.indicators import indicator_table
from policy_nlp.records import Comparator, Level, Quantity, Report, Section, Target

Role = Literal["target", "actual"]
Measure = Literal["growth", "level", "points"]


class PanelRow(NamedTuple):
    """One cell of the panel, with the characters it came from."""

    place: str | None
    level: Level | None
    year: int
    indicator_id: str
    indicator: str
    role: Role
    measure: Measure
    value: str
    upper: str | None
    unit: str | None
    comparator: Comparator
    basis: str | None
    report: str
    start: int
    end: int
    code: str | None = None
    current_code: str | None = None


PANEL = Table(
    "panel",
    tuple(
        Column(
            name,
            "integer"
            if name in ("year", "start", "end")
            else "number"
            if name in ("value", "upper")
            else "text",
        )
        for name in PanelRow._fields
    ),
)


def export_panel(source: str | Path | Iterable[Report]) -> list[PanelRow]:
    """The panel of a folder of processed reports, or of the reports themselves; sorted.

    Copies of one report (as .docx and as .pdf) count once: the first of them, by the order in which they come.

    Raises:
        ExportError: if the folder holds something else than processed reports.
    """
    reports = read_reports(source) if isinstance(source, (str, Path)) else source
    rows = [row for report in _without_copies(reports) for row in panel_of(report)]
    rows.sort(key=lambda r: (r.place or "", r.year, r.indicator_id, r.role, r.measure, r.report))
    return rows


def _without_copies(reports: Iterable[Report]) -> Iterator[Report]:
    """The reports without those that are there already, as another file: the same place, year and numbers in their order."""
    seen: set[tuple[str | None, int | None, int]] = set()
    for report in reports:
        info = report.report
        numbers = tuple((q.value, q.unit, q.kind, q.indicator) for q in report.quantities)
        key = (info.place, info.plan_year, hash(numbers))
        if numbers and key in seen:
            continue
        seen.add(key)
        yield report


def panel_of(report: Report) -> list[PanelRow]:
    """The panel rows of one report; none for a role whose year is not known."""
    info = report.report
    rows: list[PanelRow] = []
    if info.plan_year is not None:
        rows.extend(_Chooser(report, "target", info.plan_year).rows())
    if info.review_year is not None:
        rows.extend(_Chooser(report, "actual", info.review_year).rows())
    return rows


# A part of a year, several years, a running total: what such a number covers is not the year.
_OTHER_PERIOD = re.compile(r"月|季度|半年|五”?|年来|年间|年均|累计|以来|届|[二三四五六七八九十\d]年(?!$)")
_ONE_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_OTHER_BASIS = re.compile(r"年均|年平均|年递增|两年平均|三年平均|每年")
_SENTENCE = re.compile(r"[。！？\n]")
_SEVERAL_YEARS = re.compile(
    r"五年来|年均|“?[一二三四五六七八九十]+五”?(?:时期|期间)|过去五年|本届政府|[三四]年来|由\d{4}年的|从\d{4}年的|比\d{4}年"
)
# 从30000元增加到36000元: the first value is not the year's
_CHANGES_TO = re.compile(
    r"(?:左右|以上)?(?:预计|将)?(?:增加|提高|上升|增长|提升|扩大|下降|降低|减少|回落|跃升|上调|下调|增|升|降|减)(?:到|至|为)"
)
_PART_OF_YEAR = re.compile(
    r"\d{1,2}[-—至到~]\d{1,2}月|[一二三四]季度|上半年|下半年|前[三两]个?季度|前\d{1,2}个月"
)


_TIME_WORD = re.compile(
    r"去年|过去一年|(?<![十一二三四五六七八九])一年来|预计全?年|(?<![比较由从至到])(?:19|20)\d\d年(?!以来|的)"
    r"|[二三四五六七八九十]年来(?!最|新|首|少)|[过这]去?[三四五]年|“?[一二三四五六七八九十]+五”?(?:时期|期间)|本届政府[^，。]{0,6}(?:以来|期间|五年)"
)
_LOOK_BACK = 8000


class _Candidate(NamedTuple):
    quantity: Quantity | Target
    indicator_id: str
    measure: Measure
    basis: str | None
    line: int
    weight: int


class _Chooser:
    """Chooses, for one report and role, the headline value of each indicator and measure."""

    def __init__(self, report: Report, role: Role, year: int) -> None:
        self.report = report
        self.role = role
        self.year = year
        self.sections = {section.id: section for section in report.sections}
        self.breaks = [match.start() for match in _SENTENCE.finditer(report.text)]
        self.quantities = {quantity.id: quantity for quantity in report.quantities}

    def rows(self) -> Iterator[PanelRow]:
        info = self.report.report
        table = indicator_table()
        candidates = [
            c for c in (self._targets() if self.role == "target" else self._actuals()) if c is not None
        ]
        company = Counter(line for line, _ in {(c.line, c.indicator_id) for c in candidates})
        best: dict[tuple[str, Measure], _Candidate] = {}
        for c in candidates:
            key = (c.indicator_id, c.measure)
            if key not in best or self._order(c, company) < self._order(best[key], company):
                best[key] = c
        for (indicator_id, measure), c in sorted(best.items()):
            q = c.quantity
            assert q.value is not None
            yield PanelRow(
                info.place, info.level, self.year, indicator_id, table[indicator_id].name, self.role, measure,
                q.value, q.upper, q.unit, self._comparator(q), c.basis, info.id, q.start, q.end,
                info.code, info.current_code,
            )  # fmt: skip

    def _comparator(self, item: Quantity | Target) -> Comparator:
        """控制在4% promises at most 4%, but reports 4%."""
        if self.role == "actual" and item.comparator == "le":
            text = self.report.text
            if (
                text[max(0, item.start - 3) : item.start] == "控制在"
                and text[item.end : item.end + 1] != "以"
            ):
                return "eq"
        return item.comparator

    @staticmethod
    def _order(c: _Candidate, company: Counter[int]) -> tuple[int, int, int]:
        """The headline value stands among other headline values; of equals the first."""
        return (-c.weight, -min(company[c.line], 4), c.quantity.start)

    def _targets(self) -> Iterator[_Candidate | None]:
        for target in self.report.targets:
            if (
                target.quantity is None
                or target.value is None
                or target.indicator_id is None
                or target.deadline not in (self.year, None)
            ):
                continue
            quantity = self.quantities.get(target.quantity)
            if quantity is not None:
                yield self._candidate(target, quantity)

    def _actuals(self) -> Iterator[_Candidate | None]:
        claims = sorted((claim.start, claim.end) for claim in self.report.claims)
        starts = [start for start, _ in claims]
        targets = {target.quantity for target in self.report.targets}
        for quantity in self.report.quantities:
            if quantity.indicator_id is None or quantity.id in targets or quantity.basis == "目标":
                continue
            i = bisect_right(starts, quantity.start) - 1
            claimed = i >= 0 and quantity.start < claims[i][1]
            section = self._section(quantity)
            if claimed or (
                section is not None
                and (
                    section.kind == "review"
                    or self._in_table(quantity)
                    or self._looks_back(section, quantity.start)
                )
            ):
                yield self._candidate(quantity, quantity)

    def _in_table(self, quantity: Quantity) -> bool:
        """Whether it stands under the year in a table of indicators, which may be anywhere in the report."""
        if quantity.period != f"{self.year}年":
            return False
        text = self.report.text
        start, end = text.rfind("\n", 0, quantity.start) + 1, text.find("\n", quantity.end)
        row = text[start : end if end >= 0 else len(text)]
        return len(row) < 400 and ("\t" in row or "|" in row)

    def _candidate(self, item: Quantity | Target, quantity: Quantity) -> _Candidate | None:
        indicator_id = item.indicator_id
        if indicator_id is None:
            return None
        measure = self._measure(quantity, indicator_id)
        if measure is None or (quantity.basis and _OTHER_BASIS.search(quantity.basis)):
            return None
        sentence = bisect_right(self.breaks, item.start)
        begin = self.breaks[sentence - 1] + 1 if sentence else 0
        before = self.report.text[begin : item.start]
        weight = self._weight(item, quantity, before)
        if weight is None:
            return None
        return _Candidate(item, self._same_concept(indicator_id), measure, quantity.basis, sentence, weight)

    def _weight(self, item: Quantity | Target, quantity: Quantity, before: str) -> int | None:
        """None if the number covers another time than the year; less for what only probably covers it."""
        if _CHANGES_TO.match(self.report.text, item.end):
            return None
        period = quantity.period or ""
        year = _ONE_YEAR.search(period)
        if year is not None and int(year.group()) != self.year:
            return None
        if year is None and period and _OTHER_PERIOD.search(period):
            return None
        weight = 0
        section = self._section(quantity)
        if self.role == "actual":
            nearest = before[max(before.rfind("；"), before.rfind("全年")) + 1 :]
            if _PART_OF_YEAR.search(nearest):
                weight -= 4
            if _SEVERAL_YEARS.search(nearest):
                weight -= 3
            if section is not None and section.years is not None and section.years[1] > section.years[0]:
                # a review of several years: only what is said of the last of them counts
                if not self._last_year_is_spoken_of(section, item.start):
                    return None
                weight -= 2
        elif isinstance(item, Target) and item.strength == "aim":
            weight += 1
        if weight <= -3:
            return None
        return weight

    def _last_year_is_spoken_of(self, section: Section, position: int) -> bool:
        """Whether, of the words in front that name a time, the last one names the year and not a run of years."""
        parent = self.sections.get(section.parent) if section.parent is not None else None
        while parent is not None and parent.years == section.years:
            section = parent
            parent = self.sections.get(section.parent) if section.parent is not None else None
        begin = max(section.start, position - _LOOK_BACK)
        last = None
        for last in _TIME_WORD.finditer(self.report.text, begin, position):  # noqa: B007
            pass
        if last is None:
            return False
        word = last.group()
        return word.startswith(("去年", "过去一年", "一年来", "预计", f"{self.year}年"))

    def _looks_back(self, section: Section, position: int) -> bool:
        """A plan's look back at the year before: 过去一年，…"""
        begin = max(section.start, position - 200)
        return self._last_year_is_spoken_of(
            section.model_copy(update={"start": begin, "parent": None}), position
        )

    def _section(self, item: Quantity) -> Section | None:
        return self.sections.get(item.section) if item.section is not None else None

    def _same_concept(self, indicator_id: str) -> str:
        """For the country as a whole 财政收入 is the general public budget: the totals below it hold the central share."""
        if indicator_id == "fiscal_revenue_total" and self.report.report.level == "national":
            return "general_public_budget_revenue"
        return indicator_id

    @staticmethod
    def _measure(quantity: Quantity, indicator_id: str) -> Measure | None:
        if quantity.kind == "growth":
            return "growth"
        if quantity.kind == "points":
            return "points"
        if quantity.kind == "percent":
            # an index is printed as a rate (2%) or with the year before as 100 (102%)
            return (
                "growth"
                if indicator_table()[indicator_id].dimension == "index" and quantity.decimal < 50
                else "level"
            )
        return "level" if quantity.kind == "amount" else None
