"""`compare`: two reports in, a comparison out. A pure function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_nlp.compare.candidates import Index
from policy_nlp.compare.changes import plan_changes
from policy_nlp.compare.levels import Pair, compare_pair, parts_of
from policy_nlp.compare.numbers import rule_for
from policy_nlp.compare.settings import DEFAULTS, Settings
from policy_nlp.compare.sides import Answer, Number, Promise, Reading, answers, promises
from policy_nlp.compare.verdict import (
    Decided,
    by_joint_number,
    by_number,
    by_relation,
    by_words,
    silent,
)
from policy_nlp.compare.weights import Weights, load_weights
from policy_nlp.compare.words import Rarity, load_rarity
from policy_nlp.records import (
    Candidate,
    Commitment,
    Comparison,
    Evidence,
    FulfilmentRow,
    Item,
    Quantity,
    Report,
    Span,
    Target,
    TargetSpan,
)

NEAR_TESTABLE = 14.0
"""Weight of rare words from which a commitment is asked after although the extraction does not call it testable: two or
three words of some rarity. Of such commitments coders ask after about four in ten, of those below hardly any."""


def compare(
    earlier: Report,
    later: Report,
    *,
    settings: Settings = DEFAULTS,
    weights: Weights | None = None,
    rarity: Rarity | None = None,
) -> Comparison:
    """What became of the earlier report's plan, by the later report's own review.

    Args:
        earlier: the report whose plan is asked after.
        later: the report, usually of the following year, whose review answers.
        settings: tolerances of the verdicts, thresholds.
        weights: of the comparison levels; the learned ones if None.
        rarity: of words; the table that comes with the package if None.

    Returns:
        A comparison. Its offsets index the earlier text (commitments, targets) and the later one (claims).
    """
    weights = weights or load_weights()
    rarity = (rarity or load_rarity()).within(item.text for item in (*earlier.commitments, *later.claims))
    threshold = settings.threshold if settings.threshold is not None else weights.threshold
    before, after = Reading(earlier, rarity), Reading(later, rarity)
    given = answers(after)
    asked = promises(before, asked_after(before, later.report.review_year), later.report.review_year)
    found = match(asked, given, weights, settings)
    accepted = [accept(pairs, threshold, weights.share) for pairs in found]
    rows = []
    for promise, pairs, chosen in zip(asked, found, accepted, strict=True):
        rows.append(_row(promise, pairs, chosen, given, weights, threshold, settings))
    answered = {span.id for row in rows for span in row.claims}
    return Comparison(
        earlier=earlier.report,
        later=later.report,
        year=later.report.review_year if later.report.review_year is not None else earlier.report.plan_year,
        warnings=list(_warnings(earlier, later)),
        fulfilment=rows,
        unplanned=[_span(claim) for claim in later.claims if claim.id not in answered],
        plan_changes=plan_changes(before, after),
    )


def asked_after(reading: Reading, year: int | None) -> list[Commitment]:
    """The commitments that the later review can be asked about.

    Those of plan sections, and of outlook sections where they are due in the year. Besides testable ones, those with a
    target or a project and those whose words are rare enough to be looked for: a reader can check them too.
    """
    kept = []
    for item in reading.report.commitments:
        section = reading.sections.get(item.section) if item.section else None
        if section is not None and section.kind == "outlook" and (year is None or item.deadline != year):
            continue
        if year is not None and item.deadline is not None and item.deadline > year:
            continue  # due later: nothing can be said yet
        if item.testable or item.targets or item.projects or rare_weight(reading, item) >= NEAR_TESTABLE:
            kept.append(item)
    return kept


def rare_weight(reading: Reading, item: Item) -> float:
    """The weight of an item's rare words."""
    from policy_nlp.compare.words import normal, terms

    return sum(reading.rarity.weigh(terms(normal(item.text))).values())


def match(
    asked: Sequence[Promise], given: Sequence[Answer], weights: Weights, settings: Settings
) -> list[list[Pair]]:
    """For each promise its candidates with their scores, best first."""
    index = Index(given)
    found = []
    for promise in asked:
        goal = promise.target.indicator_id if promise.target is not None else None
        near = index.candidates(promise, settings.candidates, parts_of(goal) if goal else ())
        pairs = [compare_pair(promise, answer) for answer in near]
        for pair in pairs:
            pair.score = weights.score(pair)
        found.append(sorted(pairs, key=lambda p: (-p.score, p.answer.order)))
    settle_rivals(found)
    return found


