"""The outline (提纲) of a report: which lines are headings, and how they nest.

All offsets index the cleaned copy. The work is done in two steps, each linear in the text:

1. :func:`candidates` looks at every line once: does it begin with an enumerator (一、 （一） 1. （1） 第一， —— 一是),
   or is it a short line of its own that could be a title? Long unbroken paragraphs are searched for enumerators too.
2. :func:`outline` decides which candidates are headings and gives each a rank: the finer the enumerator, the higher.
   A heading's level is its depth among the ranks that stand above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from policy_nlp.structure.cues import heading_pattern

Form = Literal["part", "han", "title", "paren", "digit", "paren_digit", "ordinal", "dash", "point"]
"""part 第一部分 · han 一、 · title an unmarked line · paren （一） · digit 1. · paren_digit （1） · ordinal 第一，
· dash —— · point 一是/一要."""

RANKS: dict[Form, float] = {
    "part": 0,
    "han": 1,
    "paren": 2,
    "digit": 3,
    "paren_digit": 4,
    "ordinal": 5,
    "dash": 6,
    "point": 7,
}
_DEEP: frozenset[Form] = frozenset({"ordinal", "dash", "point"})
_DEEPEST_HEADING = 3
"""The contract's levels 1 to 3 are headings; enumerated sentences stand at 4 and deeper."""

_NUMERALS = "一二三四五六七八九十"
_MARKER = re.compile(
    rf"(?P<part>第[{_NUMERALS}]{{1,3}}(?:部分|章|篇|编)[ 　、：:]*)"
    rf"|(?P<ordinal>第[{_NUMERALS}]{{1,3}}[，、,：:])"
    rf"|(?P<point>[{_NUMERALS}]{{1,3}}(?:是|要))"
    rf"|(?P<han>[{_NUMERALS}]{{1,3}} ?[、.．])"
    rf"|(?P<loose>[{_NUMERALS}]{{1,3}}[，,：])"
    rf"|(?P<paren>[（(]? ?[{_NUMERALS}]{{1,3}} ?[）)][、.．]?)"
    r"|(?P<paren_digit>[（(]\d{1,2}[）)][、.．]?|[①-⑳])"
    r"|(?P<digit>\d{1,2} ?(?:[.．](?!\d)|、))"
    r"|(?P<dash>[—―─－]{1,2}(?![—―─－])|--(?!-))"
)
_MARKER_FIRST = frozenset(_NUMERALS + "第（(0123456789—―─－-" + "".join(map(chr, range(0x2460, 0x2474))))
_LINE = re.compile(r"[^\n]+")
_BULLET = " \t-*#>·•●◆■□○|"
# A dash or hyphen that stands directly before a title is an enumerator; before an enumerator it is a list bullet.
_LEAD_END = re.compile(r"[。！？；：\n]")
_INLINE_LEAD_END = re.compile(r"[。！？；：\n \t]")
_INLINE = re.compile(rf"(?:[{_NUMERALS}]{{1,3}}、|（[{_NUMERALS}]{{1,3}}）)")
_BEFORE_INLINE = frozenset("。！？；：|” \t\n）")
_POINTS = re.compile(rf"[{_NUMERALS}]{{1,2}}(?:是|要)|第[{_NUMERALS}]{{1,2}}，")
_BEFORE_POINT = frozenset("。；：！？\n ")
_QUANTITY = re.compile(r"\d(?:[\d.,]*)(?:万|亿|%|个|家|公里|户|人|平方|亩|所|套|条|座|件|项|处|台|吨|元)")
_YEAR = re.compile(r"(?:19|20)\d\d年|“[一二三四五六七八九十]{1,2}五”")
_PAGE = re.compile(r"第 ?\d+ ?页")
_DATE = re.compile(rf"(?:\d{{4}}|[〇零{_NUMERALS}]{{4}})年\d{{0,2}}[{_NUMERALS}]{{0,3}}月")
_CJK = re.compile(r"[\u3400-\u9fff]")
_SALUTATION = re.compile(r"(?:各位|同志|主席|尊敬的)[^。]{0,20}[：:！!]?$")
_TOC = re.compile(r"目\s*录")

_TIME_FIRST = re.compile(r"(?:19|20)\d\d年|[一二][〇九零]|过去|“")

