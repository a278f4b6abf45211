"""Reading (读取): from a file to its text, kept exactly as it is.

In: a path or URL. Out: a :class:`SourceText`: the text with its format, encoding, size and SHA-256, where its parts
stand in the original (:class:`Block`), what was left out (:class:`Cut`) and what a user should know of the reading.
Formats are a registry: :func:`register_reader` adds one without touching the pipeline.

May import: records.
"""

from policy_nlp.read.content import Block, Content, Cut, ReadError
from policy_nlp.read.source import (
    SourceText,
    decode_source,
    read_bytes,
    read_source,
    reader_suffixes,
    register_reader,
)

__all__ = [
    "Block",
    "Content",
    "Cut",
    "ReadError",
    "SourceText",
    "decode_source",
    "read_bytes",
    "read_source",
    "reader_suffixes",
    "register_reader",
]
