"""What was read from a file, and what was left out of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policy_nlp.document import Hints, clean, left_out
from policy_nlp.pipeline.process import process_source
from policy_nlp.read import STDIN, ReadError, SourceText, read_source, stdin_container
from policy_nlp.records import CutKind, CutText, Inspection, SectionOutline

if TYPE_CHECKING:
    from spacy.language import Language

EXAMPLES = 3
"""As many examples of each reason are kept if not all are asked for."""

_LAYERS = ("quantities", "targets", "projects", "commitments", "claims")


def inspect_path(
    path: str | Path, *, nlp: Language | None = None, overrides: Hints | None = None, every: bool = False
) -> Inspection:
    """Read and process one file, and say what was read from it, what was left out and why.

    Args:
        path: a path, a URL, an address in an archive or a table (`a.zip!2024.docx`, `reports.xlsx#2`), or `-` for the
            standard input.
        nlp: the pipeline; by default the one that comes with the package.
        overrides: what is known of the report besides.
        every: keep every stretch that was left out, not some examples of each reason.

    Raises:
        ReadError: if the file can't be read as a report.
    """
    source = _standard_input() if str(path) == STDIN else read_source(path)
    return inspect_source(source, nlp=nlp, overrides=overrides, every=every)


def _standard_input() -> SourceText:
    container = stdin_container()
    if not container.single:
        raise ReadError(
            f"{STDIN}: holds many reports; save it as a file and name one of them (file.zip!name.txt)"
        )
    return next(container.members()).source()


def inspect_source(
    source: SourceText, *, nlp: Language | None = None, overrides: Hints | None = None, every: bool = False
) -> Inspection:
    """The same for what a reader gave."""
    report = process_source(source, nlp=nlp, overrides=overrides)
    copy = clean(source.text)
    read = [CutText(text=cut.text, page=cut.page) for cut in source.cuts]
    gaps = left_out(copy)
    cleaned = [CutText(text=gap.text, start=gap.start, end=gap.end) for gap in gaps]
    pages = [block.page for block in source.blocks if block.page is not None]
    return Inspection(
        report=report.report,
        characters=len(source.text),
        read=len(copy.text),
        paragraphs=sum(1 for line in source.text.split("\n") if line.strip()),
        pages=max(pages, default=None),
        cuts=[
            *_by_reason("reader", zip((cut.reason for cut in source.cuts), read, strict=True), every),
            *_by_reason("clean-up", zip((gap.reason for gap in gaps), cleaned, strict=True), every),
        ],
        sections=[
            SectionOutline(
                level=s.level,
                kind=s.kind,
                years=s.years,
                heading=s.heading.text if s.heading is not None else None,
                start=s.start,
                end=s.end,
            )
            for s in report.sections
            if s.level <= 3
        ],
        counts={layer: len(getattr(report, layer)) for layer in _LAYERS},
    )


def _by_reason(
    by: Literal["reader", "clean-up"], cuts: Iterable[tuple[str, CutText]], every: bool
) -> list[CutKind]:
    """The cuts by their reasons, in the order in which the reasons come first."""
    found: dict[str, list[CutText]] = {}
    for reason, cut in cuts:
        found.setdefault(reason, []).append(cut)
    return [
        CutKind(
            by=by,
            reason=reason,
            count=len(texts),
            characters=sum(len(cut.text) for cut in texts),
            examples=texts if every else texts[:EXAMPLES],
        )
        for reason, texts in found.items()
    ]