NUMBERS = 0.75
"""Share of the threshold from which a number of the right measure answers: that it can be compared speaks for it."""
WORDS_FOR_A_NUMBER = 0.55
"""Score from which a claim without a number answers a promise that has one."""
RIVAL = 0.12
"""By how much another promise must be closer to a number to take it away."""


def settle_rivals(found: Sequence[Sequence[Pair]]) -> None:
    """A number answers the promise that it is closest to; where it sums several up (大学生、技能人才), all of them together."""
    groups: dict[tuple[int, int], list[Pair]] = {}
    for pairs in found:
        for pair in pairs:
            if pair.conflict is not None or pair.score < 0.1:
                continue
            quantity = pair.number.quantity if pair.number is not None else None
            if quantity is None and len(pair.answer.numbers) == 1:
                quantity = pair.answer.numbers[0].quantity
            if quantity is not None:
                groups.setdefault((quantity.start, quantity.end), []).append(pair)
    for group in groups.values():
        joint = joint_pairs([p for p in group if p.number is not None])
        for pair in joint:
            pair.joint = [p.promise.target for p in joint if p.promise.target is not None]
        best = max(group, key=lambda p: p.closeness)
        for pair in group:
            if (
                pair.number is not None
                and pair not in joint
                and best.closeness - pair.closeness >= RIVAL
                and best.score >= pair.score
            ):
                pair.conflict = (
                    f"{pair.number.quantity.text} answers another promise better: {best.promise.item.text}"
                )


def joint_pairs(group: Sequence[Pair]) -> list[Pair]:
    """The pairs of one number that name several promises' things side by side, each a part of what it counts."""
    number = group[0].number if group else None
    if (
        number is None
        or rule_for(number.quantity.unit) != "amount"
        or not any(c in number.text for c in "、和及与")
    ):
        return []
    parts = [
        p
        for p in group
        if p.promise.number is not None
        and p.promise.number.label.covered_by(number.label) >= 0.6
        and number.label.covered_by(p.promise.number.label) <= 0.75
    ]
    apart = [
        p for p in parts
        if all(q is p or (q.promise.number and p.promise.number and p.promise.number.label.covered_by(q.promise.number.label) < 0.5) for q in parts)
    ]  # fmt: skip
    return apart if len(apart) >= 2 else []


def accept(pairs: Sequence[Pair], threshold: float, share: float) -> list[Pair]:
    """The claims that answer: the best one if it reaches the threshold, and those that come near it."""
    free = [p for p in pairs if p.conflict is None]
    if any(p.number is not None and p.score >= NUMBERS * threshold for p in free):
        free = [p for p in free if p.number is not None]
        threshold *= NUMBERS
    elif any(p.promise.number is not None and not p.promise.in_words for p in free):
        # A number was asked for: words alone must be surer.
        threshold = max(threshold, WORDS_FOR_A_NUMBER)
    if not free or free[0].score < threshold:
        return []
    least = max(threshold, share * free[0].score)
    return [p for p in free if p.score >= least]


def _row(
    promise: Promise,
    pairs: list[Pair],
    chosen: list[Pair],
    given: Sequence[Answer],
    weights: Weights,
    threshold: float,
    settings: Settings,
) -> FulfilmentRow:
    words = _rarest(promise)
    decided, used, extra = decide(promise, pairs, chosen, given, words, settings)
    rejected = [p for p in pairs if p not in used][: settings.rejected]
    best = used[0].score if used else (1.0 - (pairs[0].score if pairs and pairs[0].conflict is None else 0.0))
    target = promise.target
    item = promise.item
    assert isinstance(item, Commitment)
    return FulfilmentRow(
        commitment=_span(item),
        target=None if target is None else _target_span(target),
        claims=[_span(p.answer.item) for p in sorted(used, key=lambda p: p.answer.order)]
        + [_span(a.item) for a in extra],
        verdict=decided.verdict,
        score=round(best, 4),
        number=decided.number,
        reason=decided.reason,
        testable=item.testable,
        strength=target.strength if target is not None else item.strength,
        domain=promise.domain,
        evidence=Evidence(
            prior=round(weights.prior, 3),
            threshold=threshold,
            words=words,
            matches=[_candidate(p, weights, None) for p in used],
            rejected=[_candidate(p, weights, _why(p, threshold)) for p in rejected],
        ),
    )


