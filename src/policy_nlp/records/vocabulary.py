"""The closed vocabularies of the contract, each as one type."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["national", "provincial", "prefectural", "county", "township"]
"""The tier of government (行政层级) that reports."""

OriginSource = Literal["text", "name", "told", "inferred"]
"""text characters of the report · name the file's path · told an override, a manifest or the file's own metadata ·
inferred from another field (the year before the plan's), whose characters are then given."""

SectionKind = Literal["review", "plan", "outlook", "other"]
"""review 工作回顾 · plan 下一年工作安排 · outlook several years ahead (五年规划) · other opening, problems, closing."""

QuantityKind = Literal["amount", "percent", "growth", "points", "multiple", "rank"]
Comparator = Literal["eq", "ge", "gt", "le", "lt", "approx"]
Strength = Literal["firm", "aim", "plain"]
"""firm 确保/必须 · aim 力争/争取/预期 · plain neither."""

ProjectKind = Literal["project", "programme"]
Stage = Literal[
    "planned",
    "signed",
    "approved",
    "started",
    "building",
    "topped_out",
    "completed",
    "accepted",
    "operating",
]
"""A project's stage, in the order in which a project passes through them."""

StatementType = Literal["action", "outcome"]
Status = Literal["done", "underway"]
Verdict = Literal["exceeded", "fulfilled", "partial", "underway", "missed", "unmentioned"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""In the order of the contract, best first."""
