"""The `policy_targets` component."""

from policy_nlp.extract.targets.factory import Targets, make_targets

__all__ = ["Targets", "make_targets"]
