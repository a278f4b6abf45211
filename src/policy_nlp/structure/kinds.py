"""What a section is about (review 回顾, plan 安排, outlook 展望, other) and which years it speaks of.

A heading's own words decide first; where they don't, the tense of the text below it, and its place in the report:
a report reviews first, then looks ahead. A section without a kind of its own has its parent's.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from policy_nlp.records import SectionKind
from policy_nlp.structure.cues import heading_pattern, heading_roles, tense
from policy_nlp.structure.outline import Node
from policy_nlp.structure.years import ReportYears, five_year_spans_in, years_in

_SAMPLE = 2500
"""As many characters of a section are read to tell its tense."""
_TURN = -0.004
"""Tense per character between reviews (nearly all above it) and plans (nearly all below)."""
_TURN_BEFORE_PLAN = -0.012
"""The same where a later heading says that the plan begins there."""
_MULTI_YEAR = re.compile(
    r"今后五年|未来五年|今后[三四十几]年|未来[三十几]年|今后一个时期|规划期|五年规划|五年计划|本世纪末|远景目标|(?:新一届|下届|本届)政府"
)
_IN_A_ROW = 12
"""As many top sections without a kind of their own are judged together."""
_FIRST_YEAR = re.compile(r"开局|开好局|起步|起好步|开好头")
"""The first year of a five-year plan, not the whole of it."""
_PAST_SPAN = re.compile(
    r"过去的?([二三四五六七八九十])年|([三四五六七八九十])年(?:来|的?(?:政府)?工作)|本届政府|上届政府|过去几年"
)
_COMING_YEAR = re.compile(r"今年|新的一年|明年")


def heading_kind(heading: str, years: ReportYears) -> SectionKind | None:
    """The kind that a heading's own words say; None if they say none."""
    roles = heading_roles()
    first: dict[str, int] = {}
    for m in heading_pattern(
        "review", "plan", "outlook", "other", "task", "past", "next", "ahead", "appendix", "annex"
    ).finditer(heading):
        first.setdefault(roles[m.group()], m.start())
    time = _time_of(heading, years, first)
    says_review = first.get("review")
    says_task = min((first[r] for r in ("task", "plan") if r in first), default=None)
    if says_review is not None and (says_task is None or says_review < says_task or time == "past"):
        return "review"
    if "other" in first and says_task is None:
        return "other"
    if _ends_done(heading) and time in (None, "past"):
        return "review" if time == "past" or years.plan is None else None
    if time == "past" and says_task is None:
        return "review"
    if time == "past" and "outlook" not in first:
        return "review"
    if time == "ahead" and _names_plan_year(heading, years):
        # The goals of five years and the work of the first of them: most of it is the coming year's work.
        return "plan"
    if "outlook" in first:
        return "outlook"
    if says_task is not None:
        return "outlook" if time == "ahead" else "plan"
    if "other" in first:
        return "other"
    if "annex" in first:
        return "plan"  # also as 附件1: what the year's list of 民生实事 says is promised
    if "appendix" in first:
        return "other"
    return {"next": "plan", "ahead": "outlook"}.get(time or "")  # type: ignore[return-value]


def _ends_done(heading: str) -> bool:
    """Whether a heading ends in a word of what was reached: “十三五”圆满收官."""
    ending = heading_pattern("ending").search(heading, max(0, len(heading) - 12))
    return ending is not None and len(heading) - ending.end() <= 2


def _names_plan_year(heading: str, years: ReportYears) -> bool:
    return years.plan is not None and (years.plan in years_in(heading) or "今年" in heading)


def _time_of(heading: str, years: ReportYears, first: dict[str, int]) -> str | None:
    """The first time that a heading names: past, next, ahead."""
    times: list[tuple[int, str]] = [
        (first[role], role) for role in ("past", "next", "ahead") if role in first
    ]
    if years.plan is not None:
        for year in set(years_in(heading)):
            place = heading.find(str(year))
            place = 0 if place < 0 else place
            times.append((place, "past" if year < years.plan else "next" if year == years.plan else "ahead"))
        for begin, end in five_year_spans_in(heading):
            if _FIRST_YEAR.search(heading):
                role = "past" if begin < years.plan else "next"
            else:
                role = "past" if end < years.plan else "ahead" if begin >= years.plan - 1 else ""
            if role:
                times.append((0, role))
    return min(times)[1] if times else None


def _leads(text: str, tops: list[tuple[Node, SectionKind | None]]) -> str:
    """The beginnings of top sections in a row whose headings say no kind: they speak of the same time."""
    leads: list[str] = []
    for node, own in tops:
        if own is not None or node.appendix:
            break
        leads.append(text[node.start : min(node.end, node.start + 600)])
    return "\n".join(leads)