_TITLE_MAX = 45
_UNBROKEN = 1500
"""A paragraph of more characters is one in which the line ends were lost: its headings stand inside it."""
_LEAD_MAX: dict[Form, int] = {
    "part": 60,
    "han": 60,
    "paren": 60,
    "digit": 42,
    "paren_digit": 42,
    "ordinal": 42,
}
_ENDS_SENTENCE = "。！？”…：；）"


@dataclass(slots=True)
class Candidate:
    """A stretch that could be a heading: an enumerator with the first sentence behind it, or a short line."""

    form: Form
    start: int
    body: int
    """where the words behind the enumerator begin"""
    end: int
    """where the heading ends, without closing punctuation"""
    line_end: int
    number: int | None = None
    own_line: bool = False
    """nothing follows in the line"""
    ends_with: str = ""
    """the punctuation behind the lead, if any"""


@dataclass(slots=True)
class Node:
    """A heading in the outline; `heading_end` is None where there is only an enumerator before a long sentence."""

    form: Form
    start: int
    marker_end: int
    heading_end: int | None
    end: int
    level: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    appendix: bool = False


def number_of(numeral: str) -> int | None:
    """The value of an enumerator's numeral, 十二 → 12, 7 → 7; None if it holds none."""
    digits = "".join(c for c in numeral if c.isdecimal())
    if digits:
        return int(digits)
    circled = ord(numeral[0]) - 0x2460 if numeral else -1
    if 0 <= circled < 20:
        return circled + 1
    han = "".join(c for c in numeral if c in _NUMERALS)
    if not han:
        return None
    tens, ten, units = han.rpartition("十")
    if not ten:
        return _NUMERALS.index(han[-1]) + 1
    return (_NUMERALS.index(tens[-1]) + 1 if tens else 1) * 10 + (
        _NUMERALS.index(units[-1]) + 1 if units else 0
    )


def candidates(text: str) -> list[Candidate]:
    """All stretches of a cleaned text that could be headings, in order."""
    found: list[Candidate] = []
    lines: list[tuple[int, int, int]] = []  # stripped start, stripped end, line's end
    for m in _LINE.finditer(text):
        start, end = m.span()
        line_end = end
        while start < end and text[start] in _BULLET:
            start += 1
        while end > start and text[end - 1] in " \t|":
            end -= 1
        if start < end:
            lines.append((start, end, line_end))
    skip_to = _table_of_contents(text, lines)
    reported = False  # whether the salutation or the first paragraph has gone by
    furniture, appendix = heading_pattern("furniture"), heading_pattern("appendix")
    for index, (start, end, line_end) in enumerate(lines):
        if start < skip_to:
            continue
        length = end - start
        # A dash that was taken for a bullet stands before words: —— is an enumerator.
        marker = _MARKER.match(text, start, end) if text[start] in _MARKER_FIRST else None
        if (
            marker is None
            and start > 0
            and text[start - 1] == "-"
            and text[max(0, start - 2) : start] == "--"
        ):
            marker = _MARKER.match(text, start - 2, end)
            start = start if marker is None else start - 2
        if marker is not None:
            candidate = _marked(text, marker, start, end, line_end)
            if candidate is not None:
                if not (candidate.form == "dash" and (_DATE.match(text, candidate.body) or not reported)):
                    reported = True
                    found.append(candidate)
                continue
        if length > 60:
            reported = True
            continue
        if _SALUTATION.match(text, start, end):
            reported = True
            continue
        if reported and length <= 30 and 2 * start > len(text) and appendix.search(text, start, end):
            if text[end - 1] not in "。；，":
                found.append(Candidate("title", start, start, end, line_end, own_line=True))
            continue
        if not reported or length > _TITLE_MAX or length < 4:
            if length > 30 and text[end - 1] in "。！":
                reported = True
            if reported or not _is_review_title(text, start, end):
                continue
        if _is_title(text, lines, index, furniture):
            words = start + 1 if text[start] == "、" else start
            found.append(Candidate("title", start, words, end, line_end, own_line=True))
    return found


def _marked(text: str, marker: re.Match[str], start: int, end: int, line_end: int) -> Candidate | None:
    form = marker.lastgroup
    assert form is not None
    body = marker.end()
    while body < end and text[body] in " \t":
        body += 1
    stop = _LEAD_END.search(text, body, end)
    lead = stop.start() if stop else end
    ends_with = stop.group() if stop else ""
    own_line = stop is None or stop.end() == end
    number = number_of(marker.group())
    if form == "loose":
        # 二， is an enumerator only before a short line of its own.
        if not own_line or lead - body > 60 or lead - body < 4:
            return None
        form = "han"
    if body >= end:
        if form not in ("han", "paren"):
            return None
        # An enumerator alone in its line heads a part that has no words.
        return Candidate("part", start, start, end, line_end, number, True)
    return Candidate(form, start, body, lead, line_end, number, own_line, ends_with=ends_with)  # type: ignore[arg-type]


