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
    if not len(doc):
        return []
    words = words_of(doc)
    scores = emissions(words, np.arange(len(words.starts)), weights)
    return decode(words, scores, weights)


def emissions(words: Words, chosen: npt.NDArray[np.int64], weights: Weights) -> Scores:
    """[chosen word, label] scores."""
    buckets = features(words, chosen, weights.common)
    scores = np.zeros((len(chosen), len(LABELS)), np.float32)
    row = np.empty_like(scores)
    for column in np.ascontiguousarray(buckets.T, dtype=np.intp):
        # `take` into a buffer: indexing would make a new array of this size for each template.
        np.take(weights.emission, column, axis=0, out=row, mode="clip")
        scores += row
    return scores


def decode(words: Words, scores: Scores, weights: Weights) -> list[Span]:
    """The best sequence of labels for each sentence, as spans."""
    hope = np.nonzero(scores[:, 1:].max(axis=1) > scores[:, 0] - _HOPELESS)[0]
    found: list[Span] = []
    bounds = np.searchsorted(words.sentence, np.unique(words.sentence[hope]), "left")
    ends = np.searchsorted(words.sentence, words.sentence[bounds], "right")
    labels = _best_labels(scores, bounds, ends, weights)
    # Sentence by sentence, so that what is open at the end of one is not closed in another.
    chosen = np.flatnonzero(labels)
    for i in chosen.tolist():
        label = int(labels[i])
        if label in (1, 4, 5, 8):
            opened = i
        if label in (3, 4, 7, 8):
            kind: ProjectKind = "project" if label < 5 else "programme"
            found.append(Span(int(words.starts[opened]), int(words.ends[i]), kind))
    return found


def _best_labels(
    scores: Scores, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], weights: Weights
) -> npt.NDArray[np.int64]:
    """The best label of every word (Viterbi), for all sentences at once: word by word over those that are as long.

    Words outside the sentences get label 0.
    """
    labels = np.zeros(len(scores), np.int64)
    if not len(starts):
        return labels
    # Longest first, so that the sentences that have a k-th word are always the first ones.
    order = np.argsort(starts - ends, kind="stable")
    starts, lengths = starts[order], (ends - starts)[order]
    with_word = len(lengths) - np.searchsorted(lengths[::-1], np.arange(lengths[0]), side="right")
    best = weights.begin + scores[starts]
    behind = np.empty((lengths[0], len(starts), len(LABELS)), np.int8)
    into = np.ascontiguousarray(weights.transition.T)  # [label, label before it]
    for k in range(1, int(lengths[0])):
        n = int(with_word[k])
        paths = best[:n, None, :] + into
        steps = paths.argmax(axis=2)
        behind[k, :n] = steps
        best[:n] = np.take_along_axis(paths, steps[:, :, None], axis=2)[:, :, 0] + scores[starts[:n] + k]
    closing = np.full(len(LABELS), np.float32(-1e9))
    closing[list(_ENDS)] = 0
    label = np.where(closing == 0, best, closing).argmax(axis=1)
    labels[starts + lengths - 1] = label
    for k in range(int(lengths[0]) - 1, 0, -1):
        n = int(with_word[k])
        # A sentence whose last word this is starts from its own best label, the others from the step before.
        label[:n] = behind[k, np.arange(n), label[:n]]
        labels[starts[:n] + k - 1] = label[:n]
    return labels
