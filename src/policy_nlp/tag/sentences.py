"""Sentence starts, from punctuation and line ends alone: a `policy_sentences` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

_ENDS = frozenset("。！？；!?;…")
_CLOSERS = frozenset("”’』」）)》】\"'")


class Sentences:
    """Marks the first token of every sentence: behind 。！？； (and what closes a quotation) and behind a line end."""

    def __call__(self, doc: Doc) -> Doc:
        ended = True
        for token in doc:
            word = token.orth_
            starts = ended and not (word[0] in _CLOSERS and token.i > 0)
            token.is_sent_start = starts or token.i == 0
            if starts:
                ended = False
            if word[-1] in _ENDS or "\n" in word or "\r" in word:
                ended = True
        return doc


@Language.factory("policy_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """The factory of `policy_sentences`."""
    return Sentences()
