"""From the bytes of a PDF to its text."""

from __future__ import annotations

import re
import threading
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from policy_nlp.read.content import Block, Content, Cut
from policy_nlp.read.pdf.glyphs import RAISED_MARK, PageText, read_page
from policy_nlp.read.pdf.layout import Flow, Line, flows_of, gutters_of
from policy_nlp.read.pdf.paragraphs import Paragraph, paragraphs_of
from policy_nlp.read.pdf.running import cut_contents, cut_running

MAX_PAGES = 2000
MAX_CHARACTERS = 5_000_000
"""Characters of a file; the longest reports have a hundred thousand."""

MAX_UNPACKED = 16 << 20
"""Bytes to which one packed part may unpack, pictures apart; a page of text takes about a hundred thousand."""

_STREAM = re.compile(rb"stream\r?\n(?=\x78)")
_LOCK = threading.Lock()  # PDFium is not made for threads
_OCR = "run OCR on the file, e.g. ocrmypdf (see docs/formats.md)"
_STRANGE_SHARE = 0.15
_RAISED_DIGITS = re.compile(r"(?<=[^A-Za-z0-9⁰¹²³⁴⁵⁶⁷⁸⁹])[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_NOTE_NUMBER = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d{1,2}(?=[ .．、]))[.．、]?")
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HAN = re.compile(r"[\u3400-\u9fff]")


def read_pdf(data: bytes) -> Content:
    """The content of a PDF; each block is a paragraph, or the part of it that stands on one page.

    Raises:
        ValueError: if it is damaged, locked by a password, too long, or holds no text that can be read.
    """
    _refuse_bombs(data)
    with _LOCK, _opened(data) as document:
        count = len(document)
        if count > MAX_PAGES:
            raise ValueError(f"the PDF has {count} pages, more than any report ({MAX_PAGES}); split it")
        pages = list(_pages(document, count))
    return _content(pages)


def _refuse_bombs(data: bytes) -> None:
    """Look how much the file unpacks to before PDFium does: it holds ten times as much again in memory."""
    total = 0
    for match in _STREAM.finditer(data):
        about = data[max(match.start() - 400, 0) : match.start()].rpartition(b"obj")[2]
        if b"FlateDecode" not in about or b"/Image" in about:
            continue
        size = 0
        packed: bytes = data[match.end() : match.end() + MAX_UNPACKED]
        with suppress(zlib.error):
            for _ in range(max(1, min(about.count(b"FlateDecode"), 3))):
                packed = zlib.decompressobj().decompress(packed, MAX_UNPACKED + 1)
                size = max(size, len(packed))
        total += size
        if size > MAX_UNPACKED or total > 8 * MAX_UNPACKED:
            raise ValueError(
                f"the PDF unpacks to far more than any report (over {MAX_UNPACKED >> 20} MB at one place); "
                "print it to a new PDF"
            )


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise ValueError(
                "the PDF is locked by a password; open it, and print or save it without one"
            ) from error
        if code == pdfium.FPDF_ERR_SECURITY:
            raise ValueError(
                "the PDF is locked in a way that can't be opened; print it to a new PDF"
            ) from error
        raise ValueError(
            "the PDF is damaged or cut short; fetch it again, or open it and print it to a new PDF"
        ) from error
    try:
        yield document
    finally:
        document.close()


def _pages(document: Any, count: int) -> Iterator[PageText]:
    characters = 0
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            yield PageText(number, 0, 0, 1, 1, pictures=-1)
            continue
        try:
            found = read_page(page, number)
        except pypdfium2.PdfiumError:
            found = PageText(number, 0, 0, 1, 1, pictures=-1)
        finally:
            page.close()
        characters += found.characters
        if characters > MAX_CHARACTERS:
            raise ValueError(
                f"the PDF has more than {MAX_CHARACTERS} characters, more than any report; split it"
            )
        yield found


def _content(pages: list[PageText]) -> Content:
    notes = []
    cuts = []
    scans = [page.number for page in pages if page.characters < 10 and page.pictures > 0]
    broken = [page.number for page in pages if page.pictures < 0]
    garbled = [page.number for page in pages if page.characters >= 10 and _is_garbled(page)]
    for page in pages:
        if page.turned:
            cuts.append(Cut("text set askew: a watermark or a stamp", page.turned[:200], page.number))
        if page.number in garbled:
            cuts.append(Cut("characters that the font does not name", _sample(page), page.number))
            page.rows = []
        elif page.number in scans:
            page.rows = []
    cuts += cut_running(pages) + cut_contents(pages)
    readable = any(page.rows for page in pages)
    if not readable:
        raise ValueError(_why_nothing(pages, scans, garbled, broken))
    if scans:
        notes.append(f"{_named(scans)} no text: a scan, which is not read; {_OCR}")
    if garbled:
        notes.append(f"{_named(garbled)} a font that does not say what its characters are; not read; {_OCR}")
    if broken:
        notes.append(f"{_named(broken)} damage and can't be read; print the file to a new PDF")
    layered = [page.number for page in pages if page.rows and page.unseen]
    if layered:
        notes.append(f"{_named(layered)} the text of an OCR under a picture: numbers may be misread")
    paragraphs, footnotes = _arranged(pages)
    if footnotes:
        notes.append(f"{len(footnotes)} footnotes stand at the end of the text, under 注释")
        paragraphs = [*paragraphs, Paragraph([("注释", footnotes[0].pieces[0][1])]), *footnotes]
    text, blocks = _put_together(paragraphs)
    cuts.sort(key=lambda cut: cut.page or 0)
    return Content(text, None, tuple(blocks), tuple(cuts), tuple(notes))


