"""Structure (结构): who reports about which years, and the sections of the report.

In: a `Doc`. Out: its annotations' title, place, level, years and sections.

May import: records, knowledge, document.
"""
