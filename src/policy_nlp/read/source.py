"""The registry of readers, and one report as it was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from policy_nlp.read.content import Content, ReadError
from policy_nlp.read.encoding import decode
from policy_nlp.read.signature import signature
from policy_nlp.read.txt import read_txt


@dataclass(frozen=True, slots=True)
class SourceText(Content):
    """A report's content, and where it came from."""

    path: str = ""
    format: str = "text"
    sha256: str = ""
    bytes: int = 0


Reader = Callable[[bytes], Content]
"""From a file's bytes to its content. Raises ValueError with what is wrong and what to do, without the file's name."""

_READERS: dict[str, Reader] = {}


def register_reader(suffix: str, reader: Reader) -> None:
    """Add a format: `reader` takes the bytes of files that end in `suffix` (with the dot)."""
    _READERS[suffix.lower()] = reader


def reader_suffixes() -> tuple[str, ...]:
    """The endings of the files that can be read, sorted."""
    return tuple(sorted(_READERS))


LONGEST = 100_000_000
"""Bytes that one report may have, if nobody says otherwise: thirty million characters, a thousand times a long report."""


def too_long(size: int, longest: int) -> str:
    """What is said of a report that is larger than it may be."""
    return (
        f"has {size / 1e6:,.0f} MB, more than the {longest / 1e6:,.0f} MB that one report may have; "
        "split it, or raise --max-bytes if it is one report"
    )


def open_binary(path: str | Path) -> tuple[BinaryIO, int | None]:
    """A local file, or one behind an fsspec URL (`s3://bucket/a.zip`), to read from, and its size if it is known.

    Raises:
        ReadError: if there is no such file or it can't be read.
    """
    try:
        if "://" not in str(path):
            local = Path(path)
            file = local.open("rb")
            return file, local.stat().st_size if local.is_file() else None
        import fsspec

        fs, name = fsspec.core.url_to_fs(str(path))
        size = fs.info(name).get("size")
        return fs.open(name, "rb"), size
    except FileNotFoundError as error:
        raise ReadError(f"{path}: no such file") from error
    except (OSError, ImportError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str | Path, error: Exception) -> ReadError:
    reason = error.strerror if isinstance(error, OSError) else None
    return ReadError(f"{path}: can't be read: {reason or error}")


def read_bytes(path: str | Path, longest: int = LONGEST) -> bytes:
    """The bytes of a local file, or of one behind an fsspec URL (`s3://bucket/a.txt`).

    Args:
        longest: a file that is larger is refused before it is read.

    Raises:
        ReadError: if there is no such file, it is too large, or it can't be read.
    """
    file, size = open_binary(path)
    with file:
        if size is not None and size > longest:
            raise ReadError(f"{path}: {too_long(size, longest)}")
        try:
            data = file.read(longest + 1)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
    if len(data) > longest:
        raise ReadError(f"{path}: {too_long(len(data), longest)}")
    return data


def read_file(path: str | Path, longest: int = LONGEST) -> SourceText:
    """Read one file.

    Args:
        path: a path, or a URL that fsspec knows.
        longest: bytes that it may have; a larger one is refused before it is read.

    Raises:
        ReadError: if there is no such file, no reader for it, or its content is no text.
    """
    name = str(path) if "://" in str(path) else Path(path).as_posix()
    return decode_source(read_bytes(path, longest), name)


def decode_source(data: bytes, name: str, ending: str | None = None) -> SourceText:
    """Read the bytes of one file; its name says how, unless the bytes are plainly of another format.

    Args:
        data: the bytes.
        name: the file's path.
        ending: its format (`.txt`), if its name does not say.

    Raises:
        ReadError: if there is no reader for it, or its content is no text.
    """
    suffix = ending or _ending(name)
    notes: tuple[str, ...] = ()
    try:
        actual = _actual_suffix(data, suffix)
        if actual != suffix:
            notes = (f"the file is named {suffix or 'without an ending'}, but it is {actual}: read as such",)
        elif suffix == ".txt" and _PAGE.match(data):
            notes = (
                "the file looks like a web page: name it .html to have its text taken out of the markup",
            )
        content = _READERS[actual](data)
    except ValueError as error:
        raise ReadError(f"{name}: {error}") from error
    return _source(replace(content, notes=notes + content.notes), data, name, actual.lstrip("."))


