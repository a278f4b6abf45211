"""Flat tables: one row per quantity, target, project, commitment or claim, with its report's place and years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from policy_nlp.export.reports import read_reports
from policy_nlp.records import Report

ColumnType = Literal["text", "integer", "number", "flag"]
Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds: text, a whole number, a decimal number (as a string), or true/false."""

    name: str
    type: ColumnType = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name and columns."""

    name: str
    columns: tuple[Column, ...]


def _columns(text: str) -> tuple[Column, ...]:
    types: dict[str, ColumnType] = {"#": "integer", "=": "number", "?": "flag"}
    return tuple(Column(word.rstrip("#=?"), types.get(word[-1], "text")) for word in text.split())


_REPORT = "report place level review_year# plan_year# code delivered "
_ITEM = "id start# end# text section section_kind "

TABLES: dict[str, Table] = {
    name: Table(name, _columns(_REPORT + _ITEM + rest))
    for name, rest in {
        "quantities": "kind value= upper= unit comparator indicator indicator_id basis period",
        "targets": "quantity indicator indicator_id comparator value= upper= unit deadline# strength commitment relation reference",
        "projects": "name name_key kind phase stage quantities",
        "commitments": "type action object testable? strength deadline# targets projects",
        "claims": "type action object testable? status quantities projects",
    }.items()
}
"""The flat tables by name. Ids that point to other tables are listed with a space between them."""


def export_table(source: str | Path | Iterable[Report], name: str) -> Iterator[tuple[Cell, ...]]:
    """The rows of one flat table, in the order of its columns.

    Args:
        source: a folder of processed reports, or the reports.
        name: a key of :data:`TABLES`.

    Raises:
        KeyError: if there is no such table.
        ExportError: if the folder holds something else than processed reports.
    """
    table = TABLES[name]
    reports = read_reports(source) if isinstance(source, (str, Path)) else source
    own = [column.name for column in table.columns[len(_columns(_REPORT + _ITEM)) :]]
    for report in reports:
        info = report.report
        head: tuple[Cell, ...] = (
            info.id,
            info.place,
            info.level,
            info.review_year,
            info.plan_year,
            info.code,
            info.delivered,
        )
        kinds = {section.id: section.kind for section in report.sections}
        for item in getattr(report, name):
            kind = kinds.get(item.section) if item.section is not None else None
            cells = (_cell(getattr(item, field)) for field in own)
            yield (*head, item.id, item.start, item.end, item.text, item.section, kind, *cells)


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return " ".join(value) or None
    if value is None or isinstance(value, (str, int)):
        return value
    return str(value)
