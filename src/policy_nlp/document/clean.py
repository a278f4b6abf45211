"""The cleaned copy (规范化副本) of a text, mapped back character by character to the text as it was read.

Two kinds of change are made, and only on the copy:

* one character for one: full-width letters and digits become half-width (`１２％` → `12%`), half-width punctuation
  becomes full-width (`,` → `，`, except inside numbers), dashes of all makes become one, so that every later rule
  knows one form; tabs between the cells of a table become `|`;
* characters left out: spaces that stand inside a sentence of Chinese (`增长 8.5 %`, `1 029亿元`), between all
  characters of a scanned text (`政 府 工 作 报 告`), line ends in the middle of a sentence, zero-width characters,
  runs of `??` left by a failed decoding, references to notes (`[3]`, ⑴), all but the last character of an HTML
  entity, which takes the meaning of the whole (`&permil;` → `‰`); what `furniture` finds (page numbers, running heads,
  words of web pages, watermarks); and tables of indicators, which are read by rows and columns instead.

A space between two stretches of Chinese stays where it could separate a heading from the text behind it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import TYPE_CHECKING

import numpy as np

from policy_nlp.document.furniture import find_furniture
from policy_nlp.document.tables import find_tables

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
_PUNCTUATION = re.compile(r"[,:](?:(?<=,)(?!\d{3}(?!\d))|(?<=:)(?!\d)|(?<!\d[,:]))")
_FULL = {",": "，", ":": "："}

_ZERO_WIDTH = "\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad"
# One class of first characters, so that the search jumps from one to the next; what follows decides.
_SUSPECT = re.compile(
    rf"[ \n{_ZERO_WIDTH}？\ufffd\[［〔&_⑴-⒇①-⑳]"
    rf"(?:(?<= ) *|(?<=\n)|(?<=[{_ZERO_WIDTH}])[{_ZERO_WIDTH}]*|(?<=？)？+|(?<=\ufffd)\ufffd*"
    rf"|(?<=[\[［〔])\^? ?\d{{1,3}}(?:[-，、]\d{{1,3}})? ?[\]］〕]|(?<=&)[A-Za-z]{{2,8}}；"
    rf"|(?<=[A-Z]_)(?=\d)|(?<=[⑴-⒇①-⑳]))"
)
_BOUND_RIGHT = frozenset("，、；。：）”》%‰")
_BOUND_LEFT = frozenset("，、；：（“《")
_ENDS_SENTENCE = frozenset("。！？；：”）》…|")
_ENDS_PARAGRAPH = frozenset("。！？|")
_OPENS_LINE = frozenset("，。；）%‰")
_STARTS_PART = re.compile(
    r" *(?:[（(]?[一二三四五六七八九十]{1,3} ?(?:[、.）)，]|是|要)|第[一二三四五六七八九十]|（?\d{1,2}(?:、|）|\.(?!\d))|[—①-⑳*#>|-]|附|各 ?位)"
)
_YEAR = re.compile(r"(?:19|20)\d\d年")
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
        first = self.offsets[start]
        if self.raw[first] == ";" and self.text[start] not in ";；":
            # An entity's character stands at the last of its characters: a span opens with the first of them.
            first = self.raw.rfind("&", 0, first)
        return first, self.offsets[end - 1] + 1

    def from_raw(self, position: int) -> int:
        """The first position of the copy that stands at or behind a raw offset."""
        if self.offsets is None:
            return position
        return bisect_left(self.offsets, position)


def clean(raw: str) -> CleanText:
    """Make the cleaned copy of a text, in time linear in its length."""
    text = one_form(raw)
    left_out = [span for _, span in set_apart(text)]
    gaps, replaced = small_gaps(text, left_out)
    if not gaps:
        return CleanText(raw, text)
    return _without(raw, text, gaps, replaced)


def one_form(raw: str) -> str:
    """A text with one form of each character, as long as the text: the first step of cleaning."""
    # Few of the characters stand in any one text, and to replace one of them all over is fast.
    text = raw if "\t" not in raw else _cells_parted(raw)
    for char in sorted(set(_OTHER_FORM.findall(text))):
        text = text.replace(char, _ONE_FOR_ONE[char])
    if "," in text or ":" in text:
        text = _PUNCTUATION.sub(lambda m: _FULL[m.group()], text)
    return text


def _cells_parted(text: str) -> str:
    """Tabs between cells become `|`: in a line of three cells or more, and in one of two beside another such line."""
    lines = text.split("\n")
    cells = [len([c for c in line.split("\t") if c.strip()]) if "\t" in line else 0 for line in lines]
    for i, count in enumerate(cells):
        beside = max(cells[i - 1] if i else 0, cells[i + 1] if i + 1 < len(cells) else 0)
        if count >= 3 or (count == 2 and beside >= 2):
            lines[i] = lines[i].replace("\t", "|")
    return "\n".join(lines)


def set_apart(text: str) -> list[tuple[str, tuple[int, int]]]:
    """What is no part of the running text: page furniture, watermarks and tables of indicators; reason and span, sorted."""
    apart: list[tuple[str, tuple[int, int]]] = [(f.reason, (f.start, f.end)) for f in find_furniture(text)]
    tables = find_tables(text)
    if tables:
        apart.extend(("table of indicators", (t.start, t.end)) for t in tables)
        apart.sort(key=lambda row: row[1])
    return apart


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def small_gaps(text: str, left_out: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """The spans to leave out, in order, with those that are known; and for entities the character by its position."""
    gaps = list(left_out)
    replaced: dict[int, str] = {}
    spaces: list[tuple[int, int]] = []
    newlines: list[int] = []
    for m in _SUSPECT.finditer(text):
        start, end = m.span()
        first = text[start]
        if first == " ":
            spaces.append((start, end))
        elif first == "\n":
            newlines.append(start)
        elif first == "&":
            char = html5.get(text[start + 1 : end - 1] + ";", "")
            if len(char) == 1:
                gaps.append((start, end - 1))
                replaced[end - 1] = _ONE_FOR_ONE.get(char, char)
        elif first in "[［〔":
            while start and text[start - 1] == " ":
                start -= 1
            if start and text[start - 1] != "\n":
                gaps.append((start, end))
        elif first >= "\u2460" and first <= "\u2487":
            if _is_note_mark(text, start):
                gaps.append((start, end))
        else:
            gaps.append((start, end))
    if newlines:
        gaps.extend(_line_gaps(text, newlines, left_out))
    if spaces:
        gaps.extend(_space_gaps(text, spaces))
    gaps.sort()
    return gaps, replaced


def _is_note_mark(text: str, at: int) -> bool:
    """Whether ① or ⑴ refers to a note: it closes a word, and opens no item of a list."""
    before = text[at - 1 : at]
    if not (before in ("”", "）", "》", "%") or _is_han(before)):
        return False
    # 包括①…, 分别是①…: the items of a sentence
    return before not in ("括", "是", "为", "即", "有", "分")


def _line_gaps(text: str, newlines: list[int], left_out: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The line ends within a sentence. Lines that are left out stand in no one's way: a sentence goes on behind them."""
    gaps: list[tuple[int, int]] = []
    skipped = {start for start, _ in left_out}
    behind = {start: end for start, end in left_out if text[end - 1 : end] == "\n"}
    width, indents = _wrapped_at(text, newlines)
    before: tuple[int, int] | None = None  # start and end of the last line that is neither blank nor left out
    blank = interrupted = in_number = False
    start = covered = 0
    for newline in (*newlines, len(text)):
        if start in skipped and start in behind:
            covered = max(covered, behind[start])
        if newline < covered:
            interrupted = True
        elif newline == start:
            blank = True
        else:
            number = newline - start <= 12 and _NUMBER.fullmatch(text, start, newline) is not None
            carried = False
            if before is not None:
                # Behind a blank line a sentence goes on only where it plainly was broken.
                apart = blank and not interrupted
                if number and not apart:
                    carried = (
                        before[1] - before[0] >= _WRAPPED_LINE and text[before[1] - 1] not in _ENDS_SENTENCE
                    )
                elif in_number:
                    carried = _is_han(text[start]) and _STARTS_PART.match(text, start) is None
                elif not apart or _broken_off(text, before[1], start):
                    carried = _goes_on(text, *before, start, 0 if apart else width, indents)
                if carried:
                    gaps.append((before[1], start))
            # 达到, line end, 75, line end, 亿元: the number of a sentence on a line of its own
            in_number = number and (carried or (newline - start == 4 and text.startswith("年", newline + 1)))
            before = (start, newline)
            blank = interrupted = False
        start = newline + 1
    return gaps


