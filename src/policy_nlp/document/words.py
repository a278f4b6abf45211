"""A `Doc`'s words as arrays (词), for the stages that look at all of them at once.

Asking spaCy for several attributes of all words takes longer than most rules that need them, so it is done once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "policy_nlp.words"


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of one text, in order.

    Attributes:
        ends: raw offset behind each word; a word begins where the one before ends.
        orths: spaCy's hash of each word.
        tags: spaCy's hash of each word's tag.
    """

    ends: NDArray[np.int64]
    orths: NDArray[np.uint64]
    tags: NDArray[np.uint64]


def word_table(doc: Doc) -> WordTable:
    """The words of a `Doc`; made at the first call and kept with it, so that tags given afterwards are not seen."""
    kept = doc.user_data.get(_KEY)
    if isinstance(kept, WordTable):
        return kept
    if isinstance(kept, tuple):
        ends, orths = kept
        table = WordTable(ends, orths, np.asarray(doc.to_array("TAG"), dtype=np.uint64))
    else:
        known = np.asarray(doc.to_array(["LENGTH", "ORTH", "TAG"]), dtype=np.uint64).reshape(-1, 3)
        table = WordTable(np.cumsum(known[:, 0].astype(np.int64)), known[:, 1], known[:, 2])
    doc.user_data[_KEY] = table
    return table


def keep_words(doc: Doc, ends: NDArray[np.int64], orths: NDArray[np.uint64]) -> None:
    """Keep what a tokenizer knows anyway of a new `Doc`: where its words end, and their hashes."""
    doc.user_data[_KEY] = (ends, orths)
