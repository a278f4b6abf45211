"""The rows of a page in the order in which they are read: columns one after the other, a headline before its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policy_nlp.read.pdf.glyphs import COLUMN_GAP, PageText, Row, Segment

_MIN_LINES = 4
_MIN_WIDTH = 7.0
"""A column has at least so many lines, and so many ems across."""
_NOTE_MARK = re.compile(
    r"[①-⑳]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[\[［〔]\d{1,2}[\]］〕]|\d{1,2}[ .．、]|[*＊※]|注(?:释)?[\d:：]"
)


@dataclass(slots=True)
class Line:
    """One line of a column, or one row of a table (then `table` is true and the columns are parted by tabs).

    Attributes:
        left, right: the edges of the column that it stands in.
        head: the width of its first part that can't be broken.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    head: float
    page: int
    table: bool = False
    flow: int = 0
    left: float = 0.0
    right: float = 0.0


@dataclass(slots=True)
class Flow:
    """Lines of one column, from top to bottom."""

    lines: list[Line] = field(default_factory=list)


def flows_of(page: PageText, body: float) -> tuple[list[Flow], list[Line]]:
    """The columns of a page in reading order, and the footnotes at its foot.

    Args:
        body: the size of the report's common text.
    """
    rows, notes = _footnotes(page, body)
    flows = [Flow(_lines(part, page.number)) for part in _parts(rows, 0)]
    return [flow for flow in flows if flow.lines], notes


# --- columns


def _parts(rows: list[Row], depth: int) -> list[list[Row]]:
    """Stretches of rows to be read one after the other."""
    best: tuple[int, int, int, float] | None = None
    if depth < 5 and len(rows) >= _MIN_LINES:
        for gutter in _gutters(rows):
            for start, end in _bands(rows, gutter):
                score = end - start
                if (best is None or score > best[0]) and _are_columns(rows[start:end], gutter):
                    best = (score, start, end, gutter)
    if best is None:
        return [rows] if rows else []
    _, start, end, gutter = best
    band = rows[start:end]
    left = [part for row in band if (part := _part(row, gutter, left=True)) is not None]
    right = [part for row in band if (part := _part(row, gutter, left=False)) is not None]
    return [
        *_parts(rows[:start], depth + 1),
        *_parts(left, depth + 1),
        *_parts(right, depth + 1),
        *_parts(rows[end:], depth + 1),
    ]


def _part(row: Row, gutter: float, *, left: bool) -> Row | None:
    segments = [s for s in row.segments if (s.x0 < gutter) == left]
    if not segments:
        return None
    size = max(segments, key=lambda s: len(s.text)).size
    return Row(segments, row.y, size, row.cells, row.bottom)


