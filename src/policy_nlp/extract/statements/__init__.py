"""The `policy_statements` component."""

from policy_nlp.extract.statements.factory import Statements, make_statements

__all__ = ["Statements", "make_statements"]
