"""The `policy_projects` component."""

from policy_nlp.extract.projects.factory import Projects, make_projects

__all__ = ["Projects", "make_projects"]
