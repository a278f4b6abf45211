"""Head verbs (谓语动词) and object (宾语) of a clause, by look-up from its start."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from policy_nlp.extract.statements.vocabulary import LONGEST, adverbs, nominal_verbs, verbs

_STOPS = "，。；：！？"
_SHORT = frozenset("将要已正拟并还再应可先")
_LINKS = frozenset("、和与并及")
_MEASURES = frozenset("率值额量度")
"""Behind a verb they make it part of a noun: 增长率, 增加值."""


@cache
def _index() -> dict[str, tuple[tuple[str, bool, bool], ...]]:
    """By first two characters, longest first: (word, is passed over, is a verb)."""
    table, passed = verbs(), adverbs()
    index: dict[str, list[tuple[str, bool, bool]]] = {}
    for word in sorted(set(table) | passed, key=lambda w: (-len(w), w)):
        if len(word) > 1:
            index.setdefault(word[:2], []).append((word, word in passed, word in table))
    return {key: tuple(entries) for key, entries in index.items()}


@cache
def _adverbs_by_end() -> dict[str, tuple[str, ...]]:
    """By last two characters, longest first; a single character is no sure sign of an adverb behind other words."""
    ends: dict[str, list[str]] = {}
    for word in sorted(adverbs(), key=lambda w: (-len(w), w)):
        if 1 < len(word) <= LONGEST:
            ends.setdefault(word[-2:], []).append(word)
    return {key: tuple(words) for key, words in ends.items()}


@cache
def _pairs() -> NDArray[np.bool_]:
    """Whether a verb of the index may begin with two characters, by `_slot` of their codes."""
    table = np.zeros(1 << 16, dtype=np.bool_)
    keys = [key for key, entries in _index().items() if any(is_verb for _, _, is_verb in entries)]
    table[_slot(*np.array([[ord(key[0]), ord(key[1])] for key in keys], dtype=np.uint32).T)] = True
    return table


def _slot(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed: NDArray[np.uint32] = ((first * np.uint32(0x01000193)) ^ second) * np.uint32(0x9E3779B1)
    return mixed >> np.uint32(16)


def verb_marks(codes: NDArray[np.uint32]) -> bytes:
    """For each character of a text, given as numbers, 1 where a verb may begin, for `head`."""
    return _pairs()[_slot(codes[:-1], codes[1:])].tobytes()


def head(clause: str, marks: bytes | None = None, at: int = 0) -> tuple[str | None, str | None]:
    """The action and the object of one clause.

    Adverbs are passed over; verbs that follow each other (加快推进) or stand in a list (推广、应用) are one action;
    what follows is the object. A clause that opens with its subject (琴山公园完成验收) has the
    head verb behind it as action and its subject as object.

    Args:
        clause: the clause.
        marks: the `verb_marks` of the text that holds it; they spare a look at most characters.
        at: where in that text it begins.
    """
    if marks is None:
        marks, at = verb_marks(np.array([ord(char) for char in clause], dtype=np.uint32)), 0
    # A lead-in joined in front (以…为重点，) is not where the predicate stands.
    offset = clause.rfind("，", 0, max(0, len(clause) - 4)) + 1
    body = clause[offset:]
    found = _from(body)
    if found is None and offset:
        body = clause
        found = _from(body)
    if found is not None:
        start, end, action = found
        rest = body[end:]
        if "，" in rest or "。" in rest or "：" in rest:
            for i, char in enumerate(rest):
                if char in _STOPS:
                    rest = rest[:i]
                    break
        return action, rest.lstrip("了好、") or body[:start].strip("，、") or None
    inner = _inner(body, marks, at + len(clause) - len(body))
    if inner is not None:
        start, word = inner
        return word, _without_adverbs(body[:start]) or None
    return None, body.rstrip("，、 ") or None


def _inner(body: str, marks: bytes, at: int) -> tuple[int, str] | None:
    """The head verb of a clause that opens with its subject: (start, verb).

    Names hold words that are verbs elsewhere (国内生产总值, 污水治理工程). So a verb behind an adverb (不断增强) or one
    that says that something is reached (增长, 达到) comes first, then a plain verb, then the last of what is left.
    """
    index, table, nominal = _index(), verbs(), nominal_verbs()
    best: tuple[int, int, str] | None = None
    last = len(body) - 1
    i = marks.find(1, at + 1, at + last) - at
    while i > 0:
        step = 1
        for word, _, is_verb in index.get(body[i : i + 2], ()):
            if not is_verb or not body.startswith(word, i):
                continue
            step = len(word)
            if body[i + step : i + step + 1] in _MEASURES:
                break
            if table[word] == "reached" or _adverb_before(body, i):
                return i, word
            rank = 2 if word in nominal else 1
            if best is None or rank < best[0] or rank == best[0] == 2:
                best = (rank, i, word)
            break
        i = marks.find(1, at + i + step, at + last) - at
    return None if best is None else best[1:]


def _adverb_before(text: str, end: int) -> int:
    """The length of the longest adverb that ends at a place of a text, or 0."""
    for adverb in _adverbs_by_end().get(text[max(0, end - 2) : end], ()):
        if text.endswith(adverb, 0, end):
            return len(adverb)
    return 0


def _without_adverbs(subject: str) -> str:
    """A subject without the adverbs that stand between it and its verb (企业活力不断 → 企业活力)."""
    while True:
        subject = subject.rstrip("，、的 ")
        length = _adverb_before(subject, len(subject))
        if not 0 < length < len(subject):
            return subject
        subject = subject[:-length]


def _from(text: str) -> tuple[int, int, str] | None:
    """The verbs at the start of a text behind its adverbs: (start of the first, end of the last, the verbs)."""
    index = _index()
    names: list[str] = []
    position = first = 0
    end = 0
    while True:
        for word, passed, is_verb in index.get(text[position : position + 2], ()):
            if not text.startswith(word, position):
                continue
            if passed and not names:
                position += len(word)
                first = position
                break
            if is_verb:
                names.append(word)
                position += len(word)
                end = position
                break
        else:
            char = text[position : position + 1]
            if names and char in _LINKS and char:
                # Another verb must follow: 推广和应用.
                if position == end:
                    position += 1
                    continue
            elif not names and char in _SHORT:
                position += 1
                first = position
                continue
            break
    return (first, end, "、".join(names)) if names else None
