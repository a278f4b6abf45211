"""The numbers in the cells of a table of indicators (指标表): the row says what is measured, the column when and as what.

In: a table (:class:`~policy_nlp.document.tables.IndicatorTable`). Out: its values, each with its quantity, its unit from
wherever the table gives it, its indicator and the year and role of its column.

A cell is read by the same grammar as running text: the sentence that it stands for (增长 8% 左右) is written out and
read, and what was found is carried back to the characters of the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from policy_nlp.document.tables import Cell, IndicatorTable, column_role
from policy_nlp.extract.quantities.find import find_quantities
from policy_nlp.extract.quantities.items import FoundQuantity
from policy_nlp.extract.quantities.units import unit_at

Role = Literal["target", "actual", "share"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_PERIOD = re.compile(r"(?:(?:19|20)\d\d年?)?(?:\d{1,2}[-—~至]\d{1,2}月|上半年|前三季度|[一二三四]季度)")
_NUMERAL = r"[+\-−]?\d[\d,，]*(?:\.\d+)?"
_VALUE = re.compile(
    rf"(?P<sign>[≥≧＞>≤≦＜<]=?)? *(?P<words>[^\d+\-−]{{0,8}}?)"
    rf"(?P<number>{_NUMERAL}(?: *[-—–~～至到]{{1,2}} *{_NUMERAL})?)"
    r" *(?P<unit>[^\d，。；]{0,12}?)(?P<after>以上|以下|以内|左右|之内|上下)?"
)
_SIGNS = {
    "≥": "不低于",
    "≧": "不低于",
    "＞": "超过",
    ">": "超过",
    "≤": "不超过",
    "≦": "不超过",
    "＜": "低于",
    "<": "低于",
}
_BRACKETS = re.compile(r"（([^（）]{1,20})）")
_GROWS = re.compile(r"(?<!自然)增长|增速|增幅|涨幅|上涨|提高|上升|递增|增减|同比|比上年|较上年|±")
_FALLS = re.compile(r"降低|下降|减少|降幅|压减|削减")
_CHANGE_AT_END = re.compile(
    r"(?<!自然)(?:年均|平均|同比|比上年|较上年|实际|名义|可比)*(?:增长|增速|增幅|涨幅|上涨|递增|上升|降低|下降|减少|降幅|压减|削减)(?:速度|幅度|率)?$"
)
_BASIS = re.compile("同比|比上年|较上年|年均")
_ENUMERATOR = re.compile(
    r"^(?:\d{1,2}(?:[.、．]|(?=\D))|（[一二三四五六七八九十\d]{1,3}）|[①-⑳]|[一二三四五六七八九十]{1,3}、|[#*·—-]+|其中[：:]?|\s)+"
)
_HIGHEST_RATE = 50
_NO_UNIT = frozenset(("", "—", "——", "-", "/", "无", "\\"))


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of values holds.

    Attributes:
        role: as what its values are told; None where the head says only a year.
        year: the year of its head, or None.
        period: what its values cover, as the head says it, or None.
        growth: its values are rates of change.
        unit: the unit that its head gives, or None.
        aims: its head says that the values are expected (预期) or striven for (力争).
    """

    role: Role | None
    year: int | None
    period: str | None
    growth: bool
    unit: str | None
    aims: bool


class CellValue(NamedTuple):
    """A number of a table; its quantity's offsets are those of the text."""

    quantity: FoundQuantity
    indicator: str
    names: tuple[str, ...]
    column: Column
    basis: str | None
    nature: str


