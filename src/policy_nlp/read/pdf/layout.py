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


def flows_of(page: PageText, body: float, known: Sequence[float] = ()) -> tuple[list[Flow], list[Line]]:
    """The columns of a page in reading order, and the footnotes at its foot.

    Args:
        body: the size of the report's common text.
        known: where columns part on the other pages: a last page may hold too little to tell.
    """
    rows, notes = _footnotes(page, body)
    flows = [Flow(_lines(part, page.number)) for part in _parts(rows, 0, known)]
    return [flow for flow in flows if flow.lines], notes


def gutters_of(pages: Sequence[PageText]) -> list[float]:
    """Where columns part on at least one page, by many rows."""
    rows_at: Counter[int] = Counter()
    exact: dict[int, float] = {}
    for page in pages:
        best = _best_band(page.rows)
        if best is not None:
            start, end, gutter = best
            rows_at[round(gutter / 6)] += end - start
            exact.setdefault(round(gutter / 6), gutter)
    return [exact[at] for at, count in sorted(rows_at.items()) if count >= 10]


# --- columns


def _parts(rows: list[Row], depth: int, known: Sequence[float]) -> list[list[Row]]:
    """Stretches of rows to be read one after the other."""
    best = _best_band(rows) if depth < 6 else None
    if best is None and depth < 6:
        best = _known_band(rows, known)
    if best is None:
        return [rows] if rows else []
    start, end, gutter = best
    band = rows[start:end]
    left = [part for row in band if (part := _part(row, gutter, left=True)) is not None]
    right = [part for row in band if (part := _part(row, gutter, left=False)) is not None]
    return [
        part for rest in (rows[:start], left, right, rows[end:]) for part in _parts(rest, depth + 1, known)
    ]


def _best_band(rows: list[Row]) -> tuple[int, int, float] | None:
    """The longest stretch of rows that stand in two columns, and where these part."""
    best: tuple[int, int, float] | None = None
    if len(rows) >= _MIN_LINES:
        for gutter in _gutters(rows):
            for start, end in _bands(rows, gutter):
                longer = best is None or end - start > best[1] - best[0]
                if longer and _are_columns(rows[start:end], gutter):
                    best = (start, end, gutter)
    return best


def _known_band(rows: list[Row], known: Sequence[float]) -> tuple[int, int, float] | None:
    for gutter in known:
        for start, end in _stretches(rows, gutter):
            sides = [
                sum(any((s.x0 < gutter) == left for s in row.segments) for row in rows[start:end])
                for left in (True, False)
            ]
            if min(sides) and all(row.cells is None for row in rows[start:end]):
                return start, end, gutter
    return None


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


def _stretches(rows: list[Row], gutter: float) -> list[tuple[int, int]]:
    """Stretches of rows that leave the gutter free."""
    out = []
    start = 0
    for index in range(len(rows) + 1):
        if index == len(rows) or _crosses(rows[index], gutter):
            if index > start:
                out.append((start, index))
            start = index + 1
    return out


def _bands(rows: list[Row], gutter: float) -> list[tuple[int, int]]:
    """Stretches that leave the gutter free, without the headlines and the end of a text above the columns."""
    out = []
    for first, end in _stretches(rows, gutter):
        start = first
        middle = (min(r.x0 for r in rows[first:end]) + max(r.x1 for r in rows[first:end])) / 2
        size = sorted(r.size for r in rows[first:end])[(end - first) // 2]
        while start < end and _is_above(rows[start], gutter, middle, size, follows=first > 0):
            start += 1
        if end - start >= _MIN_LINES:
            out.append((start, end))
    return out


def _is_above(row: Row, gutter: float, middle: float, size: float, *, follows: bool) -> bool:
    """A row on one side only that belongs to what stands above the columns."""
    left = [s.x0 < gutter for s in row.segments]
    if any(left) and not all(left):
        return False
    centred = abs((row.x0 + row.x1) / 2 - middle) < 1.5 * row.size
    return centred or row.size > 1.12 * size or (follows and all(left) and row.x1 < gutter - 4 * row.size)


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
    # Of more than two columns only the two beside the gutter are looked at.
    beside = ([row.segments[-1] for row in left_side], [row.segments[0] for row in right_side])
    for column in beside:
        size = sorted(s.size for s in column)[len(column) // 2]
        x0 = _common_edge([s.x0 for s in column], size)
        x1 = -_common_edge([-s.x1 for s in column], size)
        if x1 - x0 < _MIN_WIDTH * size:
            return False
        full = sum(abs(s.x1 - x1) < 1.6 * size and -size < s.x0 - x0 < 2.6 * size for s in column)
        if full < 0.45 * len(column):
            return False
    return True


def _common_edge(values: list[float], size: float) -> float:
    """The least value that is not alone."""
    values = sorted(values)
    near = max(2, len(values) // 10)
    return next((x for x in values if sum(abs(x - y) < 0.5 * size for y in values) >= near), values[0])


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
