"""How `policy_targets` is made."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import Annotations, CleanText, annotations, clean_text, sections_of
from policy_nlp.extract.targets.promises import (
    deadline_in,
    looks_back,
    only_describes,
    promised_subject,
    qualitative_promises,
    strength_of,
    target_lists,
)
from policy_nlp.knowledge.indicators import MONEY_UNITS, indicator_aliases, indicator_key
from policy_nlp.records import Claim, Commitment, Project, Quantity, Section, Target, item_id
from policy_nlp.records.trusted import trusted


class Targets:
    """Makes a target of every promised quantity, and of every promised state, and ties it to its commitment."""

    def __call__(self, doc: Doc) -> Doc:
        found = annotations(doc)
        run = _Run(found, clean_text(doc), doc)
        found.targets = run.targets()
        return doc


@Language.factory("policy_targets")
def make_targets(nlp: Language, name: str) -> Targets:
    """The factory of `policy_targets`."""
    return Targets()


class _Holders:
    """Finds the record that holds an offset, among records that are sorted and do not overlap."""

    def __init__(self, records: Sequence[Commitment | Claim | Project]) -> None:
        self.records = records
        self.starts = [record.start for record in records]

    def at(self, position: int) -> int | None:
        i = bisect_right(self.starts, position) - 1
        return i if i >= 0 and position < self.records[i].end else None


class _Run:
    def __init__(self, found: Annotations, clean: CleanText, doc: Doc) -> None:
        self.found = found
        self.clean = clean
        self.sections = sections_of(doc)
        self.plans = any(section.kind == "plan" for section in found.sections)
        self.commitments = _Holders(found.commitments)
        self.lists = target_lists(clean.text)
        self.list_starts = [start for start, _ in self.lists]

    @cached_property
    def claims(self) -> _Holders:
        return _Holders(self.found.claims)

    @cached_property
    def projects(self) -> _Holders:
        return _Holders(self.found.projects)

    def targets(self) -> list[Target]:
        commitments = self.found.commitments
        for commitment in commitments:
            if commitment.targets:
                commitment.targets = []
        if self.lists:
            self._aim_of_lists()
        out = [
            target
            for quantity in self.found.quantities
            if (target := self._of_quantity(quantity)) is not None
        ]
        if commitments:
            out.extend(self._without_number())
        out.sort(key=lambda target: (target.start, target.end))
        for target in out:
            holder = None if target.commitment is None else self.commitments.at(target.start)
            if holder is not None:
                commitments[holder].targets.append(target.id)
        return out

    def _listed(self, start: int) -> bool:
        """Whether a place in the cleaned copy stands in a list of expected targets."""
        i = bisect_right(self.list_starts, start) - 1
        return i >= 0 and start < self.lists[i][1]

    def _aim_of_lists(self) -> None:
        """A list of expected targets gives its aim to every commitment in it that is not held firm by a word of its own."""
        clean = self.clean
        for commitment in self.found.commitments:
            if commitment.strength == "plain" and self._listed(clean.from_raw(commitment.start)):
                commitment.strength = strength_of(clean.text, clean.from_raw(commitment.end), listed=True)

    def _of_quantity(self, quantity: Quantity) -> Target | None:
        holder = self.commitments.at(quantity.start)
        if holder is None:
            section = self.sections.at(quantity.start)
            if section is None or section.kind not in ("plan", "outlook"):
                return None
            if self.claims.at(quantity.start) is not None or not self._speaks_for_itself(quantity):
                return None
        if self.projects.at(quantity.start) is not None:
            return None
        clean = self.clean
        start = clean.from_raw(quantity.start)
        end = clean.from_raw(quantity.end)
        money = quantity.unit in MONEY_UNITS
        if only_describes(clean.text, start, end, quantity.kind, quantity.unit, money) or looks_back(
            clean.text, start
        ):
            return None
        commitment = None if holder is None else self.found.commitments[holder]
        return trusted(
            Target,
            {
                "id": item_id("t", quantity.start, quantity.end, self.found.digest),
                "start": quantity.start,
                "end": quantity.end,
                "text": quantity.text,
                "section": quantity.section,
                "page": None,
                "paragraph": None,
                "quantity": quantity.id,
                "indicator": quantity.indicator,
                "indicator_id": quantity.indicator_id,
                "comparator": quantity.comparator,
                "value": quantity.value,
                "upper": quantity.upper,
                "unit": quantity.unit,
                "deadline": self._deadline(start, quantity.start, commitment),
                "strength": strength_of(clean.text, start, quantity.comparator, self._listed(start)),
                "commitment": None if commitment is None else commitment.id,
                "relation": None,
                "reference": None,
            },
        )

    def _speaks_for_itself(self, quantity: Quantity) -> bool:
        """Outside every statement only a headline indicator's value, or one with a cue of strength, is a promise."""
        if quantity.indicator_id is not None:
            return quantity.kind != "rank"
        start = self.clean.from_raw(quantity.start)
        return (
            quantity.indicator is not None
            and strength_of(self.clean.text, start, quantity.comparator, self._listed(start)) != "plain"
        )

    def _without_number(self) -> list[Target]:
        """Targets of the states and relations that commitments promise."""
        clean = self.clean
        taken = [quantity.start for quantity in self.found.quantities]
        out = []
        first, last = self.found.commitments[0], self.found.commitments[-1]
        for begin, stop, form in qualitative_promises(
            clean.text, clean.from_raw(first.start), clean.from_raw(last.end)
        ):
            raw_start, raw_end = clean.to_raw(begin, stop)
            holder = self.commitments.at(raw_start)
            i = bisect_right(taken, raw_start) - 1
            if holder is None or (i >= 0 and self.found.quantities[i].end > raw_start):
                continue
            commitment = self.found.commitments[holder]
            subject = promised_subject(clean.text, clean.from_raw(commitment.start), begin)
            out.append(
                Target(
                    id=item_id("t", raw_start, raw_end, self.found.digest),
                    start=raw_start,
                    end=raw_end,
                    text=clean.raw[raw_start:raw_end],
                    section=commitment.section,
                    indicator=subject,
                    indicator_id=indicator_aliases().get(indicator_key(subject)) if subject else None,
                    comparator=form.comparator,
                    value=form.value,
                    unit=form.unit,
                    deadline=self._deadline(begin, raw_start, commitment),
                    strength=strength_of(clean.text, begin, listed=self._listed(begin)),
                    commitment=commitment.id,
                    relation=form.relation,
                    reference=form.reference,
                )
            )
        return out

    def _deadline(self, start: int, raw_start: int, commitment: Commitment | None) -> int | None:
        """Said in the sentence, else by the commitment, else the year that the section plans."""
        plan_year = self.found.plan_year
        said = deadline_in(self.clean.text, start, plan_year or 1949)
        if said is not None:
            return said
        if commitment is not None and commitment.deadline is not None:
            return commitment.deadline
        section: Section | None = self.sections.at(raw_start)
        if section is not None and section.kind == "outlook":
            if section.years is not None:
                return section.years[1]
            # without years of its own it may be the report's only plan, then it is next year's
            if plan_year is not None and self.plans:
                return plan_year + 4
        return plan_year
