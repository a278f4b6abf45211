"""What a file is by its first bytes (文件头), whatever its name says: renamed files are read as what they are.

Offices rename and mail their files about: a `.doc` is often a page saved from a site, a `.docx` an old `.doc`.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from struct import unpack_from

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files: Word, Excel and PowerPoint until 2003, and every encrypted Office file."""

_SAVE_AS = "open it and save it as .docx or .pdf"

_UNREADABLE: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image or a recording"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 image"),
)
_READING_SOFTWARE: tuple[tuple[bytes, str], ...] = (
    (b"CAJ\x00", "a CAJ file of CNKI; print it to PDF from CAJViewer"),
    (b"KDH ", "a KDH file of CNKI; print it to PDF from CAJViewer"),
    (b"HN\x00\x00", "an NH file of CNKI; print it to PDF from CAJViewer"),
    (b"AT&TFORM", "a DjVu file; run OCR on it and save it as a PDF"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it and give the folder, or pack it anew as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it and give the folder, or pack it anew as .zip"),
    (b"\x1f\x8b\x08", "packed by gzip; unpack it, or name it .tar.gz if it is an archive"),
    (b"\xfd7zXZ\x00", "packed by xz; unpack it, or name it .tar.xz if it is an archive"),
    (b"PAR1", "a Parquet table; name it .parquet"),
    (b"SQLite format 3\x00", "an SQLite database; export its table as CSV"),
    (b"%!PS", "a PostScript file; convert it to PDF"),
)
_PAGE = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<meta\s|<body[\s>]|xmlns:o=\"urn:schemas-microsoft-com", re.I
)
_WORD_XML = re.compile(rb"<\?mso-application progid=\"Word\.Document\"|<w:wordDocument|<pkg:package")
_MHTML = re.compile(rb"^(?:From:|MIME-Version:|Content-Type:\s*multipart/related)", re.I | re.M)


def signature(data: bytes) -> str | None:
    """The ending that fits the bytes (`.pdf`, `.docx`, `.doc`, `.rtf`, `.odt`, `.html`, `.mht`, `.xlsx`, `.zip`), or None if
    they bear no mark; plain text bears none.

    Raises:
        ValueError: if they are of a kind that holds no readable text, with what to do.
    """
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(OLE):
        return _compound(data)
    for mark, kind in _UNREADABLE:
        if data.startswith(mark):
            raise ValueError(f"the file is {kind}, not text; run OCR on it (see docs/formats.md)")
    for mark, kind in _READING_SOFTWARE:
        if data.startswith(mark):
            raise ValueError(f"the file is {kind}")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if _WORD_XML.search(head):
        return ".doc"  # Word 2003's XML, which LibreOffice reads as it does the binary form
    if head[:1] == b"<" and _PAGE.search(head):
        return ".html"
    if _MHTML.match(head) and b"multipart/related" in head.lower():
        return ".mht"
    return None


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            names = set(file.namelist())
            kind = file.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        # Cut short: the names stand before each part too.
        for mark, suffix in ((b"word/", ".docx"), (b"xl/", ".xlsx")):
            if mark in data[:100_000]:
                return suffix
        return ".zip"
    except Exception as error:  # zlib and lzma have errors of their own
        raise ValueError("the ZIP archive is damaged; fetch it again") from error
    if b"opendocument.text" in kind:
        return ".odt"
    if "OFD.xml" in names:
        raise ValueError("the file is an OFD document; print it to PDF from its reader")
    if any(name.startswith("ppt/") for name in names) and "[Content_Types].xml" in names:
        raise ValueError(f"the file is a PowerPoint presentation; {_SAVE_AS}")
    if any(name.endswith(".iwa") for name in names):
        raise ValueError(f"the file is an Apple Pages document; {_SAVE_AS}")
    if "[Content_Types].xml" in names:
        if "xl/workbook.xml" in names:
            return ".xlsx"
        if any(name.startswith("word/") for name in names):
            return ".docx"
    return ".zip"


def _compound(data: bytes) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in data

    if holds("EncryptedPackage") or (holds("WordDocument") and _word_is_encrypted(data)):
        raise ValueError("the document is protected by a password; open it and save it without one")
    if holds("WordDocument"):
        return ".doc"
    if holds("Workbook") or holds("Book"):
        raise ValueError("the file is an Excel workbook of before 2007 (.xls); save it as .xlsx")
    if holds("PowerPoint Document"):
        raise ValueError(f"the file is a PowerPoint presentation; {_SAVE_AS}")
    return ".doc"


def _word_is_encrypted(data: bytes) -> bool:
    """Whether the header of the stream WordDocument (it begins a sector) says that the text is encrypted."""
    for at in range(512, min(len(data) - 12, 1 << 22), 512):
        if data[at : at + 2] == b"\xec\xa5":
            flags: int = unpack_from("<H", data, at + 10)[0]
            return bool(flags & 0x0100)
    return False
