"""Training of the tagger of project names: a linear-chain conditional random field over words.

In: annotated reports (`NAME.txt` with `NAME.json`), and a corpus of raw reports that says which words are common.
Out: one weight file. The same data give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from spacy.vocab import Vocab

from policy_nlp.extract.projects.features import (
    BITS,
    Bits,
    Buckets,
    Common,
    Words,
    features,
    pair_hash,
    words_of,
    worth_a_look,
)
from policy_nlp.extract.projects.hashing import Hashes
from policy_nlp.extract.projects.tagger import LABELS, Weights
from policy_nlp.learn.excerpts import Excerpt, annotated_reports
from policy_nlp.records import ProjectKind
from policy_nlp.tag.tokenizer import JiebaTokenizer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Annotation(NamedTuple):
    """An annotated name, in offsets of the raw text."""

    start: int
    end: int
    kind: ProjectKind


@dataclass(frozen=True)
class Sentences:
    """Sentences of one batch, padded to one length: rows of the feature matrix, and labels."""

    rows: Ints  # [sentences, length], -1 where padded
    labels: Ints  # the same shape


def batches(lengths: Sequence[int], starts: Sequence[int], labels: Ints, size: int = 64) -> list[Sentences]:
    """Sentences of similar length together; `starts` are their first rows in the feature matrix."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], i))
    made = []
    for first in range(0, len(order), size):
        group = order[first : first + size]
        width = max(lengths[i] for i in group)
        rows = np.full((len(group), width), -1, np.int64)
        tags = np.zeros((len(group), width), np.int64)
        for k, i in enumerate(group):
            rows[k, : lengths[i]] = np.arange(starts[i], starts[i] + lengths[i])
            tags[k, : lengths[i]] = labels[starts[i] : starts[i] + lengths[i]]
        made.append(Sentences(rows, tags))
    return made


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.squeeze(top, axis) + np.log(np.exp(values - top).sum(axis=axis))
    return total


def likelihood(emission: Floats, transition: Floats, batch: Sentences) -> tuple[float, Floats, Floats]:
    """Negative log likelihood of a batch and its gradients by emission row and by transition.

    The word before a sentence is outside any name.
    """
    rows, labels = batch.rows, batch.labels
    count, width = rows.shape
    k = emission.shape[1]
    real = rows >= 0
    scores = np.where(real[:, :, None], emission[np.maximum(rows, 0)], 0.0)
    forward = np.empty((count, width, k))
    forward[:, 0] = transition[0] + scores[:, 0]
    for i in range(1, width):
        step = _log_sum(forward[:, i - 1, :, None] + transition[None], 1) + scores[:, i]
        forward[:, i] = np.where(real[:, i, None], step, forward[:, i - 1])
    backward = np.zeros((count, width, k))
    pair_gradient = np.zeros_like(transition)
    log_total = _log_sum(forward[:, -1], 1)
    for i in range(width - 1, 0, -1):
        behind = scores[:, i] + backward[:, i]
        joint = forward[:, i - 1, :, None] + transition[None] + behind[:, None, :] - log_total[:, None, None]
        pair_gradient += np.where(real[:, i, None, None], np.exp(joint), 0.0).sum(0)
        step = _log_sum(transition[None] + behind[:, None, :], 2)
        backward[:, i - 1] = np.where(real[:, i, None], step, backward[:, i])
    marginal = np.exp(forward + backward - log_total[:, None, None])
    marginal = np.where(real[:, :, None], marginal, 0.0)
    pair_gradient[0] += marginal[:, 0].sum(0)
    index = np.arange(count)
    gold = transition[0, labels[:, 0]].sum()
    np.subtract.at(pair_gradient[0], labels[:, 0], 1.0)
    for i in range(width):
        gold += np.where(real[:, i], scores[index, i, labels[:, i]], 0.0).sum()
        marginal[index, i, labels[:, i]] -= real[:, i]
        if i:
            gold += np.where(real[:, i], transition[labels[:, i - 1], labels[:, i]], 0.0).sum()
            kept = real[:, i]
            np.subtract.at(pair_gradient, (labels[kept, i - 1], labels[kept, i]), 1.0)
    gradient = np.zeros_like(emission)
    gradient[rows[real]] = marginal[real]
    return float(log_total.sum() - gold), gradient, pair_gradient


