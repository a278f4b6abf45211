"""Pieces (小句): a cleaned text cut at its punctuation, before it is known which pieces make one clause.

Commas, semicolons, colons and full stops cut; 、 does not. A comma inside a short pair of brackets or quotation
marks does not cut (“经济大省挑大梁，更好发挥作用”), nor does a colon between digits (22.7：30.3：47).
Enumerators (一要, 二是, ——, 1.) are left out in front. All of it is array work, linear in the text's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

# Character classes. What closes a piece is kept with it: models and rules look at it.
COMMA, SEMICOLON, COLON, STOP, LINE = 1, 2, 3, 4, 5
_OPEN, _CLOSE, _DIGIT, _BLANK, _LEADS = 6, 7, 8, 9, 10

_CLASSES = np.zeros(0x10000, dtype=np.uint8)
for _char in "，,":
    _CLASSES[ord(_char)] = COMMA
for _char in "；;":
    _CLASSES[ord(_char)] = SEMICOLON
for _char in "：:":
    _CLASSES[ord(_char)] = COLON
for _char in "。！？!?…":
    _CLASSES[ord(_char)] = STOP
for _char in "\n\r\u2028\u2029\x0b\x0c\x85|":
    _CLASSES[ord(_char)] = LINE
for _char in "（“《【〔『「":
    _CLASSES[ord(_char)] = _OPEN
for _char in "）”》】〕』」":
    _CLASSES[ord(_char)] = _CLOSE
for _char in "0123456789":
    _CLASSES[ord(_char)] = _DIGIT
for _char in " \t\u00a0\u3000、·　．.":
    _CLASSES[ord(_char)] = _BLANK

_BLANKS = frozenset(chr(i) for i in np.flatnonzero(_CLASSES == _BLANK)) | frozenset("\ufeff\u200b")
_PAIR = 60
"""Longest stretch between a bracket and its partner inside which a comma does not cut."""

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_ENUMERATOR = re.compile(
    rf"[ \t]*(?:[—–―-]{{1,3}}[ \t]*|{_NUMERAL}(?:是要?|要)(?=[^素求点害件道])|第{_NUMERAL}(?=[、 ])|（{_NUMERAL}）|（\d{{1,2}}）"
    rf"|{_NUMERAL}、|\d{{1,2}}[.、](?!\d)|[①-⑳][ 、]?|[●■◆▲★※•►▶]+[ \t]*|另外?(?=同步|有|外)|(?:同时|此外|另外)(?=[^，])|是(?=[^否]))"
)
_ENUMERATES = frozenset("—–―-一二三四五六七八九十第（0123456789①②③④⑤⑥⑦⑧⑨⑩●■◆▲★※•►▶另同此是 \t")

_TAIL_QUOTES = "”’）"
_SPECIAL = np.zeros(0x10000, dtype=np.bool_)
_SPECIAL[[ord(_char) for _char in _ENUMERATES | _BLANKS | set(_TAIL_QUOTES)]] = True


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one text, in order.

    Attributes:
        starts, ends: offsets in the cleaned copy, half-open, without enumerator and surrounding blanks.
        closers: the class of what follows each piece (COMMA … LINE; 0 at the end of the text).
        enumerated: whether an enumerator stood in front.
        breaks: whether a line ends between each piece and the next.
    """

    starts: IntArray
    ends: IntArray
    closers: NDArray[np.uint8]
    enumerated: NDArray[np.bool_]
    breaks: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)


def code_points(text: str) -> NDArray[np.uint32]:
    """The text's characters as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def cut(text: str, codes: NDArray[np.uint32] | None = None) -> Pieces:
    """Cut a cleaned text into pieces; stretches of nothing but blanks give none."""
    if codes is None:
        codes = code_points(text)
    classes = _CLASSES[np.minimum(codes, 0xFFFF)]
    at = np.flatnonzero((classes >= COMMA) & (classes <= LINE))
    at = at[_cuts(classes, at)]
    starts = np.concatenate(([0], at + 1))
    ends = np.concatenate((at, [len(codes)]))
    closers = np.concatenate((classes[at], np.zeros(1, dtype=np.uint8)))
    full = ends > starts
    # A closing quotation mark behind a full stop belongs to nobody.
    starts, ends, closers = starts[full], ends[full], closers[full]
    enumerated = np.zeros(len(starts), dtype=np.bool_)
    # Most pieces begin and end with plain characters: only the others are looked at one by one.
    special = _SPECIAL[np.minimum(codes[starts], 0xFFFF)] | _SPECIAL[np.minimum(codes[ends - 1], 0xFFFF)]
    for i in np.flatnonzero(special).tolist():
        start, end = int(starts[i]), int(ends[i])
        if text[start] in _ENUMERATES:
            marker = _ENUMERATOR.match(text, start, end)
            if marker is not None and marker.end() < end:
                enumerated[i] = marker.group() != ""
                start = marker.end()
        while start < end and text[start] in _BLANKS:
            start += 1
        while end > start and text[end - 1] in _BLANKS:
            end -= 1
        if start < end and text[start] in _TAIL_QUOTES and classes[starts[i] - 1] == STOP:
            start += 1
        starts[i], ends[i] = start, end
    full = ends > starts
    starts, ends = starts[full], ends[full]
    lines = np.flatnonzero(classes == LINE)
    behind = np.append(starts[1:], len(codes))
    breaks = np.searchsorted(lines, behind) > np.searchsorted(lines, ends)
    return Pieces(starts, ends, closers[full], enumerated[full], breaks)


def _cuts(classes: NDArray[np.uint8], at: IntArray) -> NDArray[np.bool_]:
    """Which separators cut."""
    kinds = classes[at]
    cuts = np.ones(len(at), dtype=np.bool_)
    inner = (at > 0) & (at + 1 < len(classes))
    between = inner.copy()
    between[inner] = (classes[at[inner] - 1] == _DIGIT) & (classes[at[inner] + 1] == _DIGIT)
    cuts &= ~(between & ((kinds == COLON) | (kinds == COMMA)))
    brackets = np.flatnonzero((classes == _OPEN) | (classes == _CLOSE))
    if len(brackets) and len(at):
        following = np.searchsorted(brackets, at)
        known = (following > 0) & (following < len(brackets))
        before, after = brackets[following[known] - 1], brackets[following[known]]
        paired = np.zeros(len(at), dtype=np.bool_)
        paired[known] = (classes[before] == _OPEN) & (classes[after] == _CLOSE) & (after - before <= _PAIR)
        cuts &= ~(paired & (kinds <= COLON))
    return cuts
