"""What the learned model sees of each piece: hashed features, computed for a whole text at once with numpy.

Three kinds, each in its own rows of the weight table:

* the *bag*: every character n-gram (n = 1 to 3) inside the piece;
* the *slots*: a fixed number of features a piece, of its edges (first and last characters, head verb), its place (what
  closes it and its neighbours, its section's kind, its position in sentence and paragraph), what it holds
  (quantities, projects, cues of the tables) and what leads its sentence;
* the *tags*: parts of speech at its edges, which only some heads look at.

Row 0 is nothing. Training and use call the same function, so they can't differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from policy_nlp.document import word_table
from policy_nlp.extract.statements.cut import COLON, COMMA, LINE, STOP, Pieces
from policy_nlp.extract.statements.vocabulary import CueRow, VerbRow, adverbs, verbs
from policy_nlp.knowledge import read_table

Rows = NDArray[np.int32]
Codes = NDArray[np.uint32]
Ints = NDArray[np.int64]

VERSION = 1
"""Changes when the same text would give other features: weights of another version can't be used."""
BAG_BITS, SLOT_BITS, TAG_BITS = 16, 15, 15
ROWS = (1 << BAG_BITS) + (1 << SLOT_BITS) + (1 << TAG_BITS)
ORDERS = (1, 2, 3)
KINDS = ("review", "plan", "outlook", "other")
PLAN = 2
_ALIKE = np.array([0, 1, 2, 2, 3])
"""A plan for a year and an outlook on several promise in the same words: features do not tell them apart."""
LONGEST_BAG = 85
"""Characters of a piece that count in the bag: a piece is seldom longer, and three times as many weights stay within 16 bits."""

_PRIME = np.uint32(0x01000193)
_SPREAD = np.uint32(0x9E3779B1)
_WORD = 6  # characters of the longest word that is looked for
_SHORT = "将要已正拟并还再应可先"
_EDGE_TAGS = 3


