"""The published JSON Schema of what the package writes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from policy_nlp.records.comparison import Comparison
from policy_nlp.records.inspection import Inspection
from policy_nlp.records.report import Report


def json_schema(kind: str = "report") -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record.

    Args:
        kind: `report` (one processed report) or `comparison` (two years compared), `inspection` (what was read
            from a file).

    Raises:
        ValueError: for a kind that has no schema.
    """
    models: dict[str, type[BaseModel]] = {
        "report": Report,
        "comparison": Comparison,
        "inspection": Inspection,
    }
    if kind not in models:
        raise ValueError(f"no schema for {kind!r}: choose one of {', '.join(sorted(models))}")
    schema = models[kind].model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
