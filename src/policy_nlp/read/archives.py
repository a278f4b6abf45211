"""Archives (压缩包): ZIP and tar, read member by member without unpacking anything to disk.

What an archive says of itself is not trusted: members are counted, measured while they are read, and refused by name
where their path leads out of the archive; an archive that unpacks to absurdly more than it weighs is refused.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

FORMATS = {
    ".zip": "zip",
    ".tar": "tar",
    ".tar.gz": "tar",
    ".tgz": "tar",
    ".tar.bz2": "tar",
    ".tbz2": "tar",
    ".tbz": "tar",
    ".tar.xz": "tar",
    ".txz": "tar",
}
"""The endings of archives and their formats."""

# What goes wrong inside shows as one of many kinds of exception.
_BROKEN = (
    ValueError,
    OSError,
    EOFError,
    RuntimeError,  # an encrypted member; NotImplementedError is one too
    KeyError,
    IndexError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    struct.error,
)
_DRIVE = re.compile(r"[A-Za-z]:")
# Clutter that operating systems and Office leave in folders.
_CLUTTER = frozenset({"__macosx", "thumbs.db", "desktop.ini", "icon\r"})


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Against archives that are made to do harm (bombs).

    Attributes:
        members: how many files an archive may hold.
        total: bytes that it may unpack to.
        ratio: how many times its own size it may unpack to, beyond `free` bytes; the same for each member.
        free: bytes that may be unpacked whatever the ratio.
    """

    members: int = 1_000_000
    total: int = 64_000_000_000
    ratio: int = 200
    free: int = 200_000_000


class ArchiveError(ValueError):
    """An archive can't be read, or can't be read further; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive.

    Attributes:
        name: its path in the archive, with `/` between the parts.
        size: its size as the archive says, in bytes.
        open: gives its bytes as a file; only until the next entry is asked for. Raises ArchiveError.
        problem: why it can't be read.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    problem: str | None = None


@dataclass(slots=True)
class Skipped:
    """What was left out of an archive without being a failure: links, devices."""

    links: list[str] = field(default_factory=list)


def is_clutter(name: str) -> bool:
    """Whether a path is one of the files that nobody means: hidden ones, `__MACOSX`, `~$lock.docx`, Thumbs.db."""
    return any(
        part.lower() in _CLUTTER or (part.startswith((".", "~$")) and part not in (".", ".."))
        for part in name.replace("\\", "/").split("/")
    )


def is_page_folder(name: str, beside: Iterable[str]) -> bool:
    """Whether a folder holds the pictures, scripts and frames of a page that a browser saved beside it.

    Args:
        name: the folder's name: `报告_files`, `报告.files`.
        beside: the names of the files beside it: `报告.html`.
    """
    stem = name.removesuffix("_files").removesuffix(".files")
    return stem != name and any(
        f"{stem}{ending}" in beside for ending in (".html", ".htm", ".shtml", ".xhtml")
    )


def entries(
    file: BinaryIO, form: str, size: int | None, limits: ArchiveLimits, skipped: Skipped | None = None
) -> Iterator[Entry]:
    """The files of an archive in its order, folders and clutter left out.

    Args:
        file: the archive's bytes; for ZIP it must be possible to move in it.
        form: `zip` or `tar`.
        size: the archive's own size in bytes, if it is known.
        skipped: takes what is left out.

    Raises:
        ArchiveError: if the archive is damaged, encrypted as a whole, or exceeds the limits; what came before stands.
    """
    return (_zip if form == "zip" else _tar)(file, size, limits, skipped or Skipped())


def _refusal(name: str) -> str | None:
    """What is wrong with a member's path, if anything."""
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return "its path leads out of the archive; it is not read"
    return None


# --- ZIP ----------------------------------------------------------------------------------------------------------


