"""Finds names of projects and programmes: a linear-chain model over words, scored for a whole document at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from policy_nlp.extract.projects.features import BITS, Bits, Common, Words, features, words_of
from policy_nlp.records import ProjectKind

Scores = npt.NDArray[np.float32]

LABELS = (
    "O",
    "B-project",
    "I-project",
    "E-project",
    "S-project",
    "B-programme",
    "I-programme",
    "E-programme",
    "S-programme",
)
"""Outside; begins, inside, ends, is all of the name of a project or of a programme."""

_BEGINS = (0, 1, 4, 5, 8)
_ENDS = (0, 3, 4, 7, 8)
# A sentence in which every word is this much more likely outside a name than inside is not decoded.
_HOPELESS = 4.0


def _may_follow() -> npt.NDArray[np.bool_]:
    k = len(LABELS)
    allowed = np.zeros((k, k), bool)
    for before in range(k):
        for behind in range(k):
            if before in _ENDS:
                allowed[before, behind] = behind in _BEGINS
            else:
                allowed[before, behind] = behind not in _BEGINS and LABELS[before][2:] == LABELS[behind][2:]
    return allowed


MAY_FOLLOW = _may_follow()
"""[label, label behind it]: what may follow what."""


@dataclass(frozen=True)
class Weights:
    """A trained tagger.

    Attributes:
        emission: [bucket, label] scores of the features.
        transition: [label, label behind it] scores.
        begin: [label] scores at the beginning of a sentence.
        common: which words are common in many places.
    """

    emission: Scores
    transition: Scores
    begin: Scores
    common: Common


class Span(NamedTuple):
    """A name found, in offsets of the cleaned text."""

    start: int
    end: int
    kind: ProjectKind


def load_weights(path: str | Path | None = None) -> Weights:
    """Read a weight file (`.npz`, no pickle).

    Args:
        path: a file made by `policy_nlp.learn.projects`; None takes the one that comes with the package.

    Raises:
        ValueError: if the file is not such a file.
    """
    where = Path(str(files("policy_nlp.models").joinpath("projects.npz"))) if path is None else Path(path)
    return _load(where)


@cache
def _load(path: Path) -> Weights:
    try:
        with np.load(path, allow_pickle=False) as stored:
            scale = float(stored["scale"])
            emission: npt.NDArray[np.int8] = stored["emission"]
            transition = np.where(MAY_FOLLOW, stored["transition"], -1e6).astype(np.float32)
            begin = stored["begin"].astype(np.float32)
            begin[[k for k in range(len(LABELS)) if k not in _BEGINS]] = -1e6
            words: Bits = stored["words"]
            known: Bits = stored["known"]
            pairs: Bits = stored["pairs"]
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: not a weight file of the project tagger: {error}") from error
    if emission.shape != (1 << BITS, len(LABELS)):
        raise ValueError(f"{path}: weights of shape {emission.shape}, not {(1 << BITS, len(LABELS))}")
    return Weights(
        emission.astype(np.float32) * np.float32(scale), transition, begin, Common(words, known, pairs)
    )


def find_names(doc: Doc, weights: Weights) -> list[Span]:
    """The names of projects and programmes in a document, in the order of the text."""
    words = words_of(doc)
    if not len(words.starts):
        return []
    scores = emissions(words, np.arange(len(words.starts)), weights)
    return decode(words, scores, weights)


def emissions(words: Words, chosen: npt.NDArray[np.int64], weights: Weights) -> Scores:
    """[chosen word, label] scores."""
    buckets = features(words, chosen, weights.common)
    scores = np.zeros((len(chosen), len(LABELS)), np.float32)
    for column in range(buckets.shape[1]):
        scores += weights.emission[buckets[:, column]]
    return scores


def decode(words: Words, scores: Scores, weights: Weights) -> list[Span]:
    """The best sequence of labels for each sentence, as spans."""
    hope = np.nonzero(scores[:, 1:].max(axis=1) > scores[:, 0] - _HOPELESS)[0]
    found: list[Span] = []
    bounds = np.searchsorted(words.sentence, np.unique(words.sentence[hope]), "left")
    ends = np.searchsorted(words.sentence, words.sentence[bounds], "right")
    for first, behind in zip(bounds.tolist(), ends.tolist(), strict=True):
        labels = _viterbi(scores[first:behind], weights)
        opened = first
        for i, label in enumerate(labels, first):
            if label in (1, 4, 5, 8):
                opened = i
            if label in (3, 4, 7, 8):
                kind: ProjectKind = "project" if label < 5 else "programme"
                found.append(Span(int(words.starts[opened]), int(words.ends[i]), kind))
    return found


def _viterbi(scores: Scores, weights: Weights) -> list[int]:
    best = weights.begin + scores[0]
    steps = np.empty((len(scores), len(LABELS)), np.int64)
    for i in range(1, len(scores)):
        paths = best[:, None] + weights.transition
        steps[i] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[i]
    closing = np.where(np.isin(np.arange(len(LABELS)), _ENDS), best, -1e9)
    label = int(closing.argmax())
    labels = [label]
    for i in range(len(scores) - 1, 0, -1):
        label = int(steps[i, label])
        labels.append(label)
    labels.reverse()
    return labels
