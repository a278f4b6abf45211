"""Which rows of a comparison are asked for."""

from __future__ import annotations

from policy_nlp.records import Comparison


def selected(
    comparison: Comparison,
    verdicts: frozenset[str] | None = None,
    min_score: float = 0.0,
    testable: bool = False,
) -> Comparison:
    """A comparison with only the rows of some verdicts, of at least a score, or whose promise is testable."""
    rows = [
        row
        for row in comparison.fulfilment
        if (verdicts is None or row.verdict in verdicts)
        and row.score >= min_score
        and (row.testable or not testable)
    ]
    if len(rows) == len(comparison.fulfilment):
        return comparison
    return comparison.model_copy(update={"fulfilment": rows})