def _is_title(text: str, lines: list[tuple[int, int, int]], index: int, furniture: re.Pattern[str]) -> bool:
    """Whether a short line without an enumerator is a title: by its form and by its neighbours."""
    start, end, _ = lines[index]
    last = text[end - 1]
    if last in "。！？；，、：,;:…”》" and not (
        last == "”" and heading_pattern("task", "review").search(text, start, end)
    ):
        return False
    if last in "是为有的和与" or (text[start].isdecimal() and not re.match(r"\d{4}年", text[start:end])):
        return False
    if any(mark in text[start:end] for mark in "。；：") or not _CJK.search(text, start, end):
        return False
    if _PAGE.search(text, start, end) or _DATE.search(text, start, end) or furniture.search(text, start, end):
        return False
    if index + 1 >= len(lines):
        return False
    if index:
        before_start, before_end, _ = lines[index - 1]
        before = text[before_end - 1]
        if before_end - before_start > _TITLE_MAX and before not in _ENDS_SENTENCE:
            return False  # the line above breaks off in the middle of a sentence
        if before in "，、；":
            return False
    after_start, after_end, _ = lines[index + 1]
    if text[after_start].isdecimal() and not re.match(
        r"\d{4}年|\d{1,2} ?[.、]", text[after_start:after_end][:8]
    ):
        return False
    follows = text[after_start] in _MARKER_FIRST and _MARKER.match(text, after_start, after_end) is not None
    if follows or after_end - after_start >= 36:
        return True
    # Two or three short lines may follow one another (a title in two lines, a title and a sub-title, a salutation).
    if _SALUTATION.match(text, after_start, after_end):
        return True
    if text[after_end - 1] in "。：":
        return True
    if index + 2 < len(lines):
        next_start, next_end, _ = lines[index + 2]
        return next_end - next_start >= 36 or (
            text[next_start] in _MARKER_FIRST and bool(_MARKER.match(text, next_start, next_end))
        )
    return False


def _is_review_title(text: str, start: int, end: int) -> bool:
    """Whether a line in the opening heads the review already (2015年工作回顾), and is not the report's own title."""
    if not 4 <= end - start <= 25 or not _TIME_FIRST.match(text, start, end):
        return False
    return bool(heading_pattern("review").search(text, start, end)) and not heading_pattern(
        "task", "plan"
    ).search(text, start, end)


def _table_of_contents(text: str, lines: list[tuple[int, int, int]]) -> int:
    """Where the report begins behind a table of contents (目录); 0 if there is none."""
    for index, (start, end, _) in enumerate(lines[:60]):
        if end - start <= 6 and _TOC.fullmatch(text, start, end):
            entries = (
                e for e in lines[index + 1 :] if e[1] - e[0] > 60 or _SALUTATION.match(text, e[0], e[1])
            )
            return next((entry_start for entry_start, _, _ in entries), 0)
    return 0


def _inline(text: str) -> list[Candidate]:
    """Enumerated headings inside unbroken paragraphs: behind the end of a sentence or a space."""
    found = []
    for line in _LINE.finditer(text):
        begin, line_end = line.span()
        if line_end - begin < _UNBROKEN:
            continue
        for m in _INLINE.finditer(text, begin, line_end):
            start, body = m.span()
            if start > begin and text[start - 1] not in _BEFORE_INLINE:
                continue
            while body < line_end and text[body] in " \t":
                body += 1
            stop = _INLINE_LEAD_END.search(text, body, body + 80)
            if stop is None or stop.start() == body:
                continue
            form: Form = "paren" if text[start] == "（" else "han"
            number = number_of(m.group())
            found.append(Candidate(form, start, body, stop.start(), line_end, number, ends_with=stop.group()))
    return found


