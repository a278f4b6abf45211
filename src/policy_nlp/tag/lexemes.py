"""What spaCy keeps of every new word (词位): the same values as its own functions give, in a fraction of their time.

A batch meets tens of thousands of words, and spaCy calls some twenty functions for each of them once. Nearly all words
are letters only, Chinese characters among them, which few of the functions have anything to say of.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from spacy.attrs import (  # type: ignore[import-not-found]  # compiled, without stubs
    IS_ALPHA,
    IS_STOP,
    LANG,
    LIKE_NUM,
    LOWER,
    NORM,
    PREFIX,
    SHAPE,
    SUFFIX,
)
from spacy.lang import lex_attrs as general
from spacy.lang.zh import lex_attrs as chinese

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Getter = Callable[[str], Any]

_BUILT_IN: dict[Getter, Getter] = {
    general.lower: str.lower,
    general.prefix: itemgetter(0),
    general.suffix: itemgetter(slice(-3, None)),
    general.is_alpha: str.isalpha,
    general.is_digit: str.isdigit,
    general.is_lower: str.islower,
    general.is_space: str.isspace,
    general.is_title: str.istitle,
    general.is_upper: str.isupper,
    general.is_ascii: str.isascii,
}
_NEVER_OF_LETTERS = frozenset(
    {
        general.is_bracket,
        general.is_currency,
        general.is_left_punct,
        general.is_punct,
        general.is_quote,
        general.is_right_punct,
        general.like_email,
        general.like_url,
    }
)
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿兆廿卅卌皕壹贰叁肆伍陆柒捌玖拾佰仟")
_CASELESS_SHAPES = ("", "x", "xx", "xxx", "xxxx")


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")


class Lexemes:
    """Makes the entries of new words in a vocabulary, with the values that spaCy's own functions give.

    The functions of the vocabulary that are spaCy's own are replaced by quicker ones; others stay. Where all of them are
    its own, a word of Chinese characters gets the few values that say something of it, and no function is asked for
    the rest.
    """

    def __init__(self, vocab: Vocab) -> None:
        untyped: Any = vocab  # its stub knows less than it does
        self._vocab: Any = untyped
        self._strings: Any = untyped.strings
        getters: dict[int, Getter] = untyped.lex_attr_getters
        quick = {attribute: _quick(attribute, getter) for attribute, getter in getters.items()}
        known = all(
            quick[attribute] is not getter or _is_language(getter) for attribute, getter in getters.items()
        )
        stops = quick[IS_STOP].args[0] if isinstance(quick.get(IS_STOP), partial) else None  # type: ignore[attr-defined]
        getters.update(quick)
        self._stops: frozenset[str] | None = stops if known else None
        self._orth = 0
        shapes = [self._strings.add(shape, allow_transient=False) for shape in _CASELESS_SHAPES]
        few: dict[int, Getter] = {
            LOWER: self._itself,
            NORM: self._itself,
            PREFIX: itemgetter(0),
            SUFFIX: lambda word: self._orth if len(word) < 4 else word[-3:],
            SHAPE: lambda word: shapes[min(len(word), 4)],
            IS_ALPHA: bool,
        }
        if LANG in quick:
            few[LANG] = quick[LANG]
        self._few = few

    def _itself(self, word: str) -> int:
        return self._orth

    def add(self, word: str) -> int:
        """spaCy's hash of a word, which the vocabulary will know (in a memory zone: until that ends)."""
        self._orth = orth = int(self._strings.add(word, allow_transient=True))
        if (
            self._stops is not None
            and _HAN.fullmatch(word)
            and word not in self._stops
            and not _NUMERALS.issuperset(word)
            and len(word) < 100
        ):
            every = self._vocab.lex_attr_getters
            self._vocab.lex_attr_getters = self._few
            try:
                self._vocab[orth]
            finally:
                self._vocab.lex_attr_getters = every
        return orth


def _is_language(getter: Getter) -> bool:
    return isinstance(getter, partial) and getter.func is general.get_lang


def _quick(attribute: int, getter: Getter) -> Getter:
    if getter in _BUILT_IN:
        return _BUILT_IN[getter]
    if getter in _NEVER_OF_LETTERS:
        return partial(_unless_letters, getter)
    if getter is general.word_shape:
        return _shape
    if attribute == LIKE_NUM and getter is chinese.like_num:
        return _like_num
    if isinstance(getter, partial):
        if attribute == IS_STOP and getter.func is general.is_stop:
            return partial(_is_stop, frozenset(getter.keywords["stops"]))
        # Only punctuation and the like has a norm of its own.
        if attribute == NORM and not any(key.isalpha() for table in getter.args[1] for key in table):
            return partial(_norm, getter)
    return getter


def _unless_letters(getter: Getter, word: str) -> bool:
    return not word.isalpha() and getter(word)


def _is_stop(stops: frozenset[str], word: str) -> bool:
    return word.lower() in stops


def _norm(getter: Getter, word: str) -> str:
    return word.lower() if word.isalpha() else getter(word)


def _like_num(word: str) -> bool:
    if word.isalpha() and not _NUMERALS.issuperset(word):
        return False
    return bool(chinese.like_num(word))  # type: ignore[no-untyped-call]


def _shape(word: str) -> str:
    if len(word) < 5 and word.isalpha() and word.upper() == word.lower():
        return _CASELESS_SHAPES[len(word)]
    return general.word_shape(word)
