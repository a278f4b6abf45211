"""`python -m policy_nlp.learn TASK …`: each task is a module of this package with a `main(arguments)`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

TASKS = ("statements", "projects", "matches", "gazetteer")


def main(arguments: Sequence[str] | None = None) -> int:
    """Hand the arguments to the task that the first one names."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in TASKS:
        import_module(f"policy_nlp.learn.{given[0]}").main(given[1:])
        return 0
    asked = bool(given) and given[0] in ("-h", "--help")
    print(
        f"usage: python -m policy_nlp.learn {{{','.join(TASKS)}}} …   (TASK --help says more)",
        file=sys.stdout if asked else sys.stderr,
    )
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())
