"""Tables with one report a row (一行一篇): CSV, TSV, JSON Lines, XLSX, Parquet; read row by row, never as a whole.

What a row says of its report besides the text (place, level, years, title) goes with it. A row is named by its cell in
the id column; where there is none, by the number that a spreadsheet program shows for it (the header is row 1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from policy_nlp.read.sheets import SAMPLE_ROWS, NoTextsError, Sheet, sheets_of, table_encoding
from policy_nlp.read.source import LONGEST, too_long

if TYPE_CHECKING:
    from policy_nlp.knowledge.columns import ColumnField

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""The endings of tables and their formats."""

NEEDS_WHOLE = frozenset({"xlsx", "parquet"})
"""Formats whose index stands at the end of the file: they can't be read from a stream."""

FIELDS: tuple[ColumnField, ...] = (
    *("text", "id", "title", "place", "level", "plan_year", "review_year"),
    *("code", "delivered", "speaker"),
)

_SAMPLE_CHARACTERS = 4_000_000
_HEADER_WITHIN = 10
# A column holds texts, if nobody says so, when its cells are this long on average and so many times as long as others.
_LONG = 200
_LONGER = 3
_NO_VALUE = frozenset({"", "nan", "none", "null", "na", "n/a", "#n/a", "nat", "-", "--", "—", "/", "\\n"})
_YEAR = re.compile(
    r"((?:19|20)\d\d)(?:\.0+)?(?:\s*年度?)?|((?:19|20)\d\d)[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月].*)?"
)
_DATE = re.compile(r"((?:19|20)\d\d)年?(?:[-/.]?(\d{1,2})月?(?:[-/.]?(\d{1,2})日?)?)?(?:[T ].*)?")
_CODE = re.compile(r"\d{6}|\d{9}|\d{12}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What the user says of tables.

    Attributes:
        columns: names of columns and what they hold: one of :data:`FIELDS`.
        sheets: the sheets of a workbook to read; `*` reads all.
        longest: bytes that one report may have.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    longest: int = LONGEST


@dataclass(frozen=True, slots=True)
class TableRow:
    """One report of a table.

    Attributes:
        name: its name within its sheet: its id, or its number.
        number: of its row, as spreadsheet programs count them; of its line in JSON Lines.
        text: its text.
        told: what the table says of it besides, by the names of the overrides.
        problem: why it can't be processed, if it can't.
        sheet: the sheet that it stands in, where several are read.
    """

    name: str
    number: int
    text: str
    told: dict[str, str | int] = field(default_factory=dict)
    problem: str | None = None
    sheet: str = ""


class Table:
    """A table that is read row by row.

    Args:
        file: the table's bytes; it must be possible to go back to its beginning.
        form: one of the values of :data:`FORMATS`.
        options: what the user says.

    Attributes:
        encoding: of CSV, TSV and JSON Lines, known once rows have been read.
        notes: what a user should know, complete once all rows have been read.
    """

    def __init__(self, file: BinaryIO, form: str, options: TableOptions | None = None) -> None:
        self.file = file
        self.form = form
        self.options = options or TableOptions()
        self.encoding: str | None = None
        self.notes: list[str] = []
        self._tallies: dict[str, list[int]] = {}

    def rows(self) -> Iterator[TableRow]:
        """The reports of the table, in its order.

        Raises:
            NoTextsError: if there is no column with texts.
            ValueError: if the table can't be read, or can't be read further; with what to do.
        """
        sheets = list(self._chosen())
        for sheet, columns in sheets:
            yield from self._reports(sheet, columns, sheet.name if len(sheets) > 1 else "")
        for what, numbers in self._tallies.items():
            count, some = numbers[0], ", ".join(map(str, numbers[1:]))
            more = " …" if count > len(numbers) - 1 else ""
            self.notes.append(f"rows {what}: {count} (row {some}{more})")
        self.notes[:] = dict.fromkeys(self.notes)

    # --- which sheets and columns -----------------------------------------------------------------------------

    def _chosen(self) -> Iterator[tuple[Sheet, dict[str, int]]]:
        """The sheets that are read, each with what its columns hold."""
        found: list[tuple[Sheet, dict[str, int]]] = []
        without: list[str] = []
        why = NoTextsError("the table is empty")
        sheets = list(self._sheets())
        if self.options.sheets and self.form == "xlsx" and "*" not in self.options.sheets:
            names = [sheet.name for sheet in sheets]
            missing = [name for name in self.options.sheets if name not in names]
            if missing:
                raise NoTextsError(f"there is no sheet {', '.join(missing)}; its sheets: {', '.join(names)}")
            sheets = [sheet for sheet in sheets if sheet.name in self.options.sheets]
        for sheet in sheets:
            try:
                found.append((sheet, self._columns(sheet)))
            except NoTextsError as error:
                why = error
                without.append(sheet.name)
        if not found:
            raise why
        if len(sheets) > 1 and not self.options.sheets:
            # Sheets of one form belong together (one a year); another form is another thing (a code book).
            def text_column(item: tuple[Sheet, dict[str, int]]) -> str:
                return (item[0].header or [])[item[1]["text"]]

            first = text_column(found[0])
            without += [item[0].name for item in found if text_column(item) != first]
            found = [item for item in found if text_column(item) == first]
            if len(found) > 1:
                self.notes.append(f"{len(found)} sheets are read: {', '.join(s.name for s, _ in found)}")
        if without:
            self.notes.append(f"sheets left alone: {', '.join(without)} (--sheet chooses)")
        return iter(found)

    def _columns(self, sheet: Sheet) -> dict[str, int]:
        """Which column of a sheet holds what; its header is taken off its rows."""
        from policy_nlp.knowledge.columns import column_fields, column_key

        wanted = {column_key(name): (name, what) for name, what in self.options.columns.items()}
        known = column_fields()
        if sheet.header is None:
            _take_header(sheet, {*wanted, *(key for key, what in known.items() if what == "text")})
        header = sheet.header or []
        keys = [column_key(name) for name in header]
        columns: dict[str, int] = {}
        for key, (name, what) in wanted.items():
            if key in keys:
                columns[what] = keys.index(key)
            elif what == "text":
                raise NoTextsError(f"there is no column {name}; its columns: {_some(header)}")
            else:
                self.notes.append(f"there is no column {name}; its columns: {_some(header)}")
        taken = set(columns.values())
        for key, field_ in known.items():
            if field_ not in columns and key in keys and keys.index(key) not in taken and field_ != "text":
                columns[field_] = keys.index(key)
                taken.add(keys.index(key))
        sample: list[tuple[int, list[Any] | str]] = []
        size = 0
        for row in sheet.rows:
            sample.append(row)
            size += sum(len(cell) for cell in row[1] if isinstance(cell, str))
            if len(sample) >= SAMPLE_ROWS or size > _SAMPLE_CHARACTERS:
                break
        sheet.rows = chain(sample, sheet.rows)
        if not sample:
            raise NoTextsError("the table holds no rows below its header" if header else "the table is empty")
        if "text" not in columns:
            columns["text"] = self._text_column(
                header, keys, columns, [r for _, r in sample if not isinstance(r, str)]
            )
        told = ", ".join(f"{header[at]} = {what}" for what, at in columns.items() if what != "text")
        self.notes.append(f"texts in column {header[columns['text']]}{'; ' + told if told else ''}")
        return columns

    def _text_column(
        self, header: list[str], keys: list[str], columns: Mapping[str, int], sample: list[list[Any]]
    ) -> int:
        from policy_nlp.knowledge.columns import column_fields

        lengths = []
        for at in range(len(header)):
            cells = [
                cell for row in sample if at < len(row) and isinstance(cell := row[at], str) and cell.strip()
            ]
            lengths.append(sum(map(len, cells)) / len(cells) if cells else 0.0)
        for key, what in column_fields().items():
            # A column that is called 内容 may hold a table of contents, and one called report its name.
            if what == "text" and key in keys and lengths[keys.index(key)] >= max(0.5 * max(lengths), 1):
                return keys.index(key)
        order = sorted(range(len(header)), key=lambda at: (-lengths[at], at))
        free = [at for at in order if at not in columns.values()]
        if (
            free
            and lengths[free[0]] >= _LONG
            and (len(free) < 2 or lengths[free[0]] >= _LONGER * lengths[free[1]])
        ):
            self.notes.append(
                f"column {header[free[0]]} was taken for the text, as the one with the longest cells"
            )
            return free[0]
        raise NoTextsError(
            f"no column is plainly the text; name it with --text-column (columns: {_some(header)})"
        )

    # --- rows ---------------------------------------------------------------------------------------------------

    def _reports(self, sheet: Sheet, columns: dict[str, int], within: str) -> Iterator[TableRow]:
        header = sheet.header or []
        width = len(header)
        names: set[str] = set()
        text_at = columns["text"]
        id_at = columns.get("id")
        others = [(what, at) for what, at in columns.items() if what not in ("text", "id")]
        for number, cells in sheet.rows:
            if isinstance(cells, str):
                yield TableRow(str(number), number, "", problem=cells, sheet=within)
                continue
            name = "" if id_at is None or id_at >= len(cells) else _plain(cells[id_at])
            if not name:
                name = str(number) if id_at is None else f"row{number}"
            if id_at is not None:
                if name in names:
                    self._tally("with the id of an earlier row, named after it and their own number", number)
                    name = f"{name}-row{number}"
                names.add(name)
            cell = cells[text_at] if text_at < len(cells) else None
            text = cell if isinstance(cell, str) else "" if cell is None else str(cell)
            if len(cells) > width and any(_plain(c) for c in cells[width:]):
                problem = (
                    f"row {number} has {len(cells)} cells where the header has {width}: "
                    "cells that hold the separator must stand in quotes"
                )
                yield TableRow(name, number, "", problem=problem, sheet=within)
                continue
            if text.strip("\ufeff \t\r\n\u3000\xa0") == "" or text.strip().lower() in _NO_VALUE:
                if any(_plain(c) for c in cells):
                    self._tally(f"without a text in column {header[text_at]}, left out", number)
                continue
            if self.form == "xlsx" and "_x" in text:
                text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text).replace("\r\n", "\n")
            wrong = self._problem(text, number)
            told: dict[str, str | int] = {}
            for what, at in others:
                value = cells[at] if at < len(cells) else None
                self._tell(told, what, value, header[at], number)
            yield TableRow(name, number, "" if wrong else text, told, wrong, within)

    def _problem(self, text: str, number: int) -> str | None:
        if (
            len(text) > self.options.longest // 4
            and len(text.encode("utf-8", "replace")) > self.options.longest
        ):
            return f"row {number}: {too_long(len(text.encode('utf-8', 'replace')), self.options.longest)}"
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            return (
                f"row {number}: bytes that are no {(self.encoding or 'utf-8').upper()}, from character {error.start} on; "
                "save the table as UTF-8"
            )
        return None

    def _tell(self, told: dict[str, str | int], what: str, value: Any, column: str, number: int) -> None:
        from policy_nlp.knowledge.columns import column_key, level_words

        plain = _plain(value)
        if not plain:
            return
        found: str | int | None = plain
        if what in ("plan_year", "review_year"):
            found, expected = _year(value, plain), "a year"
        elif what == "delivered":
            found, expected = _date(value, plain), "a date"
        elif what == "level":
            found, expected = level_words().get(column_key(plain)), "a level"
        elif what == "code":
            found, expected = plain if _CODE.fullmatch(plain) else None, "a code of six digits"
        if found is None:
            self._tally(
                f"with something else than {expected} in column {column}, so read from the text", number
            )
        else:
            told[what] = found

    def _tally(self, what: str, number: int) -> None:
        numbers = self._tallies.setdefault(what, [0])
        numbers[0] += 1
        if len(numbers) < 4:
            numbers.append(number)

    def _sheets(self) -> Iterable[Sheet]:
        if self.encoding is None and self.form in ("csv", "tsv", "jsonl"):
            self.encoding = table_encoding(self.file)
        return sheets_of(self.file, self.form, self.encoding, self.options.longest)


