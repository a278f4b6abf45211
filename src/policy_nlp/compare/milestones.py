"""How far a thing has come, by the milestones that a clause names (里程碑): 谋划, 开工, 推进, 结顶, 建成 …"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from policy_nlp.compare.sides import Answer, Promise
from policy_nlp.knowledge import any_of, read_lines, read_table

Reach = Literal["plan", "pace", "advance", "step", "start", "part", "done", "result", "short"]
"""How far a thing has come, in this order: prepared, going on, begun, finished in part, finished. `result` is a state
that has been reached (提高, 恢复), `pace` only how fast (稳步, 加快),
`step` a step on the way (路基, 设备安装); `short` that the report itself says it was not reached."""

ORDER: dict[str, int] = {
    "plan": 0,
    "short": -1,
    "pace": 1,
    "advance": 1,
    "step": 1,
    "start": 2,
    "part": 3,
    "done": 4,
    "result": 4,
}
_STAGES: dict[str, Reach] = {
    "planned": "plan", "signed": "start", "approved": "plan", "started": "start", "building": "advance",
    "topped_out": "part", "completed": "done", "accepted": "done", "operating": "done",
}  # fmt: skip


class MilestoneRow(BaseModel):
    """A word and how far it says that a thing has come."""

    model_config = ConfigDict(extra="forbid")

    cue: str
    reach: Reach


@cache
def _milestones() -> tuple[re.Pattern[str], dict[str, Reach]]:
    rows = {row.cue: row.reach for row in read_table("milestones.tsv", MilestoneRow)}
    return re.compile(any_of(rows)), rows


def reaches(text: str) -> set[Reach]:
    """All that a clause's milestone words say."""
    pattern, rows = _milestones()
    return {rows[m.group()] for m in pattern.finditer(text)}


def promised_reach(promise: Promise) -> Reach:
    """How far a promise says that things will come; `advance` where it names no milestone."""
    stages = [_STAGES[p.stage] for p in promise.projects if p.stage]
    if stages:
        return max(stages, key=ORDER.__getitem__)
    said = reaches(promise.item.text)
    if "plan" in said:
        return "plan"
    if said & {"advance", "pace"} and not said & {"part"}:
        return "advance"
    return max(said, key=ORDER.__getitem__, default="advance")


def claimed_reach(answer: Answer, wanted: Reach = "done") -> Reach:
    """How far a claim says that things have come, where `wanted` was promised."""
    status = getattr(answer.item, "status", "done")
    if falls_short(answer.item.text):
        return "short"
    said = reaches(answer.item.text)
    if "step" in said and (wanted in ("done", "part") or (wanted == "start" and "start" not in said)):
        return "advance"
    if status == "underway":
        if "result" in said and "advance" not in said:
            return "done"
        strong = said & {"start", "plan"}
        return "advance" if not strong else max(strong, key=ORDER.__getitem__)
    if "part" in said:
        return "part"
    if said and said <= {"pace", "advance"}:
        return "advance"
    if "plan" in said and not said & {"done", "result"}:
        return "plan"
    if "start" in said and not said & {"done", "result"}:
        return "start"
    return "done"


@cache
def _shortfalls() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, read_lines("shortfall_words.txt"))))


def falls_short(text: str) -> bool:
    """Whether a clause says itself that something was not reached."""
    return _shortfalls().search(text) is not None
