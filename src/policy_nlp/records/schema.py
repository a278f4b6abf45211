"""The published JSON Schema of what the package writes."""

from __future__ import annotations

from typing import Any

from policy_nlp.records.report import Report


def json_schema(kind: str = "report") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record.

    Args:
        kind: `report` (one processed report).

    Raises:
        ValueError: for a kind that has no schema.
    """
    models = {"report": Report}
    if kind not in models:
        raise ValueError(f"no schema for {kind!r}: choose one of {', '.join(sorted(models))}")
    schema = models[kind].model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
