"""The `policy_indicators` component."""

from policy_nlp.extract.indicators.factory import Indicators, make_indicators

__all__ = ["Indicators", "make_indicators"]
