"""What numbers measure and how far projects are, on stretches of many reports that no rule was written from at first.

    python benchmarks/names_and_stages.py CORPUS [--errors]

CORPUS is the folder of raw reports (LEVEL/PLACE/YEAR.txt) that the offsets of `indicator_names.tsv` and
`project_stages.tsv` index. Prints the share of right names (bigram overlap of at least 0.6, as the scorer of the
annotated reports counts) by round and by decade, and the share of right stages by round. One reader, one reading.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc
from spacy.vocab import Vocab

from policy_nlp.document import clean_text
from policy_nlp.extract.indicators.naming import name_numbers
from policy_nlp.extract.indicators.numbers import Number
from policy_nlp.extract.quantities.find import find_quantities
from policy_nlp.pipeline import process_path
from policy_nlp.read import read_source

HERE = Path(__file__).parent
NAMES = HERE / "indicator_names.tsv"
STAGES = HERE / "project_stages.tsv"
_LEFT_OUT = str.maketrans("", "", " \n\t\r　“”\"'《》（）()、，,。的和及与")


class Outcome(NamedTuple):
    """One marked item and what was made of it."""

    round: int
    path: str
    start: int
    wanted: str
    found: str | None
    right: bool


def same_words(wanted: str, found: str | None) -> bool:
    """Whether two names share their words: F1 over pairs of characters of at least 0.6."""
    a, b = (name.translate(_LEFT_OUT) for name in (wanted, found or ""))
    if not a or not b:
        return a == b
    pairs = [Counter(x[i : i + 2] for i in range(max(1, len(x) - 1))) for x in (a, b)]
    shared = sum((pairs[0] & pairs[1]).values())
    return 2 * shared / (pairs[0].total() + pairs[1].total()) >= 0.6


def _marked(table: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of a table by report."""
    by_path: dict[str, list[dict[str, str]]] = defaultdict(list)
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            by_path[row["path"]].append(row)
    return by_path


def names(corpus: Path) -> list[Outcome]:
    """The marked numbers that are found, and what they are said to measure."""
    vocab, outcomes = Vocab(), []
    for path, rows in _marked(NAMES).items():
        text = read_source(corpus / path).text
        clean = clean_text(Doc(vocab, words=[text], spaces=[False]))
        found = find_quantities(clean.text)
        numbers = [Number(q.start, q.end, q.kind, q.unit, q.comparator) for q in found]
        named = {
            clean.to_raw(number.start, number.end): naming.indicator
            for number, naming in zip(numbers, name_numbers(clean.text, numbers), strict=True)
        }
        for row in rows:
            pieces = (piece.split("-") for piece in row["name"].split(","))
            wanted = "".join(text[int(a) : int(b)] for a, b in pieces)
            key = (int(row["start"]), int(row["end"]))
            if key in named:
                right = same_words(wanted, named[key])
                outcomes.append(Outcome(int(row["round"]), path, key[0], wanted, named[key], right))
    return outcomes


def stages(corpus: Path) -> list[Outcome]:
    """The marked projects that are found, and their stage."""
    outcomes = []
    for path, rows in _marked(STAGES).items():
        found = {(p.start, p.end): p.stage for p in process_path(corpus / path).projects}
        for row in rows:
            key = (int(row["start"]), int(row["end"]))
            if key in found:
                stage, wanted = found[key], row["stage"]
                outcomes.append(Outcome(int(row["round"]), path, key[0], wanted, stage, stage == wanted))
    return outcomes


def _decade(path: str) -> str:
    return f"{Path(path).stem[:3]}0s"


def _print(title: str, groups: dict[str, list[Outcome]]) -> None:
    for group, outcomes in sorted(groups.items()):
        right = sum(outcome.right for outcome in outcomes)
        print(f"{title} {group:8} {right:5} of {len(outcomes):5}  {right / len(outcomes):.3f}")


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every item that is wrong")
    arguments = parser.parse_args()
    for title, outcomes in (("names", names(arguments.corpus)), ("stages", stages(arguments.corpus))):
        by_round: dict[str, list[Outcome]] = defaultdict(list)
        by_decade: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            by_round[f"round {outcome.round}"].append(outcome)
            by_decade[_decade(outcome.path)].append(outcome)
            if arguments.errors and not outcome.right:
                print(outcome.path, outcome.start, outcome.wanted, outcome.found, sep="\t")
        _print(title, by_round)
        _print(title, by_decade)


if __name__ == "__main__":
    main()
