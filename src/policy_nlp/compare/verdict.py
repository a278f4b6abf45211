"""From accepted claims to a verdict and its reason. Numbers decide where there are any, milestones by their order else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pydantic import BaseModel, ConfigDict

from policy_nlp.compare.levels import Pair
from policy_nlp.compare.milestones import ORDER, claimed_reach, promised_reach
from policy_nlp.compare.numbers import (
    Direction,
    Judged,
    Promised,
    in_base_unit,
    judge,
    judge_together,
    plain,
    rule_for,
)
from policy_nlp.compare.settings import Settings
from policy_nlp.compare.sides import Number, Promise, Wording
from policy_nlp.compare.words import normal
from policy_nlp.knowledge import read_table
from policy_nlp.records import NumberCheck, NumberRule, Quantity, Target, Verdict

SAID = "as reported by the government"


class DirectionRow(BaseModel):
    """What a comparison needs of the table of indicators."""

    model_config = ConfigDict(extra="ignore")

    id: str
    name: str
    direction: Direction


@cache
def directions() -> dict[str, Direction]:
    """Which way is better, per indicator."""
    return {row.id: row.direction for row in read_table("indicators.tsv", DirectionRow)}


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict with its reason and, where numbers decided, the numbers."""

    verdict: Verdict
    reason: str
    number: NumberCheck | None = None


def direction_of(target: Target) -> Direction:
    """Which way is better for a target's indicator; more is better where nothing is known."""
    return directions().get(target.indicator_id or "", "higher")


def _promised(target: Target, quantity: Quantity, rule: NumberRule | None = None) -> Promised:
    value = in_base_unit(Decimal(target.value if target.value is not None else quantity.value), target.unit)
    upper = target.upper if target.value is not None else quantity.upper
    return Promised(
        value,
        in_base_unit(Decimal(upper), target.unit) if upper is not None else None,
        target.comparator,
        direction_of(target),
        rule or rule_for(target.unit),
    )


def _check(
    target: Target, judged: Judged, claimed: Decimal, quantity: Quantity | None, rule: NumberRule
) -> NumberCheck:
    return NumberCheck(
        claim_quantity=(quantity.id or None) if quantity else None,
        target_value=target.value,
        target_upper=target.upper,
        claimed_value=plain(claimed),
        unit=target.unit,
        difference=plain(judged.difference),
        ratio=None if judged.ratio is None else plain(judged.ratio),
        met=judged.met,
        rule=rule,
    )


_HOW: dict[Verdict, str] = {
    "exceeded": "clearly more than promised",
    "fulfilled": "reached",
    "partial": "most of it",
    "missed": "short of it",
    "underway": "under way",
    "unmentioned": "not reported",
}


def shown(quantity_text: str, comparator_text: str) -> str:
    """A number with its comparator as people read it."""
    return f"{quantity_text}{comparator_text}"


_COMPARATORS = {"ge": "以上", "gt": "以上", "le": "以内", "lt": "以内", "approx": "左右", "eq": ""}


def by_number(promise: Promise, chosen: list[tuple[Pair, Number]], settings: Settings) -> Decided:
    """Judge a target by the claimed number; where the whole is given in parts, the worst part decides."""
    target, wanted = promise.target, promise.number
    assert target is not None and wanted is not None
    promised = _promised(target, wanted.quantity)
    outcomes = []
    for pair, number in chosen:
        quantity = number.quantity
        claimed_base = in_base_unit(Decimal(quantity.value), quantity.unit)
        judged = judge(promised, claimed_base, settings)
        outcomes.append((judged, quantity, pair))
    rank = {"missed": 0, "partial": 1, "fulfilled": 2, "exceeded": 3}
    judged, quantity, _ = min(outcomes, key=lambda o: (rank[o[0].verdict], o[0].difference))
    factor = in_base_unit(Decimal(1), target.unit)
    claimed = in_base_unit(Decimal(quantity.value), quantity.unit) / factor
    judged = Judged(judged.verdict, judged.met, judged.difference / factor, judged.ratio)
    given = "、".join(dict.fromkeys(o[1].text + _COMPARATORS[o[1].comparator] for o in outcomes))
    rule = "rates" if promised.rule == "rate" else "amounts and counts"
    margin = (
        f"{plain(judged.difference)} points"
        if promised.rule == "rate"
        else (f"{plain((judged.ratio - 1) * 100)}%" if judged.ratio is not None else "")
    )
    sign = "+" if judged.difference > 0 else ""
    reason = f"{given} against {target.text}{_COMPARATORS[target.comparator]}: {_HOW[judged.verdict]} ({sign}{margin}; rule for {rule}), {SAID}."
    return Decided(judged.verdict, reason, _check(target, judged, claimed, quantity, promised.rule))