def _points(text: str, taken: set[int]) -> list[Candidate]:
    """Enumerated sentences (一是 一要 第一，) that stand behind the end of a sentence."""
    found = []
    line_end = 0
    for m in _POINTS.finditer(text):
        start, body = m.span()
        if start in taken or not start or text[start - 1] not in _BEFORE_POINT or text[start - 1] == "\n":
            continue
        if start >= line_end:
            line_end = text.find("\n", body)
            line_end = len(text) if line_end < 0 else line_end
        stop = _LEAD_END.search(text, body, min(line_end, body + 80))
        lead = min(line_end, body + 80) if stop is None else stop.start()
        if lead > body:
            form: Form = "ordinal" if text[start] == "第" else "point"
            ends_with = stop.group() if stop else ""
            found.append(
                Candidate(form, start, body, lead, line_end, number_of(m.group()), ends_with=ends_with)
            )
    return found


def outline(text: str) -> list[Node]:
    """The headings of a cleaned text as nodes in order; a node's parent stands before it."""
    found = candidates(text)
    if sum(c.form in ("han", "paren") and c.number is not None for c in found) < 3:
        starts = {c.start for c in found}
        inline = [c for c in _inline(text) if c.start not in starts]
        if len(inline) + len(found) >= 2:
            found = sorted([*found, *inline], key=lambda c: c.start)
    found = _without_contents(text, found)
    found = _joined(text, found)
    appendix = _appendix(text, found)
    found = [c for c in found if c.start < appendix or c.form == "title"]
    found = [
        c
        for c in found
        if c.start < appendix or heading_pattern("appendix", "annex").search(text, c.start, c.end)
    ]
    ranked = _ranked(text, found, appendix)
    taken = {c.start for c, _ in ranked}
    ranked.extend((c, RANKS[c.form]) for c in _points(text, taken) if c.start < appendix)
    ranked.sort(key=lambda pair: pair[0].start)
    return _nested(text, ranked, appendix)


def _without_contents(text: str, found: list[Candidate]) -> list[Candidate]:
    """Leave out candidates that are repeated further on with no body between them and their neighbours: contents."""
    last: dict[str, int] = {}
    keys = [re.sub(r"[\s…·.]+\d*$|\s", "", text[c.body : c.end]) for c in found]
    for index, key in enumerate(keys):
        last[key] = index
    kept = []
    for index, candidate in enumerate(found):
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        if last[keys[index]] > index and following - candidate.end < 12 and len(keys[index]) > 3:
            continue
        kept.append(candidate)
    return kept


def _joined(text: str, found: list[Candidate]) -> list[Candidate]:
    """Join a heading with the title line directly below it, if that is its second half."""
    kept: list[Candidate] = []
    for candidate in found:
        above = kept[-1] if kept else None
        if (
            above is not None
            and candidate.form == "title"
            and above.form in ("part", "han", "paren", "title")
            and above.own_line
            and not above.ends_with
            and candidate.start - above.line_end <= 3
            and _continues(text, above, candidate)
        ):
            above.end, above.line_end = candidate.end, candidate.line_end
            continue
        kept.append(candidate)
    return kept


def _continues(text: str, above: Candidate, below: Candidate) -> bool:
    words = heading_pattern("review", "task", "plan", "outlook")
    first, second = text[above.body : above.end], text[below.body : below.end]
    if len(first) + len(second) > 50:
        return False
    if second[0] in "和与及、暨" or first[-1] in "和与及、的":
        return True
    if above.form == "paren" and len(first) <= 12:
        return True  # the line was wrapped
    if above.form == "title" and not words.search(first) and not words.search(second):
        return True  # a title in two lines of verse
    return not words.search(first) and bool(words.search(second)) and len(second) <= 16


def _appendix(text: str, found: list[Candidate]) -> int:
    """Where the appendices (附件, 名词解释) begin; the text's length if there are none."""
    cue, annex = heading_pattern("appendix"), heading_pattern("annex")
    for candidate in found:
        if candidate.form != "title" or candidate.start < len(text) // 2:
            continue
        if cue.search(text, candidate.start, candidate.end):
            return candidate.start
        if candidate.start > 0.7 * len(text) and annex.search(text, candidate.start, candidate.end):
            return candidate.start
    return len(text)


