"""What the words around a number make of it: a rate of change or a level, with which sign and which comparator."""

from __future__ import annotations

import re
from functools import cache

from policy_nlp.extract.quantities.vocabulary import comparators, growth_cues, light_words, words
from policy_nlp.knowledge import any_of
from policy_nlp.records import Comparator

_WINDOW = 32
_OBJECT = re.compile(r"[^率占达为到至成比\d]{0,11}[^率占达为到至成比的\d]")


@cache
def _light() -> re.Pattern[str]:
    """What may stand between a verb of change and its percentage; possessive, so that no text is tried in two ways."""
    return re.compile(rf"(?:{any_of(light_words())}|[\d.：“-]|－|−)*+")


@cache
def _last_cue() -> re.Pattern[str]:
    """Finds, in a reversed text, the cue that ends last; of several that end there, the longest."""
    return re.compile(any_of([cue[::-1] for cue in growth_cues()]))


def names_level(window: str) -> bool:
    """Whether a word of these names a level or a share (比重, 率)."""
    return any(role == "level" and cue in window for cue, (_, role) in growth_cues().items())


def clause_start(text: str, start: int, floor: int) -> int:
    """Where the clause that holds a position begins, at most a window before it and not before `floor`."""
    low = max(floor, start - _WINDOW)
    begin = low
    for character in "，。；！？\n":
        at = text.rfind(character, begin, start)
        if at >= begin:
            begin = at + 1
    return begin


def change(text: str, begin: int, start: int, *, adjacent: bool = False) -> tuple[str, int, int]:
    """What the clause before a percentage says of it.

    Args:
        adjacent: only a verb right before the number counts, not one with an object between.

    Returns:
        `growth`, `reached` (a change up to this level), `percent` or `none`; the sign of the change; where the cue begins.
    """
    window = text[begin:start]
    stop = len(window)
    while stop:
        found = _last_cue().search(window[:stop][::-1])
        if found is None:
            return "none", 1, begin
        cue = found.group()[::-1]
        sign, role = growth_cues()[cue]
        end = stop - found.start()
        at = begin + end - len(cue)
        rest = window[end:]
        if role == "rate":
            return "growth", sign, at
        if role == "level":
            return "percent", 1, at
        if role == "verb":
            if rest.startswith(words("reached")):
                return "reached", sign, at
            if (_light().fullmatch(rest) and not rest.startswith("的")) or (
                len(cue) > 1 and not adjacent and _OBJECT.fullmatch(rest)
            ):
                return "growth", sign, at
        stop = end - len(cue)
    return "none", 1, begin


@cache
def _lengths(position: str) -> tuple[int, ...]:
    return tuple(sorted({len(cue) for cue in comparators(position)}, reverse=True))


@cache
def _governing() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(list(comparators('governs')))})[^\d，。；、]{{0,6}}$")


def comparator_before(text: str, start: int) -> tuple[Comparator | None, int]:
    """The comparator directly before a numeral, and where it begins."""
    ends = _before_ends()
    if start and text[start - 1] == "了":
        start -= 1
    if start >= 3 and text[start - 3 : start] == "人民币":
        start -= 3
    if not start or text[start - 1] not in ends:
        return None, start
    table = comparators("before")
    for length in _lengths("before"):
        cue = text[start - length : start] if start >= length else ""
        if cue in table:
            return table[cue], start - length
    return None, start


@cache
def _before_ends() -> frozenset[str]:
    return frozenset(cue[-1] for cue in comparators("before"))


@cache
def _after_starts() -> frozenset[str]:
    return frozenset(cue[0] for cue in comparators("after"))


def governed(text: str, start: int) -> bool:
    """Whether 控制在 (or its like) stands before a numeral, with a word or two between at most."""
    return _governing().search(text[max(0, start - 12) : start]) is not None


def comparator_after(text: str, end: int, dimension: str) -> tuple[Comparator | None, int]:
    """The comparator directly behind a unit, and where it ends."""
    if end >= len(text) or text[end] not in _after_starts():
        return None, end
    table = comparators("after")
    for length in _lengths("after"):
        cue = text[end : end + length]
        if len(cue) == length and cue in table:
            if length == 1 and cue == "内" and dimension != "time":
                continue
            if (
                cue in ("多", "余")
                and "\u3400" <= text[end + 1 : end + 2] <= "\u9fff"
                and text[end + 1] not in "的了来以"
            ):
                continue
            return table[cue], end + length
    return None, end
