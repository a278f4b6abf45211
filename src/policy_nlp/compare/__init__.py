"""Comparing two years (对照): what the later report says became of the earlier report's plan.

In: two :class:`~policy_nlp.records.Report` of one place. Out: a :class:`~policy_nlp.records.Comparison` with a
verdict for every promise, its reason, and the evidence for and against. Everything is as reported by the
government; nothing is checked against facts.

`compare` is a pure function. `settings` holds the tolerances, `numbers` the rules that decide by number,
`words` how texts are compared, `levels` the named comparisons, `weights` what they are worth, `verdict` what
follows, `changes` plan against plan, `selection` which rows are asked for.

May import: records, knowledge, document, models.
"""

from policy_nlp.compare.fulfilment import compare
from policy_nlp.compare.selection import selected
from policy_nlp.compare.settings import DEFAULTS, Settings

__all__ = ["DEFAULTS", "Settings", "compare", "selected"]
