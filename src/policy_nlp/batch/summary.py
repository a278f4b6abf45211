"""What became of a batch: a row for each input, and the run summary (`run.json`) that is made of the rows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from policy_nlp import __version__
from policy_nlp.batch.worker import FACTS

SUMMARY = "run.json"
SUMMARY_VERSION = "1.0"


# What differs between notes of one kind: numbers, and what stands in brackets or behind a colon.
_PARTICULARS = re.compile(r"\s*[(（][^)）]*[)）]|[:：;；].*|\d[\d,.]*", re.S)


def _kind(note: str) -> str:
    return " ".join(_PARTICULARS.sub(lambda m: "N" if m[0][0].isdigit() else "", note).split()) or note


@dataclass(slots=True)
class Row:
    """What became of one input. A batch holds a row for each of perhaps millions, so rows are small.

    Attributes:
        input: the report's path or address.
        id: its id; None for an input that gave no job.
        named: gives the name of an id's output.
        status: what became of it.
        seconds: how long it took.
        sha256: of its bytes.
        counts: of what was found in it, in the order of :data:`policy_nlp.batch.worker.FACTS`.
        error: what went wrong: `kind`, `message`, `detail`.
        notes: what a user should know of it.
    """

    input: str
    id: str | None = None
    named: Callable[[str], str] | None = None
    status: Literal["written", "unchanged", "failed", "not_done"] = "not_done"
    seconds: float | None = None
    sha256: str | None = None
    counts: tuple[int, ...] = ()
    error: dict[str, str] | None = None
    notes: tuple[str, ...] = ()

    @property
    def output(self) -> str | None:
        """The name of its output in the output folder."""
        return self.named(self.id) if self.named is not None and self.id is not None else None

    @property
    def facts(self) -> dict[str, int]:
        """What was found in it, by name."""
        return dict(zip(FACTS, self.counts, strict=False))

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
            for name, value in zip(FACTS, row.counts, strict=False):
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
        done = sum(row.counts[0] for row in self.rows if row.status == "written" and row.counts)
        return done / self.seconds if self.seconds else 0.0

    def json(self) -> bytearray:
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
        # Line by line into one buffer: there may be millions of rows.
        out = bytearray(("{\n" + ",\n".join(lines) + ',\n "inputs": [').encode("utf-8", "surrogatepass"))
        for number, row in enumerate(self.rows):
            out += b",\n  " if number else b"\n  "
            out += json.dumps(row.record(), ensure_ascii=False).encode("utf-8", "surrogatepass")
        out += b"\n ]\n}\n"
        return out
