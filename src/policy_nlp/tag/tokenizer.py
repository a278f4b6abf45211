"""jieba words as spaCy tokens.

Two backends cut the same dictionary with the same algorithm: `rjieba` (Rust, the default: about ten times as fast
as `jieba.lcut` and it tags on the way) and `jieba` (pure Python, the reference). Both are dependencies of the
package, so what is used is a setting of the pipeline, never an accident of what is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel
from spacy.language import Language
from spacy.symbols import IDS  # type: ignore[import-not-found]  # compiled, without stubs
from spacy.tokens import Doc
from spacy.util import registry

from policy_nlp.document import CleanText, clean
from policy_nlp.knowledge import read_lines, read_table

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Backend = Literal["rjieba", "jieba"]
Tagger = Callable[[str], Sequence[tuple[str, str]]]

# The codes of the tags that are given here rather than by the segmenter: other, punctuation, numeral.
_OTHER, _MARK, _NUMERAL = range(3)

# Numbers that a segmenter tears apart, 23,876 · 5.5%, are joined again after segmentation.
_NUMBER = re.compile(r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?[%‰]?")
_TORN = re.compile(r"\d(?:,\d{3}(?!\d)|\.\d|%|‰)")
_PUNCTUATION = re.compile(r"[^\w\s]+")
# Longer texts are cut piece by piece, so that the segmenter's list of words never grows with the text. A piece ends
# at a line end or a full stop: no word reaches across one.
_PIECE = 100_000
_PIECE_END = re.compile(r"[\n。；，]")
_FIRST, _SECOND = itemgetter(0), itemgetter(1)


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


@lru_cache(maxsize=4096)
def _is_punctuation(word: str) -> bool:
    return _PUNCTUATION.fullmatch(word) is not None


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > 2 * _PIECE:
        end = _PIECE_END.search(text, start + _PIECE)
        if end is None:
            break
        yield text[start : end.end()]
        start = end.end()
    yield text[start:] if start else text


def _outside(
    ends: np.ndarray[Any, Any], spans: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Which words end at no place inside a span (start, end), and which of these end one that was torn.

    A span's own end is not inside it: there the word that was joined ends.
    """
    nearest = (
        np.searchsorted(spans[:, 0], ends, side="left") - 1
    )  # the last span that starts before the word's end
    inside = (nearest >= 0) & (ends < spans[nearest, 1])
    joined = np.flatnonzero(~inside[1:] & inside[:-1]) + 1
    return ~inside, joined


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
        self._codes = {"x": _OTHER, "w": _MARK, "m": _NUMERAL}
        self._table = np.empty((0, 2), dtype=np.uint64)

    def __call__(self, text: str) -> Doc:
        """Cut and tag a text; the `Doc`'s text is the text given, to the character."""
        view = clean(text)
        words, codes = self._words(view)
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words))
        if words:
            # In bulk: the `tags` and `pos` arguments of `Doc` look every string up again.
            doc.from_array(["TAG", "POS"], self._attributes()[codes])  # type: ignore[arg-type]
        doc.user_data["policy_nlp.clean"] = view
        return doc

    def _attributes(self) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
        """For each tag's code, the values of TAG and POS."""
        known = len(self._codes)
        if len(self._table) < known:
            strings = self.vocab.strings
            rows = [(strings.add(tag), IDS[_pos(tag)]) for tag in self._codes]
            self._table = np.array(rows, dtype=np.uint64)
        return self._table

    def _words(self, view: CleanText) -> tuple[list[str], np.ndarray[tuple[int], np.dtype[np.intp]]]:
        """The words, as they stand in the raw text, and the code of each one's tag."""
        text, raw = view.text, view.raw
        words: list[str] = []
        tags: list[str] = []
        tagger = self._tagger()
        for piece in _pieces(text):
            pairs = tagger(piece)
            words += map(_FIRST, pairs)
            tags += map(_SECOND, pairs)
        codes_of = self._codes
        try:
            codes = np.fromiter(map(codes_of.__getitem__, tags), dtype=np.intp, count=len(tags))
        except KeyError:
            for tag in tags:
                codes_of.setdefault(tag, len(codes_of))
            codes = np.fromiter(map(codes_of.__getitem__, tags), dtype=np.intp, count=len(tags))
        for i in np.flatnonzero(codes == _OTHER).tolist():
            if _is_punctuation(words[i]):
                codes[i] = _MARK
        spans = (
            [m.span() for m in _NUMBER.finditer(text) if m.end() - m.start() > 1]
            if _TORN.search(text)
            else []
        )
        if not spans and view.offsets is None and text is raw:
            return words, codes
        ends = np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)))
        if spans:
            kept, joined = _outside(ends, np.array(spans, dtype=np.int64))
            codes[joined] = _NUMERAL
            ends, codes = ends[kept], codes[kept]
        if view.offsets is not None and len(ends):
            ends = np.asarray(view.offsets, dtype=np.int64)[ends]
            ends[-1] = len(raw)
        bounds = [0, *ends.tolist()]
        words = list(map(raw.__getitem__, map(slice, bounds, bounds[1:])))
        if bounds[-1] < len(raw):  # nothing but characters that the clean copy leaves out
            words.append(raw[bounds[-1] :])
            codes = np.append(codes, _OTHER)
        return words, codes

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
def make_tokenizer(
    backend: Backend = "rjieba", dictionaries: list[str] | None = None
) -> Callable[[Language], JiebaTokenizer]:
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

        def tag_with_jieba(text: str) -> Sequence[tuple[str, str]]:
            return [(pair.word, pair.flag) for pair in posseg.cut(text)]

        return tag_with_jieba
    raise ValueError(f"no segmenter {backend!r}: choose rjieba or jieba")
