"""Nests headings by their ranks, and says where each heading and its section end.

In: headings with their ranks, in order. Out: nodes with level, parent and end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from policy_nlp.structure.outline.markers import LEAD_MAX, Candidate, Form

_DEEP: frozenset[Form] = frozenset({"ordinal", "dash", "point"})
_DEEPEST_HEADING = 3
"""The contract's levels 1 to 3 are headings; enumerated sentences stand at 4 and deeper."""


@dataclass(slots=True)
class Node:
    """A heading in the outline; `heading_end` is None where there is only an enumerator before a long sentence."""

    form: Form
    start: int
    marker_end: int
    heading_end: int | None
    end: int
    level: int
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    appendix: bool = False


def nested(text: str, headings: list[tuple[Candidate, float]], appendix: int) -> list[Node]:
    """The headings as nodes in order, each below the nearest one of a higher rank (a lower number)."""
    nodes: list[Node] = []
    stack: list[tuple[float, Node]] = []
    has_han = any(c.form in ("han", "part") for c, _ in headings)
    for candidate, rank in headings:
        run_in = candidate.form in _DEEP and not (
            candidate.own_line and candidate.form in ("ordinal", "dash") and not candidate.ends_with
        )
        while stack and (stack[-1][0] >= rank or stack[-1][1].end <= candidate.start):
            stack.pop()
        parent = stack[-1][1] if stack else None
        level = parent.level + 1 if parent else 1
        if parent is None and candidate.form in ("paren", "digit") and has_han:
            level = 2
        if run_in:
            level = max(level, _DEEPEST_HEADING + 1)
        # Notes without a heading (an empty title) begin a section all the same.
        heading_end = _lead(text, candidate) if candidate.end > candidate.start else None
        # An enumerated sentence holds its own line at most; where the others end is known when the next one begins.
        end = candidate.line_end if run_in else len(text)
        node = Node(
            candidate.form,
            candidate.start,
            candidate.body,
            heading_end,
            end,
            level,
            parent,
            appendix=candidate.start >= appendix,
        )
        if candidate.form == "title":
            node.marker_end = candidate.start
        nodes.append(node)
        stack.append((rank, node))
    _close(nodes)
    for node, (candidate, _) in zip(nodes, headings, strict=True):
        if node.heading_end is None:
            node.heading_end = _first_clauses(text, node, candidate.end)
    return nodes


def _lead(text: str, candidate: Candidate) -> int | None:
    """Where a heading ends; None if there is only an enumerator before a long sentence.

    A lost line end runs the heading into the text below: it is cut at a space, else behind its first clauses.
    """
    length = candidate.end - candidate.body
    longest = LEAD_MAX.get(candidate.form, 42)
    if candidate.form == "title" or length <= longest + 10 * (candidate.own_line and not candidate.ends_with):
        return candidate.end
    space = text.find(" ", candidate.body + 6, candidate.body + 50)
    if space > 0:
        return space
    return None


def _first_clauses(text: str, node: Node, line_end: int) -> int | None:
    """Where a heading ends that a lost line end has run into its body; None if it is all that the section holds."""
    if node.form not in ("han", "paren") or node.end - line_end < 60:
        return None
    comma = text.rfind("，", node.marker_end + 6, node.marker_end + 40)
    return comma if comma > 0 else None


def _close(nodes: list[Node]) -> None:
    """A section ends where the next of its level or above begins; an enumerated sentence, at the latest with its line."""
    following: list[Node] = []
    for node in reversed(nodes):
        while following and following[-1].level > node.level:
            following.pop()
        if following:
            node.end = min(node.end, following[-1].start)
        following.append(node)
    for node in nodes:
        # Sections nest: what a parent does not hold, its child does not either.
        if node.parent is not None and node.end > node.parent.end:
            node.end = node.parent.end
