"""The registry of readers, and what a reader gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from policy_nlp.read.txt import decode_txt


class ReadError(Exception):
    """A file can't be read as a report; the message says which file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A report's text as it was read, and where it came from."""

    text: str
    path: str
    format: str
    encoding: str | None
    sha256: str
    bytes: int


Decoder = Callable[[bytes], tuple[str, str | None]]
"""From a file's bytes to its text and, where it has one, its encoding. Raises ValueError with the reason."""

_READERS: dict[str, Decoder] = {}


def register_reader(suffix: str, decode: Decoder) -> None:
    """Add a format: `decode` turns the bytes of files that end in `suffix` (with the dot) into text."""
    _READERS[suffix.lower()] = decode


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
    suffix = PurePosixPath(str(path).replace("\\", "/")).suffix.lower()
    decode = _READERS.get(suffix)
    if decode is None:
        raise ReadError(
            f"{path}: no reader for {suffix or 'files without an ending'}; known: {', '.join(reader_suffixes())}"
        )
    data = read_bytes(path)
    try:
        text, encoding = decode(data)
    except ValueError as error:
        raise ReadError(f"{path}: {error}") from error
    name = str(path) if "://" in str(path) else Path(path).as_posix()
    return SourceText(text, name, suffix.lstrip("."), encoding, sha256(data).hexdigest(), len(data))


register_reader(".txt", decode_txt)
