"""Extraction (抽取): quantities, indicators, projects, statements and targets, each a spaCy component in a folder.

In: a `Doc` with words, sentences and sections. Out: records in its annotations. Each component's folder holds
`factory.py` (how it is made), the logic, and reads its vocabulary from the knowledge tables (what it knows).

May import: records, knowledge, document. A component reads another's records from the annotations, never its code.
"""
