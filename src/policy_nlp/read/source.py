"""The registry of readers, and one report as it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from policy_nlp.read.content import Content, ReadError
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
    """Read the bytes of one file; its name says how.

    Raises:
        ReadError: if there is no reader for it, or its content is no text.
    """
    suffix, reader = _reader_for(name)
    try:
        content = reader(data)
    except ValueError as error:
        raise ReadError(f"{name}: {error}") from error
    return SourceText(
        content.text,
        content.encoding,
        content.blocks,
        content.cuts,
        content.notes,
        content.told,
        path=name,
        format=suffix.lstrip("."),
        sha256=sha256(data).hexdigest(),
        bytes=len(data),
    )


def _reader_for(path: str | Path) -> tuple[str, Reader]:
    suffix = PurePosixPath(str(path).replace("\\", "/")).suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        raise ReadError(
            f"{path}: no reader for {suffix or 'files without an ending'}; known: {', '.join(reader_suffixes())}"
        )
    return suffix, reader


register_reader(".txt", read_txt)
