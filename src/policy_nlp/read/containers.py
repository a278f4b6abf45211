"""Files that hold many reports (一档多篇): tables with one report a row, and archives of files and tables.

A report in one of them has an address, which can be given wherever a path can:

* `a.zip!town/2024.docx`: a file in an archive;
* `reports.csv#17`, `book.xlsx#青石县-2024`, `book.xlsx#2024年/17`: a row, by its id or number, with its sheet where
  several are read;
* `a.zip!tables/reports.csv#17`, `a.zip!more.tar.gz!2024.txt`: and so on inwards.

Members come one at a time, in the order of the file; nothing is unpacked to disk, and no text is kept.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from policy_nlp.read import archives, tables
from policy_nlp.read.archives import ArchiveError, ArchiveLimits, Entry, read_bounded, unpacked
from policy_nlp.read.content import ReadError
from policy_nlp.read.sheets import NoTextsError
from policy_nlp.read.signature import signature
from policy_nlp.read.source import (
    LONGEST,
    SourceText,
    decode_row,
    decode_source,
    open_binary,
    read_file,
    reader_suffixes,
    too_long,
)
from policy_nlp.read.tables import Table, TableOptions

STDIN = "-"
"""The path that stands for the standard input."""

# What has to be held in memory to be read at all, within an archive: workbooks, archives.
_HELD_AT_MOST = 200_000_000
# An archive in an archive is read, one in that is not.
_DEPTH = 2
_PACKED = (".gz", ".bz2", ".xz")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_NAME_BYTES = 180


@dataclass(frozen=True, slots=True)
class ContainerOptions:
    """How files that hold many reports are read.

    Attributes:
        columns: for tables, names of columns and what they hold: text, id, title, place, level, plan_year, review_year.
        sheets: for workbooks, the sheets to read; `*` reads all.
        longest: bytes that one report may have.
        archive: limits for archives.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    longest: int = LONGEST
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)


