"""policy_nlp reads Chinese government work reports (政府工作报告).

In: a report as a file or a string. Out: a :class:`policy_nlp.records.Report` in which every quantity,
target, project, commitment and claim points at its exact characters; and, for two reports of one place,
a comparison that says of each promise what the later report claims became of it.

>>> from policy_nlp import compare_reports, process_path    # doctest: +SKIP
>>> earlier, later = process_path("2024.txt"), process_path("2025.txt")   # doctest: +SKIP
>>> compare_reports(earlier, later).fulfilment[0].verdict   # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from policy_nlp.compare import compare as compare_reports
    from policy_nlp.pipeline import load_pipeline, process_path, process_text

__all__ = ["__version__", "compare_reports", "load_pipeline", "process_path", "process_text"]

# The function has a longer name here than at home because `policy_nlp.compare` is the package.
_HOMES = {
    "compare_reports": ("policy_nlp.compare", "compare"),
    "load_pipeline": ("policy_nlp.pipeline", "load_pipeline"),
    "process_path": ("policy_nlp.pipeline", "process_path"),
    "process_text": ("policy_nlp.pipeline", "process_text"),
}


def __getattr__(name: str) -> Any:
    """Import the public functions only when they are asked for (PEP 562): `policy-nlp --help` needs no spaCy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'policy_nlp' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
