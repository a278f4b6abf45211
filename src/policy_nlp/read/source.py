"""The registry of readers, and what a reader gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

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


def read_source(path: str | Path) -> SourceText:
    """Read one file.

    Raises:
        ReadError: if there is no such file, no reader for it, or its content is no text.
    """
    path = Path(path)
    decode = _READERS.get(path.suffix.lower())
    if decode is None:
        raise ReadError(f"{path}: no reader for {path.suffix or 'files without an ending'!r}; known: {', '.join(reader_suffixes())}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: can't be read: {error.strerror or error}") from error
    try:
        text, encoding = decode(data)
    except ValueError as error:
        raise ReadError(f"{path}: {error}") from error
    return SourceText(text, path.as_posix(), path.suffix.lower().lstrip("."), encoding, sha256(data).hexdigest(), len(data))


register_reader(".txt", decode_txt)