@dataclass(frozen=True, slots=True)
class Context:
    """What earlier components found, one entry a piece.

    Attributes:
        kinds: 0 = no section, else 1 + index into KINDS.
        heading: 1 if the piece belongs to a heading.
        quantities, projects: how many begin in the piece.
        silent: whether it stands where nothing is promised or reported: appendix, closing words, a section of problems.
    """

    kinds: Ints
    heading: Ints
    quantities: Ints
    projects: Ints
    silent: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """Tags and words at the edges of each piece, as hashes; 0 where the piece is shorter.

    Attributes:
        first, last: tags of the first and of the last words (from the end), pieces × 3.
        opening, closing: the first and the last two words, pieces × 2.
    """

    first: Ints
    last: Ints
    opening: Ints
    closing: Ints


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one text's pieces.

    Attributes:
        bags: for each n-gram order, one row number a character of the text (0 outside pieces).
        slots: row numbers, pieces × slots.
        tags: row numbers, pieces × tag features.
        leads: pieces that have no predicate that promises or reports, and belong to the piece behind (按照…, 到2026年,).
        tails: pieces that say what the piece before is for (…, 为…提供…).
        silent: pieces where nothing is promised or reported, such as passages on problems.
    """

    bags: tuple[Rows, ...]
    slots: Rows
    tags: Rows
    leads: NDArray[np.bool_]
    tails: NDArray[np.bool_]
    silent: NDArray[np.bool_]


def words_of(doc: Doc, starts: Ints, ends: Ints) -> Words:
    """The words at the edges of the pieces whose raw offsets are given."""
    table = word_table(doc)
    # A word begins where the one before ends.
    first = np.where(starts > 0, np.searchsorted(table.ends, starts) + 1, 0)
    behind = np.where(ends > 0, np.searchsorted(table.ends, ends) + 1, 0)
    # Seven bits are dropped so that the hashes stay positive as signed numbers.
    tags = (np.append(table.tags, np.uint64(0)) >> np.uint64(7)).astype(np.int64)
    words = (np.append(table.orths, np.uint64(0)) >> np.uint64(7)).astype(np.int64)
    none = len(tags) - 1
    places = np.arange(_EDGE_TAGS)
    ahead = first[:, None] + places
    ahead = np.where(ahead < behind[:, None], ahead, none)
    back = behind[:, None] - 1 - places
    back = np.where(back >= first[:, None], back, none)
    return Words(tags[ahead], tags[back], words[ahead[:, :2]], words[back[:, :2]])


def features(text: str, codes: Codes, pieces: Pieces, context: Context, words: Words) -> Features:
    """All features of all pieces of a text, which is given as characters and as their numbers."""
    grams = _ngrams(codes, _WORD)
    found = _lexicon().find(grams)
    cues = np.minimum(_cues_in(found, pieces), 2)
    leads, tails = _dependent(text, codes, pieces, context, cues)
    slots, tags = _slots(grams, pieces, context, words, found, cues, leads, tails)
    silent = context.silent | _problems(pieces, context, cues)
    return Features(_bags(grams, pieces, len(codes)), slots, tags, leads, tails, silent)


def _rows(values: NDArray[np.uint32], salt: NDArray[np.uint32], base: int, bits: int) -> Rows:
    """Row numbers of hashed values in the part of the table that begins at `base`; never 0."""
    mixed = values ^ (salt * np.uint32(0x85EBCA6B))
    mixed *= _SPREAD
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed >>= np.uint32(32 - bits)
    if base == 0:
        np.maximum(mixed, np.uint32(1), out=mixed)
    else:
        mixed += np.uint32(base)
    return mixed.view(np.int32)


def _ngrams(codes: Codes, longest: int) -> list[Codes]:
    """The hashes of all n-grams that start at each character (the n-th list is n - 1 shorter than the text)."""
    found = [codes]
    for order in range(2, longest + 1):
        longer = found[-1][: max(0, len(codes) - order + 1)] * _PRIME
        longer ^= codes[order - 1 :]
        found.append(longer)
    return found


def _hash(word: str) -> int:
    value = ord(word[0])
    for char in word[1:]:
        value = ((value * 0x01000193) & 0xFFFFFFFF) ^ ord(char)
    return value


def _bags(grams: Sequence[Codes], pieces: Pieces, size: int) -> tuple[Rows, ...]:
    lengths = pieces.ends - pieces.starts
    steps = np.zeros(size + 1, dtype=np.int64)
    steps[pieces.starts] += 1
    steps[pieces.ends] -= 1
    inside = np.cumsum(steps)[:-1]
    owner = np.cumsum(np.bincount(pieces.starts, minlength=size + 1)[:size]) - 1
    at = np.arange(size)
    until = (
        np.where(inside > 0, pieces.ends[np.maximum(owner, 0)] - at, 0)
        if len(pieces)
        else np.zeros(size, dtype=np.int64)
    )
    if len(lengths) and int(lengths.max()) > LONGEST_BAG:
        until[at - pieces.starts[np.maximum(owner, 0)] >= LONGEST_BAG] = 0
    bags = []
    for order in ORDERS:
        gram = grams[order - 1]
        rows = np.zeros(size, dtype=np.int32)
        rows[: len(gram)] = _rows(gram, np.full(1, order, dtype=np.uint32), 0, BAG_BITS)
        rows[until < order] = 0
        bags.append(rows)
    return tuple(bags)


class _Lexicon:
    """All words of the tables, for look-up at every character of a text at once.

    Attributes:
        senses: names of the senses: those of the cues, with `start` or `end` where a cue counts only there, and two of
            verbs.
        first, held: the senses of word i are `held[first[i] : first[i + 1]]`.
        verb, adverb: whether word i is one.
    """

    def __init__(self) -> None:
        by_word: dict[str, list[int]] = {}
        senses: list[str] = []

        def put(word: str, sense: str) -> None:
            if sense not in senses:
                senses.append(sense)
            by_word.setdefault(word, []).append(senses.index(sense))

        for cue in read_table("statement_cues.tsv", CueRow):
            put(cue.cue, cue.sense if cue.where == "any" else f"{cue.sense} {cue.where}")
        for row in read_table("statement_verbs.tsv", VerbRow):
            put(row.verb, f"verb {row.kind}")
        passed = adverbs() | set(_SHORT)
        words = sorted(w for w in by_word.keys() | passed if len(w) <= _WORD)
        self.senses = tuple(senses)
        self.held = np.array([k for w in words for k in by_word.get(w, ())], dtype=np.int64)
        self.first = np.cumsum([0] + [len(by_word.get(w, ())) for w in words])
        self.verb = np.array([w in verbs() for w in words])
        self.adverb = np.array([w in passed for w in words])
        self._by_length: dict[int, tuple[NDArray[np.bool_], Codes, Ints]] = {}
        for length in range(1, _WORD + 1):
            pairs = sorted((_hash(w), i) for i, w in enumerate(words) if len(w) == length)
            hashes = np.array([h for h, _ in pairs], dtype=np.uint32)
            # A coarse filter spares the exact search at most characters.
            coarse = np.zeros(1 << 16, dtype=np.bool_)
            coarse[(hashes * _SPREAD) >> np.uint32(16)] = True
            if pairs:
                self._by_length[length] = (coarse, hashes, np.array([i for _, i in pairs], dtype=np.int64))

    def find(self, grams: Sequence[Codes]) -> list[tuple[int, Ints, Ints]]:
        """(word length, where words of that length begin, which words), shorter words first."""
        found = []
        for length, (coarse, hashes, words) in self._by_length.items():
            gram = grams[length - 1]
            at = np.flatnonzero(coarse[(gram * _SPREAD) >> np.uint32(16)])
            slot = np.minimum(np.searchsorted(hashes, gram[at]), len(hashes) - 1)
            right = hashes[slot] == gram[at]
            found.append((length, at[right], words[slot[right]]))
        return found


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon()


Found = Sequence[tuple[int, Ints, Ints]]


def _cues_in(found: Found, pieces: Pieces) -> Ints:
    """How often each sense of the tables occurs in each piece: pieces × senses; start and end cues only there."""
    lexicon = _lexicon()
    senses = lexicon.senses
    count, width = len(pieces), len(senses)
    total = np.zeros(count * width, dtype=np.int64)
    at_start = np.array([s.endswith(" start") for s in senses])
    at_end = np.array([s.endswith(" end") for s in senses])
    for length, at, word in found:
        piece = np.searchsorted(pieces.starts, at, side="right") - 1
        held = np.maximum(piece, 0)
        inside = (piece >= 0) & (at + length <= pieces.ends[held])
        at, word, piece = at[inside], word[inside], piece[inside]
        # A word with several senses counts in each.
        many = lexicon.first[word + 1] - lexicon.first[word]
        begin = np.repeat(lexicon.first[word] - np.cumsum(many) + many, many)
        sense = lexicon.held[begin + np.arange(len(begin))]
        at, piece = np.repeat(at, many), np.repeat(piece, many)
        fits = ~at_start[sense] | (at == pieces.starts[piece])
        fits &= ~at_end[sense] | (at + length == pieces.ends[piece])
        total += np.bincount(piece[fits] * width + sense[fits], minlength=count * width)
    return total.reshape(count, width)


class _Heads(NamedTuple):
    """The verbs of each piece.

    Attributes:
        first, last, previous: where the first, the last and the last but one begin, or -1.
        lengths: of every character, the length of the longest verb that begins there.
        bare: how many characters before the first are no adverb.
    """

    first: Ints
    lengths: Ints
    bare: Ints
    last: Ints
    previous: Ints

    def named(self, grams: Sequence[Codes], at: Ints) -> Ints:
        """The hashes of the verbs at these places; 0 for -1."""
        found = np.zeros(len(at), dtype=np.int64)
        for n in range(1, _WORD + 1):
            right = (at >= 0) & (self.lengths[np.maximum(at, 0)] == n)
            found[right] = grams[n - 1][at[right]]
        return found


def _heads(found_words: Found, pieces: Pieces, size: int) -> _Heads:
    lexicon = _lexicon()
    verb = np.zeros(size + 1, dtype=np.int64)
    longest = np.zeros(size, dtype=np.int64)
    for length, at, word in found_words:
        verb[at[lexicon.verb[word]]] = length
        longest[at[lexicon.adverb[word]]] = length
    steps = np.zeros(size + 1, dtype=np.int64)
    at = np.flatnonzero(longest)
    steps += np.bincount(at, minlength=size + 1)
    steps -= np.bincount(at + longest[at], minlength=size + 1)
    bare = np.concatenate(([0], np.cumsum(np.cumsum(steps[:-1]) == 0)))
    at = np.append(np.flatnonzero(verb), size)
    head = at[np.searchsorted(at, pieces.starts)]
    found = head < pieces.ends
    where = np.where(found, head, pieces.starts)
    last = np.searchsorted(at, pieces.ends) - 1
    tail = np.where(found, at[np.maximum(last, 0)], -1)
    before = np.where(at[np.maximum(last - 1, 0)] >= pieces.starts, at[np.maximum(last - 1, 0)], -1)
    return _Heads(
        np.where(found, head, -1),
        verb,
        bare[where] - bare[pieces.starts],
        tail,
        np.where(found & (last > 0), before, -1),
    )


def _shift(values: Ints, by: int) -> Ints:
    """The value of the piece `by` places before (negative: behind); 0 outside."""
    shifted = np.zeros_like(values)
    if by > 0:
        shifted[by:] = values[:-by]
    else:
        shifted[:by] = values[-by:]
    return shifted


class _Columns:
    """Collects features of all pieces: each column has hashes of its own."""

    def __init__(self, base: int, bits: int) -> None:
        self.base, self.bits = base, bits
        self.width = 0
        self.blocks: list[NDArray[np.uint32]] = []
        self.nothing: list[tuple[int, NDArray[np.bool_]]] = []

    def put(self, values: Ints, cross: Ints | None = None, *, sparse: bool = False) -> None:
        """A feature, perhaps crossed with a second; a sparse one says nothing where it is 0.

        Two-dimensional values (pieces × features) are as many columns.
        """
        block = values.T if values.ndim == 2 else values[None]
        mixed = block.astype(np.uint32, order="C")
        if cross is not None:
            mixed *= np.uint32(31)
            mixed += (cross.reshape(len(cross), -1).T.astype(np.uint32) + np.uint32(1)) * np.uint32(
                0x632BE5AB
            )
        if sparse:
            self.nothing.append((self.width, block == 0))
        self.width += len(block)
        self.blocks.append(mixed)

    def table(self) -> Rows:
        """All columns side by side."""
        # Feature by feature in memory: each is made, and later looked up, for all pieces in a row.
        salts = np.arange(16, 16 + self.width, dtype=np.uint32)[:, None]
        rows = _rows(np.concatenate(self.blocks), salts, self.base, self.bits)
        for first, nothing in self.nothing:
            rows[first : first + len(nothing)][nothing] = 0
        return rows.T


_TIME = re.compile(
    r"(?:到|至|从|自|截至)?(?:(?:19|20)?\d\d年(?:底|末|初|上半年|下半年|以来)?|\d{1,2}(?:-\d{1,2})?月(?:份|底|末)?)"
    r"|(?:这|过去|今后|未来|近)?(?:[一三五]|几|十)年(?:来|多来|间|内)?|(?:回首|回顾|回望|展望)\d{4}年?|初步(?:统计|核算|测算|预计)"
    r"|今年|去年|明年|年内|上半年|下半年|本届政府|同时|此外|另外"
)
"""A piece that is nothing but a time or a connective."""


def _dependent(
    text: str, codes: Codes, pieces: Pieces, context: Context, cues: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pieces have no predicate of their own and belong to the piece behind; which to the piece before."""
    senses = _lexicon().senses
    has = {
        sense: cues[:, senses.index(sense)] > 0
        for sense in ("lead_in start", "frame start", "frame end", "tail start", "purpose")
    }
    plain = context.quantities == 0
    leads = (has["lead_in start"] | (has["frame start"] & has["frame end"])) & plain
    short = np.flatnonzero((pieces.ends - pieces.starts <= 9) & (pieces.closers == COMMA))
    for i, start, end in zip(
        short.tolist(), pieces.starts[short].tolist(), pieces.ends[short].tolist(), strict=True
    ):
        if _TIME.fullmatch(text, start, end):
            leads[i] = True
    leads &= (pieces.closers == COMMA) & (context.heading == 0)
    # 为 alone opens many kinds of clauses; with a word of purpose behind it, a tail.
    begins_for = codes[pieces.starts] == ord("为") if len(pieces) else plain
    tails = has["tail start"] & (~begins_for | has["purpose"]) & plain & (context.heading == 0)
    if len(pieces):
        tails[0] = False
        tails[1:] &= (pieces.closers[:-1] == COMMA) & ~leads[:-1]
    return leads, tails


