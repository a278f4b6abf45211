"""Quantities (数量): every number that says how much, found on characters before segmentation.

In: a cleaned text (:func:`find_quantities`) or a `Doc`. Out: kind, value, upper, unit and comparator of each number.

May import: records, knowledge, document.
"""

from policy_nlp.extract.quantities.factory import Quantities, make_quantities
from policy_nlp.extract.quantities.find import find_quantities
from policy_nlp.extract.quantities.items import FoundQuantity

__all__ = ["FoundQuantity", "Quantities", "find_quantities", "make_quantities"]
