"""The `policy_quantities` component."""

from policy_nlp.extract.quantities.factory import Quantities, make_quantities

__all__ = ["Quantities", "make_quantities"]
