"""From a cleaned text to its outline: the steps in their order.

In: a cleaned text. Out: its headings as nodes of a tree.
"""

from __future__ import annotations

from policy_nlp.structure.cues import heading_pattern
from policy_nlp.structure.outline.candidates import (
    appendix_start,
    candidates,
    joined,
    notes_start,
    without_contents,
)
from policy_nlp.structure.outline.markers import RANKS, Candidate, enumerated_points, inline_candidates
from policy_nlp.structure.outline.ranks import ranked
from policy_nlp.structure.outline.tree import Node, nested


def outline(text: str) -> list[Node]:
    """The headings of a cleaned text as nodes in order; a node's parent stands before it."""
    found = candidates(text)
    if sum(c.form in ("han", "paren") and c.number is not None for c in found) < 3:
        starts = {c.start for c in found}
        inline = [c for c in inline_candidates(text) if c.start not in starts]
        if len(inline) + len(found) >= 2:
            found = sorted([*found, *inline], key=lambda c: c.start)
    found = without_contents(text, found)
    found = joined(text, found)
    headed = appendix_start(text, found)
    appendix = min(headed, notes_start(text))
    found = [c for c in found if c.start < appendix or c.form == "title"]
    found = [
        c
        for c in found
        if c.start < appendix or heading_pattern("appendix", "annex").search(text, c.start, c.end)
    ]
    if appendix < headed:
        found = [c for c in found if c.start < appendix]
        line_end = text.find("\n", appendix)
        found.append(Candidate("title", appendix, appendix, appendix, line_end, own_line=True))
    headings = ranked(text, found, appendix)
    taken = {c.start for c, _ in headings}
    headings.extend((c, RANKS[c.form]) for c in enumerated_points(text, taken) if c.start < appendix)
    headings.sort(key=lambda pair: pair[0].start)
    return nested(text, headings, appendix)
