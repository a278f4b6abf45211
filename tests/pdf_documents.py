"""PDFs for tests, set as offices and newspapers set them: columns, running heads, page numbers, torn numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

NO_START = "，。、；：？！”’》）％%‰"
NO_END = "“‘《（"


@cache
def song() -> str:
    """STSong-Light, which no PDF has to hold: it is named, and the reader knows its characters."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


@cache
def squares() -> str:
    """A font that is embedded, with a map to Unicode: every character is a square as wide as it should be."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from reportlab.pdfbase.ttfonts import TTFont

    codes = [
        *range(0x20, 0x7F),
        *range(0xA1, 0x100),
        0x2014,
        0x2018,
        0x2019,
        0x201C,
        0x201D,
        0x2026,
        0x2030,
        *range(0x2150, 0x2190),
        *range(0x2200, 0x2270),
        *range(0x2460, 0x2474),
        *range(0x2E80, 0x2FE0),
        *range(0x3000, 0x3020),
        *range(0x4E00, 0x9FA6),
        *range(0xE000, 0xE100),
        *range(0xFB00, 0xFB07),
        *range(0xFF00, 0xFF60),
    ]
    names = [".notdef", *(f"c{code:04X}" for code in codes)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({code: f"c{code:04X}" for code in codes})
    glyphs = {}
    for width in (500, 1000):
        pen = TTGlyphPen(None)
        pen.moveTo((50, 0))
        pen.lineTo((50, 700))
        pen.lineTo((width - 50, 700))
        pen.lineTo((width - 50, 0))
        pen.closePath()
        glyphs[width] = pen.glyph()
    widths = {name: 500 if int(name[1:], 16) < 0xA1 else 1000 for name in names[1:]} | {".notdef": 1000}
    builder.setupGlyf({name: glyphs[widths[name]] for name in names})
    builder.setupHorizontalMetrics({name: (width, 50) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    out = BytesIO()
    builder.save(out)
    out.seek(0)
    pdfmetrics.registerFont(TTFont("Squares", out))
    return "Squares"


@dataclass
class Sheet:
    """How a document is set."""

    font: str = ""
    width: float = 595
    height: float = 842
    margin: float = 80
    columns: int = 1
    gutter: float = 24
    size: float = 16
    leading: float = 28
    indent: float = 2.0
    head: str | None = None
    foot: str | None = None
    tear: bool = False
    justify: bool = True
    titles: int = 3
    watermark: str | None = None
    gap: float = 0.0


def lines_of(text: str, sheet: Sheet, width: float, font: str) -> Iterator[tuple[str, bool]]:
    """The lines of a paragraph and whether each is its last; with `tear` a line may end inside a number."""
    left = width - sheet.indent * sheet.size
    line = ""
    used = 0.0
    units = list(text) if sheet.tear else list(_unbreakable(text))
    for unit in units:
        size = pdfmetrics.stringWidth(unit, font, sheet.size)
        if line and used + size > left and unit[0] not in NO_START:
            moved = ""
            while not sheet.tear and line[-1] in NO_END:
                moved = line[-1] + moved
                line = line[:-1]
            yield line, False
            line = moved + unit
            used = pdfmetrics.stringWidth(line, font, sheet.size)
            left = width
        else:
            line += unit
            used += size
    yield line, True


def _unbreakable(text: str) -> Iterator[str]:
    unit = ""
    for char in text:
        if char.isascii() and not char.isspace():
            unit += char
            continue
        if unit:
            yield unit
        unit = ""
        yield char
    if unit:
        yield unit


def pdf(paragraphs: Sequence[str], sheet: Sheet | None = None, *, encrypt: Any = None) -> bytes:
    """The paragraphs as a PDF; the first `titles` of them are set larger, in the middle, over all columns."""
    sheet = sheet or Sheet()
    titles = min(sheet.titles, len(paragraphs) - 1)
    font = sheet.font or song()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(sheet.width, sheet.height), encrypt=encrypt, invariant=1)
    page = 1
    top = sheet.height - sheet.margin
    width = (sheet.width - 2 * sheet.margin - (sheet.columns - 1) * sheet.gutter) / sheet.columns
    y = top
    column = 0

    def begin() -> None:
        if sheet.head:
            canvas.setFont(font, 9)
            canvas.drawString(sheet.margin, sheet.height - 40, sheet.head.format(page=page))
        if sheet.foot:
            canvas.setFont(font, 12)
            canvas.drawCentredString(sheet.width / 2, 36, sheet.foot.format(page=page))
        if sheet.watermark:
            canvas.saveState()
            canvas.setFont(font, 50)
            canvas.translate(sheet.width / 3, sheet.height / 3)
            canvas.rotate(40)
            canvas.drawString(0, 0, sheet.watermark)
            canvas.restoreState()
        canvas.setFont(font, sheet.size)

    begin()
    for number, text in enumerate(paragraphs):
        title = number < titles
        if title:
            room = sheet.width - sheet.margin
            canvas.setFont(
                font, min(sheet.size * 1.3, room / pdfmetrics.stringWidth(text, font, 1000) * 1000)
            )
            y -= sheet.leading * 1.4
            canvas.drawCentredString(sheet.width / 2, y, text)
            canvas.setFont(font, sheet.size)
            top = y - sheet.leading if number == titles - 1 else top
            if number == titles - 1:
                y = top
            continue
        y -= sheet.gap * sheet.leading
        indent = sheet.indent * sheet.size
        for line, last in lines_of(text, sheet, width, font):
            if y - sheet.leading < sheet.margin:
                column += 1
                if column == sheet.columns:
                    canvas.showPage()
                    page += 1
                    column = 0
                    top = sheet.height - sheet.margin
                    begin()
                y = top
            y -= sheet.leading
            x = sheet.margin + column * (width + sheet.gutter) + indent
            shown = canvas.beginText(x, y)
            if sheet.justify and not last and len(line) > 1:
                room = width - indent - pdfmetrics.stringWidth(line, font, sheet.size)
                shown.setCharSpace(room / (len(line) - 1))
            shown.textOut(line)
            canvas.drawText(shown)
            indent = 0.0
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def paragraphs_of(path: Path) -> list[str]:
    """The paragraphs of an invented report, without white space at their ends."""
    from policy_nlp.read import read_source

    return [line.strip() for line in read_source(path).text.splitlines() if line.strip()]


def agreement(expected: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Recall and precision of paragraphs, weighted by their characters, white space apart."""

    def plain(texts: Sequence[str]) -> list[str]:
        return ["".join(text.split()) for text in texts]

    a, b = plain(expected), plain(found)
    recall = sum(len(t) for t in a if t in set(b)) / sum(map(len, a))
    precision = sum(len(t) for t in b if t in set(a)) / max(sum(map(len, b)), 1)
    return recall, precision
