"""Where outcomes go: one file a report, or one line a report in `reports.jsonl`."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Literal, Protocol

from policy_nlp.batch.journal import Entry, Journal
from policy_nlp.batch.worker import Outcome
from policy_nlp.write import STATE, Store

Standing = Literal["absent", "unchanged", "ours", "foreign"]
"""What stands at an output's place: nothing; what this run would write; an older output; somebody else's file."""

LINES = "reports.jsonl"


class Sink(Protocol):
    """Takes outcomes, one at a time."""

    def output(self, report_id: str) -> str:
        """The name of the file, in the output folder, that a report goes to."""

    def standing(self, report_id: str, key: str, source: Callable[[], str | None]) -> Standing:
        """What stands there now; `source` gives the digest of the report's bytes, if that has to be known."""

    def put(self, outcome: Outcome, key: str) -> None:
        """Write an outcome's payload. Raises OSError."""

    def finish(self, ids: list[str], *, complete: bool) -> None:
        """Bring the folder to its final form; `complete` says that the batch came to its end. Raises OSError."""


def _entry(outcome: Outcome, key: str, at: tuple[str, int] | None) -> Entry:
    """What the journal says of an outcome's payload; its time of change is not known yet."""
    payload = outcome.payload or b""
    digest = sha256(payload).hexdigest()
    return Entry(
        outcome.id, key, outcome.source, digest, len(payload), None, at, outcome.counts, outcome.notes
    )


class FileSink:
    """One JSON file for each report."""

    # Where the journal can't be added to, its lines and their outputs are written in groups.
    GROUP = 32

    def __init__(self, store: Store, journal: Journal) -> None:
        self.store = store
        self.journal = journal
        self._group: list[tuple[Entry, bytes]] = []
        self._to_publish: list[str] = []

    def output(self, report_id: str) -> str:
        return f"{report_id}.json"

    def standing(self, report_id: str, key: str, source: Callable[[], str | None]) -> Standing:
        name = self.output(report_id)
        if self.store.stamp(name) is None:
            return "absent"
        entry = self.journal.entries.get(report_id)
        if (
            entry is not None
            and entry.key == key
            and entry.source == source()
            and self.journal.is_whole(entry, name)
        ):
            return "unchanged"
        return "ours" if self.journal.wrote(report_id, name) else "foreign"

    def put(self, outcome: Outcome, key: str) -> None:
        payload = outcome.payload or b""
        entry = _entry(outcome, key, None)
        if not self.store.local:
            self._group.append((entry, payload))
            if len(self._group) >= self.GROUP:
                self._write_group()
            return
        stamp, staged = self.store.stage(self.output(outcome.id), payload)
        entry.changed = stamp.changed
        self.journal.add([entry])
        self.store.publish(self.output(outcome.id), staged)

    def _write_group(self) -> None:
        if self._to_publish:
            self.journal.publish(self._to_publish)
            self._to_publish = []
        if not self._group:
            return
        self.journal.add([entry for entry, _ in self._group])
        for entry, payload in self._group:
            self.store.write(self.output(entry.id), payload)
            self._to_publish.append(entry.id)
        self._group = []

    def finish(self, ids: list[str], *, complete: bool) -> None:
        if not self.store.local:
            self._write_group()
            self._write_group()


class LineSink:
    """One line for each report, in the order of their ids, in one file.

    While the batch runs, lines are added to a file in the state folder in the order in which they are ready; at the
    end the final file is made from them in one step.
    """

    READY = f"{STATE}/lines.jsonl"

    def __init__(self, store: Store, journal: Journal) -> None:
        from policy_nlp.batch.jobs import BatchError
        from policy_nlp.write import LocalStore

        if not isinstance(store, LocalStore):
            raise BatchError(
                f"{store.name}: --format jsonl needs a local folder, since lines can't be added to a remote file; use --format json"
            )
        self.store = store
        self.journal = journal
        self._changed = False

    def output(self, report_id: str) -> str:
        return LINES

    def foreign(self) -> bool:
        """Whether `reports.jsonl` was written by somebody else."""
        ours = any(entry.at and entry.at[0] in (LINES, self.READY) for entry in self.journal.entries.values())
        return self.store.stamp(LINES) is not None and not ours

    def standing(self, report_id: str, key: str, source: Callable[[], str | None]) -> Standing:
        entry = self.journal.entries.get(report_id)
        if entry is None or entry.at is None:
            return "absent"
        if entry.key == key and entry.source == source() and self._line(entry) is not None:
            return "unchanged"
        return "ours"

    def _line(self, entry: Entry) -> bytes | None:
        assert entry.at is not None
        name, offset = entry.at
        try:
            with (self.store.folder / name).open("rb") as file:
                file.seek(offset)
                line = file.read(entry.size)
        except OSError:
            return None
        return line if sha256(line).hexdigest() == entry.digest else None

    def put(self, outcome: Outcome, key: str) -> None:
        payload = outcome.payload or b""
        path = self.store.folder / self.READY
        with path.open("ab", buffering=0) as file:
            offset = file.tell()
            try:
                view = memoryview(payload)
                while view:
                    view = view[file.write(view) :]
            except OSError:
                file.truncate(offset)
                raise
        self.journal.add([_entry(outcome, key, (self.READY, offset))])
        self._changed = True

    def finish(self, ids: list[str], *, complete: bool) -> None:
        if not complete:  # a file of all reports that lacks some would look like the whole
            return
        entries = [self.journal.entries[i] for i in sorted(ids)]
        offsets = []
        position = 0
        for entry in entries:
            offsets.append((LINES, position))
            position += entry.size
        stamp = self.store.stamp(LINES)
        if (
            stamp is not None
            and stamp.size == position
            and [entry.at for entry in entries] == offsets
            and not self._changed
        ):
            return
        aside = self.store.folder / STATE / "aside" / "reports"
        with aside.open("wb") as file:
            for entry in entries:
                line = self._line(entry)
                if line is None:
                    raise OSError(
                        5,
                        "a line that was written before can't be read again; run with --force",
                        str(self.store.folder / LINES),
                    )
                file.write(line)
        aside.replace(self.store.folder / LINES)
        for entry, at in zip(entries, offsets, strict=True):
            entry.at = at
        self.journal.entries = {entry.id: entry for entry in entries}
        self.journal.rewrite()
        self.store.remove(self.READY)
