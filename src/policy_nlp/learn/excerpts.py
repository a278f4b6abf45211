"""Annotated stretches (摘录) of raw reports, kept as offsets: the reports are other people's text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel


class Excerpt(BaseModel):
    """What all tables of excerpts have: a report below the corpus folder, and a stretch of its decoded text."""

    path: str
    start: int
    end: int


Row = TypeVar("Row", bound=Excerpt)


def annotated_reports(table: Path, corpus: Path, row: type[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """The reports that a table annotates, by path: path, text and rows of each.

    Raises:
        ValueError: if a report is not in the corpus, or not the one that was annotated.
    """
    by_path: dict[str, list[Row]] = {}
    with table.open(encoding="utf-8", newline="") as lines:
        for cells in csv.DictReader(lines, delimiter="\t"):
            found = row.model_validate(cells)
            by_path.setdefault(found.path, []).append(found)
    for path, rows in sorted(by_path.items()):
        where = corpus / path
        if not where.is_file():
            raise ValueError(f"{where}: annotated in {table}, but not there")
        text = where.read_bytes().decode("utf-8-sig")
        if max(r.end for r in rows) > len(text):
            raise ValueError(f"{where}: shorter than the report that {table} annotates")
        yield path, text, rows
