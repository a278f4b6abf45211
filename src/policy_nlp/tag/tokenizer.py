"""jieba words as spaCy tokens.

Two backends cut the same dictionary with the same algorithm: `rjieba` (Rust, the default: about ten times as fast
as `jieba.lcut` and it tags on the way) and `jieba` (pure Python, the reference). Both are dependencies of the
package, so what is used is a setting of the pipeline, never an accident of what is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from policy_nlp.document import CleanText, clean
from policy_nlp.knowledge import read_lines, read_table

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Backend = Literal["rjieba", "jieba"]
Tagger = Callable[[str], Iterable[tuple[str, str]]]

# Numbers that a segmenter tears apart: 23,876 · 5.5% · 4.2:41.1:54.7 are joined again after segmentation.
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?%?")
_TORN = re.compile(r"\d(?:,\d{3}(?!\d)|\.\d|%|‰)")
_PUNCTUATION = re.compile(r"[^\w\s]+")


class _TagRow(BaseModel):
    tag: str
    pos: str
    meaning: str


@cache
def _pos_of() -> dict[str, str]:
    return {row.tag: row.pos for row in read_table("tags.tsv", _TagRow)}


@cache
def _pos(tag: str) -> str:
    table = _pos_of()
    return table.get(tag) or table.get(tag[:1], "X")


class JiebaTokenizer:
    """A spaCy tokenizer: text in, tagged `Doc` out.

    Args:
        vocab: the vocabulary that the `Doc`s share.
        backend: `rjieba` or `jieba`.
        dictionaries: paths of word lists (one `word [frequency] [tag]` a line, as jieba reads them) that are
            added to the policy dictionary of the package.
    """

    def __init__(self, vocab: Vocab, backend: Backend = "rjieba", dictionaries: Iterable[str] = ()) -> None:
        self.vocab = vocab
        self.backend = backend
        self.dictionaries = tuple(dictionaries)
        self._tag: Tagger | None = None

    def __call__(self, text: str) -> Doc:
        """Cut and tag a text; the `Doc`'s text is the text given, to the character."""
        view = clean(text)
        words, tags = self._words(view)
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words), tags=tags, pos=[_pos(t) for t in tags])
        doc.user_data["policy_nlp.clean"] = view
        return doc

    def _words(self, view: CleanText) -> tuple[list[str], list[str]]:
        tagger = self._tagger()
        words: list[str] = []
        tags: list[str] = []
        text = view.text
        # Offsets inside numbers where no word may end.
        inside: set[int] = set()
        if _TORN.search(text):
            for match in _NUMBER.finditer(text):
                if match.end() - match.start() > 1:
                    inside.update(range(match.start() + 1, match.end()))
        position = 0
        offsets = view.offsets
        raw = view.raw
        begun = 0  # raw offset where the next word starts
        joined_from: int | None = None
        for word, tag in tagger(text):
            end = position + len(word)
            if end in inside:
                joined_from = position if joined_from is None else joined_from
                position = end
                continue
            if joined_from is not None:
                tag, joined_from = "m", None
            elif tag == "x" and _PUNCTUATION.fullmatch(word):
                tag = "w"
            raw_end = end if offsets is None else (offsets[end] if end < len(text) else len(raw))
            words.append(raw[begun:raw_end])
            tags.append(tag)
            begun = raw_end
            position = end
        if begun < len(raw):  # nothing but characters that the clean copy leaves out
            words.append(raw[begun:])
            tags.append("x")
        return words, tags

    def _tagger(self) -> Tagger:
        if self._tag is None:
            self._tag = _load_tagger(self.backend, self.dictionaries)
        return self._tag

    # spaCy serialises tokenizers with the pipeline; this one is wholly described by its settings in the config.
    def to_bytes(self, **kwargs: object) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: object) -> JiebaTokenizer:
        return self

    def to_disk(self, path: str | Path, **kwargs: object) -> None:
        return None

    def from_disk(self, path: str | Path, **kwargs: object) -> JiebaTokenizer:
        return self


@registry.tokenizers("policy_nlp.JiebaTokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer(backend: Backend = "rjieba", dictionaries: list[str] | None = None) -> Callable[[Language], JiebaTokenizer]:
    """The tokenizer's factory for `[nlp.tokenizer]` in a pipeline's config."""

    def create(nlp: Language) -> JiebaTokenizer:
        return JiebaTokenizer(nlp.vocab, backend, dictionaries or ())

    return create


def _entries(dictionaries: tuple[str, ...]) -> list[tuple[str, int | None, str | None]]:
    lines = list(read_lines("policy_words.txt"))
    for path in dictionaries:
        try:
            lines += Path(path).read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: the word list can't be read: {error}") from error
    entries = []
    for line in lines:
        cells = line.split()
        if not cells or cells[0].startswith("#"):
            continue
        frequency = next((int(c) for c in cells[1:] if c.isdigit()), None)
        tag = next((c for c in cells[1:] if not c.isdigit()), None)
        entries.append((cells[0], frequency, tag))
    return entries


@cache
def _load_tagger(backend: Backend, dictionaries: tuple[str, ...]) -> Tagger:
    entries = _entries(dictionaries)
    if backend == "rjieba":
        import rjieba

        cutter = rjieba.Jieba()
        for word, frequency, tag in entries:
            cutter.add_word(word, frequency, tag)
        tagger: Tagger = cutter.tag
        return tagger
    if backend == "jieba":
        import logging

        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        for word, frequency, tag in entries:
            tokenizer.add_word(word, frequency, tag)
        posseg = jieba.posseg.POSTokenizer(tokenizer)

        def tag_with_jieba(text: str) -> Iterable[tuple[str, str]]:
            return ((pair.word, pair.flag) for pair in posseg.cut(text))

        return tag_with_jieba
    raise ValueError(f"no segmenter {backend!r}: choose rjieba or jieba")
