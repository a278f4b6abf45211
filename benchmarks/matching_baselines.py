"""What the levels of comparison add: the same coded pairs answered by one similarity alone.

    python benchmarks/matching_baselines.py GOLD_MATCHES CORPUS

Three ways to find the claims that answer a promise, each with its threshold set on the OTHER places:
TF-IDF cosine of character pairs alone; the longest common substring alone; the learned levels of comparison.
The verdict is then drawn from the claims by the same rules for all three. A promise that the extraction does not
find counts as wrong for all. Figures: F1 of the claims, verdict right, macro-F1 over verdicts, rightly called
mentioned or not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from policy_nlp.compare.fulfilment import accept, asked_after, decide, match
from policy_nlp.compare.levels import Pair, compare_pair
from policy_nlp.compare.settings import DEFAULTS
from policy_nlp.compare.sides import Answer, Promise, Reading, Wording, answers, promises
from policy_nlp.compare.words import load_rarity, normal
from policy_nlp.learn.matches import Case, Coded, coded_pairs, learn, overlap, set_thresholds

Score = Callable[[Promise, Answer], float]


@dataclass(slots=True)
class Row:
    """A coded row with the promise that was found for it and its scored candidates, best first."""

    place: str
    gold: dict[str, Any]
    pairs: list[Pair]
    given: list[Answer]


def cosine(promise: Promise, answer: Answer) -> float:
    """TF-IDF cosine over character pairs."""
    a, b = promise.wording, answer.wording
    shared = sum(w * w for t, w in a.weights.items() if t in b.weights)
    norm = (_square(a) * _square(b)) ** 0.5
    return shared / norm if norm else 0.0


def _square(wording: Wording) -> float:
    return sum(w * w for w in wording.weights.values())


def substring(promise: Promise, answer: Answer) -> float:
    """The longest common substring, as a share of the shorter text."""
    a, b = normal(promise.item.text), normal(answer.item.text)
    found = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    return found.size / max(1, min(len(a), len(b)))


def found_promises(
    pair: Coded,
) -> tuple[list[tuple[dict[str, Any], Promise | None]], list[Promise], list[Answer], Reading]:
    """For each coded row the promise of the extraction that it speaks of."""
    rarity = load_rarity().within(item.text for item in (*pair.earlier.commitments, *pair.later.claims))
    before, after = Reading(pair.earlier, rarity), Reading(pair.later, rarity)
    asked = promises(
        before, asked_after(before, pair.later.report.review_year), pair.later.report.review_year
    )
    given = answers(after)
    found = []
    for row in pair.rows:
        span, best = row["commitment"], None
        for promise in asked:
            item, target = promise.item, promise.target
            shared = overlap(span, item.start, item.end)
            if shared < 0.5 * min(span["end"] - span["start"], item.end - item.start):
                continue
            if target is not None and overlap(span, target.start, target.end) == 0:
                continue
            inside = target is not None and span["start"] <= target.start and target.end <= span["end"]
            rank = (inside, shared / (span["end"] - span["start"] + item.end - item.start - shared))
            if best is None or rank > best[0]:
                best = (rank, promise)
        found.append((row, best[1] if best else None))
    return found, asked, given, after


def right(row: dict[str, Any], answer: Answer) -> bool:
    """Whether the coders took the claim."""
    item = answer.item
    return any(
        overlap(c, item.start, item.end) >= 0.5 * min(c["end"] - c["start"], item.end - item.start)
        for c in row["claims"]
    )


def by_similarity(pairs: Sequence[Coded], score: Score) -> list[Row | None]:
    """All coded rows with every claim scored by one similarity."""
    rows: list[Row | None] = []
    for pair in pairs:
        found, _, given, _ = found_promises(pair)
        for gold, promise in found:
            if promise is None:
                rows.append(None)
                continue
            scored = sorted(((score(promise, a), a) for a in given), key=lambda s: (-s[0], s[1].order))[:8]
            candidates = []
            for value, answer in scored:
                compared = compare_pair(promise, answer)
                # The baseline knows no conflicts; which number of a claim is meant it is told.
                candidates.append(Pair(promise, answer, compared.number, compared.reached, None, value))
            rows.append(Row(pair.place, gold, candidates, given))
    return rows


def by_levels(
    pairs: Sequence[Coded], cases: dict[str, list[Case]]
) -> tuple[list[Row | None], dict[str, tuple[float, float]]]:
    """All coded rows by weights learned from the other places, with their thresholds."""
    rows: list[Row | None] = []
    thresholds = {}
    for pair in pairs:
        weights, _ = learn([c for p in pairs if p.place != pair.place for c in cases[p.name]], 0.2)
        thresholds[pair.place] = (weights.threshold, weights.share)
        found, asked, given, _ = found_promises(pair)
        ranked = dict(zip(map(id, asked), match(asked, given, weights, DEFAULTS), strict=True))
        rows += [
            None if promise is None else Row(pair.place, gold, ranked[id(promise)], given)
            for gold, promise in found
        ]
    return rows, thresholds


def thresholds_elsewhere(rows: Sequence[Row | None], places: Sequence[str]) -> dict[str, tuple[float, float]]:
    """For each place the threshold and share that serve the others best."""
    found = {}
    for place in places:
        others = [
            Case(
                r.place,
                r.pairs,
                [right(r.gold, p.answer) for p in r.pairs],
                bool(r.gold["claims"]),
                len(r.gold["claims"]),
            )
            for r in rows
            if r is not None and r.place != place
        ]
        found[place] = set_thresholds(others)
    return found


def figures(
    rows: Sequence[Row | None], golds: Sequence[dict[str, Any]], thresholds: dict[str, tuple[float, float]]
) -> dict[str, float]:
    """The four figures of one way."""
    hit = ok = taken = wanted = correct = mentioned = 0
    confusion: Counter[tuple[str, str]] = Counter()
    for gold, row in zip(golds, rows, strict=True):
        wanted += len(gold["claims"])
        if row is None:
            confusion[gold["verdict"], "no row"] += 1
            continue
        chosen = accept(row.pairs, *thresholds[row.place])
        promise = row.pairs[0].promise if row.pairs else None
        if promise is None:
            verdict, used = "unmentioned", []
        else:
            decided, used_pairs, extra = decide(promise, row.pairs, chosen, row.given, [], DEFAULTS)
            verdict, used = decided.verdict, [p.answer for p in used_pairs] + extra
        taken += len(used)
        ok += sum(right(gold, a) for a in used)
        hit += sum(
            any(
                overlap(c, a.item.start, a.item.end)
                >= 0.5 * min(c["end"] - c["start"], a.item.end - a.item.start)
                for a in used
            )
            for c in gold["claims"]
        )
        confusion[gold["verdict"], verdict] += 1
        correct += verdict == gold["verdict"]
        mentioned += (verdict == "unmentioned") == (gold["verdict"] == "unmentioned")
    precision, recall = ok / max(1, taken), hit / max(1, wanted)
    verdicts = sorted({v for v, _ in confusion})
    macro = 0.0
    for verdict in verdicts:
        same = confusion[verdict, verdict]
        total = sum(n for (g, _), n in confusion.items() if g == verdict) + sum(
            n for (_, p), n in confusion.items() if p == verdict
        )
        macro += 2 * same / total / len(verdicts)
    count = len(golds)
    return {
        "claims_f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "verdict": correct / count, "macro_f1": macro, "mentioned": mentioned / count,
    }  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    options = parser.parse_args()
    from policy_nlp.learn.matches import cases

    pairs = coded_pairs(options.gold, options.corpus)
    golds = [row for pair in pairs for row in pair.rows]
    places = sorted({pair.place for pair in pairs})
    table: dict[str, dict[str, float]] = {}
    for name, score in (("TF-IDF cosine alone", cosine), ("longest common substring alone", substring)):
        rows = by_similarity(pairs, score)
        table[name] = figures(rows, golds, thresholds_elsewhere(rows, places))
    levels, thresholds = by_levels(pairs, {pair.name: cases(pair) for pair in pairs})
    table["levels of comparison"] = figures(levels, golds, thresholds)
    print(
        f"{len(golds)} coded promises of {len(places)} places; thresholds and weights from the other places\n"
    )
    print("| way | claims F1 | verdict right | macro-F1 | mentioned |\n|---|---:|---:|---:|---:|")
    for name, row in table.items():
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in row.values()) + " |")


if __name__ == "__main__":
    main()
