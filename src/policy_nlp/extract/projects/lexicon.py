"""The words around and in names of projects, as sorted arrays of hashes that whole documents are looked up in."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from policy_nlp.extract.projects.hashing import hash_word
from policy_nlp.knowledge import read_table

Hashes = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.int64]

Role = Literal[
    "joiner",
    "closer",
    "quotes",
    "operate",
    "finish",
    "start",
    "approve",
    "sign",
    "plan",
    "build",
    "renew",
    "campaign",
    "programme",
    "bulk",
    "entity",
    "generic",
    "prep",
    "adverb",
    "govern",
    "verb",
    "place",
]
"""What a word does around a project's name: joins names (、和), closes a list (等), says a stage (开工), stands in
names (二期), speaks of many (一批), of a kind (重大), governs what is no project (深化), or stands in no name (形成)."""

Family = Literal[
    "road",
    "bridge",
    "rail",
    "station",
    "port",
    "water",
    "energy",
    "public",
    "centre",
    "area",
    "park",
    "science",
    "firm",
    "industry",
    "work",
    "phase",
]
"""What kind of thing a name's ending stands for."""

ROLES: tuple[str, ...] = get_args(Role)
FAMILIES: tuple[str, ...] = get_args(Family)


class WordRow(BaseModel):
    """A row of `project_words.tsv`."""

    word: str
    role: Role


class HeadRow(BaseModel):
    """A row of `project_heads.tsv`."""

    ending: str = Field(max_length=4)
    family: Family


class Lookup:
    """A dictionary from word hashes to small codes that whole arrays are looked up in at once.

    A table without collisions: a multiplier is tried until every entry has a slot of its own.
    """

    _BITS = 17

    def __init__(self, entries: dict[int, int]) -> None:
        keys = np.array(sorted(entries), np.uint64)
        self._shift = np.uint64(64 - self._BITS)
        multiplier = 0x9E3779B97F4A7C15
        while True:
            self._multiplier = np.uint64(multiplier)
            slots = (keys * self._multiplier) >> self._shift
            if len(np.unique(slots)) == len(keys):
                break
            multiplier = (multiplier * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) % (1 << 64) | 1
        # Slot 0 of the entries stands for "no word".
        self._entry = np.zeros(1 << self._BITS, np.uint16)
        self._entry[slots] = np.arange(1, len(keys) + 1)
        self._keys = np.concatenate((np.zeros(1, np.uint64), keys))
        self._codes = np.array([0, *(entries[int(key)] for key in keys)], np.int64)

    def of(self, hashes: Hashes) -> Codes:
        """The code of each hash; 0 where the word is not in the dictionary."""
        entry = self._entry[(hashes * self._multiplier) >> self._shift]
        found: Codes = self._codes[entry] * (self._keys[entry] == hashes)
        return found


def _lookup(pairs: dict[str, int]) -> Lookup:
    return Lookup({hash_word(word): code for word, code in pairs.items()})


@cache
def word_roles() -> Lookup:
    """Word → 1 + index in :data:`ROLES`."""
    return _lookup({row.word: 1 + ROLES.index(row.role) for row in read_table("project_words.tsv", WordRow)})


@cache
def ending_families() -> Lookup:
    """Ending (one to four characters) → 1 + index in :data:`FAMILIES`."""
    return _lookup(
        {row.ending: 1 + FAMILIES.index(row.family) for row in read_table("project_heads.tsv", HeadRow)}
    )
