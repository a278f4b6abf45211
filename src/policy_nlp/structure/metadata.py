"""The `policy_metadata` component."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Metadata:
    def __call__(self, doc: Doc) -> Doc:
        return doc


@Language.factory("policy_metadata")
def make_metadata(nlp: Language, name: str) -> Metadata:
    """The factory of `policy_metadata`."""
    return Metadata()
