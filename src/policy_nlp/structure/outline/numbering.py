"""Which enumerators head a section, and which only count the items of a list or a sentence.

In: the candidates of a text. Out: those that could head a section, by their length, their end and the run they stand in.
"""

from __future__ import annotations

import re

from policy_nlp.structure.cues import heading_pattern
from policy_nlp.structure.outline.markers import LEAD_MAX, Candidate
from policy_nlp.structure.outline.titles import names_a_time

_QUANTITY = re.compile(r"\d(?:[\d.,]*)(?:万|亿|%|个|家|公里|户|人|平方|亩|所|套|条|座|件|项|处|台|吨|元)")


def section_heads(text: str, found: list[Candidate]) -> list[Candidate]:
    """The candidates that head a section."""
    found = _without_inner_lists(text, _without_items(found))
    kept = [c for c in found if _heads(text, c)]
    return _without_item_lists(found, kept)


def _heads(text: str, candidate: Candidate) -> bool:
    """Whether the words behind an enumerator can be a heading, by their length and end; numbered ones hold no quantity."""
    if candidate.form in ("title", "dash", "point"):
        return True
    length = candidate.end - candidate.body
    if length < 2 or candidate.ends_with == "；":
        return False
    if candidate.form in ("part", "han", "paren"):
        return True
    return (
        not (length > LEAD_MAX[candidate.form] or _QUANTITY.search(text, candidate.body, candidate.end))
        or candidate.form == "ordinal"
    )


def _without_items(found: list[Candidate]) -> list[Candidate]:
    """Leave out the items of one enumerated sentence: they end in a semicolon, and the last one follows such an item."""
    kept = []
    item: Candidate | None = None
    for candidate in found:
        follows = item is not None and item.form == candidate.form and candidate.start - item.line_end <= 3
        if candidate.ends_with == "；" or (follows and candidate.own_line and candidate.ends_with):
            item = candidate if candidate.ends_with == "；" and candidate.own_line else None
            if item is not None or follows:
                continue
        else:
            item = None
        kept.append(candidate)
    return kept


def _without_inner_lists(text: str, found: list[Candidate]) -> list[Candidate]:
    """Leave out lists numbered 一、 二、 that stand inside a section which is itself numbered so."""
    kept: list[Candidate] = []
    top = 0
    inner = 0
    parens = 0  # sub-headings that no top heading holds
    for candidate in found:
        if candidate.form in ("part", "title"):
            if candidate.form == "part" or names_a_time(text, candidate):
                top = inner = 0
        elif candidate.form == "han" and candidate.number is not None:
            n = candidate.number
            if n == top + 1 and n != inner + 1:
                top, inner = n, 0
            elif (
                (top or parens)
                and n == 1
                and not heading_pattern("review", "task").search(text, candidate.body, candidate.end)
            ):
                inner = 1
                continue
            elif (
                inner
                and n == inner + 1
                and not (n == top + 1 and (candidate.own_line and not candidate.ends_with))
            ):
                inner = n
                continue
            else:
                top, inner = n, 0
        elif candidate.form == "paren" and not top and candidate.own_line:
            parens += 1
        kept.append(candidate)
    return kept


def _without_item_lists(found: list[Candidate], kept: list[Candidate]) -> list[Candidate]:
    """Numbered paragraphs are headings only if most of their run are: a list of single items has none."""
    heads = {c.start for c in kept}
    bad: set[int] = set()
    run: list[Candidate] = []

    def close() -> None:
        if run and sum(_with_body(c) and c.start in heads for c in run) * 2 <= len(run):
            bad.update(c.start for c in run)
        run.clear()

    for candidate in found:
        if candidate.form in ("digit", "paren_digit"):
            if run and (candidate.form != run[-1].form or (candidate.number or 0) <= (run[-1].number or 0)):
                close()
            run.append(candidate)
        elif candidate.form in ("part", "han", "paren", "title"):
            close()
    close()
    return [c for c in kept if c.start not in bad]


def _with_body(candidate: Candidate) -> bool:
    """Whether there is more to it than one sentence in a line of its own."""
    return not candidate.own_line or candidate.ends_with != "。"
