"""The characters of one page, as rows of segments.

All lengths are in points, y grows upwards; a page that is turned is turned back first. An em is the size of a character.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

MAX_CHARACTERS = 200_000
"""Characters of one page; a full newspaper page has about fifteen thousand."""
MAX_OBJECTS = 50_000
MAX_RULES = 4000

COLUMN_GAP = 0.75
"""Ems of white between two characters of a row from which they may belong to different columns."""

# Parts of characters that some PDFs have in place of the characters (Unicode, EquivalentUnifiedIdeograph.txt); the block of
# Kangxi radicals and the compatibility ideographs are mapped by NFKC.
_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒㓁冗羊耂肀聿肉艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED_MARK = "\ue000"
"""Stands before a raised sign (①, *) until it is known whether it refers to a footnote."""
_NO_LINE_START = frozenset("，。、；：？！”’）》〉】〕」』％%‰…—,.;:?!)]")


class Glyph(NamedTuple):
    """One character: its left and right end, its base line, its size and the character."""

    x0: float
    x1: float
    y: float
    size: float
    char: str


class Rule(NamedTuple):
    """A line that is drawn, level or upright."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Segment:
    """Characters of a row without a wide gap.

    Attributes:
        head: the width of the first part that no line end can part: it has to fit for the line above to take it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    head: float


@dataclass(slots=True)
class Row:
    """Segments on one base line, from left to right; or a table.

    Attributes:
        cells: the rows of a ruled table, then the segments only say where it stands.
    """

    segments: list[Segment]
    y: float
    size: float
    cells: list[list[str]] | None = None
    bottom: float = 0.0

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return max(segment.x1 for segment in self.segments)

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


@dataclass(slots=True)
class PageText:
    """What stands on one page."""

    number: int
    x0: float
    y0: float
    x1: float
    y1: float
    rows: list[Row] = field(default_factory=list)
    turned: str = ""
    characters: int = 0
    strange: int = 0
    unseen: bool = False
    pictures: int = 0


def read_page(page: Any, number: int) -> PageText:
    """The rows of a page of pypdfium2, in no order of columns yet."""
    objects = _objects(page)  # first: it makes text visible that PDFium would pass over
    text_page = page.get_textpage()
    try:
        out, glyphs, turn = _glyphs(text_page.raw, number, page.get_bbox())
    finally:
        text_page.close()
    out.pictures = objects.pictures
    out.unseen = objects.unseen > 0.4 * objects.texts
    rules = [rule for points in objects.paths for rule in _drawn_lines(points, turn)]
    out.rows = _rows(glyphs, rules[:MAX_RULES])
    return out


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    if turn == 0:
        return x, y
    if turn == 1:
        return y, -x
    if turn == 2:
        return -x, -y
    return -y, x


def _glyphs(
    handle: Any, number: int, box: tuple[float, float, float, float]
) -> tuple[PageText, list[Glyph], int]:
    count = pdfium.FPDFText_CountChars(handle)
    if count > MAX_CHARACTERS:
        raise ValueError(
            f"page {number} has more than {MAX_CHARACTERS} characters; it is no page of a report"
        )
    x, y = ctypes.c_double(), ctypes.c_double()
    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    px, py, ploose, pmatrix = (ctypes.byref(value) for value in (x, y, loose, matrix))
    found: list[tuple[str, float, float, tuple[float, float, float, float], float, int]] = []
    turns: Counter[int] = Counter()
    strange = 0
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if pdfium.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        char = chr(code) if code < 0x110000 else "\ufffd"
        if not pdfium.FPDFText_GetCharOrigin(handle, index, px, py):
            continue
        pdfium.FPDFText_GetLooseCharBox(handle, index, ploose)
        pdfium.FPDFText_GetMatrix(handle, index, pmatrix)
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        size = pdfium.FPDFText_GetFontSize(handle, index) * (c * c + d * d) ** 0.5
        if not 0.5 < size < 2000:
            continue
        # -1: neither level nor upright, by more than about six degrees
        turn = 0 if abs(b) <= abs(a) / 9 and a >= 0 else -1
        if turn:
            if abs(b) <= abs(a) / 9:
                turn = 2
            elif abs(a) <= abs(b) / 9:
                turn = 1 if b > 0 else 3
        if char.isspace():
            char = "\u3000" if char == "\u3000" else " "
        else:
            turns[turn] += 1
            if _is_strange(char) or pdfium.FPDFText_HasUnicodeMapError(handle, index) == 1:
                strange += 1
        found.append((char, x.value, y.value, (loose.left, loose.bottom, loose.right, loose.top), size, turn))
    turn = max((t for t in range(4)), key=lambda t: (turns[t], -t))
    left, bottom, right, top = box
    corners = [_turned(left, bottom, turn), _turned(right, top, turn)]
    (xa, ya), (xb, yb) = corners
    out = PageText(number, min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
    glyphs = []
    askew = []
    for char, gx, gy, (left, bottom, right, top), size, own in found:
        if own != turn:
            askew.append(char)
            continue
        gx, gy = _turned(gx, gy, turn)
        (la, _), (lb, _) = _turned(left, bottom, turn), _turned(right, top, turn)
        if not (out.x0 - 1 <= gx <= out.x1 + 1 and out.y0 - 1 <= gy <= out.y1 + 1):
            continue  # off the page: marks of the printer
        glyphs.append(Glyph(min(la, lb), max(la, lb), gy, size, char))
    out.turned = "".join(askew).strip()
    out.characters = sum(turns.values())
    out.strange = strange
    return out, glyphs, turn


def _is_strange(char: str) -> bool:
    """A character that no report holds: what is left where a font does not say which characters it draws."""
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs")


# --- what is drawn

_Point = tuple[float, float, bool]
_Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class _Objects:
    """What a page holds besides the places of its characters.

    Attributes:
        paths: the points of each drawn figure, and whether each begins a stroke.
        texts, unseen: pieces of text, and those drawn without ink: the text layer of an OCR.
    """

    paths: list[list[_Point]] = field(default_factory=list)
    pictures: int = 0
    texts: int = 0
    unseen: int = 0
    seen: int = 0


def _objects(page: Any) -> _Objects:
    out = _Objects()
    handle = page.raw
    objects = (
        pdfium.FPDFPage_GetObject(handle, index) for index in range(pdfium.FPDFPage_CountObjects(handle))
    )
    _add_objects(objects, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), out, 0)
    return out


def _add_objects(objects: Iterable[Any], outer: _Matrix, out: _Objects, depth: int) -> None:
    matrix = pdfium.FS_MATRIX()
    for drawn in objects:
        out.seen += 1
        if out.seen > MAX_OBJECTS:
            return
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            out.texts += 1
            if pdfium.FPDFTextObj_GetTextRenderMode(drawn) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                out.unseen += 1
            _widen(drawn)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            out.pictures += 1
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            if len(out.paths) < MAX_RULES and 2 <= pdfium.FPDFPath_CountSegments(drawn) <= 400:
                pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
                out.paths.append(_points(drawn, _product(_values(matrix), outer)))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
            pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
            inner = (
                pdfium.FPDFFormObj_GetObject(drawn, index)
                for index in range(max(pdfium.FPDFFormObj_CountObjects(drawn), 0))
            )
            _add_objects(inner, _product(_values(matrix), outer), out, depth + 1)


def _widen(drawn: Any) -> None:
    """Give text without extent an outline, so that PDFium does not pass over it.

    A font that is neither embedded nor installed has glyphs without extent, and so has that of an OCR; PDFium takes what
    has no breadth, a single character or an upright line of them, for nothing at all.
    """
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(drawn, left, low, right, high):
        return
    if right.value - left.value < 0.01:
        pdfium.FPDFTextObj_SetTextRenderMode(drawn, pdfium.FPDF_TEXTRENDERMODE_STROKE)
        pdfium.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, 0, 0)  # the extent is worked out anew


def _values(m: Any) -> _Matrix:
    return m.a, m.b, m.c, m.d, m.e, m.f


def _product(m: _Matrix, n: _Matrix) -> _Matrix:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _points(drawn: Any, m: _Matrix) -> list[_Point]:
    x, y = ctypes.c_float(), ctypes.c_float()
    out = []
    for at in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        begins = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO
        out.append((m[0] * x.value + m[2] * y.value + m[4], m[1] * x.value + m[3] * y.value + m[5], begins))
    return out


def _drawn_lines(points: list[_Point], turn: int) -> Iterable[Rule]:
    """The level and upright lines of a drawn figure."""
    points = [(*_turned(x, y, turn), begins) for x, y, begins in points]
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    if right - left <= 3 or high - low <= 3:  # also a line that is drawn as a thin box
        if right - left >= 6:
            yield Rule(left, (low + high) / 2, right, (low + high) / 2)
        elif high - low >= 6:
            yield Rule((left + right) / 2, low, (left + right) / 2, high)
        return
    for (xa, ya, _), (xb, yb, begins) in pairwise(points):
        if begins:
            continue
        if abs(ya - yb) <= 1 and abs(xa - xb) >= 6:
            yield Rule(min(xa, xb), (ya + yb) / 2, max(xa, xb), (ya + yb) / 2)
        elif abs(xa - xb) <= 1 and abs(ya - yb) >= 6:
            yield Rule((xa + xb) / 2, min(ya, yb), (xa + xb) / 2, max(ya, yb))


@dataclass(slots=True)
class _Grid:
    """A ruled table: where its lines run."""

    rules: list[Rule]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (
            min(r.x0 for r in self.rules),
            min(r.y0 for r in self.rules),
            max(r.x1 for r in self.rules),
            max(r.y1 for r in self.rules),
        )

    def lines(self) -> tuple[list[float], list[float]]:
        """The upright lines from left to right, the level ones from top to bottom."""
        xs = _apart(r.x0 for r in self.rules if r.x0 == r.x1)
        ys = _apart(r.y0 for r in self.rules if r.x0 != r.x1)
        return xs, ys[::-1]


def _apart(values: Iterable[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 4:
            out.append(value)
    return out


def _grids(rules: list[Rule]) -> list[_Grid]:
    """Lines that touch each other belong to one table; what has not even two cells is none."""
    groups: list[tuple[list[Rule], list[float]]] = []
    for rule in sorted(rules, key=lambda r: (-r.y1, r.x0)):
        box = [rule.x0 - 2, rule.y0 - 2, rule.x1 + 2, rule.y1 + 2]
        members = [rule]
        rest = []
        for other, around in groups:
            if around[0] <= box[2] and box[0] <= around[2] and around[1] <= box[3] and box[1] <= around[3]:
                members += other
                box = [
                    min(box[0], around[0]),
                    min(box[1], around[1]),
                    max(box[2], around[2]),
                    max(box[3], around[3]),
                ]
            else:
                rest.append((other, around))
        groups = [*rest, (members, box)]
        if len(groups) > 300:
            return []
    out = []
    for members, _ in groups:
        grid = _Grid(members)
        xs, ys = grid.lines()
        if len(xs) >= 2 and len(ys) >= 2 and len(xs) + len(ys) >= 5 and len(xs) * len(ys) < 20_000:
            out.append(grid)
    return out


# --- rows


def _rows(glyphs: list[Glyph], rules: list[Rule]) -> list[Row]:
    rows: list[Row] = []
    rest = glyphs
    for grid in _grids(rules):
        left, low, right, high = grid.box
        inside = [
            g
            for g in rest
            if left - 1 <= (g.x0 + g.x1) / 2 <= right + 1 and low - 1 <= g.y + g.size / 4 <= high + 1
        ]
        visible = [g for g in inside if not g.char.isspace()]
        if not visible:
            continue
        cells = _cells(visible, grid)
        if cells is None:
            continue
        taken = set(map(id, inside))
        rest = [g for g in rest if id(g) not in taken]
        size = Counter(round(g.size, 1) for g in visible).most_common(1)[0][0]
        frame = Segment("", left, right, high - size, size, 0.0)
        rows.append(Row([frame], high - size, size, cells, bottom=low))
    rows += [_row(line) for line in _lines(rest) if any(not g.char.isspace() for g in line)]
    rows = [row for row in rows if row.segments]
    return sorted(rows, key=lambda row: (-row.y, row.x0))


def _lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Characters on about the same base line, wherever they stand across the page."""
    out: list[list[Glyph]] = []
    base = 0.0
    size = 0.0
    for glyph in sorted(glyphs, key=lambda g: (-g.y, g.x0)):
        if out and base - glyph.y < 0.5 * max(size, glyph.size) * (0.8 if size == glyph.size else 1):
            out[-1].append(glyph)
            if glyph.size > size:
                base, size = glyph.y, glyph.size
        else:
            out.append([glyph])
            base, size = glyph.y, glyph.size
    return out


