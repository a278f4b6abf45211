"""Reports that lie in a folder, processed or raw: what comparisons over a whole folder begin with."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from policy_nlp.batch.jobs import BatchError, Job, plan_jobs
from policy_nlp.batch.parcels import read_job, with_parcels
from policy_nlp.batch.summary import SUMMARY
from policy_nlp.pipeline import Overrides, process_path, process_source
from policy_nlp.pipeline.load import PipelineError
from policy_nlp.read import ReadError, report_name
from policy_nlp.records import Report, ReportInfo


class _Head(BaseModel):
    """The head of a processed report: all that pairing needs."""

    model_config = ConfigDict(extra="ignore")

    report: ReportInfo


def load_report(path: Path) -> Report:
    """A processed report (.json) as it is; a raw one processed on the fly.

    Raises:
        BatchError: if the file can't be read, or is no report.
    """
    try:
        if path.suffix.lower() == ".json":
            return Report.model_validate_json(path.read_bytes())
        return process_path(path)
    except OSError as error:
        raise BatchError(f"{path}: can't be read: {error.strerror or error}") from error
    except (ReadError, PipelineError, ValueError) as error:
        if str(path) in str(error):
            raise BatchError(str(error)) from error
        raise BatchError(f"{path}: not a processed report: {first_lines(error, 3)}") from error


def processed_heads(folder: Path) -> tuple[dict[str, tuple[ReportInfo, Path]], dict[str, str]]:
    """The heads of all processed reports in a folder by their place in it, and the files that are none."""
    found: dict[str, tuple[ReportInfo, Path]] = {}
    errors: dict[str, str] = {}
    for path in sorted(folder.rglob("*.json")):
        inside = path.relative_to(folder)
        if inside.name == SUMMARY or any(part.startswith(".") for part in inside.parts):
            continue
        try:
            info = _Head.model_validate_json(path.read_bytes()).report
        except (OSError, ValueError) as error:
            errors[inside.as_posix()] = first_lines(error, 2)
            continue
        # The file's place in the folder is what tells two reports with one id apart.
        name = inside.with_suffix("").as_posix()
        found[name] = (info.model_copy(update={"id": name}), path)
    return found, errors


def process_raw(folder: Path, into: Path) -> dict[str, str]:
    """Process the raw reports of a folder; what can't be processed is given back with the reason.

    Raises:
        BatchError: if two of them have one name.
    """
    plan = plan_jobs([str(folder)])
    errors = {
        name.removeprefix(f"{folder}/"): why for name, why in plan.problems.items() if name != str(folder)
    }
    for job in with_parcels(plan.jobs, plan.containers):
        try:
            report = _process(job, job.id)
        except BatchError as error:
            errors[job.id] = str(error)
            continue
        target = into / f"{job.id}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(report.model_dump_json(), "utf-8")
    return errors


def _process(job: Job, report_id: str) -> Report:
    try:
        hints = Overrides.model_validate(job.overrides)
        return process_source(read_job(job), report_id=report_id, overrides=hints)
    except (ReadError, PipelineError, ValueError) as error:
        named = "" if job.path in str(error) else f"{job.path}: "
        raise BatchError(named + first_lines(error, 2)) from error


def reports_of_place(folder: Path, place: str) -> list[Report]:
    """All reports of one government in a folder: the processed ones, or, where there are none, the raw ones.

    A place that bore another name in other years (清苑县, then 清苑区) is found by either of them.

    Raises:
        BatchError: if a report can't be read.
    """
    heads, _ = processed_heads(folder)
    if heads:
        codes = _codes([info for info, _ in heads.values()], place)
        return [load_report(path) for info, path in heads.values() if _is(info, place, codes)]
    plan = plan_jobs([str(folder)])
    reports = [_process(job, report_name(job.path)) for job in with_parcels(plan.jobs, plan.containers)]
    codes = _codes([report.report for report in reports], place)
    return [report for report in reports if _is(report.report, place, codes)]


def _codes(infos: list[ReportInfo], place: str) -> set[str]:
    """Today's codes of a place of that name."""
    return {info.current_code for info in infos if info.place == place and info.current_code is not None}


def _is(info: ReportInfo, place: str, codes: set[str]) -> bool:
    return info.place == place or info.current_code in codes


def first_lines(error: Exception, number: int) -> str:
    """The first lines of an error's message as one line."""
    return " ".join(str(error).splitlines()[:number])