def _ranked(text: str, found: list[Candidate], appendix: int) -> list[tuple[Candidate, float]]:
    """The candidates that head a section, each with its rank."""
    found = _without_inner_lists(text, _without_items(found))
    kept = [c for c in found if _heads(text, c)]
    kept = _without_item_lists(text, found, kept)
    ranks: list[float] = [0.0] * len(kept)
    cued_han = any(
        c.form == "han" and heading_pattern("review", "task").search(text, c.body, c.end) for c in kept
    )
    # Where titles without an enumerator head the review and the plan, so does the last one (政府自身建设).
    titled = not cued_han and any(c.form == "title" and _names_a_time(text, c) for c in kept)
    below: float | None = None
    marked: Candidate | None = None
    for index in range(len(kept) - 1, -1, -1):
        candidate = kept[index]
        if candidate.form != "title":
            if candidate.form in ("part", "han", "paren", "digit"):
                marked = candidate
            ranks[index] = _rank(candidate)
            below = None
            continue
        if candidate.start >= appendix or text[candidate.start] == "、":
            ranks[index] = 0.5 if candidate.start >= appendix else 1.0
            continue
        if not cued_han and _names_a_time(text, candidate):
            rank = 0.5
        elif below is not None:
            rank = below
        elif marked is None:
            rank = 0.5 if titled else _last_title_rank(kept, index)
        elif marked.number in (1, None):
            rank = RANKS[marked.form] - 0.5
        elif _fills_gap(kept, index, marked):
            rank = RANKS[marked.form]
        else:
            rank = RANKS[marked.form] + 0.5
        ranks[index] = rank
        below = rank
    return list(zip(kept, ranks, strict=True))


def _names_a_time(text: str, candidate: Candidate) -> bool:
    """Whether a title has the words of a top heading: a kind (工作回顾), or a time with them (2024年主要工作, 新的一年)."""
    words = heading_pattern("review", "task", "plan", "outlook", "work", "past", "next", "ahead")
    found = words.search(text, candidate.start, candidate.end)
    return found is not None or _YEAR.search(text, candidate.start, candidate.end) is not None


def _fills_gap(kept: list[Candidate], index: int, marked: Candidate) -> bool:
    """Whether a title stands where an enumerator is missing: （一） title （三）."""
    titles = 1
    for before in range(index - 1, max(-1, index - 40), -1):
        candidate = kept[before]
        if candidate.form == "title":
            titles += 1
        elif candidate.form == marked.form:
            return (
                candidate.number is not None
                and marked.number is not None
                and marked.number - candidate.number - 1 >= titles
            )
        elif RANKS[candidate.form] < RANKS[marked.form]:
            return False
    return False


def _last_title_rank(kept: list[Candidate], index: int) -> float:
    """The rank of a title behind the last enumerated heading: below a sub-heading's run, beside a top heading's."""
    for before in range(index - 1, -1, -1):
        form = kept[before].form
        if form in ("han", "part"):
            return RANKS["han"] + 0.5
        if form in ("paren", "digit"):
            return RANKS[form] - 0.5
    return 0.5


def _rank(candidate: Candidate) -> float:
    return RANKS[candidate.form]


def _heads(text: str, candidate: Candidate) -> bool:
    if candidate.form in ("title", "dash", "point"):
        return True
    length = candidate.end - candidate.body
    if length < 2 or candidate.ends_with == "；":
        return False
    if candidate.form in ("part", "han", "paren"):
        return True
    return (
        not (length > _LEAD_MAX[candidate.form] or _QUANTITY.search(text, candidate.body, candidate.end))
        or candidate.form == "ordinal"
    )


def _without_items(found: list[Candidate]) -> list[Candidate]:
    """Leave out the items of one enumerated sentence: they end in a semicolon, and the last one follows such an item."""
    kept = []
    item: Candidate | None = None
    for candidate in found:
        follows = item is not None and item.form == candidate.form and candidate.start - item.line_end <= 3
        if candidate.ends_with == "；" or (follows and candidate.own_line and candidate.ends_with):
            item = candidate if candidate.ends_with == "；" and candidate.own_line else None
            if item is not None or follows:
                continue
        else:
            item = None
        kept.append(candidate)
    return kept


def _without_inner_lists(text: str, found: list[Candidate]) -> list[Candidate]:
    """Leave out lists numbered 一、 二、 that stand inside a section which is itself numbered so."""
    kept: list[Candidate] = []
    top = 0
    inner = 0
    parens = 0  # sub-headings that no top heading holds
    for candidate in found:
        if candidate.form in ("part", "title"):
            if candidate.form == "part" or _names_a_time(text, candidate):
                top = inner = 0
        elif candidate.form == "han" and candidate.number is not None:
            n = candidate.number
            if n == top + 1 and n != inner + 1:
                top, inner = n, 0
            elif (
                (top or parens)
                and n == 1
                and not heading_pattern("review", "task").search(text, candidate.body, candidate.end)
            ):
                inner = 1
                continue
            elif (
                inner
                and n == inner + 1
                and not (n == top + 1 and (candidate.own_line and not candidate.ends_with))
            ):
                inner = n
                continue
            else:
                top, inner = n, 0
        elif candidate.form == "paren" and not top and candidate.own_line:
            parens += 1
        kept.append(candidate)
    return kept


