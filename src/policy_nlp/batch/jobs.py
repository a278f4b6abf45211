"""From what the user names (files, folders, tables, archives, URLs, a manifest) to the list of jobs."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple, get_args

from policy_nlp.read import (
    STDIN,
    Container,
    ContainerOptions,
    NoTextsError,
    ReadError,
    RowFormat,
    container_form,
    container_stem,
    is_clutter,
    is_page_folder,
    reader_suffixes,
    say_left,
    split_address,
    stdin_container,
)

Overrides = Mapping[str, str | int]
"""What the user says of a report: any of `title`, `place`, `level`, `review_year`, `plan_year`, `code`, `delivered`,
`speaker`, `office`."""

_YEARS = ("review_year", "plan_year")
_FIELDS = ("title", "place", "level", *_YEARS, "code", "delivered", "speaker", "office")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_STDIN_ID = "stdin"


class BatchError(Exception):
    """A batch can't be run, and nothing was done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A report out of a container, as the batch's owner sends it to a worker: its bytes, or why there are none.

    Attributes:
        data: the bytes.
        row: for a row of a table, the table's format.
        ending: the format, where the report's name does not say.
        problem: what was wrong with reading it.
    """

    data: bytes = b""
    row: RowFormat | None = None
    ending: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to process.

    Attributes:
        path: its path, URL, or address in a container.
        id: what its output is called.
        overrides: what is known of it besides its text.
        home: the container that it stands in, if it stands in one: the owner reads it then, not the worker.
        parcel: what the owner read, when the job is sent.
    """

    path: str
    id: str
    overrides: dict[str, str | int] = field(default_factory=dict)
    home: str = ""
    parcel: Parcel | None = None


@dataclass(slots=True)
class Plan:
    """The jobs of a batch in the order of their ids, the containers that some stand in, and inputs that gave none."""

    jobs: list[Job]
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    containers: dict[str, Container] = field(default_factory=dict)


class _Found(NamedTuple):
    """A report that an input has led to."""

    id: str
    path: str
    below: str
    """its path below its folder"""
    told: Mapping[str, str | int] = {}
    home: str = ""


def plan_jobs(
    inputs: Iterable[str],
    *,
    overrides: Overrides | None = None,
    manifest: str | Path | None = None,
    leave_out: str | None = None,
    containers: ContainerOptions | None = None,
    stdin_format: str | None = None,
) -> Plan:
    """Find the reports.

    Args:
        inputs: files, folders, URLs, addresses in containers, and `-` for the standard input. A folder's reports keep
            their place below it; a file gets its bare name; a container's reports stand below its name.
        overrides: what holds for all reports.
        manifest: a TSV or CSV file with a column `path` (relative to the manifest, or to an input folder) and any
            of `place`, `level`, `plan_year`, `review_year`, `title`. Its cells win over `overrides`, and over what a
            table says of its rows. Without inputs, the reports that it lists are processed.
        leave_out: a folder below an input that is not searched: the output folder.
        containers: how tables and archives are read.
        stdin_format: the format of the standard input, as an ending without the dot, if its content does not show it.

    Raises:
        BatchError: if two inputs would land on one output, or the manifest or an override is wrong.
    """
    general = check_overrides(dict(overrides or {}), "the command line")
    rows = read_manifest(manifest) if manifest else {}
    home = os.path.dirname(str(manifest)) if manifest else ""  # noqa: PTH120  (a URL is no Path)
    given = list(inputs)
    plan = Plan([])
    search = _Search(
        plan,
        containers or ContainerOptions(),
        {_key(str(p)) for p in (leave_out, manifest) if p and "://" not in str(p)},
        stdin_format,
    )
    unused = dict.fromkeys(rows)
    by_place = {_key(_join(home, path)): path for path in rows}
    found: Iterable[_Found] = (report for entry in given for report in search.reports(entry))
    if not given and rows:
        found = (report for path in rows for report in search.listed(_join(home, path), path))
    for report in found:
        overrides_of = general
        listed = (
            (by_place.get(_key(report.path), report.below if report.below in rows else None))
            if rows
            else None
        )
        if report.told or listed is not None:
            overrides_of = {**general, **report.told, **(rows[listed] if listed is not None else {})}
        if listed is not None:
            unused.pop(listed, None)
        plan.jobs.append(Job(report.path, report.id, overrides_of, report.home))
    plan.jobs.sort(key=lambda job: (job.id, job.path))
    _refuse_collisions(plan.jobs)
    for path, container in plan.containers.items():
        plan.notes.extend(f"{path}: {note}" for note in container.notes)
    if unused:
        some = ", ".join(list(unused)[:3])
        plan.notes.append(
            f"{manifest}: {len(unused)} of {len(rows)} rows name no report of this batch ({some}{' …' if len(unused) > 3 else ''})"
        )
    return plan


