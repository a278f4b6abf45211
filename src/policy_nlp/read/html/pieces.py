"""The pieces of a page (段落): each paragraph, heading and table row, where it stands in the tree, what its element is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policy_nlp.read.html.lines import part_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "button",
        "label",
    ]
)
_ONLY_ELEMENTS = frozenset(("table", "tbody", "thead", "tr", "ul", "ol", "html"))
_INLINE_BUTTONS = frozenset(["input", "button", "select", "option", "label"])
_NO_TEXT = frozenset(
    [
        "head",
        "script",
        "style",
        "select",
        "option",
        "button",
        "input",
        "audio",
        "video",
        "map",
        "object",
        "embed",
        "canvas",
        "dialog",
        "datalist",
        "progress",
    ]
)
_CHROME_TAGS = {
    "nav": "menu",
    "footer": "footer",
    "aside": "column at the side",
    "header": "head of the site",
    "figcaption": "caption of a picture",
}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0\s*(?:;|$)|font-size\s*:\s*0\s*(?:px|pt)?\s*(?:;|$)",
    re.I,
)
_MARK = re.compile("[，。；、：！？]")
_BREAK = "\x1e"
"""Stands for <br> until the paragraph is whole."""

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·\U00020000-\U0003ffff"
_IS_CJK = re.compile(f"[{_CJK}]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_OTHER_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f]")
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff\ufff9-\ufffb]")
_ANY_SPACE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff\ufff9-\ufffb]")
_WIDE_RUN = re.compile("[ \u3000]{2,}")
_ENDS_SENTENCE = frozenset("。！？；：”）…!?;")

_PARAGRAPH = 80
MUCH = 0.25
"""An element that holds more of the page's sentences than this is never left out for its name or for being hidden."""
MUCH_COMMENT = 0.5


@dataclass(slots=True)
class Piece:
    """A paragraph, heading or table row of a page.

    Attributes:
        text: as it is shown: white space as browsers collapse it.
        element: index of the block element that holds it.
        links: how many of its characters are links.
        reason: why it is left out, if it is.
        heading: whether its element is a heading.
        titled: whether a class or id says that it is a title.
        row: whether it is the row of a table.
        after_picture: whether a picture stands between it and the piece before.
    """

    text: str
    element: int
    links: int = 0
    reason: str | None = None
    heading: bool = False
    titled: bool = False
    row: bool = False
    after_picture: bool = False

    @property
    def weight(self) -> int:
        """How much it counts as text: its characters, if it has sentences and is not made of links."""
        if self.links * 2 > len(self.text) or not _MARK.search(self.text):
            return 0
        return len(self.text)


@dataclass(slots=True)
class Pieces:
    """All pieces of a page in their order, and the tree that they stand in.

    Attributes:
        elements: in the order of the page.
        parents: of each element its parent's index; -1 for the root.
        ends: of each element the index behind the last one that is in it.
        meta: what the page's head says (`articletitle`, `og:title` …), the first of each name.
        title: the head's title.
    """

    pieces: list[Piece]
    elements: list[Element]
    parents: list[int]
    ends: list[int]
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""


def collect(root: Element) -> Pieces:
    """The pieces of a page."""
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    index = {element: number for number, element in enumerate(elements)}
    parents = [-1] * len(elements)
    marks = [0] * len(elements)
    for number, element in enumerate(elements):
        parent = element.getparent()
        if parent is not None:
            parents[number] = index.get(parent, -1)
        if element.text:
            marks[number] += _count(element.text)
        if element.tail and parents[number] >= 0:
            marks[parents[number]] += _count(element.tail)
    ends = list(range(1, len(elements) + 1))
    for number in range(len(elements) - 1, 0, -1):
        if (above := parents[number]) >= 0:
            marks[above] += marks[number]
            ends[above] = max(ends[above], ends[number])
    walk = _Walk(index, marks, max(1, marks[0]) if marks else 1)
    walk.through(root)
    _forget_open_link(walk.pieces)
    found = Pieces(walk.pieces, elements, parents, ends)
    for element in elements:
        if element.tag == "meta":
            name = str(element.get("name") or element.get("property") or "").lower()
            content = element.get("content")
            if name and content:
                found.meta.setdefault(name, shown(str(content)))
        elif element.tag == "title" and not found.title:
            found.title = shown(_all_text(element))
    return found


def _forget_open_link(pieces: list[Piece]) -> None:
    """If most of the paragraphs stand in a link, one was left open: then it says nothing of them."""
    long = [piece for piece in pieces if len(piece.text) >= _PARAGRAPH and _MARK.search(piece.text)]
    if sum(piece.links for piece in long) * 2 > sum(len(piece.text) for piece in long):
        for piece in pieces:
            piece.links = 0