def _problems(pieces: Pieces, context: Context, cues: Ints) -> NDArray[np.bool_]:
    """Which pieces belong to a passage on problems: from the sentence that opens it to where the paragraph ends.

    A passage whose opening ends its line goes on over the enumerated lines below. It ends early where the text turns
    to what will be done about it.
    """
    count = len(pieces)
    silent = np.zeros(count, dtype=np.bool_)
    if count == 0:
        return silent
    senses = _lexicon().senses
    has = {
        sense: cues[:, senses.index(sense)] > 0
        for sense in ("problem_seen", "problem_left", "problem", "resumed start")
    }
    if not has["problem"].any():
        return silent
    begins = np.flatnonzero(np.concatenate(([True], (pieces.closers[:-1] >= STOP) | pieces.breaks[:-1])))
    seen, left, wrong = (
        np.logical_or.reduceat(has[s], begins) for s in ("problem_seen", "problem_left", "problem")
    )
    opening = np.flatnonzero((seen | left) & wrong)
    behind = np.append(begins[1:], count)
    for sentence in opening.tolist():
        first = int(begins[sentence])
        if silent[first] or (_ALIKE[context.kinds[first]] == PLAN and not seen[sentence]):
            continue
        i = first
        listed = False
        while i < count:
            if i >= behind[sentence] and has["resumed start"][i]:
                break
            # In a report of one paragraph the line never ends: another heading or kind of section ends the passage.
            if i > first and (context.heading[i] or context.kinds[i] != context.kinds[first]):
                break
            if i > first and pieces.breaks[i - 1]:
                listed = listed or (i == behind[sentence] and pieces.closers[i - 1] == COLON)
                if not (listed and pieces.enumerated[i]) or context.heading[i]:
                    break
            silent[i] = True
            i += 1
    return silent


