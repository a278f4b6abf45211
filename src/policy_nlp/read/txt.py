"""Plain text: the text is the file itself, whatever its encoding."""

from __future__ import annotations

from policy_nlp.read.content import Content
from policy_nlp.read.encoding import decode


def read_txt(data: bytes) -> Content:
    """The reader of text files.

    Raises:
        ValueError: if the bytes are no text (see :func:`policy_nlp.read.encoding.decode`).
    """
    decoded = decode(data)
    return Content(decoded.text, decoded.encoding, notes=decoded.notes)
