"""Lines joined to paragraphs (断行合并), across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policy_nlp.read.pdf.glyphs import join
from policy_nlp.read.pdf.layout import Flow, Line

_ENDS = frozenset("。！？；：…!?;:")
_CLOSES = frozenset("”’》）)】」』")
# Each kind by itself: in one report 一、 opens paragraphs and 一是 stands within them.
_MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"第[一二三四五六七八九十]{1,3}[章节部条，,、]",
        r"[（(]\d{1,2}[)）]",
        r"\d{1,2}[.．、](?!\d)",
        r"[①-⑳]",
        r"——",
        r"[一二三四五六七八九十]是",
        r"各位代表",
    )
)
_MARKERS_INSIDE = tuple(
    re.compile("(?<=[。；;：:！？”）) ])(?:" + marker.pattern + ")") for marker in _MARKERS
)
_INDENT = 1.2
"""Ems from which the first line of a paragraph is indented; the custom is two."""
_FULL = 0.7
"""Ems of white that a justified line may leave at its end."""
_HANGING = frozenset("，。、；：")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a row of a table, with the stretches of it that stand on one page."""

    pieces: list[tuple[str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    def add(self, line: Line) -> None:
        """Join a line to the end."""
        if not self.pieces:
            self.pieces.append((line.text, line.page))
            return
        before, page = self.pieces[-1]
        joined = join(before, line.text)
        if page == line.page:
            self.pieces[-1] = (joined, page)
        else:
            # Where the page turns, what the join put between belongs to the first page.
            cut = len(joined) - len(line.text)
            self.pieces[-1] = (joined[:cut], page)
            self.pieces.append((line.text, line.page))


@dataclass(frozen=True, slots=True)
class _Custom:
    """How a document is set.

    Attributes:
        indents: its paragraphs begin with an indent.
        markers: if they do not, the markers that open paragraphs.
        justified: full lines end at the edge.
        leading: the common distance of two base lines, in ems.
    """

    indents: bool
    markers: tuple[re.Pattern[str], ...]
    justified: bool
    leading: float


def paragraphs_of(flows: Sequence[Flow]) -> list[Paragraph]:
    """The paragraphs of a report from its columns in reading order."""
    _set_edges(flows)
    lines = []
    for number, flow in enumerate(flows):
        for line in flow.lines:
            line.flow = number
            lines.append(line)
    indents = _uses_indents(lines)
    custom = _Custom(
        indents, () if indents else _opening_markers(lines), _is_justified(lines), _leading(lines)
    )
    out: list[Paragraph] = []
    before: Line | None = None
    alone = True
    for line in lines:
        if before is None or _begins(before, line, custom, alone=alone):
            out.append(Paragraph())
            alone = True
        else:
            alone = False
        out[-1].add(line)
        before = line
    return out


def _set_edges(flows: Sequence[Flow]) -> None:
    """The edges of every column; a short one borrows those of a longer one at the same place."""
    found: list[tuple[float, float, int, float]] = []
    for flow in flows:
        lines = [line for line in flow.lines if not line.table]
        if lines:
            size = _common_size(lines)
            own = [line for line in lines if abs(line.size - size) < 0.15 * size] or lines
            found.append((*_edges(own, size), len(own), size))
        else:
            found.append((0.0, 0.0, 0, 1.0))
    long = Counter(
        (round(left / 2) * 2, round(right / 2) * 2) for left, right, count, _ in found if count >= 8
    ).most_common(200)
    pages: dict[int, tuple[float, float]] = {}
    for flow, (left, right, count, _) in zip(flows, found, strict=True):
        if count:
            page = flow.lines[0].page
            x0, x1 = pages.get(page, (left, right))
            pages[page] = (min(x0, left), max(x1, right))
    for flow, (left, right, count, size) in zip(flows, found, strict=True):
        if count < 8:
            for (x0, x1), _ in long:
                if x0 - size <= left <= x0 + 8 * size and right <= x1 + size and left < x1:
                    left, right = min(left, x0), max(right, x1)
                    break
            else:  # a headline over columns stands in the middle of the page
                x0, x1 = pages.get(flow.lines[0].page, (left, right))
                if abs((left + right) - (x0 + x1)) < 0.1 * (x1 - x0):
                    left, right = x0, x1
        for line in flow.lines:
            line.left, line.right = left, right


def _edges(lines: list[Line], size: float) -> tuple[float, float]:
    """Where most lines begin and end; one line that sticks out is no edge."""
    lefts = sorted(line.x0 for line in lines)
    # Marks may hang out of the column (标点悬挂).
    rights = sorted((line.x1 - size * (line.text[-1:] in _HANGING) for line in lines), reverse=True)
    enough = 2 if len(lines) >= 5 else 1
    left = next((x for x in lefts if sum(abs(x - y) < 0.5 * size for y in lefts) >= enough), lefts[0])
    right = next((x for x in rights if sum(abs(x - y) < 1.2 * size for y in rights) >= enough), rights[0])
    return left, right


def _common_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes.items(), key=lambda item: (item[1], -item[0]))[0]


def _uses_indents(lines: Sequence[Line]) -> bool:
    """Whether paragraphs begin with an indent, as is the custom, or stand flush."""
    text = [line for line in lines if not line.table]
    indented = sum(_INDENT <= (line.x0 - line.left) / line.size <= 4.5 for line in text)
    return indented >= max(2, 0.04 * len(text))


def _opening_markers(lines: Sequence[Line]) -> tuple[re.Pattern[str], ...]:
    """The markers that stand at the beginning of lines and hardly ever within them."""
    text = [line.text for line in lines if not line.table]
    out = []
    for marker, inside in zip(_MARKERS, _MARKERS_INSIDE, strict=True):
        begins = sum(bool(marker.match(line)) for line in text)
        if begins > 4 * sum(len(inside.findall(line)) for line in text):
            out.append(marker)
    return tuple(out)


def _is_justified(lines: Sequence[Line]) -> bool:
    """Whether full lines end at the very edge.

    Chinese characters do so by themselves; an odd number of digits shows whether the line was stretched.
    """
    rooms = [
        abs(line.right - line.x1) / line.size
        for line in lines
        if not line.table and sum(map(str.isascii, line.text)) % 2
    ]
    return 2 * sum(room < 0.35 for room in rooms) > len(rooms)


def _is_centred(line: Line) -> bool:
    before, after = line.x0 - line.left, line.right - line.x1
    return before > 3 * line.size and abs(before - after) < 1.5 * line.size


def _leading(lines: Sequence[Line]) -> float:
    """The common distance of two base lines, in ems."""
    steps = Counter(
        round((a.y - b.y) / a.size, 1)
        for a, b in pairwise(lines)
        if a.flow == b.flow and not a.table and not b.table and 0.8 < (a.y - b.y) / a.size < 4
    )
    return steps.most_common(1)[0][0] if steps else 1.5


def _ends_sentence(text: str) -> bool:
    stripped = text.rstrip()
    while stripped and stripped[-1] in _CLOSES:
        stripped = stripped[:-1]
        if not stripped:
            return False
    return bool(stripped) and stripped[-1] in _ENDS


def _begins(before: Line, line: Line, custom: _Custom, *, alone: bool) -> bool:
    """Whether a line begins a new paragraph; `alone` says that the line before began one."""
    if before.table or line.table:
        return True
    em = max(before.size, 1.0)
    if abs(before.size - line.size) > 0.14 * em:
        return True
    same_flow = before.flow == line.flow
    step = (before.y - line.y) / em if same_flow else custom.leading
    if same_flow and step > 1.8 * custom.leading:
        return True
    ended = _ends_sentence(before.text)
    room = (before.right - before.x1) / em
    if (line.x0 - line.left) / em >= _INDENT:
        # All lines of a list may stand in, or its number hang out before them; else an indent begins a paragraph.
        goes_on = room < _FULL and not ended and not _has_marker(line.text, _MARKERS)
        return not goes_on or _is_centred(line)
    if ended:
        # What would have fitted into the room of the line above was meant to stand on a line of its own.
        strict = custom.justified and not custom.indents
        if room > (_FULL if strict else line.head / em + 0.6):
            return True
        return step > 1.3 * custom.leading or _has_marker(line.text, custom.markers)
    if _is_centred(before):
        return True
    fits = room > line.head / em + 0.6
    if alone and not custom.indents and "。" not in before.text and _has_marker(before.text, _MARKERS):
        return fits or (custom.justified and room > _FULL)  # a heading ends where it likes
    width = max((before.right - before.left) / em, 1.0)
    # Where paragraphs are indented a line that stands flush goes on, however early the one above was broken.
    return fits and room > (0.35 if custom.indents else 0.14) * width


def _has_marker(text: str, markers: Sequence[re.Pattern[str]]) -> bool:
    return any(marker.match(text) for marker in markers)
