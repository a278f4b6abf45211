"""How `policy_statements` is made, and how it goes through a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import CleanText, clean_text
from policy_nlp.document import annotations as annotations_of
from policy_nlp.extract.statements.cut import COLON, COMMA, STOP, Pieces, code_points, cut
from policy_nlp.extract.statements.features import KINDS, VERSION, Context, features, words_of
from policy_nlp.extract.statements.heads import head, verb_marks
from policy_nlp.extract.statements.model import HEADS, TASK, Scorer, read
from policy_nlp.extract.statements.rules import COMMITMENT, NEITHER, Decision, decide
from policy_nlp.extract.statements.scope import Scope, own_deadline
from policy_nlp.extract.statements.vocabulary import cues
from policy_nlp.models import load_model
from policy_nlp.records import Claim, Commitment, Item, Section, item_id
from policy_nlp.records.trusted import trusted

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seen:
    """A document's pieces with what earlier components found in them.

    Attributes:
        view: the cleaned copy.
        codes: its characters as numbers.
        pieces: the pieces, in offsets of the copy.
        starts, ends: the same in raw offsets.
        context: sections, headings, quantities, projects.
        sections: the id of each piece's innermost section.
    """

    view: CleanText
    codes: NDArray[np.uint32]
    pieces: Pieces
    starts: Ints
    ends: Ints
    context: Context
    sections: list[str | None]


def look(doc: Doc) -> Seen:
    """Cut a document and gather what is known of each piece."""
    found = annotations_of(doc)
    view = clean_text(doc)
    codes = code_points(view.text)
    pieces = cut(view.text, codes)
    starts, ends = pieces.starts, pieces.ends
    if view.offsets is not None:
        offsets = np.asarray(view.offsets, dtype=np.int64)
        starts, ends = offsets[starts], offsets[ends - 1] + 1
    count = len(starts)
    kinds = np.zeros(count, dtype=np.int64)
    heading = np.zeros(count, dtype=np.int64)
    inner: list[str | None] = [None] * count
    # Sections nest and are sorted by start: an inner one overwrites its part of the outer one.
    for section in sorted(found.sections, key=lambda s: (s.start, -s.end)):
        first, behind = np.searchsorted(starts, (section.start, section.end)).tolist()
        kinds[first:behind] = 1 + KINDS.index(section.kind)
        inner[first:behind] = [section.id] * (behind - first)
        # Deeper ones are run-in lead sentences (一要…, ——…): statements, and often the only place of a target.
        if section.heading is not None and section.level <= 3:
            first, behind = np.searchsorted(starts, (section.heading.start, section.heading.end)).tolist()
            heading[first:behind] = 1
    silent = _silent(view.raw, found.sections, starts)
    _turn_to_plan(view.text, pieces, kinds, starts, found.sections)
    quantities = _held([q.start for q in found.quantities], starts, ends)
    projects = _held([p.start for p in found.projects], starts, ends)
    return Seen(
        view, codes, pieces, starts, ends, Context(kinds, heading, quantities, projects, silent), inner
    )


_PROBLEMS = re.compile("问题|困难|不足|短板|挑战|差距")


def _silent(raw: str, sections: Sequence[Section], starts: Ints) -> NDArray[np.bool_]:
    """Sections without kind that follow a plan (appendix, closing) or whose heading speaks of problems."""
    silent = np.zeros(len(starts), dtype=np.bool_)
    planned = min((s.start for s in sections if s.kind in ("plan", "outlook")), default=len(raw))
    for section in sections:
        if section.kind == "other" and (
            section.start > planned
            or (section.heading is not None and _PROBLEMS.search(section.heading.text))
        ):
            first, behind = np.searchsorted(starts, (section.start, section.end)).tolist()
            silent[first:behind] = True
    return silent


def _turn_to_plan(text: str, pieces: Pieces, kinds: Ints, starts: Ints, sections: Sequence[Section]) -> None:
    """Behind 预期目标是： a review has become a plan, although no heading says so: to the end of its section."""
    past = (1 + KINDS.index("review"), 1 + KINDS.index("other"))
    for i in np.flatnonzero((pieces.closers == COLON) & np.isin(kinds, past)).tolist():
        if cues("expected", "end").search(text, int(pieces.starts[i]), int(pieces.ends[i])):
            inner = [s for s in sections if s.start <= starts[i] < s.end]
            until = min((s.end for s in inner), default=starts[i])
            kinds[i : int(np.searchsorted(starts, until))] = 1 + KINDS.index("plan")


def _held(positions: list[int], starts: Ints, ends: Ints) -> Ints:
    """How many of the positions lie in each piece."""
    at = np.sort(np.array(positions, dtype=np.int64))
    return np.searchsorted(at, ends) - np.searchsorted(at, starts)


class Statements:
    """Finds the commitments (承诺) and claims (完成情况) of a report.

    In: sections, quantities and projects in the annotations. Out: commitments and claims with their links.

    Args:
        model: a weight file (`.npz`), or the name of one that comes with the package; None decides by rules alone.

    Raises:
        ModelError: if the weight file is missing or does not fit.
    """

    def __init__(self, model: str | None = "statements") -> None:
        self.scorer = None if model is None else Scorer.of(load_model(model, TASK, VERSION, HEADS))

    def __call__(self, doc: Doc) -> Doc:
        """Fill the document's commitments and claims."""
        seen = look(doc)
        self.fill(doc, seen, self.decide(doc, seen))
        return doc

    def decide(self, doc: Doc, seen: Seen) -> Decision:
        """The label and the properties of each piece."""
        context = seen.context
        if self.scorer is not None:
            words = words_of(doc, seen.starts, seen.ends)
            return read(
                self.scorer,
                features(seen.view.text, seen.codes, seen.pieces, context, words),
                seen.pieces,
                context,
            )
        kinds = [None if k == 0 else KINDS[k - 1] for k in context.kinds.tolist()]
        flags = (
            (column > 0).tolist()
            for column in (context.heading + context.silent, context.quantities, context.projects)
        )
        return decide(seen.view.text, seen.pieces, kinds, *flags)  # type: ignore[arg-type]

    def fill(self, doc: Doc, seen: Seen, made: Decision) -> None:
        """Turn decisions on pieces into records of clauses."""
        found = annotations_of(doc)
        text, raw, digest = seen.view.text, seen.view.raw, found.digest
        quantities = sorted(found.quantities, key=lambda q: q.start)
        projects = sorted(found.projects, key=lambda p: p.start)
        pieces = seen.pieces
        joined = made.joined
        count = len(pieces)
        first_quantity = np.searchsorted(
            np.array([q.start for q in quantities], dtype=np.int64), seen.starts
        ).tolist()
        first_project = np.searchsorted(
            np.array([p.start for p in projects], dtype=np.int64), seen.starts
        ).tolist()
        first_quantity.append(len(quantities))
        first_project.append(len(projects))
        starts, ends = seen.starts.tolist(), seen.ends.tolist()
        cleaned, until = pieces.starts.tolist(), pieces.ends.tolist()
        closers, breaks = pieces.closers.tolist(), pieces.breaks.tolist()
        commitments: list[Commitment] = []
        claims: list[Claim] = []
        scope = Scope()
        made_heading = (seen.context.heading > 0).tolist()
        marks = verb_marks(seen.codes)
        labels, sections = made.label, seen.sections
        bounds = [i for i, goes_on in enumerate(joined) if not goes_on]
        for i, j in zip(bounds, [*bounds[1:], count], strict=False):
            label = labels[i]
            start, end = starts[i], ends[j - 1]
            if label == NEITHER:
                if closers[j - 1] != COMMA:
                    scope.announce(text[cleaned[i] : until[j - 1]], block=breaks[j - 1])
                if made_heading[i]:
                    scope.leave()
            else:
                clause = text[cleaned[i] : until[j - 1]]
                action, target = head(clause, marks, cleaned[i])
                commitment = label == COMMITMENT
                values: dict[str, Any] = {
                    "id": item_id("k" if commitment else "c", start, end, digest),
                    "start": start,
                    "end": end,
                    "text": raw[start:end],
                    "section": sections[i],
                    "page": None,
                    "paragraph": None,
                    "type": "outcome" if made.outcome[i] else "action",
                    "action": action,
                    "object": target,
                    "testable": made.testable[i],
                    "projects": _inside(projects, first_project[i], end)
                    if first_project[i] < first_project[j]
                    else [],
                }
                if commitment:
                    values["strength"] = scope.strength_of(clause)
                    deadline = own_deadline(clause, found.plan_year)
                    if deadline is None:
                        deadline = scope.deadline
                    else:
                        scope.deadline = deadline
                    values["deadline"] = deadline
                    values["targets"] = []
                    commitments.append(trusted(Commitment, values))
                else:
                    values["status"] = "underway" if made.underway[i] else "done"
                    values["quantities"] = (
                        _inside(quantities, first_quantity[i], end)
                        if first_quantity[i] < first_quantity[j]
                        else []
                    )
                    claims.append(trusted(Claim, values))
            if closers[j - 1] >= STOP or breaks[j - 1]:
                scope.close(closers[j - 1], line=breaks[j - 1])
        found.commitments = commitments
        found.claims = claims


def _inside(items: Sequence[Item], first: int, end: int) -> list[str]:
    """The ids of the items from the first one on that end within a clause."""
    ids = []
    for i in range(first, len(items)):
        item = items[i]
        if item.start >= end:
            break
        if item.end <= end:
            ids.append(item.id)
    return ids


@Language.factory("policy_statements", default_config={"model": "statements"})
def make_statements(nlp: Language, name: str, model: str | None) -> Statements:
    """The factory of `policy_statements`.

    Args:
        model: a weight file, or the name of one that comes with the package; null decides by rules alone.
    """
    return Statements(model)
