"""A report as bytes: the same report always gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policy_nlp.records import Report


def report_json(report: Report) -> bytes:
    """A report as a JSON file: UTF-8, one field a line so that it can be read and compared, a newline at the end."""
    return report.model_dump_json(indent=1).encode() + b"\n"


def report_line(report: Report) -> bytes:
    """A report as one line of a JSON Lines file, with its newline."""
    return report.model_dump_json().encode() + b"\n"
