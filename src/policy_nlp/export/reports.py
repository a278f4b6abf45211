"""The processed reports of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from policy_nlp.records import SCHEMA_VERSION, Report

_NOT_REPORTS = frozenset(("run.json",))


class ExportError(ValueError):
    """Something given is no processed report, or can't be written as a table."""


def read_reports(given: str | Path) -> Iterator[Report]:
    """The reports of a folder (every `.json` and `.jsonl` below it, in the order of their names) or of one file.

    The summary of a run (`run.json`) and hidden folders are passed over.

    Raises:
        ExportError: if there is nothing to read, or a file is no processed report of this schema version.
    """
    root = Path(given)
    if root.is_dir():
        paths = sorted(
            path
            for path in root.rglob("*.json*")
            if path.suffix in (".json", ".jsonl") and not _is_left_out(path, root)
        )
        if not paths:
            raise ExportError(f"{root}: no processed reports (.json, .jsonl) in this folder")
    elif root.is_file():
        paths = [root]
    else:
        raise ExportError(f"{root}: no such file or folder")
    for path in paths:
        if path.suffix == ".jsonl":
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield _report(line, f"{path}:{number}")
        else:
            yield _report(path.read_bytes(), str(path))


def _is_left_out(path: Path, root: Path) -> bool:
    return path.name in _NOT_REPORTS or any(part.startswith(".") for part in path.relative_to(root).parts)


def _report(data: bytes, where: str) -> Report:
    try:
        report = Report.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ExportError(
            f"{where}: not a processed report: {place + ': ' if place else ''}{first['msg']}"
        ) from error
    if report.schema_version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise ExportError(
            f"{where}: schema version {report.schema_version}, this program reads {SCHEMA_VERSION.split('.')[0]}.x"
        )
    return report
