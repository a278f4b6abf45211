"""Cost grows in line with a text's length: a book in one paragraph costs no more a character than a short report."""

from __future__ import annotations

import gc
import itertools
import time
from pathlib import Path

import pytest

from policy_nlp import load_pipeline, process_text
from policy_nlp.read import read_source

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LONG, SHORT = 700_000, 16_000
"""Characters of the one paragraph, 2 MB of UTF-8, and of the texts that it is compared with."""


@pytest.mark.slow
def test_two_megabytes_in_one_paragraph_cost_a_third_more_a_character_at_most():
    reports = [read_source(path).text for path in sorted(CORPUS.glob("*/*/*.txt"))]
    # Other figures in every round: else the long text would say the same again and again.
    rounds = (
        "".join(reports).replace("5", str(n % 10)).translate({10: None, 13: None}) for n in itertools.count()
    )
    text = ""
    while len(text) < LONG:
        text += next(rounds)
    text = text[:LONG]
    pieces = [text[at : at + SHORT] for at in range(0, LONG, SHORT)]
    nlp = load_pipeline()

    def seconds(texts: list[str]) -> float:
        gc.collect()
        begun = time.process_time()
        for one in texts:
            process_text(one, nlp=nlp)
        return time.process_time() - begun

    seconds(pieces)  # all words are known from here on
    # The least of two: what else the machine does only ever adds.
    short = min(seconds(pieces) for _ in range(2))
    long = min(seconds([text]) for _ in range(2))
    assert long <= 1.3 * short
