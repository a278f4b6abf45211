"""Plan against plan (计划对计划): what became of each target, project and commitment between the two plans."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policy_nlp.compare.levels import comparable, dice, label_likeness
from policy_nlp.compare.numbers import in_base_unit
from policy_nlp.compare.sides import Number, Reading, Wording, label_of
from policy_nlp.records import Change, Commitment, Item, PlanChange, Project, Span, Target

SAME_LABEL = 0.72
"""Likeness of labels from which two targets without a known indicator are the same."""
SAME_COMMITMENT = 0.55
"""Share of common rare words from which two commitments are the same."""


def plan_changes(before: Reading, after: Reading) -> list[PlanChange]:
    """All changes: targets, then projects, then commitments; each first in the earlier text's order, then the new ones."""
    return [*_targets(before, after), *_projects(before, after), *_commitments(before, after)]


def _in_plan(reading: Reading, item: Item) -> bool:
    section = reading.sections.get(item.section) if item.section else None
    return section is None or section.kind in ("plan", "outlook")


def _planned_targets(reading: Reading) -> list[tuple[Target, Number]]:
    holders = {c.id: c for c in reading.report.commitments}
    found = []
    for target in reading.report.targets:
        quantity = reading.quantities.get(target.quantity) if target.quantity else None
        holder = holders.get(target.commitment) if target.commitment else None
        section = reading.sections.get(target.section) if target.section else None
        if quantity is None or (section is not None and section.kind == "outlook"):
            continue
        others = [
            q
            for t in (holder.targets if holder else ())
            if (x := reading.targets.get(t)) and x.quantity and (q := reading.quantities.get(x.quantity))
        ]
        number = reading.number(quantity, holder or target, others)
        if target.indicator and target.indicator not in number.text:
            number.label = label_of(f"{target.indicator}，{number.text}", reading.rarity)
        found.append((target, number))
    return found


def _targets(before: Reading, after: Reading) -> Iterator[PlanChange]:
    old, new = _planned_targets(before), _planned_targets(after)
    pairs = []
    for i, (a, x) in enumerate(old):
        for j, (b, y) in enumerate(new):
            same = a.indicator_id is not None and a.indicator_id == b.indicator_id
            if not same and (a.indicator_id or b.indicator_id):
                continue
            if comparable(x.quantity, y.quantity, same) not in ("same", "close"):
                continue
            likeness = 1.0 if same and x.quantity.kind == y.quantity.kind else label_likeness(x, y)
            if likeness >= SAME_LABEL:
                pairs.append((-likeness, abs(i - j), i, j))
    taken_old: dict[int, tuple[int, float]] = {}
    taken_new: set[int] = set()
    for negative, _, i, j in sorted(pairs):
        if i not in taken_old and j not in taken_new:
            taken_old[i] = (j, -negative)
            taken_new.add(j)
    for i, (target, _) in enumerate(old):
        match = taken_old.get(i)
        if match is None:
            yield PlanChange(
                kind="target",
                change="dropped",
                earlier=_span(target),
                **_what(target),
                **_values("earlier", target),
            )
            continue
        other = new[match[0]][0]
        yield PlanChange(
            kind="target", change=_direction(target, other), earlier=_span(target), later=_span(other), score=round(min(1.0, match[1]), 4),
            **_what(target), **_values("earlier", target), **_values("later", other),
        )  # fmt: skip
    for j, (target, _) in enumerate(new):
        if j not in taken_new:
            yield PlanChange(
                kind="target", change="new", later=_span(target), **_what(target), **_values("later", target)
            )


def _what(target: Target) -> dict[str, str | None]:
    return {"indicator": target.indicator, "indicator_id": target.indicator_id, "unit": target.unit}


def _values(side: str, target: Target) -> dict[str, str | None]:
    return {f"{side}_value": target.value, f"{side}_upper": target.upper}


def _size(target: Target) -> tuple[Decimal, Decimal]:
    value = Decimal(target.value or "0")
    low = in_base_unit(value, target.unit)
    return low, in_base_unit(Decimal(target.upper), target.unit) if target.upper is not None else low


def _direction(old: Target, new: Target) -> Change:
    a, b = _size(old), _size(new)
    if a == b:
        return "kept"
    # Of ranges the lower end is what binds; where it is the same, the upper end tells.
    return "raised" if b > a else "lowered"


def _projects(before: Reading, after: Reading) -> Iterator[PlanChange]:
    old = _first_by_key([p for p in before.report.projects if _in_plan(before, p)])
    new = _first_by_key([p for p in after.report.projects if _in_plan(after, p)])
    for key, project in old.items():
        other = new.get(key)
        if other is None:
            yield PlanChange(kind="project", change="dropped", indicator=project.name, earlier=_span(project))
        else:
            yield PlanChange(
                kind="project",
                change="kept",
                indicator=project.name,
                earlier=_span(project),
                later=_span(other),
                score=1.0,
            )
    for key, project in new.items():
        if key not in old:
            yield PlanChange(kind="project", change="new", indicator=project.name, later=_span(project))


def _first_by_key(projects: list[Project]) -> dict[str, Project]:
    found: dict[str, Project] = {}
    for project in projects:
        found.setdefault(project.name_key, project)
    return found


def _commitments(before: Reading, after: Reading) -> Iterator[PlanChange]:
    old = [c for c in before.report.commitments if c.testable and _in_plan(before, c)]
    new = [c for c in after.report.commitments if c.testable and _in_plan(after, c)]
    wordings = [Wording.of(c.text, after.rarity) for c in new]
    places: dict[str, list[int]] = {}
    for j, wording in enumerate(wordings):
        for term in wording.weights:
            places.setdefault(term, []).append(j)
    scored = []
    for i, commitment in enumerate(old):
        wording = Wording.of(commitment.text, before.rarity)
        gains: dict[int, float] = {}
        for term, weight in wording.weights.items():
            for j in places.get(term, ()):
                gains[j] = gains.get(j, 0.0) + weight
        for j, gain in gains.items():
            if 2 * gain >= SAME_COMMITMENT * (wording.mass + wordings[j].mass):
                scored.append((-dice(wording, wordings[j]), i, j))
    of_old: dict[int, tuple[int, float]] = {}
    of_new: set[int] = set()
    for negative, i, j in sorted(scored):
        if i not in of_old and j not in of_new:
            of_old[i] = (j, -negative)
            of_new.add(j)
    for i, commitment in enumerate(old):
        match = of_old.get(i)
        yield _carried(
            commitment, None if match is None else new[match[0]], None if match is None else match[1]
        )
    for j, commitment in enumerate(new):
        if j not in of_new:
            yield PlanChange(kind="commitment", change="new", later=_span(commitment))


def _carried(old: Commitment, new: Commitment | None, score: float | None) -> PlanChange:
    if new is None:
        return PlanChange(kind="commitment", change="dropped", earlier=_span(old))
    return PlanChange(
        kind="commitment",
        change="kept",
        earlier=_span(old),
        later=_span(new),
        score=round(min(1.0, score or 0.0), 4),
    )


def _span(item: Item) -> Span:
    return Span(id=item.id, start=item.start, end=item.end, text=item.text, section=item.section)
