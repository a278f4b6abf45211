"""Folders to write to: local ones, and those behind an fsspec URL (`s3://`, `hdfs://`, `memory://` …).

Both keep one promise: whatever stands under a final name is complete. Names are relative, with `/` as separator.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, Protocol

STATE = ".policy-nlp"
"""The folder inside an output folder where a batch keeps what it needs to resume."""

# Stores whose upload replaces an object in one step; elsewhere a file is written aside and then renamed.
_ATOMIC_PUT = frozenset({"memory", "s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss"})


class Stamp(tuple[int, int | None]):
    """A file's size in bytes and, where the store knows it, its time of change in nanoseconds."""

    __slots__ = ()

    @property
    def size(self) -> int:
        return self[0]

    @property
    def changed(self) -> int | None:
        return self[1]


class Store(Protocol):
    """A folder that files are written to."""

    name: str
    local: bool

    def prepare(self) -> None:
        """Make the folder and its state folder, and remove what an interrupted writer left behind."""

    def stamp(self, name: str) -> Stamp | None:
        """Size and time of a file, or None where there is none."""

    def read(self, name: str) -> bytes:
        """A file's bytes."""

    def stage(self, name: str, data: bytes | bytearray) -> tuple[Stamp, Any]:
        """Bring the bytes as far as possible without touching the final name; gives what `publish` needs."""

    def publish(self, name: str, staged: Any) -> None:
        """Give what was staged its final name, replacing what stood there, in one step."""

    def write(self, name: str, data: bytes | bytearray) -> Stamp:
        """Stage and publish."""

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""

    def append(self, name: str, data: bytes | bytearray) -> None:
        """Add lines to a log; read them again with `log`."""

    def log(self, name: str) -> bytes:
        """All that was added to a log; its last line may be torn."""

    def replace_log(self, name: str, data: bytes | bytearray) -> None:
        """Replace a log by a shorter one that says the same."""

    def close(self) -> None:
        """Let go of locks and open files."""


class LocalStore:
    """A local folder. A file is written aside, in the state folder, and renamed into place."""

    local = True

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.name = str(folder)
        self._aside = self.folder / STATE / "aside"
        self._number = 0
        self._made: set[Path] = set()
        self._lock: int | None = None

    def prepare(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(20, "is a file, not a folder", self.name)
        self._aside.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        for left in self._aside.iterdir():
            left.unlink()

    def _take_lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: two batches in one folder are then the user's own care
            return
        self._lock = os.open(self.folder / STATE / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BlockingIOError(
                error.errno, "another batch is writing to this folder; wait until it ends", self.name
            ) from error

    def stamp(self, name: str) -> Stamp | None:
        try:
            found = (self.folder / name).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Stamp((found.st_size, found.st_mtime_ns))

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def stage(self, name: str, data: bytes | bytearray) -> tuple[Stamp, Path]:
        self._number += 1
        aside = self._aside / f"{os.getpid()}-{self._number}"
        try:
            with aside.open("xb", buffering=0) as file:
                view = memoryview(data)
                while view:
                    view = view[file.write(view) :]
                found = os.fstat(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                aside.unlink()
            raise
        return Stamp((found.st_size, found.st_mtime_ns)), aside

    def publish(self, name: str, staged: Path) -> None:
        target = self.folder / name
        try:
            if target.parent not in self._made:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(target.parent)
            staged.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                staged.unlink()
            raise

    def write(self, name: str, data: bytes | bytearray) -> Stamp:
        stamp, staged = self.stage(name, data)
        self.publish(name, staged)
        return stamp

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def append(self, name: str, data: bytes | bytearray) -> None:
        with (self.folder / name).open("ab", buffering=0) as file:
            # A line torn by a full disk or a kill is ended first, so that it can't swallow the next one.
            if file.tell() and not self._ends_with_newline(name):
                file.write(b"\n")
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]

    def _ends_with_newline(self, name: str) -> bool:
        with (self.folder / name).open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def log(self, name: str) -> bytes:
        path = self.folder / name
        return path.read_bytes() if path.exists() else b""

    def replace_log(self, name: str, data: bytes | bytearray) -> None:
        self.write(name, data)

    def close(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class RemoteStore:
    """A folder behind an fsspec URL. Logs are kept as numbered objects, since object stores can't append."""

    local = False

    def __init__(self, url: str) -> None:
        import fsspec

        self.name = url.rstrip("/")
        self.fs, root = fsspec.core.url_to_fs(self.name)
        self.root = root.rstrip("/")
        protocol = self.fs.protocol
        self._atomic = bool(_ATOMIC_PUT & set([protocol] if isinstance(protocol, str) else protocol))
        self._segment: dict[str, int] = {}

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    def prepare(self) -> None:
        self.fs.makedirs(self._path(STATE), exist_ok=True)
        for left in self._names(f"{STATE}/aside"):
            self.fs.rm_file(left)

    def _names(self, folder: str) -> list[str]:
        try:
            return sorted(self.fs.ls(self._path(folder), detail=False))
        except FileNotFoundError:
            return []

    def stamp(self, name: str) -> Stamp | None:
        try:
            return Stamp((int(self.fs.info(self._path(name))["size"]), None))
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes:
        data: bytes = self.fs.cat_file(self._path(name))
        return data

    def stage(self, name: str, data: bytes | bytearray) -> tuple[Stamp, bytes]:
        return Stamp((len(data), None)), bytes(data)

    def publish(self, name: str, staged: bytes) -> None:
        path = self._path(name)
        self.fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        if self._atomic:
            self.fs.pipe_file(path, staged)
            return
        aside = self._path(f"{STATE}/aside/{name.replace('/', '%2F')}")
        self.fs.makedirs(aside.rpartition("/")[0], exist_ok=True)
        self.fs.pipe_file(aside, staged)
        self.fs.mv(aside, path)

    def write(self, name: str, data: bytes | bytearray) -> Stamp:
        stamp, staged = self.stage(name, data)
        self.publish(name, staged)
        return stamp

    def remove(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.fs.rm_file(self._path(name))

    def append(self, name: str, data: bytes | bytearray) -> None:
        if name not in self._segment:
            known = [int(path.rpartition("/")[2]) for path in self._names(name)]
            self._segment[name] = max(known, default=0)
        self._segment[name] += 1
        self.write(f"{name}/{self._segment[name]:09}", data)

    def log(self, name: str) -> bytes:
        return b"".join(self.fs.cat_file(path) for path in self._names(name))

    def replace_log(self, name: str, data: bytes | bytearray) -> None:
        old = self._names(name)
        self.append(name, data)
        for path in old:
            self.fs.rm_file(path)

    def close(self) -> None:
        return None


def open_store(where: str | Path) -> Store:
    """The store at a path or URL; `file://` URLs are local folders."""
    given = str(where)
    if given.startswith("file://"):
        return LocalStore(given.removeprefix("file://"))
    return RemoteStore(given) if "://" in given else LocalStore(given)