def _zip(file: BinaryIO, size: int | None, limits: ArchiveLimits, skipped: Skipped) -> Iterator[Entry]:
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise ArchiveError(
            f"can't be read as a ZIP archive ({error}): it is damaged or incomplete; fetch or pack it anew"
        ) from error
    with archive:
        infos = archive.infolist()
        if len(infos) > limits.members:
            raise ArchiveError(f"holds {len(infos):,} files, more than {limits.members:,}; split it")
        total = sum(info.file_size for info in infos)
        weighs = size if size is not None else sum(info.compress_size for info in infos)
        _check_total(total, weighs, limits)
        names = _zip_names(infos)
        seen: set[str] = set()
        for info, name in zip(infos, names, strict=True):
            if info.is_dir() or name.endswith("/") or is_clutter(name):
                continue
            if (info.external_attr >> 16) & 0o170000 == 0o120000:
                skipped.links.append(name)
                continue
            problem = _refusal(name)
            if problem is None and name in seen:
                problem = "stands in the archive twice; the first one is read"
            elif problem is None and info.flag_bits & 0x1:
                problem = "is encrypted; unpack the archive with its password and give the folder"
            elif (
                problem is None
                and info.file_size > limits.free // 20
                and info.file_size > limits.ratio * max(info.compress_size, 1)
            ):
                problem = f"unpacks to {info.file_size // max(info.compress_size, 1):,} times its size, as no text does; it is not read"
            seen.add(name)

            def opened(info: Any = info) -> BinaryIO:
                try:
                    found = archive.open(info)
                except _BROKEN as error:
                    raise _member_error(error) from error
                return cast(BinaryIO, _Said(found, _member_error))

            yield Entry(name, info.file_size, opened, problem)


def _zip_names(infos: list[Any]) -> list[str]:
    """The names of members: Chinese Windows writes them in GBK, and does not say so; macOS in UTF-8, likewise."""
    raw = [None if info.flag_bits & 0x800 else _bytes_of(info.orig_filename) for info in infos]
    codec = "utf-8"
    for data in raw:
        if data is not None and not _decodes(data, "utf-8"):
            codec = "gb18030"
            break
    names = []
    for info, data in zip(infos, raw, strict=True):
        name = info.orig_filename
        if data is not None and not data.isascii() and _decodes(data, codec):
            name = data.decode(codec)
        names.append(name.partition("\x00")[0].replace("\\", "/"))
    return names


def _bytes_of(name: str) -> bytes | None:
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:
        return None


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _check_total(total: int, weighs: int, limits: ArchiveLimits) -> None:
    if total > limits.total:
        raise ArchiveError(
            f"unpacks to {total / 1e9:,.0f} GB, more than {limits.total / 1e9:,.0f} GB; split it, or unpack it and give the folder"
        )
    if total > limits.free and total > limits.ratio * max(weighs, 1):
        raise ArchiveError(
            f"unpacks to {total // max(weighs, 1):,} times its size, as no archive of reports does; unpack it yourself if you trust it"
        )


# --- tar ----------------------------------------------------------------------------------------------------------


class _Header(tarfile.TarInfo):
    """Headers that hold long names are read as a whole; a name of gigabytes is an attack."""

    def _proc_member(self, archive: Any) -> Any:
        if self.type in (b"L", b"K", b"x", b"X", b"g") and self.size > 1_000_000:
            raise ArchiveError("is no sound tar archive: a header in it is larger than a megabyte")
        return super()._proc_member(archive)  # type: ignore[misc]


class _Measured(io.RawIOBase):
    """An unpacked stream that is measured while it is read, against what was read of the packed one."""

    def __init__(self, stream: Any, packed: _Counted, limits: ArchiveLimits) -> None:
        self._stream = stream
        self._packed = packed
        self._limits = limits
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._total += len(data)
        if self._total > self._limits.free:
            _check_total(self._total, self._packed.total, self._limits)
        return len(data)


