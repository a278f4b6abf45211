"""Tables of knowledge: units, indicators, verbs, stages, cues, places. Logic lives elsewhere; words live here.

In: the data files in `data/`. Out: validated, cached Python values. A table is a UTF-8 TSV with a header row
(`#` starts a comment line) or a JSON file, and each has a row model that states and checks its columns.

May import: records (its vocabularies).
"""

from policy_nlp.knowledge.tables import KnowledgeError, any_of, data_path, read_lines, read_table

__all__ = ["KnowledgeError", "any_of", "data_path", "read_lines", "read_table"]
