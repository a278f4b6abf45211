"""Views of a comparison: a table that fits the terminal, Markdown, HTML, CSV, and the waterfall behind a match."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from policy_nlp.records import Candidate, Comparison, FulfilmentRow, PlanChange
from policy_nlp.records.vocabulary import VERDICTS

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

CHINESE = {
    "exceeded": "超额",
    "fulfilled": "完成",
    "partial": "部分",
    "underway": "推进",
    "missed": "未达",
    "unmentioned": "未提",
}
COLOURS = {
    "exceeded": "bold green",
    "fulfilled": "green",
    "partial": "yellow",
    "underway": "cyan",
    "missed": "bold red",
    "unmentioned": "dim",
}
CSV_FIELDS = (
    "earlier", "later", "place", "level", "year", "commitment_id", "commitment_start", "commitment_end", "commitment",
    "target", "indicator", "indicator_id", "comparator", "target_value", "target_upper", "unit", "claimed_value",
    "difference", "ratio", "met", "verdict", "score", "testable", "strength", "domain", "claim_ids", "claims", "reason",
)  # fmt: skip


def one_line(text: str) -> str:
    """A clause without the line breaks and spaces that a scanned page leaves in it."""
    return "".join(text.split())


def shares(rows: Iterable[FulfilmentRow]) -> dict[str, float | int | None]:
    """How many rows have which verdict; the shares fulfilled among all rows, and among those that are mentioned."""
    counts: Counter[str] = Counter(row.verdict for row in rows)
    total = sum(counts.values())
    met = counts["exceeded"] + counts["fulfilled"]
    mentioned = total - counts["unmentioned"]
    return {
        "rows": total,
        **{verdict: counts[verdict] for verdict in VERDICTS},
        "share_fulfilled": round(met / total, 4) if total else None,
        "share_fulfilled_of_mentioned": round(met / mentioned, 4) if mentioned else None,
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def heading(comparison: Comparison) -> str:
    """Who promised what year."""
    place = comparison.earlier.place or comparison.earlier.id
    return f"{place} {comparison.year if comparison.year is not None else ''}: {comparison.earlier.id} → {comparison.later.id}".replace(
        "  ", " "
    )


def counted(comparison: Comparison) -> str:
    """One line of counts."""
    figures = shares(comparison.fulfilment)
    parts = [f"{figures[v]} {v}" for v in VERDICTS if figures[v]]
    return (
        f"{comparison.source}, {figures['rows']} promises: {', '.join(parts)}"
        if parts
        else "no promise to ask after"
    )


# Terminal


def to_terminal(
    comparison: Comparison, console: Console, *, explain: bool = False, everything: bool = False
) -> None:
    """Print a comparison as a table as wide as the terminal.

    Promises that are only near-testable and find no answer are counted, not listed, unless `everything` is asked for.
    """
    from rich.table import Table
    from rich.text import Text

    console.print(Text(heading(comparison), style="bold"))
    for warning in comparison.warnings:
        console.print(Text(f"warning: {warning}", style="yellow"))
    console.print(Text(_sentence(counted(comparison))))
    if not comparison.fulfilment:
        return
    rows = [row for row in comparison.fulfilment if everything or row.testable or row.claims]
    table = Table(expand=console.is_terminal, show_lines=False, pad_edge=False)
    table.add_column("verdict", no_wrap=True)
    table.add_column("promise 承诺", ratio=5, overflow="fold")
    table.add_column("claim 完成情况", ratio=6, overflow="fold")
    table.add_column("margin", justify="right", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            Text(f"{CHINESE[row.verdict]} {row.verdict}", style=COLOURS[row.verdict]),
            _promise(row),
            Text("；".join(one_line(c.text) for c in row.claims) or "–"),
            margin(row),
            f"{row.score:.2f}",
        )
    console.print(table)
    if explain:
        for row in rows:
            console.print(waterfall(row))
    if hidden := len(comparison.fulfilment) - len(rows):
        console.print(
            Text(
                f"{hidden} promises that are hardly testable and unmentioned are not listed (--all lists them)",
                style="dim",
            )
        )
    changes: Counter[tuple[str, str]] = Counter((c.kind, c.change) for c in comparison.plan_changes)
    if changes:
        console.print(Text("plan against plan: " + "; ".join(_change_counts(changes))))


def _promise(row: FulfilmentRow) -> RenderableType:
    from rich.text import Text

    text = Text(one_line(row.commitment.text))
    if row.target is not None:
        text.highlight_words([one_line(row.target.text)], style="bold")
    return text


def _change_counts(changes: Counter[tuple[str, str]]) -> Iterator[str]:
    for kind in ("target", "project", "commitment"):
        parts = [
            f"{n} {change}"
            for change in ("raised", "lowered", "kept", "new", "dropped")
            if (n := changes[kind, change])
        ]
        if parts:
            yield f"{kind}s {', '.join(parts)}"


def margin(row: FulfilmentRow) -> str:
    """By how much a number differs from its target: in points for rates, in per cent for amounts."""
    number = row.number
    if number is None or number.difference is None:
        return ""
    if number.rule in ("rate", "relation") or number.ratio is None:
        return f"{float(number.difference):+g}"
    return f"{(float(number.ratio) - 1) * 100:+.1f}%"


# Why


def waterfall(row: FulfilmentRow) -> str:
    """The evidence of a row as text: from the prior, level by level, to the score; accepted claims, then rejected ones."""
    lines = [
        f"{row.verdict}  {one_line(row.commitment.text)}" + (f"  [{row.target.text}]" if row.target else ""),
        f"  {row.reason}",
    ]
    if row.evidence.words:
        lines.append(f"  looked for: {'、'.join(row.evidence.words)}")
    for candidate in row.evidence.matches:
        lines.extend(_waterfall(candidate, row.evidence.prior, "answer"))
    for candidate in row.evidence.rejected:
        lines.extend(_waterfall(candidate, row.evidence.prior, f"rejected ({candidate.rejected})"))
    return "\n".join(lines) + "\n"


def _waterfall(candidate: Candidate, prior: float, what: str) -> Iterator[str]:
    yield f"  {what}: {one_line(candidate.claim.text)}  score {candidate.score:.2f}"
    total = prior
    yield f"    {'prior':<28}{prior:+6.2f} {_bar(prior)}"
    for level in candidate.levels:
        total += level.weight
        raw = "" if level.similarity is None else f" ({level.similarity:g})"
        yield f"    {level.name + ': ' + level.level + raw:<28}{level.weight:+6.2f} {_bar(level.weight)}"
    yield f"    {'sum of log-odds':<28}{total:+6.2f} → {1 / (1 + math.exp(-max(-30.0, min(30.0, total)))):.2f}"


def _bar(weight: float) -> str:
    return ("+" if weight > 0 else "-") * min(20, round(abs(weight) * 4))


# Files


def to_text(comparison: Comparison, form: str) -> str:
    """A comparison in one of the file formats: json, jsonl, csv, html or md."""
    if form == "json":
        return comparison.model_dump_json(indent=1) + "\n"
    if form == "jsonl":
        return to_jsonl(comparison)
    if form == "csv":
        return to_csv(to_records(comparison))
    return to_html(comparison) if form == "html" else to_markdown(comparison)


def to_records(comparison: Comparison) -> Iterator[dict[str, object]]:
    """The rows as flat records with the fields of `CSV_FIELDS`."""
    for row in comparison.fulfilment:
        target, number = row.target, row.number
        yield {
            "earlier": comparison.earlier.id,
            "later": comparison.later.id,
            "place": comparison.earlier.place or comparison.later.place,
            "level": comparison.earlier.level or comparison.later.level,
            "year": comparison.year,
            "commitment_id": row.commitment.id,
            "commitment_start": row.commitment.start,
            "commitment_end": row.commitment.end,
            "commitment": one_line(row.commitment.text),
            "target": target.text if target else None,
            "indicator": target.indicator if target else None,
            "indicator_id": target.indicator_id if target else None,
            "comparator": target.comparator if target else None,
            "target_value": target.value if target else None,
            "target_upper": target.upper if target else None,
            "unit": target.unit if target else None,
            "claimed_value": number.claimed_value if number else None,
            "difference": number.difference if number else None,
            "ratio": number.ratio if number else None,
            "met": number.met if number else None,
            "verdict": row.verdict,
            "score": row.score,
            "testable": row.testable,
            "strength": row.strength,
            "domain": row.domain,
            "claim_ids": ";".join(c.id for c in row.claims),
            "claims": "；".join(one_line(c.text) for c in row.claims),
            "reason": row.reason,
        }


def to_csv(
    records: Iterable[dict[str, object]], fields: Sequence[str] = CSV_FIELDS, *, header: bool = True
) -> str:
    """Flat records as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def to_jsonl(comparison: Comparison) -> str:
    """One row a line, each with the ids of the two reports."""
    head = {"earlier": comparison.earlier.id, "later": comparison.later.id, "year": comparison.year}
    return "".join(
        json.dumps({**head, **row.model_dump(mode="json")}, ensure_ascii=False) + "\n"
        for row in comparison.fulfilment
    )


