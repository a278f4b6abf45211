"""The registry of readers, and one report as it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path, PurePosixPath

from policy_nlp.read.content import Content, ReadError
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


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a local file, or of one behind an fsspec URL (`s3://bucket/a.txt`).

    Raises:
        ReadError: if there is no such file or it can't be read.
    """
    try:
        if "://" not in str(path):
            return Path(path).read_bytes()
        import fsspec

        fs, name = fsspec.core.url_to_fs(str(path))
        data: bytes = fs.cat_file(name)
        return data
    except FileNotFoundError as error:
        raise ReadError(f"{path}: no such file") from error
    except (OSError, ImportError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise ReadError(f"{path}: can't be read: {reason or error}") from error


def read_source(path: str | Path) -> SourceText:
    """Read one file.

    Args:
        path: a path, or a URL that fsspec knows.

    Raises:
        ReadError: if there is no such file, no reader for it, or its content is no text.
    """
    _reader_for(path)  # before the bytes are fetched
    name = str(path) if "://" in str(path) else Path(path).as_posix()
    return decode_source(read_bytes(path), name)


def decode_source(data: bytes, name: str) -> SourceText:
    """Read the bytes of one file; its name says how, unless the bytes are plainly of another format.

    Raises:
        ReadError: if there is no reader for it, or its content is no text.
    """
    suffix, reader = _reader_for(name)
    notes: tuple[str, ...] = ()
    try:
        actual = _actual_suffix(data, suffix)
        if actual != suffix:
            reader = _READERS[actual]
            notes = (f"the file is named {suffix}, but it is {actual}: read as such",)
        content = reader(data)
    except ValueError as error:
        raise ReadError(f"{name}: {error}") from error
    return SourceText(
        content.text,
        content.encoding,
        content.blocks,
        content.cuts,
        notes + content.notes,
        content.told,
        path=name,
        format=actual.lstrip("."),
        sha256=sha256(data).hexdigest(),
        bytes=len(data),
    )


def _actual_suffix(data: bytes, suffix: str) -> str:
    """The ending that fits the bytes: the name's own, unless they are plainly of another format that is known."""
    if not data:
        raise ValueError("the file is empty")
    found = signature(data)
    same = found is None or found not in _READERS or _READERS[found] is _READERS[suffix]
    # A page or a mail is text too: in a file that is said to be text it stays as it is.
    if same or (found in (".html", ".mht") and suffix not in (*_WORD_SUFFIXES, ".pdf")):
        return suffix
    return found or suffix


def _reader_for(path: str | Path) -> tuple[str, Reader]:
    name = PurePosixPath(str(path).replace("\\", "/"))
    if name.name.startswith("~$"):
        raise ReadError(
            f"{path}: not a report but the mark that Word leaves while a document is open; leave it out"
        )
    suffix = name.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise ReadError(
            f"{path}: no reader for {suffix or 'files without an ending'}; known: {', '.join(reader_suffixes())}"
        )
    return suffix, reader


def _on_first_use(module: str, name: str) -> Reader:
    """A reader whose module, and the libraries that it needs, are imported with the first file that it reads."""

    def read(data: bytes) -> Content:
        content: Content = getattr(import_module(f"policy_nlp.read.{module}"), name)(data)
        return content

    return read


_WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".rtf", ".odt")

register_reader(".txt", read_txt)
_read_docx = _on_first_use("docx", "read_docx")
for _suffix in (".docx", ".docm", ".dotx"):
    register_reader(_suffix, _read_docx)
_read_office = _on_first_use("office", "read_office")
for _suffix in (".doc", ".dot", ".wps", ".rtf", ".odt"):
    register_reader(_suffix, _read_office)
# register_reader(".pdf", _on_first_use("pdf", "read_pdf"))
