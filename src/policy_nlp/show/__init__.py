"""What people see (显示): a report, what was read from its file, a comparison and a place over the years as text.

In: records. Out: tables for a terminal (rich, Chinese aligned), and a comparison as CSV, Markdown or HTML, in
`report`, `inspection`, `comparison` and `track`. Nothing is computed here that a record does not hold.

May import: records.
"""
