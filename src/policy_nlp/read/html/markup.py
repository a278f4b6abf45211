"""From a page's characters to its tree (标记), within limits of time and memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES = 64_000_000
"""A larger file is refused before it is decoded; with its pictures in it a saved page takes a few million bytes."""
MAX_MARKUP = 5_000_000
"""As many characters may be left without scripts, styles and pictures; a long report has some 100,000."""
MAX_TAGS = 200_000
"""A page with more is refused; a long report saved by Word has some 20,000."""

_TOO_LARGE = "too large for a page with a report; save the page of the report alone, or its text as .txt"
_OPAQUE = re.compile(r"<(?:!--|(script|style|svg|textarea|noscript|template|xml|iframe|object)\b)", re.I)
_ENDS = {
    name: re.compile(rf"</{name}\b[^>]*>", re.I)
    for name in ("script", "style", "svg", "textarea", "noscript", "template", "xml", "iframe", "object")
}
_DATA_URL = re.compile(r"data:[\w.+/-]{3,60};base64,[A-Za-z0-9+/=%\s]+")
# Elements that only change how letters look: without them a soup of nested <font> is a shallow page. The marks that
# Word leaves between pieces of text go with them (<![if !supportLists]>, <o:p>, <st1:chsdate>).
_LOOKS = re.compile(
    r"</?(?:font|b|strong|i|em|u|big|small|tt|center|nobr|o:p|u1:p|st1:\w{1,30}|ins|wbr)(?:\s[^<>]*)?/?>"
    r"|<!\[(?:if|endif)[^>]{0,200}>|<\?[^>]{0,500}>",
    re.I,
)
_FRAME = re.compile(r"<i?frame\b[^<>]{0,500}?\bsrc\s*=\s*[\"']?([^\"'\s>]{1,500})", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\t\n\r"} | {0x7F: " ", 0xFEFF: ""}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tree.

    Attributes:
        root: the tree, without scripts, styles, comments and elements of mere looks.
        frames: the addresses of pages that are shown inside this one.
        scripts: how many scripts it has.
        unscripted: what it says to browsers without scripts.
    """

    root: Element
    frames: tuple[str, ...]
    scripts: int
    unscripted: str


def parse_page(text: str) -> Page:
    """The tree of a page.

    Raises:
        ValueError: if it is too large or nested too deep, or holds no markup at all.
    """
    from lxml import etree

    frames = tuple(
        match[1] for match in _FRAME.finditer(text) if not match[1].startswith(("javascript:", "about:"))
    )
    text, scripts, unscripted = _without_opaque(text)
    # Each step is paid for only by what the one before let through.
    if len(text) > MAX_MARKUP or text.count("<") > 4 * MAX_TAGS:
        raise ValueError(f"the page is {_TOO_LARGE}")
    text = _LOOKS.sub("", text.translate(_CONTROLS) if _CONTROL.search(text) else text)
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise ValueError(f"the page is {_TOO_LARGE}")
    if not tags:
        raise ValueError("the file holds no HTML; if it is plain text, give it the ending .txt")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("the page holds no text") from error
    if any("depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise ValueError(
            "the page's elements are nested more than 2,000 deep: it is damaged; save its text as .txt"
        )
    if root is None:
        raise ValueError("the page holds no text")
    return Page(root, frames, scripts, unscripted)


def _without_opaque(text: str) -> tuple[str, int, str]:
    """The markup without what is no text, in one pass; the number of scripts; what <noscript> says."""
    kept: list[str] = []
    unscripted: list[str] = []
    scripts = 0
    never_closed: set[str] = set()
    at = 0
    while start := _OPAQUE.search(text, at):
        kept.append(text[at : start.start()])
        name = (start[1] or "").lower()
        if not name:  # a comment; one that never ends hides nothing
            close = -1 if "" in never_closed else text.find("-->", start.start() + 2)
            if close < 0:
                never_closed.add("")
            at = close + 3 if close >= 0 else start.end()
            continue
        if name == "script":
            scripts += 1
        end = None if name in never_closed else _ENDS[name].search(text, start.end())
        if end is None:
            never_closed.add(name)
            # Never closed: what follows a script or style is none of the text; another element is opened only.
            if name in ("script", "style"):
                at = len(text)
                break
            at = _tag_end(text, start.end())
            continue
        if name == "noscript":
            unscripted.append(text[start.end() : end.start()])
        at = end.end()
    kept.append(text[at:])
    page = "".join(kept)
    if "base64," in page:
        page = _DATA_URL.sub("data:,", page)
    return page, scripts, re.sub(r"<[^<>]*>", " ", " ".join(unscripted)[:20_000])


def _tag_end(text: str, at: int) -> int:
    close = text.find(">", at, at + 1000)
    return close + 1 if close >= 0 else at