def _join(folder: str, name: str) -> str:
    if not folder or "://" in name or os.path.isabs(name):  # noqa: PTH117
        return name
    return f"{folder.rstrip('/')}/{name}"


def _key(path: str) -> str:
    return path if "://" in path else os.path.abspath(path)  # noqa: PTH100  (resolve() would follow links)


class _Search:
    """Finds the reports behind inputs; what can't be used, and why, goes into the plan."""

    def __init__(
        self, plan: Plan, options: ContainerOptions, leave_out: set[str], stdin_format: str | None
    ) -> None:
        self.plan = plan
        self.options = options
        self.leave_out = leave_out
        self.stdin_format = stdin_format
        self.suffixes = reader_suffixes()
        self.without_texts: list[str] = []

    def reports(self, entry: str) -> Iterator[_Found]:
        """The reports behind one input."""
        if entry == STDIN:
            yield from self._stdin()
            return
        outer = split_address(entry)
        if outer is not None:
            name = container_stem(outer.rpartition("/")[2])
            yield from self._inside(Container(outer, self.options), name, within=entry)
            return
        if "://" in entry:
            yield from self._behind(entry)
            return
        path = Path(entry)
        if path.is_dir():
            yield from self._below(entry)
        elif path.exists():
            yield from self._file(path.as_posix(), path.name)
        else:
            self.plan.problems[entry] = f"{entry}: no such file or folder"

    def listed(self, path: str, name: str) -> Iterator[_Found]:
        """The report, or those in a container, at a path that a manifest lists."""
        outer = split_address(path)
        if outer is not None:
            below = container_stem(name[: len(name) - (len(path) - len(outer))])
            yield from self._inside(Container(outer, self.options), below, within=path)
        else:
            yield from self._file(path, name.replace(os.sep, "/"))

    def _file(self, path: str, below: str) -> Iterator[_Found]:
        if self._holds_many(below):
            yield from self._inside(Container(path, self.options), container_stem(below))
        else:
            yield _Found(str(PurePosixPath(below).with_suffix("")), path, below)

    def _holds_many(self, name: str) -> bool:
        return container_form(name) is not None and not name.lower().endswith(self.suffixes)

    def _below(self, folder: str) -> Iterator[_Found]:
        left: Counter[str] = Counter()
        empty = True
        root = Path(folder)
        for where, folders, files in os.walk(root):
            folders[:] = sorted(
                f
                for f in folders
                if not is_clutter(f)
                and not is_page_folder(f, files)
                and _key(f"{where}/{f}") not in self.leave_out
            )
            for name in sorted(files):
                file = Path(where, name)
                if is_clutter(name) or (self.leave_out and _key(file.as_posix()) in self.leave_out):
                    continue
                for found in self._one_of_many(file.as_posix(), file.relative_to(root).as_posix(), left):
                    empty = False
                    yield found
        self._tell_left(folder, left, empty, "in this folder")

    def _behind(self, url: str) -> Iterator[_Found]:
        import fsspec

        try:
            fs, root = fsspec.core.url_to_fs(url)
            if fs.isfile(root):
                yield from self._file(url, root.rpartition("/")[2])
                return
            paths = sorted(fs.find(root))
        except (OSError, ImportError, ValueError) as error:
            self.plan.problems[url] = f"{url}: can't be listed: {error}"
            return
        left: Counter[str] = Counter()
        empty = True
        for path in paths:
            below = path[len(root.rstrip("/")) + 1 :]
            if not is_clutter(below):
                for found in self._one_of_many(f"{url.rstrip('/')}/{below}", below, left):
                    empty = False
                    yield found
        self._tell_left(url, left, empty, "here")

    def _one_of_many(self, path: str, below: str, left: Counter[str]) -> Iterator[_Found]:
        """A file of a folder: what is no report and holds none is left alone and counted."""
        if self._holds_many(below):
            yield from self._inside(Container(path, self.options), container_stem(below), by_the_way=True)
            return
        suffix = PurePosixPath(below).suffix.lower()
        if suffix in self.suffixes:
            yield _Found(str(PurePosixPath(below).with_suffix("")), path, below)
        else:
            left[suffix] += 1

    def _tell_left(self, where: str, left: Counter[str], empty: bool, here: str) -> None:
        if empty and not any(problem.startswith(where) for problem in self.plan.problems):
            known = ", ".join(self.suffixes)
            also = f"; left alone: {say_left(left)}" if left else ""
            self.plan.problems[where] = (
                f"{where}: no reports {here} (files that end in {known}, tables and archives){also}"
            )
        elif left:
            self.plan.notes.append(
                f"{where}: files that no reader is known for were left alone: {say_left(left)}"
            )
        if self.without_texts:
            some = ", ".join(self.without_texts[:3]) + (" …" if len(self.without_texts) > 3 else "")
            self.plan.notes.append(
                f"{where}: tables without a column of texts were left alone: {len(self.without_texts)} ({some}); "
                "--text-column names the column if one has it"
            )
            self.without_texts.clear()

    def _inside(
        self,
        container: Container,
        name: str,
        *,
        within: str | None = None,
        by_the_way: bool = False,
    ) -> Iterator[_Found]:
        """The reports in a container, below `name`; `by_the_way`: nobody named it, so it may hold none."""
        path = container.path
        container = self.plan.containers.setdefault(path, container)
        empty = True
        try:
            for member in container.members(within):
                empty = False
                if member.problem:
                    self.plan.problems[member.address] = f"{member.address}: {member.problem}"
                    continue
                below = member.address.removeprefix(path)
                yield _Found(f"{name}/{member.name}", member.address, f"{name}{below}", member.told, path)
        except NoTextsError as error:
            if by_the_way:
                del self.plan.containers[path]
                self.without_texts.append(path.rpartition("/")[2])
            else:
                self.plan.problems[path] = str(error)
            return
        except ReadError as error:
            self.plan.problems[path] = str(error)
            return
        if empty:
            what = f"there is no such report in {path}" if within else "holds no reports"
            left = "; ".join(container.notes)
            why = f"{within or path}: {what}{' (' + left + ')' if left else ''}"
            container.notes.clear()
            if by_the_way:
                self.plan.notes.append(why)
            else:
                self.plan.problems[within or path] = why

    def _stdin(self) -> Iterator[_Found]:
        if STDIN in self.plan.containers:
            raise BatchError("the standard input (-) is named twice")
        try:
            container = stdin_container(self.options, self.stdin_format)
        except ReadError as error:
            self.plan.problems[STDIN] = str(error)
            return
        if container.single:
            self.plan.containers[STDIN] = container
            yield _Found(_STDIN_ID, STDIN, STDIN, home=STDIN)
        else:
            yield from self._inside(container, _STDIN_ID)


