"""What a project is called: its phase, and one form of its name by which it is known again."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = "零一二三四五六七八九"
_ROMAN = {
    "Ⅰ": "一",
    "Ⅱ": "二",
    "Ⅲ": "三",
    "Ⅳ": "四",
    "Ⅴ": "五",
    "III": "三",
    "II": "二",
    "IV": "四",
    "I": "一",
}
_NUMERAL = r"(?:[一二三四五六七八九十]+|\d+|[ⅠⅡⅢⅣⅤ]|I{1,3}|IV)"
_PHASE = re.compile(
    rf"(?:第?{_NUMERAL}(?:[、和及]{_NUMERAL})*(?:期|标段|标|阶段)|首期|起步区|先导段|主体(?:部分|工程)?)"
)
_KEY_PHASE = re.compile(rf"第?({_NUMERAL})(期|标段|标|阶段)")
_DROPPED = re.compile(r"[\s\"'“”‘’「」『』《》〈〉（）()【】\[\]、,，·•．.—–\-~～]+")
_WORK = re.compile(
    r"(?:建设|新建|续建)?(?:项目|工程)(?:建设)?(?=$|[一二三四五六七八九十]+(?:期|标段|阶段))|(?<=期)(?:建设|项目|工程)+$|建设$"
)
_VERB = re.compile(r"^(?:新建|续建|在建|开工建设|规划建设|建设|推进|加快)(?=..)")


def phase_of(name: str) -> str | None:
    """The part or phase that a name speaks of, as printed (一期, 三标段, 2期), or None."""
    found = None
    for found in _PHASE.finditer(name):  # noqa: B007  (the last one counts)
        pass
    return found.group() if found else None


def _chinese(number: str) -> str:
    if number in _ROMAN:
        return _ROMAN[number]
    if not number.isascii() or not number.isdigit():
        return number
    value = int(number)
    if value >= 100:
        return number
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + ("" if not ones else _DIGITS[ones])


def name_key(name: str) -> str:
    """One form for all the ways in which a project's name is printed; equal keys mean the same project.

    Quotes, brackets, spaces, dots and dashes go; full-width letters and digits become half-width, letters
    small; a phase is counted in Chinese numerals (2期, Ⅱ期, （第二期） → 二期); the words that only say that it is a
    project (项目, 工程, 建设) go from the end and from before the phase, as does a leading 新建 or 续建. Name and
    phase both stay: 一期 and 二期 of one park are two projects.

    Args:
        name: the name as printed, with its phase.

    Returns:
        The key. Never empty unless the name holds nothing but what is dropped; `name_key` of a key is the key.
    """
    key = unicodedata.normalize("NFKC", _KEY_PHASE.sub(lambda m: _chinese(m[1]) + m[2], name))
    key = _DROPPED.sub("", key).lower()
    while True:
        shorter = _VERB.sub("", _WORK.sub("", _KEY_PHASE.sub(lambda m: _chinese(m[1]) + m[2], key)))
        if shorter == key or not shorter:
            return key
        key = shorter
