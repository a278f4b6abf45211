"""The words around and in names of projects, as sorted arrays of hashes that whole documents are looked up in."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple, get_args

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
    "programme",
    "bulk",
    "entity",
    "generic",
    "prep",
    "adverb",
    "govern",
    "place",
]
"""What a word does around a project's name: joins names (、和), closes a list (等), says a stage (开工), stands in
names (二期), speaks of many (一批), of a kind (重大), or governs what is no project (深化)."""

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


class Lookup(NamedTuple):
    """A dictionary from word hashes to small codes, as two arrays."""

    keys: Hashes
    values: Codes

    def of(self, hashes: Hashes) -> Codes:
        """The code of each hash; 0 where the word is not in the dictionary."""
        at = np.searchsorted(self.keys, hashes)
        at[at == len(self.keys)] = 0
        return np.where(self.keys[at] == hashes, self.values[at], 0)


def _lookup(pairs: dict[str, int]) -> Lookup:
    entries = sorted((hash_word(word), code) for word, code in pairs.items())
    return Lookup(np.array([e[0] for e in entries], np.uint64), np.array([e[1] for e in entries], np.int64))


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
