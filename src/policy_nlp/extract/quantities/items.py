"""What the grammar of quantities works on: a text being read, and the quantities in the making.

In: a cleaned text. Out: nothing yet; the readers (`amounts`, `ratios`, `ranks`) append an :class:`Item` for each
quantity to the :class:`Reading`, and :func:`finished` makes a :class:`FoundQuantity` of it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from policy_nlp.extract.quantities.numerals import plain
from policy_nlp.records import Comparator, QuantityKind

HAN = re.compile(r"[\u3400-\u9fff]")


class FoundQuantity(NamedTuple):
    """A quantity in a cleaned text.

    Attributes:
        start: offset of its first character in the cleaned text.
        end: offset behind its last character (numeral and unit).
        kind: see :data:`policy_nlp.records.QuantityKind`.
        value: decimal string in the canonical unit, 万 and 亿 multiplied out; signed for growth and points.
        upper: the upper end of a range, else None.
        unit: the canonical unit, or None where none is printed.
        comparator: see :data:`policy_nlp.records.Comparator`.
    """

    start: int
    end: int
    kind: QuantityKind
    value: str
    upper: str | None
    unit: str | None
    comparator: Comparator


class Item:
    """A quantity in the making: what is known of it changes as the words around it are read."""

    __slots__ = (
        "comparator",
        "dimension",
        "end",
        "kind",
        "lead",
        "paired",
        "sign",
        "spread",
        "start",
        "unit",
        "upper",
        "value",
    )

    def __init__(
        self, start: int, end: int, value: Decimal, upper: Decimal | None, unit: str | None, dimension: str
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.upper = upper
        self.unit = unit
        self.dimension = dimension
        self.kind: QuantityKind = "amount"
        self.comparator: Comparator | None = None
        self.sign = 1
        self.lead = False  # a comparator stands before it
        self.paired = False  # a ratio of two (2.1：1)
        self.spread = False  # coordinated with the one before it, under 分别


class Reading:
    """A cleaned text and the quantities kept so far, in order and without overlaps."""

    __slots__ = ("found", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Item] = []

    def last_end(self) -> int:
        """Where the last quantity ends; 0 if there is none."""
        return self.found[-1].end if self.found else 0


def finished(item: Item) -> FoundQuantity:
    """The quantity that an item has become."""
    return FoundQuantity(
        item.start,
        item.end,
        item.kind,
        _shown(item.value, item),
        None if item.upper is None else _shown(item.upper, item),
        item.unit,
        item.comparator or "eq",
    )


def _shown(value: Decimal, item: Item) -> str:
    return plain(
        value * item.sign if item.sign < 0 and value > 0 else value, keep_zeros=item.dimension == "ratio"
    )
