"""Comparing two years (对照): what the later report says became of the earlier report's plan.

In: two :class:`~policy_nlp.records.Report` of one place. Out: a :class:`~policy_nlp.records.Comparison` with a
verdict for every promise, its reason, and the evidence for and against. Everything is as reported by the
government; nothing is checked against facts.

`compare` is a pure function. `settings` holds the tolerances, `numbers` the rules that decide by number,
`words` how texts are compared, `levels` the named comparisons, `weights` what they are worth, `verdict` what
follows, `changes` plan against plan.

May import: records, knowledge, document, models.
"""

import sys
from types import ModuleType
from typing import Any

from policy_nlp.compare.fulfilment import compare
from policy_nlp.compare.settings import DEFAULTS, Settings

__all__ = ["DEFAULTS", "Settings", "compare"]


class _CallablePackage(ModuleType):
    """`from policy_nlp import compare` gives this package wherever it was imported before, for a package and the
    function of the same name share one attribute of `policy_nlp`: so calling the package calls the function."""

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        return compare(*arguments, **settings)


sys.modules[__name__].__class__ = _CallablePackage
