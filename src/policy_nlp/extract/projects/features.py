"""What the tagger sees of each word: numbers that index the weights, for all words of a document at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from policy_nlp.document import CleanText, clean_text
from policy_nlp.extract.projects.hashing import Hashes, Positions, TextHashes
from policy_nlp.extract.projects.lexicon import ROLES, ending_families, word_roles

BITS = 16
"""log2 of the number of feature buckets."""

Buckets = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint8]

_SENTENCE_END = np.array([ord(c) for c in "。；！？\n"], np.uint64)
_PIECE_END = np.array([ord(c) for c in "，：。；！？\n"], np.uint64)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_MIX2 = np.uint64(0xC4CEB9FE1A85EC53)

_R = {role: 1 + i for i, role in enumerate(ROLES)}
_CUES = [
    _R[r]
    for r in ("operate", "finish", "start", "approve", "sign", "plan", "build", "renew", "govern", "prep")
]
_AFTER = [
    _R[r]
    for r in ("operate", "finish", "start", "approve", "sign", "plan", "build", "renew", "govern", "closer")
]


@dataclass(frozen=True, slots=True)
class Common:
    """Bitmaps of words and word pairs that many places use: what is in none of them is likely a name."""

    words: Bits
    known: Bits
    pairs: Bits

    @staticmethod
    def slots(hashes: Hashes, bits: int) -> Hashes:
        """The position of each hash in a bitmap of 2^bits bits."""
        found: Hashes = (hashes * _MIX) >> np.uint64(64 - bits)
        return found

    @staticmethod
    def has(bits: Bits, hashes: Hashes) -> npt.NDArray[np.uint64]:
        """1 where a hash is in the bitmap (or collides with one that is)."""
        slots = Common.slots(hashes, int(len(bits) * 8).bit_length() - 1)
        found: Hashes = ((bits[slots >> np.uint64(3)] >> (slots & np.uint64(7)).astype(np.uint8)) & 1).astype(
            np.uint64
        )
        return found


def pair_hash(left: Hashes, right: Hashes) -> Hashes:
    """The hash of two words that follow each other."""
    mixed: Hashes = left * _MIX2 + right
    return mixed


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document as arrays.

    Attributes:
        starts, ends: offsets in the cleaned text.
        hashes: of the word.
        tags: hash of the part-of-speech tag.
        roles, families: codes of the lexicon, 0 where the word is not in it.
        sentence, piece: running numbers of the stretch between 。；, and between ，, that holds the word.
    """

    view: CleanText
    starts: Positions
    ends: Positions
    hashes: Hashes
    tags: Hashes
    roles: npt.NDArray[np.int64]
    families: npt.NDArray[np.int64]
    last: Hashes
    last2: Hashes
    first: Hashes
    sentence: Positions
    piece: Positions


def words_of(doc: Doc) -> Words:
    """The words of a document."""
    view = clean_text(doc)
    attributes = doc.to_array(["LENGTH", "TAG"])
    ends = np.cumsum(attributes[:, 0]).astype(np.int64)
    if view.offsets is not None:
        ends = np.searchsorted(np.asarray(view.offsets, np.int64), ends).astype(np.int64)
    starts = np.concatenate(([0], ends[:-1])).astype(np.int64)
    text = TextHashes(view.text)
    hashes = text.of(starts, ends)
    last2 = text.of(np.maximum(ends - 2, starts), ends)
    families = ending_families()
    family = families.of(text.of(np.maximum(ends - 4, starts), ends))
    for length in (3, 2, 1):
        found = families.of(text.of(np.maximum(ends - length, starts), ends))
        family = np.where(family > 0, family, found)
    codes = np.append(text.codes, np.uint64(0))
    last = codes[np.maximum(ends - 1, 0)]
    closes = np.isin(last, _PIECE_END)
    stops = closes & np.isin(last, _SENTENCE_END)
    return Words(
        view=view,
        starts=starts,
        ends=ends,
        hashes=hashes,
        tags=attributes[:, 1].astype(np.uint64),
        roles=word_roles().of(hashes),
        families=family,
        last=last,
        last2=last2,
        first=codes[starts],
        sentence=np.cumsum(stops) - stops,
        piece=np.cumsum(closes) - closes,
    )


def _nearest(cue: npt.NDArray[np.bool_], backward: bool) -> Positions:
    """For each word the nearest cue before it (backward) or behind it; -1 or n where there is none."""
    n = len(cue)
    at = np.arange(n)
    if backward:
        seen = np.maximum.accumulate(np.where(cue, at, -1))
        return np.concatenate(([-1], seen[:-1]))
    seen = np.minimum.accumulate(np.where(cue, at, n)[::-1])[::-1]
    return np.concatenate((seen[1:], [n]))


