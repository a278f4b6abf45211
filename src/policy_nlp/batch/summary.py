"""What became of a batch: a row for each input, and the run summary (`run.json`) that is made of the rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from policy_nlp import __version__

SUMMARY = "run.json"
SUMMARY_VERSION = "1.0"


# What differs between notes of one kind: numbers, and what stands in brackets or behind a colon.
_PARTICULARS = re.compile(r"\s*[(（][^)）]*[)）]|[:：;；].*|\d[\d,.]*", re.S)


def _kind(note: str) -> str:
    return " ".join(_PARTICULARS.sub(lambda m: "N" if m[0][0].isdigit() else "", note).split()) or note


@dataclass(slots=True)
class Row:
    """What became of one input."""

    input: str
    output: str | None
    status: Literal["written", "unchanged", "failed", "not_done"] = "not_done"
    seconds: float | None = None
    sha256: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    error: dict[str, str] | None = None
    notes: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """As it stands in the run summary."""
        row: dict[str, Any] = {"input": self.input, "output": self.output, "status": self.status}
        if self.sha256:
            row["sha256"] = self.sha256
        if self.seconds is not None:
            row["seconds"] = round(self.seconds, 4)
        row.update(self.facts)
        if self.notes:
            row["notes"] = list(self.notes)
        if self.error:
            row["error"] = self.error
        return row


@dataclass(slots=True)
class Summary:
    """A batch, summed up."""

    output: str
    form: str
    pipeline: dict[str, str]
    started: str
    state: Literal["complete", "interrupted", "stopped"] = "complete"
    reason: str | None = None
    seconds: float = 0.0
    jobs: int = 0
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many inputs were written, unchanged, failed and not done, and what was found in all of them."""
        counts = {"inputs": len(self.rows), "written": 0, "unchanged": 0, "failed": 0, "not_done": 0}
        for row in self.rows:
            counts[row.status] += 1
            if row.notes:
                counts["with_notes"] = counts.get("with_notes", 0) + 1
            for name, value in row.facts.items():
                counts[name] = counts.get(name, 0) + value
        return counts

    def notes_by_kind(self) -> list[tuple[str, int]]:
        """What is noted of reports, without what differs from one to the next, and of how many; the most common first."""
        kinds = Counter(kind for row in self.rows for kind in {_kind(note) for note in row.notes})
        return sorted(kinds.items(), key=lambda item: (-item[1], item[0]))

    @property
    def exit_status(self) -> int:
        """0 all right, 1 some inputs failed or were not done, 130 interrupted."""
        if self.state == "interrupted":
            return 130
        counts = self.counts
        return 1 if counts["failed"] or counts["not_done"] or self.state != "complete" else 0

    @property
    def rate(self) -> float:
        """Characters processed in this run, a second."""
        done = sum(row.facts.get("characters", 0) for row in self.rows if row.status == "written")
        return done / self.seconds if self.seconds else 0.0

    def json(self) -> bytes:
        """The run summary as a file: one input a line."""
        head = {
            "schema_version": SUMMARY_VERSION,
            "package_version": __version__,
            "pipeline": self.pipeline,
            "format": self.form,
            "state": self.state,
            "reason": self.reason,
            "started": self.started,
            "seconds": round(self.seconds, 3),
            "jobs": self.jobs,
            "characters_per_second": round(self.rate),
            "counts": self.counts,
            "notes": self.notes,
        }
        lines = [
            f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()
        ]
        rows = ",\n".join("  " + json.dumps(row.record(), ensure_ascii=False) for row in self.rows)
        text = "{\n" + ",\n".join(lines) + ',\n "inputs": [\n' + rows + "\n ]\n}\n"
        return text.encode("utf-8", "surrogatepass")
