"""`python -m policy_nlp` is `policy-nlp`."""

from policy_nlp.cli import main

main()
