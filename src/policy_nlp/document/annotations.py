"""The records found so far, kept with a spaCy `Doc` in a form that crosses processes."""

# No `from __future__ import annotations` here: it would bind the name that this module gives a function.

from array import array
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field, PrivateAttr
from srsly.msgpack import msgpack_decoders, msgpack_encoders

from policy_nlp.document.clean import CleanText, clean_text
from policy_nlp.document.words import WordTable
from policy_nlp.records import (
    Claim,
    Commitment,
    Level,
    Origin,
    Project,
    Quantity,
    Section,
    Target,
    text_digest,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "policy_nlp.annotations"
Made = TypeVar("Made")


class Hints(BaseModel):
    """What is known of a report besides its text. The values override what the text says; the name only helps."""

    name: str | None = Field(default=None, description="the file's path: a last resort for years and place")
    title: str | None = None
    place: str | None = None
    level: Level | None = None
    code: str | None = None
    review_year: int | None = None
    plan_year: int | None = None
    delivered: str | None = None
    congress: int | None = None
    session: int | None = None
    speaker: str | None = None
    office: str | None = None


class Annotations(BaseModel):
    """What the components of a pipeline have found in one text. Lists are sorted by start."""

    digest: str = Field(description="the text's digest, for item ids")
    hints: Hints = Field(default_factory=Hints)
    title: str | None = None
    place: str | None = None
    level: Level | None = None
    review_year: int | None = None
    plan_year: int | None = None
    code: str | None = None
    current_code: str | None = None
    delivered: str | None = None
    congress: int | None = None
    session: int | None = None
    speaker: str | None = None
    office: str | None = None
    notes: list[str] = Field(default_factory=list)
    evidence: dict[str, Origin] = Field(default_factory=dict)
    sections: list[Section] = Field(default_factory=list)
    quantities: list[Quantity] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    projects: list[Project] = Field(default_factory=list)
    commitments: list[Commitment] = Field(default_factory=list)
    claims: list[Claim] = Field(default_factory=list)
    _kept: dict[str, Any] = PrivateAttr(default_factory=dict)

    def kept(self, name: str, make: Callable[[], Made]) -> Made:
        """What a stage worked out and a later one needs as well, made once; it does not cross processes."""
        if name not in self._kept:
            self._kept[name] = make()
        made: Made = self._kept[name]
        return made


def annotations(doc: "Doc") -> Annotations:
    """The annotations of a `Doc`; empty ones are made where there are none yet."""
    found = doc.user_data.get(_KEY)
    if not isinstance(found, Annotations):
        found = Annotations(digest=text_digest(clean_text(doc).raw))
        doc.user_data[_KEY] = found
    return found


class SectionIndex:
    """Finds the innermost section at an offset in logarithmic time."""

    def __init__(self, sections: list[Section]) -> None:
        # Sections nest and are sorted by start, so walking them once gives, for each change, who is innermost.
        edges: list[tuple[int, Section | None]] = [(0, None)]
        stack: list[Section] = []
        for section in sorted(sections, key=lambda s: (s.start, -s.end)):
            while stack and stack[-1].end <= section.start:
                closed = stack.pop()
                edges.append((closed.end, stack[-1] if stack else None))
            stack.append(section)
            edges.append((section.start, section))
        while stack:
            closed = stack.pop()
            edges.append((closed.end, stack[-1] if stack else None))
        self._starts = [position for position, _ in edges]
        self._sections = [section for _, section in edges]

    def at(self, position: int) -> Section | None:
        """The innermost section that holds a raw offset, or None."""
        return self._sections[bisect_right(self._starts, position) - 1]


def sections_of(doc: "Doc") -> SectionIndex:
    """An index over the sections found so far."""
    return SectionIndex(annotations(doc).sections)


def section_at(doc: "Doc", position: int) -> Section | None:
    """The innermost section at a raw offset; for many look-ups take :func:`sections_of` once."""
    return sections_of(doc).at(position)


# `Doc.to_bytes`, `DocBin` and `nlp.pipe(n_process=…)` pack user data with msgpack, which knows no classes.
@msgpack_encoders("policy_nlp")  # type: ignore[untyped-decorator,unused-ignore]
def _pack(obj: Any, chain: Any = None) -> Any:
    if isinstance(obj, Annotations):
        return {"__policy_nlp__": "annotations", "value": obj.model_dump(mode="json")}
    if isinstance(obj, CleanText):
        return {
            "__policy_nlp__": "clean",
            "value": [obj.raw, obj.text, None if obj.offsets is None else list(obj.offsets)],
        }
    if isinstance(obj, WordTable):
        return None  # made again from the words when it is asked for
    return obj if chain is None else chain(obj)


@msgpack_decoders("policy_nlp")  # type: ignore[untyped-decorator,unused-ignore]
def _unpack(obj: Any, chain: Any = None) -> Any:
    kind = obj.get("__policy_nlp__") if isinstance(obj, dict) else None
    if kind == "annotations":
        return Annotations.model_validate(obj["value"])
    if kind == "clean":
        raw, text, offsets = obj["value"]
        return CleanText(raw, text, None if offsets is None else array("q", offsets))
    return obj if chain is None else chain(obj)