def features(words: Words, chosen: Positions, common: Common) -> Buckets:
    """The feature buckets of the chosen words: one row each, one column per template."""
    n = len(words.hashes)
    u = np.uint64

    # Two empty words on each side stand for what is outside.
    def pad(values: npt.NDArray[np.int64] | Hashes) -> Hashes:
        return np.concatenate((np.zeros(2, u), values.astype(u), np.zeros(2, u)))

    # What stands outside the sentence is not seen.
    sentence = np.concatenate(([-1, -1], words.sentence, [-2, -2]))
    at = chosen + 2
    seen = {k: (sentence[at + k] == sentence[at]).astype(u) for k in (-2, -1, 1, 2)}
    seen[0] = np.ones(len(at), u)

    def around(values: npt.NDArray[np.int64] | Hashes, offsets: tuple[int, ...]) -> dict[int, Hashes]:
        padded = pad(values)
        return {k: padded[at + k] * seen[k] for k in offsets}

    w = around(words.hashes, (-2, -1, 0, 1, 2))
    t = around(words.tags, (-2, -1, 0, 1, 2))
    role_family = words.roles * 32 + words.families
    c = around(role_family, (-2, -1, 0, 1, 2))
    last = around(words.last, (-1, 0, 1))
    last2 = around(words.last2, (0,))[0]
    first = around(words.first, (0, 1))
    length = np.minimum(words.ends - words.starts, 5)[chosen].astype(u)

    rare_word = 2 - Common.has(common.words, words.hashes) - Common.has(common.known, words.hashes)
    r = around(rare_word, (-1, 0, 1))
    following = np.append(words.hashes[1:], u(0))
    rare_pair = 1 - Common.has(common.pairs, pair_hash(words.hashes, following))
    rp = around(rare_pair, (-2, -1, 0, 1))

    # The nearest verb before, and the nearest verb or list closer behind, and whether a comma stands between.
    cue = np.isin(words.roles, _CUES)
    before = _nearest(cue, True)[chosen]
    left = np.where(
        (before >= 0) & (words.sentence[before] == words.sentence[chosen]),
        words.roles[before] * 2 + (words.piece[before] == words.piece[chosen]),
        0,
    )
    leftword = np.where(left > 0, words.hashes[before], u(0))
    left = left.astype(u)
    after = np.minimum(_nearest(np.isin(words.roles, _AFTER), False)[chosen], n - 1)
    right = np.where(
        (words.sentence[after] == words.sentence[chosen]) & (after > chosen),
        words.roles[after] * 2 + (words.piece[after] == words.piece[chosen]),
        0,
    )
    rightword = np.where(right > 0, words.hashes[after], u(0))
    right = right.astype(u)
    closer = np.minimum(_nearest(words.roles == _R["closer"], False)[chosen], n - 1)
    listed = ((words.piece[closer] == words.piece[chosen]) & (words.roles[closer] == _R["closer"])).astype(u)
    after_closer = np.where(listed > 0, words.hashes[np.minimum(closer + 1, n - 1)], u(0))
    bulk = np.minimum(_nearest(words.roles == _R["bulk"], True)[chosen], n - 1)
    many = ((bulk >= 0) & (words.piece[bulk] == words.piece[chosen])).astype(u)
    near = np.minimum(chosen - before, 12).astype(u)

    columns = [
        (w[0],),
        (w[-1],),
        (w[1],),
        (w[-2],),
        (w[2],),
        (w[-1], w[0]),
        (w[0], w[1]),
        (t[-1],),
        (t[0],),
        (t[1],),
        (t[-1], t[0]),
        (t[0], t[1]),
        (t[-2], t[-1], t[0]),
        (t[0], t[1], t[2]),
        (last[0],),
        (last2,),
        (last[1],),
        (last[-1],),
        (first[0],),
        (first[1],),
        (last[0], last[1]),
        (c[0],),
        (c[-1],),
        (c[1],),
        (c[-2],),
        (c[2],),
        (c[-1], c[0]),
        (c[0], c[1]),
        (c[0], t[0], length),
        (c[-1], t[0]),
        (t[0], c[1]),
        (length, t[0]),
        (r[0], t[0]),
        (r[-1], r[0], r[1]),
        (rp[-1], rp[0], r[0]),
        (rp[-2], rp[-1], rp[0], rp[1]),
        (rp[-1], rp[0], t[0], c[0]),
        (left,),
        (right,),
        (left, right),
        (left, near),
        (left, c[0]),
        (right, c[0]),
        (left, t[0], listed),
        (right, t[0], listed),
        (leftword,),
        (rightword,),
        (listed, after_closer),
        (listed, many, t[0]),
        (many, c[0]),
        (w[-1], c[0]),
        (c[0], w[1]),
    ]
    out = np.empty((len(chosen), len(columns)), np.int32)
    for j, parts in enumerate(columns):
        value = np.full(len(chosen), (j + 1) * 0x51ED270B27F1D5B3 & (1 << 64) - 1, u)
        for part in parts:
            value = (value ^ (part * _MIX2)) * _MIX
            value ^= value >> u(29)
        out[:, j] = ((value * _MIX2) >> u(64 - BITS)).astype(np.int32)
    return out
