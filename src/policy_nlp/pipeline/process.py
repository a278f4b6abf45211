"""One report, from text or file to record."""

from __future__ import annotations

import gc
from bisect import bisect_right
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from policy_nlp import __version__
from policy_nlp.document import Annotations, Hints
from policy_nlp.document import annotations as annotations_of
from policy_nlp.pipeline.load import load_pipeline
from policy_nlp.read import Block, SourceText, read_source, report_name
from policy_nlp.records import PipelineInfo, Report, ReportInfo, SourceInfo
from policy_nlp.records.report import SCHEMA_VERSION
from policy_nlp.records.trusted import trusted

if TYPE_CHECKING:
    from spacy.language import Language

Overrides = Hints
"""What a user says of a report: it wins over what the text says."""


def process_path(
    path: str | Path,
    *,
    nlp: Language | None = None,
    report_id: str | None = None,
    overrides: Hints | None = None,
) -> Report:
    """Read and process one file.

    Raises:
        ReadError: if the file can't be read as a report.
    """
    return process_source(read_source(path), nlp=nlp, report_id=report_id, overrides=overrides)


def process_text(
    text: str, *, nlp: Language | None = None, report_id: str = "report", overrides: Hints | None = None
) -> Report:
    """Process a text that does not come from a file."""
    data = text.encode("utf-8", "surrogatepass")
    source = SourceText(text, sha256=sha256(data).hexdigest(), bytes=len(data))
    return process_source(source, nlp=nlp, report_id=report_id, overrides=overrides)


def process_source(
    source: SourceText,
    *,
    nlp: Language | None = None,
    report_id: str | None = None,
    overrides: Hints | None = None,
) -> Report:
    """Process what a reader gave."""
    nlp = nlp or load_pipeline()
    # A report makes many thousands of objects, none of them in cycles: collecting among them only takes time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _process(source, nlp, report_id, overrides)
    finally:
        if collects:
            gc.enable()


def _process(source: SourceText, nlp: Language, report_id: str | None, overrides: Hints | None) -> Report:
    doc = nlp.make_doc(source.text)
    found = annotations_of(doc)
    told = {**source.told, **(overrides.model_dump(exclude_none=True) if overrides else {})}
    found.hints = Hints.model_validate({**told, "name": source.path or None})
    doc = nlp(doc)
    found = annotations_of(doc)
    if source.blocks:
        _locate(found, source.blocks)
    report = ReportInfo(
        id=report_id or report_name(source.path) or "report",
        title=found.title,
        place=found.place,
        level=found.level,
        review_year=found.review_year,
        plan_year=found.plan_year,
        code=found.code,
        current_code=found.current_code,
        delivered=found.delivered,
        congress=found.congress,
        session=found.session,
        speaker=found.speaker,
        office=found.office,
        notes=[*source.notes, *found.notes],
        evidence=found.evidence,
        source=SourceInfo(
            path=source.path,
            sha256=source.sha256,
            format=source.format,
            encoding=source.encoding,
            bytes=source.bytes,
        ),
    )
    made = PipelineInfo(
        name=nlp.meta["name"],
        package_version=__version__,
        config_sha256=nlp.meta["policy_nlp_config_sha256"],
        components=list(nlp.pipe_names),
    )
    return trusted(
        Report,
        {
            "schema_version": SCHEMA_VERSION,
            "report": report,
            "text": source.text,
            "sections": found.sections,
            "quantities": found.quantities,
            "targets": found.targets,
            "projects": found.projects,
            "commitments": found.commitments,
            "claims": found.claims,
            "pipeline": made,
        },
    ).check_spans()


def _locate(found: Annotations, blocks: tuple[Block, ...]) -> None:
    """Say of every item on which page and in which paragraph of the original it begins."""
    starts = [block.start for block in blocks]
    for layer in (found.quantities, found.targets, found.projects, found.commitments, found.claims):
        for item in layer:
            block = blocks[max(0, bisect_right(starts, item.start) - 1)]
            item.page, item.paragraph = block.page, block.paragraph
