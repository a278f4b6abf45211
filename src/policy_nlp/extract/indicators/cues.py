"""The table of cues as look-ups, made once."""

from __future__ import annotations

import re
from functools import cache

from policy_nlp.knowledge.indicators import CueRole, indicator_cues, indicator_names


class Front:
    """Cues to look for at the start of a string: by their first character, the lengths to try, longest first."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[0], set()).add(len(word))
        self.lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def match(self, text: str, at: int = 0) -> int:
        """The length of the longest cue at a position, or 0."""
        for length in self.lengths.get(text[at : at + 1], ()):
            if text[at : at + length] in self.words:
                return length
        return 0


class Back:
    """Cues to look for at the end of a string: by their last character, the lengths to try, longest first."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[-1], set()).add(len(word))
        self.lengths = {last: tuple(sorted(found, reverse=True)) for last, found in lengths.items()}


class Cues:
    """The cue tables as look-ups."""

    def __init__(self) -> None:
        def of(*roles: CueRole) -> frozenset[str]:
            return frozenset().union(*(indicator_cues(role) for role in roles))

        self.front = Front(of("lead", "keep"))
        self.hold = Front(of("hold"))
        self.keep = of("keep")
        self.made = of("made")
        self.tail = Back(of("link", "growth", "basis"))
        self.rank = Back(of("rank", "arena", "link", "basis"))
        self.scope = of("scope")
        self.dependent = of("dependent")
        self.generic = of("generic")
        self.whole = tuple(sorted(of("whole")))
        self.behind = Front(
            frozenset(
                w for w in of("growth", "link") if (len(w) > 1 or w in "为达约近升降增减") and w != "基本"
            )
            | of("void")
        )
        self.void = Front(of("void"))
        self.pivot = of("pivot")
        self.glued = of("glued")
        self.whole_set = Front(of("whole_set"))
        self.names = indicator_names()
        strong = sorted(of("predicate"), key=lambda w: (-len(w), w))
        self.predicate = re.compile("|".join(map(re.escape, strong)))
        weak = sorted(of("verb"), key=lambda w: (-len(w), w))
        self.verb = re.compile("|".join(map(re.escape, weak)))
        parts = sorted(of("part"), key=lambda w: (-len(w), w))
        self.part = re.compile("|".join(map(re.escape, parts)))
        clause = sorted(of("clause"), key=lambda w: (-len(w), w))
        self.clause = re.compile(f"(?:{'|'.join(map(re.escape, clause))})[了过的]?")
        lead = sorted((w for w in of("lead", "keep") if len(w) > 1), key=lambda w: (-len(w), w))
        self.led_clause = re.compile(f"(?:{'|'.join(map(re.escape, [*lead, *clause]))})[了过的]?")
        self.preposition = tuple(sorted(of("preposition")))
        self.passing = of("passing")
        self.states = tuple(sorted(of("state")))
        self.towards = ("等", "等地", "一批", *sorted(of("towards")))
        states = "|".join(map(re.escape, sorted(of("state"), key=lambda w: (-len(w), w))))
        manners = "|".join(map(re.escape, sorted(of("manner"), key=lambda w: (-len(w), w))))
        self.mannered = re.compile(f"(?P<sphere>[^，。、]{{2,24}}?)(?:{manners})[^，]{{0,6}}?(?:{states})$")
        subjects = "|".join(map(re.escape, sorted(of("sphere"), key=lambda w: (-len(w), w))))
        self.stated = re.compile(
            f"(?P<sphere>[^，。、“”]{{0,10}}?(?:{subjects}))(?!链|园|带|集群|化|结构)[^，]{{1,12}}?(?:{states})$"
        )


@cache
def cue_tables() -> Cues:
    return Cues()


def strip_tail(text: str, cues: Back, names: frozenset[str]) -> tuple[str, int]:
    """Take cues off the end as long as there are any, but never off a known name; where the rest ends."""
    end = len(text)
    whole = cue_tables().whole
    words = cues.words
    while end:
        for length in cues.lengths.get(text[end - 1], ()):
            if length <= end and text[end - length : end] in words:
                break
        else:
            break
        if text[:end] in names or text.endswith(whole, 0, end):
            break
        end -= length
    return text[:end], end
