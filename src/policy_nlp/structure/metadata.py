"""The `policy_metadata` component: title, place, level and years of a report."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import annotations as annotations_of
from policy_nlp.document import clean_text
from policy_nlp.structure.identity import identify
from policy_nlp.structure.outline import outline


class Metadata:
    """Stores :func:`~policy_nlp.structure.identity.identify` in the annotations of a `Doc`."""

    def __call__(self, doc: Doc) -> Doc:
        found = annotations_of(doc)
        clean = clean_text(doc)
        identity = identify(clean, outline(clean.text), found.hints)
        found.title = identity.title
        found.place = identity.place
        found.level = identity.level
        found.review_year = identity.years.review
        found.plan_year = identity.years.plan
        return doc


@Language.factory("policy_metadata")
def make_metadata(nlp: Language, name: str) -> Metadata:
    """The factory of `policy_metadata`."""
    return Metadata()