@dataclass(frozen=True, slots=True)
class RowFormat:
    """Where a row's text came from: the table's format and encoding."""

    form: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One report in a container.

    Attributes:
        address: where it is, from the container's path inwards.
        name: what it is called below the container, without its ending: the end of its id.
        size: bytes, as the container says.
        told: what a table says of it, by the names of the overrides.
        problem: why it can't be read, where that shows already.
        row: for a row of a table, the table's format.
        ending: its format (`.txt`), if its address does not say.
    """

    address: str
    name: str
    size: int
    told: Mapping[str, str | int]
    problem: str | None
    row: RowFormat | None
    _read: Callable[[], bytes]
    ending: str = ""

    def read(self) -> bytes:
        """Its bytes; for a row, its text in UTF-8. Only until the next member is asked for.

        Raises:
            ReadError: with its address, if it can't be read.
        """
        if self.problem:
            raise ReadError(f"{self.address}: {self.problem}")
        try:
            return self._read()
        except ArchiveError as error:
            raise ReadError(f"{self.address}: {error}") from error

    def source(self) -> SourceText:
        """Its content, as a reader gives it.

        Raises:
            ReadError: if it can't be read.
        """
        return decode_member(self.read(), self.address, self.row, self.told, self.ending)


def decode_member(
    data: bytes,
    address: str,
    row: RowFormat | None = None,
    told: Mapping[str, str | int] | None = None,
    ending: str = "",
) -> SourceText:
    """Read what :meth:`Member.read` gave.

    Raises:
        ReadError: if there is no reader for it, or its content is no text.
    """
    if row is None:
        return decode_source(data, address, ending)
    return decode_row(data, address, row.form, row.encoding, told or {})


class Container:
    """A file that holds many reports, local or behind a URL, or the standard input.

    Args:
        path: its path or URL.
        options: how it is read.
        form: its ending (`.csv`), if its name does not say; that of a single report makes a container of one.
        held: the bytes, if they do not come from the path.

    Attributes:
        notes: what a user should know; complete once all members have come.
    """

    def __init__(
        self,
        path: str,
        options: ContainerOptions | None = None,
        *,
        form: str | None = None,
        held: BinaryIO | None = None,
    ) -> None:
        self.path = path
        self.options = options or ContainerOptions()
        self.notes: list[str] = []
        self.ending = form or ""
        self._form = container_form(form or path)
        if self._form is None and held is None:
            raise ReadError(f"{path}: is no table and no archive; known: {', '.join(container_suffixes())}")
        self._held = held
        self._encodings: dict[str, str] = {}
        self._left: Counter[str] = Counter()

    @property
    def is_table(self) -> bool:
        """Whether it is a table; else it is an archive."""
        return self._form is not None and self._form[0] == "table"

    @property
    def single(self) -> bool:
        """Whether it is a single report after all: one that came by the standard input."""
        return self._form is None

    def members(self, within: str | None = None) -> Iterator[Member]:
        """The reports in it, in its order. May be asked for again.

        Args:
            within: only those at this address, or behind it.

        Raises:
            NoTextsError: if it is a table without a column of texts.
            ReadError: if it can't be read, or can't be read further: what came before stands.
        """
        self.notes.clear()
        self._left.clear()
        if self._form is None:
            yield self._one()
            return
        with contextlib.ExitStack() as opened:
            if self._held is not None:
                file, size = self._held, None
                file.seek(0)
            else:
                file, size = open_binary(self.path)
                opened.enter_context(file)
            try:
                if self.is_table:
                    yield from self._rows(file, self.path, "", self._form, within)
                else:
                    yield from self._files(file, self.path, "", self._form[1], size, within, 1)
            except NoTextsError as error:
                raise NoTextsError(f"{self.path}: {error}") from error
            except (ArchiveError, ValueError) as error:
                raise ReadError(f"{self.path}: {error}") from error
            except (OSError, EOFError) as error:
                reason = error.strerror if isinstance(error, OSError) else None
                raise ReadError(f"{self.path}: can't be read to its end: {reason or error}") from error
        if self._left:
            self.notes.append(f"left alone: {say_left(self._left)}")

    def _one(self) -> Member:
        held = self._held
        assert held is not None
        size = held.seek(0, os.SEEK_END)
        longest = self.options.longest
        problem = too_long(size, longest) if size > longest else None

        def read() -> bytes:
            held.seek(0)
            return held.read(longest)

        return Member(self.path, "", size, {}, problem, None, read, self.ending)

    def _rows(
        self, file: BinaryIO, address: str, prefix: str, form: tuple[str, str, bool], within: str | None
    ) -> Iterator[Member]:
        if form[2]:
            file = cast(BinaryIO, _Rewound(file, self.options.archive))
        table = Table(
            file, form[1], TableOptions(self.options.columns, self.options.sheets, self.options.longest)
        )
        table.encoding = self._encodings.get(address)
        notes = "" if address == self.path else f"{address[len(self.path) + 1 :]}: "
        try:
            for row in table.rows():
                if table.encoding is not None and not self._encodings.get(address):
                    self._encodings[address] = table.encoding
                sheet = f"{row.sheet}/" if row.sheet else ""
                where = f"{address}#{sheet}{row.name}"
                if within is not None and within not in (address, where, f"{address}#{sheet}{row.number}"):
                    continue
                data = row.text.encode("utf-8") if row.problem is None else b""
                name = prefix + (f"{safe_name(row.sheet)}/" if row.sheet else "") + safe_name(row.name)
                yield Member(
                    where,
                    name,
                    len(data),
                    row.told,
                    row.problem,
                    RowFormat(form[1], table.encoding),
                    lambda data=data: data,  # type: ignore[misc]
                )
        finally:
            self.notes.extend(notes + note for note in table.notes)

    def _files(
        self,
        file: BinaryIO,
        address: str,
        prefix: str,
        form: str,
        size: int | None,
        within: str | None,
        depth: int,
    ) -> Iterator[Member]:
        skipped = archives.Skipped()
        suffixes = reader_suffixes()
        for entry in archives.entries(file, form, size, self.options.archive, skipped):
            where = f"{address}!{entry.name}"
            if within is not None and not _meet(where, within, address):
                continue
            inner = container_form(entry.name)
            ending = PurePosixPath(entry.name).suffix.lower()
            name = prefix + _without(entry.name, inner)
            problem = entry.problem
            if inner is None:
                if ending not in suffixes and not (problem and "leads out" in problem):
                    self._left[ending] += 1
                    continue
                if problem is None and entry.size > self.options.longest:
                    problem = too_long(entry.size, self.options.longest)
                if problem is None and entry.size == 0:
                    problem = "the file is empty"
                yield Member(
                    where,
                    name,
                    entry.size,
                    {},
                    problem,
                    None,
                    lambda entry=entry: read_bounded(entry, self.options.longest),  # type: ignore[misc]
                )
                continue
            if problem is None and inner[0] == "archive" and depth >= _DEPTH:
                problem = "is an archive within an archive within an archive; unpack the outer one"
            if problem is None:
                try:
                    yield from self._inner(entry, where, name, form, inner, within, depth)
                    continue
                except NoTextsError as error:
                    self.notes.append(f"{where[len(self.path) + 1 :]}: left alone: {error}")
                    continue
                except (ValueError, OSError, EOFError) as error:
                    problem = str(error)
            yield Member(where, name, entry.size, {}, problem, None, lambda: b"")
        if skipped.links:
            self.notes.append(
                f"links in the archive are not followed: {len(skipped.links)} ({skipped.links[0]}"
                f"{' …' if len(skipped.links) > 1 else ''})"
            )

    def _inner(
        self,
        entry: Entry,
        where: str,
        name: str,
        outer: str,
        form: tuple[str, str, bool],
        within: str | None,
        depth: int,
    ) -> Iterator[Member]:
        """The reports of a table or archive in an archive."""
        kind, inner, packed = form
        if kind == "table" and outer == "zip" and inner not in tables.NEEDS_WHOLE and not packed:
            with entry.open() as file:
                yield from self._rows(file, where, f"{name}/", form, within)
            return
        if entry.size > _HELD_AT_MOST:
            raise ArchiveError(
                f"has {entry.size / 1e6:,.0f} MB, too much for a table or archive within an archive; unpack the outer one"
            )
        file = io.BytesIO(read_bounded(entry, _HELD_AT_MOST))
        if kind == "table":
            yield from self._rows(file, where, f"{name}/", form, within)
        else:
            yield from self._files(file, where, f"{name}/", inner, entry.size, within, depth + 1)


class _Rewound(io.RawIOBase):
    """The unpacked bytes of a packed file, which can be gone back to its beginning and nowhere else."""

    def __init__(self, file: BinaryIO, limits: ArchiveLimits) -> None:
        self._file = file
        self._limits = limits
        self._stream = unpacked(file, limits)

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        if (offset, whence) != (0, 0):
            raise io.UnsupportedOperation("only back to the beginning")
        self._stream = unpacked(self._file, self._limits)
        return 0

    def readinto(self, buffer: object) -> int:
        import lzma
        import zlib

        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise ArchiveError(f"can't be unpacked to its end ({error}); fetch it anew") from error
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        return super().read(size) or b""


def _meet(where: str, within: str, outer: str) -> bool:
    """Whether an address is the wanted one, lies behind it, or leads to it."""
    return (
        within in (where, outer)
        or where.startswith(f"{within}/")
        or within.startswith((f"{where}!", f"{where}#"))
        or outer.startswith((f"{within}!", f"{within}#", f"{within}/"))
    )


def container_form(name: str) -> tuple[str, str, bool] | None:
    """What a file is by its name: `table` or `archive`, its format, and whether a table is packed; None if neither."""
    lower = name.lower()
    archive = next((f for s, f in archives.FORMATS.items() if lower.endswith(s)), None)
    if archive:
        return "archive", archive, False
    packed = next((s for s in _PACKED if lower.endswith(s)), None)
    bare = lower.removesuffix(packed or "")
    table = next((f for s, f in tables.FORMATS.items() if bare.endswith(s)), None)
    if table is None or (packed and table in tables.NEEDS_WHOLE):
        return None
    return "table", table, packed is not None


def container_suffixes() -> tuple[str, ...]:
    """The endings of files that hold many reports, sorted."""
    return tuple(sorted((*archives.FORMATS, *tables.FORMATS)))


def container_stem(name: str) -> str:
    """A container's path without its ending: `a/reports` for `a/reports.tar.gz`."""
    return _without(name, container_form(name))


