"""The cleaned copy (规范化副本) of a text, mapped back character by character to the text as it was read.

Two kinds of change are made, and only on the copy:

* one character for one: full-width letters and digits become half-width (`１２％` → `12%`), half-width
  punctuation between Chinese becomes full-width (`,` → `，`), so that every later rule knows one form;
* characters left out: spaces inside a number phrase (`增长 8.5 %`), spaces between every character of a
  scanned text (`政 府 工 作 报 告`), zero-width characters, runs of `??` left by a failed decoding.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "policy_nlp.clean"

_ONE_FOR_ONE = {
    **{0xFF10 + i: ord("0") + i for i in range(10)},
    **{0xFF21 + i: ord("A") + i for i in range(26)},
    **{0xFF41 + i: ord("a") + i for i in range(26)},
    ord("％"): "%",
    ord("﹪"): "%",
    ord("．"): ".",
    ord("＋"): "+",
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("\u2002"): " ",
    ord("\u2003"): " ",
    ord("("): "（",
    ord(")"): "）",
    ord(";"): "；",
    ord("?"): "？",
    ord("!"): "！",
    ord("﹒"): ".",
    ord("︰"): "：",
    ord("∶"): "：",
    ord("〇"): "〇",
    ord("○"): "〇",
    ord("◯"): "〇",
    ord("\r"): "\n",
}
_NEEDS_ONE_FOR_ONE = re.compile("[" + "".join(re.escape(chr(c)) for c in sorted(_ONE_FOR_ONE)) + ",:]")
# A comma between groups of three digits, and a colon between digits, belong to a number.
_PUNCTUATION = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),|:(?!\d)|(?<!\d):")
_FULL = {",": "，", ":": "："}

_CJK = "\u3400-\u9fff"
_ZERO_WIDTH = "\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad"
_SPACED_OUT = re.compile(rf"(?:[{_CJK}0-9，。、：；（）“”] +){{6,}}[{_CJK}0-9，。、：；（）“”]")
_DROPPED = re.compile(
    rf"[{_ZERO_WIDTH}]+"
    # 完成 126.8 亿元; but the space of 工作思路 2025年，… parts a heading from its text
    rf"|(?<=[{_CJK}])[ \t]+(?=\d)(?!\d{{4}}年)"
    rf"|(?<=[\d%.])[ \t]+(?=[{_CJK}%])"
    r"|？{2,}"  # what a failed decoding leaves
)
_NEEDS_DROP = re.compile(rf"[{_ZERO_WIDTH}]|[ \t]|？？")
_SPACES = re.compile(r"[ \t]+")


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
    text = raw
    if _NEEDS_ONE_FOR_ONE.search(text):
        text = text.translate(_ONE_FOR_ONE)
        text = _PUNCTUATION.sub(lambda m: _FULL[m.group()], text)
    if not _NEEDS_DROP.search(text):
        return CleanText(raw, text)
    gaps = [m.span() for m in _DROPPED.finditer(text)]
    for run in _SPACED_OUT.finditer(text):
        gaps.extend(m.span() for m in _SPACES.finditer(text, *run.span()))
    if not gaps:
        return CleanText(raw, text)
    return _without(raw, text, sorted(set(gaps)))


def _without(raw: str, text: str, gaps: list[tuple[int, int]]) -> CleanText:
    kept: list[str] = []
    offsets: list[int] = []
    position = 0
    for start, end in gaps:
        if start > position:
            kept.append(text[position:start])
            offsets.extend(range(position, start))
        position = max(position, end)
    kept.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return CleanText(raw, "".join(kept), offsets)


def clean_text(doc: Doc) -> CleanText:
    """The cleaned copy of a `Doc`'s text; made once and kept with the `Doc`."""
    kept = doc.user_data.get(_KEY)
    if not isinstance(kept, CleanText):
        kept = clean(doc.text)
        doc.user_data[_KEY] = kept
    return kept
