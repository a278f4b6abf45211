"""Who reports, when and about which years: the head of a report from its text, each field with its origin.

What a user says (`Hints`) wins; then the title and the opening (the date line, who speaks, “我代表…人民政府”), then the
rest of the text; the file's name is the last resort. Where nothing says it, the value is None: nothing is guessed.
Where two sources disagree, a note says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policy_nlp.document import CleanText, Hints
from policy_nlp.records import Level, Origin
from policy_nlp.records.vocabulary import OriginSource
from policy_nlp.structure.dates import as_iso
from policy_nlp.structure.filename import level_of_name, place_of_name, year_of_name
from policy_nlp.structure.gazetteer import Place, Resolved, by_name, resolve, successor, unit_of_code
from policy_nlp.structure.occasion import Occasion, find_occasion
from policy_nlp.structure.outline import Node
from policy_nlp.structure.places import Unit, level_by_name, listed_in, read_chain
from policy_nlp.structure.reporter import Found, find_place, level_of_body, short_lines
from policy_nlp.structure.speaker import office_level
from policy_nlp.structure.titles import Title, find_title
from policy_nlp.structure.years import ReportYears, Span, Stretch, report_years

_CENTRAL = ("国务院", "中华人民共和国")
_OPENING = 1200
"""An opening is no longer than this, where no heading ends it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The head of a report; None where it is not said. `evidence` has the origin of each field that has a value."""

    title: str | None
    place: str | None
    level: Level | None
    code: str | None
    current_code: str | None
    years: ReportYears
    delivered: str | None
    congress: int | None
    session: int | None
    speaker: str | None
    office: str | None
    notes: tuple[str, ...]
    evidence: dict[str, Origin]


def identify(clean: CleanText, nodes: list[Node], hints: Hints) -> Identity:
    """The head of a report from its cleaned text, its outline and what is known besides."""
    return _Head(clean, nodes, hints).identity()


class _Head:
    """Gathers the fields of one report's head, their origins and what is to be noted."""

    def __init__(self, clean: CleanText, nodes: list[Node], hints: Hints) -> None:
        self.clean, self.hints, self.text = clean, hints, clean.text
        first = min((node.start for node in nodes if node.level <= 3), default=len(self.text))
        self.opening_end = min(first, _OPENING)
        self.headings = [
            Stretch(self.text[node.marker_end : node.heading_end], node.marker_end)
            for node in nodes
            if node.level == 1 and not node.appendix and node.heading_end is not None
        ]
        self.notes: list[str] = []
        self.evidence: dict[str, Origin] = {}

    def identity(self) -> Identity:
        title = self._title()
        years = self._years(title)
        found = self._place(title)
        national = found is not None and found.unit.name in _CENTRAL
        occasion = find_occasion(self.text, self.opening_end, national=national)
        place, level, unit = self._whose(found, years, title)
        delivered = self._delivered(occasion)
        self.notes.extend(occasion.notes)
        congress = self._told_or(occasion.congress, "congress")
        session = self._told_or(occasion.session, "session")
        speaker = self._told_or(occasion.speaker, "speaker")
        office = self._told_or(occasion.office, "office")
        office_of = office_level(office) if office and self.hints.office is None else None
        if office_of and level and office_of != level:
            self.notes.append(f"the speaker is {office}, but the report is of {place or 'a place'} ({level})")
        current = successor(unit) if unit else None
        if current is not None and "code" in self.evidence:
            self.evidence["current_code"] = self.evidence["code"].model_copy(update={"source": "inferred"})
        return Identity(
            title=title.text if title else None,
            place=place,
            level=level,
            code=unit.code if unit else None,
            current_code=current.code if current else None,
            years=years,
            delivered=delivered,
            congress=congress,
            session=session,
            speaker=speaker,
            office=office,
            notes=tuple(dict.fromkeys(self.notes)),
            evidence=self.evidence,
        )

    # Origins

    def _comes(self, field: str, source: OriginSource, at: Span | None = None) -> None:
        """Say where a field comes from; characters of the cleaned text are brought back to the raw one."""
        if at is None:
            self.evidence[field] = Origin(source=source)
            return
        start, end = self.clean.to_raw(*at)
        text = self.clean.raw[start:end]
        self.evidence[field] = Origin(source=source, start=start, end=end, text=text)

    def _told_or(self, said: Any, field: str) -> Any:
        """What is told of a field, else what the text says of it."""
        told = getattr(self.hints, field)
        if told is not None:
            self._comes(field, "told")
            if said is not None and said.value != told:
                self._disagrees(field, told, said.value)
            return told
        if said is None:
            return None
        self._comes(field, "text", (said.start, said.end))
        return said.value

    def _disagrees(self, field: str, told: object, said: object) -> None:
        self.notes.append(f"{field} {told} is told, the text says {said}")

    # Fields

    def _title(self) -> Title | None:
        found = find_title(self.text, self.opening_end)
        if self.hints.title is not None:
            self._comes("title", "told")
            return Title(self.hints.title, None)
        if found is not None and found.at is not None:
            self._comes("title", "text", found.at)
        return found

    def _years(self, title: Title | None) -> ReportYears:
        hints = self.hints
        stretch = Stretch(title.text, title.at[0] if title.at and title.one_line else None) if title else None
        said = report_years(self.text, self.headings, self.opening_end, stretch)
        self.notes.extend(said.notes)
        plan = said.plan
        if hints.plan_year is not None:
            plan = hints.plan_year
            self._comes("plan_year", "told")
            if said.plan is not None and said.plan != plan:
                self._disagrees("plan_year", plan, said.plan)
        elif plan is not None:
            self._comes("plan_year", "text" if said.plan_at else "inferred", said.plan_at or said.review_at)
        elif hints.name:
            plan = year_of_name(hints.name)
            if plan is not None:
                self._comes("plan_year", "name")
        review = said.review if said.review is not None and (plan is None or plan == said.plan) else None
        if hints.review_year is not None:
            review = hints.review_year
            self._comes("review_year", "told")
        elif review is not None:
            self._comes(
                "review_year", "text" if said.review_at else "inferred", said.review_at or said.plan_at
            )
        elif plan is not None:
            review = plan - 1
            self._comes("review_year", "inferred")
        return ReportYears(review, plan, said.review_at, said.plan_at, said.notes)

    def _place(self, title: Title | None) -> Found | None:
        said = find_place(self.text, self.opening_end, title, self.notes)
        told = self.hints.place
        if told is not None:
            if said is not None and said.unit.name not in told and told not in said.unit.name:
                self._disagrees("place", told, said.unit.name)
            unit = None if told in _CENTRAL else read_chain(told)
            return Found(unit or Unit(told, 0), None, "told")
        if said is None and self.hints.name:
            unit = place_of_name(self.hints.name)
            return Found(unit, None, "name") if unit else None
        return said

    def _whose(
        self, found: Found | None, years: ReportYears, title: Title | None
    ) -> tuple[str | None, Level | None, Place | None]:
        """The place's name, its level, and its unit of the gazetteer."""
        hints = self.hints
        unit: Place | None = None
        level: Level | None = None
        place: str | None = None
        if found is not None:
            place = hints.place or found.unit.name
            self._comes("place", found.source, found.at)
            resolved = self._resolved(found, years, title)
            unit = resolved.place
            level = self._level_of(found.unit.name, resolved)
        if unit is not None and found is not None:
            self._comes("code", found.source, found.at)
        if hints.code is not None:
            told = self._told_unit(hints.code, years)
            if told is not None:
                if unit is not None and unit.code != told.code:
                    self._disagrees("code", told.code, unit.code)
                elif unit is None:
                    # The note that the name alone could mean several places has its answer.
                    self.notes = [note for note in self.notes if not note.endswith(": no code")]
                self._comes("code", "told")
                unit, level = told, told.level
                if place is None:
                    place = told.name
                    found = Found(Unit(place, 0), None, "told")
                    self._comes("place", "told")
        if hints.level is not None:
            self._comes("level", "told")
            return place, hints.level, unit
        if level is not None and found is not None:
            self._comes("level", found.source, found.at)
        if unit is None and place is not None and place.endswith("市") and hints.name:
            # An unlisted city is a county-level one by exclusion only: a folder that says more wins.
            named = level_of_name(hints.name) if place not in by_name() else None
            if named is not None:
                level = named
                self._comes("level", "name")
        if level is None:
            level = level_of_body(self.text, short_lines(self.text, self.opening_end))
            if level is not None:
                self._comes("level", "inferred")
        if level is None and hints.name:
            level = level_of_name(hints.name)
            if level is not None:
                self._comes("level", "name")
        return place, level, unit

    def _told_unit(self, code: str, years: ReportYears) -> Place | None:
        """The unit of a code that is told: six digits, or the twelve of the statistical one (统计用区划代码)."""
        digits = code.strip().removesuffix(".0")
        year = years.plan if years.plan is not None else years.review
        unit = unit_of_code(digits[:6], year) if digits.isdecimal() and len(digits) in (6, 12) else None
        if unit is None:
            self.notes.append(f"code {code} is told, which is no code of GB/T 2260")
        return unit

    def _resolved(self, found: Found, years: ReportYears, title: Title | None) -> Resolved:
        """The unit of the gazetteer that a place is, by the year and by what is known of where it lies."""
        name = found.unit.name
        if name not in by_name() or found.unit.doubtful:
            return Resolved(None, ())
        year = years.plan if years.plan is not None else years.review
        around = [found.unit.parents] if found.unit.parents else []
        if not around and len(by_name()[name]) > 1:
            told = read_chain(self.hints.place) if self.hints.place else None
            around.extend(
                places
                for places in (
                    told.parents if told else (),
                    tuple(listed_in(f"{title.text if title else ''}\n{self.text[: self.opening_end]}")),
                    tuple(listed_in(self.hints.name)) if self.hints.name else (),
                )
                if places
            )
        resolved = resolve(name, year, around)
        parents = [place for parent in found.unit.parents for place in by_name().get(parent, ())]
        if parents and not _lies_in(resolved, parents):
            self.notes.append(f"{name} is not listed in {''.join(found.unit.parents)}: no code")
            return Resolved(None, ())
        if resolved.place is None and len(resolved.candidates) > 1:
            codes = ", ".join(place.code for place in resolved.candidates[:4])
            more = " …" if len(resolved.candidates) > 4 else ""
            self.notes.append(f"{name} is the name of several places ({codes}{more}): no code")
        return resolved

    def _level_of(self, name: str, resolved: Resolved) -> Level | None:
        if name in _CENTRAL:
            return "national"
        if resolved.place is not None:
            return resolved.place.level
        levels = {place.level for place in resolved.candidates}
        if levels:
            return levels.pop() if len(levels) == 1 else None
        return level_by_name(name)

    def _delivered(self, occasion: Occasion) -> str | None:
        told = self.hints.delivered
        if told is None:
            said: str | None = self._told_or(occasion.delivered, "delivered")
            return said
        date = as_iso(told)
        if date is None:
            self.notes.append(f"delivered {told!r} is told, which is no date")
            said = occasion.delivered.value if occasion.delivered else None
            if occasion.delivered:
                self._comes("delivered", "text", (occasion.delivered.start, occasion.delivered.end))
            return said
        self._comes("delivered", "told")
        if occasion.delivered and not occasion.delivered.value.startswith(date):
            self._disagrees("delivered", date, occasion.delivered.value)
        return date


def _lies_in(resolved: Resolved, parents: Iterable[Place]) -> bool:
    candidates = [resolved.place] if resolved.place else list(resolved.candidates)
    return any(
        parent.holds(place) or parent.holds(successor(place) or place)
        for parent in parents
        for place in candidates
    )
