"""From what the user names (files, folders, URLs, a manifest) to the list of jobs."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import get_args

from policy_nlp.read import reader_suffixes

Overrides = Mapping[str, str | int]
"""What the user says of a report: any of `title`, `place`, `level`, `review_year`, `plan_year`."""

_YEARS = ("review_year", "plan_year")
_FIELDS = ("title", "place", "level", *_YEARS)


class BatchError(Exception):
    """A batch can't be run, and nothing was done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """One report to process: a path or URL, the id that its output gets, and what the user says of it."""

    path: str
    id: str
    overrides: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """The jobs of a batch in the order of their ids, and the inputs that gave none."""

    jobs: list[Job]
    problems: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def plan_jobs(
    inputs: Iterable[str],
    *,
    overrides: Overrides | None = None,
    manifest: str | Path | None = None,
    leave_out: str | None = None,
) -> Plan:
    """Find the reports.

    Args:
        inputs: files, folders and URLs. A folder's reports keep their place below it; a file gets its bare name.
        overrides: what holds for all reports.
        manifest: a TSV or CSV file with a column `path` (relative to the manifest, or to an input folder) and any
            of `place`, `level`, `plan_year`, `review_year`, `title`. Its cells win over `overrides`. Without inputs,
            the reports that it lists are processed.
        leave_out: a folder below an input that is not searched: the output folder.

    Raises:
        BatchError: if two inputs would land on one output, or the manifest or an override is wrong.
    """
    general = check_overrides(dict(overrides or {}), "the command line")
    rows = read_manifest(manifest) if manifest else {}
    home = os.path.dirname(str(manifest)) if manifest else ""  # noqa: PTH120  (a URL is no Path)
    given = list(inputs)
    plan = Plan([])
    found: list[tuple[str, str, str]] = []  # (report id, path, path below its folder)
    if not given and rows:
        for path in rows:
            found.append(
                (str(PurePosixPath(path.replace(os.sep, "/")).with_suffix("")), _join(home, path), path)
            )
    for entry in given:
        found.extend(_reports_of(entry, plan, leave_out))
    _refuse_collisions(found)
    unused = dict.fromkeys(rows)
    by_place = {_key(_join(home, path)): path for path in rows}
    for report_id, path, below in sorted(found):
        listed = by_place.get(_key(path), below if below in rows else None)
        row: dict[str, str | int] = {}
        if listed is not None:
            row = rows[listed]
            unused.pop(listed, None)
        plan.jobs.append(Job(path, report_id, {**general, **row}))
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


def _reports_of(entry: str, plan: Plan, leave_out: str | None) -> Iterator[tuple[str, str, str]]:
    if "://" in entry:
        yield from _reports_behind(entry, plan)
        return
    path = Path(entry)
    if path.is_dir():
        suffixes = reader_suffixes()
        skipped = None if leave_out is None or "://" in leave_out else _key(leave_out)
        empty = True
        for folder, folders, files in os.walk(path):
            folders[:] = sorted(
                f for f in folders if not f.startswith(".") and _key(f"{folder}/{f}") != skipped
            )
            for name in sorted(files):
                stem, suffix = os.path.splitext(name)  # noqa: PTH122
                if suffix.lower() in suffixes and not name.startswith("."):
                    empty = False
                    file = Path(folder, name)
                    below = file.relative_to(path)
                    yield below.with_name(stem).as_posix(), file.as_posix(), below.as_posix()
        if empty:
            plan.problems[entry] = (
                f"{entry}: no reports in this folder (files that end in {', '.join(suffixes)})"
            )
    elif path.exists():
        yield path.stem, path.as_posix(), path.name
    else:
        plan.problems[entry] = f"{entry}: no such file or folder"


def _reports_behind(url: str, plan: Plan) -> Iterator[tuple[str, str, str]]:
    import fsspec

    try:
        fs, root = fsspec.core.url_to_fs(url)
        if fs.isfile(root):
            name = root.rpartition("/")[2]
            yield str(PurePosixPath(name).with_suffix("")), url, name
            return
        suffixes = reader_suffixes()
        empty = True
        for path in sorted(fs.find(root)):
            below = path[len(root.rstrip("/")) + 1 :]
            hidden = any(part.startswith(".") for part in below.split("/"))
            if not hidden and below.lower().endswith(suffixes):
                empty = False
                yield str(PurePosixPath(below).with_suffix("")), f"{url.rstrip('/')}/{below}", below
        if empty:
            plan.problems[url] = f"{url}: no reports here (files that end in {', '.join(suffixes)})"
    except (OSError, ImportError, ValueError) as error:
        plan.problems[url] = f"{url}: can't be listed: {error}"


def _refuse_collisions(found: list[tuple[str, str, str]]) -> None:
    homes: dict[str, str] = {}
    problems = []
    for report_id, path, _ in found:
        if report_id in ("run", "reports"):
            problems.append(
                f"{path}: its output {report_id}.json would take the place of the batch's own file; rename the report"
            )
        other = homes.setdefault(report_id, path)
        if other != path:
            problems.append(
                f"{other} and {path} would both become {report_id}.json; run them apart, into two folders"
            )
    if not problems and len(homes) < len(found):
        seen: set[str] = set()
        for report_id, path, _ in found:
            if report_id in seen:
                problems.append(f"{path} is named twice")
            seen.add(report_id)
    if problems:
        raise BatchError("\n".join(problems[:20]))


def check_overrides(values: Mapping[str, str | int | None], where: str) -> dict[str, str | int]:
    """Bring overrides to their types.

    Raises:
        BatchError: for a year that is no year or a level that is none.
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
