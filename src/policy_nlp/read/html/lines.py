"""The lines and parts that sites put around a text, from the tables `page_lines.tsv` and `page_parts.tsv`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from policy_nlp.knowledge import any_of, read_table
from policy_nlp.knowledge.pages import PageLine

LONGEST = 120
"""A longer line is a paragraph, whatever words are in it."""


Place = Literal["head", "inside", "tail"]
"""Before a text's first paragraph, between its paragraphs, behind its last one."""


class PagePart(BaseModel):
    """A row of `page_parts.tsv`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: str
    role: Literal["chrome", "comments", "body", "title"]
    reason: str


_NOISE = re.compile(r"[\s【】\[\]［］()（）|｜·•*]+")
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")
_WHERE = {
    "head": ("head", "edge", "any"),
    "inside": ("any",),
    "tail": ("tail", "edge", "any", "end"),
}
_BARE_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?:\d{1,2}:\d{2}(?::\d{2})?)?")
_PAGE_WORD = r"(?:第?\d{1,3}[页/]|共\d{1,3}[页条]|[上下前后首尾末]一?页|首页|尾页|跳转|转到?第?|到第?|页|GO|确定|[<>«»‹›:：]|\.{2,}|…|\d{1,3})"
_PAGES = re.compile(rf"(?:{_PAGE_WORD}[\s,，|｜/\[\]【】()（）]*)+", re.I)


def squeezed(text: str) -> str:
    """A line as it is compared: without white space and brackets."""
    return _NOISE.sub("", text)


@cache
def parts() -> dict[str, PagePart]:
    """What the words of classes and ids mean."""
    return {row.word: row for row in read_table("page_parts.tsv", PagePart)}


@lru_cache(maxsize=4096)
def part_of(names: str) -> tuple[PagePart, ...]:
    """The rows for the class and id of an element."""
    known = parts()
    words = [names.lower(), *(word.lower() for word in _WORD.findall(names))]
    words += [word.lower() for word in re.split(r"[^A-Za-z]+", names)]
    found = [known[word] for word in dict.fromkeys(words) if word in known]
    return tuple(found)


@cache
def _expressions(where: str) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    rows = [row for row in read_table("page_lines.tsv", PageLine) if row.where in _WHERE[where]]
    by_match = {
        match: [squeezed(row.words) for row in rows if row.match == match]
        for match in ("is", "begins", "holds")
    }
    alone = any_of(by_match["is"]) or "(?!)"
    # Several buttons of a row make one line: each is taken whole (atomic), so that no line takes more than one pass.
    whole = re.compile(rf"(?P<first>{alone})(?>{alone}|[:：>、,，\d]){{0,40}}+")
    some = re.compile(
        rf"^(?P<begins>{any_of(by_match['begins']) or '(?!)'})|(?P<holds>{any_of(by_match['holds']) or '(?!)'})"
    )
    return whole, some, {squeezed(row.words): row.reason for row in reversed(rows)}


def chrome_reason(text: str, where: Place) -> str | None:
    """What a line is that belongs to the site, or None if it may belong to the text."""
    if len(text) > LONGEST:
        return None
    line = squeezed(text)
    if not line:
        return "signs only"
    whole, some, reasons = _expressions(where)
    if found := whole.fullmatch(line):
        return reasons[found["first"]]
    if where != "inside":
        if found := some.search(line):
            return reasons[found["begins"] or found["holds"]]
        if _BARE_DATE.match(line) and len(line) < 60:
            return "line on source and date"
    return "page numbers" if _is_pager(text.strip(), line) else None


def _is_pager(text: str, line: str) -> bool:
    """Whether a line holds page numbers to click on: 上一页 1 2 3 下一页, 第1页/共3页, 1 2 3 4."""
    if "页" in line:
        return len(line) > 2 and _PAGES.fullmatch(text) is not None
    numbers = text.split()
    return len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


@cache
def _ends() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = [row for row in read_table("page_lines.tsv", PageLine) if row.where == "end"]
    begins = any_of(squeezed(row.words) for row in rows)
    alone = any_of(squeezed(row.words) for row in rows if row.match == "is")
    signed = any_of(squeezed(row.words) for row in rows if row.reason == "editors")
    return re.compile(begins), re.compile(
        rf"(?:{begins})[：:>》更多]{{0,4}}|(?:{signed})[：:].*|(?:{alone}).*"
    )


def ends_text(text: str, *, inside: bool = False) -> bool:
    """Whether nothing behind this line belongs to the text.

    Args:
        inside: paragraphs stand behind the line: it has to be the words and no more, or to name the editors.
    """
    if len(text) > LONGEST:
        return False
    begins, whole = _ends()
    line = squeezed(text)
    return (whole.fullmatch(line) if inside else begins.match(line)) is not None


_OCCASION = re.compile(r"[（(—─―-]{0,4}.{0,20}(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{0,60}")
_SHORT = 30


@cache
def _front() -> re.Pattern[str]:
    rows = [row for row in read_table("page_lines.tsv", PageLine) if row.where == "front"]
    begins = any_of(row.words for row in rows if row.match == "begins")
    holds = any_of(row.words for row in rows if row.match == "holds")
    return re.compile(rf"(?:{begins})|[^\d:：]*(?:{holds})[^\d:：]*$")


def is_front(text: str) -> bool:
    """Whether a line above the text is the report's own: when and where it was given, by whom, whom it addresses."""
    if chrome_reason(text, "head"):
        return False
    if _OCCASION.fullmatch(text):
        return "会" in text or text[0] in "（(—─―-"
    return len(text) <= _SHORT and _front().match(text) is not None


@cache
def _errors() -> re.Pattern[str]:
    rows = read_table("page_lines.tsv", PageLine)
    return re.compile(any_of(squeezed(row.words) for row in rows if row.where == "error"))


def error_message(text: str) -> str | None:
    """The words of a site's message that there is no such page, or that it must not be read; None if there are none."""
    found = _errors().search(squeezed(text))
    return found[0] if found else None
