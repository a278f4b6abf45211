"""Reading and checking the data files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Row = TypeVar("Row", bound=BaseModel)


class KnowledgeError(ValueError):
    """A data file does not have the form that its schema asks for."""


def data_path(name: str) -> Path:
    """The path of a data file of the package."""
    return Path(str(files("policy_nlp.knowledge").joinpath("data", name)))


@cache
def read_table(name: str, row: type[Row]) -> tuple[Row, ...]:
    """The rows of a TSV table, each validated by its model.

    An empty cell is left out of the row, so that the model's default holds.

    Raises:
        KnowledgeError: naming the file, the line and what is wrong.
    """
    path = data_path(name)
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        kept = (
            (number, line)
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.startswith("#")
        )
        header: list[str] | None = None
        for number, line in kept:
            cells = next(csv.reader([line.rstrip("\r\n")], delimiter="\t", quoting=csv.QUOTE_NONE))
            if header is None:
                header = cells
                continue
            if len(cells) > len(header):
                raise KnowledgeError(
                    f"{path.name}:{number}: {len(cells)} cells where the header has {len(header)}"
                )
            try:
                rows.append(
                    row.model_validate({k: v for k, v in zip(header, cells, strict=False) if v != ""})
                )
            except ValidationError as error:
                raise KnowledgeError(f"{path.name}:{number}: {error}") from error
    return tuple(rows)


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """The entries of a word list: one a line, without comments and blank lines."""
    lines = data_path(name).read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
