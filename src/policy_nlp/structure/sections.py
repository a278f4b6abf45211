"""The `policy_sections` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Sections:
    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("policy_sections")
def make_sections(nlp: Language, name: str) -> Sections:
    """The factory of `policy_sections`."""
    return Sections()
