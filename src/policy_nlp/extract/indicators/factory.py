"""How `policy_indicators` is made."""

from spacy.language import Language
from spacy.tokens import Doc

from policy_nlp.document import annotations, clean_text
from policy_nlp.extract.indicators.naming import name_numbers
from policy_nlp.extract.indicators.numbers import Number

_FILLED = ("indicator", "indicator_id", "basis", "period")


class Indicators:
    """Fills `indicator`, `indicator_id`, `basis` and `period` of the quantities found so far."""

    def __call__(self, doc: Doc) -> Doc:
        found = annotations(doc)
        if not found.quantities:
            return doc
        clean = clean_text(doc)
        at = clean.from_raw
        numbers = [Number(at(q.start), at(q.end), q.kind, q.unit, q.comparator) for q in found.quantities]
        for quantity, naming in zip(
            found.quantities, name_numbers(clean.text, numbers, found.place), strict=True
        ):
            # a field is set only where it changes: assignment to a record is not free
            for name in _FILLED:
                value = getattr(naming, name)
                if value is not None or getattr(quantity, name) is not None:
                    setattr(quantity, name, value)
        return doc


@Language.factory("policy_indicators")
def make_indicators(nlp: Language, name: str) -> Indicators:
    """The factory of `policy_indicators`."""
    return Indicators()
