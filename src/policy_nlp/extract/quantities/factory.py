"""How `policy_quantities` is made."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Quantities:
    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("policy_quantities")
def make_quantities(nlp: Language, name: str) -> Quantities:
    """The factory of `policy_quantities`."""
    return Quantities()