class _Counted(io.RawIOBase):
    """Counts what is read of a file, which stays open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.total += len(data)
        return len(data)


def unpacked(file: BinaryIO, limits: ArchiveLimits) -> io.BufferedReader:
    """The bytes of a file that is packed by gzip, bzip2 or xz, or of one that is not, as a measured stream."""
    import bz2
    import gzip

    file.seek(0)
    head = file.read(6)
    file.seek(0)
    counted = _Counted(file)
    packed: Any = io.BufferedReader(counted, 1 << 16)
    if head.startswith(b"\x1f\x8b"):
        packed = gzip.GzipFile(fileobj=packed)
    elif head.startswith(b"BZh"):
        packed = bz2.BZ2File(packed)
    elif head.startswith(b"\xfd7zXZ"):
        packed = lzma.LZMAFile(packed)  # noqa: SIM115
    return io.BufferedReader(_Measured(packed, counted, limits), 1 << 16)


def _tar(file: BinaryIO, size: int | None, limits: ArchiveLimits, skipped: Skipped) -> Iterator[Entry]:
    def say(error: Exception) -> ArchiveError:
        if isinstance(error, ArchiveError):
            return error
        return ArchiveError(
            f"can't be read as a tar archive, or not to its end ({str(error) or type(error).__name__}): it is damaged or incomplete; fetch or pack it anew"
        )

    stream = unpacked(file, limits)
    try:
        archive = tarfile.open(  # noqa: SIM115  (closed below)
            fileobj=stream, mode="r|", tarinfo=_Header, encoding="utf-8", errors="surrogateescape"
        )
    except _BROKEN as error:
        raise say(error) from error
    with archive:
        seen: set[str] = set()
        count = 0
        while True:
            try:
                info = archive.next()
            except _BROKEN as error:
                raise say(error) from error
            if info is None:
                return
            archive.members.clear()  # type: ignore[attr-defined]  # it would remember all of them
            count += 1
            if count > limits.members:
                raise ArchiveError(f"holds more than {limits.members:,} files; split it")
            name = _tar_name(info.name)
            if info.isdir() or is_clutter(name):
                continue
            if not info.isfile():
                skipped.links.append(name)
                continue
            problem = _refusal(name)
            if problem is None and name in seen:
                problem = "stands in the archive twice; the first one is read"
            seen.add(name)

            def opened(info: tarfile.TarInfo = info) -> BinaryIO:
                found = archive.extractfile(info)
                assert found is not None
                return cast(BinaryIO, _Said(found, say))

            yield Entry(name, info.size, opened, problem)


class _Said(io.RawIOBase):
    """A member whose errors while it is read say what to do."""

    def __init__(self, file: Any, say: Callable[[Exception], ArchiveError]) -> None:
        self._file = file
        self._say = say

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return int(self._file.seek(offset, whence))
        except _BROKEN as error:
            raise self._say(error) from error

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        try:
            data: bytes = self._file.read(size)
        except _BROKEN as error:
            raise self._say(error) from error
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def _member_error(error: Exception) -> ArchiveError:
    if isinstance(error, ArchiveError):
        return error
    if isinstance(error, NotImplementedError):
        return ArchiveError(
            "is packed by a method that can't be read here; pack the archive anew as a plain .zip"
        )
    reason = str(error) or type(error).__name__
    return ArchiveError(f"is damaged in the archive ({reason}); fetch or pack it anew")


def _tar_name(name: str) -> str:
    """A member's path; bytes that were no UTF-8 are GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        data = name.encode("utf-8", "surrogateescape")
        name = data.decode("gb18030", "replace")
    return name.replace("\\", "/").removeprefix("./")


def read_bounded(entry: Entry, longest: int) -> bytes:
    """A member's bytes.

    Raises:
        ArchiveError: if it is damaged, or larger than it may be or than the archive says.
    """
    with entry.open() as file:
        data = file.read(min(entry.size, longest) + 1)
        while len(data) <= min(entry.size, longest) and (more := file.read(1 << 20)):
            data += more
    if len(data) > min(entry.size, longest):
        raise ArchiveError("is larger than the archive says; it is not read")
    if len(data) < entry.size:
        raise ArchiveError(
            "is shorter than the archive says: the archive is incomplete; fetch or pack it anew"
        )
    return data