def _wrapped_at(text: str, newlines: list[int]) -> tuple[int, bool]:
    """The width at which all lines of a text were broken (0 where lines are paragraphs), and whether paragraphs indent."""
    if len(newlines) < 20 or len(newlines) * 70 < len(text):
        return 0, False
    starts = [0, *(n + 1 for n in newlines)]
    lines = [(s, e) for s, e in zip(starts, (*newlines, len(text)), strict=True) if e - s > 1]
    if not lines:
        return 0, False
    lengths = sorted(e - s for s, e in lines)
    width = lengths[len(lengths) * 9 // 10]
    full = sum(width - 2 <= length <= width + 2 for length in lengths)
    if not (18 <= width <= 60 and full * 2 >= len(lengths)):
        return 0, False
    return width, sum(text[start] == " " for start, _ in lines) * 20 >= len(lines)


def _broken_off(text: str, newline: int, after: int) -> bool:
    """Whether a line ends inside a number with its unit: 达到75, blank line, 亿元."""
    return text[newline - 1].isdecimal() and (_is_han(text[after]) or text[after] == "%")


def _goes_on(text: str, line_start: int, newline: int, after: int, width: int, indents: bool) -> bool:
    """Whether a line's sentence goes on in the line that begins at `after`; of wrapped lines, whether its paragraph does."""
    if after >= len(text) or newline - line_start < 2:
        return False
    last, opening = text[newline - 1], text[after]
    indented = opening == " "
    if indented:
        following = _SPACES_THEN.match(text, after)
        opening = following.group(1) if following else "\n"
    if last == " ":
        last = text[line_start:newline].rstrip()[-1:] or "\n"
    if opening == "\n" or last == "\n":
        return False
    if (
        width
        and newline - line_start >= width - 2
        and not indented
        and (indents or last not in _ENDS_PARAGRAPH)
    ):
        return _STARTS_PART.match(text, after) is None
    if last in _ENDS_SENTENCE:
        return False
    if opening in _OPENS_LINE:
        return True
    if _STARTS_PART.match(text, after):
        return False
    if last in "，、":
        return True
    if newline - line_start < _WRAPPED_LINE:
        return False
    stop = text.rfind("。", line_start, newline)
    if last.isdecimal() and not _YEAR.match(text, after):
        return True
    return not (stop < 0 or (newline - stop <= _HEADING and _YEAR.match(text, after)))


_NUMBER = re.compile(r" *\d[\d.—-]*%? *", re.ASCII)
_SPACES_THEN = re.compile(r" +([^ ])")


def _space_gaps(text: str, spaces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    size = len(text)
    between_han: list[int] = []  # indexes of the spaces between two Chinese characters
    before_year: list[int] = []
    dropped = [False] * len(spaces)
    digits = 0
    chain = 0  # spaces in a row with one character between them
    chains: list[tuple[int, int]] = []  # first and last of them
    for index, (start, end) in enumerate(spaces):
        if index and start - spaces[index - 1][1] == 1 and text[start - 1] != "\n":
            chain += 1
            if chain == 2:
                dropped[index - 2] = dropped[index - 1] = True
            if chain >= 2:
                dropped[index] = True
                if chain == 2:
                    chains.append((index - 2, index))
                else:
                    chains[-1] = (chains[-1][0], index)
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
            dropped[index] = dropped[index] or _is_han(right) or _splits_number(text, start, end)
        elif left.isascii() and left.isalpha():
            dropped[index] = dropped[index] or _is_han(right)
    # Where such spaces are many, they are left over from lines or fonts; where they are few, they may separate.
    loose = [index for index in between_han if not dropped[index]]
    if len(loose) > 12 and len(loose) * 1500 > size:
        for index in loose:
            dropped[index] = True
    if digits > 6:
        for index in before_year:
            dropped[index] = True
    gaps = [span for span, drop in zip(spaces, dropped, strict=True) if drop]
    scanned = sum(b - a for a, b in chains) * _SCANNED > size
    if scanned:
        gaps = _narrowed(text, gaps)
    if len(chains) > 1 and not scanned:
        gaps.extend(_stamps(text, [(spaces[a][0], spaces[b][1]) for a, b in chains]))
    return gaps


def _narrowed(text: str, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where characters stand apart everywhere, a space that is wider than the others parts words: 县 长   林 青."""
    usual = Counter(end - start for start, end in gaps).most_common(1)[0][0]
    narrowed = []
    for start, end in gaps:
        wide = end - start > 2 * usual and start > 0 and end < len(text)
        keep = wide and _is_han(text[start - 1]) and _is_han(text[end])
        narrowed.append((start + 1, end) if keep else (start, end))
    return narrowed


_SCANNED = 8
"""Where every so manyth character is a space between two others, it is how the text was scanned, and no watermark."""


def _stamps(text: str, chains: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words printed with spaces between their characters that come back inside lines: watermarks (马 克 数 据 网)."""
    places: dict[str, list[tuple[int, int]]] = {}
    for first, last in chains:
        words = text[first:last].replace(" ", "")
        if 2 <= len(words) <= 12 and all(map(_is_han, words)):
            places.setdefault(words, []).append((first, last))
    found: list[tuple[int, int]] = []
    for words, spans in places.items():
        # Two characters between spaces may be a name (县长 林 小 青).
        if len(spans) < (3 if len(words) == 2 else 2):
            continue
        # Without a space around the stamp, its first and last character stand outside the spaces, everywhere the same.
        left = {text[first - 1 : first] for first, _ in spans}
        right = {text[last : last + 1] for _, last in spans}
        sure = len(spans) > 2 or len(left) == len(right) == 1
        before = int(sure and len(left) == 1 and all(map(_is_han, left)))
        after = int(sure and len(right) == 1 and all(map(_is_han, right)))
        inside = any(
            text[first - 1 : first] != "\n" or text[last : last + 1] != "\n" for first, last in spans
        )
        if inside and len(words) + before + after >= 4:
            found.extend((first - before, last + after) for first, last in spans)
    return found


def _splits_number(text: str, start: int, end: int) -> bool:
    """Whether a space stands inside a number: 1 029亿元, 16 403元 (groups of three); 2575 .33, 达到2 6.5%."""
    if end - start != 1:
        return False
    if text[end] == ".":
        return text[end + 1 : end + 2].isdecimal()
    before = start
    while before > 0 and start - before < 4 and text[before - 1].isdecimal():
        before -= 1
    lead = text[before - 1 : before]
    group = _DIGITS.match(text, end)
    if group is None:
        return False
    digits = len(group[1])
    if digits == 3 and start - before <= 3 and lead not in (".", "-", "—"):
        return True
    return group[2] is not None and start - before == 1 and digits <= 2 and lead in _REACHES


_DIGITS = re.compile(r"(\d{1,4})(?!\d)(\.\d)?", re.ASCII)
_REACHES = frozenset("到为达至约长降")
"""What stands before a value: 达到, 为, 增长 …."""


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