def _without(name: str, form: tuple[str, str, bool] | None) -> str:
    if form is not None:
        endings = (*archives.FORMATS, *(t + p for t in tables.FORMATS for p in ("", *_PACKED)))
        for ending in sorted(endings, key=len, reverse=True):
            if name.lower().endswith(ending) and len(name) > len(ending):
                return name[: -len(ending)]
    head, slash, last = name.rpartition("/")
    stem = os.path.splitext(last)[0]  # noqa: PTH122
    return head + slash + stem


def safe_name(name: str) -> str:
    """A row's id as a name of a file: without what file systems do not take, and not too long."""
    safe = _UNSAFE.sub("_", name).strip(" .") or "_"
    if len(safe.encode("utf-8", "replace")) > _NAME_BYTES:
        digest = sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
        safe = safe.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore") + f"-{digest}"
    return safe


def say_left(left: Mapping[str, int]) -> str:
    """How many files of which endings were left alone."""
    order = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{count} {ending or 'without an ending'}" for ending, count in order[:8]]
    return ", ".join(parts) + (f", {sum(c for _, c in order[8:])} others" if len(order) > 8 else "")


# --- addresses ------------------------------------------------------------------------------------------------------


def split_address(path: str) -> str | None:
    """The container's path, if this is an address of something in it; None if it is a path."""
    if not ("!" in path or "#" in path):
        return None
    remote = "://" in path
    if not remote and os.path.exists(path):  # noqa: PTH110
        return None
    for mark in re.finditer(r"[!#]", path):
        outer = path[: mark.start()]
        if container_form(outer) is not None and (remote or os.path.isfile(outer)):  # noqa: PTH113
            return outer
    return None


