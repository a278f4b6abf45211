"""Cross-validation of the project tagger: every annotated report is scored by a model that has not seen it.

    python benchmarks/cross_validate_projects.py GOLD_DIR… --corpus CORPUS [--folds N]

Prints precision, recall and F1 of names (overlap of at least 0.6) and the accuracy of stages, per folder and in all.
The excerpts from other places are always in the training data; of the places of the gold they hold
only the State Council.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from spacy.vocab import Vocab

from policy_nlp.document import clean_text
from policy_nlp.extract.projects.stages import Name, stages_of
from policy_nlp.extract.projects.tagger import find_names, load_weights
from policy_nlp.learn.projects import EXCERPTS, read_excerpts, read_gold, train
from policy_nlp.tag.tokenizer import JiebaTokenizer

Pair = tuple[int, int]


def overlap(a: Pair, b: Pair) -> float:
    """Intersection over union of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, shared / (max(a[1], b[1]) - min(a[0], b[0])))


def count(
    gold: list[dict[str, Any]],
    found: list[dict[str, Any]],
    tally: Counter[str],
    say: list[str] | None,
    text: str,
) -> None:
    """Add one report's hits, misses and false alarms to a tally, as the gold's scorer counts them."""
    asked = [g for g in gold if g["kind"] == "project"]
    programmes = [(g["start"], g["end"]) for g in gold if g["kind"] != "project"]
    given = [f for f in found if f["kind"] == "project"]
    pairs = sorted(
        (-overlap((g["start"], g["end"]), (f["start"], f["end"])), i, j)
        for i, g in enumerate(asked)
        for j, f in enumerate(given)
    )
    hit_gold: dict[int, int] = {}
    for value, i, j in pairs:
        if value <= -0.6 and i not in hit_gold and j not in hit_gold.values():
            hit_gold[i] = j
    free = sum(
        1
        for j, f in enumerate(given)
        if j not in hit_gold.values() and any(overlap((f["start"], f["end"]), p) > 0.3 for p in programmes)
    )
    tally.update(hits=len(hit_gold), gold=len(asked), found=len(given) - free)
    for i, j in hit_gold.items():
        if asked[i].get("stage"):
            tally.update(stages=1, right=int(asked[i]["stage"] == given[j]["stage"]))
    if say is not None:
        around = [("-", g) for i, g in enumerate(asked) if i not in hit_gold]
        around += [("+", f) for j, f in enumerate(given) if j not in hit_gold.values()]
        for sign, x in around:
            a, b = x["start"], x["end"]
            say.append(f"{sign} {text[a - 10 : a]}【{text[a:b]}】{text[b : b + 10]}".replace("\n", "/"))


def show(name: str, tally: Counter[str]) -> None:
    """One line of figures."""
    precision = tally["hits"] / max(1, tally["found"])
    recall = tally["hits"] / max(1, tally["gold"])
    f1 = 2 * tally["hits"] / max(1, tally["found"] + tally["gold"])
    stage = tally["right"] / max(1, tally["stages"])
    print(
        f"{name:12s} precision {precision:.3f}  recall {recall:.3f}  f1 {f1:.3f}  stage {stage:.3f}  gold {tally['gold']}"
    )


def main() -> None:
    """Run the folds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=15)
    parser.add_argument("--silence", type=float, nargs="*", default=[])
    parser.add_argument("--l2", type=float, default=None)
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args()
    tokenizer = JiebaTokenizer(Vocab())
    common = load_weights().common
    excerpts = read_excerpts(EXCERPTS, chosen.corpus, tokenizer)
    reports = [(folder, example) for folder in chosen.gold for example in read_gold(folder, tokenizer)]
    options = {"l2": chosen.l2} if chosen.l2 is not None else {}
    tallies: dict[str, Counter[str]] = {}
    errors: list[str] = []
    for fold in range(chosen.folds):
        held_out = reports[fold :: chosen.folds]
        seen = [example for k, (_, example) in enumerate(reports) if k % chosen.folds != fold]
        weights = train(seen + excerpts, common, **options)
        for extra in [0.0, *chosen.silence]:
            shifted = np.array(weights.transition)
            shifted[:, 0] += extra
            model = type(weights)(weights.emission, weights.scale, shifted, common)
            for folder, example in held_out:
                text = (folder / f"{example.name}.txt").read_bytes().decode("utf-8-sig")
                gold = json.loads((folder / f"{example.name}.json").read_text("utf-8"))["projects"]
                doc = tokenizer(text)
                view = clean_text(doc)
                spans = find_names(doc, model)
                stages = stages_of(view.text, [Name(s.start, s.end) for s in spans])
                found = []
                for span, stage in zip(spans, stages, strict=True):
                    start, end = view.to_raw(span.start, span.end)
                    found.append({"start": start, "end": end, "kind": span.kind, "stage": stage})
                name = folder.name + (f"{extra:+.2f}" if extra else "")
                say = errors if chosen.errors and not extra else None
                if say is not None:
                    say.append(f"= {example.name}")
                count(gold, found, tallies.setdefault(name, Counter()), say, text)
                count(
                    gold,
                    found,
                    tallies.setdefault("all" + (f"{extra:+.2f}" if extra else ""), Counter()),
                    None,
                    text,
                )
    for name, tally in sorted(tallies.items()):
        show(name, tally)
    print("\n".join(errors))


if __name__ == "__main__":
    main()
