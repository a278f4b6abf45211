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
_MARKER = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、.．)）]|第[一二三四五六七八九十]{1,3}[章节部条，,、]|[（(]\d{1,2}[)）]"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳]|——|[一二三四五六七八九十]是|各位代表"
)
_INDENT = 1.2
"""Ems from which the first line of a paragraph is indented; the custom is two."""


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


def paragraphs_of(flows: Sequence[Flow]) -> list[Paragraph]:
    """The paragraphs of a report from its columns in reading order."""
    _set_edges(flows)
    lines = []
    for number, flow in enumerate(flows):
        for line in flow.lines:
            line.flow = number
            lines.append(line)
    indents = _uses_indents(lines)
    out: list[Paragraph] = []
    before: Line | None = None
    leading = _leading(lines)
    for line in lines:
        if before is None or _begins(before, line, indents=indents, leading=leading):
            out.append(Paragraph())
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
    for flow, (left, right, count, size) in zip(flows, found, strict=True):
        if count < 8:
            for (x0, x1), _ in long:
                if x0 - size <= left <= x0 + 8 * size and right <= x1 + size and left < x1:
                    left, right = min(left, x0), max(right, x1)
                    break
        for line in flow.lines:
            line.left, line.right = left, right


def _edges(lines: list[Line], size: float) -> tuple[float, float]:
    """Where most lines begin and end; one line that sticks out is no edge."""
    lefts = sorted(line.x0 for line in lines)
    rights = sorted((line.x1 for line in lines), reverse=True)
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


def _begins(before: Line, line: Line, *, indents: bool, leading: float) -> bool:
    """Whether a line begins a new paragraph."""
    if before.table or line.table:
        return True
    em = max(before.size, 1.0)
    if abs(before.size - line.size) > 0.14 * em:
        return True
    same_flow = before.flow == line.flow
    step = (before.y - line.y) / em if same_flow else leading
    ended = _ends_sentence(before.text)
    if same_flow and step > 1.8 * leading:
        return True
    room = before.right - before.x1
    width = max(before.right - before.left, em)
    full = room <= line.head + 0.6 * em
    nearly = room < 0.14 * width and not ended
    indented = (line.x0 - line.left) / em >= _INDENT
    if indented:
        # Full and not at an end: a list whose lines all stand in, or a number that hangs out before them.
        return not ((full or nearly) and not ended and not _MARKER.match(line.text))
    if not full and not nearly:
        return True
    if step > 1.3 * leading and ended:
        return True
    return not indents and ended and bool(_MARKER.match(line.text))
