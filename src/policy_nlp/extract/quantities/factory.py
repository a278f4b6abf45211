"""How `policy_quantities` is made."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import annotations as annotations_of
from policy_nlp.document import clean_text, sections_of
from policy_nlp.extract.quantities.find import find_quantities
from policy_nlp.records import Quantity, item_id
from policy_nlp.records.trusted import trusted


class Quantities:
    """Stores the quantities of a `Doc`, with offsets into its raw text, in its annotations."""

    def __call__(self, doc: Doc) -> Doc:
        copy, found, sections = clean_text(doc), annotations_of(doc), sections_of(doc)
        quantities = []
        for item in find_quantities(copy.text):
            start, end = copy.to_raw(item.start, item.end)
            section = sections.at(start)
            quantities.append(
                trusted(
                    Quantity,
                    {
                        "id": item_id("q", start, end, found.digest),
                        "start": start,
                        "end": end,
                        "text": copy.raw[start:end],
                        "section": section.id if section is not None else None,
                        "page": None,
                        "paragraph": None,
                        "kind": item.kind,
                        "value": item.value,
                        "upper": item.upper,
                        "unit": item.unit,
                        "comparator": item.comparator,
                        "indicator": None,
                        "indicator_id": None,
                        "basis": None,
                        "period": None,
                    },
                )
            )
        found.quantities = quantities
        return doc


@Language.factory("policy_quantities")
def make_quantities(nlp: Language, name: str) -> Quantities:
    """The factory of `policy_quantities`."""
    return Quantities()
