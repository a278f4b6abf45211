"""Sentence starts, from punctuation and line ends alone: a `policy_sentences` component."""

from __future__ import annotations

import re

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import clean_text, word_table

# What ends a sentence, with whatever closes a quotation or bracket behind it; a line end always ends one.
_END = re.compile(r"[。！？；!?;…]+[”’』」）)》】\"']*|[\r\n]+")


class Sentences:
    """Marks the first token of every sentence: behind 。！？； (and what closes a quotation) and behind a line end."""

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        ends = [match.end() for match in _END.finditer(clean_text(doc).raw)]
        # A sentence starts at the first token at or behind the end of the one before.
        first = np.searchsorted(word_table(doc).ends[:-1], ends) + 1
        # In bulk: spaCy's setter of `token.is_sent_start` looks at the whole Doc each time it is called.
        marks = np.full((len(doc), 1), -1, dtype=np.int64)
        marks[first[first < len(doc)]] = 1
        marks[0] = 1
        doc.from_array(["SENT_START"], marks.astype(np.uint64))  # type: ignore[arg-type]  # spaCy's stub knows only lists
        return doc


@Language.factory("policy_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """The factory of `policy_sentences`."""
    return Sentences()
