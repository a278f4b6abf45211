"""Enumerators (序号) and the stretches behind them that could be headings.

In: a text, a line of it, or the match of an enumerator. Out: a :class:`Candidate` each, with its form and number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["part", "han", "title", "paren", "digit", "paren_digit", "ordinal", "dash", "point"]
"""part 第一部分 · han 一、 · title an unmarked line · paren （一） · digit 1. · paren_digit （1） · ordinal 第一，
· dash —— · point 一是/一要."""

RANKS: dict[Form, float] = {
    "part": 0,
    "han": 1,
    "paren": 2,
    "digit": 3,
    "paren_digit": 4,
    "ordinal": 5,
    "dash": 6,
    "point": 7,
}

NUMERALS = "一二三四五六七八九十"
MARKER = re.compile(
    rf"(?P<part>第[{NUMERALS}]{{1,3}}(?:部分|章|篇|编)[ 　、：:]*)"
    rf"|(?P<ordinal>第[{NUMERALS}]{{1,3}}[，、,：:])"
    rf"|(?P<point>[{NUMERALS}]{{1,3}}(?:是|要))"
    rf"|(?P<han>[{NUMERALS}]{{1,3}} ?[、.．])"
    rf"|(?P<loose>[{NUMERALS}]{{1,3}}[，,：])"
    rf"|(?P<paren>[（(]? ?[{NUMERALS}]{{1,3}} ?[）)][、.．]?)"
    r"|(?P<paren_digit>[（(]\d{1,2}[）)][、.．]?|[①-⑳])"
    r"|(?P<digit>\d{1,2} ?(?:[.．](?!\d)|、))"
    r"|(?P<dash>[—―─－]{1,2}(?![—―─－])|--(?!-))"
)
MARKER_FIRST = frozenset(NUMERALS + "第（(0123456789—―─－-" + "".join(map(chr, range(0x2460, 0x2474))))
LINE = re.compile(r"[^\n]+")
_LEAD_END = re.compile(r"[。！？；：\n]")
_INLINE_LEAD_END = re.compile(r"[。！？；：\n \t]")
_INLINE = re.compile(rf"(?:[{NUMERALS}]{{1,3}}、|（[{NUMERALS}]{{1,3}}）)")
_BEFORE_INLINE = frozenset("。！？；：|” \t\n）")
_POINTS = re.compile(rf"[{NUMERALS}]{{1,2}}(?:是|要)|第[{NUMERALS}]{{1,2}}，")
_BEFORE_POINT = frozenset("。；：！？\n ")

_UNBROKEN = 1500
"""A paragraph of more characters is one in which the line ends were lost: its headings stand inside it."""
LEAD_MAX: dict[Form, int] = {
    "part": 60,
    "han": 60,
    "paren": 60,
    "digit": 42,
    "paren_digit": 42,
    "ordinal": 42,
}
"""How many characters behind the enumerator a heading has at most."""


@dataclass(slots=True)
class Candidate:
    """A stretch that could be a heading: an enumerator with the first sentence behind it, or a short line."""

    form: Form
    start: int
    body: int
    """where the words behind the enumerator begin"""
    end: int
    """where the heading ends, without closing punctuation"""
    line_end: int
    number: int | None = None
    own_line: bool = False
    """nothing follows in the line"""
    ends_with: str = ""
    """the punctuation behind the lead, if any"""


def number_of(numeral: str) -> int | None:
    """The value of an enumerator's numeral, 十二 → 12, 7 → 7; None if it holds none."""
    digits = "".join(c for c in numeral if c.isdecimal())
    if digits:
        return int(digits)
    circled = ord(numeral[0]) - 0x2460 if numeral else -1
    if 0 <= circled < 20:
        return circled + 1
    han = "".join(c for c in numeral if c in NUMERALS)
    if not han:
        return None
    tens, ten, units = han.rpartition("十")
    if not ten:
        return NUMERALS.index(han[-1]) + 1
    return (NUMERALS.index(tens[-1]) + 1 if tens else 1) * 10 + (
        NUMERALS.index(units[-1]) + 1 if units else 0
    )


def marked(text: str, marker: re.Match[str], start: int, end: int, line_end: int) -> Candidate | None:
    """What an enumerator at the beginning of a line heads, up to the first sentence's end; None where it heads nothing."""
    form = marker.lastgroup
    assert form is not None
    body = marker.end()
    while body < end and text[body] in " \t":
        body += 1
    stop = _LEAD_END.search(text, body, end)
    lead = stop.start() if stop else end
    ends_with = stop.group() if stop else ""
    own_line = stop is None or stop.end() == end
    number = number_of(marker.group())
    if form == "loose":
        # 二， is an enumerator only before a short line of its own.
        if not own_line or lead - body > 60 or lead - body < 4:
            return None
        form = "han"
    if body >= end:
        if form not in ("han", "paren"):
            return None
        # An enumerator alone in its line heads a part that has no words.
        return Candidate("part", start, start, end, line_end, number, True)
    return Candidate(form, start, body, lead, line_end, number, own_line, ends_with=ends_with)  # type: ignore[arg-type]


def inline_candidates(text: str) -> list[Candidate]:
    """Enumerated headings inside unbroken paragraphs: behind the end of a sentence or a space."""
    found = []
    for line in LINE.finditer(text):
        begin, line_end = line.span()
        if line_end - begin < _UNBROKEN:
            continue
        for m in _INLINE.finditer(text, begin, line_end):
            start, body = m.span()
            if start > begin and text[start - 1] not in _BEFORE_INLINE:
                continue
            while body < line_end and text[body] in " \t":
                body += 1
            stop = _INLINE_LEAD_END.search(text, body, body + 80)
            if stop is None or stop.start() == body:
                continue
            form: Form = "paren" if text[start] == "（" else "han"
            number = number_of(m.group())
            found.append(Candidate(form, start, body, stop.start(), line_end, number, ends_with=stop.group()))
    return found


def enumerated_points(text: str, taken: set[int]) -> list[Candidate]:
    """Enumerated sentences (一是 一要 第一，) that stand behind the end of a sentence."""
    found = []
    line_end = 0
    for m in _POINTS.finditer(text):
        start, body = m.span()
        if start in taken or not start or text[start - 1] not in _BEFORE_POINT or text[start - 1] == "\n":
            continue
        if start >= line_end:
            line_end = text.find("\n", body)
            line_end = len(text) if line_end < 0 else line_end
        stop = _LEAD_END.search(text, body, min(line_end, body + 80))
        lead = min(line_end, body + 80) if stop is None else stop.start()
        if lead > body:
            form: Form = "ordinal" if text[start] == "第" else "point"
            ends_with = stop.group() if stop else ""
            found.append(
                Candidate(form, start, body, lead, line_end, number_of(m.group()), ends_with=ends_with)
            )
    return found
