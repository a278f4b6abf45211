"""The `policy_metadata` component: title, place, level, years and occasion of a report."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import annotations as annotations_of
from policy_nlp.document import clean_text
from policy_nlp.structure.identity import Identity, identify
from policy_nlp.structure.outline import Node, outline


def outline_of(doc: Doc) -> list[Node]:
    """The outline of a `Doc`'s cleaned text; made once."""
    return annotations_of(doc).kept("outline", lambda: outline(clean_text(doc).text))


def identity_of(doc: Doc) -> Identity:
    """Who reports in a `Doc`, when and about which years; found once."""
    found = annotations_of(doc)
    return found.kept("identity", lambda: identify(clean_text(doc), outline_of(doc), found.hints))


class Metadata:
    """Stores :func:`~policy_nlp.structure.identity.identify` in the annotations of a `Doc`."""

    def __call__(self, doc: Doc) -> Doc:
        found = annotations_of(doc)
        identity = identity_of(doc)
        found.title = identity.title
        found.place = identity.place
        found.level = identity.level
        found.code = identity.code
        found.current_code = identity.current_code
        found.review_year = identity.years.review
        found.plan_year = identity.years.plan
        found.delivered = identity.delivered
        found.congress = identity.congress
        found.session = identity.session
        found.speaker = identity.speaker
        found.office = identity.office
        found.notes = list(identity.notes)
        found.evidence = dict(identity.evidence)
        return doc


@Language.factory("policy_metadata")
def make_metadata(nlp: Language, name: str) -> Metadata:
    """The factory of `policy_metadata`."""
    return Metadata()
