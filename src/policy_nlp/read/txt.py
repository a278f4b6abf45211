"""Plain text: UTF-8 with or without BOM, else GB18030 (which covers GBK and GB2312)."""

from __future__ import annotations

import codecs

from policy_nlp.read.content import Content


def decode_txt(data: bytes) -> tuple[str, str]:
    """Decode a text file's bytes; newlines stay as they are, a BOM is dropped.

    Returns:
        the text and the encoding's name: `utf-8`, `utf-8-sig` or `gb18030`.

    Raises:
        ValueError: if the bytes are empty, binary, or in neither encoding.
    """
    if not data:
        raise ValueError("the file is empty")
    if b"\x00" in data:
        raise ValueError("the file is binary or UTF-16, not UTF-8 or GB18030 text; convert it to UTF-8 first")
    if data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
        order = [encoding]
    else:
        encoding = "utf-8"
        order = ["utf-8", "gb18030"]
    for encoding in order:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise ValueError("the file holds only white space")
        return text, encoding
    raise ValueError(f"the bytes are neither {' nor '.join(order)}; save the file as UTF-8")


def read_txt(data: bytes) -> Content:
    """The reader of text files: the text is the file itself."""
    return Content(*decode_txt(data))
