"""Reading (读取): from a file to its text, kept exactly as it is.

In: a path or URL. Out: a :class:`SourceText`: the decoded text with its format, encoding, size and SHA-256. Formats are
a registry: :func:`register_reader` adds one without touching the pipeline.

May import: records.
"""

from policy_nlp.read.source import (
    ReadError,
    SourceText,
    read_bytes,
    read_source,
    reader_suffixes,
    register_reader,
)

__all__ = ["ReadError", "SourceText", "read_bytes", "read_source", "reader_suffixes", "register_reader"]
