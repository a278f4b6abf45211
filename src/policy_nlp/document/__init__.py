"""What travels between the stages: the cleaned copy of a text, and the annotations on a spaCy `Doc`.

In: a text. Out: :class:`CleanText`, a normalised copy that maps every offset back to the text as it was read,
and :class:`Annotations`, the records that components have found so far. Components read the cleaned copy
(`clean_text(doc)`), find things there, and store records whose offsets index the raw text (`doc.text`).

May import: records, knowledge.
"""

from policy_nlp.document.annotations import Annotations, Hints, annotations, section_at, sections_of
from policy_nlp.document.clean import CleanText, clean, clean_text
from policy_nlp.document.gaps import Gap, left_out
from policy_nlp.document.words import WordTable, keep_words, word_table

__all__ = [
    "Annotations",
    "CleanText",
    "Gap",
    "Hints",
    "WordTable",
    "annotations",
    "clean",
    "clean_text",
    "keep_words",
    "left_out",
    "section_at",
    "sections_of",
    "word_table",
]
