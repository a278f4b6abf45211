"""The rank of each heading: that of its enumerator; a title takes one from the headings around it.

In: the candidates of a text. Out: those that head a section, each with its rank (0 is the top).
"""

from __future__ import annotations

from policy_nlp.structure.cues import heading_pattern
from policy_nlp.structure.outline.markers import RANKS, Candidate
from policy_nlp.structure.outline.numbering import section_heads
from policy_nlp.structure.outline.titles import names_a_time


def ranked(text: str, found: list[Candidate], appendix: int) -> list[tuple[Candidate, float]]:
    """The candidates that head a section, each with its rank."""
    kept = section_heads(text, found)
    ranks: list[float] = [0.0] * len(kept)
    cued_han = any(
        c.form == "han" and heading_pattern("review", "task").search(text, c.body, c.end) for c in kept
    )
    # Where titles without an enumerator head the review and the plan, so does the last one (政府自身建设).
    titled = not cued_han and any(c.form == "title" and names_a_time(text, c) for c in kept)
    below: float | None = None
    marked: Candidate | None = None
    for index in range(len(kept) - 1, -1, -1):
        candidate = kept[index]
        if candidate.form != "title":
            if candidate.form in ("part", "han", "paren", "digit"):
                marked = candidate
            ranks[index] = RANKS[candidate.form]
            below = None
            continue
        if candidate.start >= appendix or text[candidate.start] == "、":
            ranks[index] = 0.5 if candidate.start >= appendix else 1.0
            continue
        if not cued_han and names_a_time(text, candidate):
            rank = 0.5
        elif below is not None:
            rank = below
        elif marked is None:
            rank = 0.5 if titled else _last_title_rank(kept, index)
        elif marked.number in (1, None):
            rank = RANKS[marked.form] - 0.5
        elif _fills_gap(kept, index, marked):
            rank = RANKS[marked.form]
        else:
            rank = RANKS[marked.form] + 0.5
        ranks[index] = rank
        below = rank
    return list(zip(kept, ranks, strict=True))


def _fills_gap(kept: list[Candidate], index: int, marked: Candidate) -> bool:
    """Whether a title stands where an enumerator is missing: （一） title （三）."""
    titles = 1
    for before in range(index - 1, max(-1, index - 40), -1):
        candidate = kept[before]
        if candidate.form == "title":
            titles += 1
        elif candidate.form == marked.form:
            return (
                candidate.number is not None
                and marked.number is not None
                and marked.number - candidate.number - 1 >= titles
            )
        elif RANKS[candidate.form] < RANKS[marked.form]:
            return False
    return False


def _last_title_rank(kept: list[Candidate], index: int) -> float:
    """The rank of a title behind the last enumerated heading: below a sub-heading's run, beside a top heading's."""
    for before in range(index - 1, -1, -1):
        form = kept[before].form
        if form in ("han", "part"):
            return RANKS["han"] + 0.5
        if form in ("paren", "digit"):
            return RANKS[form] - 0.5
    return 0.5
