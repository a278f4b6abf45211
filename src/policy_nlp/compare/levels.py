"""Named levels of comparison (比较层级) between a promise and a claim, in the manner of record linkage.

Each comparison is an ordered list of levels, from the strongest agreement to none or conflict; a pair
reaches one level of each. What a level is worth is learned (see `weights`), what it means stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pydantic import BaseModel, ConfigDict

from policy_nlp.compare.milestones import claimed_reach, promised_reach
from policy_nlp.compare.numbers import unit_kind
from policy_nlp.compare.sides import Answer, MeasureRow, Number, Promise, Wording, covering
from policy_nlp.compare.words import normal
from policy_nlp.knowledge import read_table
from policy_nlp.records import Quantity, Target


@dataclass(frozen=True, slots=True)
class Reached:
    """A level that a pair reached, with the raw figure behind it."""

    name: str
    level: str
    similarity: float | None = None

    @property
    def key(self) -> str:
        """The name under which the level's weight is kept."""
        return f"{self.name}={self.level}"


@dataclass(slots=True)
class Pair:
    """A promise and a claim with the levels they reached."""

    promise: Promise
    answer: Answer
    number: Number | None
    reached: list[Reached]
    conflict: str | None = None
    score: float = 0.0
    closeness: float = 0.0
    """how near the two labels are, for numbers: who else is nearer?"""
    joint: list[Target] = field(default_factory=list)
    """the targets that the number answers together"""


class PartsRow(BaseModel):
    """An indicator that reports also give in parts."""

    model_config = ConfigDict(extra="forbid")

    whole: str
    part: str


@cache
def parts_of(indicator_id: str) -> tuple[str, ...]:
    """The indicators that together stand for one: urban and rural income for income."""
    return tuple(row.part for row in read_table("indicator_parts.tsv", PartsRow) if row.whole == indicator_id)


@cache
def _measures() -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = read_table("stock_and_flow.tsv", MeasureRow)
    return tuple(r.cue for r in rows if r.measures == "stock"), tuple(
        r.cue for r in rows if r.measures == "flow"
    )


# Each comparison's levels, strongest first; the thresholds are lower bounds of the raw figure.
_WORDS = ((0.85, "nearly all"), (0.65, "most"), (0.5, "half"), (0.35, "third"), (0.2, "little"))
_MASS = ((32.0, "much"), (20.0, "enough"), (12.0, "some"), (6.0, "little"))
_PHRASE = ((26.0, "long"), (16.0, "middling"), (9.0, "short"), (4.0, "scrap"))
_FOCUS = ((0.6, "mostly this"), (0.35, "half this"), (0.15, "among others"))
_LABEL = ((0.8, "same words"), (0.55, "close words"), (0.3, "some words"))
_NAME = ((0.95, "same"), (0.6, "close"), (0.3, "part"))
_CONTEXT = ((0.4, "close"), (0.2, "near"))

_MEASURE = ("same", "close", "other measure")

SCALES: dict[str, tuple[str, ...]] = {
    "indicator": ("same indicator", *(n for _, n in _LABEL), "none", "other indicator"),
    "label asked": (*(n for _, n in _WORDS), "none"),
    "label given": (*(n for _, n in _WORDS), "none"),
    "measure": _MEASURE,
    "words": (*(n for _, n in _WORDS), "none"),
    "rare words": (*(n for _, n in _MASS), "none"),
    "phrase": (*(n for _, n in _PHRASE), "none"),
    "focus": (*(n for _, n in _FOCUS), "none"),
    "key words": (*(n for _, n in _NAME), "none"),
    "names": (*(n for _, n in _NAME), "none", "other phase"),
    "context": (*(n for _, n in _CONTEXT), "none"),
    "action": ("same", "other"),
    "topic": ("same", "other"),
    "head": ("same", "other"),
}
"""The levels of each comparison from the strongest agreement down: a stronger one may not be worth less."""


def _level(figure: float, bounds: tuple[tuple[float, str], ...]) -> str:
    for least, name in bounds:
        if figure >= least:
            return name
    return "none"


def comparable(wanted: Quantity, given: Quantity, same_indicator: bool) -> str:
    """Whether a claimed quantity can be set against a promised one: same, close, or why not.

    A level without a growth rate does not answer a growth target, and the other way round.
    """
    wanted_kind, given_kind = unit_kind(wanted.unit), unit_kind(given.unit)
    if wanted.kind == "rank" or given.kind == "rank":
        return "same" if wanted.kind == given.kind else "other measure"
    if wanted_kind == given_kind == "rate":
        if wanted.kind == given.kind or (
            same_indicator and (wanted.indicator_id == "cpi" or given.indicator_id == "cpi")
        ):
            return "same"
        # 增长5% and a share of 5% are told apart by the words around them, which are not always clear.
        return "other measure" if {wanted.kind, given.kind} == {"growth", "percent"} else "close"
    if wanted_kind == given_kind:
        return "same" if wanted.unit == given.unit else "close"
    if {wanted_kind, given_kind} == {"count", "household"} and _head(wanted.indicator) == _head(
        given.indicator
    ) != "":
        return "close"  # 家 and 户 of firms
    return "other measure"


def stock_or_flow(number: Number, text: str) -> str | None:
    """Whether a count is of what was added or of what there is, as far as the words say."""
    stocks, flows = _measures()
    at = text.find(number.before) if number.before else -1
    for words in (number.before, number.quantity.indicator or "", text[: max(0, at)]):
        # 新增就业达到 is a flow for all its 达到: what was added is named.
        if any(cue in words for cue in flows):
            return "flow"
        if any(cue in words for cue in stocks):
            return "stock"
    return None


def dice(a: Wording, b: Wording) -> float:
    """The weight of what two wordings share against the weight of both, 0..1."""
    total = a.mass + b.mass
    return 2 * a.shared(b) / total if total else 0.0


def label_likeness(a: Number, b: Number) -> float:
    """How alike two labels are: mostly dice, with credit where the shorter one is wholly in the longer one."""
    shared = a.label.shared(b.label)
    small = min(a.label.mass, b.label.mass)
    if not small:
        return 0.0
    return 0.7 * dice(a.label, b.label) + 0.3 * shared / small


def best_number(promise: Promise, answer: Answer) -> tuple[Number | None, str, float]:
    """The number of a claim that a target is best set against, how the two measure, and how alike their labels are."""
    wanted = promise.number
    if wanted is None:
        return None, "no number asked", 0.0
    if not answer.numbers:
        return None, "no number given", 0.0
    goal = promise.target.indicator_id if promise.target else None
    best: tuple[tuple[int, int, float], Number, str, float] | None = None
    for number in answer.numbers:
        same = goal is not None and goal == number.quantity.indicator_id
        measure = comparable(wanted.quantity, number.quantity, same)
        likeness = label_likeness(wanted, number)
        rank = (
            int(same) - int(bool(goal and number.quantity.indicator_id and not same)),
            {"same": 2, "close": 1}.get(measure, 0),
            likeness,
        )
        # A number of another measure is kept only for want of a better one.
        order = (int(rank[1] > 0), rank[0], rank[1] / 4 + likeness)
        if best is None or order > best[0]:
            best = (order, number, measure, likeness)
    assert best is not None
    return best[1], best[2], best[3]


_SHORT = re.compile(r"[0-9]")


def abbreviates(short: str, full: str) -> bool:
    """Whether a name shortens another one (沐归高速 / 沐澜至归川高速公路): its characters in the same order, phase included.

    A name of fewer than four characters, or one that only leaves out the other's specific part, is none.
    """
    short = _SHORT.split(short, maxsplit=1)[0]
    if not 4 <= len(short) < len(full) or short in full:
        return False
    at, first = 0, -1
    for character in short:
        at = full.find(character, at) + 1
        if not at:
            return False
        first = at - 1 if first < 0 else first
    return first <= 2


_PHASE = re.compile(r"[一二三四五六七八九十]+期")


def other_phase(promise: Promise, answer: Answer) -> bool:
    """Whether a claim names a promised project, but another phase of it (一期, 二期) only."""
    text = normal(answer.item.text)
    for project in promise.projects:
        name = normal(project.name)
        phase = _PHASE.search(name)
        if phase is None or phase.start() < 2 or name[: phase.start()] not in text:
            continue
        stem = name[: phase.start()]
        if phase.group() not in text and re.search(
            re.escape(stem) + r"[^，。、]{0,2}?[一二三四五六七八九十]+期", text
        ):
            return True
    return False


def compare_pair(promise: Promise, answer: Answer) -> Pair:
    """The levels that a promise and a claim reach."""
    reached: list[Reached] = []
    conflict: str | None = None
    number, measure, likeness = best_number(promise, answer)

    if promise.number is not None and number is not None and measure in ("same", "close"):
        conflict = _compare_numbers(promise, answer, number, measure, likeness, reached)
    else:
        number = None
        conflict = _compare_words(promise, answer, measure, reached)

    # names 名称: projects and programmes, quoted names
    if promise.name_wordings:
        if other_phase(promise, answer):
            reached.append(Reached("names", "other phase", 0.0))
            conflict = conflict or "another phase of the project"
        else:
            figure = _name_figure(promise, answer)
            reached.append(Reached("names", _level(figure, _NAME), figure))
            if figure < 0.45 and any(p.kind == "project" for p in promise.projects):
                conflict = conflict or "it names none of the projects promised"

    # topic 主题: headings above, sentence around
    topic = dice(promise.topic, answer.topic)
    reached.append(Reached("topic", "same" if topic >= 0.3 else "other", topic))
    context = dice(promise.context, answer.context)
    reached.append(Reached("context", _level(context, _CONTEXT), context))

    # period 时期: another year, or several at once
    other = other_period(number, answer) if number is not None else _only_several_years(answer)
    if other:
        reached.append(Reached("period", "another"))
        if number is not None:
            conflict = conflict or f"another period: {other}"
    pair = Pair(promise, answer, number, reached, conflict)
    if number is not None and promise.number is not None:
        asked, given = promise.number.label, number.label
        same = any(r.key == "indicator=same indicator" for r in reached)
        pair.closeness = 1.0 if same else 0.5 * (asked.covered_by(given) + given.covered_by(asked))
    elif len(answer.numbers) == 1:
        pair.closeness = 0.5 * (
            promise.wording.covered_by(answer.wording) + answer.wording.covered_by(promise.wording)
        )
    return pair


_YEAR = re.compile(r"(?:19|20)\d\d")


def other_period(number: Number, answer: Answer) -> str | None:
    """The period of a claimed number if it is not the year that is reviewed: 比2002年, 年均, “十一五”期间 …"""
    quantity, year = number.quantity, answer.reviewed
    for said in (quantity.basis or "", quantity.period or "", number.before):
        # 比2002年 compares with a year, 2006年 is one: only the year before may stand behind 比.
        for found in _YEAR.findall(said):
            if year is not None and int(found) not in (year, year - 1):
                return said
    for said in (quantity.basis or "", quantity.period or ""):
        if covering("several").search(said):
            return said
    if covering("one", "past").search(quantity.basis or "") or (
        year is not None and str(year) in (quantity.period or "")
    ):
        return None
    if covering("several").search(number.before):
        return number.before
    return _only_several_years(answer)


def _only_several_years(answer: Answer) -> str | None:
    """The years that a claim's section reviews, if they are several and the clause names no single one."""
    if answer.years is None or answer.years[1] - answer.years[0] < 2:
        return None
    if covering("one", "past").search(answer.item.text) or (
        answer.reviewed is not None and str(answer.reviewed) in answer.item.text
    ):
        return None
    return f"{answer.years[0]}–{answer.years[1]}"


def _compare_numbers(
    promise: Promise, answer: Answer, number: Number, measure: str, likeness: float, reached: list[Reached]
) -> str | None:
    """The levels of a target and a number that can be set against it; the conflict between them, if there is one."""
    conflict: str | None = None
    wanted, target = promise.number, promise.target
    assert wanted is not None and target is not None
    reached.append(Reached("asked", "number"))
    # indicator 指标: what the number measures
    goal, given = target.indicator_id, number.quantity.indicator_id
    if goal and given == goal:
        reached.append(Reached("indicator", "same indicator", 1.0))
    elif goal and given and given not in parts_of(goal):
        reached.append(Reached("indicator", "other indicator", likeness))
        conflict = f"another indicator: {number.quantity.indicator or given}"
    else:
        reached.append(Reached("indicator", _level(likeness, _LABEL), likeness))
        if goal and given is None:
            reached.append(Reached("known indicator", "only asked"))
        elif given and goal is None:
            reached.append(Reached("known indicator", "only given"))
    if goal and given == goal:
        reached.append(Reached("measure", measure))
        return conflict
    # label 名目: what of the asked words is given, and what of the given words was asked
    mine, theirs = wanted.label, number.label
    asked = max(mine.covered_by(theirs), 0.95 * mine.covered_by(answer.wording)) if mine.mass else 0.0
    reached.append(Reached("label asked", _level(asked, _WORDS), asked))
    extra = theirs.covered_by(mine) if theirs.mass else 0.0
    reached.append(Reached("label given", _level(extra, _WORDS), extra))
    head, theirs_head = (
        _head(promise.target.indicator if promise.target else None),
        _head(number.quantity.indicator),
    )
    if head and theirs_head:
        reached.append(Reached("head", "same" if head == theirs_head else "other"))
    reached.append(Reached("measure", measure))
    if unit_kind(number.quantity.unit) in ("count", "person", "household") and _stock_against_flow(
        promise, answer, number
    ):
        reached.append(Reached("stock or flow", "conflict"))
        conflict = conflict or f"{number.quantity.text} is how many there are, not how many were added"
    if (
        wanted.quantity.kind == "amount"
        and promised_reach(promise) == "done"
        and claimed_reach(answer) in ("start", "plan")
    ):
        reached.append(Reached("milestone", "only begun"))
        conflict = conflict or f"{number.quantity.text} were only begun"
    return conflict


def _head(indicator: str | None) -> str:
    """The head noun of an indicator, as far as its last two characters tell."""
    return normal(indicator)[-2:] if indicator else ""


def _compare_words(promise: Promise, answer: Answer, measure: str, reached: list[Reached]) -> str | None:
    """The levels of a promise and a claim that only words can join."""
    conflict: str | None = None
    wanted = (
        promise.number.label
        if promise.number is not None and promise.siblings > 1 and promise.number.label.mass
        else promise.wording
    )
    if promise.number is None or promise.in_words:
        reached.append(Reached("asked", "words"))
    else:
        reached.append(Reached("asked", f"number, but {measure}"))
        # A growth rate does not answer a level, nor the other way round; a rate is not answered by words at all.
        if measure == "other measure" or promise.number.quantity.kind in (
            "growth",
            "percent",
            "points",
            "rank",
            "multiple",
        ):
            conflict = f"it gives no number that could be set against {promise.number.quantity.text}"
    given = {n.quantity.indicator_id for n in answer.numbers} - {None}
    if given and promise.asked_indicators and not promise.asked_indicators & given:
        conflict = conflict or "another indicator"
    # words 用词: rarity-weighted shares
    covered = wanted.covered_by(answer.wording)
    reached.append(Reached("words", _level(covered, _WORDS), covered))
    shared = wanted.shared(answer.wording)
    reached.append(Reached("rare words", _level(shared, _MASS), round(shared, 2)))
    length, weight = wanted.longest_run(answer.wording)
    reached.append(Reached("phrase", _level(weight, _PHRASE), float(length)))
    focus = shared / answer.wording.mass if answer.wording.mass else 0.0
    reached.append(Reached("focus", _level(focus, _FOCUS), focus))
    # key words 关键词: the weightiest stretch of the promise
    if promise.keys:
        total, _, held = promise.keys[0]
        found = sum(w for t, w in held.items() if t in answer.wording.weights) / total
        reached.append(Reached("key words", _level(found, _NAME), found))
    # action 动作
    mine, theirs = promise.item.action, answer.item.action
    if mine and theirs:
        reached.append(
            Reached("action", "same" if set(mine.split("、")) & set(theirs.split("、")) else "other")
        )
    return conflict


def _name_figure(promise: Promise, answer: Answer) -> float:
    """How well the names asked for are found: 1 for an equal one, else the best share of a name in the claim."""
    keys = {p.name_key for p in answer.projects}
    if promise.names & answer.names or any(p.name_key in keys for p in promise.projects):
        return 1.0
    if any(abbreviates(q.name, p.name) for p in promise.projects for q in answer.projects):
        return 0.9
    text = answer.wording
    best = 0.0
    for name in promise.name_wordings:
        numbered = [t for t in name.weights if t[0].isdigit()]
        # 12号线 is not 17号线, whatever else the names share.
        if not numbered or any(t in text.weights for t in numbered):
            best = max(best, 0.94 * name.covered_by(text))
    return best


def _stock_against_flow(promise: Promise, answer: Answer, number: Number) -> bool:
    assert promise.number is not None
    wanted = stock_or_flow(promise.number, promise.item.text)
    given = stock_or_flow(number, answer.item.text)
    return wanted == "flow" and given == "stock"
