"""What an output folder remembers of the reports in it, so that a batch can go on where it was stopped.

One JSON line per finished report, added BEFORE its output gets its final name: whatever stands in the folder under
a final name is known here, at any moment at which the batch may be killed. A line that was torn is ignored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from policy_nlp.batch.worker import FACTS
from policy_nlp.write import STATE, Store

JOURNAL = f"{STATE}/journal.jsonl"


@dataclass(slots=True)
class Entry:
    """One output as it was written.

    Attributes:
        id: the report's id.
        key: what it was made with (:func:`policy_nlp.batch.fingerprint.job_key`).
        source: SHA-256 of the report's bytes.
        digest: SHA-256 of the output's bytes.
        size: of the output, in bytes.
        changed: the output's time of change in nanoseconds, where the store knows it.
        at: where it begins in a JSON Lines file, and in which one; None for a file of its own.
        counts: what the summary says of it, in the order of :data:`policy_nlp.batch.worker.FACTS`.
        notes: what a user should know of the report.
    """

    id: str
    key: str
    source: str
    digest: str
    size: int
    changed: int | None = None
    at: tuple[str, int] | None = None
    counts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def line(self) -> bytes:
        """The entry as a line of the journal."""
        facts = dict(zip(FACTS, self.counts, strict=False))
        row: list[Any] = [
            self.id,
            self.key,
            self.source,
            self.digest,
            self.size,
            self.changed,
            self.at,
            facts,
        ]
        if self.notes:
            row.append(self.notes)
        return (
            json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            + b"\n"
        )


class Journal:
    """The journal of one output folder."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.entries: dict[str, Entry] = {}
        self.published: set[str] = set()
        self._older: dict[str, set[str]] = {}
        lines = 0
        for line in store.log(JOURNAL).splitlines():
            lines += 1
            self._take(line)
        # Runs that redo everything leave old lines behind; keep the file within twice what it says.
        if lines > 2 * (len(self.entries) + sum(map(len, self._older.values()))) + 100:
            self.rewrite()

    def _take(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            if isinstance(row, list) and len(row) == 2 and row[0] == "published":
                self.published.update(row[1])
                return
            entry = Entry(
                row[0],
                row[1],
                row[2],
                row[3],
                row[4],
                row[5],
                None if row[6] is None else (row[6][0], row[6][1]),
                tuple(row[7].get(name, 0) for name in FACTS),
                tuple(row[8]) if len(row) > 8 else (),
            )
        except (ValueError, LookupError, TypeError, AttributeError):
            return
        self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        before = self.entries.get(entry.id)
        if before is not None and before.digest != entry.digest:
            self._older.setdefault(entry.id, set()).add(before.digest)
        self.entries[entry.id] = entry
        self.published.discard(entry.id)

    def add(self, entries: list[Entry]) -> None:
        """Remember outputs that are about to get their final names."""
        self.store.append(JOURNAL, b"".join(entry.line() for entry in entries))
        for entry in entries:
            self._keep(entry)

    def publish(self, ids: list[str]) -> None:
        """Remember that outputs have their final names: only needed where a store knows no time of change."""
        self.store.append(JOURNAL, json.dumps(["published", ids], ensure_ascii=False).encode() + b"\n")
        self.published.update(ids)

    def rewrite(self) -> None:
        """Replace the journal by one that holds only what is true now."""
        data = bytearray()
        for entry in self.entries.values():
            data += entry.line()
        if self.published:
            data += json.dumps(["published", sorted(self.published)], ensure_ascii=False).encode() + b"\n"
        self.store.replace_log(JOURNAL, data)

    def is_whole(self, entry: Entry, name: str) -> bool:
        """Whether the output under this name is the one that the entry speaks of."""
        stamp = self.store.stamp(name)
        if stamp is None or stamp.size != entry.size:
            return False
        if entry.changed is not None and stamp.changed == entry.changed:
            return True
        if stamp.changed is None and entry.id in self.published:
            return True
        return sha256(self.store.read(name)).hexdigest() == entry.digest

    def wrote(self, report_id: str, name: str) -> bool:
        """Whether what stands under this name was written by a batch and not changed since."""
        entry = self.entries.get(report_id)
        if entry is None:
            return False
        if self.is_whole(entry, name):
            return True
        digest = sha256(self.store.read(name)).hexdigest()
        return digest == entry.digest or digest in self._older.get(report_id, ())