def _gutters(rows: list[Row]) -> list[float]:
    """Places where many segments begin: the left edge of a column that is not the first."""
    starts: Counter[int] = Counter()
    edges: dict[int, float] = {}
    first = min(row.x0 for row in rows)
    for row in rows:
        for segment in row.segments:
            at = round(segment.x0 / max(segment.size, 4.0) * 2)
            starts[at] += 1
            edges[at] = min(edges.get(at, segment.x0), segment.x0)
    out = []
    for at, count in starts.items():
        near = count + starts.get(at + 1, 0)
        if near >= _MIN_LINES:
            edge = edges[at]
            size = rows[len(rows) // 2].size
            if edge > first + _MIN_WIDTH * size:
                out.append(edge - 0.15 * size)
    return sorted(out)


def _crosses(row: Row, gutter: float) -> bool:
    return any(s.x0 < gutter - 0.1 and s.x1 > gutter + 0.25 * s.size for s in row.segments)


def _bands(rows: list[Row], gutter: float) -> list[tuple[int, int]]:
    """Stretches of rows that leave the gutter free, without one-sided rows that belong to the text above."""
    out = []
    start = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and not _crosses(rows[index], gutter):
            continue
        first = start
        while first < index and start > 0 and not any(s.x0 >= gutter for s in rows[first].segments):
            first += 1
        # The second column may begin lower than the first, if the two do not stand on the same base lines.
        first = max(start, first - 1) if first < index and _is_level_apart(rows, first, gutter) else first
        if index - first >= _MIN_LINES:
            out.append((first, index))
        start = index + 1
    return out


def _is_level_apart(rows: list[Row], at: int, gutter: float) -> bool:
    """The row stands on the right only: its partner on the left is the row above it."""
    return at > 0 and all(s.x0 >= gutter for s in rows[at].segments) and not _crosses(rows[at - 1], gutter)


def _are_columns(band: list[Row], gutter: float) -> bool:
    """Text runs down both sides and fills them; the cells of a table do not."""
    sides = []
    for left in (True, False):
        side = [part for row in band if (part := _part(row, gutter, left=left)) is not None]
        if len(side) < _MIN_LINES:
            return False
        sides.append(side)
    left_side, right_side = sides
    overlap = min(left_side[0].y, right_side[0].y) - max(left_side[-1].y, right_side[-1].y)
    shorter = min(left_side[0].y - left_side[-1].y, right_side[0].y - right_side[-1].y)
    if overlap < 0.5 * shorter:
        return False
    for side in sides:
        x0 = min(row.x0 for row in side)
        x1 = max(row.x1 for row in side)
        size = sorted(row.size for row in side)[len(side) // 2]
        if x1 - x0 < _MIN_WIDTH * size:
            return False
        full = sum(row.x1 > x1 - 1.6 * size and row.x0 < x0 + 2.6 * size for row in side)
        if full < 0.45 * len(side):
            return False
    return True


# --- footnotes


def _footnotes(page: PageText, body: float) -> tuple[list[Row], list[Line]]:
    """Part the small lines at the foot of the page that begin with the mark of a note from the rest."""
    at = len(page.rows)
    begin = None
    while at and page.rows[at - 1].cells is None and page.rows[at - 1].size < 0.92 * body:
        at -= 1
        if _NOTE_MARK.match(page.rows[at].text.lstrip("\ue000")):
            begin = at
    middle = (page.y0 + page.y1) / 2
    if begin is None or page.rows[begin].y > middle or begin == 0:
        return page.rows, []
    return page.rows[:begin], _lines(page.rows[begin:], page.number)


# --- lines


def _lines(rows: Sequence[Row], page: int) -> list[Line]:
    out: list[Line] = []
    tables = _aligned(rows)
    for index, row in enumerate(rows):
        if row.cells is not None:
            out += [
                Line("\t".join(cells), row.x0, row.x1, row.y, row.size, 0.0, page, table=True)
                for cells in row.cells
            ]
            continue
        first = row.segments[0]
        edges = tables.get(index)
        text = _tabbed(row, edges) if edges else _spaced(row)
        out.append(Line(text, first.x0, row.x1, row.y, row.size, first.head, page, table=edges is not None))
    return out


def _spaced(row: Row) -> str:
    """The segments of a line of text; letters set apart (政　府　工　作) are put together."""
    texts = [segment.text for segment in row.segments]
    if len(texts) >= 3 and all(len(text) == 1 for text in texts):
        return "".join(texts)
    return " ".join(texts)


def _aligned(rows: Sequence[Row]) -> dict[int, list[float]]:
    """Rows of a table without lines: the columns' left edges, by the row's index.

    Two or more neighbouring rows of two or more segments, with the same white stripes between them.
    """
    out: dict[int, list[float]] = {}
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].cells is None and _is_tabular(rows[end]):
            end += 1
        if end - start >= 2:
            edges = _columns([s for row in rows[start:end] for s in row.segments])
            if len(edges) >= 2 and sum(len(row.segments) >= 2 for row in rows[start:end]) >= 2:
                out.update(dict.fromkeys(range(start, end), edges))
        start = max(end, start + 1)
    return out


def _is_tabular(row: Row) -> bool:
    if len(row.segments) < 2 or all(len(s.text) == 1 for s in row.segments):
        return False
    gaps = [b.x0 - a.x1 for a, b in pairwise(row.segments)]
    return max(gaps) > 2 * COLUMN_GAP * row.size and not row.text.endswith(("。", "；"))


def _columns(segments: list[Segment]) -> list[float]:
    """The left edges of the stripes that the segments fill."""
    out: list[float] = []
    end = float("-inf")
    for segment in sorted(segments, key=lambda s: s.x0):
        if segment.x0 > end + 0.4 * segment.size:
            out.append(segment.x0)
        end = max(end, segment.x1)
    return out


def _tabbed(row: Row, edges: list[float]) -> str:
    cells = [""] * len(edges)
    for segment in row.segments:
        at = max(sum(edge <= segment.x0 + 1 for edge in edges) - 1, 0)
        cells[at] += (" " if cells[at] else "") + segment.text
    return "\t".join(cells).rstrip("\t")