def _refuse_collisions(jobs: list[Job]) -> None:
    """Raise a BatchError for jobs, sorted by their ids, that would write over each other or over the batch's files."""
    problems: list[str] = []
    before: Job | None = None
    for job in jobs:
        if job.id in ("run", "reports"):
            problems.append(
                f"{job.path}: its output {job.id}.json would take the place of the batch's own file; rename the report"
            )
        if before is not None and before.id == job.id:
            problems.append(
                f"{job.path} is named twice"
                if before.path == job.path
                else f"{before.path} and {job.path} would both become {job.id}.json; run them apart, into two folders"
            )
        before = job
    if problems:
        more = f"\n… and {len(problems) - 20} more" if len(problems) > 20 else ""
        raise BatchError("\n".join(problems[:20]) + more)


def check_overrides(values: Mapping[str, str | int | None], where: str) -> dict[str, str | int]:
    """Bring overrides to their types.

    Raises:
        BatchError: for a year that is no year, a level that is none, a date that is none.
    """
    from policy_nlp.records.vocabulary import Level

    checked: dict[str, str | int] = {}
    for name in _FIELDS:
        value = values.get(name)
        if value is None or value == "":
            continue
        if name in _YEARS:
            text = str(value).strip()
            if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100):
                raise BatchError(f"{where}: {name} {text!r} is no year between 1900 and 2100")
            checked[name] = int(text)
        elif name == "level" and value not in get_args(Level):
            raise BatchError(f"{where}: level {value!r} is none of {', '.join(get_args(Level))}")
        elif name == "delivered" and not _DATE.fullmatch(str(value)):
            raise BatchError(f"{where}: delivered {value!r} is no date; write 2024-01-15, 2024-01 or 2024")
        else:
            checked[name] = value
    return checked


def read_manifest(path: str | Path) -> dict[str, dict[str, str | int]]:
    """What a manifest says of each report: path as it stands there -> overrides.

    The separator is the tab if the header has one, else the comma. Columns that are not known are left alone.

    Raises:
        BatchError: if the file can't be read, has no column `path`, or says something impossible; with the line.
    """
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"{path}: the manifest can't be read: {error}") from error
    lines = text.splitlines()
    if not lines:
        raise BatchError(f"{path}: the manifest is empty")
    separator = "\t" if "\t" in lines[0] else ","
    reader = csv.DictReader(
        lines, delimiter=separator, quoting=csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
    )
    if "path" not in (reader.fieldnames or ()):
        raise BatchError(
            f"{path}: the manifest has no column 'path'; its first line must name the columns: path, place, level, plan_year …"
        )
    rows: dict[str, dict[str, str | int]] = {}
    for row in reader:
        name = (row.get("path") or "").strip()
        if not name:
            continue
        if name in rows:
            raise BatchError(f"{path}:{reader.line_num}: {name} is listed twice")
        rows[name] = check_overrides(
            {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)},
            f"{path}:{reader.line_num}",
        )
    return rows