def by_joint_number(promise: Promise, together: list[Target], number: Number, settings: Settings) -> Decided:
    """One figure that answers several targets at once is set against their sum."""
    target = promise.target
    assert target is not None
    total = sum((Decimal(t.value or "0") for t in together), Decimal(0))
    promised = Promised(total, None, target.comparator, direction_of(target), "joint")
    claimed = Decimal(number.quantity.value)
    judged = judge(promised, claimed, settings)
    reason = (
        f"{number.quantity.text} for {len(together)} targets together, against {plain(total)}{target.unit or ''} in sum: "
        f"{_HOW[judged.verdict]} (rule for amounts and counts), {SAID}."
    )
    check = _check(target, judged, claimed, number.quantity, "joint").model_copy(
        update={"target_value": plain(total)}
    )
    return Decided(judged.verdict, reason, check)


def by_relation(promise: Promise, own: Number, other: Quantity, settings: Settings) -> Decided:
    """A promise to keep pace with (or stay above, below) another number of the same report."""
    target = promise.target
    assert target is not None
    relation = target.relation or "同步"
    judged = judge_together(Decimal(own.quantity.value), Decimal(other.value), relation, settings)
    reason = (
        f"{own.quantity.text} against {other.text} for {target.reference or other.indicator or 'the other number'} ({relation}): "
        f"{_HOW[judged.verdict]} ({plain(judged.difference)} points apart), {SAID}."
    )
    check = NumberCheck(
        claim_quantity=own.quantity.id, target_value=plain(Decimal(other.value)), claimed_value=plain(Decimal(own.quantity.value)),
        unit="%", difference=plain(judged.difference), met=judged.met, rule="relation",
    )  # fmt: skip
    return Decided(judged.verdict, reason, check)


def by_words(promise: Promise, matches: list[Pair]) -> Decided:
    """Judge a promise without a number by milestones and by the parts that are answered."""
    wanted = promised_reach(promise)
    reached = [(pair, claimed_reach(pair.answer, wanted)) for pair in matches]
    best, furthest = max(reached, key=lambda r: (ORDER[r[1]], r[0].score))
    quoted = f"「{_short(best.answer.item.text)}」"
    if furthest == "short":
        return Decided("missed", f"{quoted}: the report itself says that it was not reached, {SAID}.")
    if furthest == "done" and wanted == "done" and (phase := _only_a_phase(promise, best)):
        return Decided("partial", f"{quoted}: done for {phase} only, the whole was promised, {SAID}.")
    if (
        furthest == "done"
        or (furthest == "start" and wanted in ("start", "advance", "plan"))
        or (furthest == "plan" and wanted == "plan")
    ):
        finished = [pair.answer.wording for pair, reach in reached if ORDER[reach] >= ORDER[furthest]]
        missing = missing_parts(promise, finished)
        if missing:
            return Decided(
                "partial", f"{quoted} answers a part; {'、'.join(missing)} is not reported, {SAID}."
            )
        how = "is done" if furthest == "done" else "is as far as was promised"
        return Decided("fulfilled", f"{quoted}: what was promised {how}, {SAID}.")
    if furthest == "part":
        if wanted in ("plan", "advance", "start"):
            return Decided("fulfilled", f"{quoted}: further than what was promised, {SAID}.")
        return Decided("partial", f"{quoted}: finished in part, {SAID}.")
    if wanted == "plan":
        return Decided("fulfilled", f"{quoted}: it was only to be prepared and is going on, {SAID}.")
    state = {"plan": "only being prepared", "advance": "going on, without a result", "start": "only begun"}[
        furthest
    ]
    return Decided("underway", f"{quoted}: {state}, {SAID}.")


_PHASE = re.compile(r"[一二三四五六七八九十\d]+(?:期|标段|工区)")


def _only_a_phase(promise: Promise, pair: Pair) -> str | None:
    """The phase that a claim speaks of where the promise was for all of a project; None where it is not so."""
    if not promise.projects or _PHASE.search(promise.item.text):
        return None
    found = _PHASE.search(pair.answer.item.text)
    return found.group() if found else None


def missing_parts(promise: Promise, finished: list[Wording]) -> list[str]:
    """The named parts of a promise that no finished claim speaks of; empty if none, or if all are missing."""
    names = [*promise.names, *(p.name for p in promise.projects)]
    if len(promise.name_wordings) >= 2:
        wordings = dict(zip(sorted({*names}), promise.name_wordings, strict=True))
        least = 0.4
    elif "等" not in promise.item.text:
        wordings = promise.parts
        least = 0.2
    else:
        return []
    covered = {
        n: max((w.covered_by(f) for f in finished), default=0.0) for n, w in wordings.items() if w.mass
    }
    absent = sorted((n for n, c in covered.items() if c < least), key=promise.item.text.find)
    return absent if absent and any(c >= 0.5 for c in covered.values()) else []


def silent(promise: Promise, rejected: list[Pair], words: list[str]) -> Decided:
    """No claim answers: say what was looked for and what came nearest."""
    looked = "、".join(words[:4])
    near = ""
    if rejected:
        first = rejected[0]
        near = (
            f"; nearest is 「{_short(first.answer.item.text)}」 ({first.conflict or 'too little in common'})"
        )
    return Decided(
        "unmentioned",
        f"No claim of the review answers it (looked for {looked or _short(normal(promise.item.text))}){near}, {SAID}.",
    )


def _short(text: str, most: int = 40) -> str:
    text = re.sub(r"\s+", "", text)
    return text if len(text) <= most else text[: most - 1] + "…"
