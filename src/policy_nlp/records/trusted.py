"""Records made without checking, where the program itself made every value.

Checking costs more than finding: a report has a thousand clauses, and what comes from outside is checked anyway when it
is read (`Report.model_validate`), and spans once more when the report is put together.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


# The slots that pydantic keeps beside the values. Their own setters, since those of a model check what is set.
_set_values = BaseModel.__dict__["__dict__"].__set__
_set_names, _set_extra, _set_private = (
    BaseModel.__dict__[slot].__set__
    for slot in ("__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


@cache
def _all_fields(model: type[BaseModel]) -> set[str]:
    """The names of a model's fields: one set for all its records, since a field once set stays set."""
    return set(model.model_fields)


def trusted(model: type[Model], values: dict[str, Any]) -> Model:
    """A record with these values, ALL fields given in the model's order, none checked or converted.

    `values` becomes the record's own.
    """
    record = model.__new__(model)
    _set_values(record, values)
    _set_names(record, _all_fields(model))
    _set_extra(record, None)
    _set_private(record, None)
    return record
