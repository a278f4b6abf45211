"""Reading (读取): from a file to its text, kept exactly as it is.

In: a path or URL. Out: a :class:`SourceText`: the text with its format, encoding, size and SHA-256, where its parts
stand in the original (:class:`Block`), what was left out (:class:`Cut`) and what a user should know of the reading.
Formats are a registry: :func:`register_reader` adds one without touching the pipeline.

May import: records, knowledge (only the readers that need words).
"""

from policy_nlp.read.archives import ArchiveLimits, is_clutter, is_page_folder
from policy_nlp.read.containers import (
    STDIN,
    Container,
    ContainerOptions,
    Member,
    RowFormat,
    container_form,
    container_stem,
    container_suffixes,
    decode_member,
    open_members,
    read_source,
    report_name,
    say_left,
    split_address,
    stdin_container,
)
from policy_nlp.read.content import Block, Content, Cut, ReadError
from policy_nlp.read.sheets import NoTextsError
from policy_nlp.read.source import (
    LONGEST,
    SourceText,
    decode_source,
    read_bytes,
    reader_suffixes,
    register_reader,
)
from policy_nlp.read.tables import FIELDS

__all__ = [
    "FIELDS",
    "LONGEST",
    "STDIN",
    "ArchiveLimits",
    "Block",
    "Container",
    "ContainerOptions",
    "Content",
    "Cut",
    "Member",
    "NoTextsError",
    "ReadError",
    "RowFormat",
    "SourceText",
    "container_form",
    "container_stem",
    "container_suffixes",
    "decode_member",
    "decode_source",
    "is_clutter",
    "is_page_folder",
    "open_members",
    "read_bytes",
    "read_source",
    "reader_suffixes",
    "register_reader",
    "report_name",
    "say_left",
    "split_address",
    "stdin_container",
]
