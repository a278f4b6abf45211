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

from policy_nlp.extract.projects.features import BITS, Bits, Common, Words, features, words_of, worth_a_look
from policy_nlp.extract.projects.hashing import hash_word
from policy_nlp.extract.projects.lexicon import ROLES
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
# Words of these roles stand in no name; what a name's first finding adds to its words elsewhere in the report.
_NEVER = np.isin(
    np.arange(len(ROLES) + 1),
    [1 + ROLES.index(role) for role in ("verb", "start", "closer", "sign", "approve", "finish")],
)
_VETO = 6.0
# Rounding in sums over a whole document.
_SLACK = 1e-3
_SEEN_BEFORE = 3.0
_SHORTEST_TO_REPEAT = 3


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


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained tagger. All scores are log odds against the label `O`.

    Attributes:
        emission: [bucket] the eight labels' weights, 128 + weight / scale, in eight fields of 16 bits.
        scale: what one step of `emission` stands for.
        transition: [label, label behind it] scores.
        common: which words are common in many places.
    """

    emission: npt.NDArray[np.complex128]
    scale: float
    transition: Scores
    common: Common

    @staticmethod
    def pack(steps: npt.NDArray[np.int8]) -> npt.NDArray[np.complex128]:
        """[bucket, 8] small whole numbers as one 16-byte cell per bucket, so that one look-up fetches a row.

        The cells are only added as whole numbers of 16 bits (`sum_cells`), never as complex numbers.
        """
        fields = (steps.astype(np.int16) + 128).astype(np.uint16)
        cells: npt.NDArray[np.complex128] = np.ascontiguousarray(fields).view(np.complex128).reshape(-1)
        return cells


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
    where = (
        Path(str(files("policy_nlp.models").joinpath("weights", "projects.npz")))
        if path is None
        else Path(path)
    )
    return _load(where)


@cache
def _load(path: Path) -> Weights:
    try:
        with np.load(path, allow_pickle=False) as stored:
            scale = float(stored["scale"])
            steps: npt.NDArray[np.int8] = stored["emission"]
            transition: Scores = stored["transition"]
            words: Bits = stored["words"]
            known: Bits = stored["known"]
            pairs: Bits = stored["pairs"]
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: not a weight file of the project tagger: {error}") from error
    if steps.shape != (1 << BITS, len(LABELS) - 1) or transition.shape != MAY_FOLLOW.shape:
        raise ValueError(f"{path}: weights of another shape than this version's tagger has")
    return Weights(Weights.pack(steps), scale, transition, Common(words, known, pairs))


def find_names(doc: Doc, weights: Weights) -> list[Span]:
    """The names of projects and programmes in a document, in the order of the text."""
    words = words_of(doc)
    chosen = worth_a_look(words, weights.common)
    if not len(chosen):
        return []
    scores = emissions(words, chosen, weights)
    found = decode(words, chosen, scores, weights)
    again = _strengthen(words, chosen, scores, found)
    if len(again):
        kept = [name for name in found if not again[name[0]]]
        rows = np.nonzero(again)[0]
        redone = decode(words, chosen[rows], scores[rows], weights)
        found = sorted(kept + [(int(rows[a]), int(rows[b]), kind) for a, b, kind in redone])
    starts, ends = words.starts, words.ends
    return [Span(int(starts[chosen[a]]), int(ends[chosen[b]]), kind) for a, b, kind in found]


def emissions(words: Words, chosen: npt.NDArray[np.int64], weights: Weights) -> Scores:
    """[chosen word, label] scores of all labels but `O`."""
    total = np.zeros((len(chosen), 2), np.uint64)
    templates = 0
    for column in features(words, chosen, weights.common):
        # Viewed as what indices are: else they are copied.
        total += weights.emission.take(column.view(np.int64), mode="clip").view(np.uint64).reshape(-1, 2)
        templates += 1
    sums = total.view(np.uint16).astype(np.float32) - np.float32(128 * templates)
    scores: Scores = sums * np.float32(weights.scale)
    scores[_NEVER[words.roles[chosen]]] -= np.float32(_VETO)
    return scores


_Found = tuple[int, int, ProjectKind]


def decode(words: Words, chosen: npt.NDArray[np.int64], scores: Scores, weights: Weights) -> list[_Found]:
    """The best sequence of labels, as (first word, last word, kind) in indices of `chosen`."""
    transition = weights.transition - weights.transition[0, 0]
    allowed = np.where(MAY_FOLLOW, transition, np.float32(-1e6))
    hope = np.nonzero(_may_be_inside(np.ascontiguousarray(scores.T) + _price(allowed)[:, None]))[0]
    if not len(hope):
        return []
    sentence = words.sentence[chosen[hope]]
    cuts = np.nonzero((np.diff(hope) > 1) | (np.diff(sentence) != 0))[0] + 1
    starts = np.concatenate(([0], cuts))
    labels = _best_labels(scores[hope], starts, np.diff(np.append(starts, len(hope))), allowed)
    found: list[_Found] = []
    opened = 0
    inside = np.nonzero(labels)[0]
    for i, label in zip(hope[inside].tolist(), labels[inside].tolist(), strict=True):
        if label in (1, 4, 5, 8):
            opened = i
        if label in (3, 4, 7, 8):
            found.append((opened, i, "project" if label < 5 else "programme"))
    return found


def _best_labels(
    scores: Scores, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], allowed: Scores
) -> npt.NDArray[np.int64]:
    """The best labels of each stretch (Viterbi), for all stretches at once; before and behind each stands `O`."""
    order = np.argsort(-lengths, kind="stable")  # the longest first: those still running are the first rows
    starts, lengths = starts[order], lengths[order]
    running = len(lengths) - np.searchsorted(lengths[::-1], np.arange(int(lengths[0])), "right")
    full = np.concatenate((np.zeros((len(scores), 1), np.float32), scores), axis=1)
    full = np.ascontiguousarray(full.T)
    price = allowed[:, :, None]  # [label before it, label, 1]
    counts = running.tolist()
    best = allowed[0][:, None] + full[:, starts]  # [label, stretch]
    bests = [best]
    for step in range(1, len(counts)):
        rows = counts[step]
        best = (best[:, None, :rows] + price).max(axis=0)
        best += full[:, starts[:rows] + step]
        bests.append(best)
    # Only along the best path is it asked which label stood before.
    labels = np.zeros(len(scores), np.int64)
    label = np.zeros(0, np.int64)
    for step in range(len(counts) - 1, -1, -1):
        rows, went_on = counts[step], len(label)
        before = np.empty(rows, np.int64)
        before[:went_on] = (bests[step][:, :went_on] + allowed[:, label]).argmax(axis=0)
        before[went_on:] = (bests[step][:, went_on:] + allowed[:, :1]).argmax(axis=0)
        label = before
        labels[starts[:rows] + step] = label
    return labels


def _price(allowed: Scores) -> Scores:
    """[label - 1] the cheapest transitions that a word with this label brings, against staying outside."""
    leaving = np.where(np.isin(np.arange(len(LABELS)), _ENDS), np.maximum(allowed[:, 0], 0), 0)
    price: Scores = (allowed.max(axis=0) + leaving)[1:].astype(np.float32)
    return price


def _may_be_inside(gains: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which words lie in a stretch that could be a name: one whose gains add up to more than nothing.

    A name begins, goes on and ends with labels of one kind. The largest sum of a stretch that ends, or begins, at a
    word is a difference of running sums and the best that an edge can bring.

    Args:
        gains: [label - 1, word] the most that a word with this label can add, with the cheapest transition into it.
    """
    inside = np.zeros(gains.shape[1], bool)
    for begins, goes_on, ends, alone in (gains[:4], gains[4:]):
        sums = np.concatenate((np.zeros(1), np.cumsum(goes_on, dtype=np.float64)))
        first = np.maximum.accumulate(begins - sums[1:])
        last = np.maximum.accumulate((ends + sums[:-1])[::-1])[::-1]
        inside |= alone > -_SLACK
        held = first[:-1] + last[1:] > -_SLACK  # a name that holds a word and the next one
        inside[:-1] |= held
        inside[1:] |= held
    return inside


