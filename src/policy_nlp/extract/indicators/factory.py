"""How `policy_indicators` is made."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Indicators:
    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("policy_indicators")
def make_indicators(nlp: Language, name: str) -> Indicators:
    """The factory of `policy_indicators`."""
    return Indicators()