def _value(change: PlanChange, side: str) -> str:
    value, upper = (
        (change.earlier_value, change.earlier_upper)
        if side == "earlier"
        else (change.later_value, change.later_upper)
    )
    if value is None:
        span = change.earlier if side == "earlier" else change.later
        return "" if span is None else one_line(span.text)
    return f"{value}–{upper}{change.unit or ''}" if upper is not None else f"{value}{change.unit or ''}"


def to_markdown(comparison: Comparison) -> str:
    """A comparison as a Markdown document."""

    def cell(text: str) -> str:
        return one_line(text).replace("|", "\\|")

    lines = [f"# {heading(comparison)}", "", _sentence(counted(comparison)) + ".", ""]
    lines += [f"*Warning: {w}.*\n" for w in comparison.warnings]
    lines += ["| verdict | promise | claim | margin | score |", "|---|---|---|---:|---:|"]
    for row in comparison.fulfilment:
        claims = "；".join(cell(c.text) for c in row.claims) or "–"
        lines.append(
            f"| {CHINESE[row.verdict]} {row.verdict} | {cell(row.commitment.text)} | {claims} | {margin(row)} | {row.score:.2f} |"
        )
    targets = [c for c in comparison.plan_changes if c.kind == "target"]
    if targets:
        lines += [
            "",
            "## Targets, plan against plan",
            "",
            "| target | change | earlier | later |",
            "|---|---|---:|---:|",
        ]
        for change in targets:
            lines.append(
                f"| {cell(change.indicator or '')} | {change.change} | {_value(change, 'earlier')} | {_value(change, 'later')} |"
            )
    return "\n".join(lines) + "\n"