def body_kind(
    text: str,
    start: int,
    end: int,
    previous: SectionKind | None,
    years: ReportYears,
    leads: str = "",
    plan_follows: bool = False,
) -> SectionKind:
    """The kind of a section whose heading does not say it: from the tense of its text and what came before it."""
    stop = min(end, start + _SAMPLE)
    turn = _TURN_BEFORE_PLAN if previous is None and plan_follows else _TURN
    if previous in (None, "review", "other") and tense(text, start, stop) > turn * (stop - start):
        return "review"
    if previous == "plan":
        return "plan"
    lead = leads or text[start : min(end, start + 600)]
    multi = len(_MULTI_YEAR.findall(lead)) + sum(
        years.plan is not None and s[0] >= years.plan - 1 for s in five_year_spans_in(lead)
    )
    coming = len(_COMING_YEAR.findall(lead)) + (
        years_in(lead).count(years.plan) if years.plan is not None else 0
    )
    if multi > coming or (previous == "outlook" and not coming):
        return "outlook"
    return "plan"


def assign_kinds(text: str, nodes: list[Node], years: ReportYears) -> list[SectionKind]:
    """The kind of each node of an outline."""
    kinds: dict[int, SectionKind] = {}
    previous: SectionKind | None = None
    result: list[SectionKind] = []
    headings = [
        text[n.marker_end : n.heading_end] if n.heading_end is not None and n.level <= 3 else ""
        for n in nodes
    ]
    said = [heading_kind(heading, years) if heading else None for heading in headings]
    tops = [(n, own) for n, own in zip(nodes, said, strict=True) if n.parent is None and n.level <= 3]
    places = [n.start for n, _ in tops]
    last_plan = max(
        (i for i, own in enumerate(said) if own in ("plan", "outlook") and nodes[i].parent is None),
        default=-1,
    )
    for index, (node, heading, own) in enumerate(zip(nodes, headings, said, strict=True)):
        kind: SectionKind
        if node.appendix:
            kind = own or "other"
        elif node.parent is None:
            top = bisect_left(places, node.start)
            kind = own or body_kind(
                text,
                node.start,
                node.end,
                previous,
                years,
                _leads(text, tops[top : top + _IN_A_ROW]),
                index < last_plan,
            )
            if node.level <= 3 and not (previous is None and kind == "review" and own is None):
                previous = kind
        else:
            kind = _inherited(kinds[id(node.parent)], own, heading, years)
        kinds[id(node)] = kind
        result.append(kind)
    return result


def _inherited(parent: SectionKind, own: SectionKind | None, heading: str, years: ReportYears) -> SectionKind:
    """A sub-section's kind: its parent's, unless its heading names another time or the problems."""
    if own is None or own == parent:
        return parent
    if own == "other":
        return "other" if parent == "review" else parent
    roles = {
        heading_roles()[m.group()]
        for m in heading_pattern("review", "task", "plan", "outlook", "past", "next", "ahead").finditer(
            heading
        )
    }
    timed = (
        bool(roles & {"past", "next", "ahead"})
        or bool(years_in(heading))
        or bool(five_year_spans_in(heading))
    )
    said = bool(roles & {"review", "task", "plan", "outlook"})
    return own if timed and said else parent


def section_years(
    heading: str, kind: SectionKind, years: ReportYears, parent: tuple[int, int] | None
) -> tuple[int, int] | None:
    """First and last year that a section speaks of; None where nothing says it."""
    named = years_in(heading)
    spans = five_year_spans_in(heading)
    plan = years.plan
    if kind == "review" and plan is not None:
        named = [y for y in named if y < plan]
        spans = [(a, min(b, plan - 1)) for a, b in spans if a < plan]
        if re.search("五年|本届", heading) and re.search(
            "过去|五年来|这五年|本届|五年的?(?:工作|政府)", heading
        ):
            spans.append((plan - 5, plan - 1))
    elif kind in ("plan", "outlook") and plan is not None:
        named = [y for y in named if y >= plan]
        spans = [(max(a, plan), b) for a, b in spans if b >= plan]
        if kind == "plan" and named:
            spans = []
        if re.search("(?:今后|未来)五年|新一届|下届", heading):
            spans.append((plan, plan + 4))
    edges = [*named, *(y for span in spans for y in span)]
    if edges:
        return min(edges), max(edges)
    if parent is not None:
        return parent
    if kind == "review" and years.review is not None:
        return years.review, years.review
    if kind == "plan" and plan is not None:
        return plan, plan
    return None