def columns(table: IndicatorTable) -> list[Column | None]:
    """What each column holds; None for those that hold no values. A rate of change speaks of the column before it."""
    found: list[Column | None] = []
    before: Column | None = None
    for words in table.head:
        role = column_role(words)
        year = _YEAR.search(words)
        if role in ("indicator", "number", "unit", "nature", "other") or (role is None and year is None):
            found.append(None)
            continue
        period = _PERIOD.search(words)
        told: Role | None = None
        if role == "target" or role == "actual" or role == "share":
            told = role
        growth = role == "growth"
        if growth:
            roles = [column_role(part) for part in re.split(r"增长|增速|增幅|同比|比上年|±", words) if part]
            own = next((r for r in roles if r in ("target", "actual")), None)
            if own == "target" or own == "actual":
                told = own
            elif before is not None:
                told = before.role
        column = Column(
            told,
            int(year.group()) if year else before.year if growth and before is not None else None,
            period.group()
            if period
            else f"{year.group()}年"
            if year
            else before.period
            if growth and before
            else None,
            growth,
            _unit_in(words),
            "预期" in words or "力争" in words,
        )
        found.append(column)
        before = column
    return found


def read_cells(table: IndicatorTable) -> Iterator[CellValue]:
    """The values of a table, row by row."""
    kinds = [column_role(words) for words in table.head]
    of = columns(table)
    name_at = kinds.index("indicator")
    unit_at_ = kinds.index("unit") if "unit" in kinds else None
    nature_at = kinds.index("nature") if "nature" in kinds else None
    shared = _unit_in(table.caption.replace("：", "（").replace(":", "（") + "）") if table.caption else None
    for row in table.rows:
        label = row[name_at].text
        names = _names(label)
        if not names:
            continue
        printed = row[unit_at_].text if unit_at_ is not None else ""
        told = None if printed.replace(" ", "") in _NO_UNIT else printed.replace(" ", "")
        nature = row[nature_at].text if nature_at is not None else ""
        reached = None  # the first amount of the row
        for cell, column in zip(row, of, strict=True):
            if column is None or not cell.text:
                continue
            unit = column.unit or told or _unit_in(label) or shared
            change = "" if column.role == "share" else _change(label, column, unit)
            basis = _BASIS.search(f"{table.head[row.index(cell)]}{label}") if change else None
            told_basis = "累计" if basis and cell.text[0] in "[【" else basis.group() if basis else None
            for quantity in _read(cell, unit, change, column):
                if column.role != "actual" and reached is not None and _is_rate(quantity, cell, reached):
                    quantity = next(_read(cell, "%", "增长", column), quantity)
                if reached is None and quantity.kind == "amount":
                    reached = quantity
                yield CellValue(quantity, names[-1], names, column, told_basis, nature)


def _is_rate(quantity: FoundQuantity, cell: Cell, reached: FoundQuantity) -> bool:
    """Whether a bare number beside an amount is a rate: 亿元, 180.5, 6.5左右. No plan is for a tenth of what was reached."""
    if quantity.kind != "amount" or quantity.unit != reached.unit or re.search("[万亿元]", cell.text):
        return False
    bare = re.match(r"\D*(\d+(?:\.\d+)?)", cell.text)
    return (
        bare is not None
        and Decimal(bare[1]) <= _HIGHEST_RATE
        and 10 * abs(Decimal(quantity.value)) < abs(Decimal(reached.value))
    )


def _names(label: str) -> tuple[str, ...]:
    """The names of a row's indicator, from the fullest to the shortest; () where the cell names none."""
    full = _ENUMERATOR.sub("", label.replace(" ", ""))
    bare = re.sub(r"（[^（）]*）", "", full).strip("：:，、")
    short = _CHANGE_AT_END.sub("", bare)
    if not re.search(r"[\u4e00-\u9fffA-Za-z]", bare):
        return ()
    return tuple(dict.fromkeys(name for name in (full, bare, short) if len(name) >= 2))


def _unit_in(words: str) -> str | None:
    """The unit in brackets behind a name or a column's head: 地区生产总值（亿元）."""
    for match in _BRACKETS.finditer(words):
        unit = match.group(1).replace(" ", "").removeprefix("单位").strip("：:")
        if _is_unit(unit):
            return unit
    return None


def _is_unit(unit: str) -> bool:
    magnitude = re.match(r"[千百十]?万?亿?", unit)
    assert magnitude is not None
    for begin in dict.fromkeys((magnitude.end(), 0)):
        found, end = unit_at(unit, begin)
        if found is not None and (end == len(unit) or unit[end] in "/、，（"):
            return True
    return False


