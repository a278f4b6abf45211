"""The `policy_projects` component: names of projects and programmes with phase, stage and size.

`lexicon` and `hashing` look words up for a whole document at once, `features` says what the tagger sees of a word,
`tagger` finds the names, `naming` gives them one form, `stages` says how far they are, `measures` links numbers.
"""

from policy_nlp.extract.projects.factory import Projects, make_projects
from policy_nlp.extract.projects.naming import name_key, phase_of

__all__ = ["Projects", "make_projects", "name_key", "phase_of"]
