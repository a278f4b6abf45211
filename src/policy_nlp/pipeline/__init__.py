"""The pipeline: assembles the components from a config file and turns a text or a file into a report.

In: a config (default `annual_report.cfg`), a text or a path. Out: a :class:`policy_nlp.records.Report`.

May import: records, document, read, tag, structure, extract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policy_nlp.pipeline.load import PipelineError, load_pipeline, pipeline_path

if TYPE_CHECKING:
    from policy_nlp.pipeline.inspect import inspect_path, inspect_source
    from policy_nlp.pipeline.process import Overrides, process_path, process_source, process_text

__all__ = [
    "Overrides",
    "PipelineError",
    "inspect_path",
    "inspect_source",
    "load_pipeline",
    "pipeline_path",
    "process_path",
    "process_source",
    "process_text",
]

_IN_PROCESS = frozenset(
    {"Overrides", "inspect_path", "inspect_source", "process_path", "process_source", "process_text"}
)


def __getattr__(name: str) -> Any:
    """Import what needs spaCy only when it is asked for: the owner of a batch only looks up where a config lies."""
    if name not in _IN_PROCESS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name.startswith("inspect_"):
        from policy_nlp.pipeline import inspect

        return getattr(inspect, name)
    from policy_nlp.pipeline import process

    return getattr(process, name)
