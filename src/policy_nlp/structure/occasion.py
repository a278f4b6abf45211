"""The occasion (场合) of a report: on which day it was given, at which session of which people's congress, by whom.

All of it stands in the header, in any order and on any number of lines. What is not said is not known: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy_nlp.structure.header import MEETING, Header, Line, Said, line_of, opening_cue, read_header
from policy_nlp.structure.outline import number_of
from policy_nlp.structure.speaker import find_speaker


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who gave a report, when and where; None where it is not said. `notes` say where the text disagrees with itself."""

    delivered: Said[str] | None = None
    congress: Said[int] | None = None
    session: Said[int] | None = None
    speaker: Said[str] | None = None
    office: Said[str] | None = None
    notes: tuple[str, ...] = ()


def find_occasion(text: str, opening_end: int, *, national: bool = False) -> Occasion:
    """The occasion of a report from its cleaned text and where its opening ends.

    Args:
        text: the cleaned text.
        opening_end: where its first heading begins, or the longest that an opening may be.
        national: whether the report is one of the central government; only then is the national congress its own.
    """
    header = read_header(text, opening_end)
    notes: list[str] = []
    delivered = _delivered(text, header, notes)
    congress, session = _congress(text, header, national, notes)
    speaker, office = find_speaker(text, header)
    return Occasion(delivered, congress, session, speaker, office, tuple(notes))


# When


_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
_YEAR_ONLY = re.compile(r"(?<!\d)((?:19[4-9]|20[0-9])\d)年(?=在.{2,40}(?:会议|大会)上?)")
_BESIDE_DATE = 16
"""So many characters may stand beside a date on a line that gives the date: a name, 北京, 讨论稿."""
_SIGNED_WITHIN = 250


def _delivered(text: str, header: Header, notes: list[str]) -> Said[str] | None:
    found: list[tuple[int, Said[str]]] = []
    for line in header.lines:
        if opening_cue("published").search(line.text):
            continue
        dates = line.dates
        if not dates:
            year = _YEAR_ONLY.search(line.text)
            if year:
                found.append((2, line.said(year[1], year.start(), year.end())))
            continue
        date = dates[0]
        if not MEETING.search(line.text) and (not date.in_words or _CLOCK.search(line.text)):
            continue  # a page's own date, printed by its software
        if opening_cue("adopted").search(line.text):
            notes.append(f"{date.iso} is when the report was adopted, not when it was given")
            continue
        if MEETING.search(line.text):
            rank = 0
        elif len(line.text) - (date.end - date.start) <= _BESIDE_DATE and "报告" not in line.text:
            rank = 1
        else:
            continue
        found.append((rank, line.said(date.iso, date.start, date.end)))
    if not found:
        return _signed(text, header.end)
    _, best = min(found, key=lambda pair: (pair[0], pair[1].start))
    for other in sorted({said.value for _, said in found}):
        if not best.value.startswith(other) and not other.startswith(best.value):
            notes.append(
                f"two dates stand before the report, {best.value} and {other}: {best.value} is taken"
            )
    return best


def _signed(text: str, after: int) -> Said[str] | None:
    """The date on the last line, below the name of who signs."""
    start = max(after, len(text) - _SIGNED_WITHIN)
    lines = [m.span() for m in re.finditer(r"[^\n]+", text[start:]) if m.group().strip()]
    if len(lines) < 2:
        return None
    (above_start, above_end), (begin, end) = ((start + a, start + b) for a, b in lines[-2:])
    line = line_of(text, begin, end)
    dates = line.dates
    if (
        len(dates) != 1
        or not dates[0].in_words
        or dates[0].end - dates[0].start < len(line.text.strip("（）"))
    ):
        return None
    above = text[above_start:above_end]
    if above_end - above_start > 30 or "。" in above or not opening_cue("signer").search(above):
        return None
    return line.said(dates[0].iso, dates[0].start, dates[0].end)


# Where


_ORDINAL = r"[一二三四五六七八九十\d]{1,4}"
_CONGRESS = re.compile(
    rf"第?(?P<congress>{_ORDINAL})届(?P<national>全国)?(?:人民代表大会|人代会|人大)(?P<standing>常务委员会|常委会)?"
    rf"(?:第?(?P<session>{_ORDINAL})次(?:全体)?会议)?"
)
_CONGRESS_FIRST = re.compile(
    rf"(?P<national>全国)?(?:人民代表大会|人大)(?P<standing>常务委员会|常委会)?第?(?P<congress>{_ORDINAL})届"
    rf"第?(?P<session>{_ORDINAL})次(?:全体)?会议"
)
"""县人大十七届三次会议."""
_TO_CONGRESS = re.compile(
    r"(?<!面)(?:向|提请|提交)(?:(?!大会|报告|执行|贯彻|落实)[^。\n，]){0,14}?"
    rf"(?P<all>{_CONGRESS.pattern})上?(?=，?(?:作|做|报告|汇报|审议|审查|提出))"
)
"""我代表市人民政府，向市第十届人民代表大会第三次会议报告工作."""
_FIRST_PARAGRAPHS = 700


def _congress(
    text: str, header: Header, national: bool, notes: list[str]
) -> tuple[Said[int] | None, Said[int] | None]:
    """The congress and the session at which the report was given."""
    joined = Line(
        "".join(line.text for line in header.lines), [at for line in header.lines for at in line.at[:-1]]
    )
    found = [
        m
        for form in (_CONGRESS, _CONGRESS_FIRST)
        for m in form.finditer(joined.text)
        if national or not m["national"]
    ]
    after = Line(text, range(len(text) + 1))
    asked = _TO_CONGRESS.search(text, header.end, header.end + _FIRST_PARAGRAPHS)
    said = _CONGRESS.match(text, asked.start("all")) if asked else None
    if said is not None and said["national"] and not national:
        said = None
    # The line that has the session as well says more than one that only names the congress.
    best = next((m for m in found if m["session"] or m["standing"]), found[0] if found else None)
    line = joined
    if best is None:
        best, line = said, after
    elif said is not None and _numbers(said) != _numbers(best) and said["session"] and best["session"]:
        notes.append(f"the report is given at {best.group()}, but speaks to {said.group()}")
    if best is None:
        return None, None
    others = {m.group() for m in found if m["session"] and best["session"] and _numbers(m) != _numbers(best)}
    notes.extend(
        f"two sessions stand before the report, {best.group()} and {other}" for other in sorted(others)
    )
    congress, session = _numbers(best)
    return (
        line.said(congress, *best.span("congress")) if congress else None,
        line.said(session, *best.span("session")) if session else None,
    )


def _numbers(m: re.Match[str]) -> tuple[int | None, int | None]:
    """Congress and session; a session of the standing committee is none of the congress."""
    congress = number_of(m["congress"])
    session = number_of(m["session"]) if m["session"] and not m["standing"] else None
    return congress or None, session or None
