"""The reader of web pages."""

from __future__ import annotations

import re

from policy_nlp.read.content import Block, Content, Cut
from policy_nlp.read.encoding import decode, refuse_spoilt
from policy_nlp.read.html.body import Body, find_body
from policy_nlp.read.html.lines import error_message, squeezed
from policy_nlp.read.html.markup import MAX_BYTES, Page, parse_page
from policy_nlp.read.html.pieces import Pieces, collect

_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w-]{2,40})|charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I
)
_HANZI = re.compile("[\u3400-\u9fff]")
_FEW = 200
"""A page with fewer Chinese characters in its text is a shell, a frame or a message, if it looks like one."""
LOST_IN_PAGE = 0.1
"""Sites put pages together from parts in two encodings: up to this share of a page may be lost, if it is not its text."""
_CUT_SHOWN = 300
"""As many characters of what was left out are kept."""
_NEXT_PAGE = re.compile(r"下一?页|末页|尾页")
_PAGE_COUNT = re.compile(r"共(\d{1,3})页|\d{1,3}/(\d{1,3})")
_MORE = re.compile("展开全文|阅读全文|余下全文|查看全文")
_FILE = re.compile(r"\.(?:docx?|pdf|wps|ofd|zip|rar|xlsx?)(?:$|[?#])", re.I)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page declares in its first bytes; a hint, no more."""
    found = _DECLARED.search(data[:8192])
    return (found[1] or found[2]).decode("ascii") if found else None


def read_html(data: bytes) -> Content:
    """The reader of web pages.

    Raises:
        ValueError: if the page holds no text, with what to do: it shows another page in a frame, is filled by a script,
            links to the report as a file, or is a message of the site; if it is too large or nested too deep.
    """
    if len(data) > MAX_BYTES:
        raise ValueError("the page is too large; save it without its pictures, or its text as .txt")
    decoded = decode(data, declared_encoding(data), few=LOST_IN_PAGE)
    return page_content(decoded.text, decoded.encoding, decoded.notes)


def page_content(text: str, encoding: str | None = None, notes: tuple[str, ...] = ()) -> Content:
    """The report in a page's characters.

    Args:
        encoding, notes: how the page was decoded.

    Raises:
        ValueError: as `read_html`.
    """
    page = parse_page(text)
    pieces = collect(page.root)
    body = find_body(pieces)
    _refuse_empty(page, pieces, body)
    lines = _lines(body)
    refuse_spoilt("\n".join(lines))
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, line in enumerate(lines, 1):
        blocks.append(Block(at, at + len(line), None, number))
        parts.append(line)
        at += len(line) + 1
    return Content(
        "\n".join(parts) + "\n",
        encoding,
        tuple(blocks),
        _cuts(pieces, body),
        (*(note for note in notes if "�" not in note), *_say_of(pieces, body)),
    )


def _lines(body: Body) -> list[str]:
    """The lines of the text: the title once, then each paragraph."""
    kept = body.kept
    lines: list[str] = []
    for piece in kept:
        # A picture set between the two halves of a paragraph parts it on the page only.
        if lines and piece.after_picture and lines[-1][-1:] in "，、" and not piece.row and not piece.heading:
            lines[-1] += piece.text
        else:
            lines.append(piece.text)
    if body.title:
        title = squeezed(body.title)
        begin = ""
        for line in lines[:4]:
            begin += squeezed(line)
        if not begin.startswith(title) and title not in [squeezed(line) for line in lines[:4]]:
            lines.insert(0, body.title)
    return lines


def _cuts(pieces: Pieces, body: Body) -> tuple[Cut, ...]:
    """What was left out; neighbours with one reason are one cut."""
    cuts: list[Cut] = []
    title = squeezed(body.title)
    near = False
    for piece in pieces.pieces:
        if piece.reason is None or (title and squeezed(piece.text) == title):
            near = False
            continue
        if near and cuts[-1].reason == piece.reason:
            if len(cuts[-1].text) < _CUT_SHOWN:
                cuts[-1] = Cut(piece.reason, f"{cuts[-1].text} | {piece.text}"[:_CUT_SHOWN])
        else:
            cuts.append(Cut(piece.reason, piece.text[:_CUT_SHOWN]))
        near = True
    return tuple(cuts)


def _say_of(pieces: Pieces, body: Body) -> list[str]:
    notes = []
    if lost := sum(piece.text.count("�") for piece in body.kept):
        many = "1 character is" if lost == 1 else f"{lost} characters are"
        notes.append(f"{many} damaged in the page (�): check them in the original")
    # Page numbers of the text stand next to it; those of comments and lists further off.
    near = pieces.pieces[max(0, body.first - 3) : body.last + 8]
    left_out = [piece for piece in near if piece.reason]
    pager = " ".join(piece.text for piece in left_out if piece.reason == "page numbers")
    counted = [int(a or b) for a, b in _PAGE_COUNT.findall(pager)]
    numbers = [int(number) for number in re.findall(r"\d{1,3}", pager)]
    if (_NEXT_PAGE.search(pager) and max(numbers, default=2) > 1) or max(counted, default=1) > 1:
        notes.append(f"the page is one of several ({pager[:40]}): the report may go on on the next one")
    if any(_MORE.search(piece.text) for piece in left_out):
        notes.append("the page offers to show the whole text: it may hold only its beginning")
    files = [piece.text for piece in left_out if piece.reason == "attached files"]
    if files:
        notes.append(f"the page has attached files ({files[0][:60]}): the report may be there")
    return notes


def _refuse_empty(page: Page, pieces: Pieces, body: Body) -> None:
    text = "".join(piece.text for piece in body.kept)
    if len(_HANZI.findall(text[: 10 * _FEW])) >= _FEW:
        return
    everything = " ".join(piece.text for piece in pieces.pieces[:500])
    refuse_spoilt(everything)
    if message := error_message(everything[:5000]):
        raise ValueError(
            f"the page is a message of the site ({message}), not a report; open it in a browser and save it again"
        )
    if page.frames and not _sentences(text):
        raise ValueError(
            f"the page shows another one in a frame ({', '.join(page.frames[:3])[:120]}) and holds no report itself; "
            "open that page in the browser and save it"
        )
    files = [
        link
        for element in pieces.elements
        if element.tag == "a" and _FILE.search(link := str(element.get("href") or ""))
    ]
    if files and not _sentences(text):
        raise ValueError(f"the page only links to a file ({files[0][-80:]}); save that file and read it")
    if (page.scripts or page.unscripted.strip()) and not _sentences(text):
        raise ValueError(
            "the page holds no text: a script fills it in the browser; open it there and save it as a complete page "
            "(.html or .mhtml) once the text is shown"
        )
    if not text:
        raise ValueError("the page holds no text")


def _sentences(text: str) -> bool:
    return len(re.findall("[。！？；]", text)) > 1
