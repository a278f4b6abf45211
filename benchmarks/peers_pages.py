"""The text of saved pages, side by side: the reader of this package and trafilatura.

    python benchmarks/peers_pages.py

Every page of `tests/sites/` with an invented report on it, in several encodings, is read by both. Printed are, of all
pages together, the share of the report's lines that come out whole and how many other lines come along. trafilatura
gets the page decoded already, and asked for what favours its recall (`pip install 'policy-nlp[peers]'`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from policy_nlp.read.encoding import decode
from policy_nlp.read.html import read_html
from site_pages import LAYOUTS  # type: ignore[import-not-found]


def ours(data: bytes) -> list[str]:
    """The lines of a page by this package."""
    return read_html(data).text.split("\n")


def trafilatura_lines(data: bytes) -> list[str]:
    """The lines of a page by trafilatura."""
    from trafilatura import extract

    found = extract(decode(data).text, include_tables=True, include_comments=False, favor_recall=True) or ""
    return [line.strip(" |") for line in found.split("\n")]


def main() -> None:
    """Measure and print."""
    table = Table(title=f"{len(LAYOUTS)} pages")
    for heading in ("reader", "lines of the report", "other lines", "seconds"):
        table.add_column(heading, justify="left" if heading == "reader" else "right")
    readers: dict[str, Callable[[bytes], list[str]]] = {"policy_nlp": ours, "trafilatura": trafilatura_lines}
    for name, reader in readers.items():
        asked = whole = others = 0
        begun = time.perf_counter()
        for layout in LAYOUTS:
            wanted = set(layout.lines())
            found = {line for line in reader(layout.data()) if line.strip()}
            asked += len(wanted)
            whole += len(wanted & found)
            others += len(found - wanted)
        table.add_row(
            name, f"{whole / asked:.1%} of {asked}", str(others), f"{time.perf_counter() - begun:.2f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
