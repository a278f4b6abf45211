"""How `policy_statements` is made."""

from __future__ import annotations

from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import annotations as annotations_of
from policy_nlp.document import clean_text, sections_of
from policy_nlp.extract.statements.cut import cut
from policy_nlp.extract.statements.heads import head
from policy_nlp.extract.statements.rules import CLAIM, COMMITMENT, NEITHER, decide
from policy_nlp.extract.statements.scope import Scope, coordinated, own_deadline
from policy_nlp.records import Claim, Commitment, item_id


class Statements:
    """Finds the commitments (承诺) and claims (完成情况) of a report.

    In: sections, quantities and projects in the annotations. Out: commitments and claims with their links.
    """

    def __call__(self, doc: Doc) -> Doc:
        found = annotations_of(doc)
        view = clean_text(doc)
        text = view.text
        pieces = cut(text)
        index = sections_of(doc)
        quantities = sorted(found.quantities, key=lambda q: q.start)
        projects = sorted(found.projects, key=lambda p: p.start)
        # Deeper ones are run-in lead sentences (一要…, ——…): statements, and often the only place of a target.
        headings = [(s.heading.start, s.heading.end) for s in found.sections if s.heading is not None and s.level <= 3]
        headings.sort()
        heading_starts = [h[0] for h in headings]
        quantity_starts = [q.start for q in quantities]
        project_starts = [p.start for p in projects]
        spans = [view.to_raw(a, b) for a, b in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)]
        sections = [index.at(a) for a, _ in spans]
        kinds = [s.kind if s is not None else None for s in sections]
        in_heading = []
        for a, _ in spans:
            at = bisect_left(heading_starts, a + 1) - 1
            in_heading.append(at >= 0 and a < headings[at][1])
        holds_quantity = [bisect_left(quantity_starts, b) > bisect_left(quantity_starts, a) for a, b in spans]
        holds_project = [bisect_left(project_starts, b) > bisect_left(project_starts, a) for a, b in spans]
        made = decide(text, pieces, kinds, in_heading, holds_quantity, holds_project)
        closers = pieces.closers.tolist()
        commitments: list[Commitment] = []
        claims: list[Claim] = []
        scope = Scope()
        raw = doc.text
        i, n = 0, len(spans)
        while i < n:
            j = i + 1
            while j < n and made.joined[j]:
                j += 1
            clause = text[int(pieces.starts[i]) : int(pieces.ends[j - 1])]
            label = made.label[i]
            if label == NEITHER:
                scope.announce(clause)
            else:
                start, end = spans[i][0], spans[j - 1][1]
                body = max(range(i, j), key=lambda k: (spans[k][1] - spans[k][0], -k))
                action, target = head(clause)
                section = sections[i]
                named = [p.id for p in projects[bisect_left(project_starts, start) : bisect_left(project_starts, end)] if p.end <= end]
                section_id = section.id if section is not None else None
                kind = "outcome" if made.outcome[body] else "action"
                testable = any(made.testable[i:j])
                if label == COMMITMENT:
                    strength = scope.strength_of(clause, coordinated(clause))
                    deadline = own_deadline(clause, found.plan_year)
                    if deadline is None:
                        deadline = scope.deadline
                    else:
                        scope.deadline = deadline
                    commitments.append(
                        Commitment(id=item_id("k", start, end, found.digest), start=start, end=end, text=raw[start:end], section=section_id,
                                   type=kind, action=action, object=target, testable=testable, projects=named, strength=strength, deadline=deadline)
                    )
                elif label == CLAIM:
                    held = [q.id for q in quantities[bisect_left(quantity_starts, start) : bisect_left(quantity_starts, end)] if q.end <= end]
                    claims.append(
                        Claim(id=item_id("c", start, end, found.digest), start=start, end=end, text=raw[start:end], section=section_id,
                              type=kind, action=action, object=target, testable=testable, projects=named,
                              status="underway" if made.underway[body] else "done", quantities=held)
                    )
            for k in range(i, j):
                scope.close(closers[k])
            i = j
        found.commitments = commitments
        found.claims = claims
        return doc


@Language.factory("policy_statements")
def make_statements(nlp: Language, name: str) -> Statements:
    """The factory of `policy_statements`."""
    return Statements()
