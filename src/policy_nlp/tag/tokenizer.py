"""jieba words as spaCy tokens.

Two backends cut the same dictionary with the same algorithm: `rjieba` (Rust, the default: about ten times as fast
as `jieba.lcut` and it tags on the way) and `jieba` (pure Python, the reference). Both are dependencies of the
package, so what is used is a setting of the pipeline, never an accident of what is installed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel
from spacy.language import Language
from spacy.symbols import IDS  # type: ignore[import-not-found]  # compiled, without stubs
from spacy.tokens import Doc
from spacy.util import registry

from policy_nlp.document import CleanText, clean, keep_words
from policy_nlp.knowledge import read_lines, read_table
from policy_nlp.tag.lexemes import Lexemes

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Backend = Literal["rjieba", "jieba"]
Rows = NDArray[np.intp]

# The codes of the tags that are given here rather than by the segmenter: other, punctuation, numeral.
_OTHER, _MARK, _NUMERAL = range(3)

# Numbers that a segmenter tears apart, 23,876 · 5.5%, are joined again after segmentation.
_NUMBER = re.compile(r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?[%‰]?")
_TORN = re.compile(r"\d(?:,\d{3}(?!\d)|\.\d|%|‰)")
_PUNCTUATION = re.compile(r"[^\w\s]+")
# Longer texts are cut piece by piece, so that the segmenter's list of words never grows with the text. A piece ends
# at a line end or a full stop: no word reaches across one.
_PIECE = 100_000
_CLAUSE = re.compile(r"[^，、。；：\n]+")
_PIECE_END = re.compile(r"[\n。；，]")


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


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > 2 * _PIECE:
        end = _PIECE_END.search(text, start + _PIECE)
        if end is None:
            break
        yield text[start : end.end()]
        start = end.end()
    yield text[start:] if start else text


def _changed(view: CleanText) -> NDArray[np.intp]:
    """The places of the clean text where another character stands in the raw one."""
    if view.text is view.raw:
        return np.empty(0, dtype=np.intp)
    text, raw = _code_points(view.text), _code_points(view.raw)
    if view.offsets is not None:
        raw = raw[np.asarray(view.offsets, dtype=np.int64)[:-1]]
    return np.flatnonzero(text != raw)


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


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


class _Cutter(Protocol):
    """A segmenter: cuts a text into keys, each of which stands for a word and its tag."""

    def cut(self, text: str) -> Sequence[Hashable]:
        """The keys of a text's words, in order."""

    def word_and_tag(self, key: Hashable) -> tuple[str, str]:
        """What a key of the text cut last stands for."""


class _Rjieba:
    """rjieba: a word's tag follows from the word alone, so that the word is the key, and is tagged once."""

    def __init__(self, cutter: Any) -> None:
        self._cutter = cutter
        self._text = ""

    def cut(self, text: str) -> Sequence[Hashable]:
        self._text = text
        words: list[str] = self._cutter.cut(text)
        return words

    def word_and_tag(self, key: Hashable) -> tuple[str, str]:
        word = str(key)
        alone = self._cutter.tag(word)
        if len(alone) == 1:
            return word, alone[0][1]
        # Alone it would be cut (市外 → 市 外): its tag is what it gets where it stands, and no word is cut otherwise
        # because of what stands beyond a punctuation mark.
        for clause in _CLAUSE.finditer(self._text):
            if word in clause.group():
                tag = dict(self._cutter.tag(clause.group())).get(word)
                if tag is not None:
                    return word, tag
        return word, dict(self._cutter.tag(self._text))[word]


class _Jieba:
    """jieba: a word's tag depends on the words around, so that both are the key."""

    def __init__(self, posseg: Any) -> None:
        self._posseg = posseg

    def cut(self, text: str) -> Sequence[Hashable]:
        return [(pair.word, pair.flag) for pair in self._posseg.cut(text)]

    def word_and_tag(self, key: Hashable) -> tuple[str, str]:
        assert isinstance(key, tuple)
        return key


