"""Tables as they are parsed: CSV, TSV, JSON Lines, XLSX, Parquet, each as sheets of rows that come one at a time."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO, TextIO, cast

from policy_nlp.read.encoding import decode

# A row longer than this is no report but the rest of the file behind a quote that is never closed.
_LONGEST_ROW = 20_000_000
SAMPLE_ROWS = 100
_HEAD = 1 << 20
_LAST_ROW_OF_EXCEL = 1_048_576
# A merged cell of fewer characters holds for all its rows; a merged text is one report.
_SHORT = 200


class NoTextsError(ValueError):
    """A table has no column with reports' texts; the message names its columns."""


@dataclass(slots=True)
class Sheet:
    """A sheet as it is parsed: rows of cells with their numbers; a string in the place of the cells is a problem."""

    name: str
    rows: Iterator[tuple[int, list[Any] | str]]
    header: list[str] | None = None


def sheets_of(file: BinaryIO, form: str, encoding: str | None, longest: int) -> Iterable[Sheet]:
    """The sheets of a table; all but workbooks have one.

    Args:
        file: the table's bytes.
        form: `csv`, `tsv`, `jsonl`, `xlsx` or `parquet`.
        encoding: of the first three.
        longest: characters that a row may have.

    Raises:
        ValueError: if it can't be read, with what to do; also while rows are read.
    """
    if form == "xlsx":
        return _workbook(file)
    if form == "parquet":
        return [_parquet(file)]
    file.seek(0)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding or "utf-8"
    errors = "replace" if codec.startswith("utf-16") else "surrogateescape"
    stream = io.TextIOWrapper(cast(BinaryIO, _Kept(file)), codec, errors, newline="")
    longest = min(_LONGEST_ROW, longest)
    return [_json_lines(stream, longest) if form == "jsonl" else _csv(stream, form, longest)]


def table_encoding(file: BinaryIO) -> str:
    """The encoding of a table: by its mark, else UTF-8 if all of it is, else what its beginning is taken for.

    Raises:
        ValueError: if its beginning is no text.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if not head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if head else "utf-8"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    lines = head[: head.rfind(b"\n") + 1] or head
    if b"\x00" not in head:
        if _decodes(file, "utf-8"):
            return "utf-8"
        # A beginning of ASCII shows nothing of the rest, so that is looked at too.
        if head.isascii() and _decodes(file, "gb18030"):
            return "gb18030"
    try:
        return decode(lines).encoding
    except ValueError:
        if b"\x00" in head:
            raise
        # Damaged rows are named one by one; the encoding is the one that loses fewer characters.
        return min(("utf-8", "gb18030"), key=lambda codec: lines.decode(codec, "replace").count("\ufffd"))


def _decodes(file: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    file.seek(0)
    try:
        while chunk := file.read(_HEAD):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Kept(io.RawIOBase):
    """A file that stays open when what reads it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _lines(stream: TextIO, longest: int) -> Iterator[str]:
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise ValueError(
                f"line {number} is longer than {longest:,} characters: no table with one report a row; nothing behind it is read"
            )
        yield line


def _csv(stream: TextIO, form: str, longest: int) -> Sheet:
    ended = False

    def lines(source: Iterator[str]) -> Iterator[str]:
        nonlocal ended
        yield from source
        ended = True

    def rows() -> Iterator[tuple[int, list[Any] | str]]:
        number = 0
        csv.field_size_limit(max(csv.field_size_limit(), longest))
        source = _lines(stream, longest)
        first = next(source, "")
        reader = csv.reader(lines(chain([first] if first else [], source)), delimiter=_delimiter(first, form))
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield number + 1, f"row {number + 1}: {_unclosed(str(error))}"
                return
            if cells is None:
                return
            number += 1
            if ended:  # a row that is whole comes before the end of the file is seen
                yield number, f"row {number}: {_unclosed('')}"
                return
            yield number, cells

    return Sheet("", rows())


def _unclosed(error: str) -> str:
    if error and "field larger" not in error:
        return f"can't be read ({error}); nothing behind it is read"
    return "a quote that opens here is never closed and swallows the rest of the file; close it"


def _delimiter(first: str, form: str) -> str:
    """The separator: what stands most often in the header outside quotes."""
    if form == "tsv":
        return "\t"
    bare = re.sub(r'"[^"]*"', "", first)
    return max((",", "\t", ";", "|"), key=lambda mark: (bare.count(mark), mark == ","))


