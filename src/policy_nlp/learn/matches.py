"""Learn what the levels of comparison are worth: `python -m policy_nlp.learn matches GOLD_DIR CORPUS_DIR --output FILE`.

GOLD_DIR holds coded pairs of years (`NAME.json` with `earlier`, `later` and `rows`), CORPUS_DIR the reports that their
offsets index. A pair of a promise and a candidate claim is an example, labelled by whether the coders took the claim
for an answer. Weights are cross-validated by place: no place helps to judge itself. `--held-out DIR` writes each
pair's comparison by the weights of the OTHER places, for scoring. With `--rarity FILE` the table of how rare words are
is counted anew from all reports of CORPUS_DIR: numbers of clauses, no sentences.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from policy_nlp.compare import compare
from policy_nlp.compare.fulfilment import accept, asked_after, match
from policy_nlp.compare.levels import SCALES, Pair
from policy_nlp.compare.settings import DEFAULTS
from policy_nlp.compare.sides import Reading, answers, promises
from policy_nlp.compare.weights import Weights, load_weights
from policy_nlp.compare.words import count_terms, load_rarity, rarity_record
from policy_nlp.pipeline import process_path
from policy_nlp.records import Report

_CLAUSE = re.compile(r"[，。；：！？\n,;]")


@dataclass(slots=True)
class Case:
    """One coded promise with its candidates and which of them the coders took."""

    place: str
    pairs: list[Pair]
    right: list[bool]
    answered: bool
    answers: int


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded pair of years."""

    name: str
    place: str
    earlier: Report
    later: Report
    rows: list[dict[str, Any]]


