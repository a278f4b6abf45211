"""Tables of indicators in a text (指标表): a head that names indicators and years, and rows of cells.

In: a text with one form of its characters, in which cells are parted by `|` (as tabs are brought to) or by two spaces
or more. Out: where such tables stand, their columns and cells. Tables of another kind (lists of projects, of tasks in
words) are none of these: their cells are read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from policy_nlp.knowledge import any_of, read_table

ColumnRole = Literal["indicator", "number", "unit", "target", "actual", "growth", "share", "nature", "other"]

_LONGEST_ROW = 400
_LONGEST_HEAD = 300
_WIDE = re.compile(r" {2,}")
_RULE = re.compile(r"[|\s:：—-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_GAP = 2
"""Lines of one cell (the name of a group of rows) that may stand between two rows."""


class TableHeader(BaseModel):
    """A row of `table_headers.tsv`: a word of a table's head and what the column holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str = Field(min_length=1)
    role: ColumnRole


class Cell(NamedTuple):
    """A cell: its place in the text and its words."""

    start: int
    end: int
    text: str


class IndicatorTable(NamedTuple):
    """A table of indicators.

    Attributes:
        start, end: its lines, from the head's first to behind the last row.
        head: the words over each column, those of two head rows joined.
        rows: as many cells each as there are columns.
        caption: the words above the table on a line of their own (单位：亿元), else "".
    """

    start: int
    end: int
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str


@cache
def header_roles() -> dict[str, ColumnRole]:
    """The role of every word of a table's head."""
    return {row.word: row.role for row in read_table("table_headers.tsv", TableHeader)}


@cache
def _role_words() -> re.Pattern[str]:
    return re.compile(any_of(header_roles()))


def column_role(words: str) -> ColumnRole | None:
    """What a column under some words holds; the last word that says it counts (2024年预计完成)."""
    bare = re.sub(r"（[^（）]{0,20}）|\s", "", words)
    found = [header_roles()[m.group()] for m in _role_words().finditer(bare)]
    # 建设单位 is who builds it.
    if "unit" in found and bare not in header_roles():
        return "other"
    return found[-1] if found else None


def find_tables(text: str) -> list[IndicatorTable]:
    """The tables of indicators in a text, in order."""
    if "|" not in text and "  " not in text:
        return []
    found: list[IndicatorTable] = []
    behind = 0
    for start, end in _head_lines(text):
        if start < behind:
            continue
        table = _table(text, start, end)
        if table is not None:
            found.append(table)
            behind = table.end
    return found


def _head_lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that may be a table's head: short, and with a word for indicators in front."""
    last = -1
    places = sorted(
        at
        for word in ("指标", "项目", "名称", "内容", "指 标", "项 目", "指  标", "项  目", "名  称")
        for at in _places(text, word)
    )
    for at in places:
        if at < last:
            continue
        start = text.rfind("\n", max(0, at - _LONGEST_HEAD), at) + 1
        end = text.find("\n", at, at + _LONGEST_HEAD)
        if end < 0:
            end = len(text)
            if end > at + _LONGEST_HEAD:
                continue
        last = end
        line = text[start:end]
        if "|" in line or _WIDE.search(line.strip()):
            yield start, end


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _cells(text: str, start: int, end: int, framed: bool) -> list[Cell]:
    """The cells of a line; between `|` also the empty ones. In a framed table, rows open and close with `|`."""
    line = text[start:end]
    if "|" not in line:
        return [_cell(text, start + m.start(), start + m.end()) for m in re.finditer(r"\S+(?: \S+)*", line)]
    if framed:
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        start += text[start] == "|"
        end -= end > start and text[end - 1] == "|"
    cells = []
    at = start
    while at <= end:
        bar = text.find("|", at, end)
        bar = end if bar < 0 else bar
        cells.append(_cell(text, at, bar))
        at = bar + 1
    return cells


def _cell(text: str, start: int, end: int) -> Cell:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Cell(start, end, text[start:end])


def _table(text: str, start: int, end: int) -> IndicatorTable | None:
    """The table whose head is a line, if it is one."""
    framed = text[start:end].lstrip().startswith("|")
    top = _cells(text, start, end, framed)
    head = [cell.text.replace(" ", "") for cell in top]
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    caption = above.strip() if len(above) <= 60 and "单位" in above else ""
    if not _is_head(head, bool(caption)):
        return None
    piped = "|" in text[start:end]
    position = end + 1
    second = _line(text, position)
    if second is not None:
        lower = [cell.text.replace(" ", "") for cell in _cells(text, *second, framed)]
        if _continues(head, lower):
            head = _joined(head, lower)
            position = second[1] + 1
    rows: list[tuple[Cell, ...]] = []
    behind = min(position, len(text))
    between = 0
    while between <= _GAP and (line := _line(text, position)) is not None:
        position = line[1] + 1
        if piped and _RULE.fullmatch(text, *line):
            continue
        cells = _cells(text, *line, framed)
        if len(cells) >= 2 and piped:
            cells += [Cell(line[1], line[1], "")] * (len(head) - len(cells))
        if len(cells) == len(head) >= 2 and any(_DIGIT.search(cell.text) for cell in cells[1:]):
            rows.append(tuple(cells))
            behind, between = min(position, len(text)), 0
        elif len(cells) <= 1 or all(not cell.text for cell in cells[1:]) or len(cells) == len(head):
            # the name of a group of rows, or a row without values
            if line[1] - line[0] > 40 and len(cells) <= 1:
                break
            between += 1
        else:
            break
    if not rows:
        return None
    return IndicatorTable(start, behind, tuple(head), tuple(rows), caption)


def _line(text: str, start: int) -> tuple[int, int] | None:
    if start >= len(text):
        return None
    end = text.find("\n", start, start + _LONGEST_ROW)
    if end < 0:
        if len(text) - start > _LONGEST_ROW:
            return None
        end = len(text)
    return start, end


def _is_head(head: list[str], captioned: bool) -> bool:
    """Whether the cells of a line head a table of indicators: names of indicators, and values of a year or a role."""
    roles = [column_role(words) for words in head]
    names = next((i for i, role in enumerate(roles) if role == "indicator"), None)
    if len(head) < 2 or names is None or names > 2 or any(len(words) > 30 for words in head):
        return False
    if any("。" in words or "，" in words for words in head):
        return False
    values = [
        role in ("target", "actual", "growth", "share") or (role is None and _YEAR.search(words) is not None)
        for words, role in zip(head, roles, strict=True)
    ]
    # A list of projects has a column of names too, and investments, but rarely years of values beside a unit.
    certain = "指标" in head[names] or "unit" in roles or captioned
    return any(values[names + 1 :]) and certain


def _continues(head: list[str], lower: list[str]) -> bool:
    """Whether a line is the second row of a head, under years that hold several columns each."""
    if len(lower) != len(head):
        return False
    worded = 0
    for above, below in zip(head, lower, strict=True):
        if below in ("", above):
            continue
        if column_role(below) is None and not _YEAR.search(below):
            return False
        worded += 1
    return worded >= 1


def _joined(head: list[str], lower: list[str]) -> list[str]:
    """The words over each column from both rows; a year over several columns stands over the first of them only."""
    joined: list[str] = []
    over = ""
    for above, below in zip(head, lower, strict=True):
        over = above or over
        joined.append((over if below else above) + (below if below != above else ""))
    return joined
