"""What is no part of the text: running heads and feet (天头地脚), page numbers, watermarks, tables of contents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from policy_nlp.read.content import Cut
from policy_nlp.read.pdf.glyphs import PageText, Row

EDGE = 0.12
"""The share of a page's height at its top and at its foot where running lines stand."""
_DIGITS = re.compile(r"[0-9０-９]+|[一二三四五六七八九十〇]+(?=页|版)")
_PAGE_NUMBER = re.compile(
    r"(?:[-—–－─·•~～]+(?P<dashed>\d{1,4})[-—–－─·•~～]+|第?(?P<plain>\d{1,4})页?|第\d{1,4}页[,，/／(（]?共\d{1,4}页[)）]?"
    r"|[(（](?P<brackets>\d{1,4})[)）]|(?P<first>\d{1,4})[/／](?:共)?\d{1,4}页?|Page\d{1,4}(?:of\d{1,4})?|[ivxIVX]{1,6})",
    re.I,
)
_LEADERS = re.compile(r"(?:[.·．・•][ ]?){5,}|…{3,}(?=[ \d—-]*$)")
_SURE = re.compile(r"[-—–－─·•~～]+\d{1,4}[-—–－─·•~～]+|第\d{1,4}页.*|\d{1,4}[/／]\d{1,4}|Page\d.*", re.I)


def cut_running(pages: Sequence[PageText]) -> list[Cut]:
    """Take what returns from page to page out of the pages' rows.

    A line is running if it stands near an edge and returns, its digits apart, on a third of the pages (two of two or
    three); or if it returns to the same place, wherever that is, on half of them (a watermark, a stamp). A page number
    is what looks like one and counts with the pages; on a single page, what can be nothing else.
    """
    seen: dict[tuple[str, bool], set[int]] = defaultdict(set)
    placed: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    offsets: dict[int, set[int]] = defaultdict(set)
    for page in pages:
        for row in page.rows:
            key = _key(row)
            edge = _edge(page, row)
            if edge is not None:
                seen[key, edge].add(page.number)
                number = _number(row)
                if number is not None:
                    offsets[number - page.number].add(page.number)
            placed[key, round(row.x0 / 4), round(row.y / 4)].add(page.number)
    count = len(pages)
    enough = max(2, -(-count // 3)) if count <= 9 else max(3, count // 4)
    cuts: list[Cut] = []
    for page in pages:
        kept = []
        rows = page.rows
        for row in rows:
            key = _key(row)
            edge = _edge(page, row)
            reason = None
            if row.cells is None and edge is not None:
                number = _number(row)
                compact = row.text.replace(" ", "")
                if _PAGE_NUMBER.fullmatch(compact) and _is_outermost(page, row):
                    counts = number is not None and len(offsets[number - page.number]) >= 2
                    if counts or _SURE.fullmatch(compact) or _stands_apart(page, row):
                        reason = "page number"
                says = any(char.isalpha() for char in key)  # figures alone may be a table's
                if reason is None and says and len(seen[key, edge]) >= enough and _is_outer(page, row):
                    reason = "running head" if edge else "running foot"
            if reason is None and row.cells is None:
                same = len(placed[key, round(row.x0 / 4), round(row.y / 4)])
                if same >= 3 and same * 2 >= count and not _DIGITS.fullmatch(row.text):
                    reason = "repeated on every page"
            if reason is None:
                kept.append(row)
            else:
                cuts.append(Cut(reason, row.text[:200], page.number))
        page.rows = kept
    return cuts


def cut_contents(pages: Sequence[PageText]) -> list[Cut]:
    """Take a table of contents out of the pages' rows: lines with leaders (……) to a page number, and its title."""
    cuts: list[Cut] = []
    for page in pages:
        led = [row.cells is None and bool(_LEADERS.search(row.text)) for row in page.rows]
        if sum(led) < 2:
            continue
        first = led.index(True)
        title = first and re.fullmatch(r"目\s*录|目\s*次", page.rows[first - 1].text)
        if title:
            led[first - 1] = True
        cuts += [
            Cut("table of contents", row.text[:200], page.number)
            for row, cut in zip(page.rows, led, strict=True)
            if cut
        ]
        page.rows = [row for row, cut in zip(page.rows, led, strict=True) if not cut]
    return cuts


def _key(row: Row) -> str:
    return _DIGITS.sub("#", "".join(segment.text for segment in row.segments).replace(" ", ""))


def _edge(page: PageText, row: Row) -> bool | None:
    """True near the top of the page, False near its foot, else None."""
    height = page.y1 - page.y0
    if row.y > page.y1 - EDGE * height:
        return True
    return False if row.y < page.y0 + EDGE * height else None


def _number(row: Row) -> int | None:
    match = _PAGE_NUMBER.fullmatch(row.text.replace(" ", ""))
    if match is None:
        return None
    return next((int(value) for value in match.groups() if value), None)


def _is_outermost(page: PageText, row: Row) -> bool:
    """No other row lies between it and the edge, but one."""
    outside = [r for r in page.rows if (r.y > row.y) == (row.y > (page.y0 + page.y1) / 2) and r is not row]
    further = [
        r for r in outside if abs(r.y - (page.y0 + page.y1) / 2) > abs(row.y - (page.y0 + page.y1) / 2)
    ]
    return len(further) <= 1


def _is_outer(page: PageText, row: Row) -> bool:
    """Among the three outermost rows of its edge."""
    middle = (page.y0 + page.y1) / 2
    further = [
        r for r in page.rows if (r.y > middle) == (row.y > middle) and abs(r.y - middle) > abs(row.y - middle)
    ]
    return len(further) <= 2


def _stands_apart(page: PageText, row: Row) -> bool:
    """A bare number with white between it and the text: the only form in which a single page shows its number."""
    gaps = [abs(r.y - row.y) for r in page.rows if r is not row]
    return bool(gaps) and min(gaps) > 1.8 * max(row.size, 8.0) and row.x1 - row.x0 < 8 * row.size