def open_members(path: str | Path, options: ContainerOptions | None = None) -> Iterator[Member]:
    """The reports in a table or archive, or behind an address in one, one at a time.

    Args:
        path: a path or URL of a container, or an address.
        options: how it is read.

    Raises:
        ReadError: if it can't be read as one.
    """
    outer = split_address(str(path))
    try:
        yield from Container(outer or str(path), options).members(within=str(path) if outer else None)
    except NoTextsError as error:
        raise ReadError(str(error)) from error


def read_member(address: str, options: ContainerOptions | None = None) -> Member:
    """The report at an address; its bytes are held, so that it can be read at any time.

    Raises:
        ReadError: if there is none, or it can't be read.
    """
    close: Member | None = None
    for member in open_members(address, options):
        if member.address == address:
            return _holding(member)
        if member.row is not None and close is None and not member.problem:
            close = _holding(member)  # a row by its number, where it has an id
    if close is None:
        outer = split_address(address) or address
        some = [m.address for m in islice(open_members(outer, options), 4)]
        there = f"; it has {', '.join(some[:3])}{' …' if len(some) > 3 else ''}" if some else ""
        raise ReadError(f"{address}: there is no such report in {outer}{there}")
    return close


def _holding(member: Member) -> Member:
    data = member.read()
    return Member(member.address, member.name, member.size, member.told, None, member.row, lambda: data)


def read_source(path: str | Path, longest: int = LONGEST) -> SourceText:
    """Read one report.

    Args:
        path: a path, a URL that fsspec knows, or an address in an archive or table (`a.zip!town/2024.docx`).
        longest: bytes that it may have.

    Raises:
        ReadError: if there is no such file, no reader for it, or its content is no text.
    """
    if split_address(str(path)) is not None:
        return read_member(str(path), ContainerOptions(longest=longest)).source()
    form = container_form(str(path))
    if form is not None and "." + str(path).lower().rpartition(".")[2] not in reader_suffixes():
        example = f"{path}#2" if form[0] == "table" else f"{path}!name.txt"
        raise ReadError(
            f"{path}: holds many reports; give it to `policy-nlp run`, or name one of them as {example}"
        )
    return read_file(path, longest)


def report_name(path: str) -> str:
    """What a report is called if nobody says: the last part of its address, without its ending."""
    outer = split_address(path)
    if outer is None:
        return Path(path).stem
    inner = path[len(outer) :]
    if "#" in inner:
        return safe_name(inner.rpartition("#")[2].rpartition("/")[2])
    return PurePosixPath(inner.rpartition("!")[2]).stem


# --- standard input -------------------------------------------------------------------------------------------------


def stdin_container(options: ContainerOptions | None = None, form: str | None = None) -> Container:
    """What comes by the standard input, as a container: of many reports, or of one.

    Args:
        options: how it is read.
        form: its format as an ending without the dot: `txt`, `csv`, `tar.gz`; None: as its content shows.

    Raises:
        ReadError: if it is empty, or of no known format.
    """
    # It is read more than once, so it is kept: in memory while it is small, in a nameless file when it is not.
    held = cast(BinaryIO, SpooledTemporaryFile(max_size=64_000_000))  # noqa: SIM115  (the container keeps it)
    while chunk := sys.stdin.buffer.read(1 << 20):
        held.write(chunk)
    if held.tell() == 0:
        raise ReadError(f"{STDIN}: nothing came by the standard input")
    ending = f".{form.lstrip('.').lower()}" if form else _ending_of(held)
    known = (*reader_suffixes(), *container_suffixes())
    if ending not in known and container_form(ending) is None:
        raise ReadError(f"{STDIN}: no reader for {ending}; known: {', '.join(known)}")
    return Container(STDIN, options, form=ending, held=held)


def _ending_of(file: BinaryIO) -> str:
    """The ending that fits a file's content; `.txt` if it bears no mark."""
    file.seek(0)
    head = file.read(1 << 16)
    if head[257:262] == b"ustar":
        return ".tar"
    if head.startswith((b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")):
        with contextlib.suppress(Exception):
            if unpacked(file, ArchiveLimits()).read(262)[257:262] == b"ustar":
                return ".tar.gz"
        raise ReadError(
            f"{STDIN}: is packed; say by --stdin-format what is in it: csv.gz, jsonl.gz, tar.gz …"
        )
    if head.startswith(b"PAR1"):
        return ".parquet"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        import json

        with contextlib.suppress(ValueError):
            if isinstance(json.loads(head.partition(b"\n")[0].decode("utf-8-sig", "ignore")), dict):
                return ".jsonl"
    file.seek(0)
    try:
        return signature(file.read(LONGEST)) or ".txt"
    except ValueError as error:
        raise ReadError(f"{STDIN}: {error}") from error
