"""What the tagger sees of each word: numbers that index the weights, for all words of a document at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from policy_nlp.document import CleanText, clean_text, word_table
from policy_nlp.extract.projects.hashing import Hashes, Positions, TextHashes
from policy_nlp.extract.projects.lexicon import ROLES, ending_families, word_roles

BITS = 16
"""log2 of the number of feature buckets."""

Buckets = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_U = np.uint64
_CLOSES = np.zeros(0x10000, np.uint8)
"""By code point: 1 = ends a piece, 2 = ends a sentence too."""
_CLOSES[[ord(c) for c in "，："]] = 1
_CLOSES[[ord(c) for c in "。；！？\n"]] = 2
_MIX = _U(0xFF51AFD7ED558CCD)
_MIX2 = _U(0xC4CEB9FE1A85EC53)

_R = {role: 1 + i for i, role in enumerate(ROLES)}


def _among(*roles: str) -> Flags:
    """[role's code]: is it one of these?"""
    table = np.zeros(len(ROLES) + 1, bool)
    table[[_R[role] for role in roles]] = True
    return table


_BEFORE = _among(
    "operate", "finish", "start", "approve", "sign", "plan", "build", "renew", "govern", "verb", "prep"
)
_BEHIND = _among(
    "operate",
    "finish",
    "start",
    "approve",
    "sign",
    "plan",
    "build",
    "renew",
    "govern",
    "verb",
    "prep",
    "closer",
)
_WORK = _among("operate", "finish", "start", "approve", "sign", "plan", "build", "renew")
_THING = _among("entity", "campaign")


@dataclass(frozen=True, slots=True)
class Common:
    """Bitmaps of words and word pairs that many places use: what is in none of them is likely a name."""

    words: Bits
    known: Bits
    pairs: Bits

    @staticmethod
    def slots(hashes: Hashes, bits: int) -> Hashes:
        """The position of each hash in a bitmap of 2^bits bits."""
        found: Hashes = (hashes * _MIX) >> _U(64 - bits)
        return found

    @staticmethod
    def has(bits: Bits, hashes: Hashes) -> Hashes:
        """1 where a hash is in the bitmap (or collides with one that is)."""
        slots = Common.slots(hashes, int(len(bits) * 8).bit_length() - 1)
        found: Hashes = ((bits[slots >> _U(3)] >> (slots & _U(7)).astype(np.uint8)) & 1).astype(_U)
        return found


def pair_hash(left: Hashes, right: Hashes) -> Hashes:
    """The hash of two words that follow each other."""
    mixed: Hashes = left * _MIX2 + right
    return mixed


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document as arrays.

    Attributes:
        view: the cleaned text.
        text: hashes of its stretches.
        starts, ends: offsets in the cleaned text.
        hashes: of the word.
        tags: hash of the part-of-speech tag.
        roles: code of the lexicon, 0 where the word is not in it.
        sentence, piece: running numbers of the stretch between 。；, and between ，, that holds the word.
    """

    view: CleanText
    text: TextHashes
    starts: Positions
    ends: Positions
    hashes: Hashes
    tags: Hashes
    roles: npt.NDArray[np.int64]
    sentence: Positions
    piece: Positions


def words_of(doc: Doc) -> Words:
    """The words of a document."""
    view = clean_text(doc)
    table = word_table(doc)
    ends = table.ends
    if view.offsets is not None:
        ends = np.searchsorted(np.asarray(view.offsets, np.int64), ends).astype(np.int64)
    starts = np.concatenate(([0], ends[:-1])).astype(np.int64)
    text = TextHashes(view.text)
    hashes = text.of(starts, ends)
    last = _CLOSES[np.minimum(text.codes[np.maximum(ends - 1, 0)], _U(0xFFFF))] if len(text.codes) else ends
    closes, stops = last > 0, last > 1
    return Words(
        view=view,
        text=text,
        starts=starts,
        ends=ends,
        hashes=hashes,
        tags=table.tags,
        roles=word_roles().of(hashes),
        sentence=np.cumsum(stops) - stops,
        piece=np.cumsum(closes) - closes,
    )


def worth_a_look(words: Words, common: Common) -> Positions:
    """The words of the sentences that can hold a project.

    Such a sentence has a word that stands in names (二期, 园区, 行动 …), or a word for work on something (建成, 推进,
    获批 …) and a rare word. The others, nearly half of a report, are not looked at any further.
    """
    if not len(words.sentence):
        return words.sentence
    count = int(words.sentence[-1]) + 1

    def holds(what: Flags) -> Flags:
        found: Flags = np.bincount(words.sentence[what], minlength=count) > 0
        return found

    rare = Common.has(common.words, words.hashes) == 0
    wanted = holds(_THING[words.roles]) | (holds(_WORK[words.roles]) & holds(rare))
    return np.nonzero(wanted[words.sentence])[0]


def _nearest(cue: Flags, backward: bool) -> Positions:
    """For each word the nearest cue before it (backward) or behind it; -1 or n where there is none."""
    n = len(cue)
    at = np.arange(n)
    if backward:
        seen = np.maximum.accumulate(np.where(cue, at, -1))
        return np.concatenate(([-1], seen[:-1]))
    seen = np.minimum.accumulate(np.where(cue, at, n)[::-1])[::-1]
    return np.concatenate((seen[1:], [n]))


def features(words: Words, chosen: Positions, common: Common) -> Iterator[Buckets]:
    """The feature buckets of the chosen words, one template after the other.

    Args:
        words: the words of a document.
        chosen: indices of words; all words of a sentence, or none.
        common: which words many places use.
    """
    n = len(chosen)
    starts, ends = words.starts[chosen], words.ends[chosen]
    hashes, roles = words.hashes[chosen], words.roles[chosen]
    sentence, piece = words.sentence[chosen], words.piece[chosen]
    text = words.text
    lookup = ending_families()
    families = lookup.of(text.of(np.maximum(ends - 1, starts), ends))
    last2 = text.of(np.maximum(ends - 2, starts), ends)
    for hashed in (
        last2,
        text.of(np.maximum(ends - 3, starts), ends),
        text.of(np.maximum(ends - 4, starts), ends),
    ):
        found = lookup.of(hashed)
        families = np.where(found > 0, found, families)
    codes = np.append(text.codes, _U(0))

    # Two empty words on each side stand for what is outside; outside the sentence nothing is seen.
    def spread(values: npt.NDArray[np.int64] | Hashes) -> Hashes:
        mixed: Hashes = (values.astype(_U) + _U(1)) * _MIX
        mixed ^= mixed >> _U(31)
        mixed *= _MIX2
        mixed ^= mixed >> _U(29)
        return mixed

    same = {k: np.zeros(n, bool) for k in (-2, -1, 1, 2)}
    for k in (1, 2):
        if n > k:
            same[k][:-k] = sentence[k:] == sentence[:-k]
            same[-k][k:] = same[k][:-k]

    def at(values: Hashes, offset: int) -> Hashes:
        if not offset:
            return values
        moved = np.zeros_like(values)
        if n > abs(offset):
            if offset > 0:
                moved[:-offset] = values[offset:]
            else:
                moved[-offset:] = values[:offset]
        moved[~same[offset]] = 0
        return moved

    def around(values: npt.NDArray[np.int64] | Hashes, *offsets: int) -> dict[int, Hashes]:
        mixed = spread(values)
        return {k: at(mixed, k) for k in offsets}

    w = around(hashes, -2, -1, 0, 1, 2)
    t = around(words.tags[chosen], -2, -1, 0, 1, 2)
    c = around(roles * 32 + families, -2, -1, 0, 1, 2)
    last = around(codes[np.maximum(ends - 1, 0)], -1, 0, 1)
    first = around(codes[starts], 0, 1)
    ending = spread(last2)
    length = spread(np.minimum(ends - starts, 5))

    rarity = _U(2) - Common.has(common.words, hashes) - Common.has(common.known, hashes)
    following = np.zeros(n, _U)
    following[:-1] = hashes[1:]
    following[~same[1]] = 0
    unpaired = _U(1) - Common.has(common.pairs, pair_hash(hashes, following))
    r = {k: at(rarity, k) for k in (-1, 0, 1)}
    p = {k: at(unpaired, k) for k in (-2, -1, 0, 1)}
    rare = spread(r[0])
    rare_around = spread(r[-1] + _U(3) * r[0] + _U(9) * r[1])
    rare_pairs = spread(p[-1] + _U(2) * p[0] + _U(4) * r[0])
    pairs_around = spread(p[-2] + _U(2) * p[-1] + _U(4) * p[0] + _U(8) * p[1])

    # The nearest verb before, and the nearest verb or list closer behind, and whether a comma stands between.
    here = np.arange(n)
    before = _nearest(_BEFORE[roles], True)
    reached = (before >= 0) & (sentence[before] == sentence)
    near = spread(np.where(reached, np.minimum(here - before, 12), 0))
    left = spread(np.where(reached, roles[before] * 2 + (piece[before] == piece), 0))
    left_word = spread(np.where(reached, hashes[before], _U(0)))
    behind = np.minimum(_nearest(_BEHIND[roles], False), n - 1)
    reached = (behind > here) & (sentence[behind] == sentence)
    right = spread(np.where(reached, roles[behind] * 2 + (piece[behind] == piece), 0))
    right_word = spread(np.where(reached, hashes[behind], _U(0)))
    closer = np.minimum(_nearest(roles == _R["closer"], False), n - 1)
    listed = (piece[closer] == piece) & (roles[closer] == _R["closer"])
    after_closer = spread(np.where(listed, hashes[np.minimum(closer + 1, n - 1)], _U(0)))
    bulk = _nearest(roles == _R["bulk"], True)
    many = (bulk >= 0) & (piece[bulk] == piece)
    in_list = spread(listed.astype(np.int64))
    in_bulk = spread(many.astype(np.int64))
    kind_of_list = spread(listed + 2 * many.astype(np.int64))

    columns: list[tuple[Hashes, ...]] = [
        (w[0],),
        (w[-1],),
        (w[1],),
        (w[-2],),
        (w[2],),
        (w[-1], w[0]),
        (w[0], w[1]),
        (t[-1], t[0]),
        (t[0], t[1]),
        (t[-2], t[-1], t[0]),
        (t[0], t[1], t[2]),
        (last[0],),
        (ending,),
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
        (rare, t[0]),
        (rare_around,),
        (rare_pairs,),
        (pairs_around, rare),
        (rare_pairs, t[0], c[0]),
        (left, right),
        (left, near),
        (left, c[0]),
        (right, c[0]),
        (left, t[0], in_list),
        (right, t[0], in_list),
        (left_word,),
        (right_word,),
        (left_word, right_word),
        (after_closer,),
        (kind_of_list, t[0]),
        (in_bulk, c[0]),
        (w[-1], c[0]),
        (c[0], w[1]),
    ]
    for j, parts in enumerate(columns):
        value = parts[0] * _ODD[j, 0]
        for i, part in enumerate(parts[1:], 1):
            value += part * _ODD[j, i]
        value >>= _U(64 - BITS)
        yield value


def _odd(rows: int) -> Hashes:
    """Odd multipliers, one for each part of each template: a fixed sequence (SplitMix64)."""
    state, made = 0, []
    for _ in range(rows * 3):
        state = (state + 0x9E3779B97F4A7C15) & (1 << 64) - 1
        z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & (1 << 64) - 1
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & (1 << 64) - 1
        made.append((z ^ z >> 31) | 1)
    return np.array(made, _U).reshape(rows, 3)


_ODD = _odd(64)
