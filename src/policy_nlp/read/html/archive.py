"""Web archives (`.mht`, `.mhtml`): a page and its pictures in one file, in the form of a mail."""

from __future__ import annotations

from policy_nlp.read.content import Content
from policy_nlp.read.html.markup import MAX_BYTES
from policy_nlp.read.html.reader import LOST_IN_PAGE, declared_encoding, page_content, read_html

_PAGES = 20
"""A page with its frames has a few parts of HTML; no more are looked at."""


def read_mht(data: bytes) -> Content:
    """The reader of web archives: of its pages (a page and those in its frames) the one with the longest report.

    Raises:
        ValueError: if no page in it holds a text, with what to do.
    """
    from email import message_from_bytes

    from policy_nlp.read.encoding import decode

    if len(data) > MAX_BYTES:
        raise ValueError(
            "the web archive is too large; save the page without its pictures, or its text as .txt"
        )
    if b":" not in data[:2000].split(b"\n\n")[0].split(b"\r\n\r\n")[0] or data.lstrip()[:1] == b"<":
        return read_html(data)  # a page under the ending of an archive
    try:
        message = message_from_bytes(data)
        pages = [
            part
            for part in message.walk()
            if part.get_content_type() in ("text/html", "application/xhtml+xml")
        ]
    except (RecursionError, LookupError, ValueError) as error:
        raise ValueError(
            "the web archive is damaged; open the page in a browser and save it again"
        ) from error
    best: Content | None = None
    reasons: list[ValueError] = []
    for part in pages[:_PAGES]:
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip():
            continue
        try:
            decoded = decode(
                payload, part.get_content_charset() or declared_encoding(payload), few=LOST_IN_PAGE
            )
            found = page_content(decoded.text, decoded.encoding, decoded.notes)
        except ValueError as error:
            reasons.append(error)
            continue
        if best is None or len(found.text) > len(best.text):
            best = found
    if best is not None:
        return best
    if reasons:
        raise reasons[0]
    raise ValueError("the web archive holds no page; open the page in a browser and save it again")