def _arranged(pages: Sequence[PageText]) -> tuple[list[Paragraph], list[Paragraph]]:
    sizes: Counter[float] = Counter()
    for page in pages:
        for row in page.rows:
            if row.cells is None:
                sizes[round(row.size, 1)] += sum(len(segment.text) for segment in row.segments)
    body = max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 1.0
    known = gutters_of(pages)
    flows: list[Flow] = []
    notes: list[Flow] = []
    for page in pages:
        if not page.rows:
            continue
        found, footnotes = flows_of(page, body, known)
        _drop_marks(found, footnotes)
        flows += found
        if footnotes:
            notes.append(Flow(footnotes))
        page.rows = []
    return paragraphs_of(flows), paragraphs_of(notes)


def _drop_marks(flows: Sequence[Flow], notes: Sequence[Line]) -> None:
    """Leave out the raised marks that refer to the notes of the page; other raised digits (m²) stay raised."""
    known = {
        match[1].translate(_PLAIN_DIGITS)
        for note in notes
        if (
            match := re.match(r"[\[［〔]?([\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[①-⑳*＊※])", note.text.replace(RAISED_MARK, ""))
        )
    }
    for flow in flows:
        for line in flow.lines:
            if known:
                line.text = _RAISED_DIGITS.sub(
                    lambda m: "" if m[0].translate(_PLAIN_DIGITS) in known else m[0], line.text
                )
            if RAISED_MARK in line.text:
                line.text = re.sub(f"{RAISED_MARK}(.)", lambda m: "" if m[1] in known else m[1], line.text)
    for note in notes:
        note.text = note.text.replace(RAISED_MARK, "")
        mark = _NOTE_NUMBER.match(note.text)
        if mark:
            note.text = f"[{mark[1].translate(_PLAIN_DIGITS)}] {note.text[mark.end() :].lstrip()}"


def _put_together(paragraphs: Sequence[Paragraph]) -> tuple[str, list[Block]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for paragraph in paragraphs:
        if not paragraph.text.strip():
            continue
        if parts:
            parts.append("\n")
            at += 1
        for text, page in paragraph.pieces:
            if text:
                parts.append(text)
                blocks.append(Block(at, at + len(text), page=page))
                at += len(text)
    return "".join(parts), blocks


# --- what can't be read


def _is_garbled(page: PageText) -> bool:
    """Whether a page's font does not tell its characters: they are private, unknown, or Chinese at random."""
    if page.strange > _STRANGE_SHARE * page.characters:
        return True
    text = "".join(segment.text for row in page.rows for segment in row.segments)
    han = _HAN.findall(text)
    if len(han) < 30:
        odd = sum("\x80" <= char < "\u0250" for char in text)  # Latin-1 in place of Chinese
        return odd > 0.3 * max(len(text), 1)
    common = sum(_fits(char, "gb2312") for char in han)
    traditional = sum(_fits(char, "big5") for char in han)
    return max(common, traditional) < 0.7 * len(han)


def _fits(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _sample(page: PageText) -> str:
    return "".join(segment.text for row in page.rows[:5] for segment in row.segments)[:60]


def _named(numbers: Sequence[int]) -> str:
    """pages 1-3, 7 have …"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:30])
    if len(runs) > 30:
        shown += " …"
    return f"page {shown} has" if len(numbers) == 1 else f"pages {shown} have"


def _why_nothing(
    pages: Sequence[PageText], scans: Sequence[int], garbled: Sequence[int], broken: Sequence[int]
) -> str:
    if garbled:
        return f"the PDF's fonts do not say what their characters are, so its text is unreadable; {_OCR}"
    if scans:
        return f"the PDF holds pictures of pages and no text: a scan; {_OCR}"
    if broken:
        return "the PDF is damaged or cut short; fetch it again, or open it and print it to a new PDF"
    return (
        f"the PDF holds no text; if its pages show any, they are drawings: {_OCR}"
        if pages
        else "the PDF has no page"
    )
