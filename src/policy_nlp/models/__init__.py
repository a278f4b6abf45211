"""Learned linear models: weight files, and what loads them without running code.

In: a weight file of plain numbers. Out: :class:`LinearModel`. May import: nothing of ours.
"""

from policy_nlp.models.linear import (
    LinearModel,
    ModelError,
    load_model,
    model_path,
    quantise,
    unpack,
    write_model,
)

__all__ = ["LinearModel", "ModelError", "load_model", "model_path", "quantise", "unpack", "write_model"]