def decode_row(
    data: bytes, address: str, form: str, encoding: str | None, told: Mapping[str, str | int]
) -> SourceText:
    """Read the text of a table's row.

    Args:
        data: the text in UTF-8.
        address: where the row is.
        form: the table's format.
        encoding: the table's encoding.
        told: what the table says of the report besides.

    Raises:
        ReadError: if its content is no text.
    """
    try:
        decoded = decode(data)  # it is UTF-8 by now; what was spoilt before the table was saved shows here
        text = decoded.text
        content = Content(text, encoding, notes=decoded.notes)
        if _MARKUP.match(text) and "</" in text and ".html" in _READERS:
            content = _READERS[".html"](data)
            notes = ("the cell holds HTML: read as such", *content.notes)
            content = replace(content, encoding=encoding, notes=notes)
        elif len(text) in _EXCEL_CUTS:
            note = (
                "the text ends at 32,767 characters, where Excel cuts cells off: its end is probably missing"
            )
            content = replace(content, notes=(*content.notes, note))
    except ValueError as error:
        raise ReadError(f"{address}: {error}") from error
    return _source(replace(content, told=dict(told)), data, address, form)


def _source(content: Content, data: bytes, name: str, form: str) -> SourceText:
    return SourceText(
        content.text,
        content.encoding,
        content.blocks,
        content.cuts,
        content.notes,
        content.told,
        path=name,
        format=form,
        sha256=sha256(data).hexdigest(),
        bytes=len(data),
    )


def _actual_suffix(data: bytes, suffix: str) -> str:
    """The ending that fits the bytes: the name's own, unless they are plainly of another format that is known.

    Raises:
        ValueError: if there is no reader for them.
    """
    if not data:
        raise ValueError("the file is empty")
    found = signature(data)
    own = _READERS.get(suffix)
    if (
        found in _HOLD_MANY
        and own is not None
        and suffix in (".txt", ".html", ".htm", ".pdf", *_WORD_SUFFIXES)
    ):
        raise ValueError(f"the file is named {suffix}, but it is {found}: give it that ending")
    if own is None:
        if found in _READERS:
            return found
        raise ValueError(
            f"no reader for {suffix or 'files without an ending'}; known: {', '.join(reader_suffixes())}"
        )
    same = found is None or found not in _READERS or _READERS[found] is own
    # A page or a mail is text too: in a file that is said to be text it stays as it is.
    if same or (found in (".html", ".mht") and suffix not in (*_WORD_SUFFIXES, ".pdf")):
        return suffix
    return found or suffix


def _ending(path: str) -> str:
    name = PurePosixPath(path.replace("\\", "/"))
    if name.name.startswith("~$"):
        raise ReadError(
            f"{path}: not a report but the mark that Word leaves while a document is open; leave it out"
        )
    return name.suffix.lower()


def _on_first_use(module: str, name: str) -> Reader:
    """A reader whose module, and the libraries that it needs, are imported with the first file that it reads."""

    def read(data: bytes) -> Content:
        content: Content = getattr(import_module(f"policy_nlp.read.{module}"), name)(data)
        return content

    return read


_HOLD_MANY = (".zip", ".xlsx")
_PAGE = re.compile(rb"[\xef\xbb\xbf\s]*<(?:!doctype\s+html|html[\s>])", re.I)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|div|p|span|table|section|article|font|h[1-6])\b", re.I)
# Excel keeps 32,767 characters of a cell; a line end that a table's format writes as two counts once there.
_EXCEL_CUTS = (32_766, 32_767)

_WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".rtf", ".odt")

register_reader(".txt", read_txt)
_read_docx = _on_first_use("docx", "read_docx")
for _suffix in (".docx", ".docm", ".dotx"):
    register_reader(_suffix, _read_docx)
_read_office = _on_first_use("office", "read_office")
for _suffix in (".doc", ".dot", ".wps", ".rtf", ".odt"):
    register_reader(_suffix, _read_office)
register_reader(".pdf", _on_first_use("pdf", "read_pdf"))
_read_html = _on_first_use("html", "read_html")
for _suffix in (".html", ".htm", ".xhtml", ".shtml"):
    register_reader(_suffix, _read_html)
for _suffix in (".mht", ".mhtml"):
    register_reader(_suffix, _on_first_use("html", "read_mht"))
