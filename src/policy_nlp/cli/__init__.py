"""The command line: a thin layer over functions that a notebook can call too.

May import: everything, but only inside the command that needs it, so that `policy-nlp --help` is quick.
"""

from policy_nlp.cli.app import main

__all__ = ["main"]
