"""Blocking (分块): which claims are worth comparing with a promise in full."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from policy_nlp.compare.levels import abbreviates
from policy_nlp.compare.sides import Answer, Promise


class Index:
    """Finds, for a promise, the claims that share its indicator, a project or the most rare words.

    Time for one promise is in the number of claims that hold one of its terms; terms that many claims hold
    weigh little and are looked up last, so very common ones could be left out, but a report is small.
    """

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers
        self._terms: dict[str, list[int]] = {}
        self._indicators: dict[str, list[int]] = {}
        self._projects: dict[str, list[int]] = {}
        self._norms: list[float] = []
        self._names = [(p.name, i) for i, answer in enumerate(answers) for p in answer.projects]
        for i, answer in enumerate(answers):
            for term in answer.wording.weights:
                self._terms.setdefault(term, []).append(i)
            for key in {n.quantity.indicator_id for n in answer.numbers} - {None}:
                self._indicators.setdefault(str(key), []).append(i)
            for key in {p.name_key for p in answer.projects}:
                self._projects.setdefault(key, []).append(i)
            self._norms.append((answer.wording.mass or 1.0) ** 0.35)

    def candidates(self, promise: Promise, most: int, parts: Sequence[str] = ()) -> list[Answer]:
        """At most about `most` claims, in the order of the text; `parts` are the indicators that make up the asked one."""
        gains: dict[int, float] = {}
        wordings = [promise.wording.weights]
        if promise.number is not None:
            wordings.append(promise.number.label.weights)
        for weights in wordings:
            for term, weight in weights.items():
                for i in self._terms.get(term, ()):
                    gains[i] = gains.get(i, 0.0) + weight
        norms = self._norms
        chosen = set(heapq.nsmallest(most, gains, key=lambda i: (-gains[i] / norms[i], i)))
        if promise.target is not None and promise.target.indicator_id:
            for indicator in (promise.target.indicator_id, *parts):
                chosen.update(self._indicators.get(indicator, ())[:8])
        for project in promise.projects:
            chosen.update(self._projects.get(project.name_key, ())[:8])
            chosen.update(i for name, i in self._names if abbreviates(name, project.name))
        return [self._answers[i] for i in sorted(chosen)]