def _slots(
    grams: Sequence[Codes],
    pieces: Pieces,
    context: Context,
    words: Words,
    found: Found,
    cues: Ints,
    leads: NDArray[np.bool_],
    tails: NDArray[np.bool_],
) -> tuple[Rows, Rows]:
    count = len(pieces)
    slots = _Columns(1 << BAG_BITS, SLOT_BITS)
    tags = _Columns((1 << BAG_BITS) + (1 << SLOT_BITS), TAG_BITS)
    if count == 0:
        return np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0), dtype=np.int32)
    starts, ends = pieces.starts, pieces.ends
    lengths = ends - starts
    first, last = {}, {}
    for n in (1, 2, 3, 4):
        gram = grams[n - 1].astype(np.int64)
        fits = lengths >= n
        first[n], last[n] = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        first[n][fits], last[n][fits] = gram[starts[fits]], gram[ends[fits] - n]
    here = np.arange(count)
    closers = pieces.closers.astype(np.int64)
    closed = _shift(closers, 1)
    openers = np.where(_shift(pieces.breaks.astype(np.int64), 1) > 0, LINE, closed)
    openers[0] = LINE
    # Sentences begin behind full stops and lines; paragraphs behind lines.
    first_of = np.flatnonzero(openers >= STOP)
    sentence = np.cumsum(openers >= STOP) - 1
    opening = first_of[sentence]
    in_sentence = here - opening
    to_end = (np.append(first_of[1:], count) - 1)[sentence] - here
    first_in = np.flatnonzero(openers == LINE)
    begun = first_in[np.cumsum(openers == LINE) - 1]
    in_paragraph = sentence - sentence[begun]
    # The last colon before the piece in its sentence: what a list is a list of.
    colons = np.maximum.accumulate(np.where(closed == COLON, here, 0))
    led = ((colons > 0) & (colons >= opening)).astype(np.int64)
    lead = np.where(led, last[3][np.maximum(colons - 1, 0)], 0)
    kinds = _ALIKE[context.kinds]
    held = np.minimum(context.quantities, 3)
    named = np.minimum(context.projects, 1)
    span = np.digitize(lengths, (3, 5, 7, 9, 12, 16, 24, 40))
    around = np.minimum(np.add.reduceat(cues, first_of, axis=0), 1)[sentence]
    heads = _heads(found, pieces, len(grams[0]))
    head = heads.first
    verb = heads.named(grams, head)
    opens = np.digitize(heads.bare, (1, 3, 6, 10)) + 1
    opens[head < 0] = 0
    rest = np.digitize(ends - np.maximum(head, 0) - heads.lengths[np.maximum(head, 0)], (1, 3, 6, 10, 20))
    last_verb = heads.named(grams, heads.last)
    behind = np.digitize(
        ends - np.maximum(heads.last, 0) - heads.lengths[np.maximum(heads.last, 0)], (1, 3, 6, 10, 20)
    )

    put = slots.put
    for n in (1, 2, 3, 4):
        put(first[n])
        put(last[n])
    put(first[2], kinds)
    put(last[2], kinds)
    put(closers, openers * 8 + closed)
    put(kinds, context.heading)
    put(kinds, closers * 8 + openers)
    put(kinds, pieces.breaks.astype(np.int64) * 8 + np.minimum(in_sentence, 3))
    put(held, named)
    put(held, kinds)
    put(span)
    put(span, held * 8 + closers)
    put(np.minimum(in_sentence, 6), np.minimum(to_end, 4))
    put(np.minimum(in_paragraph, 4), np.minimum(in_sentence, 3) * 8 + kinds)
    put(pieces.enumerated.astype(np.int64), closers)
    put(lead, sparse=True)
    put(led, held)
    put(first[2][opening], np.minimum(in_sentence, 1))
    put(last[2][opening], np.minimum(in_sentence, 1))
    put(first[2][begun], np.minimum(here - begun, 1))
    for by in (1, -1):
        put(_shift(first[2], by))
        put(_shift(last[2], by))
        put(_shift(kinds * 4 + held, by), _shift(closers, by))
        put(_shift(context.heading * 16 + span, by))
        put(_shift(opens * 8 + held, by), opens * 8 + held)
    put(cues, sparse=True)
    put(cues, kinds, sparse=True)
    put(around, np.minimum(cues, 1), sparse=True)
    put(verb, sparse=True)
    put(verb, np.minimum(opens, 2), sparse=True)
    put(opens)
    put(opens, held)
    put(opens, kinds)
    put(verb, held, sparse=True)
    put(verb, kinds, sparse=True)
    put(opens, rest)
    put(last[2], np.minimum(opens, 2))
    put(first[2], np.minimum(rest, 2))
    put(last_verb, np.minimum(behind, 2), sparse=True)
    put(last_verb, np.minimum(behind, 1) * 4 + np.minimum(opens, 2), sparse=True)
    put(heads.named(grams, heads.previous), np.minimum(behind, 1), sparse=True)
    dependent = leads * 2 + tails
    put(dependent.astype(np.int64), sparse=True)
    for by in (1, -1):
        put(_shift(dependent.astype(np.int64), by), sparse=True)
    senses = _lexicon().senses
    checkable = cues[:, senses.index("named")] * 3 + cues[:, senses.index("set_up")]
    put(verb, checkable, sparse=True)
    put(checkable, opens)
    put(checkable, held * 2 + named)

    put = tags.put
    front = words.first[:, 0] * 7 + words.first[:, 1]
    back = words.last[:, 0] * 7 + words.last[:, 1]
    put(words.first[:, 0])
    put(words.last[:, 0])
    put(front)
    put(back)
    put(front * 7 + words.first[:, 2])
    put(front * 7 + words.first[:, 2], words.last[:, 0])
    put(back * 7 + words.last[:, 2])
    put(front * 7 + words.last[:, 0], held)
    put(words.opening[:, 0])
    put(words.opening[:, 1], words.first[:, 0])
    put(words.closing[:, 0])
    put(words.closing[:, 1], words.last[:, 0])
    put(words.closing[:, 0], words.opening[:, 0])
    return slots.table(), tags.table()