def _without_item_lists(text: str, found: list[Candidate], kept: list[Candidate]) -> list[Candidate]:
    """Numbered paragraphs are headings only if most of their run are: a list of single items has none."""
    heads = {c.start for c in kept}
    bad: set[int] = set()
    run: list[Candidate] = []

    def close() -> None:
        if run and sum(_with_body(found, c) and c.start in heads for c in run) * 2 <= len(run):
            bad.update(c.start for c in run)
        run.clear()

    for candidate in found:
        if candidate.form in ("digit", "paren_digit"):
            if run and (candidate.form != run[-1].form or (candidate.number or 0) <= (run[-1].number or 0)):
                close()
            run.append(candidate)
        elif candidate.form in ("part", "han", "paren", "title"):
            close()
    close()
    return [c for c in kept if c.start not in bad]


def _with_body(found: list[Candidate], candidate: Candidate) -> bool:
    return not candidate.own_line or candidate.ends_with != "。"


def _nested(text: str, ranked: list[tuple[Candidate, float]], appendix: int) -> list[Node]:
    nodes: list[Node] = []
    stack: list[tuple[float, Node]] = []
    has_han = any(c.form in ("han", "part") for c, _ in ranked)
    for candidate, rank in ranked:
        run_in = candidate.form in _DEEP and not (
            candidate.own_line and candidate.form in ("ordinal", "dash") and not candidate.ends_with
        )
        while stack and (stack[-1][0] >= rank or stack[-1][1].end <= candidate.start):
            stack.pop()
        parent = stack[-1][1] if stack else None
        level = parent.level + 1 if parent else 1
        if parent is None and candidate.form in ("paren", "digit") and has_han:
            level = 2
        if run_in:
            level = max(level, _DEEPEST_HEADING + 1)
        heading_end = _lead(text, candidate)
        # An enumerated sentence holds its own line at most; where the others end is known when the next one begins.
        end = candidate.line_end if run_in else len(text)
        node = Node(
            candidate.form,
            candidate.start,
            candidate.body,
            heading_end,
            end,
            level,
            parent,
            appendix=candidate.start >= appendix,
        )
        if candidate.form == "title":
            node.marker_end = candidate.start
        nodes.append(node)
        stack.append((rank, node))
    _close(nodes)
    for node, (candidate, _) in zip(nodes, ranked, strict=True):
        if node.heading_end is None:
            node.heading_end = _first_clauses(text, node, candidate.end)
    return nodes


def _lead(text: str, candidate: Candidate) -> int | None:
    """Where a heading ends; None if there is only an enumerator before a long sentence.

    A lost line end runs the heading into the text below: it is cut at a space, else behind its first clauses.
    """
    length = candidate.end - candidate.body
    longest = _LEAD_MAX.get(candidate.form, 42)
    if candidate.form == "title" or length <= longest + 10 * (candidate.own_line and not candidate.ends_with):
        return candidate.end
    space = text.find(" ", candidate.body + 6, candidate.body + 50)
    if space > 0:
        return space
    return None


def _first_clauses(text: str, node: Node, line_end: int) -> int | None:
    """Where a heading ends that a lost line end has run into its body; None if it is all that the section holds."""
    if node.form not in ("han", "paren") or node.end - line_end < 60:
        return None
    comma = text.rfind("，", node.marker_end + 6, node.marker_end + 40)
    return comma if comma > 0 else None


def _close(nodes: list[Node]) -> None:
    """A section ends where the next of its level or above begins; an enumerated sentence, at the latest with its line."""
    following: list[Node] = []
    for node in reversed(nodes):
        while following and following[-1].level > node.level:
            following.pop()
        if following:
            node.end = min(node.end, following[-1].start)
        following.append(node)
    for node in nodes:
        # Sections nest: what a parent does not hold, its child does not either.
        if node.parent is not None and node.end > node.parent.end:
            node.end = node.parent.end
