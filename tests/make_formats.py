"""Writes corpus/formats/: two invented reports of one county in every format that can be read.

    python tests/make_formats.py [FOLDER]

The files are the same bytes every time with the same versions of the libraries that write them.
"""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from pdf_documents import Sheet, pdf
from site_pages import LAYOUTS, report_lines, styled_paragraphs

FORMATS = Path(__file__).resolve().parents[1] / "corpus" / "formats"
PLACE = "柘岭县"
YEARS = (2023, 2024)
_THEN = datetime.datetime(2024, 2, 1, 9, 0, 0)
_HEADING = re.compile(r"[一二三四五六七八九十]、")
_SUB_HEADING = re.compile(r"（[一二三四五六七八九十]+）")


def lines(year: int) -> list[str]:
    """The paragraphs of a report."""
    return report_lines(f"county/{PLACE}/{year}.txt")


def txt(year: int) -> bytes:
    """The text as it is in corpus/county/."""
    return (FORMATS.parent / "county" / PLACE / f"{year}.txt").read_bytes()


def html(year: int) -> bytes:
    """The page of a county's site, saved with all that it holds besides, in GB18030."""
    from dataclasses import replace

    layout = next(known for known in LAYOUTS if known.name == "county_jcms")
    return replace(layout, report=f"county/{PLACE}/{year}.txt", paragraphs=styled_paragraphs).data()


def docx(year: int) -> bytes:
    """A Word file: the title and the headings in Word's styles, page numbers in the footer."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = Document()
    title, *rest = lines(year)
    document.add_paragraph(title, style="Title")
    first = True
    for line in rest:
        if _HEADING.match(line) and len(line) < 40:
            document.add_heading(line, level=1)
            first = False
        elif first and len(line) < 30:
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph = document.add_paragraph(line)
            paragraph.paragraph_format.first_line_indent = Pt(32)
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    properties = document.core_properties
    properties.author, properties.created, properties.modified = PLACE, _THEN, _THEN
    out = BytesIO()
    document.save(out)
    return _dated(out.getvalue())


def printed(year: int) -> bytes:
    """A PDF with running heads and page numbers."""
    return pdf(lines(year), Sheet(head=f"{PLACE}政府工作报告", foot="— {page} —", titles=3))


def xlsx() -> bytes:
    """A sheet with one report a row."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "政府工作报告"
    sheet.append(["地区", "年份", "正文"])
    for year in YEARS:
        sheet.append([PLACE, year, "\n".join(lines(year))])
    book.properties.created = book.properties.modified = _THEN
    book.properties.creator = PLACE
    out = BytesIO()
    book.save(out)
    return _dated(out.getvalue())


def archive() -> bytes:
    """An archive with one report as a page and one as a Word file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in ((f"{PLACE}/2023.html", html(2023)), (f"{PLACE}/2024.docx", docx(2024))):
            made.writestr(zipfile.ZipInfo(name, _THEN.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dated(data: bytes) -> bytes:
    """An Office file whose parts carry one date, and whose properties name no later one."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as found, zipfile.ZipFile(out, "w") as made:
        for part in found.infolist():
            body = found.read(part)
            if part.filename == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"2024-02-01T09:00:00Z", body)
            made.writestr(zipfile.ZipInfo(part.filename, _THEN.timetuple()[:6]), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Every file of the folder."""
    single = {"txt": txt, "html": html, "docx": docx, "pdf": printed}
    made = {f"{form}/{PLACE}/{year}.{form}": make(year) for form, make in single.items() for year in YEARS}
    return made | {"reports.xlsx": xlsx(), "reports.zip": archive()}


def main(folder: Path = FORMATS) -> None:
    """Write the folder."""
    for name, data in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
