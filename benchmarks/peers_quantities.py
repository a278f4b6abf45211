"""The quantities of annotated reports through other tools, side by side with ours.

    python benchmarks/peers_quantities.py GOLD_DIR [GOLD_DIR …]

GOLD_DIR holds NAME.txt with NAME.json (`quantities` with start, end, value, upper). Compared are Microsoft Recognizers
(number, percentage, ordinal, currency, dimension and age models together, the longest result where they overlap) and
JioNLP (`extract_money`). Both are optional: `pip install "policy-nlp[peers]" "emoji<2"`; what is not installed is
skipped with a note.

What is counted is kind to the peers, who know no classifiers, signs and ranges: a value is right if a result that
overlaps the annotated span gives it, whatever its sign; of a range, either end will do. `+ span` also asks for the
annotated span. Precision counts every result that is no such hit as wrong.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple


class Result(NamedTuple):
    """One number that a tool found: its span in the raw text and its value."""

    start: int
    end: int
    value: Decimal | None
    upper: Decimal | None = None


Tool = Callable[[str], list[Result]]


class PeerMissingError(Exception):
    """A peer is not installed; the message says what is missing."""


def ours() -> Tool:
    """This package, from the raw text to spans in it: cleaning and mapping back included."""
    from policy_nlp.document import clean
    from policy_nlp.extract.quantities import find_quantities

    def run(text: str) -> list[Result]:
        copy = clean(text)
        results = []
        for quantity in find_quantities(copy.text):
            start, end = copy.to_raw(quantity.start, quantity.end)
            results.append(Result(start, end, number(quantity.value), number(quantity.upper)))
        return results

    return run


def microsoft() -> Tool:
    """Six models of Microsoft Recognizers together; the longest of overlapping results is kept."""
    try:
        from recognizers_number import Culture, recognize_number, recognize_ordinal, recognize_percentage
        from recognizers_number_with_unit import recognize_age, recognize_currency, recognize_dimension
    except ImportError as error:
        raise PeerMissingError(str(error)) from error
    models = (
        recognize_number,
        recognize_percentage,
        recognize_ordinal,
        recognize_currency,
        recognize_dimension,
        recognize_age,
    )

    def run(text: str) -> list[Result]:
        results = []
        for model in models:
            for item in model(text, Culture.Chinese):
                value = (item.resolution or {}).get("value")
                results.append(
                    Result(item.start, item.end + 1, number(str(value).rstrip("%") if value else None))
                )
        return longest(results)

    return run


def jionlp() -> Tool:
    """JioNLP's money extractor, its only one for numbers in running text."""
    try:
        import jionlp as jio
    except ImportError as error:
        raise PeerMissingError(str(error)) from error

    def run(text: str) -> list[Result]:
        results = []
        for item in jio.ner.extract_money(text, with_parsing=True):
            value = (item.get("detail") or {}).get("num")
            ends = list(value) if isinstance(value, list | tuple) else [value, None]
            start, end = item["offset"]
            results.append(Result(start, end, number(ends[0]), number(ends[1])))
        return longest(results)

    return run


def number(value: object) -> Decimal | None:
    """A value as a decimal, or None where it is none."""
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


def longest(results: Iterable[Result]) -> list[Result]:
    """Results without overlaps, the longest first come."""
    kept: list[Result] = []
    for result in sorted(results, key=lambda r: (r.start - r.end, r.start)):
        if all(result.end <= other.start or other.end <= result.start for other in kept):
            kept.append(result)
    return sorted(kept)


def hits(gold: list[Result], results: list[Result]) -> tuple[int, int]:
    """How many annotated numbers have their value found, and how many also their exact span."""
    values = spans = 0
    used: set[int] = set()
    for item in gold:
        wanted = {abs(v) for v in (item.value, item.upper) if v is not None}
        for index, result in enumerate(results):
            if index in used or result.end <= item.start or item.end <= result.start:
                continue
            if result.value is not None and abs(result.value) in wanted:
                used.add(index)
                values += 1
                spans += (result.start, result.end) == (item.start, item.end)
                break
    return values, spans


def load(folders: list[Path]) -> list[tuple[str, list[Result]]]:
    """The texts with their annotated quantities."""
    loaded = []
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            text = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
            items = json.loads(path.read_text("utf-8"))["quantities"]
            loaded.append(
                (text, [Result(q["start"], q["end"], number(q["value"]), number(q["upper"])) for q in items])
            )
    return loaded


def speed(tool: Tool, texts: list[str]) -> float:
    """Characters a second of processor time, the best of several rounds, each of at least a fifth of a second."""
    size = sum(map(len, texts))
    best = 0.0
    for _ in range(3):
        begin, rounds = time.process_time(), 0
        while rounds == 0 or time.process_time() - begin < 0.2:
            for text in texts:
                tool(text)
            rounds += 1
        best = max(best, size * rounds / (time.process_time() - begin))
        if best < 50_000:
            break
    return best


def main(arguments: list[str]) -> int:
    """Print the table. Returns 2 where there is nothing to compare with."""
    documents = load([Path(argument) for argument in arguments])
    if not documents:
        print(__doc__)
        return 2
    count = sum(len(gold) for _, gold in documents)
    size = sum(len(text) for text, _ in documents)
    print(f"{len(documents)} reports, {size:,} characters, {count} annotated quantities\n")
    print(f"{'':24}{'results':>9}{'value':>19}{'value + span':>19}{'characters/s':>15}")
    print(f"{'':33}{'recall':>10}{'prec.':>9}{'recall':>10}{'prec.':>9}")
    makers = {"policy_nlp": ours, "Microsoft Recognizers": microsoft, "JioNLP (money)": jionlp}
    for name, make in makers.items():
        try:
            tool = make()
        except PeerMissingError as reason:
            print(f"{name:24}skipped, not installed: {reason}")
            continue
        tool(documents[0][0])
        found = values = spans = 0
        for text, gold in documents:
            results = tool(text)
            right = hits(gold, results)
            found, values, spans = found + len(results), values + right[0], spans + right[1]
        row = "".join(f"{hit / count:>10.1%}{hit / max(found, 1):>9.1%}" for hit in (values, spans))
        print(f"{name:24}{found:>9}{row}{speed(tool, [text for text, _ in documents]):>15,.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
