"""Headings without an enumerator: short lines of their own that are titles by their form and their neighbours.

In: a text and its lines. Out: whether a line is a title.
"""

from __future__ import annotations

import re

from policy_nlp.structure.cues import heading_pattern
from policy_nlp.structure.outline.markers import MARKER, MARKER_FIRST, NUMERALS, Candidate

_PAGE = re.compile(r"第 ?\d+ ?页")
DATE = re.compile(rf"(?:\d{{4}}|[〇零{NUMERALS}]{{4}})年\d{{0,2}}[{NUMERALS}]{{0,3}}月")
_CJK = re.compile(r"[\u3400-\u9fff]")
SALUTATION = re.compile(r"(?:各位|同志|主席|尊敬的)[^。]{0,20}[：:！!]?$")
_TIME_FIRST = re.compile(r"(?:19|20)\d\d年|[一二][〇九零]|过去|“")
_YEAR = re.compile(r"(?:19|20)\d\d年|“[一二三四五六七八九十]{1,2}五”")
TITLE_MAX = 45
_ENDS_SENTENCE = "。！？”…：；）"


def names_a_time(text: str, candidate: Candidate) -> bool:
    """Whether a title has the words of a top heading: a kind (工作回顾), or a time with them (2024年主要工作, 新的一年)."""
    words = heading_pattern("review", "task", "plan", "outlook", "work", "past", "next", "ahead")
    found = words.search(text, candidate.start, candidate.end)
    return found is not None or _YEAR.search(text, candidate.start, candidate.end) is not None


def is_title(text: str, lines: list[tuple[int, int, int]], index: int, furniture: re.Pattern[str]) -> bool:
    """Whether a short line without an enumerator is a title: by its form and by its neighbours."""
    start, end, _ = lines[index]
    last = text[end - 1]
    if last in "。！？；，、：,;:…”》" and not (
        last == "”" and heading_pattern("task", "review").search(text, start, end)
    ):
        return False
    if last in "是为有的和与" or (text[start].isdecimal() and not re.match(r"\d{4}年", text[start:end])):
        return False
    if any(mark in text[start:end] for mark in "。；：") or not _CJK.search(text, start, end):
        return False
    if _PAGE.search(text, start, end) or DATE.search(text, start, end) or furniture.search(text, start, end):
        return False
    if index + 1 >= len(lines):
        return False
    if index:
        before_start, before_end, _ = lines[index - 1]
        before = text[before_end - 1]
        if before_end - before_start > TITLE_MAX and before not in _ENDS_SENTENCE:
            return False  # the line above breaks off in the middle of a sentence
        if before in "，、；":
            return False
    after_start, after_end, _ = lines[index + 1]
    if text[after_start].isdecimal() and not re.match(
        r"\d{4}年|\d{1,2} ?[.、]", text[after_start:after_end][:8]
    ):
        return False
    follows = text[after_start] in MARKER_FIRST and MARKER.match(text, after_start, after_end) is not None
    if follows or after_end - after_start >= 36:
        return True
    # Two or three short lines may follow one another (a title in two lines, a title and a sub-title, a salutation).
    if SALUTATION.match(text, after_start, after_end):
        return True
    if text[after_end - 1] in "。：":
        return True
    if index + 2 < len(lines):
        next_start, next_end, _ = lines[index + 2]
        return next_end - next_start >= 36 or (
            text[next_start] in MARKER_FIRST and bool(MARKER.match(text, next_start, next_end))
        )
    return False


def is_review_title(text: str, start: int, end: int) -> bool:
    """Whether a line in the opening heads the review already (2015年工作回顾), and is not the report's own title."""
    if not 4 <= end - start <= 25 or not _TIME_FIRST.match(text, start, end):
        return False
    return bool(heading_pattern("review").search(text, start, end)) and not heading_pattern(
        "task", "plan"
    ).search(text, start, end)