def _year(value: Any, plain: str) -> int | None:
    year = getattr(value, "year", None)
    if not isinstance(year, int):
        match = _YEAR.fullmatch(unicodedata.normalize("NFKC", plain))
        year = int(match[1] or match[2]) if match else 0
    return year if 1900 <= year <= 2100 else None


def _date(value: Any, plain: str) -> str | None:
    """A date as the records write it, as far as the cell says it: 2024-01-15, 2024-01, 2024."""
    if callable(getattr(value, "strftime", None)) and getattr(value, "year", None):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", plain))
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part]
    right = all(1 <= part <= most for part, most in zip(parts[1:], (12, 31), strict=False))
    return "-".join(f"{part:02}" for part in parts) if right else None


def _plain(value: Any) -> str:
    """A cell as a short text: 2024.0 is 2024, what stands for nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    return "" if text.lower() in _NO_VALUE else text


def _some(header: list[str]) -> str:
    return ", ".join(name or "(unnamed)" for name in header[:12]) + (" …" if len(header) > 12 else "")


def _take_header(sheet: Sheet, texts: set[str]) -> None:
    """Find the header among the first rows: titles of the table may stand above it."""
    from policy_nlp.knowledge.columns import column_key

    firsts = list(islice(sheet.rows, _HEADER_WITHIN))
    rows = [
        (at, [_plain(cell) for cell in cells])
        for at, (_, cells) in enumerate(firsts)
        if not isinstance(cells, str)
    ]
    best = next(
        (row for row in rows if any(column_key(cell) in texts for cell in row[1] if len(cell) < 40)), None
    )
    best = best or next((row for row in rows if sum(map(bool, row[1])) > 1), None)
    best = best or next((row for row in rows if any(row[1])), None)
    if best is None:
        sheet.header, sheet.rows = [], iter(())
        return
    at, header = best
    while header and not header[-1]:
        header.pop()
    if any(len(cell) >= _LONG for cell in header):
        raise NoTextsError(
            "its first row holds a text instead of the names of the columns; add a row with names above it"
        )
    sheet.header = header
    sheet.rows = chain(firsts[at + 1 :], sheet.rows)
