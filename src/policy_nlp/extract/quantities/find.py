"""Finds every quantity in a cleaned text: numeral candidates first, then a local grammar around each.

One compiled expression jumps from candidate to candidate (a digit, 第, 翻, 一半, an opening quotation mark …);
around a candidate only a bounded stretch is read, so that the time is linear in the length of the text.

In: a cleaned text. Out: the quantities in it. The candidates are sorted here by their first character, and numbers that
only date, number or name a thing are passed over; the rest is read by `amounts`, `ratios` and `ranks`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_nlp.extract.quantities.amounts import read_measured, read_shared
from policy_nlp.extract.quantities.items import HAN, FoundQuantity, Item, Reading, finished
from policy_nlp.extract.quantities.kinds import set_comparator, spread_comparators
from policy_nlp.extract.quantities.numerals import CN_NUMERALS, numeral_at, read_arabic, read_chinese
from policy_nlp.extract.quantities.ranks import read_first_place, read_ordinal
from policy_nlp.extract.quantities.ratios import (
    read_half,
    read_more_than_half,
    read_multiple,
    read_ratio,
    read_slash,
)
from policy_nlp.extract.quantities.units import unit_at
from policy_nlp.extract.quantities.vocabulary import cues, pseudo_numerals, unit_lengths, units
from policy_nlp.knowledge import any_of

_CN = CN_NUMERALS
# A candidate begins with one of these characters; what follows decides whether it is worth a look.
_SCAN = re.compile(
    rf"[0-9“《〔「‘\"第前首翻过{_CN}]"
    rf"(?:(?<=[0-9“《〔「‘\"])"
    rf"|(?<=第)(?=[0-9{_CN}])"
    rf"|(?<=前)(?=[0-9{_CN}])"
    rf"|(?<=首)(?=位)"
    rf"|(?<=过)(?=半)"
    rf"|(?<=翻)(?=了?[0-9{_CN}个]{{0,3}}[番倍])"
    rf"|(?<=一)(?=[倍半成番{_CN}]|点[{_CN}]|个百分点|个多?月)"
    rf"|(?<=零)(?=点[{_CN}])"
    rf"|(?<=[二两三四五六七八九十])"
    rf"|(?<=[百千])(?=[家个名场余多]|分之[0-9{_CN}])"
    rf"|(?<=万)(?=[余多]|分之[0-9{_CN}]))"
)
_CLOSING = {
    "“": ("”", 20),
    "《": ("》", 60),
    "〔": ("〕", 12),
    "「": ("」", 20),
    "‘": ("’", 20),
    '"': ('"', 20),
}
_TOKEN = re.compile(r"[0-9A-Za-z.+/·－\-—_%]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CODE = re.compile(r"\d+(?:[-－—]\d+){2,}")
_YEAR = re.compile(
    r"(?:1[89]|20|21)\d\d(?:[-—–~～－/、和至到.]{1,2}(?:(?:1[89]|20|21)\d\d|\d\d(?=年))){0,6}(?:年|/|\.|-|—|～|~)"
)
_LATIN = re.compile(r"[A-Za-z&]+$")
_PERCENTAGE = re.compile(r"\d{1,4}(?:\.\d{1,4})?%")
_NO_SIGN_AFTER = frozenset("%‰）)”+-－−·./" + _CN) | frozenset(map(chr, range(48, 123)))
_INDEX_GOES_ON = frozenset("%‰:：∶-—–~～－+·/.,0123456789") | frozenset(map(chr, range(65, 123)))


def find_quantities(text: str) -> list[FoundQuantity]:
    """All quantities of a cleaned text (see :func:`policy_nlp.document.clean`), in order, without overlaps."""
    reading, search, position = Reading(text), _SCAN.search, 0
    while (match := search(text, position)) is not None:
        start = match.start()
        character = text[start]
        if character.isdecimal() and character.isascii():
            position = _arabic(reading, start)
        elif character in _CLOSING:
            position = _quoted(reading, start, character)
        elif character in "第前":
            position = read_ordinal(reading, start)
        elif character == "首":
            position = read_first_place(reading, start)
        elif character == "翻":
            position = read_multiple(reading, start)
        elif character == "过":
            position = read_more_than_half(reading, start)
        else:
            position = _chinese(reading, start)
        if position <= start:
            position = start + 1
    spread_comparators(reading)
    return [finished(item) for item in reading.found]


def _quoted(reading: Reading, start: int, character: str) -> int:
    """A short quotation is a name, and its numerals say nothing, unless it is a quantity and nothing else."""
    text = reading.text
    closing, limit = _CLOSING[character]
    end = text.find(closing, start + 1, start + limit)
    if end < 0:
        return start + 1
    inner = start + 1
    if character != "《" and text.find("，", inner, end) > 0:
        return inner
    if text[end - 1] in _quotable() and (text[inner].isdecimal() or text[inner] in _CN):
        numeral = numeral_at(text, inner)
        if numeral is not None:
            unit, stop = unit_at(text, numeral.end)
            if (
                stop == end
                and unit is not None
                and (unit.dimension in ("ratio", "money", "award") or unit.printed == "分")
                and unit.printed != "强"
            ):
                return inner
    return end + 1


def _arabic(reading: Reading, start: int) -> int:
    """Reads on from an Arabic digit; numbers that date, number or name a thing are passed over."""
    text = reading.text
    number = _NUMBER.match(text, start)
    end = number.end() if number is not None else start + 1
    following = text[end : end + 1]
    if number is not None and _indexed(reading, start, end, following):
        return end
    if following not in _goes_on() or (following in ",，" and not text[end + 1 : end + 4].isdecimal()):
        # The common case of no quantity at all (24，): a number with nothing behind it that could make it one.
        return (
            _token_end(text, start)
            if following in "+·." or (following.isascii() and following.isalpha())
            else end
        )
    if (code := _CODE.match(text, start)) is not None:
        return code.end()
    signed = False
    if start:
        before = text[start - 1]
        if before.isascii() and before.isalpha():
            latin = _LATIN.search(text, max(0, start - 6), start)
            known = latin is not None and latin.group() in cues("latin_before")
            if not known and not _PERCENTAGE.match(text, start):
                return _token_end(text, start)
        elif before in "+-－−" and text[max(0, start - 2) : start - 1] not in _NO_SIGN_AFTER:
            signed = True
        elif before in "+·_./":
            return _token_end(text, start)
    if following == "/" and (stop := read_slash(reading, start)):
        return stop
    numeral = read_arabic(text, start)
    if numeral is None:
        return _token_end(text, start)
    end = numeral.end
    following = text[end : end + 1]
    if end == start + 4 and (year := _YEAR.match(text, start)) is not None:
        return year.end()
    if end <= start + 2 and following in _date_starts() and (date := _date().match(text, start)) is not None:
        return date.end()
    if following and following in ":：∶" and text[end + 1 : end + 2].isdecimal():
        return read_ratio(reading, start)
    if following in ("+", "·") or (following == "." and text[end + 1 : end + 2].isdecimal()):
        return _token_end(text, start)
    if stop := read_shared(reading, start, end) or read_measured(reading, start, numeral, signed):
        return stop
    if following.isascii() and following.isalpha():
        return _token_end(text, start)
    return end


def _indexed(reading: Reading, start: int, end: int, following: str) -> bool:
    """Keeps a number without a unit that is the value of an index or coefficient (空气质量综合指数4.73)."""
    text = reading.text
    if following in _INDEX_GOES_ON or (
        HAN.match(following) and text[end : end + 2] not in cues("index_after")
    ):
        return False
    if end - start > 9 or _index().search(text, max(reading.last_end(), start - 18), start) is None:
        return False
    item = Item(start, end, Decimal(text[start:end]), None, None, "")
    set_comparator(reading, item)
    reading.found.append(item)
    return True


def _chinese(reading: Reading, start: int) -> int:
    """Reads on from a Chinese numeral."""
    text = reading.text
    if start and text[start - 1] in "数几":
        return _run_end(text, start)
    numeral = read_chinese(text, start)
    if numeral is None:
        return _run_end(text, start)
    if text.startswith(pseudo_numerals(), start):
        return numeral.end + 1
    if text[start : start + 2] == "一半" and not numeral.fraction:
        return read_half(reading, start)
    if text[numeral.end : numeral.end + 1] in ("几", "数"):
        return numeral.end + 1
    return read_measured(reading, start, numeral, False) or numeral.end


def _token_end(text: str, start: int) -> int:
    """Where a token of digits, Latin letters and their joints ends (G60, 2.0.1)."""
    match = _TOKEN.match(text, start)
    return match.end() if match is not None and match.end() > start else start + 1


def _run_end(text: str, start: int) -> int:
    """Where a run of Chinese numerals ends."""
    end = start + 1
    while end < len(text) and text[end] in _CN:
        end += 1
    return end


@cache
def _date() -> re.Pattern[str]:
    return re.compile(
        r"\d{1,2}(?:[-—–~～－至到、和]{1,2}\d{1,2})?"
        rf"(?:{any_of(cues('date_after'))}|时(?!代)|点(?:\d|钟|整)|期(?!项|培))"
    )


@cache
def _date_starts() -> frozenset[str]:
    """The characters behind a number with which it may go on to a date."""
    return frozenset(word[0] for word in cues("date_after")) | frozenset("时点期-—–~～－至到、和")


@cache
def _index() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(cues('index_before'))})(?:（[^（）]{{1,6}}）)?[^，。；、\d“]{{0,10}}$")


@cache
def _goes_on() -> frozenset[str]:
    """The characters behind an Arabic number with which it may go on to a quantity."""
    return frozenset(unit_lengths()) | frozenset("万亿千百十多余来,，:：∶-—–~～－─−至到、和与及之/")


@cache
def _quotable() -> frozenset[str]:
    """The last characters of the units that stand in a quotation as a quantity (“十八连增”)."""
    told = (
        unit
        for unit in units().values()
        if unit.dimension in ("ratio", "money", "award") or unit.printed == "分"
    )
    return frozenset(unit.printed[-1] for unit in told)
