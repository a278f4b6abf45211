"""The `policy_tables` component: quantities and targets of tables of indicators (指标表).

The cleaned copy leaves such tables out, so that no other component takes their rows for sentences. This one runs last and
adds what stands in them: a quantity for each value, with its row as indicator and its column's year as period; and a
target for each value that a column of the plan promises for a year that has not been summed up yet.
"""

from __future__ import annotations

from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import Annotations, clean_text, sections_of
from policy_nlp.document import annotations as annotations_of
from policy_nlp.document.clean import one_form
from policy_nlp.document.tables import IndicatorTable, find_tables
from policy_nlp.extract.quantities.cells import CellValue, Column, read_cells
from policy_nlp.knowledge.indicators import indicator_aliases, indicator_key
from policy_nlp.records import Quantity, Section, Strength, Target, item_id

PLANNED = "目标"
"""The basis of a value that was planned for a year gone by: beside it stands what was reached."""


class Tables:
    """Adds the values of a document's tables of indicators to its quantities, the promised ones to its targets."""

    def __call__(self, doc: Doc) -> Doc:
        clean = clean_text(doc)
        if clean.offsets is None:
            return doc  # nothing was left out, so there is no table
        text = one_form(clean.raw)
        tables = find_tables(text)
        if not tables:
            return doc
        found = annotations_of(doc)
        sections = sections_of(doc)
        starts = [section.start for section in found.sections if section.level <= 3]
        headed = [section for section in found.sections if section.level <= 3]
        for table in tables:
            # A table at the end of a section stands behind the last sentence of it.
            section = sections.at(table.start)
            if section is None and starts:
                section = headed[max(0, bisect_right(starts, table.start) - 1)]
            for value in read_cells(table):
                _add(found, clean.raw, table, value, section)
        found.quantities.sort(key=lambda q: (q.start, q.end))
        found.targets.sort(key=lambda t: (t.start, t.end))
        return doc


@Language.factory("policy_tables")
def make_tables(nlp: Language, name: str) -> Tables:
    """The factory of `policy_tables`."""
    return Tables()


def _add(
    found: Annotations, raw: str, table: IndicatorTable, value: CellValue, section: Section | None
) -> None:
    read = value.quantity
    indicator_id = next(
        (known for name in value.names if (known := indicator_aliases().get(indicator_key(name)))), None
    )
    shared = {
        "start": read.start,
        "end": read.end,
        "text": raw[read.start : read.end],
        "section": section.id if section is not None else None,
        "indicator": value.indicator,
        "indicator_id": None if value.column.role == "share" else indicator_id,
        "value": read.value,
        "upper": read.upper,
        "unit": read.unit,
        "comparator": read.comparator,
    }
    deadline = _deadline(found, table, value.column, section)
    basis = value.basis
    if deadline is None and value.column.role == "target":
        basis = PLANNED
    quantity = Quantity.model_validate(
        {
            "id": item_id("q", read.start, read.end, found.digest),
            **shared,
            "kind": read.kind,
            "basis": basis,
            "period": value.column.period,
        }
    )
    found.quantities.append(quantity)
    if deadline is not None:
        found.targets.append(
            Target.model_validate(
                {
                    "id": item_id("t", read.start, read.end, found.digest),
                    **shared,
                    "quantity": quantity.id,
                    "deadline": deadline,
                    "strength": _strength(value),
                }
            )
        )


def _deadline(
    found: Annotations, table: IndicatorTable, column: Column, section: Section | None
) -> int | None:
    """The year for which a value is promised; None for one that was reached, or was promised for a year gone by."""
    if column.role in ("actual", "share"):
        return None
    plan = found.plan_year
    if column.year is not None:
        ahead = (
            column.year >= plan
            if plan is not None
            else section is not None and section.kind in ("plan", "outlook")
        )
        return column.year if ahead and (column.role == "target" or plan is not None) else None
    if column.role != "target" or section is None:
        return None
    # 目标值 beside 完成值 is the target of the year that is summed up, unless years say otherwise.
    sums_up = any("完成" in words or "实际" in words for words in table.head)
    return plan if section.kind != "review" and not sums_up else None


def _strength(value: CellValue) -> Strength:
    if "约束" in value.nature:
        return "firm"
    return "aim" if "预期" in value.nature or value.column.aims else "plain"
