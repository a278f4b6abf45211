"""What was read from a file in the terminal: the file, the report's head with its origins, what was left out, the sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from policy_nlp.records import CutKind, CutText, Inspection, Origin

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 110
_FIELDS = (
    ("title", "title"),
    ("place", "place"),
    ("level", "level"),
    ("code", "code (GB/T 2260)"),
    ("current_code", "code today"),
    ("review_year", "review year"),
    ("plan_year", "plan year"),
    ("delivered", "delivered"),
    ("congress", "congress (届)"),
    ("session", "session (次)"),
    ("speaker", "speaker"),
    ("office", "office"),
)
_KIND_STYLES = {"review": "cyan", "plan": "green", "outlook": "magenta", "other": "dim"}
_BY = {"reader": "not in the text", "clean-up": "passed over"}


def show_inspection(found: Inspection, console: Console, every: bool = False) -> None:
    """Print what was read.

    Args:
        found: what to show.
        console: where to.
        every: list each stretch that was left out, with its offsets, not only examples.
    """
    source = found.report.source
    width = min(console.width, _WIDEST)
    console.print(Text(source.path or found.report.id, style="bold"))
    size = f"{source.bytes:,} bytes"
    console.print(Text(" · ".join(filter(None, (source.format, source.encoding, size))), style="dim"))
    extent = f"{found.characters:,} characters in {found.paragraphs:,} paragraphs"
    if found.pages is not None:
        extent += f" on {found.pages:,} pages"
    passed = found.characters - found.read
    console.print(Text(f"{extent}; {passed:,} of them passed over" if passed else extent, style="dim"))
    for note in found.report.notes:
        console.print(Text(f"! {note}", style="yellow"))
    console.print()
    console.print(_head(found, width))
    if found.cuts:
        console.print()
        console.print(_cuts(found.cuts, width))
        if every:
            console.print()
            for kind in found.cuts:
                for cut in kind.examples:
                    console.print(
                        Text(f"{_where(cut):>17}  {kind.reason}: {_shown(cut.text)}"), soft_wrap=True
                    )
    console.print()
    console.print(_sections(found, width))
    console.print(Text(" · ".join(f"{count} {layer}" for layer, count in found.counts.items())))


def _table(width: int, *columns: tuple[str, str], title: str | None = None) -> Table:
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, width=width, title=title, title_justify="left", title_style="bold"
    )
    for heading, how in columns:
        table.add_column(
            heading,
            no_wrap=True,
            overflow="ellipsis",
            justify="right" if how == "right" else "left",
            ratio=1 if how == "wide" else None,
        )
    return table


def _head(found: Inspection, width: int) -> Table:
    table = _table(width, ("the report", ""), ("", "wide"), ("read from", "wide"))
    for name, label in _FIELDS:
        value = getattr(found.report, name)
        origin = found.report.evidence.get(name)
        table.add_row(
            Text(label),
            Text(
                "—" if value is None else " ".join(str(value).split()),
                style="dim" if value is None else "bold",
            ),
            Text(_origin(origin) if origin is not None else "", style="dim"),
        )
    return table


def _origin(origin: Origin) -> str:
    words = {"text": "", "name": "the file's name", "told": "told", "inferred": "inferred from "}[
        origin.source
    ]
    if origin.text is None:
        return words.removesuffix(" from ")
    return f"{words}{origin.start}–{origin.end} “{' '.join(origin.text.split())}”"


def _cuts(cuts: list[CutKind], width: int) -> Table:
    table = _table(
        width,
        ("left out", ""),
        ("", ""),
        ("times", "right"),
        ("characters", "right"),
        ("for example", "wide"),
    )
    for kind in cuts:
        examples = dict.fromkeys(_shown(cut.text) for cut in kind.examples[:3])
        table.add_row(
            Text(kind.reason),
            Text(_BY[kind.by], style="dim"),
            f"{kind.count:,}",
            f"{kind.characters:,}",
            Text(" · ".join(examples)),
        )
    return table


def _shown(text: str) -> str:
    """A stretch on one line; white space and what can't be seen is named."""
    visible = (
        text.replace("\r\n", "\n")
        .replace("\n", "⏎")
        .replace("\t", "⇥")
        .replace("\u3000", "□")
        .replace(" ", "␣")
    )
    if not text.strip():
        return visible
    printed = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in " ".join(text.split()))
    return printed if len(printed) <= 60 else f"{printed[:59]}…"


def _where(cut: CutText) -> str:
    if cut.start is not None:
        return f"{cut.start}–{cut.end}"
    return f"page {cut.page}" if cut.page is not None else ""


def _sections(found: Inspection, width: int) -> Table:
    table = _table(width, ("section", "wide"), ("kind", ""), ("years", ""), ("characters", "right"))
    for section in found.sections:
        name = " ".join(section.heading.split()) if section.heading is not None else "（no heading）"
        years = "" if section.years is None else "–".join(map(str, dict.fromkeys(section.years)))
        table.add_row(
            Text("  " * (section.level - 1) + name, style="bold" if section.level == 1 else ""),
            Text(section.kind, style=_KIND_STYLES[section.kind]),
            years,
            f"{section.end - section.start:,}",
        )
    return table
