"""All stretches of a text that could be headings, and where its appendices begin.

In: a cleaned text. Out: candidates in order: enumerated stretches and titles, without the table of contents, the halves
of a heading in two lines joined.
"""

from __future__ import annotations

import re

from policy_nlp.structure.cues import heading_pattern
from policy_nlp.structure.outline.markers import LINE, MARKER, MARKER_FIRST, Candidate, marked
from policy_nlp.structure.outline.titles import DATE, SALUTATION, TITLE_MAX, is_review_title, is_title

# A dash or hyphen that stands directly before a title is an enumerator; before an enumerator it is a list bullet.
_BULLET = " \t-*#>·•●◆■□○|"
_TOC = re.compile(r"目\s*录")


def candidates(text: str) -> list[Candidate]:
    """All stretches of a cleaned text that could be headings, in order."""
    found: list[Candidate] = []
    lines: list[tuple[int, int, int]] = []  # stripped start, stripped end, line's end
    for m in LINE.finditer(text):
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
        marker = MARKER.match(text, start, end) if text[start] in MARKER_FIRST else None
        if (
            marker is None
            and start > 0
            and text[start - 1] == "-"
            and text[max(0, start - 2) : start] == "--"
        ):
            marker = MARKER.match(text, start - 2, end)
            start = start if marker is None else start - 2
        if marker is not None:
            candidate = marked(text, marker, start, end, line_end)
            if candidate is not None:
                if not (candidate.form == "dash" and (DATE.match(text, candidate.body) or not reported)):
                    reported = True
                    found.append(candidate)
                continue
        if length > 60:
            reported = True
            continue
        if SALUTATION.match(text, start, end):
            reported = True
            continue
        if reported and length <= 30 and 2 * start > len(text) and appendix.search(text, start, end):
            if text[end - 1] not in "。；，":
                found.append(Candidate("title", start, start, end, line_end, own_line=True))
            continue
        if not reported or length > TITLE_MAX or length < 4:
            if length > 30 and text[end - 1] in "。！":
                reported = True
            if reported or not is_review_title(text, start, end):
                continue
        if is_title(text, lines, index, furniture):
            words = start + 1 if text[start] == "、" else start
            found.append(Candidate("title", start, words, end, line_end, own_line=True))
    return found


def _table_of_contents(text: str, lines: list[tuple[int, int, int]]) -> int:
    """Where the report begins behind a table of contents (目录); 0 if there is none."""
    for index, (start, end, _) in enumerate(lines[:60]):
        if end - start <= 6 and _TOC.fullmatch(text, start, end):
            entries = (
                e for e in lines[index + 1 :] if e[1] - e[0] > 60 or SALUTATION.match(text, e[0], e[1])
            )
            return next((entry_start for entry_start, _, _ in entries), 0)
    return 0


def without_contents(text: str, found: list[Candidate]) -> list[Candidate]:
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


def joined(text: str, found: list[Candidate]) -> list[Candidate]:
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
    """Whether a title is the second half of the heading in the line above it."""
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


def appendix_start(text: str, found: list[Candidate]) -> int:
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


_NOTE = re.compile(
    r"[\[［〔]\^? ?\d{1,3} ?[\]］〕]"
    r"|(?:\d{1,3}[.、．]|[①-⑳⑴-⒇]|（\d{1,2}）) ?[“《「][^，。；]{1,40}[：:] ?(?:是?指|即|是)"
    r"|注 ?\d{0,2}[：:]"
)
_NOTES_AT_LEAST = 3


def notes_start(text: str) -> int:
    """Where notes without a heading begin at the end of a text ([1]…：是指…); the text's length if there are none."""
    found = end = len(text)
    notes = other = 0
    # From the last line upwards, as long as the lines are notes; a note may have a second paragraph.
    while end > len(text) // 2 and other < 2:
        start = text.rfind("\n", 0, end) + 1
        if text[start:end].strip():
            if _NOTE.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end):
                notes, other, found = notes + 1, 0, start
            else:
                other += 1
        end = start - 1
    return found if notes >= _NOTES_AT_LEAST else len(text)
