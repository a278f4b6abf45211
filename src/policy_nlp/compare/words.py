"""Words of a promise and of a report brought to one wording, and how rare they are (稀有度).

The unit of comparison is the pair of neighbouring characters: it needs no segmentation, so that a name the
dictionary doesn't know (小乌石) is as good as one it does. A pair's weight is its rarity among the clauses of many
reports: 推进 and 加快 weigh next to nothing, a place's or a programme's name weighs most.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from policy_nlp.document.clean import clean
from policy_nlp.knowledge import any_of, read_lines, read_table

_TOKEN = re.compile(r"[\u3400-\u9fff]|[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|[^\u3400-\u9fff0-9A-Za-z]+")
_JOINTS = frozenset("·（）()、 \n\t－-—")
_LABEL = frozenset("号期标段区级星代路线")


class Rewording(BaseModel):
    """A short or other name and the wording that stands for both."""

    model_config = ConfigDict(extra="forbid")

    printed: str
    standard: str


@cache
def _rewordings() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {row.printed: row.standard for row in read_table("rewordings.tsv", Rewording)}
    # A standard form that holds its own short form (产业园区 in 产业园) must not be worded twice.
    printed = sorted({*rows, *rows.values()}, key=lambda p: (-len(p), p))
    return re.compile("|".join(map(re.escape, printed))), rows


def normal(text: str) -> str:
    """A text in the wording that comparisons are made in: clean, without line breaks, other names replaced."""
    pattern, rows = _rewordings()
    return pattern.sub(lambda m: rows.get(m.group(), m.group()), clean(text).text)


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(any_of(read_lines("filler_words.txt")))


def tokens(text: str) -> list[str]:
    """Characters, numbers and Latin words of a normal text; "" where punctuation or a filler word parts phrases."""
    found = []
    for match in _TOKEN.finditer(_fillers().sub("，", text)):
        token = match.group()
        first = token[0]
        if "\u3400" <= first <= "\u9fff" or first.isalnum():
            found.append(token)
        elif not all(c in _JOINTS for c in token):
            found.append("")
    return found


def terms(text: str) -> set[str]:
    """The terms of a normal text: pairs of neighbouring characters, numbered labels (17号), Latin words.

    A number that counts is one sign, whatever it is: values are for the number rules, not for words.
    """
    found: set[str] = set()
    before = ""
    run = tokens(text)
    for i, token in enumerate(run):
        if not token:
            before = ""
            continue
        shown = "#" if token[0].isdigit() else token
        if shown == "#" and i + 1 < len(run) and run[i + 1] in _LABEL:
            found.add(token + run[i + 1])
        if len(shown) > 1:
            found.add(shown)
        if before:
            found.add(before + shown)
        before = shown
    return found


@dataclass(frozen=True)
class Rarity:
    """How rare terms are among the clauses of many reports, and in the two reports at hand.

    Attributes:
        weights: per known term its inverse document frequency (natural logarithm).
        unknown: the weight of a term that was never, or hardly ever, seen.
        floor: what is taken off every weight, so that words all reports share weigh nothing.
        common: per term what is taken off because these two reports use it often: their place's own name.
    """

    weights: Mapping[str, float]
    unknown: float
    floor: float = 2.5
    common: Mapping[str, float] = field(default_factory=dict)

    def weigh(self, found: Iterable[str]) -> dict[str, float]:
        """The terms that weigh something, with their weights."""
        weights, unknown, floor, common = self.weights, self.unknown, self.floor, self.common
        return {
            t: w for t in sorted(found) if (w := weights.get(t, unknown) - floor - common.get(t, 0.0)) > 0
        }

    def within(self, clauses: Iterable[str]) -> Rarity:
        """The rarity in which what these clauses often say weighs less."""
        counts, _ = count_terms(clauses)
        common = {t: COMMON * math.log(n / FREE) for t, n in counts.items() if n > FREE}
        return Rarity(self.weights, self.unknown, self.floor, common)


FREE = 4
"""A term in so many clauses of two reports is not yet common there."""
COMMON = 1.0
"""How much of the logarithm of its frequency a common term loses."""


def count_terms(clauses: Iterable[str]) -> tuple[dict[str, int], int]:
    """In how many clauses each term stands, and how many clauses there are: statistics, not sentences."""
    counts: dict[str, int] = {}
    total = 0
    for clause in clauses:
        total += 1
        for term in terms(normal(clause)):
            counts[term] = counts.get(term, 0) + 1
    return counts, total


def rarity_record(
    counts: Mapping[str, int], total: int, *, least: int = 12, step: float = 0.25
) -> dict[str, object]:
    """The statistics in the form that is kept: terms grouped by their rounded weight."""
    groups: dict[str, list[str]] = {}
    for term, n in counts.items():
        if n >= least and not any(c.isdigit() for c in term):
            groups.setdefault(format(round(math.log(total / n) / step) * step, ".2f"), []).append(term)
    return {
        "what": "inverse document frequency (natural logarithm) of pairs of characters among clauses of work reports",
        "clauses": total,
        "unknown": round(math.log(total / max(1, least // 2)), 2),
        "terms": {k: " ".join(sorted(groups[k])) for k in sorted(groups, key=float)},
    }


@cache
def load_rarity() -> Rarity:
    """The rarity table that comes with the package."""
    record = json.loads(files("policy_nlp.compare").joinpath("data", "rarity.json").read_text("utf-8"))
    weights = {term: float(weight) for weight, group in record["terms"].items() for term in group.split(" ")}
    return Rarity(weights, float(record["unknown"]))