def _strengthen(
    words: Words, chosen: npt.NDArray[np.int64], scores: Scores, found: list[_Found]
) -> npt.NDArray[np.bool_]:
    """Raise, in place, the scores of the words that make up a name found elsewhere in the report.

    Returns:
        [chosen word] whether a score of its sentence was raised; empty if none was.
    """
    text = words.view.text
    starts, ends = words.starts[chosen], words.ends[chosen]
    spans: dict[str, set[int]] = {}
    for first, last, kind in found:
        name = text[starts[first] : ends[last]].strip("“”")
        if kind == "project" and len(name) >= _SHORTEST_TO_REPEAT:
            spans.setdefault(name, set()).add(int(starts[first]))
    # Looked up by their first characters in one walk over the words: searching the text for each name would take
    # time with the square of a long text's length.
    if not spans:
        return np.zeros(0, bool)
    heads: dict[str, list[str]] = {}
    for name in spans:
        heads.setdefault(name[:_SHORTEST_TO_REPEAT], []).append(name)
    seen: dict[str, list[int]] = {name: [] for name in spans}
    # Equal characters have equal hashes; the few words left are compared character by character.
    opens = np.minimum(starts + _SHORTEST_TO_REPEAT, len(text))
    wanted = np.array(sorted({hash_word(head) for head in heads}), np.uint64)
    hashes = words.text.of(starts, opens)
    slots = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
    for at in starts[wanted[slots] == hashes].tolist():
        for name in heads.get(text[at : at + _SHORTEST_TO_REPEAT], ()):
            if text.startswith(name, at):
                seen[name].append(at)
    places = [
        (at, at + len(name))
        for name, known in spans.items()
        for at in seen[name]
        if at not in known and at - 1 not in known
    ]
    if not places:
        return np.zeros(0, bool)
    begins = np.array([p[0] for p in places])
    stops = np.array([p[1] for p in places])
    first_words = np.minimum(np.searchsorted(starts, begins), len(starts) - 1)
    last_words = np.minimum(np.searchsorted(ends, stops), len(ends) - 1)
    whole = (starts[first_words] == begins) & (ends[last_words] == stops)
    for first, last in zip(first_words[whole].tolist(), last_words[whole].tolist(), strict=True):
        if first == last:
            scores[first, 3] += np.float32(_SEEN_BEFORE)
        else:
            scores[first, 0] += np.float32(_SEEN_BEFORE / 2)
            scores[first + 1 : last, 1] += np.float32(_SEEN_BEFORE / 4)
            scores[last, 2] += np.float32(_SEEN_BEFORE / 2)
    sentence = words.sentence[chosen]
    raised = np.zeros(int(sentence[-1]) + 1, bool)
    raised[sentence[first_words[whole]]] = True
    again: npt.NDArray[np.bool_] = raised[sentence]
    return again
