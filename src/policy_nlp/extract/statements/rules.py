"""The rule model: decides from cues alone, for each piece, its label and what it says.

It is what the learned model is measured against, and what runs where a pipeline names no model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policy_nlp.extract.statements.cut import COLON, COMMA, STOP, Pieces
from policy_nlp.extract.statements.vocabulary import Sense, cues, verbs
from policy_nlp.records import SectionKind

NEITHER, COMMITMENT, CLAIM = 0, 1, 2
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_GUIDING = re.compile(r"(?:指导思想|总体要求|总的要求|基本思路|总体思路|工作思路)(?:是|为)?$")
_AHEAD = re.compile(r"我们将|我们要|要|将|拟|力争|确保|计划")
_DONE = re.compile(r"了|已|完成|实现|达到?|成功|首次|顺利|圆满")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a model says of each piece (lists of one entry a piece; the pieces of one clause agree)."""

    label: Sequence[int]
    joined: Sequence[bool]  # belongs to the piece before it
    outcome: Sequence[bool]
    testable: Sequence[bool]
    underway: Sequence[bool]


def decide(
    text: str,
    pieces: Pieces,
    kinds: Sequence[SectionKind | None],
    heading: Sequence[bool],
    quantity: Sequence[bool],
    project: Sequence[bool],
) -> Decision:
    """Decide for each piece.

    Args:
        kinds: the kind of each piece's section.
        heading, quantity, project: whether a piece touches a heading, holds a quantity, names a project.
    """
    starts, ends, closers = pieces.starts.tolist(), pieces.ends.tolist(), pieces.closers.tolist()
    label: list[int] = []
    joined: list[bool] = []
    outcome, testable, underway = [], [], []
    guiding = False
    previous_led = False
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        piece = text[start:end]
        closer = closers[i]
        after_comma = i > 0 and closers[i - 1] == COMMA
        if _GUIDING.search(piece):
            guiding = True
        framed = _starts(piece, "frame") and cues("frame", "end").search(piece) is not None
        leads = closer == COMMA and not quantity[i] and (framed or _starts(piece, "lead_in"))
        purposive = _starts(piece, "tail") and (piece[0] != "为" or cues("purpose").search(piece) is not None)
        tails = after_comma and not quantity[i] and purposive and label[-1] != NEITHER
        joined.append(bool(after_comma and (previous_led or tails)))
        decided = NEITHER if heading[i] else _label(piece, closer, kinds[i], quantity[i], guiding)
        if tails:
            decided = label[-1]
        label.append(decided)
        says_outcome = _is_outcome(piece, quantity[i])
        outcome.append(says_outcome)
        testable.append(
            bool(quantity[i] or project[i] or cues("named").search(piece) or cues("set_up").search(piece))
        )
        under = cues("underway").search(piece) is not None or (
            not says_outcome and cues("continuing").search(piece) is not None
        )
        underway.append(under and not quantity[i])
        previous_led = leads
        if closer >= STOP:
            guiding = False
    # A lead-in takes the label of what it leads in.
    for i in range(len(label) - 2, -1, -1):
        if joined[i + 1] and label[i] != label[i + 1]:
            if label[i + 1] == NEITHER:
                joined[i + 1] = False
            else:
                label[i] = label[i + 1]
    # What a clause says is what its longest piece says; a fact anywhere in it makes it testable.
    first = 0
    for i in range(1, len(label) + 1):
        if i < len(label) and joined[i]:
            continue
        group = range(first, i)
        body = max(group, key=lambda k: (ends[k] - starts[k], -k))
        for values, value in (
            (outcome, outcome[body]),
            (testable, any(testable[first:i])),
            (underway, underway[body]),
        ):
            values[first:i] = [value] * (i - first)
        first = i
    return Decision(label, joined, outcome, testable, underway)


def _starts(piece: str, sense: Sense) -> bool:
    return cues(sense, "start").match(piece) is not None


def _label(piece: str, closer: int, kind: SectionKind | None, quantity: bool, guiding: bool) -> int:
    if _HAN.search(piece) is None or len(piece) < 3:
        return NEITHER
    if not quantity:
        if closer == COLON or guiding:
            return NEITHER
        if (
            cues("guidance").search(piece)
            or _starts(piece, "guidance")
            or cues("guidance", "end").search(piece)
        ):
            return NEITHER
    if kind in ("plan", "outlook"):
        return CLAIM if _DONE.search(piece) and not _AHEAD.search(piece) and "了" in piece else COMMITMENT
    if kind == "review":
        return CLAIM
    if not quantity and cues("situation").search(piece):
        return NEITHER
    return CLAIM if quantity and _DONE.search(piece) else NEITHER


def _is_outcome(piece: str, quantity: bool) -> bool:
    table = verbs()
    for size in (4, 3, 2):
        kind = table.get(piece[:size])
        if kind is not None:
            return kind == "reached"
    return quantity or cues("outcome").search(piece) is not None