def _json_lines(stream: TextIO, longest: int) -> Sheet:
    def objects() -> Iterator[tuple[int, dict[str, Any] | str]]:
        for number, line in enumerate(_lines(stream, longest), 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, f"line {number} is no JSON: {error}"
                continue
            if isinstance(found, dict):
                yield number, found
            else:
                yield number, f"line {number} is no JSON object with named values"

    source = objects()
    firsts = list(islice(source, SAMPLE_ROWS))
    header = list(dict.fromkeys(key for _, found in firsts if isinstance(found, dict) for key in found))
    if firsts and not header:
        raise NoTextsError(f"no line is a JSON object with named values ({firsts[0][1]})")
    rows = (
        (number, found if isinstance(found, str) else [found.get(key) for key in header])
        for number, found in chain(firsts, source)
    )
    return Sheet("", rows, header)


def _parquet(file: BinaryIO) -> Sheet:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise ValueError("reading Parquet needs the extra: pip install 'policy-nlp[parquet]'") from error
    try:
        table = parquet.ParquetFile(file, pre_buffer=False)
    except (ArrowException, OSError) as error:
        raise ValueError(f"can't be read as Parquet: {str(error).splitlines()[0]}") from error
    header = [str(name) for name in table.schema_arrow.names]

    def rows() -> Iterator[tuple[int, list[Any] | str]]:
        number = 0
        try:
            for batch in table.iter_batches(batch_size=64):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, list(cells)
        except (ArrowException, OSError) as error:
            raise ValueError(f"can't be read behind row {number}: {str(error).splitlines()[0]}") from error

    return Sheet("", rows(), header)


# --- workbooks ------------------------------------------------------------------------------------------------------

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_SHARED_AT_MOST = 400_000_000
_UNPACKED_AT_MOST = 2_000_000_000


def _workbook(file: BinaryIO) -> list[Sheet]:
    import zipfile
    from warnings import catch_warnings, simplefilter

    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
            declared = any(
                _declares(parts, name) for name in sizes if name.lower().endswith((".xml", ".rels"))
            )
    except Exception as error:  # whatever is wrong inside shows as one of a dozen kinds of exception
        raise ValueError(
            "can't be read as a workbook: it is damaged, has a password, or is an old .xls; open it and save it as .xlsx or .csv"
        ) from error
    if declared:
        raise ValueError("the workbook declares entities, as no spreadsheet program does; it is not read")
    if sum(sizes.values()) > _UNPACKED_AT_MOST or sizes.get("xl/sharedStrings.xml", 0) > _SHARED_AT_MOST:
        raise ValueError("the workbook is too large to be read as one; save its sheets as .csv (UTF-8)")
    try:
        with catch_warnings():
            simplefilter("ignore")  # openpyxl warns of styles and extensions that do not matter here
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise ValueError(
            f"can't be read as a workbook ({type(error).__name__}: {_first_line(error)}); open it and save it anew, or as .csv"
        ) from error
    return [
        Sheet(sheet.title, _sheet_rows(sheet, file))
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    ]


def _declares(parts: Any, name: str) -> bool:
    """Whether an XML part has a document type, where entities that unfold without end (bombs) would be declared."""
    with parts.open(name) as part:
        head: bytes = part.read(1 << 16).replace(b"\x00", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _sheet_rows(sheet: Any, file: BinaryIO) -> Iterator[tuple[int, list[Any] | str]]:
    number = 0
    merged = _merged_downwards(file, getattr(sheet, "_worksheet_path", None))
    active: dict[int, tuple[int, Any]] = {}
    try:
        sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
        for cells in sheet.iter_rows(values_only=True):
            number += 1
            if number > _LAST_ROW_OF_EXCEL:
                raise ValueError("more rows than Excel has")
            row = list(cells)
            for column, (last, value) in list(active.items()):
                if number > last:
                    del active[column]
                elif column < len(row) and row[column] is None:
                    row[column] = value
            for column, last in merged.get(number, ()):
                if column < len(row) and len(str(row[column])) < _SHORT:
                    active[column] = (last, row[column])
            yield number, row
    except Exception as error:
        raise ValueError(
            f"sheet {sheet.title} can't be read behind row {number} ({_first_line(error)}); open the workbook and save it anew, or as .csv"
        ) from error


def _merged_downwards(file: BinaryIO, part: str | None) -> dict[int, list[tuple[int, int]]]:
    """First row of cells that are merged over several rows -> their columns (from 0) and last rows.

    What is merged stands behind the rows in a sheet's XML, so it is looked for before the rows are read.
    """
    import zipfile

    found: dict[int, list[tuple[int, int]]] = {}
    if part is None:
        return found
    try:
        with zipfile.ZipFile(file) as parts, parts.open(part.lstrip("/")) as xml:
            rest = b""
            while chunk := xml.read(1 << 20):
                data = rest + chunk
                for match in _MERGED.finditer(data):
                    first, last = int(match[2]), int(match[4])
                    if last > first and len(match[1]) <= 3:
                        column = 0
                        for letter in match[1]:
                            column = column * 26 + letter - 64
                        found.setdefault(first, []).append((column - 1, last))
                rest = data[-60:] if not _MERGED.search(data[-60:]) else b""
    except Exception:  # a dozen kinds, zlib's own among them; the rows themselves will say what is wrong
        return {}
    return found


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