def _row(line: list[Glyph]) -> Row:
    """A row with its segments; characters that are drawn twice to look bold are taken once."""
    ordered: list[Glyph] = []
    for glyph in sorted(line, key=lambda g: (g.x0, -g.size)):
        near = 0.12 if glyph.char.isascii() else 0.3
        if any(
            glyph.char == other.char
            and abs(glyph.x0 - other.x0) < near * glyph.size
            and abs(glyph.y - other.y) < 0.3 * glyph.size
            for other in ordered[-3:]
        ):
            continue
        ordered.append(glyph)
    visible = [g for g in ordered if g.char not in " \u3000"]
    size = Counter(round(g.size, 1) for g in visible).most_common(1)[0][0]
    base = Counter(round(g.y, 1) for g in visible if round(g.size, 1) == size).most_common(1)[0][0]
    groups: list[list[Glyph]] = []
    end = 0.0
    for glyph in ordered:
        if glyph.char in " \u3000":
            if groups:
                groups[-1].append(glyph)
            continue
        gap = glyph.x0 - end
        if not groups or gap > COLUMN_GAP * max(size, 1.0):
            groups.append([glyph])
        else:
            groups[-1].append(glyph)
        end = glyph.x1 if len(groups[-1]) == 1 else max(end, glyph.x1)
    return Row([_segment(group, base, size) for group in groups], base, size)


