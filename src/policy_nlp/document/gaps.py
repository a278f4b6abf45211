"""What was left out of a cleaned copy, and why (删去的内容及原因): worked out when someone asks, never while cleaning.

In: a :class:`~policy_nlp.document.clean.CleanText`. Out: its gaps in the raw text, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from policy_nlp.document.clean import CleanText, one_form, set_apart

_BLANK = re.compile(r"\s+")
_REASONS = (
    ("line end inside a sentence", re.compile(r"[^\S\n\r]*[\n\r]\s*")),
    ("invisible character", re.compile("[\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad]+")),
    ("space inside a sentence", _BLANK),
    ("lost characters (??)", re.compile(r"[?？\ufffd]+")),
    ("reference to a note", re.compile(r"[\[［〔][^\]］〕]*[\]］〕]|[①-⒇]")),
    ("character entity", re.compile(r"&[A-Za-z]*")),
    ("mark-up", re.compile("_")),
)


class Gap(NamedTuple):
    """A stretch of the raw text that is not in the copy.

    Attributes:
        start, end: raw offsets.
        text: what stands there.
        reason: what it was taken for, in a few words.
    """

    start: int
    end: int
    text: str
    reason: str


def left_out(clean: CleanText) -> list[Gap]:
    """The gaps of a cleaned copy, in order: together they are all that the raw text has and the copy has not."""
    if clean.offsets is None:
        return []
    kept = np.asarray(clean.offsets, dtype=np.int64)[:-1]
    edges = np.concatenate(([-1], kept, [len(clean.raw)]))
    breaks = np.flatnonzero(np.diff(edges) > 1)
    apart = set_apart(one_form(clean.raw))
    found: list[Gap] = []
    first = 0
    for start, end in zip((edges[breaks] + 1).tolist(), edges[breaks + 1].tolist(), strict=True):
        while first < len(apart) and apart[first][1][1] <= start:
            first += 1
        at = start
        for reason, (begin, stop) in apart[first:]:
            if begin >= end:
                break
            begin, stop = max(begin, at), min(stop, end)
            found.extend(_small(clean.raw, at, begin))
            if begin < stop:
                found.append(Gap(begin, stop, clean.raw[begin:stop], reason))
                at = stop
        found.extend(_small(clean.raw, at, end))
    return found


def _small(raw: str, start: int, end: int) -> Iterator[Gap]:
    """The gaps inside sentences: by the characters themselves."""
    at = start
    while at < end:
        for reason, pattern in _REASONS:
            match = pattern.match(raw, at, end)
            if match is not None and match.end() > at:
                yield Gap(at, match.end(), match.group(), reason)
                at = match.end()
                break
        else:
            yield Gap(at, end, raw[at:end], "watermark")
            at = end