class _Known(dict[Hashable, int]):
    """The words that were met, with their tags: a segmenter's key → row of the arrays.

    A report repeats most of its words, and most of another report's. So a word is hashed, measured and looked at once,
    and after that found by one look-up.

    Attributes:
        orths: spaCy's hash of each word.
        lengths: characters of each word.
        codes: the code of each tag.
    """

    def __init__(self, vocab: Vocab, lexemes: Lexemes, cutter: _Cutter) -> None:
        super().__init__()
        self.add = lexemes.add
        self._strings: Any = vocab.strings  # its stub knows less than it does
        self._cutter = cutter
        self._code_of = {"x": _OTHER, "w": _MARK, "m": _NUMERAL}
        self._new: list[tuple[int, int, int]] = []
        self._tags = np.empty((0, 2), dtype=np.uint64)
        self.orths = np.empty(0, dtype=np.uint64)
        self.lengths = np.empty(0, dtype=np.int64)
        self.codes = np.empty(0, dtype=np.intp)

    def __missing__(self, key: Hashable) -> int:
        word, tag = self._cutter.word_and_tag(key)
        code = self._code_of.setdefault(tag, len(self._code_of))
        if code == _OTHER and _PUNCTUATION.fullmatch(word):
            code = _MARK
        self[key] = row = len(self)
        self._new.append((self.add(word), len(word), code))
        return row

    def rows(self, text: str) -> Rows:
        """The rows of a text's words, in order; new words are added to the arrays."""
        keys = self._cutter.cut(text)
        rows = np.fromiter(map(self.__getitem__, keys), dtype=np.intp, count=len(keys))
        if self._new:
            orths, lengths, codes = zip(*self._new, strict=True)
            self.orths = np.concatenate((self.orths, np.array(orths, dtype=np.uint64)))
            self.lengths = np.concatenate((self.lengths, np.array(lengths, dtype=np.int64)))
            self.codes = np.concatenate((self.codes, np.array(codes, dtype=np.intp)))
            self._new = []
        return rows

    def forget(self, size: int) -> None:
        """Forget all rows from `size` on."""
        for key in list(itertools.islice(reversed(self), len(self) - size)):
            del self[key]
        self.orths, self.lengths, self.codes = self.orths[:size], self.lengths[:size], self.codes[:size]

    def attributes(self) -> NDArray[np.uint64]:
        """For each tag's code, the values of TAG and POS."""
        if len(self._tags) < len(self._code_of):
            pairs = [(self._strings.add(tag, allow_transient=False), IDS[_pos(tag)]) for tag in self._code_of]
            self._tags = np.array(pairs, dtype=np.uint64)
        return self._tags


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
        self._lexemes = Lexemes(vocab)
        self.backend = backend
        self.dictionaries = tuple(dictionaries)
        self._known: _Known | None = None

    def __call__(self, text: str) -> Doc:
        """Cut and tag a text; the `Doc`'s text is the text given, to the character."""
        view = clean(text)
        if self._known is None:
            self._known = _Known(self.vocab, self._lexemes, _load_cutter(self.backend, self.dictionaries))
        known = self._known
        size = len(known)
        ends, words, codes = _words(view, known)
        vocab: Any = self.vocab  # as its strings
        doc = Doc(vocab, words=words.tolist(), spaces=[False] * len(words))  # hashes of words will do
        if len(words):
            # In bulk: the `tags` and `pos` arguments of `Doc` look every string up again.
            doc.from_array(["TAG", "POS"], known.attributes()[codes])  # type: ignore[arg-type]
        if vocab.in_memory_zone and len(known) > size:
            known.forget(size)  # the zone takes the new words with it when it ends
        doc.user_data["policy_nlp.clean"] = view
        keep_words(doc, ends, words)
        return doc

    # spaCy serialises tokenizers with the pipeline; this one is wholly described by its settings in the config.
    def to_bytes(self, **kwargs: object) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: object) -> JiebaTokenizer:
        return self

    def to_disk(self, path: str | Path, **kwargs: object) -> None:
        return None

    def from_disk(self, path: str | Path, **kwargs: object) -> JiebaTokenizer:
        return self


def _words(view: CleanText, known: _Known) -> tuple[NDArray[np.int64], NDArray[np.uint64], Rows]:
    """The words as they stand in the raw text: where each ends, its hash, and the code of its tag."""
    text, raw = view.text, view.raw
    rows = np.concatenate([known.rows(piece) for piece in _pieces(text)])
    codes = known.codes[rows]
    words = known.orths[rows]
    ends = np.cumsum(known.lengths[rows])
    spans = (
        [m.span() for m in _NUMBER.finditer(text) if m.end() - m.start() > 1] if _TORN.search(text) else []
    )
    if not spans and text is raw:
        return ends, words, codes
    other = np.zeros(len(ends), dtype=np.bool_)  # words that are not those of the clean text
    if spans:
        kept, joined = _outside(ends, np.array(spans, dtype=np.int64))
        codes[joined] = _NUMERAL
        other[joined] = True
        words, ends, codes, other = words[kept], ends[kept], codes[kept], other[kept]
    changed = _changed(view)
    if len(changed):
        other[np.searchsorted(ends, changed, side="right")] = True
    if view.offsets is not None and len(ends):
        lengths = np.diff(ends, prepend=0)
        ends = np.asarray(view.offsets, dtype=np.int64)[ends]
        ends[-1] = len(raw)
        other |= np.diff(ends, prepend=0) != lengths
    if len(raw) > (ends[-1] if len(ends) else 0):  # nothing but characters that the clean copy leaves out
        ends, words, codes, other = (
            np.append(array, value)
            for array, value in ((ends, len(raw)), (words, np.uint64(0)), (codes, _OTHER), (other, True))
        )
    for i in np.flatnonzero(other).tolist():
        words[i] = known.add(raw[ends[i - 1] if i else 0 : ends[i]])
    return ends, words, codes


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


def _load_cutter(backend: Backend, dictionaries: tuple[str, ...]) -> _Cutter:
    """A segmenter of its own: what it remembers of a text is not shared; its dictionary is."""
    if backend == "rjieba":
        return _Rjieba(_rjieba(dictionaries))
    if backend == "jieba":
        return _Jieba(_jieba(dictionaries))
    raise ValueError(f"no segmenter {backend!r}: choose rjieba or jieba")


@cache
def _rjieba(dictionaries: tuple[str, ...]) -> Any:
    import rjieba

    cutter = rjieba.Jieba()
    for word, frequency, tag in _entries(dictionaries):
        cutter.add_word(word, frequency, tag)
    return cutter


@cache
def _jieba(dictionaries: tuple[str, ...]) -> Any:
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word, frequency, tag in _entries(dictionaries):
        tokenizer.add_word(word, frequency, tag)
    return jieba.posseg.POSTokenizer(tokenizer)
