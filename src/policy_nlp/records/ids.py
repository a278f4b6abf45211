"""Identifiers made from content: the same text gives the same ids, another text gives others."""

from __future__ import annotations

from hashlib import blake2b


def text_digest(text: str) -> str:
    """Six hexadecimal characters that stand for a whole text inside item ids."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


def item_id(layer: str, start: int, end: int, digest: str) -> str:
    """The id of an item: its layer's letter, its span and its text's digest, `q1342-1345-3fa9c1`."""
    return f"{layer}{start}-{end}-{digest}"
