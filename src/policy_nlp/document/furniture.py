"""What stands on a page besides the report (页面杂项): page numbers, running heads, words of a web page, watermarks.

In: a text with one form of its characters (the first step of cleaning). Out: stretches of it to leave out, each with
its reason. A line is left out only where it can't be the report's own: by words that only pages have, near the beginning
or the end of the text; by coming back on page after page; by holding nothing but a page's number.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from policy_nlp.knowledge import any_of, read_lines
from policy_nlp.knowledge.pages import page_lines

_NEAR = 3000
"""So many characters from the beginning and from the end are searched for the words of web pages."""
_SHORT = 100
_PAGE_NUMBER = re.compile(
    r" *(?:[—-]{1,2} *\d{1,3} *[—-]{1,2}|第 *\d{1,3} *页(?:[，/ ]*共? *\d{1,3} *页)?|\d{1,3} */ *\d{1,3}|Page \d{1,3}(?: of \d{1,3})?) *"
)
_BARE_NUMBER = re.compile(r" *(\d{1,3}) *")
_TELLS_A_YEAR = re.compile(r"(?:19|20)\d\d")
_TURNS_PAGES = ("下一页", "上一页")
_LABELS = ("字号", "字体", "字体大小", "共", "第", "页", "转到", "跳转", "确定")
"""What stands before buttons in one line with them."""
_OWN = re.compile(r"[，。；：！？]|代表(?!大会)|同志|委员")
_ENUMERATED = re.compile(r" *(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.]|第[一二三四五六七八九十]|附)")
_HEAD_WORDS = re.compile(r"工作报告|人民政府|代表大会|大会文件|会议文件|文件汇编|公报")
_PAGE_AT_LEAST = 200
"""Running heads stand at least so many characters apart."""


class Furniture(NamedTuple):
    """A stretch of a text that is not the report's own."""

    start: int
    end: int
    reason: str


# A copied text has no mark-up to tell a site's footer from the report's own end: only these are beyond doubt.
_BEYOND_DOUBT = frozenset(
    (
        "breadcrumb",
        "buttons",
        "buttons for sharing",
        "code to scan",
        "comments",
        "count of readers",
        "editors",
        "line on source and date",
        "links",
        "page numbers",
        "size of letters",
    )
)
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_SIGNS = re.compile(r"[\s【】\[\]［］()（）|｜·•*]+")


def _squeezed(text: str) -> str:
    """A line as it is compared: without white space and brackets."""
    return _SIGNS.sub("", text)


@cache
def _alone() -> tuple[re.Pattern[str], dict[str, str]]:
    """Lines that are nothing but words of a site, several of them in a row included; the reason of each word."""
    reasons = {
        _squeezed(row.words): row.reason
        for row in page_lines()
        if row.match == "is" and row.reason in _BEYOND_DOUBT and row.where != "end"
    }
    reasons |= dict.fromkeys(_TURNS_PAGES, "page numbers")
    words = any_of((*reasons, *_LABELS))
    return re.compile(rf"(?P<first>{words})(?>{words}|[:：>＞»、，,/\d.—-]){{0,60}}+"), reasons


@cache
def _telling() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Lines that open with words of a site, or hold those of a footer; and the reason of each group."""
    told: dict[str, list[str]] = {}
    for row in page_lines():
        # Two characters without a colon open sentences of the report as well (初审, 扫码).
        if row.match == "begins" and row.reason in _BEYOND_DOUBT and len(row.words) >= 3:
            told.setdefault(row.reason, []).append(_squeezed(row.words))
    holds = any_of(
        _squeezed(row.words) for row in page_lines() if (row.match, row.reason) == ("holds", "footer")
    )
    groups = "|".join(f"({any_of(words)})" for words in told.values())
    return re.compile(f"^(?:{groups})|({holds})"), (*told, "footer")


@cache
def _stamps() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Watermarks: what a text must hold to be searched, and the stamp with the spaces around it and in it."""
    found = []
    for stamp in read_lines("watermarks.txt"):
        # The stamps are printed solid, or with one blank or two between their characters.
        for blank in ("", " ", "  "):
            printed = blank.join(stamp)
            found.append((printed, re.compile(rf" *{re.escape(printed)} *")))
    return tuple(found)


def find_furniture(text: str) -> list[Furniture]:
    """The stretches of a text that are not the report's own, sorted; those that are lines include their line end."""
    found = [
        Furniture(*match.span(), "watermark")
        for printed, pattern in _stamps()
        if printed in text
        for match in pattern.finditer(text)
    ]
    if "\n" in text:
        found.extend(_lines(text))
    if len(found) < 2:
        return found
    found.sort(key=lambda f: (f.start, -f.end))
    apart = found[:1]
    apart.extend(b for a, b in itertools.pairwise(found) if b.start >= a.end)
    return apart


def _lines(text: str) -> Iterator[Furniture]:
    size = len(text)
    turns = any(word in text for word in _TURNS_PAGES)
    seen: dict[str, list[tuple[int, int]]] = {}
    numbers: list[tuple[int, int, int]] = []
    paged: set[int] = set()  # where lines with a page number begin and end
    start = 0
    while start < size:
        end = text.find("\n", start)
        if end < 0:
            end = size
        length = end - start
        if 0 < length <= _SHORT:
            after = min(end + 1, size)
            reason = _reason(text, start, end, start < _NEAR or end > size - _NEAR, turns)
            if reason is not None:
                if reason == "page number":
                    paged.update((start, after))
                yield Furniture(start, after, reason)
            elif length <= 40:
                if length <= 5 and (number := _BARE_NUMBER.fullmatch(text, start, end)):
                    numbers.append((int(number[1]), start, after))
                elif length >= 4:
                    seen.setdefault(text[start:end].replace(" ", ""), []).append((start, after))
        start = end + 1
    # Numbers alone in their lines are pages where they count on by one.
    if len(numbers) >= 3 and all(b[0] - a[0] == 1 for a, b in itertools.pairwise(numbers)):
        for _, start, after in numbers:
            paged.update((start, after))
            yield Furniture(start, after, "page number")
    for line, places in seen.items():
        if len(places) >= 2 and len(line) >= 4 and _runs(line, places, paged):
            for start, after in places[1:]:
                yield Furniture(start, after, "running head")


def _reason(text: str, start: int, end: int, near: bool, turns: bool) -> str | None:
    if end - start < 24 and _PAGE_NUMBER.fullmatch(text, start, end):
        return "page number"
    if not near and not turns:
        return None
    line = _squeezed(text[start:end])
    if len(line) < 2 or _LETTER.search(line) is None:
        return None
    whole, reasons = _alone()
    if (alone := whole.fullmatch(line)) and (near or "页" in line):
        return reasons.get(alone["first"], "size of letters")
    telling, told = _telling()
    if near and "。" not in line and (found := telling.search(line)):
        reason = told[(found.lastindex or 1) - 1]
        # A line that tells a year dates the report.
        return None if reason != "footer" and _TELLS_A_YEAR.search(line) else reason
    return None


def _runs(line: str, places: list[tuple[int, int]], paged: set[int]) -> bool:
    """Whether a line that comes back is printed on every page, and no heading that is used twice."""
    if _OWN.search(line) or _ENUMERATED.match(line):
        return False
    heads = places[1:] if len(places) > 2 else places  # the first may be the title
    apart = all(b[0] - a[0] >= _PAGE_AT_LEAST for a, b in itertools.pairwise(heads))
    beside = any(start in paged or after in paged for start, after in places)
    return apart and (beside or (len(places) >= 3 and _HEAD_WORDS.search(line) is not None))
