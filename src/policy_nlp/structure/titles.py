"""The title (标题) of a report as printed before its salutation, on one line or on several.

In: a cleaned text and where its opening ends. Out: the title and the characters that it stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_nlp.structure.years import Span

_TITLE = re.compile(
    r"工作报告|工作总结|工作要点|工作计划|计划(?:草案)?的报告|纲要(?:（草案）)?的报告|问题的报告|情况的报告|^在.{4,40}上的(?:讲话|报告)|^关于.{4,50}的报告$"
)
_NOT_TITLE = re.compile(
    r"决议|印发|通知|各位代表|我代表|请予|附件|名词|注释|听取|[作做](?:了)?(?:政府)?工作报告"
)
_BEHIND = re.compile(r" +(?=—|（?(?:19|20)\d\d年\d)|—{2}|（(?=(?:19|20)\d\d年\d)")
"""Where the date on the title's own line begins."""
_OPENING_LINES = 14
_LONGEST = 60
_BULLETS = " \t-*#>|—―─"
_GOES_ON = re.compile(r"^(?:与|和|及|暨|纲要|草案|（草案）|的报告|计划草案)")
"""How a line begins that only goes on with what the line above has begun."""
_BODY = re.compile(r"^(?:的|人民)?(?:政府)?工作(?:报告|总结|要点|计划)")
"""What stands below the name of who reports, where that has a line of its own."""
_WHOSE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,18}(?:省|市|州|县|区|旗|镇|乡|街道|人民政府|办事处|委员会)|(?:19|20)\d\d年(?:度)?)$"
)
_UNFINISHED = re.compile(r"^(?!.*(?:报告|会议|大会|\d月))[^。；：！]{8,60}[^。，；：！]$")
_BEGUN = re.compile(r"^关于[^。，；]{4,50}$")


@dataclass(frozen=True, slots=True)
class Title:
    """A title, where it stands in the cleaned text (None: it was told), and whether it is one line of it."""

    text: str
    at: Span | None
    one_line: bool = True


def find_title(text: str, opening_end: int) -> Title | None:
    """The title as printed, its lines joined; None if the text begins without one."""
    lines = _lines(text, max(opening_end, 200))
    for index, (start, end) in enumerate(lines):
        words = text[start:end]
        if len(words) > _LONGEST:
            if index > 4:
                return None
            words = words[:_LONGEST].split(" ")[0]
        if (
            not (4 <= len(words) <= _LONGEST and _TITLE.search(words))
            or _NOT_TITLE.search(words)
            or "。" in words
        ):
            continue
        words = _BEHIND.split(words)[0].strip()
        first = _first_line(text, lines, index, words)
        if first == index:
            return Title(words, (start, start + len(words)))
        above = "".join(text[a:b] for a, b in lines[first:index])
        return Title(above + words, (lines[first][0], start + len(words)), one_line=False)
    return None


def _lines(text: str, stop: int) -> list[Span]:
    """The first lines that are not blank, without list bullets at their ends."""
    lines: list[Span] = []
    position = 0
    while position < min(stop, len(text)) and len(lines) < _OPENING_LINES:
        end = text.find("\n", position, stop)
        end = min(stop, len(text)) if end < 0 else end
        words = text[position:end]
        stripped = words.strip(_BULLETS)
        if stripped:
            start = position + words.index(stripped)
            lines.append((start, start + len(stripped)))
        position = end + 1
    return lines


def _first_line(text: str, lines: list[Span], index: int, words: str) -> int:
    """The line on which a title begins whose last one has been found."""
    if index == 0:
        return index
    above = text[slice(*lines[index - 1])]
    if _GOES_ON.search(words) and _UNFINISHED.search(above):
        return index - 1
    if (
        _BODY.search(words)
        and _WHOSE.search(above)
        and not (above.endswith("政府") and words[:2] in ("政府", "人民"))
    ):
        before = text[slice(*lines[index - 2])] if index > 1 else ""
        return index - 2 if _WHOSE.search(before) else index - 1
    if (
        _BEGUN.search(above)
        and not _TITLE.search(above)
        and not words.startswith("关于")
        and len(above + words) <= 90
    ):
        return index - 1
    return index