def fit(
    buckets: Buckets, lengths: Sequence[int], labels: Ints, *, l2: float, rounds: int
) -> tuple[Floats, Floats]:
    """Weights [bucket, label] and transitions of a conditional random field, by L-BFGS.

    Args:
        buckets: [template, word] features of the words of all sentences, one sentence after another.
        lengths: the number of words of each sentence.
        labels: [word] indices in `tagger.LABELS`.
        l2: strength of the quadratic penalty.
        rounds: iterations at most.
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    k = len(LABELS)
    m, n = buckets.shape
    used, column = np.unique(buckets.T, return_inverse=True)
    matrix = csr_matrix(
        (np.ones(n * m), column.reshape(-1), np.arange(0, n * m + 1, m)), shape=(n, len(used))
    )
    transposed = matrix.T.tocsr()
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).tolist()
    groups = batches(lengths, starts, labels)
    size = len(used) * k

    def objective(x: Floats) -> tuple[float, Floats]:
        transition = x[size:].reshape(k, k)
        emission = matrix @ x[:size].reshape(len(used), k)
        loss = 0.0
        gradient = np.zeros_like(emission)
        pairs = np.zeros_like(transition)
        for group in groups:
            value, by_row, by_pair = likelihood(emission, transition, group)
            loss += value
            gradient += by_row
            pairs += by_pair
        full = np.concatenate(((transposed @ gradient).ravel(), pairs.ravel()))
        return loss + l2 * float(x @ x) / 2, full + l2 * x

    best = minimize(
        objective,
        np.zeros(size + k * k),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 8},
    )
    weights = np.zeros((1 << BITS, k))
    weights[used.astype(np.int64)] = best.x[:size].reshape(len(used), k)
    return weights, best.x[size:].reshape(k, k)


EXCERPTS = Path(__file__).with_name("projects_excerpts.tsv")
"""Stretches of reports of the corpus in which names were marked, by offsets."""

COMMON_PLACES = 12
KNOWN_PLACES = 3
PAIR_PLACES = 6
"""In how many places a word is common, or known, and a pair of words common."""

L2 = 1.5
ROUNDS = 60
SILENCE = -0.5
"""Training favours silence, since most words are in no name, but names are scored by F1: what is added to the
label `O`, in log odds. Found by cross-validation over reports."""


@dataclass(frozen=True)
class Example:
    """One annotated report, or the annotated parts of one.

    Attributes:
        name: the report's name; cross-validation leaves out reports by it.
        words: its words.
        labels: [word] index in `tagger.LABELS`.
        kept: indices of the words in sentences that were annotated.
    """

    name: str
    words: Words
    labels: Ints
    kept: Ints


def labels_of(words: Words, projects: Sequence[Annotation]) -> Ints:
    """The label of each word: a word belongs to a name if more than half of it does."""
    labels = np.zeros(len(words.starts), np.int64)
    for project in projects:
        start = words.view.from_raw(project.start)
        end = words.view.from_raw(project.end - 1) + 1
        middles = words.starts + words.ends
        first = int(np.searchsorted(middles, 2 * start, "right"))
        behind = int(np.searchsorted(middles, 2 * end, "left"))
        if first >= behind or labels[first:behind].any():
            continue
        offset = 1 if project.kind == "project" else 5
        labels[first:behind] = offset + 1
        labels[first] = offset
        labels[behind - 1] = offset + 2
        if behind - first == 1:
            labels[first] = offset + 3
    return labels


def _bitmap(hashes: Sequence[int] | Hashes, bits: int) -> Bits:
    made = np.zeros(1 << (bits - 3), np.uint8)
    slots = Common.slots(np.asarray(hashes, np.uint64), bits)
    np.bitwise_or.at(made, slots >> np.uint64(3), (1 << (slots & np.uint64(7))).astype(np.uint8))
    return made


def common_words(corpus: Path, tokenizer: Callable[[str], Doc]) -> Common:
    """Which words and pairs of words the reports of many places share.

    Args:
        corpus: a folder with one folder of `.txt` reports per place, at any depth.
        tokenizer: cuts a text into words.
    """
    places: dict[Path, list[Path]] = {}
    for path in sorted(corpus.rglob("*.txt")):
        places.setdefault(path.parent, []).append(path)
    words: Counter[int] = Counter()
    pairs: Counter[int] = Counter()
    for paths in places.values():
        of_place: set[int] = set()
        pairs_of_place: set[int] = set()
        for path in paths:
            hashes = words_of(tokenizer(path.read_bytes().decode("utf-8-sig"))).hashes
            of_place.update(np.unique(hashes).tolist())
            pairs_of_place.update(np.unique(pair_hash(hashes[:-1], hashes[1:])).tolist())
        words.update(of_place)
        pairs.update(pairs_of_place)
    return Common(
        words=_bitmap(sorted(h for h, n in words.items() if n >= COMMON_PLACES), 18),
        known=_bitmap(sorted(h for h, n in words.items() if n >= KNOWN_PLACES), 19),
        pairs=_bitmap(sorted(h for h, n in pairs.items() if n >= PAIR_PLACES), 20),
    )


def read_gold(folder: Path, tokenizer: Callable[[str], Doc]) -> list[Example]:
    """The annotated reports of a folder: every `NAME.json` with its `NAME.txt`."""
    examples = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        if "projects" not in gold:
            continue
        words = words_of(tokenizer(path.with_suffix(".txt").read_bytes().decode("utf-8-sig")))
        marked = [Annotation(p["start"], p["end"], p["kind"]) for p in gold["projects"]]
        every = np.arange(len(words.starts))
        examples.append(Example(path.stem, words, labels_of(words, marked), every))
    return examples


class ExcerptRow(Excerpt):
    """A row of the table of excerpts: `read` says that a stretch was annotated, the others are its names."""

    kind: Literal["read", "project", "programme"]


def read_excerpts(table: Path, corpus: Path, tokenizer: Callable[[str], Doc]) -> list[Example]:
    """Annotated stretches of raw reports.

    Raises:
        ValueError: if a report of the table is not in the corpus, or not the one that was annotated.
    """
    examples = []
    for path, text, rows in annotated_reports(table, corpus, ExcerptRow):
        words = words_of(tokenizer(text))
        marked = [Annotation(row.start, row.end, _kind(row.kind)) for row in rows if row.kind != "read"]
        kept = np.zeros(len(words.starts), bool)
        for row in rows:
            if row.kind == "read":
                first = np.searchsorted(words.starts, words.view.from_raw(row.start), "left")
                behind = np.searchsorted(words.ends, words.view.from_raw(row.end), "right")
                kept[first:behind] = True
        examples.append(Example(path, words, labels_of(words, marked), np.nonzero(kept)[0]))
    return examples


def _kind(kind: str) -> ProjectKind:
    return "programme" if kind == "programme" else "project"


def train(
    examples: Sequence[Example],
    common: Common,
    *,
    l2: float = L2,
    rounds: int = ROUNDS,
    silence: float = SILENCE,
) -> Weights:
    """Fit the tagger to annotated reports."""
    buckets, labels, lengths = [], [], []
    for example in examples:
        chosen = np.intersect1d(example.kept, worth_a_look(example.words, common))
        if not len(chosen):
            continue
        buckets.append(np.array(list(features(example.words, chosen, common))))
        labels.append(example.labels[chosen])
        lengths.extend(np.unique(example.words.sentence[chosen], return_counts=True)[1].tolist())
    emission, transition = fit(
        np.concatenate(buckets, axis=1), lengths, np.concatenate(labels), l2=l2, rounds=rounds
    )
    transition[:, 0] += silence
    # Against `O`: eight columns are left, and no score of `O` has to be looked up.
    odds = emission[:, 1:] - emission[:, :1]
    scale = float(np.float32(max(float(np.abs(odds).max()), 1e-6) / 127))
    steps = np.rint(odds / scale).clip(-127, 127).astype(np.int8)
    return Weights(Weights.pack(steps), scale, np.round(transition, 4).astype(np.float32), common)


def save(weights: Weights, path: Path) -> None:
    """Write a weight file: the same weights give the same bytes."""
    fields = weights.emission.view(np.uint16).reshape(-1, len(LABELS) - 1)
    with path.open("wb") as out:
        np.savez(
            out,
            scale=np.float32(weights.scale),
            emission=(fields.astype(np.int16) - 128).astype(np.int8),
            transition=weights.transition,
            words=weights.common.words,
            known=weights.common.known,
            pairs=weights.common.pairs,
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on annotated reports and write the weight file."""
    parser = argparse.ArgumentParser(prog="python -m policy_nlp.learn.projects", description=__doc__)
    parser.add_argument(
        "gold", nargs="+", type=Path, help="folders of annotated reports (NAME.txt with NAME.json)"
    )
    parser.add_argument(
        "--corpus", type=Path, required=True, help="folder of raw reports, one folder per place"
    )
    parser.add_argument(
        "--excerpts", type=Path, default=EXCERPTS, help="annotated stretches of reports of the corpus"
    )
    parser.add_argument("--output", type=Path, required=True, help="the weight file to write (.npz)")
    chosen = parser.parse_args(arguments)
    tokenizer = JiebaTokenizer(Vocab())
    examples = [example for folder in chosen.gold for example in read_gold(folder, tokenizer)]
    examples += read_excerpts(chosen.excerpts, chosen.corpus, tokenizer)
    save(train(examples, common_words(chosen.corpus, tokenizer)), chosen.output)


if __name__ == "__main__":
    main()
