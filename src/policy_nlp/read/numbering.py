"""Word's automatic numbering (自动编号): the 一、 （一） 1. that Word writes itself and that stand in no run of text.

Sources: ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def chinese_number(number: int) -> str:
    """A number from 0 to 9999 in Chinese as it counts (十二, 一百零五).

    >>> chinese_number(12), chinese_number(105), chinese_number(20)
    ('十二', '一百零五', '二十')
    """
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    out = ""
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += _DIGITS[digit] + _UNITS[place]
        elif out and not out.endswith("零"):
            out += "零"
    out = out.rstrip("零")
    return out[1:] if out.startswith("一十") else out


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word goes on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def _row(first: str, count: int) -> Callable[[int], str]:
    """Characters that stand in a row in Unicode; beyond their end plain digits."""
    return lambda n: chr(ord(first) + n - 1) if 0 < n <= count else str(n)


def _circled(number: int) -> str:
    for start, end, first in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if start <= number <= end:
            return chr(ord(first) + number - start)
    return str(number)


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda n: characters[(n - 1) % len(characters)] if n > 0 else ""


def _digits(zero: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", zero + _DIGITS[1:])
    return lambda n: str(n).translate(table)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _row("⒈", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "numberInDash": lambda n: f"-{n}-",
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "chineseLegalSimplified": lambda n: chinese_number(n).translate(_LEGAL),
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "taiwaneseDigital": _digits("○"),
    "japaneseCounting": chinese_number,
    "japaneseLegal": lambda n: chinese_number(n).translate(_LEGAL),
    "japaneseDigitalTenThousand": _digits("〇"),
    "ideographDigital": _digits("〇"),
    "ideographEnclosedCircle": _row("㊀", 10),
    "ideographLegalTraditional": lambda n: chinese_number(n).translate(_LEGAL),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "none": lambda _: "",
}
_DASHES = frozenset("-—–―－─")
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """One level of a list: how it counts and what is printed."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    style_link: str | None = None
    linked_style: str | None = None


@dataclass(slots=True)
class _Num:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


def value(element: Any, name: str) -> str | None:
    """The attribute w:val of a child element, None if there is no such child."""
    child = element.find(W + name)
    return None if child is None else child.get(W + "val")


def whole(text: str | None, default: int) -> int:
    """A whole number of a file, or the default where it is none (or absurdly long)."""
    try:
        return int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default


def _level(element: Any) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        whole(value(element, "start"), 1),
        value(element, "numFmt") or "decimal",
        (value(element, "lvlText") or "")[:100],
        element.find(W + "isLgl") is not None,
        None if restart is None else whole(restart, 0),
        value(element, "pStyle"),
    )


class Numbering:
    """The lists of one document, and how far each has counted.

    Args:
        roots: the root of `numbering.xml`, or nothing if the document has none.
    """

    def __init__(self, roots: Iterable[Any]) -> None:
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, _Num] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        for root in roots:
            self._read(root)

    def _read(self, root: Any) -> None:
        for element in root.iter(W + "abstractNum"):
            levels = {whole(e.get(W + "ilvl"), 0): _level(e) for e in element.findall(W + "lvl")}
            self._lists[element.get(W + "abstractNumId", "")] = _List(
                levels, value(element, "numStyleLink"), value(element, "styleLink")
            )
        of_style = {found.linked_style: found for found in self._lists.values() if found.linked_style}
        for found in self._lists.values():
            if not found.levels and found.style_link in of_style:
                found.levels = of_style[found.style_link].levels
        for element in root.iter(W + "num"):
            num = _Num(value(element, "abstractNumId") or "")
            for override in element.findall(W + "lvlOverride"):
                level = whole(override.get(W + "ilvl"), 0)
                start = value(override, "startOverride")
                if start is not None:
                    num.starts[level] = whole(start, 1)
                own = override.find(W + "lvl")
                if own is not None:
                    num.levels[level] = _level(own)
            self._nums[element.get(W + "numId", "")] = num

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level of a list that a style is tied to; 0 if it is tied to none."""
        num = self._nums.get(num_id)
        found = self._lists.get(num.abstract) if num else None
        levels = found.levels if found else {}
        return next((n for n, level in levels.items() if level.style == style), 0)

    def next_label(self, num_id: str, level: int) -> str:
        """Count one paragraph and give what Word prints before it; empty for a bullet or an unknown list.

        A space follows a label that would run into a number (`1.` before `5亿元`); none follows 一、 or （一）.
        """
        num = self._nums.get(num_id)
        found = self._lists.get(num.abstract) if num else None
        if num is None or found is None or not 0 <= level <= 8:
            return ""
        levels = {**found.levels, **num.levels}
        own = levels.get(level)
        if own is None:
            return ""
        counts = self._counts.setdefault(num.abstract, {})
        if level in num.starts and (num_id, level) not in self._begun:
            counts[level] = num.starts[level] - 1
        self._begun.add((num_id, level))
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                del counts[deeper]
        if own.format == "bullet":
            return own.text if own.text and set(own.text.strip()) <= _DASHES else ""

        def part(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at)
            if shown is None:
                return ""
            form = "decimal" if own.legal else shown.format
            return _FORMATS.get(form, str)(counts.get(at, shown.start))

        label = _PLACE.sub(part, own.text).strip()
        return label + " " if label and label[-1].isascii() else label
