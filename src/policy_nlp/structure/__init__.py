"""Structure (结构): who reports, when and about which years, and the sections of the report.

In: a `Doc`. Out: its annotations' title, place with level and code, years, date, congress, speaker and office, each with
its origin; notes; sections.

May import: records, knowledge, document.
"""
