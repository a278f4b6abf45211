"""What a person, or a log, sees of a running batch. All of it goes to the standard error."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from policy_nlp.batch.summary import Row, Summary

# More failures and notes than this are counted, not listed; all of them stand in run.json.
_LISTED = 20
# Kinds of notes that are listed.
_KINDS = 8


class Observer(Protocol):
    """Is told how a batch goes."""

    def started(self, total: int, unchanged: int, problems: dict[str, str], notes: list[str]) -> None:
        """The plan stands: so many reports, of which so many need nothing."""

    def outcome(self, row: Row, finished: int) -> None:
        """One report is done, or failed."""

    def finished(self, summary: Summary) -> None:
        """The batch has come to its end."""


class Silent:
    """Says nothing."""

    def started(self, total: int, unchanged: int, problems: dict[str, str], notes: list[str]) -> None:
        return None

    def outcome(self, row: Row, finished: int) -> None:
        return None

    def finished(self, summary: Summary) -> None:
        return None


class Lines:
    """Failures as they come and the sum at the end, as plain lines; with a progress bar where there is a terminal.

    Args:
        quiet: failures only.
    """

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self._failed = 0
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def started(self, total: int, unchanged: int, problems: dict[str, str], notes: list[str]) -> None:
        for why in problems.values():
            self._failure(why)
        if not self.quiet:
            for note in notes[:_LISTED]:
                self._say(f"note: {note}")
            if len(notes) > _LISTED:
                self._say(f"… and {len(notes) - _LISTED} more notes: see run.json")
        if self.quiet or not sys.stderr.isatty() or total == unchanged:
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("reports"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("reports", total=total - unchanged, rate="")
        self._characters = 0
        self._progress.start()

    def outcome(self, row: Row, finished: int) -> None:
        if row.error:
            self._failure(row.error["message"])
        if self._progress is not None and self._task is not None:
            self._characters += row.counts[0] if row.counts else 0
            seconds = self._progress.tasks[0].elapsed or 0
            rate = f"{self._characters / seconds:,.0f} characters/s" if seconds else ""
            self._progress.update(self._task, advance=1, rate=rate)

    def finished(self, summary: Summary) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
        if self._failed > _LISTED:
            self._say(f"… and {self._failed - _LISTED} more failures: see run.json")
        if summary.reason:
            self._say(summary.reason)
        if self.quiet:
            return
        counts = summary.counts
        kinds = summary.notes_by_kind()
        for kind, number in kinds[:_KINDS]:
            self._say(f"note: {number} of {counts['inputs']} reports: {kind}")
        if len(kinds) > _KINDS:
            self._say(f"note: {len(kinds) - _KINDS} other kinds of notes: see run.json")
        parts = [
            f"{counts['written']} written",
            f"{counts['unchanged']} unchanged",
            f"{counts['failed']} failed",
        ]
        if counts["not_done"]:
            parts.append(f"{counts['not_done']} not done")
        rate = f", {summary.rate:,.0f} characters/s" if counts["written"] else ""
        self._say(
            f"{counts['inputs']} reports: {', '.join(parts)} in {summary.seconds:.1f} s{rate} → {summary.output}"
        )

    def _failure(self, why: str) -> None:
        self._failed += 1
        if self._failed <= _LISTED:
            self._say(f"failed: {why}")

    def _say(self, line: str) -> None:
        if self._progress is not None:
            self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr)


class JsonLines:
    """One JSON object a line, for machines that read logs.

    Args:
        quiet: failures and the sum only.
    """

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet

    def started(self, total: int, unchanged: int, problems: dict[str, str], notes: list[str]) -> None:
        self._say({"event": "started", "reports": total, "unchanged": unchanged, "notes": notes})
        for path, why in problems.items():
            self._say({"event": "failed", "input": path, "error": {"kind": "input", "message": why}})

    def outcome(self, row: Row, finished: int) -> None:
        if row.error or not self.quiet:
            self._say({"event": row.status, **row.record(), "finished": finished})

    def finished(self, summary: Summary) -> None:
        end = {
            "event": "finished",
            "state": summary.state,
            "reason": summary.reason,
            "seconds": round(summary.seconds, 3),
        }
        self._say({**end, "characters_per_second": round(summary.rate), "counts": summary.counts})

    def _say(self, what: dict[str, Any]) -> None:
        print(json.dumps(what, ensure_ascii=False), file=sys.stderr, flush=True)
