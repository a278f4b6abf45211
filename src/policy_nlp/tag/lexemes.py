"""What spaCy keeps of every new word (词位): the same values as its own functions give, in a fraction of their time.

A batch meets tens of thousands of words, and spaCy calls some twenty functions for each of them once. Nearly all words
are letters only, Chinese characters among them, which few of the functions have anything to say of.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from spacy.attrs import IS_STOP, LIKE_NUM, NORM  # type: ignore[import-not-found]  # compiled, without stubs
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


def quicken(vocab: Vocab) -> None:
    """Replace the functions of a vocabulary that are spaCy's own by quicker ones; others stay."""
    getters: dict[int, Getter] = vocab.lex_attr_getters  # type: ignore[attr-defined]  # missing in its stub
    getters.update({attribute: _quick(attribute, getter) for attribute, getter in getters.items()})


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