def coded_pairs(gold: Path, corpus: Path) -> list[Coded]:
    """The coded pairs with their reports, processed."""
    found = []
    for path in sorted(gold.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        earlier, later = (
            process_path(corpus / f"{record[side]}.txt", report_id=record[side])
            for side in ("earlier", "later")
        )
        found.append(Coded(path.stem, record["earlier"].rsplit("/", 1)[0], earlier, later, record["rows"]))
    return found


def overlap(a: Mapping[str, int], start: int, end: int) -> int:
    """How many characters a coded span and a span share."""
    return max(0, min(a["end"], end) - max(a["start"], start))


def cases(pair: Coded) -> list[Case]:
    """The coded promises that the extraction finds, each with its candidates, scored by whatever weights."""
    rarity = load_rarity().within(item.text for item in (*pair.earlier.commitments, *pair.later.claims))
    before, after = Reading(pair.earlier, rarity), Reading(pair.later, rarity)
    asked = promises(
        before, asked_after(before, pair.later.report.review_year), pair.later.report.review_year
    )
    ranked = match(asked, answers(after), load_weights(), DEFAULTS)
    found = []
    for row in pair.rows:
        span = row["commitment"]
        near = []
        for promise, pairs in zip(asked, ranked, strict=True):
            item, target = promise.item, promise.target
            shared = overlap(span, item.start, item.end)
            if shared < 0.5 * min(span["end"] - span["start"], item.end - item.start):
                continue
            inside = target is not None and span["start"] <= target.start and target.end <= span["end"]
            if target is not None and overlap(span, target.start, target.end) == 0:
                continue
            near.append(
                (
                    inside,
                    shared / (span["end"] - span["start"] + item.end - item.start - shared),
                    -promise.order,
                    pairs,
                )
            )
        if not near:
            continue
        pairs = max(near, key=lambda n: n[:3])[3]
        right = [
            any(
                overlap(c, p.answer.item.start, p.answer.item.end)
                >= 0.5 * min(c["end"] - c["start"], p.answer.item.end - p.answer.item.start)
                for c in row["claims"]
            )
            for p in pairs
        ]
        found.append(Case(pair.place, pairs, right, bool(row["claims"]), len(row["claims"])))
    return found


def _steps(key: str) -> list[str]:
    """A level as steps up its scale, so that a stronger level has all the steps of a weaker one and one more."""
    name, level = key.split("=", 1)
    scale = SCALES.get(name)
    if scale is None or level not in scale:
        return [key]
    # A comparison that was made at all has a step of its own; it is what the weakest level is worth.
    return [f"{name}={lower}" for lower in scale[scale.index(level) :]]


def fit(examples: Sequence[Case], strength: float) -> Weights:
    """Weights by regularised logistic regression over steps; the threshold is set apart.

    A step up that the examples would have lower the odds is left out and the rest is fitted again: more agreement
    never counts against a claim, whatever chance there is in a few hundred examples.
    """
    from sklearn.linear_model import LogisticRegression

    pairs = [p for case in examples for p in case.pairs]
    labels = np.array([right for case in examples for right in case.right])
    every = sorted({step for p in pairs for r in p.reached for step in _steps(r.key)})
    weakest = {f"{name}={scale[-1]}" for name, scale in SCALES.items()}
    kept = every
    while True:
        place = {step: i for i, step in enumerate(kept)}
        table = np.zeros((len(pairs), len(kept)))
        for i, pair in enumerate(pairs):
            for reached in pair.reached:
                for step in _steps(reached.key):
                    if step in place:
                        table[i, place[step]] = 1.0
        model = LogisticRegression(C=strength, max_iter=5000, tol=1e-8)
        model.fit(table, labels)
        worth = dict(zip(kept, (float(w) for w in model.coef_[0]), strict=True))
        down = {
            step
            for step, w in worth.items()
            if w < 0 and step.split("=")[0] in SCALES and step not in weakest
        }
        if not down:
            break
        kept = [step for step in kept if step not in down]
    levels = {
        key: round(sum(worth.get(step, 0.0) for step in _steps(key)), 3)
        for key in sorted({r.key for p in pairs for r in p.reached} | set(every))
    }
    return Weights(
        prior=round(float(model.intercept_[0]), 3),
        threshold=0.5,
        levels={k: w for k, w in levels.items() if w},
    )


def rescore(examples: Sequence[Case], weights: Weights) -> list[Case]:
    """The same cases, their candidates scored and ranked by other weights."""
    found = []
    for case in examples:
        order = []
        for pair, right in zip(case.pairs, case.right, strict=True):
            pair.score = weights.score(pair)
            order.append((pair, right))
        order.sort(key=lambda o: (-o[0].score, o[0].answer.order))
        found.append(
            Case(case.place, [o[0] for o in order], [o[1] for o in order], case.answered, case.answers)
        )
    return found


def quality(examples: Sequence[Case], threshold: float, share: float) -> tuple[float, float]:
    """F1 of the claims taken, and the share of promises rightly called mentioned or not."""
    hit = taken = wanted = mentioned = 0
    for case in examples:
        chosen = {id(p) for p in accept(case.pairs, threshold, share)}
        right = sum(r for p, r in zip(case.pairs, case.right, strict=True) if id(p) in chosen)
        hit, taken, wanted = hit + min(right, case.answers), taken + len(chosen), wanted + case.answers
        mentioned += bool(chosen) == case.answered
    f1 = 2 * hit / (taken + wanted) if taken + wanted else 0.0
    return f1, mentioned / max(1, len(examples))


def set_thresholds(examples: Sequence[Case]) -> tuple[float, float]:
    """The threshold and the share that serve claims and mentions best, on scores that no place gave itself.

    Thresholds below 0.28 are not tried: read in reports of other places and decades, most matches below it are wrong.
    """
    grid = [(t / 100, s / 100) for t in range(28, 75, 2) for s in range(40, 101, 10)]
    return max(grid, key=lambda g: (sum(quality(examples, *g)), -abs(g[0] - 0.4)))


def learn(examples: Sequence[Case], strength: float) -> tuple[Weights, list[Case]]:
    """Weights from all cases with thresholds set on cross-validated scores; and the cases with those scores."""
    places = sorted({c.place for c in examples})
    held_out: list[Case] = []
    for place in places:
        weights = fit([c for c in examples if c.place != place], strength)
        held_out += [_frozen(c) for c in rescore([c for c in examples if c.place == place], weights)]
    threshold, share = set_thresholds(held_out)
    weights = fit(examples, strength)
    source = f"{len(examples)} coded promises of {len(places)} places, {sum(sum(c.right) for c in examples)} answering claims; logistic regression, C = {strength:g}"
    return weights.model_copy(
        update={"threshold": threshold, "share": share, "learned_from": source}
    ), held_out


def _frozen(case: Case) -> Case:
    """A case whose scores a later fit can't change."""
    copies = []
    for pair in case.pairs:
        copy = Pair(pair.promise, pair.answer, pair.number, pair.reached, pair.conflict, pair.score)
        copies.append(copy)
    return Case(case.place, copies, case.right, case.answered, case.answers)


def clauses_of(corpus: Path) -> Iterator[str]:
    """The clauses of all reports of a folder."""
    for path in sorted(corpus.rglob("*.txt")):
        for clause in _CLAUSE.split(path.read_text("utf-8-sig", errors="replace")):
            if len(clause) > 3:
                yield clause


def main(argv: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="policy_nlp.learn matches",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, required=True, help="weights, as JSON")
    parser.add_argument(
        "--held-out", type=Path, help="folder for comparisons by weights learned from the other places"
    )
    parser.add_argument("--rarity", type=Path, help="count how rare words are, and write it here")
    parser.add_argument("--strength", type=float, default=0.2, help="C of the logistic regression")
    options = parser.parse_args(argv)
    if options.rarity:
        counts, total = count_terms(clauses_of(options.corpus))
        options.rarity.write_text(
            json.dumps(rarity_record(counts, total), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        load_rarity.cache_clear()
    pairs = coded_pairs(options.gold, options.corpus)
    of_pair = {pair.name: cases(pair) for pair in pairs}
    every = [c for found in of_pair.values() for c in found]
    weights, held_out = learn(every, options.strength)
    f1, mentioned = quality(held_out, weights.threshold, weights.share)
    print(
        f"held out: claims f1 {f1:.3f}, mentioned {mentioned:.3f}; threshold {weights.threshold:.2f}, share {weights.share:.2f}"
    )
    options.output.write_text(json.dumps(weights.model_dump(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    if options.held_out:
        options.held_out.mkdir(parents=True, exist_ok=True)
        for pair in pairs:
            others = [
                c
                for name, found in of_pair.items()
                if not any(p.name == name and p.place == pair.place for p in pairs)
                for c in found
            ]
            apart, _ = learn(others, options.strength)
            comparison = compare(pair.earlier, pair.later, weights=apart)
            (options.held_out / f"{pair.name}.json").write_text(comparison.model_dump_json(indent=1), "utf-8")


if __name__ == "__main__":
    main()
