"""The learned model: linear scores of pieces, and the most likely reading of a whole text.

Scores are whole numbers from the weight table, so the same text has the same reading on every machine. A text is read
in two modes, promising and reporting: changing the mode costs, most inside a sentence, least at a heading. So a
paragraph of the plan that a heading fails to announce is still read as one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policy_nlp.extract.statements.cut import COLON, COMMA, LINE, STOP, Pieces
from policy_nlp.extract.statements.features import Context, Features
from policy_nlp.extract.statements.rules import CLAIM, COMMITMENT, NEITHER, Decision
from policy_nlp.models import LinearModel, unpack

TASK = "statements"
HEADS = ("neither", "commitment", "claim", "joins next", "joins previous", "outcome", "testable", "underway")
SHARED_SCALE = ((0, 1, 2), (3, 4))
"""Heads whose scores are compared or added, so they count in the same steps."""

# What a change of mode costs, in log odds; found by leaving out one report after the other.
SWITCH_IN_SENTENCE, SWITCH_AT_STOP, SWITCH_AT_LINE, SWITCH_AT_HEADING = 4.0, 4.0, 4.0, 1.0


_AT_ONCE = 1024
"""Pieces whose features are summed at once: few enough for the cache."""


@dataclass(frozen=True, eq=False)
class Scorer:
    """A weight table, ready for use.

    Attributes:
        model: the model.
        cells: the packed weights of its eight heads, 16 bytes a row, so that one look-up fetches a row. The cells are
            only added as pairs of whole numbers, never as complex numbers.
    """

    model: LinearModel
    cells: NDArray[np.complex128]

    @classmethod
    def of(cls, model: LinearModel) -> Scorer:
        """Prepare a model."""
        return cls(model, np.ascontiguousarray(model.packed().T).view(np.complex128).reshape(-1))

    def scores(self, found: Features, pieces: Pieces) -> NDArray[np.int32]:
        """The score of each piece under each head, without bias: pieces × heads."""
        heads = len(self.model.heads)
        total = np.empty((2, len(pieces)), dtype=np.int64)
        sparse = np.empty_like(total)
        each = self._sums(found.bags[0])
        for bag in found.bags[1:]:
            each += self._sums(bag)
        for group in range(2):
            # Differences of a running sum: exact, since whole numbers wrap around.
            running = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(each[:, group])))
            total[group] = running[pieces.ends] - running[pieces.starts]
        for first in range(0, len(pieces), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            sparse[:, part] = (self._sums(found.slots[part].T) + self._sums(found.tags[part].T)).T
        return unpack(total, heads) + unpack(sparse, heads)

    def _sums(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """The packed weights of these rows (items, or features × items), summed over the features: items × 2."""
        cells = self.cells.take(rows, mode="clip").view(np.int64)
        sums: NDArray[np.int64] = cells if rows.ndim == 1 else cells.sum(axis=0)
        return sums.reshape(-1, 2)


def read(scorer: Scorer, found: Features, pieces: Pieces, context: Context) -> Decision:
    """The reading of a text: for each piece its label, whether it belongs to the one before, and what it says."""
    count = len(pieces)
    if count == 0:
        return Decision([], [], [], [], [])
    model = scorer.model
    heading = context.heading
    bias = model.bias
    score = scorer.scores(found, pieces)
    closed = np.concatenate(([LINE], pieces.closers[:-1]))
    openers = np.where(np.concatenate(([True], pieces.breaks[:-1])), LINE, closed)
    label = score[:, :3] + bias[:3]
    joined = np.zeros(count, dtype=np.bool_)
    joined[1:] = score[:-1, 3] + score[1:, 4] + bias[3] + bias[4] > 0
    joined &= (openers == COMMA) | (openers == COLON)
    joined[1:] |= found.leads[:-1]
    joined |= found.tails
    joined &= heading == np.append([0], heading[:-1])
    joined[0] = False
    # A clause has the sum of its pieces' scores; the bias counts once.
    begins = np.flatnonzero(~joined)
    clause = np.cumsum(~joined) - 1
    label[found.silent] = 0
    mode = _modes(label, openers, heading, float(model.scale[0]))
    whole = np.add.reduceat(label, begins, axis=0)
    promising = mode[begins]
    positive = np.where(promising, whole[:, COMMITMENT], whole[:, CLAIM]) > whole[:, NEITHER]
    positive &= (heading[begins] == 0) & ~found.silent[begins]
    decided = np.where(positive, np.where(promising, COMMITMENT, CLAIM), NEITHER)
    says = np.add.reduceat(score[:, 5:8], begins, axis=0) + bias[5:8] > 0
    # A number makes a clause testable, whatever stands around it.
    says[:, 1] |= np.add.reduceat(context.quantities, begins) > 0
    each = says[clause]
    return Decision(
        decided[clause].tolist(),
        joined.tolist(),
        each[:, 0].tolist(),
        each[:, 1].tolist(),
        each[:, 2].tolist(),
    )


def _modes(
    label: NDArray[np.int32], openers: NDArray[np.int64], heading: NDArray[np.int64], scale: float
) -> NDArray[np.bool_]:
    """Whether each piece stands where the text promises: the cheapest sequence of two modes."""
    either = np.maximum(label[:, COMMITMENT], label[:, NEITHER]) - np.maximum(
        label[:, CLAIM], label[:, NEITHER]
    )
    cost = np.full(len(either), round(SWITCH_IN_SENTENCE / scale), dtype=np.int64)
    cost[openers == STOP] = round(SWITCH_AT_STOP / scale)
    cost[openers == LINE] = round(SWITCH_AT_LINE / scale)
    cost[heading > 0] = round(SWITCH_AT_HEADING / scale)
    costs = cost.tolist()
    # `lead` is by how much promising leads over reporting, having read so far. Where it outweighs the price of a change,
    # what was read before is settled.
    lead = 0
    settled: list[int] = []
    settles: list[bool] = []
    for i, (gain, price) in enumerate(zip(either.tolist(), costs, strict=True)):
        if lead > price:
            settled.append(i)
            settles.append(True)
            lead = price
        elif lead < -price:
            settled.append(i)
            settles.append(False)
            lead = -price
        lead += gain
    # A piece has the mode in which the next settled stretch ends; behind the last one, that which leads at the end.
    following = np.searchsorted(settled, np.arange(len(either)), side="right")
    return np.array([*settles, lead >= 0])[following]