def _change(label: str, column: Column, unit: str | None) -> str:
    """增长 or 下降 where the row or the column is a rate of change, else ""."""
    bare = re.sub(r"（[^（）]*）", "", label.replace(" ", ""))
    if unit is not None and "%" not in unit and not column.growth:
        return ""
    if _FALLS.search(bare):
        return "下降"
    if column.growth:
        return "增长"
    return "增长" if _GROWS.search(bare) else ""


def _read(cell: Cell, unit: str | None, change: str, column: Column) -> Iterator[FoundQuantity]:
    """The quantities of a cell: of the whole, or of what stands before brackets and inside them (1029（8.5%）)."""
    start, text = cell.start, cell.text
    while len(text) > 1 and text[0] in "[【（" and text[-1] in "]】）":
        text, start = text[1:-1], start + 1
    inner = _BRACKETS.search(text)
    if inner is not None and inner.end() == len(text) and re.search(r"\d", inner.group(1)):
        yield from _one(text[: inner.start()], start, unit, change, column)
        own = "增长" if "%" in inner.group(1) and not _FALLS.search(inner.group(1)) else ""
        yield from _one(inner.group(1), start + inner.start(1), None, own, column)
        return
    for part in re.finditer(r"[^，；]+", text):
        # 完成12.6亿元，增长5.1%
        yield from _one(part.group(), start + part.start(), unit, change, column)


def _one(text: str, start: int, unit: str | None, change: str, column: Column) -> Iterator[FoundQuantity]:
    match = _VALUE.fullmatch(text.rstrip())
    if match is None:
        return
    if unit is not None and ("、" in unit or ("/" in unit and "%" in unit)):
        # 亿元、%: the amount and its rate of change share a cell of units
        parts = re.split(r"[、/]", unit)
        unit = next((p for p in parts if ("%" in p) == (column.growth or bool(change))), parts[0])
    if column.growth or column.role == "share":
        unit = unit if unit is not None and ("%" in unit or "百分点" in unit) else "%"
    printed = match["unit"].strip()
    words = match["words"].strip()
    if words and not re.fullmatch(
        r"[增长下降提高降低上升达到约近超过突破不低于高少小大力争确保完成控制在左右以内]+", words
    ):
        return
    lead = words + (_SIGNS[match["sign"][0]] if match["sign"] else "")
    given = "" if printed else (unit or "")
    if not words and not lead.startswith(("增", "下降")) and ("%" in printed or "%" in given) and change:
        lead = change + lead
    elif not lead:
        lead = "达到"
    number = match["number"].replace("−", "-")
    falls = number.startswith("-") and lead.startswith("增长")
    begin = match.start("number")
    sentence = f"{lead}{number}{printed}{given}{match['after'] or ''}。"
    found = next(
        (q for q in find_quantities(sentence) if q.start <= len(lead) + 1 and q.end > len(lead)), None
    )
    if found is None:
        value = re.fullmatch(r"([+\-]?)(\d[\d,，]*(?:\.\d+)?)", number)
        if value is None:
            return
        plain = value[1].replace("+", "") + re.sub("[,，]", "", value[2])
        end = match.end("unit") if printed else match.end("number")
        yield FoundQuantity(
            start + begin, start + end, "amount", plain, None, printed or given or None, _comparator(match)
        )
        return
    end = match.end("unit") if printed else match.end("number")
    value_ = found.value
    if falls and not value_.startswith("-"):
        value_ = f"-{value_}"
    yield found._replace(start=start + begin, end=start + end, value=value_)


def _comparator(match: re.Match[str]) -> Literal["eq", "ge", "gt", "le", "lt", "approx"]:
    sign = match["sign"]
    if sign:
        return {"≥": "ge", "≧": "ge", "≤": "le", "≦": "le", ">": "gt", "＞": "gt", "<": "lt", "＜": "lt"}[
            sign[0]
        ]  # type: ignore[return-value]
    after = match["after"]
    if after is None:
        return "eq"
    return "ge" if after == "以上" else "approx" if after in ("左右", "上下") else "le"
