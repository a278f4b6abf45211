"""Strength (力度) and deadline (期限) of commitments, carried over the coordinated clauses that follow.

力争, 确保 and the like hold from where they stand to the full stop, or to a clause with a verb of its own between;
under 主要预期目标是 every clause of the list is an aim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policy_nlp.extract.statements.cut import STOP
from policy_nlp.extract.statements.vocabulary import CueRow, endings, verbs
from policy_nlp.knowledge import read_table
from policy_nlp.records import Strength

_YEAR = re.compile(r"(?:到|至|在)?((?:19|20)\d\d)年(?:底|末|前|年底|年末|以前|之前)?")
_THIS_YEAR = re.compile(r"今年|全年|年内|年底前|年底|年末|本年|当年")
_FIVE = re.compile(r"五年内|今后五年|未来五年")


@cache
def _strengths() -> tuple[re.Pattern[str], dict[str, Strength]]:
    words: dict[str, Strength] = {}
    for row in read_table("statement_cues.tsv", CueRow):
        if row.sense == "firm":
            words[row.cue] = "firm"
        elif row.sense == "aim":
            words[row.cue] = "aim"
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))), words


def own_strength(clause: str) -> Strength | None:
    """What the clause itself says: the first cue decides."""
    pattern, words = _strengths()
    cue = pattern.search(clause)
    return words[cue.group()] if cue else None


def own_deadline(clause: str, plan_year: int | None) -> int | None:
    """The year that the clause itself names."""
    if "年" not in clause:
        return None
    year = _YEAR.search(clause)
    if year and (plan_year is None or int(year[1]) >= plan_year):
        return int(year[1])
    if plan_year is not None:
        if _THIS_YEAR.search(clause):
            return plan_year
        if _FIVE.search(clause):
            return plan_year + 4
    return None


@dataclass(slots=True)
class Scope:
    """Walks over the clauses of a text in order and knows what is carried."""

    strength: Strength | None = None
    deadline: int | None = None
    listed: bool = False
    block: bool = False

    def close(self, closer: int, *, line: bool) -> None:
        """Something ends: nothing is carried over a full stop, except inside a block of expected targets."""
        if closer >= STOP or line:
            self.strength = None
            self.deadline = None
            self.listed = self.block

    def announce(self, piece: str, *, block: bool) -> None:
        """A lead-in such as 主要预期目标是： opens a list of aims; one on a line of its own, a block of paragraphs."""
        if piece.endswith(endings("expected")):
            self.listed = True
            self.block = block

    def leave(self) -> None:
        """A heading: whatever was listed has ended."""
        self.listed = self.block = False

    def strength_of(self, clause: str) -> Strength:
        """The strength of the next clause."""
        own = own_strength(clause)
        if own is not None:
            # Only a cue in front governs what follows; 确保 behind an own verb is that clause's alone.
            self.strength = own
            return own
        if self.listed:
            return "aim"
        if self.strength is not None and coordinated(clause):
            return self.strength
        self.strength = None
        return "plain"


def coordinated(clause: str) -> bool:
    """Whether a clause has no head verb of its own in front, so that a cue before it still governs it."""
    kind = verbs().get
    return "action" not in (kind(clause[:4]), kind(clause[:3]), kind(clause[:2]))