def _segment(glyphs: list[Glyph], base: float, size: float) -> Segment:
    while glyphs[-1].char in " \u3000":
        glyphs.pop()
    text = _text(glyphs, base, size)
    head = 1
    first = glyphs[0].char
    if first.isascii():
        while head < len(glyphs) and glyphs[head].char.isascii() and glyphs[head].char != " ":
            head += 1
    while head < len(glyphs) and glyphs[head].char in _NO_LINE_START:
        head += 1
    width = glyphs[head - 1].x1 - glyphs[0].x0
    return Segment(text, glyphs[0].x0, max(g.x1 for g in glyphs), base, size, width)


def _text(glyphs: list[Glyph], base: float, size: float) -> str:
    out: list[str] = []
    before: Glyph | None = None
    space = ""
    for glyph in glyphs:
        char = glyph.char
        if char in " \u3000":
            space = char if before is not None else ""
            continue
        if before is not None and not space and before.char.isascii() and char.isascii():
            gap = glyph.x0 - before.x1
            if gap > 0.2 * size:
                space = " "
        out.append(space)
        space = ""
        raised = glyph.size < 0.8 * size and glyph.y > base + 0.12 * size
        if raised and char in "0123456789":
            char = char.translate(_RAISED)
        elif raised and char in "[]［］〔〕()（）":
            char = ""
        elif raised and ("①" <= char <= "⑳" or char in "*＊※"):
            char = RAISED_MARK + char
        out.append(char)
        before = glyph
    return plain_characters("".join(out))


