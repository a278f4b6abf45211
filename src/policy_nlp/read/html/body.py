"""Which of a page's pieces are the report (正文): the element that holds nearly all sentences, less what sites put into it.

The element is found by descent: from the page's root to the child that holds nearly all of what reads like sentences, as
long as there is one. Inside it the lines before the first paragraph and behind the last one are compared with the lines
that sites print; between them only what can't be anything else is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policy_nlp.read.html.lines import Place, chrome_reason, ends_text, is_front, part_of, squeezed
from policy_nlp.read.html.pieces import Piece, Pieces

_NEARLY_ALL = 0.9
_NEARLY_ALL_IF_NAMED = 0.75
"""A child that is named like a text (`content`, `TRS_Editor`, `zoom`) needs to hold less."""
_PARAGRAPH = 40
"""From this length a piece with the marks of a sentence is one of the text."""
_FEW_ODD = 5
"""A table of figures beside the text is the report's if no more other lines than this stand beside it."""
_MOST = 0.7
"""A line that ends the text has at least this share of its paragraphs before it."""
_LONG = 80
"""Of this length are paragraphs of reports, hardly what readers wrote or editors announce."""
_SENTENCE_END = re.compile("[。！？；]")
_FIGURE = re.compile(r"[+-]?\d[\d.,]*(?:%|％|‰)?$")
_OPENS_REPORT = re.compile("^(?:各位(?:代表|委员|领导)|同志们|现在，?我)")


@dataclass(slots=True)
class Body:
    """The pieces of the report, and what else is known of the page.

    Attributes:
        kept: the report's pieces.
        first, last: the places of its element's first and last piece among the page's pieces.
        title: the title that stands on the page, or that its head names; empty if none.
    """

    kept: list[Piece]
    first: int
    last: int
    title: str


def find_body(page: Pieces) -> Body:
    """Choose the report's pieces; each of the others gets a reason."""
    pieces = page.pieces
    inside = _inside(page, _container(page))
    if not inside:
        return Body([], 0, 0, "")
    first, last = inside[0], inside[-1]
    _drop_copies([pieces[i] for i in inside])
    own = [i for i in inside if pieces[i].reason is None]
    body = [i for i in own if _is_paragraph(pieces[i])]
    title, at = _title(page, body[0] if body else first)
    if body:
        _trim(pieces, own, body[0], _last(pieces, own, body))
        for i in own:
            if i < at and pieces[i].reason is None:
                pieces[i].reason = "before the text"
    front = [
        i
        for i in range(at + 1, first if at >= 0 else 0)
        if pieces[i].reason is None and not pieces[i].links and is_front(pieces[i].text)
    ]
    for i, piece in enumerate(pieces):
        if piece.reason is None and not first <= i <= last and i not in front:
            piece.reason = (
                chrome_reason(piece.text, "head" if i < first else "tail")
                or ("links" if piece.links * 2 > len(piece.text) else None)
                or ("before the text" if i < first else "behind the text")
            )
    kept = [pieces[i] for i in (*front, *own) if pieces[i].reason is None]
    for piece in [piece for piece in kept if piece.text == title][1:]:
        piece.reason = "title, once more"
    kept = [piece for piece in kept if piece.reason is None]
    return Body(kept, first, last, title)


def _is_paragraph(piece: Piece) -> bool:
    if piece.row:
        return False
    if _OPENS_REPORT.match(piece.text):
        return True
    return len(piece.text) >= _PARAGRAPH and piece.weight > 0 and _SENTENCE_END.search(piece.text) is not None


def _container(page: Pieces) -> int:
    """The index of the element that holds the report."""
    weights = [0] * len(page.elements)
    long = [0] * len(page.elements)
    figures = [0] * len(page.elements)
    odd = [0] * len(page.elements)  # lines that are neither text nor known to be the site's
    for piece in page.pieces:
        if piece.reason is None:
            weights[piece.element] += piece.weight
            long[piece.element] += _is_long(piece)
            figures[piece.element] += _is_figures(piece)
            odd[piece.element] += not (
                piece.row or piece.weight or piece.links or chrome_reason(piece.text, "tail")
            )
    own = list(weights)
    best = [-1] * len(weights)  # of each element the child that holds most
    for number in range(len(weights) - 1, 0, -1):
        if (parent := page.parents[number]) >= 0:
            weights[parent] += weights[number]
            for counts in (long, figures, odd):
                counts[parent] += counts[number]
            if weights[number] and (best[parent] < 0 or weights[number] >= weights[best[parent]]):
                best[parent] = number
    at = 0
    while (child := best[at]) >= 0:
        element = page.elements[child]
        if element.tag == "p" and own[child] == weights[child]:
            break
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        named = any(part.role == "body" for part in part_of(names))
        if weights[child] < weights[at] * (_NEARLY_ALL_IF_NAMED if named else _NEARLY_ALL):
            break
        if long[child] < long[at]:  # a paragraph as reports have them would be lost
            break
        if figures[child] < figures[at] and odd[at] - odd[child] <= _FEW_ODD:  # the report's, not the site's
            break
        at = child
    return at


