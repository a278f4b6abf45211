"""Tables as files: CSV and Parquet. A file appears under its name only when it is complete."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from policy_nlp.export.reports import ExportError
from policy_nlp.export.tables import Cell, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BATCH = 20_000


def neutral(text: str) -> str:
    """A text that a spreadsheet takes for text: an apostrophe goes in front of what it would run as a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file beside the final one that takes its name when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("wb") as file:
            yield file
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_csv(table: Table, rows: Iterable[tuple[Cell, ...]], target: str | Path | IO[bytes]) -> int:
    """Write rows as CSV: UTF-8 with a byte order mark, so that Excel reads the Chinese; CRLF; empty cells for None.

    Cells of text columns that a spreadsheet would run as a formula get an apostrophe in front; numbers stay as
    they are, negative ones too.

    Returns:
        How many rows were written.
    """
    if not isinstance(target, (str, Path)):
        return _csv(table, rows, target)
    with _whole(Path(target)) as file:
        return _csv(table, rows, file)


def _csv(table: Table, rows: Iterable[tuple[Cell, ...]], file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, "utf-8", errors="surrogatepass", newline="", write_through=False)
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    is_text = [column.type == "text" for column in table.columns]
    count = 0
    for row in rows:
        cells: list[Any] = []
        for cell, texts in zip(row, is_text, strict=True):
            if isinstance(cell, bool):
                cells.append("true" if cell else "false")
            elif texts and isinstance(cell, str):
                cells.append(neutral(cell))
            else:
                cells.append(cell)
        writer.writerow(cells)
        count += 1
    text.flush()
    text.detach()
    return count


def write_parquet(table: Table, rows: Iterable[tuple[Cell, ...]], target: str | Path) -> int:
    """Write rows as Parquet: strings, 64-bit integers, doubles for decimal numbers, booleans; nulls for None.

    Returns:
        How many rows were written.

    Raises:
        ExportError: if pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ExportError("Parquet needs pyarrow: pip install 'policy-nlp[parquet]'") from error
    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    schema = pa.schema([(column.name, types[column.type]) for column in table.columns])
    numbers = [i for i, column in enumerate(table.columns) if column.type == "number"]
    count = 0
    remaining = iter(rows)
    with _whole(Path(target)) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while True:
            batch = list(islice(remaining, _BATCH))
            if not batch and count:
                break
            columns: list[list[Any]] = [list(column) for column in zip(*batch, strict=True)] or [
                [] for _ in table.columns
            ]
            for i in numbers:
                columns[i] = [None if cell is None else float(cell) for cell in columns[i]]
            arrays = [
                pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
            if len(batch) < _BATCH:
                break
    return count