def decide(
    promise: Promise,
    pairs: list[Pair],
    chosen: list[Pair],
    given: Sequence[Answer],
    words: list[str],
    settings: Settings,
) -> tuple[Decided, list[Pair], list[Answer]]:
    """The verdict, the pairs it rests on, and further claims that it needed (the other number of a relation)."""
    target = promise.target
    rejected = [p for p in pairs if p not in chosen]
    if not chosen:
        return silent(promise, rejected, words), [], []
    if target is None or promise.number is None or (target.value is None and target.relation is None):
        return by_words(promise, chosen), chosen, []
    counted = [p for p in chosen if p.number is not None]
    if target.relation is not None and target.value is None:
        other = _reference(target, given)
        if counted and other is not None and counted[0].number is not None:
            answer, quantity = other
            extra = [] if any(p.answer is answer for p in counted[:1]) else [answer]
            return by_relation(promise, counted[0].number, quantity, settings), counted[:1], extra
        return by_words(promise, chosen), chosen, []
    if counted:
        first = counted[0]
        assert first.number is not None
        if len(first.joint) >= 2:
            return by_joint_number(promise, first.joint, first.number, settings), [first], []
        parts = _parts(promise, first)
        return by_number(promise, [(first, n) for n in parts], settings), [first], []
    return by_words(promise, chosen), chosen, []


def _parts(promise: Promise, pair: Pair) -> list[Number]:
    """The numbers of a claim that together answer a target: one, or those of the indicator's parts."""
    assert pair.number is not None
    target = promise.target
    if (
        target is None
        or target.indicator_id is None
        or pair.number.quantity.indicator_id == target.indicator_id
    ):
        return [pair.number]
    wanted = parts_of(target.indicator_id)
    kind = pair.number.quantity.kind
    found = [n for n in pair.answer.numbers if n.quantity.indicator_id in wanted and n.quantity.kind == kind]
    return found or [pair.number]


def _reference(target: Target, given: Sequence[Answer]) -> tuple[Answer, Quantity] | None:
    """The number that a relational target is set against: economic growth, unless another indicator is named."""
    for answer in given:
        for number in answer.numbers:
            quantity = number.quantity
            if quantity.indicator_id == "gdp" and quantity.kind == "growth":
                return answer, quantity
    return None


def _rarest(promise: Promise) -> list[str]:
    """The words to look for: the promise's longest stretches of rare characters."""
    return list(dict.fromkeys(text for _, text, _ in promise.keys if "#" not in text))[:6]


def _why(pair: Pair, threshold: float) -> str:
    if pair.conflict:
        return pair.conflict
    if pair.score >= (NUMBERS if pair.number is not None else 1.0) * threshold:
        return "a better answer was taken"
    levels = {r.name: r.level for r in pair.reached}
    if levels.get("names") == "none":
        return "it does not name what was promised"
    if levels.get("words") in ("none", "little"):
        return "only the topic is the same"
    return f"too little in common (score {pair.score:.2f} below {threshold:.2f})"


def _candidate(pair: Pair, weights: Weights, rejected: str | None) -> Candidate:
    return Candidate(
        claim=_span(pair.answer.item),
        quantity=pair.number.quantity.id if pair.number is not None else None,
        score=round(pair.score, 4),
        levels=weights.explained(pair),
        rejected=rejected,
    )


def _span(item: Item) -> Span:
    return Span(id=item.id, start=item.start, end=item.end, text=item.text, section=item.section)


def _target_span(t: Target) -> TargetSpan:
    return TargetSpan(
        id=t.id, start=t.start, end=t.end, text=t.text, section=t.section, indicator=t.indicator, indicator_id=t.indicator_id,
        comparator=t.comparator, value=t.value, upper=t.upper, unit=t.unit,
    )  # fmt: skip


def _warnings(earlier: Report, later: Report) -> Iterable[str]:
    a, b = earlier.report, later.report
    if a.place and b.place and not a.is_of_the_place_of(b):
        yield f"the reports are of different places: {a.place}, {b.place}"
    if a.plan_year is not None and b.review_year is not None and a.plan_year != b.review_year:
        yield f"the earlier report plans {a.plan_year}, the later one reviews {b.review_year}"
    if not earlier.commitments:
        yield "the earlier report has no commitments"
    if not later.claims:
        yield "the later report has no claims"
