"""How far a project is: cues before and behind its name, each with its scope."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, get_args

from pydantic import BaseModel, Field

from policy_nlp.knowledge import read_table
from policy_nlp.records import Stage

Side = Literal["before", "behind", "either"]

_ORDER: dict[str, int] = {stage: i for i, stage in enumerate(get_args(Stage))}
# Among weak cues the one that says more than 推进 or 建设 counts.
_WEAK_ORDER: dict[str, int] = {"building": 0, "started": 1, "signed": 2, "completed": 3}
_BREAK = "，。；：！？\n"
_REACH_BEFORE = 24
_REACH_BEHIND = 48
# What may stand between two names of one list.
_BETWEEN = re.compile(r"[”’》）]*(?:[、和及与暨]|以及|[”’]?(?=[“‘]))[“‘《（]*")
# The same with members between them that are no names: 甲大桥、乙路、丙中心. 等大型|市政工程: what all of them are.
_MEMBERS = re.compile(
    r"[”’》）]*(?:、[^，。；：！？\n]{0,30}(?:[、和及与暨]|以及)|等[^，。；：、！？\n]{0,8})[“‘《（]*"
)
_WIDEST = 36
_MEASURE = re.compile(
    r"[\d.,万亿余多]+(?:元|亩|公里|千米|平方米|平方公里|万元|亿元|米|个|处|吨|千瓦|兆瓦|公顷)?"
)


class StageRow(BaseModel):
    """A row of `project_stages.tsv`."""

    cue: str = Field(min_length=1)
    side: Side
    strength: Literal["strong", "weak"]
    stage: Stage


class _Cues(NamedTuple):
    pattern: re.Pattern[str]
    meaning: dict[str, tuple[bool, Stage]]  # cue → strong?, stage


@cache
def _cues(side: Side) -> _Cues:
    rows = [row for row in read_table("project_stages.tsv", StageRow) if row.side in (side, "either")]
    meaning: dict[str, tuple[bool, Stage]] = {row.cue: (row.strength == "strong", row.stage) for row in rows}
    longest_first = sorted(meaning, key=lambda cue: (-len(cue), cue))
    return _Cues(re.compile("|".join(map(re.escape, longest_first))), meaning)


class Name(NamedTuple):
    """A name's span in the text."""

    start: int
    end: int


def _read(context: str, side: Side) -> list[tuple[bool, Stage]]:
    cues = _cues(side)
    return [cues.meaning[m.group()] for m in cues.pattern.finditer(context)]


def _choose(found: list[tuple[bool, Stage]]) -> Stage | None:
    strong = [stage for is_strong, stage in found if is_strong]
    if strong:
        return max(strong, key=_ORDER.__getitem__)
    weak = [stage for _, stage in found]
    return max(weak, key=lambda stage: _WEAK_ORDER.get(str(stage), 0)) if weak else None


def _is_list(between: str) -> bool:
    """Whether what stands between two names makes them members of one list."""
    if len(between) > _WIDEST:
        return False
    between = _MEASURE.sub("", between)
    if _BETWEEN.fullmatch(between):
        return True
    if _MEMBERS.fullmatch(between) is None:
        return False
    return not _read(between, "before") and not _read(between, "behind")


def _lists(text: str, names: list[Name]) -> list[list[int]]:
    """Names that are members of one list, by their index."""
    groups: list[list[int]] = []
    for i, name in enumerate(names):
        if groups and _is_list(text[names[groups[-1][-1]].end : name.start]):
            groups[-1].append(i)
        else:
            groups.append([i])
    # 甲桥，乙站，丙路等项目: commas part the members where 等 sums them up
    merged: list[list[int]] = []
    for group in reversed(groups):
        if merged:
            following = merged[-1]
            between = text[names[group[-1]].end : names[following[0]].start]
            if between == "，" and text.startswith("等", names[following[-1]].end):
                merged[-1] = group + following
                continue
        merged.append(group)
    return merged[::-1]


def stages_of(text: str, names: list[Name]) -> list[Stage | None]:
    """The stage of each name, reached or promised; None where nothing is said of it.

    Args:
        text: the cleaned text.
        names: spans in the order of the text, not overlapping.
    """
    stages: list[Stage | None] = [None] * len(names)
    previous = 0
    groups = _lists(text, names)
    for k, group in enumerate(groups):
        start, end = names[group[0]].start, names[group[-1]].end
        following = names[groups[k + 1][0]].start if k + 1 < len(groups) else len(text)
        before = text[max(previous, start - _REACH_BEFORE) : start]
        behind = text[end : min(following, end + _REACH_BEHIND)]
        reached = len(before)
        for mark in _BREAK:
            before = before[before.rfind(mark) + 1 :]
            cut = behind.find(mark)
            behind = behind if cut < 0 else behind[:cut]
        # 甲路收尾、乙路: 收尾 is said of 甲路
        if previous > start - _REACH_BEFORE and len(before) == reached and "、" in before:
            before = before[before.rfind("、") + 1 :]
        if end + len(behind) == following and "、" in behind:
            behind = behind[: behind.rfind("、")]
        stage = _choose(_read(before, "before") + _read(behind, "behind"))
        for i in group:
            stages[i] = stage
        previous = end
    return stages
