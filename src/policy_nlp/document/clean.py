"""The cleaned copy (规范化副本) of a text, mapped back character by character to the text as it was read.

Two kinds of change are made, and only on the copy:

* one character for one: full-width letters and digits become half-width (`１２％` → `12%`), half-width punctuation
  becomes full-width (`,` → `，`, except inside numbers), dashes of all makes become one, so that every later rule
  knows one form;
* characters left out: spaces that stand inside a sentence of Chinese (`增长 8.5 %`, `1 029亿元`), between all
  characters of a scanned text (`政 府 工 作 报 告`), line ends in the middle of a sentence, zero-width characters,
  runs of `??` left by a failed decoding, references to notes (`[3]`), lines that hold only a page number, and all but
  the last character of an HTML entity, which takes the meaning of the whole (`&permil;` → `‰`).

A space between two stretches of Chinese stays where it could separate a heading from the text behind it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "policy_nlp.clean"

_ONE_FOR_ONE: dict[str, str] = {
    **{chr(0xFF10 + i): chr(ord("0") + i) for i in range(10)},
    **{chr(0xFF21 + i): chr(ord("A") + i) for i in range(26)},
    **{chr(0xFF41 + i): chr(ord("a") + i) for i in range(26)},
    "％": "%",
    "﹪": "%",
    "．": ".",
    "﹒": ".",
    "＋": "+",
    "－": "-",
    "／": "/",
    "―": "—",
    "─": "—",
    "━": "—",
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\t": " ",
    "(": "（",
    ")": "）",
    ";": "；",
    "?": "？",
    "!": "！",
    "︰": "：",
    "∶": "：",
    "○": "〇",
    "◯": "〇",
    "\r": "\n",
}
_OTHER_FORM = re.compile("[" + "".join(re.escape(char) for char in _ONE_FOR_ONE) + "]")
# A comma between groups of three digits, and a colon between digits, belong to a number.
_PUNCTUATION = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),|:(?!\d)|(?<!\d):")
_FULL = {",": "，", ":": "："}

_ZERO_WIDTH = "\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad"
_SUSPECT = re.compile(rf" +|\n|[{_ZERO_WIDTH}]+|？{{2,}}|[\[［〔]\^?\d{{1,3}}[\]］〕]|&[A-Za-z]{{2,8}}；")
_BOUND_RIGHT = frozenset("，、；。：）”》%‰")
_BOUND_LEFT = frozenset("，、；：（“《")
_ENDS_SENTENCE = frozenset("。！？；：”）》…|")
_OPENS_LINE = frozenset("，。；）%‰")
_STARTS_PART = re.compile(
    r" *(?:[（(]?[一二三四五六七八九十]{1,3} ?(?:[、.）)，]|是|要)|第[一二三四五六七八九十]|（?\d{1,2}(?:、|）|\.(?!\d))|[—①-⑳*#>|-]|附|各 ?位)"
)
_YEAR = re.compile(r"(?:19|20)\d\d年")
_PAGE = re.compile(
    r" *[—-]{1,2} *\d{1,3} *[—-]{1,2} *(?:\n|$)| *第 *\d{1,3} *页(?:共? *\d{1,3} *页)? *(?:\n|$)"
)
_WRAPPED_LINE = 25
"""A shorter line is not taken for one that was broken in the middle of a sentence."""
_HEADING = 20
"""As long at most is what a heading leaves behind the last full stop when its line end was lost."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned copy and its map to the raw text.

    Attributes:
        raw: the text as it was read.
        text: the cleaned copy.
        offsets: for each position of `text`, and its end, the raw offset; None where both are of one length.
    """

    raw: str
    text: str
    offsets: Sequence[int] | None = None

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span that a non-empty span of the copy stands for."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    def from_raw(self, position: int) -> int:
        """The first position of the copy that stands at or behind a raw offset."""
        if self.offsets is None:
            return position
        return bisect_left(self.offsets, position)


def clean(raw: str) -> CleanText:
    """Make the cleaned copy of a text, in time linear in its length."""
    text = _one_for_one(raw)
    gaps, replaced = _gaps(text)
    if not gaps:
        return CleanText(raw, text)
    return _without(raw, text, gaps, replaced)


def _one_for_one(text: str) -> str:
    # Few of the characters stand in any one text, and to replace one of them all over is fast.
    for char in sorted(set(_OTHER_FORM.findall(text))):
        text = text.replace(char, _ONE_FOR_ONE[char])
    if "," in text or ":" in text:
        text = _PUNCTUATION.sub(lambda m: _FULL[m.group()], text)
    return text


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _gaps(text: str) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """The spans to leave out, in order; and, for what an entity stands for, the character by its position."""
    gaps: list[tuple[int, int]] = []
    replaced: dict[int, str] = {}
    spaces: list[tuple[int, int]] = []
    line_start = 0
    for m in _SUSPECT.finditer(text):
        start, end = m.span()
        first = text[start]
        if first == " ":
            spaces.append((start, end))
        elif first == "\n":
            gap = _line_gap(text, line_start, start)
            if gap:
                gaps.append(gap)
            line_start = end
        elif first == "&":
            char = html5.get(text[start + 1 : end - 1] + ";", "")
            if len(char) == 1:
                gaps.append((start, end - 1))
                replaced[end - 1] = _ONE_FOR_ONE.get(char, char)
        elif first not in "[［〔" or (start and text[start - 1] not in "\n "):
            gaps.append((start, end))
    if spaces:
        gaps.extend(_space_gaps(text, spaces))
        gaps.sort()
    return gaps, replaced


def _line_gap(text: str, line_start: int, newline: int) -> tuple[int, int] | None:
    """What to leave out at a line's end: a line with only a page number, or a line end within a sentence."""
    if newline - line_start < 16 and _PAGE.fullmatch(text, line_start, newline + 1):
        return (line_start, newline + 1) if newline > line_start else None
    after = newline + 1
    if after >= len(text) or newline - line_start < 2:
        return None
    last, opening = text[newline - 1], text[after]
    if opening == " ":
        following = _SPACES_THEN.match(text, after)
        opening = following.group(1) if following else "\n"
    if last == " ":
        last = text[line_start:newline].rstrip()[-1:] or "\n"
    if last in _ENDS_SENTENCE or opening == "\n" or last == "\n":
        return None
    if opening in _OPENS_LINE:
        return newline, after
    if _STARTS_PART.match(text, after):
        return None
    if last in "，、":
        return newline, after
    if newline - line_start < _WRAPPED_LINE:
        return None
    stop = text.rfind("。", line_start, newline)
    if last.isdecimal() and not _YEAR.match(text, after):
        return newline, after
    if stop < 0 or (newline - stop <= _HEADING and _YEAR.match(text, after)):
        return None
    return newline, after