def plain_characters(text: str) -> str:
    """Radicals, compatibility characters and ligatures as the characters that are meant."""
    if text.isascii():
        return text
    text = text.translate(_RADICALS).translate(_LIGATURES)
    return "".join(
        unicodedata.normalize("NFKC", char)
        if "\u2f00" <= char < "\u2fe0" or "\uf900" <= char < "\ufb00"
        else char
        for char in text
    )


# --- ruled tables


def _cells(glyphs: list[Glyph], grid: _Grid) -> list[list[str]] | None:
    """The text of the cells, row by row; a cell that spans several stands in the first of them, the others are empty.

    None if all text stands in one cell: a frame, not a table.
    """
    xs, ys = grid.lines()
    columns, lines = len(xs) - 1, len(ys) - 1
    level = [r for r in grid.rules if r.x0 != r.x1]
    upright = [r for r in grid.rules if r.x0 == r.x1]
    home = {(i, j): (i, j) for i in range(lines) for j in range(columns)}
    for i in range(lines):
        for j in range(columns):
            middle_x, middle_y = (xs[j] + xs[j + 1]) / 2, (ys[i] + ys[i + 1]) / 2
            above = i > 0 and not any(abs(r.y0 - ys[i]) <= 4 and r.x0 <= middle_x <= r.x1 for r in level)
            beside = j > 0 and not any(abs(r.x0 - xs[j]) <= 4 and r.y0 <= middle_y <= r.y1 for r in upright)
            if beside:
                home[i, j] = home[i, j - 1]
            elif above:
                home[i, j] = home[i - 1, j]
    content: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y + glyph.size / 4
        j = min(max(sum(line <= x for line in xs) - 1, 0), columns - 1)
        i = min(max(sum(line >= y for line in ys) - 1, 0), lines - 1)
        content.setdefault(home[i, j], []).append(glyph)
    if len(content) < 2:
        return None
    out = []
    for i in range(lines):
        row = [_cell_text(content.get((i, j), [])) for j in range(columns)]
        while row and not row[-1]:
            row.pop()
        if row:
            out.append(row)
    return out


def _cell_text(glyphs: list[Glyph]) -> str:
    out = ""
    for line in _lines(glyphs):
        text = "".join(segment.text for segment in _row(line).segments)
        out = join(out, text)
    return out.replace(RAISED_MARK, "")


def join(before: str, after: str) -> str:
    """Two lines of one paragraph as one: a space between Latin words only, none inside a number."""
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    if last.isascii() and first.isascii() and last.isalpha() and first.isalpha():
        return f"{before} {after}"
    if last in ".,;:!?)" and before[-2:-1].isascii() and first.isascii() and first.isalpha():
        return f"{before} {after}"
    if last == "-" and first.islower() and before[-2:-1].isalpha() and before[-2].isascii():
        return before[:-1] + after
    return before + after
