"""Linear models over hashed features: a table of small whole numbers, and how it is read and written.

A weight file is a NumPy archive (`.npz`) of plain arrays, read without pickle, so loading it runs no code:

* `header`: UTF-8 JSON as bytes: `format` (1), `task`, `features` (version of the feature function), `heads` (names);
* `weights`: int8, rows × heads; row 0 is zero;
* `bias`: int32, one a head, in the same steps as the weights;
* `scale`: float32, one a head: how much one step is worth in log odds.

Scores are sums of whole numbers, so they are the same on every machine; only the last step multiplies by the scale.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
_LANES = 4


class ModelError(ValueError):
    """A weight file is missing or is not what is asked for; the message says which and why."""


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A linear model with several heads that share their features.

    Attributes:
        task: what it was trained for.
        features: version of the feature function that it was trained with.
        heads: names of the columns.
        weights: int8, rows × heads.
        bias: int32, one a head.
        scale: float32, one a head.
    """

    task: str
    features: int
    heads: tuple[str, ...]
    weights: NDArray[np.int8]
    bias: NDArray[np.int32]
    scale: NDArray[np.float32]

    def packed(self) -> NDArray[np.int64]:
        """The weights with four heads to a number, rows × ceil(heads / 4), so that one addition adds four."""
        rows, heads = self.weights.shape
        groups = -(-heads // _LANES)
        table = np.zeros((groups, rows), dtype=np.int64)
        for head in range(heads):
            table[head // _LANES] += self.weights[:, head].astype(np.int64) << (16 * (head % _LANES))
        return table


def unpack(sums: NDArray[np.int64], heads: int) -> NDArray[np.int32]:
    """The sums of the single heads from packed sums (groups × items): items × heads.

    Each sum must lie within 16 bits.
    """
    found = np.empty((sums.shape[1], heads), dtype=np.int32)
    for group in range(sums.shape[0]):
        left = sums[group].copy()
        for head in range(group * _LANES, min(heads, (group + 1) * _LANES)):
            lane = left.astype(np.int16)
            found[:, head] = lane
            left -= lane
            left >>= 16
    return found


def quantise(
    weights: NDArray[np.float64],
    bias: NDArray[np.float64],
    task: str,
    features: int,
    heads: Sequence[str],
    shared: Sequence[Sequence[int]] = (),
) -> LinearModel:
    """A model of small whole numbers from trained weights (rows × heads) and biases.

    Args:
        shared: groups of heads that get one scale, so that their scores can be compared and added.
    """
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    for group in shared:
        scale[list(group)] = scale[list(group)].max()
    return LinearModel(
        task,
        features,
        tuple(heads),
        np.rint(weights / scale).astype(np.int8),
        np.rint(bias / scale).astype(np.int32),
        scale.astype(np.float32),
    )


def write_model(model: LinearModel, path: str | Path) -> None:
    """Write a weight file; the same model gives the same bytes."""
    header = {"format": FORMAT, "task": model.task, "features": model.features, "heads": list(model.heads)}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode("utf-8")
    with Path(path).open("wb") as out:
        np.savez(
            out,
            header=np.frombuffer(text, dtype=np.uint8),
            weights=model.weights,
            bias=model.bias,
            scale=model.scale,
        )


def model_path(name_or_path: str | Path) -> Path:
    """The weight file of a model: the name of one that comes with the package, or a path to a `.npz`."""
    given = Path(name_or_path)
    if given.suffix == ".npz":
        return given
    return Path(str(files("policy_nlp.models").joinpath("weights", f"{name_or_path}.npz")))


def load_model(name_or_path: str | Path, task: str, features: int, heads: Sequence[str]) -> LinearModel:
    """Read a weight file and check that it fits its task.

    Raises:
        ModelError: if the file is missing, damaged, or was trained for another task or version.
    """
    return _load(model_path(name_or_path), task, features, tuple(heads))


@cache
def _load(path: Path, task: str, features: int, heads: tuple[str, ...]) -> LinearModel:
    try:
        with np.load(path, allow_pickle=False) as stored:
            header = json.loads(stored["header"].tobytes().decode("utf-8"))
            weights, bias, scale = stored["weights"], stored["bias"], stored["scale"]
    except FileNotFoundError as error:
        raise ModelError(
            f"{path}: no such weight file; train one with `python -m policy_nlp.learn {task} DATA --output {path}`"
        ) from error
    except Exception as error:  # a damaged archive shows itself as any of a dozen errors
        raise ModelError(f"{path}: not a weight file: {error}") from error
    wanted = {"format": FORMAT, "task": task, "features": features, "heads": list(heads)}
    for key, value in wanted.items():
        if header.get(key) != value:
            raise ModelError(
                f"{path}: its {key} is {header.get(key)!r}, needed is {value!r}: train it anew with `python -m policy_nlp.learn {task} DATA --output {path}`"
            )
    if (
        weights.dtype != np.int8
        or weights.ndim != 2
        or weights.shape[1] != len(heads)
        or bias.shape != (len(heads),)
        or scale.shape != (len(heads),)
    ):
        raise ModelError(f"{path}: its arrays do not have the shapes that its header promises")
    return LinearModel(task, features, heads, weights, bias.astype(np.int32), scale.astype(np.float32))
