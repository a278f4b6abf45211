"""What a reader gives back: the text, where its parts stand in the original, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class ReadError(Exception):
    """A file can't be read as a report; the message says which file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text, and where a person finds it in the original.

    Attributes:
        start, end: offsets into the text.
        page: its page, counted from 1 (PDF).
        paragraph: its paragraph, counted from 1 in the order of the original (HTML, DOCX, a sheet's row).
    """

    start: int
    end: int
    page: int | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that stands in the original and not in the text (删去的内容): a menu, a footer, a page number.

    Attributes:
        reason: what it was taken for, in a few words.
        text: what was cut, or its beginning.
        page: where, if the original has pages.
    """

    reason: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one report.

    Attributes:
        text: what all offsets index.
        encoding: how the bytes were decoded, where that is a question.
        blocks: sorted by start, not overlapping; empty where the text is the file itself.
        cuts: what was left out, in the order of the original.
        notes: what a user should know of the reading: an encoding that was guessed, a page without text.
        told: what the source says of the report besides its text, by the names of the overrides (`place`, `plan_year` …).
    """

    text: str
    encoding: str | None = None
    blocks: tuple[Block, ...] = ()
    cuts: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()
    told: Mapping[str, str | int] = field(default_factory=dict)
