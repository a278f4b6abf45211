"""Training: from annotated reports to weight files. The same data and version give the same bytes.

In: folders of `NAME.txt` with `NAME.json`. Out: one weight file a task, for `models/` or for a pipeline's config.

May import: everything but cli.
"""