_SPACES_THEN = re.compile(r" +([^ ])")


def _space_gaps(text: str, spaces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    size = len(text)
    between_han: list[int] = []  # indexes of the spaces between two Chinese characters
    before_year: list[int] = []
    dropped = [False] * len(spaces)
    digits = 0
    chain = 0  # spaces in a row with one character between them
    for index, (start, end) in enumerate(spaces):
        if index and start - spaces[index - 1][1] == 1 and text[start - 1] != "\n":
            chain += 1
            if chain == 2:
                dropped[index - 2] = dropped[index - 1] = True
            if chain >= 2:
                dropped[index] = True
        else:
            chain = 0
        if start == 0 or end == size:
            dropped[index] = True
            continue
        left, right = text[start - 1], text[end]
        if left == "\n" or right == "\n" or left in _BOUND_LEFT or right in _BOUND_RIGHT:
            dropped[index] = True
        elif _is_han(left) or left in "”）%‰":
            if _is_han(right):
                between_han.append(index)
            elif right.isdecimal():
                digits += 1
                if _YEAR.match(text, end):
                    before_year.append(index)
                else:
                    dropped[index] = True
            elif right.isascii() and right.isalpha():
                dropped[index] = _is_han(left)
        elif left.isdecimal():
            dropped[index] = dropped[index] or _is_han(right) or _splits_thousands(text, start, end)
        elif left.isascii() and left.isalpha():
            dropped[index] = dropped[index] or _is_han(right)
    # Where such spaces are many, they are left over from lines or fonts; where they are few, they may separate.
    if len(between_han) > 12 and len(between_han) * 1500 > size:
        for index in between_han:
            dropped[index] = True
    if digits > 6:
        for index in before_year:
            dropped[index] = True
    return [span for span, drop in zip(spaces, dropped, strict=True) if drop]


def _splits_thousands(text: str, start: int, end: int) -> bool:
    """Whether a space stands between groups of three digits: 1 029亿元, 16 403元."""
    group = text[end : end + 3]
    if end - start != 1 or not (len(group) == 3 and group.isascii() and group.isdecimal()):
        return False
    behind = text[end + 3 : end + 4]
    if behind.isdecimal():
        return False
    before = start
    while before > 0 and start - before < 4 and text[before - 1].isdecimal():
        before -= 1
    return start - before <= 3 and text[before - 1 : before] not in (".", "-", "—")


def _without(raw: str, text: str, gaps: list[tuple[int, int]], replaced: dict[int, str]) -> CleanText:
    kept: list[str] = []
    # As numbers side by side, so that whoever works on whole texts reads them without a copy.
    every = memoryview(np.arange(len(text) + 1, dtype=np.int64).tobytes())
    offsets = array("q")
    position = 0
    for start, end in gaps:
        if start > position:
            kept.append(text[position:start])
            offsets.frombytes(every[8 * position : 8 * start])
        position = max(position, end)
        if position in replaced:
            kept.append(replaced[position])
            offsets.append(position)
            position += 1
    kept.append(text[position:])
    offsets.frombytes(every[8 * position :])
    return CleanText(raw, "".join(kept), offsets)


def clean_text(doc: Doc) -> CleanText:
    """The cleaned copy of a `Doc`'s text; made once and kept with the `Doc`."""
    kept = doc.user_data.get(_KEY)
    if not isinstance(kept, CleanText):
        kept = clean(doc.text)
        doc.user_data[_KEY] = kept
    return kept