def _is_long(piece: Piece) -> bool:
    return (
        piece.weight >= _LONG
        and _SENTENCE_END.search(piece.text) is not None
        and chrome_reason(piece.text, "tail") is None
    )


def _is_figures(piece: Piece) -> bool:
    """Whether a piece is a row of a table with figures in two cells or more, as the annexes of reports have them."""
    return piece.row and not piece.links and sum(map(bool, map(_FIGURE.match, piece.text.split("\t")))) > 1


def _inside(page: Pieces, container: int) -> list[int]:
    end = page.ends[container]
    return [i for i, piece in enumerate(page.pieces) if container <= piece.element < end]


def _drop_copies(pieces: list[Piece]) -> None:
    """Leave out a second copy of the text: some pages hold one for telephones or for print."""
    own = [piece for piece in pieces if piece.reason is None]
    seen: dict[str, int] = {}  # where each text stands first
    copies = 0
    first = len(own)
    for i, piece in enumerate(own):
        if len(piece.text) >= _PARAGRAPH and piece.text in seen:
            copies += 1
            first = min(first, i)
        seen.setdefault(piece.text, i)
    if copies * 3 > sum(len(piece.text) >= _PARAGRAPH for piece in own):
        while first and seen[own[first - 1].text] < first - 1:
            first -= 1
        for piece in own[first:]:
            if seen[piece.text] < first:
                piece.reason = "second copy of the text"


def _last(pieces: list[Piece], own: list[int], body: list[int]) -> int:
    """The last paragraph of the text: of those before a line that ends it, if most of the text is before that."""
    total = sum(len(pieces[i].text) for i in body)
    before = 0
    last = body[0]
    paragraphs = set(body)
    for i in own:
        if i in paragraphs:
            before += len(pieces[i].text)
            last = i
        elif before > total * _MOST and ends_text(pieces[i].text, inside=True):
            return last
    return body[-1]


def _trim(pieces: list[Piece], own: list[int], first: int, last: int) -> None:
    """Give a reason to the lines in the report's element that are the site's."""
    ended = False
    # Lists of what was promised name those in charge again and again (主办单位：…); a footer does so once.
    begins = Counter(squeezed(pieces[i].text)[:4] for i in own)
    for i in own:
        piece = pieces[i]
        where: Place = "head" if i < first else "tail" if i > last else "inside"
        listed = begins[squeezed(piece.text)[:4]] > 2
        if where == "tail" and not listed and ends_text(piece.text):
            ended = True
        piece.reason = chrome_reason(piece.text, where)
        if listed and piece.reason == "footer":
            piece.reason = None
        if piece.reason is None and ended:
            piece.reason = "behind the text"
        if (
            piece.reason is None
            and piece.links * 2 > len(piece.text)
            and (where != "inside" or piece.links >= len(piece.text))
        ):
            piece.reason = "links"


_SEPARATOR = re.compile(r"\s*[_|｜–—\-]{1,2}\s*|\s{2,}")


def _title(page: Pieces, first_paragraph: int) -> tuple[str, int]:
    """The report's title, and the place of the piece that holds it; `("", -1)` if there is none.

    The line above the text that the page's head names too; else a heading above it that says 报告; else what the head
    says, if it names an article.
    """
    named = page.meta.get("articletitle") or page.meta.get("og:title") or ""
    segments = [segment for segment in _SEPARATOR.split(page.title) if segment]
    wanted = {squeezed(text) for text in (named, page.title, *segments) if text}
    said = squeezed(page.title + named)
    best, best_rank = -1, 0
    lines: dict[int, str] = {}  # those that look like a title at all
    for i, piece in enumerate(page.pieces[:first_paragraph]):
        if (
            piece.links * 2 > len(piece.text)
            or not 4 <= len(piece.text) <= 100
            or piece.reason == "hidden on the page"
            or chrome_reason(piece.text, "head")
        ):
            continue
        text = squeezed(piece.text)
        reports = "报告" in text
        is_named = text in wanted or (len(text) > 5 and reports and text in said)
        is_heading = piece.heading or piece.titled
        rank = (
            2 * is_named
            + 2 * (is_heading and reports)
            + (is_heading and is_named)
            + (piece.heading and piece.titled)
            + (i >= first_paragraph - _NEAR and _IS_TITLE.fullmatch(piece.text) is not None)
        )
        if rank:
            lines[i] = text
        if rank > best_rank:
            best, best_rank = i, rank
    if best < 0:
        return named, -1
    # Above a text that calls itself 政府工作报告 the page may say whose and of which year.
    fuller = (i for i, text in lines.items() if i < best and lines[best] in text)
    best = next(fuller, best)
    return page.pieces[best].text, best


_NEAR = 25
_IS_TITLE = re.compile(r".{0,40}(?:报\s*告|工作总结.{0,20})(?:[（(].{1,20}[）)])?")
