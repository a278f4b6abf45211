"""Records made without checking, where the program itself made every value.

Checking costs more than finding: a report has a thousand clauses, and what comes from outside is checked anyway when it
is read (`Report.model_validate`), and spans once more when the report is put together.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


@cache
def _all_fields(model: type[BaseModel]) -> set[str]:
    """The names of a model's fields: one set for all its records, since a field once set stays set."""
    return set(model.model_fields)


def trusted(model: type[Model], values: dict[str, Any]) -> Model:
    """A record with these values, none checked or converted; `values` becomes its own.

    ALL fields are given, but for `page` and `paragraph`, which are known only when the report is put together.
    """
    record = model.__new__(model)
    if "start" in values:
        values["page"] = values["paragraph"] = None
    put = object.__setattr__
    put(record, "__dict__", values)
    put(record, "__pydantic_fields_set__", _all_fields(model))
    put(record, "__pydantic_extra__", None)
    put(record, "__pydantic_private__", None)
    return record
