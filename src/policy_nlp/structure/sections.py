"""The `policy_sections` component: finds the headings and cuts the report into nested sections."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import CleanText, Hints, clean_text
from policy_nlp.document import annotations as annotations_of
from policy_nlp.records import Heading, Section, SectionKind, item_id
from policy_nlp.structure.cues import tense
from policy_nlp.structure.identity import identify
from policy_nlp.structure.kinds import assign_kinds, body_kind, section_years
from policy_nlp.structure.metadata import identity_of, outline_of
from policy_nlp.structure.outline import Node, outline
from policy_nlp.structure.years import ReportYears

_OPENING_MAX = 900
"""A longer text before the first heading is more than an opening: its tense decides."""
_PIECE = re.compile(r"[^\n。]+[\n。]*")


def find_sections(
    clean: CleanText,
    digest: str,
    hints: Hints | None = None,
    *,
    nodes: list[Node] | None = None,
    years: ReportYears | None = None,
) -> list[Section]:
    """The sections of a cleaned text, sorted by start; every character that is not blank stands in one.

    The outline and the years are worked out where they are not given.

    Sections of level 1 to 3 are headed parts; deeper ones are enumerated sentences (一是, ——), whose `heading` is
    their lead sentence. Parts without a heading (the opening, a report without headings) have `heading` None.
    """
    text = clean.text
    nodes = outline(text) if nodes is None else nodes
    years = identify(clean, nodes, hints or Hints()).years if years is None else years
    kinds = assign_kinds(text, nodes, years)
    made: list[Section] = []
    unheaded: list[tuple[int, int, Section]] = []
    for start, end, kind in _unheaded(text, nodes, years):
        part = _section(
            clean, digest, start, end, 1, None, None, None, kind, section_years("", kind, years, None)
        )
        unheaded.append((start, end, part))
        made.append(part)
    ids: dict[int, Section] = {}
    for node, kind in zip(nodes, kinds, strict=True):
        parent = ids[id(node.parent)] if node.parent is not None else None
        if parent is None and node.level > 3:
            # Enumerated sentences before the first heading belong to the part that has none.
            parent, end = next(((s, e) for b, e, s in unheaded if b <= node.start < e), (None, node.end))
            kind, node.end = parent.kind if parent else kind, min(end, node.end)
            if parent is not None and clean.to_raw(node.start, node.end) == (parent.start, parent.end):
                ids[id(node)] = parent  # the sentence is all that the part holds
                continue
        words = text[node.marker_end : node.heading_end] if node.heading_end is not None else ""
        inherited = parent.years if parent is not None and parent.kind == kind else None
        years_of = section_years(words if node.level <= 3 else "", kind, years, inherited)
        marker = (node.start, node.marker_end) if node.marker_end > node.start else None
        section = _section(
            clean, digest, node.start, node.end, node.level, marker, node.heading_end, parent, kind, years_of
        )
        ids[id(node)] = section
        made.append(section)
    made.sort(key=lambda s: (s.start, -s.end))
    return made


def _section(
    clean: CleanText,
    digest: str,
    start: int,
    end: int,
    level: int,
    marker: tuple[int, int] | None,
    heading_end: int | None,
    parent: Section | None,
    kind: SectionKind,
    years: tuple[int, int] | None,
) -> Section:
    raw_start, raw_end = clean.to_raw(start, end)
    heading = None
    if heading_end is not None:
        head_start, head_end = clean.to_raw(start, heading_end)
        heading = Heading(start=head_start, end=head_end, text=clean.raw[head_start:head_end])
    return Section(
        id=item_id("s", raw_start, raw_end, digest),
        level=level,
        marker=clean.text[slice(*marker)].strip() if marker else None,
        heading=heading,
        start=raw_start,
        end=raw_end,
        parent=parent.id if parent else None,
        kind=kind,
        years=years,
    )


def _unheaded(text: str, nodes: list[Node], years: ReportYears) -> list[tuple[int, int, SectionKind]]:
    """The parts before the first heading, or of a report that has none: start, end, kind."""
    first = min((node.start for node in nodes if node.level <= 3), default=len(text))
    start, end = _stripped(text, 0, first)
    if start >= end:
        return []
    if first == len(text) and end - start > _OPENING_MAX:
        return _by_tense(text, start, end, years)
    if end - start <= _OPENING_MAX:
        return [(start, end, "other")]
    return [(start, end, body_kind(text, start, end, None, years))]


def _by_tense(text: str, start: int, end: int, years: ReportYears) -> list[tuple[int, int, SectionKind]]:
    """Cut a text without headings where it turns from what was done to what is to be done."""
    best, best_sum, total = start, 0.0, 0.0
    for m in _PIECE.finditer(text, start, end):
        total += tense(text, m.start(), m.end())
        if total > best_sum:
            best, best_sum = m.end(), total
    parts: list[tuple[int, int, SectionKind]] = []
    if best > start:
        parts.append((*_stripped(text, start, best), "review"))
    if best < end:
        rest = _stripped(text, best, end)
        if rest[0] < rest[1]:
            parts.append((*rest, body_kind(text, *rest, "other" if total < best_sum else "plan", years)))
    return parts


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


class Sections:
    """Stores :func:`find_sections` in the annotations of a `Doc`."""

    def __call__(self, doc: Doc) -> Doc:
        found = annotations_of(doc)
        nodes, years = outline_of(doc), identity_of(doc).years
        found.sections = find_sections(clean_text(doc), found.digest, nodes=nodes, years=years)
        return doc


@Language.factory("policy_sections")
def make_sections(nlp: Language, name: str) -> Sections:
    """The factory of `policy_sections`."""
    return Sections()
