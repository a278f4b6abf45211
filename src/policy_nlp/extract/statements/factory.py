"""How `policy_statements` is made."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Statements:
    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("policy_statements")
def make_statements(nlp: Language, name: str) -> Statements:
    """The factory of `policy_statements`."""
    return Statements()
