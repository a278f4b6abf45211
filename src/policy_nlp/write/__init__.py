"""Writing (写出): records to bytes, bytes to files that are either whole or not there.

In: a :class:`policy_nlp.records.Report`, or the bytes of one. Out: JSON; a store (a local folder, or a folder behind
an fsspec URL) in which a file gets its final name only when it is complete.

May import: records.
"""

from __future__ import annotations

from policy_nlp.write.encode import report_json
from policy_nlp.write.store import STATE, LocalStore, RemoteStore, Store, open_store

__all__ = ["STATE", "LocalStore", "RemoteStore", "Store", "open_store", "report_json"]
