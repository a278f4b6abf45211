"""Word documents (.docx, .docm): what a reader of the printed page would read, in its order.

Paragraphs, table rows and text boxes become lines. Word's own numbering is written out, insertions of tracked changes
are kept and deletions left out; running heads, page numbers, tables of contents, comments and hidden text are cut.
Notes stand at the end under a line 注释, so that no sentence is broken by them.

Source: ECMA-376 part 1 (Office Open XML), 17 (WordprocessingML); the strict form of ISO/IEC 29500 is read the same way.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from policy_nlp.read.content import Block, Content, Cut
from policy_nlp.read.numbering import Numbering, W, value, whole

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

MAX_PART = 64 << 20
"""Bytes of XML in one part of a document; a report of fifty thousand characters takes about one megabyte."""
MAX_BLOCK = 12 << 20
"""Bytes of XML in one paragraph or table: only one at a time is held in memory."""
MAX_PARTS = 10_000
_CHUNK = 1 << 16
_SHOWN = 200
"""Characters of a cut that are kept."""

_DAMAGED = "the document is damaged ({}); open it in Word or LibreOffice and save it again"
_TOO_LARGE = "the document is larger than any report ({}); split it, or save it as text"

_FIELD_CUTS = {
    "PAGE": "page number",
    "NUMPAGES": "page number",
    "SECTIONPAGES": "page number",
    "SECTION": "page number",
    "TOC": "table of contents",
    "INDEX": "index",
    "TOA": "table of authorities",
}
# Symbols that people put in by Insert > Symbol with the font Symbol, whose codes are not Unicode's.
_SYMBOL = {
    0xA2: "′",
    0xA3: "≤",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0x6D: "μ",
}
# 带圈字符, which Word and WPS write as a formula: eq \o\ac(○,5)
_CIRCLED = re.compile(r"\beq\b.*?\\o\s*\\ac\s*\(\s*[○□△◇]\s*[,，;]\s*([^()]{1,3}?)\s*\)", re.I | re.S)
_SPACES = re.compile(r"[\r\n\t]+")
_SKIPPED = frozenset(
    W + name
    for name in (
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "tcPr",
        "trPr",
        "sectPr",
        "fldData",
        "rt",  # the reading above a character
        "annotationRef",
        "softHyphen",
        "lastRenderedPageBreak",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
    )
)
_TAKEN_BACK = frozenset((W + "del", W + "moveFrom", W + "delText"))
_BLOCKS = [
    *(W + name for name in ("p", "tbl", "sdt", "customXml", "altChunk", "ins", "del", "moveFrom", "moveTo")),
    _MC + "AlternateContent",
]


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str | None = None
    num_id: str | None = None
    level: int | None = None
    hidden: bool | None = None


@dataclass(slots=True)
class _Field:
    """A field (域) that is open: its code, then what Word last showed for it."""

    code: list[str] = field(default_factory=list)
    shows: bool = False
    cut: str | None = None
    fresh: list[str] = field(default_factory=list)
    kept: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Pieces:
    """A paragraph while it is read."""

    shown: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)


def read_docx(data: bytes) -> Content:
    """The content of a Word document.

    Raises:
        ValueError: if it is damaged, too large, or holds no text.
    """
    try:
        file = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError) as error:
        if data.startswith(b"PK"):
            raise ValueError(_DAMAGED.format("it was cut short or changed on its way")) from error
        raise ValueError(
            "the file is no Word document; open it in Word or LibreOffice and save it as .docx"
        ) from error
    try:
        with file:
            return _Document(file).read()
    except zipfile.BadZipFile as error:
        raise ValueError(_DAMAGED.format("a part of it was changed on its way")) from error
    except (
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
        KeyError,
    ) as error:
        # RuntimeError: a part is encrypted; RecursionError is one too: tables nested hundreds of times.
        raise ValueError(_DAMAGED.format("a part of it can't be unpacked")) from error
    except etree.LxmlError as error:
        raise ValueError(_DAMAGED.format("its XML is broken")) from error


def _parser(**options: Any) -> Any:
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "remove_comments": True,
        "remove_pis": True,
        "huge_tree": False,
        **options,
    }


class _Document:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        if len(file.infolist()) > MAX_PARTS:
            raise ValueError(_TOO_LARGE.format(f"more than {MAX_PARTS} parts"))
        self._parts = {info.filename.lstrip("/"): info for info in file.infolist()}
        self._lines: list[str] = []
        self._cuts: list[Cut] = []
        self._fields: list[_Field] = []
        self._carried = ""
        self._styles: dict[str, _Style] = {}
        self._default_style: str | None = None
        self._numbering = Numbering(())
        self._note_order: list[tuple[str, str]] = []
        self._pictures = self._drawn = self._embedded = self._chunks = 0

    def read(self) -> Content:
        main = self._main_part()
        related = self._related(main)
        for root in self._roots(related, "styles"):
            self._read_styles(root)
        self._numbering = Numbering(self._roots(related, "numbering"))
        self._read_body(main)
        self._take_back_unclosed_fields()
        notes = self._append_notes(related)
        self._cut_other_parts(related)
        return self._content(notes)

    # --- parts of the package

    def _main_part(self) -> str:
        for target, kind in self._related("").items():
            if kind == "officeDocument":
                return target
        if "word/document.xml" in self._parts:
            return "word/document.xml"
        raise ValueError("the ZIP archive holds no Word document; unpack it, or name it .zip")

    def _related(self, part: str) -> dict[str, str]:
        """The parts that a part refers to, with their kinds, in the order of their names."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if rels not in self._parts:
            return {}
        out = {}
        for element in self._root(rels):
            target = element.get("Target") or ""
            if element.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            while (shorter := re.sub(r"[^/]+/\.\./", "", path, count=1)) != path:
                path = shorter
            if path in self._parts:
                out[path] = (element.get("Type") or "").rpartition("/")[2]
        return dict(sorted(out.items()))

    def _chunks_of(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, unpacked bit by bit: the sizes that an archive declares are not to be trusted."""
        info = self._parts.get(part)
        if info is None:
            raise ValueError(_DAMAGED.format(f"it has no {part}"))
        if info.file_size > MAX_PART:
            raise ValueError(_TOO_LARGE.format(f"{part} unpacks to {info.file_size >> 20} MB"))
        if info.flag_bits & 1:
            raise ValueError("the document is protected by a password; open it and save it without one")
        done = 0
        try:
            stream = self._file.open(info)
        except ValueError as error:
            raise ValueError(_DAMAGED.format("a part of it is not where it should be")) from error
        with stream:
            while chunk := stream.read(_CHUNK):
                done += len(chunk)
                if done > MAX_PART:
                    raise ValueError(_TOO_LARGE.format(f"{part} unpacks to more than {MAX_PART >> 20} MB"))
                yield chunk

    def _root(self, part: str) -> Any:
        parser = etree.XMLParser(**_parser())
        for number, chunk in enumerate(self._all_transitional(self._chunks_of(part))):
            if number * _CHUNK > MAX_BLOCK:
                raise ValueError(_TOO_LARGE.format(part))
            parser.feed(chunk)
        root = parser.close()
        _refuse_doctype(root)
        return root

    def _roots(self, related: dict[str, str], kind: str) -> list[Any]:
        return [self._root(part) for part, found in related.items() if found == kind]

    @staticmethod
    def _all_transitional(chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Chunks in which the strict form's namespace is the common one's."""
        held = b""
        for chunk in chunks:
            held += chunk
            held = held.replace(_STRICT, _TRANSITIONAL)
            if len(held) > len(_STRICT):
                yield held[: -len(_STRICT)]
                held = held[-len(_STRICT) :]
        yield held

    # --- styles

    def _read_styles(self, root: Any) -> None:
        for element in root.iter(W + "style"):
            style = _Style(value(element, "name") or "", value(element, "basedOn"))
            numbering = element.find(f"{W}pPr/{W}numPr")
            if numbering is not None:
                style.num_id = value(numbering, "numId")
                level = value(numbering, "ilvl")
                style.level = None if level is None else whole(level, 0)
            style.hidden = _vanishes(element.find(W + "rPr"))
            name = element.get(W + "styleId", "")
            self._styles[name] = style
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true"):
                self._default_style = name

    def _line_of(self, style: str | None) -> Iterator[tuple[str, _Style]]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            yield style, self._styles[style]
            style = self._styles[style].based_on

    def _style_hides(self, style: str | None) -> bool:
        return next((found.hidden for _, found in self._line_of(style) if found.hidden is not None), False)

    def _label(self, properties: Any, style: str | None) -> str:
        """Count a paragraph in its list, and what Word prints before it."""
        direct = None if properties is None else properties.find(W + "numPr")
        num_id = level = None
        if direct is not None:
            num_id, level = value(direct, "numId"), value(direct, "ilvl")
        if num_id is not None:
            return "" if num_id == "0" else self._numbering.next_label(num_id, whole(level, 0))
        for name, found in self._line_of(style):
            if found.num_id is not None:
                if found.num_id == "0":
                    return ""
                at = found.level
                if at is None:
                    own = self._numbering.level_of_style(found.num_id, style or "")
                    at = own or self._numbering.level_of_style(found.num_id, name)
                return self._numbering.next_label(found.num_id, whole(level, at))
        return ""

    # --- the body

    def _read_body(self, part: str) -> None:
        parser: Any = etree.XMLPullParser(**_parser(events=("end",), tag=_BLOCKS))
        waiting = 0
        checked = False
        for chunk in self._all_transitional(self._chunks_of(part)):
            parser.feed(chunk)
            waiting += len(chunk)
            for _, element in parser.read_events():
                if not checked:
                    _refuse_doctype(element)
                    checked = True
                parent = element.getparent()
                if parent is not None and parent.tag == W + "body":
                    self._block(element)
                    element.clear()
                    while element.getprevious() is not None:
                        del parent[0]
                    waiting = 0
            if waiting > MAX_BLOCK:
                raise ValueError(_TOO_LARGE.format(f"a paragraph or table of more than {MAX_BLOCK >> 20} MB"))
        _refuse_doctype(parser.close())
        if self._carried:
            self._add(self._carried)

    def _block(self, element: Any) -> None:
        """Add the lines of a paragraph, a table, or what wraps them."""
        tag = element.tag
        if tag == W + "p":
            text, boxes = self._paragraph(element)
            self._add(text)
            for box in boxes:
                self._blocks(box)
        elif tag == W + "tbl":
            self._table(element)
        elif tag == W + "sdt":
            self._control(element)
        elif tag == W + "altChunk":
            self._chunks += 1
        elif tag == _MC + "AlternateContent":
            self._blocks(_alternative(element))
        elif tag in _TAKEN_BACK:
            self._cut("deleted in tracked changes", _plain(element))
        elif isinstance(tag, str) and tag not in _SKIPPED:
            self._blocks(element)

    def _blocks(self, parent: Any) -> None:
        if parent is not None:
            for element in parent:
                self._block(element)

    def _control(self, element: Any) -> None:
        """A content control (内容控件): its content, unless it is a generated table of contents or a prompt."""
        properties = element.find(W + "sdtPr")
        content = element.find(W + "sdtContent")
        gallery = "" if properties is None else _gallery(properties)
        if "Table of Contents" in gallery or "目录" in gallery:
            self._cut("table of contents", _plain(content))
        elif properties is not None and properties.find(W + "showingPlcHdr") is not None:
            self._cut("prompt of a form", _plain(content))
        else:
            self._blocks(content)

    def _add(self, text: str) -> None:
        lines = [line.strip() for line in text.split("\n")]
        shown = "\n".join(line for line in lines if line)
        if shown:
            self._lines.append(shown)

    def _cut(self, reason: str, text: str) -> None:
        text = text.strip()
        if text:
            self._cuts.append(Cut(reason, text[:_SHOWN]))

    def _paragraph(self, element: Any) -> tuple[str, list[Any]]:
        """The text of a paragraph with its number, and the text boxes that are anchored in it."""
        properties = element.find(W + "pPr")
        style = None if properties is None else value(properties, "pStyle")
        style = style or self._default_style
        mark = None if properties is None else properties.find(W + "rPr")
        # A deleted paragraph mark, or a heading that runs on into its text (样式分隔符): one line with what follows.
        joined = mark is not None and (
            mark.find(W + "del") is not None or _is_on(mark.find(W + "specVanish"))
        )
        pieces = _Pieces()
        self._inline(element, pieces, hidden=self._style_hides(style))
        text = "".join(pieces.shown)
        name = self._styles[style].name.lower() if style in self._styles else ""
        for open_field in self._fields:
            if open_field.fresh:
                open_field.kept.append((len(self._lines), "".join(open_field.fresh)))
                open_field.fresh = []
        if pieces.deleted:
            self._cut("deleted in tracked changes", "".join(pieces.deleted))
        if pieces.hidden:
            self._cut("hidden text", "".join(pieces.hidden))
        if re.match(r"(?:toc|目录) ?\d", name):
            self._cut("table of contents", text)
            return "", pieces.boxes
        gone = not text.strip() and (joined or pieces.hidden or pieces.deleted)
        label = "" if gone else self._label(properties, style)
        if label and text.strip():
            text = label + text.lstrip()
        if self._carried:
            text, self._carried = self._carried + text, ""
        if joined:
            self._carried, text = text, ""
        return text, pieces.boxes

    def _inline(self, parent: Any, pieces: _Pieces, *, hidden: bool) -> None:
        """Add what stands in a paragraph, a run, a link …"""
        for element in parent:
            tag = element.tag
            if tag == W + "r":
                properties = element.find(W + "rPr")
                vanishes = hidden
                if properties is not None:
                    own = _vanishes(properties)
                    if own is None and self._style_hides(value(properties, "rStyle")):
                        own = True
                    vanishes = hidden if own is None else own
                self._inline(element, pieces, hidden=vanishes)
            elif tag == W + "t" or tag == _M + "t":
                text = _SPACES.sub(" ", element.text or "")
                self._emit(text if element.get(_XML_SPACE) == "preserve" else text.strip(" "), pieces, hidden)
            elif tag in _SKIPPED or not isinstance(tag, str):
                continue
            elif tag == W + "tab" or tag == W + "ptab":
                self._emit("\t", pieces, hidden)
            elif tag == W + "br" or tag == W + "cr":
                self._emit("\n", pieces, hidden)
            elif tag == W + "noBreakHyphen":
                self._emit("-", pieces, hidden)
            elif tag == W + "sym":
                self._emit(_symbol(element), pieces, hidden)
            elif tag == W + "fldChar":
                self._field_mark(element.get(W + "fldCharType"), pieces, hidden)
            elif tag == W + "instrText":
                if self._fields and len(self._fields[-1].code) < 1000:
                    self._fields[-1].code.append((element.text or "")[:1000])
            elif tag == W + "delInstrText":
                continue
            elif tag == W + "fldSimple":
                self._open_field(element.get(W + "instr") or "", shows=True)
                self._inline(element, pieces, hidden=hidden)
                self._close_field(pieces, hidden)
            elif tag == W + "footnoteReference" or tag == W + "endnoteReference":
                kind = "footnotes" if tag == W + "footnoteReference" else "endnotes"
                self._note_order.append((kind, element.get(W + "id") or ""))
                if _is_on_value(element.get(W + "customMarkFollows"), default=False):
                    return  # the rest of the run is the mark
            elif tag in _TAKEN_BACK:
                pieces.deleted.append(_plain(element))
            elif tag == _MC + "AlternateContent":
                chosen = _alternative(element)
                if chosen is not None:
                    self._inline(chosen, pieces, hidden=hidden)
            elif tag == W + "txbxContent":
                pieces.boxes.append(element)
            elif tag == W + "sdt":
                properties = element.find(W + "sdtPr")
                if properties is not None and properties.find(W + "showingPlcHdr") is not None:
                    self._cut("prompt of a form", _plain(element.find(W + "sdtContent")))
                else:
                    self._inline(element, pieces, hidden=hidden)
            elif tag == _M + "f":
                self._fraction(element, pieces, hidden)
            else:
                self._count_drawing(element)
                self._inline(element, pieces, hidden=hidden)

    def _fraction(self, element: Any, pieces: _Pieces, hidden: bool) -> None:
        above, below = element.find(_M + "num"), element.find(_M + "den")
        if above is not None:
            self._inline(above, pieces, hidden=hidden)
        self._emit("/", pieces, hidden)
        if below is not None:
            self._inline(below, pieces, hidden=hidden)

    def _count_drawing(self, element: Any) -> None:
        name = element.tag.rpartition("}")[2]
        if name in ("blip", "imagedata"):
            self._pictures += 1
        elif name == "graphicData":
            self._drawn += (element.get("uri") or "").rpartition("/")[2] in ("chart", "diagram")
        elif element.tag == W + "object":
            self._embedded += 1

    # --- fields

    def _emit(self, text: str, pieces: _Pieces, hidden: bool) -> None:
        if not text:
            return
        for open_field in self._fields:
            if not open_field.shows:
                return  # part of a field's code
            if open_field.cut:
                open_field.fresh.append(text)
                return
        (pieces.hidden if hidden else pieces.shown).append(text)

    def _field_mark(self, kind: str | None, pieces: _Pieces, hidden: bool) -> None:
        if kind == "begin":
            if len(self._fields) > 100:
                raise ValueError(_DAMAGED.format("fields within fields without end"))
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            open_field = self._fields[-1]
            open_field.shows = True
            open_field.cut = _field_cut("".join(open_field.code))
        elif kind == "end" and self._fields:
            self._close_field(pieces, hidden)

    def _open_field(self, code: str, *, shows: bool) -> None:
        self._fields.append(_Field([code], shows, _field_cut(code)))

    def _close_field(self, pieces: _Pieces, hidden: bool) -> None:
        closed = self._fields.pop()
        if closed.cut:
            kept = [text for _, text in closed.kept] + ["".join(closed.fresh)]
            self._cut(closed.cut, "\n".join(text for text in kept if text.strip()))
        elif not closed.shows:
            circled = _CIRCLED.search("".join(closed.code))
            if circled:
                self._emit(_in_circle(circled[1]), pieces, hidden)

    def _take_back_unclosed_fields(self) -> None:
        """A table of contents that never ends was no table of contents: give back what it swallowed."""
        kept = [piece for open_field in self._fields for piece in open_field.kept]
        self._fields.clear()
        kept.sort(key=lambda piece: piece[0])
        for at, text in kept[::-1]:
            if text.strip():
                self._lines.insert(at, text.strip())

    # --- tables

    def _table(self, table: Any) -> None:
        rows = list(_wrapped(table, W + "tr"))
        cells_of = [list(_wrapped(row, W + "tc")) for row in rows]
        # One cell a row: a frame around text, not a table of figures.
        frame = all(len(cells) <= 1 for cells in cells_of)
        for row, cells in zip(rows, cells_of, strict=True):
            properties = row.find(W + "trPr")
            if properties is not None:
                if properties.find(W + "del") is not None:
                    self._cut("deleted in tracked changes", _plain(row))
                    continue
                if _is_on(properties.find(W + "hidden")):
                    self._cut("hidden text", _plain(row))
                    continue
            self._row(cells, properties, frame=frame)

    def _row(self, cells: list[Any], properties: Any, *, frame: bool) -> None:
        before = 0 if properties is None else min(whole(value(properties, "gridBefore"), 0), 63)
        texts: list[str] = [""] * before
        lines_of: list[list[str]] = []
        running = frame
        for cell in cells:
            about = cell.find(W + "tcPr")
            span, continued = 1, False
            if about is not None:
                span = max(1, min(whole(value(about, "gridSpan"), 1), 63))
                for name in ("vMerge", "hMerge"):
                    merge = about.find(W + name)
                    continued = continued or (
                        merge is not None and merge.get(W + "val", "continue") == "continue"
                    )
            lines = [] if continued else self._lines_in(cell)
            lines_of.append(lines)
            running = running or cell.find(W + "tbl") is not None or _is_running_text(lines)
            texts += [_cell_text(lines)] + [""] * (span - 1)
        if running:
            for lines in lines_of:
                self._lines += lines
            return
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            self._lines.append("\t".join(texts))

    def _lines_in(self, cell: Any) -> list[str]:
        outside, self._lines = self._lines, []
        self._blocks(cell)
        if self._carried:
            self._add(self._carried)
            self._carried = ""
        inside, self._lines = self._lines, outside
        return inside

    # --- what stands in other parts

    def _append_notes(self, related: dict[str, str]) -> list[str]:
        texts: dict[tuple[str, str], str] = {}
        body, self._lines = self._lines, []
        for kind in ("footnotes", "endnotes"):
            for root in self._roots(related, kind):
                for element in root:
                    if element.get(W + "type") in (
                        "separator",
                        "continuationSeparator",
                        "continuationNotice",
                    ):
                        continue
                    self._lines = []
                    self._blocks(element)
                    texts[kind, element.get(W + "id") or ""] = " ".join(self._lines).replace("\n", " ")
        self._fields.clear()
        self._lines = body
        shown = [texts[key] for key in dict.fromkeys(self._note_order) if texts.get(key)]
        if not shown:
            return []
        self._lines.append("注释")
        self._lines += [f"[{number}] {text}" for number, text in enumerate(shown, 1)]
        return [f"{len(shown)} footnotes or endnotes stand at the end of the text, under 注释"]

    def _cut_other_parts(self, related: dict[str, str]) -> None:
        body, self._lines = self._lines, []
        seen: set[str] = set()
        for kind, reason in (
            ("header", "running head"),
            ("footer", "running foot"),
            ("comments", "comment"),
        ):
            for root in self._roots(related, kind)[:1000]:
                self._lines = []
                marks = [e.get("string") or "" for e in root.iter("{urn:schemas-microsoft-com:vml}textpath")]
                for element in root:
                    self._block(element)
                self._fields.clear()
                for text in [*self._lines, *marks]:
                    if (reason + text) not in seen:
                        seen.add(reason + text)
                        self._cut("watermark" if text in marks else reason, text)
        self._lines = body

    # --- the result

    def _content(self, notes: list[str]) -> Content:
        if self._chunks:
            notes.append(
                "a document embedded whole (altChunk) is not read; open the file in Word and save it again"
            )
        if not self._lines:
            if self._chunks:
                raise ValueError(
                    "all its text is embedded as another document; open it in Word and save it again"
                )
            if self._pictures:
                raise ValueError(
                    "the document holds pictures and no text: a scan; run OCR on it (see docs/formats.md)"
                )
            raise ValueError("the document holds no text")
        if self._drawn:
            notes.append(f"text in {self._drawn} charts or diagrams is not read")
        if self._embedded:
            notes.append(f"{self._embedded} embedded objects (sheets, formulas) are not read")
        characters = sum(map(len, self._lines))
        if self._pictures and characters < 300 * self._pictures and characters < 3000:
            notes.append(
                f"little text and {self._pictures} pictures: pages may be pictures of text, which are not read"
            )
        blocks = []
        start = 0
        for number, line in enumerate(self._lines, 1):
            blocks.append(Block(start, start + len(line), paragraph=number))
            start += len(line) + 1
        return Content("\n".join(self._lines), None, tuple(blocks), tuple(self._cuts), tuple(notes))


def _refuse_doctype(element: Any) -> None:
    # Word writes no document type; one that defines entities is an attack (a bomb, or a look at the reader's files).
    if element.getroottree().docinfo.doctype:
        raise ValueError("its XML has a document type, which no Word document has; it is refused")


def _is_on_value(text: str | None, *, default: bool) -> bool:
    return default if text is None else text not in ("0", "false", "off")


def _is_on(element: Any) -> bool:
    return element is not None and _is_on_value(element.get(W + "val"), default=True)


def _vanishes(properties: Any) -> bool | None:
    element = None if properties is None else properties.find(W + "vanish")
    return None if element is None else _is_on(element)


def _gallery(properties: Any) -> str:
    element = properties.find(f"{W}docPartObj/{W}docPartGallery")
    return "" if element is None else element.get(W + "val") or ""


def _alternative(element: Any) -> Any:
    """Of the forms in which the same thing is stored, the first that holds anything."""
    choices = [*element.findall(_MC + "Choice"), *element.findall(_MC + "Fallback")]
    for choice in choices:
        if next(choice.iter(W + "t", W + "p"), None) is not None:
            return choice
    return choices[0] if choices else None


def _wrapped(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row, also those inside content controls."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _wrapped(element, tag)


def _plain(element: Any) -> str:
    """All text below an element, for a cut."""
    if element is None:
        return ""
    return "".join(e.text or "" for e in element.iter(W + "t", W + "delText"))


def _field_cut(code: str) -> str | None:
    words = code.split(None, 1)
    return _FIELD_CUTS.get(words[0].upper()) if words else None


def _in_circle(text: str) -> str:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 20:
        return chr(ord("①") + int(text) - 1)
    return text


def _symbol(element: Any) -> str:
    try:
        code = int(element.get(W + "char") or "", 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:  # the font's own table
        code -= 0xF000
        if (element.get(W + "font") or "").lower() != "symbol":
            return ""
        return _SYMBOL.get(code) or (chr(code) if 0x20 < code < 0x40 else "")
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else ""


def _is_running_text(lines: list[str]) -> bool:
    return len(lines) > 1 and sum(map(len, lines)) > 200


def _cell_text(lines: list[str]) -> str:
    """The lines of a cell as one, without a space between Chinese."""
    out = ""
    for line in "\n".join(lines).replace("\t", " ").split("\n"):
        if out and out[-1].isascii() and line[:1].isascii():
            out += " "
        out += line
    return out
