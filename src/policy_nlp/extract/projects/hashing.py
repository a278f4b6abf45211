"""Hashes of any stretch of a text, for all words of a document at once.

A polynomial over the characters' code points, modulo 2⁶⁴: with its running sums, the hash of every word, and of
every word's ending, comes from a few array operations instead of a loop over words. Digits count as one digit, so
that numbers of one form are one word.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MASK = (1 << 64) - 1
_SPREAD = 0xD6E8FEB86659FD93


def _spread(code: int) -> int:
    return (code * _SPREAD) & _MASK


def hash_word(word: str) -> int:
    """The hash of one word, the same as :class:`TextHashes` gives for it inside a text."""
    total, power = 0, 1
    for character in word:
        code = 48 if "0" <= character <= "9" else ord(character)
        total = (total + _spread(code) * power) & _MASK
        power = (power * _BASE) & _MASK
    return total


class TextHashes:
    """The hashes of the stretches of one text.

    Args:
        text: the text; a stretch is a half-open pair of its offsets.
    """

    def __init__(self, text: str) -> None:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        self.codes = np.where((codes >= 48) & (codes <= 57), np.uint64(48), codes)
        n = len(codes)
        powers = np.full(n + 1, _BASE, np.uint64)
        powers[0] = 1
        np.multiply.accumulate(powers, out=powers)
        self._back = np.full(n + 1, _INVERSE, np.uint64)
        self._back[0] = 1
        np.multiply.accumulate(self._back, out=self._back)
        self._sums = np.zeros(n + 1, np.uint64)
        np.cumsum(self.codes * np.uint64(_SPREAD) * powers[:n], out=self._sums[1:])

    def of(self, starts: Positions, ends: Positions) -> Hashes:
        """The hash of each stretch."""
        hashes: Hashes = (self._sums[ends] - self._sums[starts]) * self._back[starts]
        return hashes