def shown(text: str) -> str:
    """Text as a browser shows it, on one line: white space collapsed, invisible characters dropped.

    A line end of the source next to a Chinese character is none of the text (editors wrap lines there).
    """

    def collapse(match: re.Match[str]) -> str:
        if "\n" not in match[0] and "\r" not in match[0]:
            return " "
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if _IS_CJK.match(before) or _IS_CJK.match(after) else " "

    if not _ANY_SPACE.search(text):
        return text
    text = _ZERO_WIDTH.sub("", text)
    text = _SPACES.sub(collapse, text)
    text = _OTHER_SPACES.sub(" ", text).strip(" \u3000")
    if "  " in text or "\u3000" in text:
        text = _WIDE_RUN.sub(lambda match: "\u3000" if "\u3000" in match[0] else " ", text)
    return text


def _count(text: str) -> int:
    return len(_MARK.findall(text)) if len(text) > 3 else 0


class _Walk:
    """One pass over the tree, with a stack of its own: pages may be nested deeper than Python's."""

    def __init__(self, index: dict[Element, int], marks: list[int], total: int) -> None:
        self.pieces: list[Piece] = []
        self._index = index
        self._marks = marks
        self._total = total
        self._parts: list[str] = []
        self._links = 0
        self._in_link = 0
        self._in_pre = 0
        self._reasons: list[str] = []
        self._headings = 0
        self._titled = 0
        self._open: list[tuple[bool, bool]] = []  # of each open element: is it left out, is it a title
        self._blocks: list[int] = [0]  # the open block elements
        self._picture = False

    def through(self, root: Element) -> None:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if not isinstance(tag, str):
                if event == "end" and element.tail:
                    self._text(element.tail)
                continue
            if event == "end":
                self._end(element, tag)
            elif tag in _NO_TEXT:
                walker.skip_subtree()
                if tag not in _INLINE_BUTTONS:
                    self._flush()
            elif tag == "table" and (rows := _data_rows(element)) is not None:
                walker.skip_subtree()
                self._start(element, tag)
                for text, links in rows:
                    self._add(text, links, row=True)
            elif tag not in _BLOCKS and self._is_hidden_inside(element, tag):
                walker.skip_subtree()
                self._open.append((False, False))
            else:
                self._start(element, tag)
        self._flush()

    def _start(self, element: Element, tag: str) -> None:
        is_block = tag in _BLOCKS
        reason = self._left_out(element, tag)
        titled = is_block and self._is_title(element)
        self._open.append((reason is not None, titled))
        if tag == "br":
            self._parts.append(_BREAK)
        elif tag == "img":
            self._picture = True
        elif is_block or reason:
            self._flush()
        if is_block:
            self._blocks.append(self._index[element])
        if reason:
            self._reasons.append(reason)
        self._titled += titled
        self._count_open(element, tag, 1)
        if element.text and (tag not in _ONLY_ELEMENTS or element.text.strip()):
            self._text(element.text)

    def _end(self, element: Element, tag: str) -> None:
        if tag not in _NO_TEXT:
            left_out, titled = self._open.pop()
            if tag in _BLOCKS or left_out:
                self._flush()
            if tag in _BLOCKS:
                self._blocks.pop()
            if left_out:
                self._reasons.pop()
            self._titled -= titled
            self._count_open(element, tag, -1)
        if element.tail:
            self._text(element.tail)

    def _count_open(self, element: Element, tag: str, by: int) -> None:
        if tag == "a" and (element.get("href") or element.get("onclick")):
            self._in_link += by
        elif tag == "pre":
            self._in_pre += by
        elif tag in _HEADINGS:
            self._headings += by

    def _is_hidden_inside(self, element: Element, tag: str) -> bool:
        """Whether an element hides some characters inside a paragraph, which goes on behind it."""
        if not element.attrib or not (reason := self._left_out(element, tag)):
            return False
        if any(inner.tag in _BLOCKS for inner in element.iterdescendants()):
            return False
        if text := shown(_all_text(element)):
            self.pieces.append(Piece(text, self._blocks[-1], reason=reason))
        self._count_open(element, tag, 1)
        return True

    def _is_title(self, element: Element) -> bool:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return len(names) > 1 and any(part.role == "title" for part in part_of(names))

    def _left_out(self, element: Element, tag: str) -> str | None:
        """Why an element with all that is in it is left out; None if it is kept."""
        if tag in ("html", "body", "br", "p", "td", "tr", "tbody", "table") and not element.attrib:
            return None
        share = self._marks[self._index[element]] / self._total
        if share > MUCH_COMMENT:
            return None
        style = element.get("style")
        if share <= MUCH and (element.get("hidden") is not None or (style and _HIDDEN.search(style))):
            return "hidden on the page"
        if share <= MUCH and tag in _CHROME_TAGS:
            return _CHROME_TAGS[tag]
        if tag in _BLOCKS and tag not in ("p", "html", "body"):
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            for part in part_of(names) if len(names) > 1 else ():
                if part.role == "comments" or (part.role == "chrome" and share <= MUCH):
                    return part.reason
        return None

    def _text(self, text: str) -> None:
        if self._in_pre:
            text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", _BREAK)
        self._parts.append(text)
        if self._in_link:
            self._links += len(text.strip())

    def _flush(self) -> None:
        if not self._parts:
            return
        raw = "".join(self._parts)
        links, self._links = self._links, 0
        self._parts.clear()
        if not raw.strip(f"{_BREAK} \t\r\n\f\xa0\u3000"):
            return
        lines = _paragraphs(raw) if _BREAK in raw else [shown(raw)]
        total = sum(map(len, lines)) or 1
        for line in lines:
            if line:
                self._add(line, links * len(line) // total, row=False)

    def _add(self, text: str, links: int, *, row: bool) -> None:
        self.pieces.append(
            Piece(
                text,
                self._blocks[-1],
                links,
                self._reasons[0] if self._reasons else None,
                self._headings > 0,
                self._titled > 0,
                row,
                self._picture,
            )
        )
        self._picture = False


def _paragraphs(raw: str) -> list[str]:
    """The paragraphs of a text with line breaks: each line one, but where lines are wrapped at a width."""
    lines = raw.split(_BREAK)
    texts = [shown(line) for line in lines]
    indented = [
        bool(re.match("[ \t\r\n\f]*[\xa0\u3000 ]{2}", line)) or not text
        for line, text in zip(lines, texts, strict=True)
    ]
    lengths = sorted(len(text) for text in texts if text)
    if len(lengths) < 5:
        return [text for text in texts if text]
    # Wrapped text has one width that most of its lines reach and none surpasses.
    width = lengths[-1]
    full = sum(length >= width - 3 for length in lengths)
    open_ends = sum(1 for text in texts if text and len(text) >= width - 3 and text[-1] not in _ENDS_SENTENCE)
    if not 15 <= width <= 100 or full * 2 < len(lengths) or open_ends * 3 < len(lengths):
        return [text for text in texts if text]
    joined: list[list[str]] = []
    for number, text in enumerate(texts):
        before = texts[number - 1] if number else ""
        if text and joined and not indented[number] and len(before) >= width - 3:
            latin = before[-1].isascii() and before[-1].isalpha() and text[0].isascii() and text[0].isalpha()
            joined[-1].append(" " + text if latin else text)
        elif text:
            joined.append([text])
    return ["".join(parts) for parts in joined]


def _data_rows(table: Element) -> list[tuple[str, int]] | None:
    """The rows of a table of data, cells parted by tabs, and how many of their characters are links.

    None for a table that lays a page out: one with tables in it, one column, or whole paragraphs in its cells.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows: list[tuple[str, int]] = []
    widest = 0
    spans: dict[int, int] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        links = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while spans.get(len(cells), 0) > 0:  # a cell of a row above reaches down here
                spans[len(cells)] -= 1
                cells.append("")
            text = _cell(cell)
            if len(text) > 200:
                return None
            links += sum(len(_all_text(a).strip()) for a in cell.iter("a") if a.get("href"))
            down = _span(cell, "rowspan")
            across = _span(cell, "colspan")
            for column in range(len(cells), len(cells) + across):
                spans[column] = down - 1
            cells += [text, *[""] * (across - 1)]
        filled = sum(1 for cell_text in cells if cell_text)
        widest = max(widest, filled)
        if filled:
            rows.append(("\t".join(cells).rstrip("\t"), links))
    if widest < 2 or len(rows) < 2:
        return None
    return rows


def _all_text(element: Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _cell(cell: Element) -> str:
    parts = [cell.text or ""]
    for element in cell.iterdescendants():
        if not isinstance(element.tag, str) or element.tag in _NO_TEXT:
            parts.append(element.tail or "")
            continue
        if element.tag in ("br", "p", "div", "li"):
            parts.append("\n")
        parts.append(element.text or "")
        parts.append(element.tail or "")
    return shown("".join(parts)).replace("\t", " ")


def _span(cell: Element, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(20, max(1, int(value))) if value.isascii() and value.isdigit() and len(value) < 4 else 1
