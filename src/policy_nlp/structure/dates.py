"""Calendar dates (日期) as reports print them: 2024年1月5日, 二〇二四年一月五日, 2024-01-05, 19年1月5日.

In: a cleaned text. Out: dates with the characters that give them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as calendar_date

_HAN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "O": "0",
}
_DAYS = {"元": 1} | {
    word: number
    for number, word in enumerate(
        [
            *("一", "二", "三", "四", "五", "六", "七", "八", "九", "十"),
            *(f"十{unit}" for unit in "一二三四五六七八九"),
            *("二十", *(f"二十{unit}" for unit in "一二三四五六七八九")),
            *("三十", "三十一"),
        ],
        1,
    )
}
_YEAR = r"(?:19[4-9]|20[0-9])\d|一九[四五六七八九][〇零○0一二三四五六七八九]|二[〇零○O0][〇零○0一二三四五六七八九]{2}"
_DAY = "二?十[一二三四五六七八九]|二十|三十一?|[一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})\s?年\s?(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九元])\s?月"
    rf"(?:\s?(?P<day>\d{{1,2}}|{_DAY})\s?(?:日|号|(?=[至、—])))?"
)
_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:19[4-9]|20[0-9])\d)(?P<sign>[.—/-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)"
)
_SHORT = re.compile(r"(?<!\d)(?P<year>\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")


_HAS_DATE = re.compile(r"月|\d[.—/-]\d")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is printed, and the characters that give it."""

    year: int
    month: int | None
    day: int | None
    start: int
    end: int
    in_words: bool = True  # 2024年1月5日; not 2024-01-05

    @property
    def iso(self) -> str:
        """2024-01-05, 2024-01 or 2024."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


def year_of(printed: str) -> int | None:
    """The year as a number, from digits or Chinese numerals (二〇二四)."""
    digits = "".join(_HAN_DIGITS.get(c, c) for c in printed)
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def dates_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Date]:
    """The dates that a stretch of text gives, with a month at least, in order; what is no day of the calendar is none."""
    stop = len(text) if end is None else end
    if not _HAS_DATE.search(text, start, stop):
        return
    found = [*_DATE.finditer(text, start, stop), *_NUMERIC.finditer(text, start, stop)]
    found = found or list(_SHORT.finditer(text, start, stop))
    for m in sorted(found, key=lambda m: m.start()):
        made = _made(m)
        if made is not None:
            yield made


def _made(m: re.Match[str]) -> Date | None:
    year = 2000 + int(m["year"]) if len(m["year"]) == 2 else year_of(m["year"])
    month = int(m["month"]) if m["month"].isdecimal() else _DAYS.get(m["month"], 0)
    printed = m["day"]
    day = None if printed is None else int(printed) if printed.isdecimal() else _DAYS.get(printed, 0)
    try:
        calendar_date(year or 0, month, 1 if day is None else day)
    except ValueError:
        return None
    return Date(year or 0, month, day, *m.span(), in_words=m.re is not _NUMERIC)


def as_iso(printed: str) -> str | None:
    """A date that somebody tells (2024-01-05, 2024年1月, 2024) as an ISO date; None if it is none."""
    words = printed.strip()
    if re.fullmatch(r"(?:19|20)\d\d年?", words):
        return words[:4]
    if re.fullmatch(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", words):
        return words
    made = next(dates_in(words), None)
    return made.iso if made else None