_STYLE = """body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ddd;padding:.4rem .6rem;text-align:left;vertical-align:top}
td.n{text-align:right;white-space:nowrap}.exceeded{color:#0a6b2c;font-weight:bold}.fulfilled{color:#0a6b2c}.partial{color:#8a5a00}
.underway{color:#005f87}.missed{color:#b00020;font-weight:bold}.unmentioned{color:#666}details{margin:.2rem 0}pre{white-space:pre-wrap;font-size:.85em}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}th,td{border-color:#444}.exceeded,.fulfilled{color:#6fd08c}.partial{color:#e0b050}.underway{color:#6cc4ea}.missed{color:#ff8080}.unmentioned{color:#999}}"""


def to_html(comparison: Comparison) -> str:
    """A comparison as one HTML page that needs nothing else."""
    parts = [
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(heading(comparison))}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(heading(comparison))}</h1><p>{escape(counted(comparison))}</p>",
        *(f"<p><em>warning: {escape(w)}</em></p>" for w in comparison.warnings),
        '<table><thead><tr><th scope="col">verdict</th><th scope="col">promise 承诺</th><th scope="col">claim 完成情况</th>'
        '<th scope="col">margin</th><th scope="col">score</th></tr></thead><tbody>',
    ]
    for row in comparison.fulfilment:
        claims = "<br>".join(escape(one_line(c.text)) for c in row.claims) or "–"
        parts.append(
            f'<tr><td class="{row.verdict}">{CHINESE[row.verdict]} {row.verdict}</td><td>{escape(one_line(row.commitment.text))}</td>'
            f"<td>{claims}<details><summary>why</summary><pre>{escape(waterfall(row))}</pre></details></td>"
            f'<td class="n">{escape(margin(row))}</td><td class="n">{row.score:.2f}</td></tr>'
        )
    parts.append("</tbody></table>")
    targets = [c for c in comparison.plan_changes if c.kind == "target"]
    if targets:
        parts.append(
            '<h2>Targets, plan against plan</h2><table><thead><tr><th scope="col">target</th><th scope="col">change</th><th scope="col">earlier</th><th scope="col">later</th></tr></thead><tbody>'
        )
        parts += [
            f'<tr><td>{escape(c.indicator or "")}</td><td>{c.change}</td><td class="n">{escape(_value(c, "earlier"))}</td><td class="n">{escape(_value(c, "later"))}</td></tr>'
            for c in targets
        ]
        parts.append("</tbody></table>")
    return "".join(parts) + "</body></html>\n"
