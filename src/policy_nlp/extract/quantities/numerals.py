"""Numerals (数字): from characters to exact decimals.

Arabic (`1,268.5`), Chinese (`十二万三千`, `一九五八`, `七十七点五`), mixed (`5.45万`, `1万3千`), fractions
(`百分之七十七点五`, `三分之一`) and inner 余/多 (`170多万`, `二十余`). Values are `Decimal`, never floats.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from policy_nlp.extract.quantities.vocabulary import digits, magnitudes

CN_DIGITS = "〇零一二两三四五六七八九"
CN_NUMERALS = CN_DIGITS + "十百千万亿"

_MEASURED = "瓦米克伏赫卡帕焦"
"""After 千 or 百 these make a unit (千瓦), so that the magnitude does not belong to the numeral."""

_ARABIC = re.compile(
    r"(?P<number>\d{1,3}(?:[,，]\d{3}){1,6}(?![\d年])(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<more>[多余来]?)"
    rf"(?P<magnitude>(?:[十百](?=[万亿])|千(?![{_MEASURED}])|百(?=[余多名个家元人户亩吨项件场万亿])|[万亿])*)"
    r"(?P<rest>(?:\d{1,7}(?:\.\d{1,4})?[万千百](?![瓦米克伏赫卡帕焦])){0,3})"
)
_CHINESE = re.compile(
    rf"[{CN_DIGITS}十百千万亿](?:[{CN_DIGITS}十百万亿]|千(?![{_MEASURED}]))*"
    rf"(?:点[{CN_DIGITS}]+[十百千万亿]*)?"
)
_MORE = re.compile(r"[多余](?P<magnitude>[万亿千]*)")
_FRACTION_HEAD = re.compile(rf"(?P<of>百分|千分|万分|[一二三四五六七八九十]+分|10分)之(?=[\d{CN_NUMERALS}])")
_SIMPLE_PAIR = re.compile(r"(?P<a>[一二三四五六七八])(?P<b>[二三四五六七八九])(?P<magnitude>[十百千万亿]*)$")
_DIGITS_ONLY = re.compile(rf"[{CN_DIGITS}]+$")


class Numeral(NamedTuple):
    """A numeral in a text.

    Attributes:
        end: offset behind its last character.
        value: its value, with its magnitude multiplied in.
        upper: the upper end where two digits stand for a range (三四百), else None.
        magnitude: what 万, 亿 … multiplied it with; 1 if there is none.
        more: whether 余 or 多 stands inside or behind it.
        decimals: digits behind the point as printed.
        chinese: whether it begins with a Chinese numeral.
        bare: whether it is only magnitudes (千, 百万), without a digit.
        fraction: `%` or `‰` where it is 百分之…, 千分之…; `part` for other fractions; else empty.
    """

    end: int
    value: Decimal
    upper: Decimal | None = None
    magnitude: int = 1
    more: bool = False
    decimals: int = 0
    chinese: bool = False
    bare: bool = False
    fraction: str = ""


@cache
def _magnitude(characters: str) -> int:
    """The product of magnitudes: 万亿 → 10**12."""
    product = 1
    for character in characters:
        product *= magnitudes()[character]
    return product


def chinese_integer(characters: str) -> int:
    """The value of Chinese digits and magnitudes: 二千零三十 → 2030, 一九五八 → 1958, 二十万亿 → 2 * 10**13.

    Linear in the number of characters (as far as arithmetic on the numbers is).

    Raises:
        KeyError: if there is any other character.
    """
    if _DIGITS_ONLY.match(characters):
        return int("".join(str(digits()[c]) for c in characters))
    total = section = digit = 0
    for character in characters:
        if character in digits():
            digit = digits()[character]
            continue
        size = magnitudes()[character]
        if size < 10_000:
            section += (digit or 1) * size
        elif section or digit:
            # 万 and 亿 multiply all that stands before them and is smaller: 一亿二千万, 二十万亿.
            section = (section + digit) * size
            if size == 100_000_000:
                section += total * size if 0 < total < size else 0
                total = 0
            total += section
            section = 0
        elif total:
            total *= size
        else:
            total = size
        digit = 0
    return total + section + digit


def read_arabic(text: str, start: int) -> Numeral | None:
    """The numeral that begins with an Arabic digit at `start`."""
    match = _ARABIC.match(text, start)
    if match is None:
        return None
    number, more, magnitude, rest = match.group("number", "more", "magnitude", "rest")
    end = match.end()
    if len(number) > 24:
        return None
    plain = number.replace(",", "").replace("，", "")
    point = plain.find(".")
    decimals = len(plain) - point - 1 if point >= 0 else 0
    value = Decimal(plain)
    times = 1
    if magnitude:
        if len(magnitude) > 4:
            return None
        times = _magnitude(magnitude)
        value *= times
    if rest:
        if not magnitude:
            return Numeral(match.start("rest"), value, None, 1, bool(more), decimals)
        if len(rest) > 16:
            return None
        for part in re.findall(r"(\d+(?:\.\d+)?)([万千百])", rest):
            value += Decimal(part[0]) * magnitudes()[part[1]]
        times = 1
    if more == "来" and not magnitude:
        return Numeral(match.start("more"), value, None, 1, False, decimals)
    if not more and end < len(text) and text[end] in "多余":
        follow = _MORE.match(text, end)
        assert follow is not None
        if len(follow["magnitude"]) <= 2:
            end = follow.end()
            more = "多"
            if follow["magnitude"]:
                value *= _magnitude(follow["magnitude"])
                times *= _magnitude(follow["magnitude"])
    return Numeral(end, value, None, times, bool(more) and more != "来", decimals)


def read_chinese(text: str, start: int) -> Numeral | None:
    """The numeral that begins with a Chinese one at `start`, fractions among them."""
    head = _FRACTION_HEAD.match(text, start)
    return _fraction(text, head) if head is not None else _read_simple(text, start)


def numeral_at(text: str, start: int) -> Numeral | None:
    """The numeral that begins at a position, in either notation; None where there is none."""
    return read_arabic(text, start) if text[start] <= "9" else read_chinese(text, start)


def _read_simple(text: str, start: int) -> Numeral | None:
    match = _CHINESE.match(text, start)
    if match is None:
        return None
    end = match.end()
    if end - start > 40:
        return None
    read = _read_characters(match.group())
    if read is None:
        return None
    value, upper, times, decimals, bare = read
    more = False
    if end < len(text) and text[end] in "多余":
        follow = _MORE.match(text, end)
        assert follow is not None
        if len(follow["magnitude"]) <= 2:
            more, end = True, follow.end()
            if follow["magnitude"]:
                value *= _magnitude(follow["magnitude"])
                times *= _magnitude(follow["magnitude"])
    return Numeral(end, value, upper, times, more, decimals, True, bare)


# Reports use few different Chinese numerals, again and again.
@lru_cache(maxsize=4096)
def _read_characters(characters: str) -> tuple[Decimal, Decimal | None, int, int, bool] | None:
    """Value, upper end, magnitude, decimals and bareness of a Chinese numeral; None where it is none."""
    decimals = 0
    upper: Decimal | None = None
    whole, point, part = characters.partition("点")
    trailing = len(whole) - len(whole.rstrip("百千万亿"))
    times = _magnitude(whole[len(whole) - trailing :]) if 0 < trailing <= 4 else 1
    if point:
        behind = part.rstrip("十百千万亿")
        decimals = len(behind)
        times = _magnitude(part[decimals:])
        value = Decimal(f"{chinese_integer(whole)}.{''.join(str(digits()[c]) for c in behind)}") * times
    else:
        pair = _SIMPLE_PAIR.match(whole)
        if pair is not None and digits()[pair["b"]] == digits()[pair["a"]] + 1:
            times = _magnitude(pair["magnitude"])
            value = Decimal(digits()[pair["a"]] * times)
            upper = Decimal(digits()[pair["b"]] * times)
        elif len(whole) > 1 and _DIGITS_ONLY.match(whole):
            return None  # a year, or two numerals side by side (一九五八, 唯一一家), but no quantity
        else:
            value = Decimal(chinese_integer(whole))
    bare = not any(c in digits() or c == "十" for c in whole)
    return value, upper, times, decimals, bare


def _fraction(text: str, head: re.Match[str]) -> Numeral | None:
    inner = read_arabic(text, head.end()) if text[head.end()].isdecimal() else _read_simple(text, head.end())
    if inner is None:
        return None
    of = head["of"]
    if of == "百分":
        return inner._replace(chinese=True, fraction="%")
    if of == "千分":
        return inner._replace(chinese=True, fraction="‰")
    whole = 10_000 if of == "万分" else 10 if of == "10分" else chinese_integer(of[:-1])
    if not whole:
        return None
    share = (inner.value * 100 / whole).quantize(Decimal("0.01"))
    return Numeral(inner.end, share, None, 1, inner.more, 2, True, False, "part")


def plain(value: Decimal, *, keep_zeros: bool = False) -> str:
    """A decimal in plain notation, without exponent; `keep_zeros` keeps the zeros behind the point (12.0)."""
    shown = format(value, "f")
    if not keep_zeros and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown
