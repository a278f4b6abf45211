"""The two sides of a comparison: promises (承诺) with what they look for, answers (完成情况) with what they offer."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from policy_nlp.compare.words import Rarity, normal, terms, tokens
from policy_nlp.knowledge import any_of, read_lines, read_table
from policy_nlp.knowledge.indicators import indicator_table
from policy_nlp.records import (
    Claim,
    Commitment,
    Item,
    Project,
    Quantity,
    QuantityKind,
    Report,
    Section,
    Target,
    item_id,
    text_digest,
)

_BREAK = re.compile(r"[，。；：、,;:\n]")
_BREAK_WIDE = re.compile(r"[，。；：,;:\n\u3000 ]")
_SENTENCE_END = re.compile(r"[。；\n！？]")
_NAME = re.compile(r"[“《‘\"]([^“”《》‘’\"]{2,24})[”》’\"]")
_LATIN = re.compile(r"[A-Za-z]+\d*|\d+[A-Za-z]+")


class DomainRow(BaseModel):
    """A field of policy and the words that speak of it."""

    model_config = ConfigDict(extra="forbid")

    domain: str
    words: str


@cache
def _domains() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {
        word: row.domain.split(" ")[0]
        for row in read_table("domains.tsv", DomainRow)
        for word in row.words.split(" ")
    }
    return re.compile(any_of(rows)), rows


def domain_of(*texts: str) -> str | None:
    """The field of policy that the first of the texts with any of its words speaks of."""
    pattern, rows = _domains()
    for text in texts:
        hits: dict[str, int] = {}
        for match in pattern.finditer(text):
            hits[rows[match.group()]] = hits.get(rows[match.group()], 0) + len(match.group())
        if hits:
            return max(hits, key=lambda d: (hits[d], d))
    return None


@dataclass(slots=True)
class Wording:
    """A stretch of text in the form in which it is compared.

    Attributes:
        run: its terms in the order of the text, "" where a phrase ends.
        weights: its terms that weigh something.
        mass: the sum of the weights.
    """

    run: list[str]
    weights: dict[str, float]
    mass: float

    @classmethod
    def of(cls, text: str, rarity: Rarity) -> Wording:
        normed = normal(text)
        found = terms(normed)
        weights = rarity.weigh(found)
        before, run = "", []
        for token in tokens(normed):
            shown = "#" if token[:1].isdigit() else token
            run.append(before + shown if before and shown else "")
            before = shown
        return cls(run, weights, sum(weights.values()))

    def stretches(self) -> list[tuple[float, str, dict[str, float]]]:
        """Its runs of weighty characters, weightiest first: weight, characters, terms with weights."""
        found: list[tuple[float, str, dict[str, float]]] = []
        text, held = "", dict[str, float]()
        for term in [*self.run, ""]:
            value = self.weights.get(term, 0.0) if term else 0.0
            if value >= 1.0:
                text, held[term] = (text + term[-1] if text else term), value
            elif text:
                found.append((sum(held.values()), text, held))
                text, held = "", {}
        return sorted(found, key=lambda f: (-f[0], f[1]))

    def shared(self, other: Wording) -> float:
        """The weight of what both hold."""
        small, large = (
            (self.weights, other.weights)
            if len(self.weights) < len(other.weights)
            else (other.weights, self.weights)
        )
        return sum(w for t, w in small.items() if t in large)

    def covered_by(self, other: Wording) -> float:
        """The share of this wording's weight that the other holds, 0..1."""
        return self.shared(other) / self.mass if self.mass else 0.0

    def longest_run(self, other: Wording) -> tuple[int, float]:
        """The longest phrase of this wording that the other has too: its length in characters, and its weight."""
        best = (0, 0.0)
        length, weight = 0, 0.0
        known = other.weights
        every = set(other.run)
        for term in self.run:
            if term and term in every:
                length += 1
                weight += known.get(term, 0.0)
                if (weight, length) > (best[1], best[0]):
                    best = (length, weight)
            else:
                length, weight = 0, 0.0
        return (best[0] + 1 if best[0] else 0), best[1]


@dataclass(slots=True)
class Number:
    """A quantity with the words that say what it counts."""

    quantity: Quantity
    label: Wording
    text: str
    """the words themselves, number left out"""
    before: str
    """the part of the label in front of the number"""


@dataclass(slots=True)
class Side:
    """What a promise and an answer have in common."""

    item: Commitment | Claim
    wording: Wording
    names: frozenset[str]
    projects: tuple[Project, ...]
    topic: Wording
    context: Wording
    order: int
    domain: str | None


@dataclass(slots=True)
class Promise(Side):
    """One row to be answered: a commitment, or one of its targets."""

    target: Target | None = None
    number: Number | None = None
    siblings: int = 1
    """how many targets the commitment has"""
    name_wordings: list[Wording] = field(default_factory=list)
    """the names it speaks of, in comparable form"""
    keys: list[tuple[float, str, dict[str, float]]] = field(default_factory=list)
    """its weightiest stretches: what a reader would look for"""
    parts: dict[str, Wording] = field(default_factory=dict)
    """what it sets side by side, each part with words of its own"""
    asked_indicators: frozenset[str] = frozenset()
    """ids of the indicators that its words name"""
    in_words: bool = False
    """the number asked for stands in words (全覆盖), so that words may answer it too"""


@dataclass(slots=True)
class Answer(Side):
    """A claim with its numbers."""

    numbers: tuple[Number, ...] = ()
    years: tuple[int, int] | None = None
    """first and last year that its section speaks of"""
    reviewed: int | None = None
    """the year that its report reviews"""


@dataclass(slots=True)
class Reading:
    """A report prepared for look-ups; made once for each report."""

    report: Report
    rarity: Rarity
    sections: dict[str, Section] = field(init=False)
    quantities: dict[str, Quantity] = field(init=False)
    targets: dict[str, Target] = field(init=False)
    projects: dict[str, Project] = field(init=False)
    _topics: dict[str | None, Wording] = field(default_factory=dict)
    _breaks: list[int] = field(default_factory=list)
    _sentences: dict[tuple[int, int], Wording] = field(default_factory=dict)
    _ordered: list[Quantity] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sections = {s.id: s for s in self.report.sections}
        self.quantities = {q.id: q for q in self.report.quantities}
        self.targets = {t.id: t for t in self.report.targets}
        self.projects = {p.id: p for p in self.report.projects}
        self._ordered = sorted(self.report.quantities, key=lambda q: q.start)
        self._starts = [q.start for q in self._ordered]
        self._breaks = [m.start() for m in _SENTENCE_END.finditer(self.report.text)]

    def section_at(self, position: int) -> Section | None:
        """The innermost section at an offset."""
        inside = [s for s in self.report.sections if s.start <= position < s.end]
        return max(inside, key=lambda s: s.level, default=None)

    def clause_at(self, start: int, end: int) -> tuple[int, int]:
        """The clause around a stretch: up to the next comma or full stop on either side."""
        text = self.report.text
        first = max(
            (m.end() for m in _BREAK_WIDE.finditer(text, max(0, start - 60), start)),
            default=max(0, start - 60),
        )
        closing = _BREAK_WIDE.search(text, end, min(len(text), end + 60))
        last = closing.start() if closing else min(len(text), end + 60)
        return first, max(last, end)

    def bare(self, start: int, end: int) -> str:
        """A stretch of the text with a gap where each quantity stands: numbers are for the number rules."""
        parts, at = [], start
        for quantity in self._ordered[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            if quantity.start >= at and quantity.end <= end:
                parts.append(self.report.text[at : quantity.start])
                at = quantity.end
        return "，".join([*parts, self.report.text[at:end]])

    def headings(self, section: str | None) -> Iterator[str]:
        """The headings over a section, innermost first."""
        while section is not None and section in self.sections:
            found = self.sections[section]
            if found.heading is not None:
                yield found.heading.text
            section = found.parent

    def topic(self, section: str | None) -> Wording:
        """The wording of the headings over a section."""
        if section not in self._topics:
            self._topics[section] = Wording.of("。".join(self.headings(section)), self.rarity)
        return self._topics[section]

    def sentence(self, item: Item) -> Wording:
        """The wording of the sentence around an item."""
        at = bisect_left(self._breaks, item.start)
        start = self._breaks[at - 1] + 1 if at else 0
        end = self._breaks[at] if at < len(self._breaks) else len(self.report.text)
        start, end = max(start, item.start - 120), min(max(end, item.end), item.end + 120)
        found = self._sentences.get((start, end))
        if found is None:
            found = self._sentences[start, end] = Wording.of(self.bare(start, end), self.rarity)
        return found

    def number(self, quantity: Quantity, item: Item, bounds: Iterable[Quantity]) -> Number:
        """A quantity with its label: the words of its own stretch between commas and other numbers."""
        text, start, end = self.report.text, item.start, item.end
        for match in _BREAK.finditer(text, item.start, quantity.start):
            start = match.end()
        if closing := _BREAK.search(text, quantity.end, item.end):
            end = closing.start()
        for other in bounds:
            if other.end <= quantity.start:
                start = max(start, other.end)
            elif other.start >= quantity.end:
                end = min(end, other.start)
        before, after = text[start : quantity.start], text[quantity.end : end]
        words = f"{quantity.indicator or ''}，{before}，{after}"
        return Number(quantity, label_of(words, self.rarity), words, before)


class MeasureRow(BaseModel):
    """A word that says whether a count is of what was added (flow) or of what there is (stock)."""

    model_config = ConfigDict(extra="forbid")

    cue: str
    measures: str


@cache
def _measuring() -> re.Pattern[str]:
    cues = [row.cue for row in read_table("stock_and_flow.tsv", MeasureRow)]
    return re.compile(any_of(cues))


def label_of(words: str, rarity: Rarity) -> Wording:
    """The wording of what a number counts, without the words that say whether it was added or is there."""
    return Wording.of(_measuring().sub("，", words), rarity)


def names_in(text: str) -> frozenset[str]:
    """Names in quotation marks or book-title marks, in normal wording."""
    return frozenset(normal(m.group(1)) for m in _NAME.finditer(text))


def _parts(
    reading: Reading, item: Commitment | Claim, projects_at: dict[str, list[Project]]
) -> tuple[Wording, frozenset[str], tuple[Project, ...], Wording, Wording]:
    return (
        Wording.of(reading.bare(item.start, item.end), reading.rarity),
        names_in(item.text),
        tuple(projects_at.get(item.id, ())),
        reading.topic(item.section),
        reading.sentence(item),
    )


def _projects_of(reading: Reading, items: Iterable[Commitment | Claim]) -> dict[str, list[Project]]:
    return {item.id: [reading.projects[p] for p in item.projects if p in reading.projects] for item in items}


def promises(reading: Reading, kept: Iterable[Commitment], year: int | None = None) -> list[Promise]:
    """The rows to be answered: for each commitment one per target that is due by `year`, or one for the whole."""
    kept = list(kept)
    projects_at = _projects_of(reading, kept)
    found = []
    for order, item in enumerate(kept):
        wording, names, projects, topic, context = _parts(reading, item, projects_at)
        domain = domain_of(item.text, *reading.headings(item.section))
        own = [reading.targets[t] for t in item.targets if t in reading.targets]
        due = [t for t in own if year is None or t.deadline is None or t.deadline <= year]
        if own and not due:
            continue
        own = due
        counted = [q for t in own if t.quantity and (q := reading.quantities.get(t.quantity))]
        names = frozenset(
            n for n in names if not any(n in normal(p.name) and n != normal(p.name) for p in projects)
        )
        called = [
            Wording.of(n.partition("等")[0] or n, reading.rarity)
            for n in sorted({*names, *(p.name for p in projects)})
        ]
        parts = _side_by_side(reading.bare(item.start, item.end), reading.rarity)
        rows: list[Target | None] = [*own] or [None]
        for target in rows:
            if target is not None and target.indicator_id is None and (named := aim_of(item.text)):
                target = target.model_copy(update={"indicator_id": named})
            quantity = (
                reading.quantities.get(target.quantity) if target is not None and target.quantity else None
            )
            number = reading.number(quantity, item, counted) if quantity is not None else None
            if (
                number is not None
                and target is not None
                and target.indicator
                and target.indicator != number.quantity.indicator
            ):
                number.label = label_of(f"{target.indicator}，{number.text}", reading.rarity)
            if number is None and target is not None and target.relation is not None and target.value is None:
                number = _related(reading, target)
            in_words = number is None and target is not None and target.unit == "%" and target.value == "100"
            if in_words and target is not None:
                number = _whole(reading, target)
            keys = (number.label if number is not None and number.label.mass else wording).stretches()
            found.append(
                Promise(
                    item,
                    wording,
                    names,
                    projects,
                    topic,
                    context,
                    order,
                    domain,
                    target=target,
                    number=number,
                    siblings=len(own),
                    name_wordings=called,
                    keys=keys,
                    parts=parts,
                    asked_indicators=indicators_in(item.text),
                    in_words=in_words,
                )
            )
    return found


_AND = re.compile(r"[、，]|以及|和|与|及")
_PART = 9.0
"""Weight of rare words that a part must have to be looked for by itself."""


def _side_by_side(text: str, rarity: Rarity) -> dict[str, Wording]:
    """The parts that a clause sets side by side, if there are several and each has rare words of its own."""
    parts = {part: Wording.of(part, rarity) for part in _AND.split(text) if len(part) >= 4}
    return parts if 2 <= len(parts) <= 5 and all(w.mass >= _PART for w in parts.values()) else {}


class WordedRow(BaseModel):
    """A word that stands for a number: 持平 for a growth of 0%."""

    model_config = ConfigDict(extra="forbid")

    cue: str
    kind: QuantityKind
    value: str
    unit: str


def worded_numbers(reading: Reading, item: Claim, own: Sequence[Quantity]) -> list[Number]:
    """The numbers that a claim gives in words; they have no id, since no quantity of the report stands for them."""
    found = []
    for row in read_table("worded_numbers.tsv", WordedRow):
        at = item.text.find(row.cue)
        if at < 0:
            continue
        start = item.start + at
        quantity = Quantity.model_construct(
            id="", start=start, end=start + len(row.cue), text=row.cue, section=item.section, kind=row.kind, value=row.value, upper=None,
            unit=row.unit, comparator="eq", indicator=None, indicator_id=None, basis=None, period=None,
        )  # fmt: skip
        found.append(reading.number(quantity, item, own))
    return found


def _related(reading: Reading, target: Target) -> Number:
    """What a relational target (同步) asks for: the growth of its own indicator."""
    return _implied(reading, target, "growth", "0")


def _whole(reading: Reading, target: Target) -> Number:
    """What 全覆盖 asks for: a share of 100%."""
    return _implied(reading, target, "percent", "100")


def _implied(reading: Reading, target: Target, kind: QuantityKind, value: str) -> Number:
    """A percentage that a target asks for without printing one."""
    quantity = Quantity.model_construct(
        id="", start=target.start, end=target.end, text=target.text, section=target.section, kind=kind, value=value, upper=None, unit="%",
        comparator="eq", indicator=target.indicator, indicator_id=target.indicator_id, basis=None, period=None,
    )  # fmt: skip
    words = target.indicator or ""
    return Number(quantity, label_of(words, reading.rarity), words, words)


@cache
def _aliases() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {
        name: row.id
        for row in indicator_table().values()
        for name in (row.name, *row.aliases)
        if len(name) >= 3
    }
    return re.compile(any_of(names)), names


def indicators_in(text: str) -> frozenset[str]:
    """The ids of the headline indicators whose names stand in a text, the longest name first."""
    pattern, names = _aliases()
    return frozenset(names[m.group()] for m in pattern.finditer(text))


@cache
def _aims() -> re.Pattern[str]:
    return re.compile(f"({_aliases()[0].pattern})的?(?:预期)?目标")


def aim_of(text: str) -> str | None:
    """The indicator whose aim a clause sets: 经济增长预期目标为6%左右."""
    found = _aims().search(text)
    return _aliases()[1][found.group(1)] if found else None


def answers(reading: Reading) -> list[Answer]:
    """All claims of a report's review, with their numbers."""
    back = looking_back(reading)
    looked = {c.id for c in back}
    items = sorted([*reading.report.claims, *shortfalls(reading), *back], key=lambda c: c.start)
    projects_at = _projects_of(reading, items)
    found = []
    for order, item in enumerate(items):
        wording, names, projects, topic, context = _parts(reading, item, projects_at)
        own = [reading.quantities[q] for q in item.quantities if q in reading.quantities]
        numbers = [reading.number(q, item, own) for q in own]
        numbers += worded_numbers(reading, item, [n.quantity for n in numbers])
        section = reading.sections.get(item.section) if item.section else None
        years = section.years if section and item.id not in looked else None
        reviewed = reading.report.report.review_year
        if (
            years is not None
            and reviewed is not None
            and years[0] < reviewed
            and _of_one_year(reading, item.start, reviewed)
        ):
            years = (reviewed, reviewed)
        found.append(
            Answer(
                item,
                wording,
                names,
                projects,
                topic,
                context,
                order,
                None,
                numbers=tuple(numbers),
                years=years,
                reviewed=reviewed,
            )
        )
    return found


_SENTENCE_END = re.compile(r"[。！？]")
_OPENING = 12
"""Characters at the start of a sentence in which the year that it speaks of is named."""


def _of_one_year(reading: Reading, position: int, reviewed: int) -> bool:
    """Whether a paragraph of a review of several years has turned to its last one: 刚刚过去的2024年，…

    The last sentence up to the position that opens with a year or with a span of years decides.
    """
    text = reading.report.text
    begin = text.rfind("\n", 0, position) + 1
    starts = [begin, *(m.end() for m in _SENTENCE_END.finditer(text, begin, position))]
    for start in reversed(starts):
        opening = text[start : start + _OPENING]
        if covering("several").search(opening):
            return False
        if f"{reviewed}年" in opening or covering("past").search(opening) or opening.startswith("去年"):
            return True
    return False


class PeriodRow(BaseModel):
    """A word and the years that a number beside it covers."""

    model_config = ConfigDict(extra="forbid")

    cue: str
    covers: Literal["several", "one", "past"]


@cache
def covering(*what: str) -> re.Pattern[str]:
    """The words that say so of a number's period."""
    return re.compile(
        "|".join(
            re.escape(row.cue) for row in read_table("period_words.tsv", PeriodRow) if row.covers in what
        )
    )


_AHEAD = re.compile(r"今年|明年|(?:19|20)\d\d年")


def looking_back(reading: Reading) -> list[Claim]:
    """Clauses of the plan that speak of the year before: 过去一年 … opens a look back that lasts to the next 今年."""
    found = []
    for item in reading.report.commitments:
        ahead = reading.report.text[max(0, item.start - 120) : item.start].rpartition("\n")[2]
        past = max((m.end() for m in covering("past").finditer(ahead)), default=-1)
        if past < 0 or _AHEAD.search(ahead, past) or covering("past").search(item.text):
            continue
        own = [q.id for q in reading.report.quantities if item.start <= q.start and q.end <= item.end]
        if own and not any(t in reading.targets and reading.targets[t].deadline for t in item.targets):
            found.append(
                Claim(
                    id=item.id, start=item.start, end=item.end, text=item.text, section=item.section, type=item.type, action=item.action,
                    object=item.object, testable=item.testable, projects=item.projects, quantities=own,
                )
            )  # fmt: skip
    return found


def shortfalls(reading: Reading) -> list[Claim]:
    """Clauses outside the plan and the claims in which the report itself says that something was not reached."""
    taken = sorted((c.start, c.end) for c in reading.report.claims)
    starts = [start for start, _ in taken]
    digest = text_digest(reading.report.text)
    found: list[Claim] = []
    pattern = re.compile("|".join(map(re.escape, read_lines("shortfall_words.txt"))))
    for match in pattern.finditer(reading.report.text):
        start, end = reading.clause_at(match.start(), match.end())
        at = bisect_left(starts, end)
        if at and taken[at - 1][1] > start:
            continue
        section = reading.section_at(start)
        if section is None or section.kind in ("plan", "outlook") or (found and found[-1].end > start):
            continue
        text = reading.report.text[start:end]
        found.append(
            Claim(
                id=item_id("c", start, end, digest), start=start, end=end, text=text, section=section.id,
                type="outcome", testable=True, status="underway",
            )
        )  # fmt: skip
    return found
