"""Words, tags and sentences: the text is kept to the character, numbers stay whole, both backends, own dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.attrs import IS_TITLE
from spacy.tokens import Doc

from policy_nlp.knowledge import read_table
from policy_nlp.tag import JiebaTokenizer, make_sentences
from policy_nlp.tag.lexemes import Lexemes
from policy_nlp.tag.tokenizer import _PIECE, _TagRow
from strategies import any_texts, report_texts

BACKENDS = ("rjieba", "jieba")
SENTENCES = make_sentences(None, "")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tokenizers() -> dict[str, JiebaTokenizer]:
    return {backend: JiebaTokenizer(spacy.blank("zh").vocab, backend) for backend in BACKENDS}


_TOKENIZERS: dict[str, JiebaTokenizer] = {}


def tokenize(text: str, backend: str = "rjieba") -> Doc:
    if backend not in _TOKENIZERS:
        _TOKENIZERS[backend] = JiebaTokenizer(spacy.blank("zh").vocab, backend)
    return _TOKENIZERS[backend](text)


def words(text: str, backend: str = "rjieba") -> list[str]:
    return [token.text for token in tokenize(text, backend)]


@given(any_texts)
@example("")
@example(" ")
@example("\u200b")
@example("\x00\x01\x7f\r\r\n")
@example("\ufeff增长 5.5 %\u200b。")
@example("\U0001f600\u0301𠀀")
@example("政 府 工 作 报 告 二 〇 二 四 年")
@example("？？？？")
def test_any_text_is_kept_to_the_character(text: str):
    doc = tokenize(text)
    assert doc.text == text
    assert all(len(token.text) > 0 for token in doc)
    assert all(token.whitespace_ == "" for token in doc)


@given(report_texts)
def test_the_reference_backend_keeps_any_text_too(text: str):
    assert tokenize(text, "jieba").text == text


@given(st.text(alphabet="0123456789,.%‰亿万元个 ，。增长", max_size=40))
def test_no_word_ends_inside_a_number(text: str):
    doc = tokenize(text)
    assert doc.text == text
    for left, right in pairwise(doc):
        assert not (left.text[-1].isdigit() and right.text[0].isdigit())


@given(any_texts)
def test_every_word_has_a_tag_and_a_part_of_speech_and_sentences_cover_the_text(text: str):
    doc = SENTENCES(tokenize(text))
    known = {row.pos for row in read_table("tags.tsv", _TagRow)} | {"X"}
    assert all(token.tag_ and token.pos_ in known for token in doc)
    if len(doc):
        assert "".join(sentence.text for sentence in doc.sents) == text
        for sentence in list(doc.sents)[:-1]:
            assert (
                sentence.text.rstrip("”’』」）)》】\"'")[-1:] in "。！？；!?;…\r\n"
                or sentence[-1].text[-1] in "”’』」）)》】\"'"
            )


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "number", ["5.5%", "23,876", "126.8", "3‰", "1,268.5", "12%", "2,023,876.25%", "１２．５％"]
)
def test_numbers_and_percentages_stay_whole(backend: str, number: str):
    assert number in words(f"青石县增长{number}，完成{number}亿元。", backend)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("word", "tag", "pos"),
    [
        ("增长", "v", "VERB"),
        ("我们", "r", "PRON"),
        ("的", "uj", "PART"),
        ("，", "w", "PUNCT"),
        ("5.5%", "m", "NUM"),
        ("经济", "n", "NOUN"),
        ("和", "c", "CCONJ"),
    ],
)
def test_tags_are_jieba_s_and_parts_of_speech_are_universal(backend: str, word: str, tag: str, pos: str):
    found = {
        token.text: (token.tag_, token.pos_)
        for token in tokenize("我们的经济和社会事业发展，增长5.5%。", backend)
    }
    assert found[word] == (tag, pos)


@pytest.mark.parametrize(
    "word", ["新质生产力", "规上工业", "一般公共预算", "营商环境", "乡村振兴", "放管服", "专精特新"]
)
def test_words_of_policy_language_are_whole(word: str):
    assert word in words(f"我们推动{word}取得进展")


def test_a_cleaned_text_s_words_are_those_of_the_raw_text():
    """Spaces that the cleaned copy leaves out stay inside or behind words, so that nothing of the text is lost."""
    doc = tokenize("增长 8.5 % ，达到 １２６．８ 亿元")
    assert doc.text == "增长 8.5 % ，达到 １２６．８ 亿元"
    assert any(token.text.startswith("8.5") and "%" in token.text for token in doc)


def test_both_backends_cut_alike():
    """rjieba is another implementation of the same algorithm: on plain text nearly all words agree."""
    text = (
        "过去一年，我们坚持稳中求进工作总基调，扎实推进重点项目建设，地区生产总值增长5.5%，城乡居民收入稳步提高，生态环境持续改善，民生保障更加有力。"
        * 3
    )
    first, second = ({(t.idx, len(t)) for t in tokenize(text, backend)} for backend in BACKENDS)
    assert len(first & second) >= 0.98 * len(first | second)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_user_s_dictionary_adds_words(tmp_path: Path, backend: str):
    path = tmp_path / "words.txt"
    path.write_text("# own words\n云溪智造谷 1000 nz\n青石岭链主\n", "utf-8")
    nlp = spacy.blank(
        "zh",
        config={
            "nlp": {
                "tokenizer": {
                    "@tokenizers": "policy_nlp.JiebaTokenizer.v1",
                    "backend": backend,
                    "dictionaries": [str(path)],
                }
            }
        },
    )
    found = {token.text: token.tag_ for token in nlp("建设云溪智造谷，培育青石岭链主。")}
    assert found["云溪智造谷"] == "nz"
    assert "青石岭链主" in found


def test_a_dictionary_that_is_not_there_is_named(tmp_path: Path):
    tokenizer = JiebaTokenizer(spacy.blank("zh").vocab, "rjieba", [str(tmp_path / "none.txt")])
    with pytest.raises(ValueError, match=r"none\.txt: the word list can't be read"):
        tokenizer("青石县")


def test_an_unknown_backend_is_refused():
    with pytest.raises(ValueError, match="choose rjieba or jieba"):
        JiebaTokenizer(spacy.blank("zh").vocab, "other")("青石县")  # type: ignore[arg-type]


def test_long_texts_are_cut_in_pieces_with_the_same_words():
    """The pieces end where no word can reach across."""
    line = "云溪县完成投资12.5亿元，同比增长5.5%，新建公园3个。"
    short = words(line)
    assert words(line * (3 * _PIECE // len(line))) == short * (3 * _PIECE // len(line))
    endless = "青石" * (2 * _PIECE)  # without any place to cut
    assert tokenize(endless).text == endless


def test_sentences_end_behind_their_quotation_marks_and_at_line_ends():
    doc = SENTENCES(tokenize("他说：“好！”我们记住了……下一步；做好\n一、目标"))
    assert [sentence.text for sentence in doc.sents] == [
        "他说：“好！”",
        "我们记住了……",
        "下一步；",
        "做好\n",
        "一、目标",
    ]


def test_tokenizing_takes_time_in_line_with_length():
    """A megabyte of one character, of digits, of commas between digits: no rule looks back over what it has seen."""
    import time

    for text in (
        "县" * 300_000,
        "1" * 300_000,
        "1," * 150_000,
        "1,234" * 60_000,
        "？" * 300_000,
        " " * 300_000,
    ):
        started = time.process_time()
        assert SENTENCES(tokenize(text)).text == text
        assert time.process_time() - started < 10


def test_the_policy_dictionary_is_in_order():
    """Every entry is a Chinese word with a known tag, stands there once, and is cut whole by itself."""
    from policy_nlp.tag.tokenizer import _entries

    entries = _entries(())
    assert len(entries) >= 300
    names = [word for word, _, _ in entries]
    assert len(set(names)) == len(names)
    tags = {row.tag for row in read_table("tags.tsv", _TagRow)}
    for word, frequency, tag in entries:
        assert all("\u4e00" <= c <= "\u9fff" for c in word), word
        assert frequency is None or frequency > 0
        assert tag in tags, word
    assert [word for word in names if words(word) != [word]] == []


@pytest.fixture(scope="module")
def getters() -> list[tuple[int, Callable[[str], object], Callable[[str], object]]]:
    plain, quick = spacy.blank("zh").vocab, spacy.blank("zh").vocab
    Lexemes(quick)
    return [(name, get, quick.lex_attr_getters[name]) for name, get in plain.lex_attr_getters.items()]


@given(
    st.one_of(
        any_texts.filter(bool),
        st.text("一十百第零〇廿Aa年1.,@/。，“x", min_size=1),
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1),
    )
)
@example("二十一")
@example("十万")
@example("Ｇ６０")
@example("ǅ")
@example("US$")
@example("www.gov.cn")
@example("a@b.cn")
def test_new_words_get_the_attributes_that_spacy_gives_them(getters, word: str):
    for name, plain, quick in getters:
        assert quick(word) == plain(word), name


def test_most_of_spacys_functions_are_replaced(getters):
    """Should a new spaCy name its functions anew, speed would be lost without a sign."""
    assert sum(plain is not quick for _, plain, quick in getters) >= len(getters) - 1


_PLAIN, _QUICK = spacy.blank("zh").vocab, spacy.blank("zh").vocab
_LEXEMES = Lexemes(_QUICK)


@given(
    st.one_of(
        any_texts.filter(bool), st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)
    )
)
@example("人民")
@example("一")
@example("十一")
@example("一体化")
@example("的")
@example("社会主义核心价值观")
@example("㐀")
def test_a_word_s_entry_is_what_spacy_makes_of_it(word: str):
    plain, quick = _PLAIN[word], _QUICK[_LEXEMES.add(word)]
    for name in ("orth", "lower", "norm", "prefix", "suffix", "shape", "lang", "flags"):
        assert getattr(quick, name) == getattr(plain, name), name
    assert (quick.lower_, quick.norm_, quick.prefix_, quick.suffix_, quick.shape_, quick.lang_) == (
        plain.lower_,
        plain.norm_,
        plain.prefix_,
        plain.suffix_,
        plain.shape_,
        plain.lang_,
    )


def test_a_vocabulary_with_functions_of_its_own_keeps_them():
    vocab = spacy.blank("zh").vocab
    vocab.lex_attr_getters[IS_TITLE] = lambda word: word.endswith("报告")
    tokenizer = JiebaTokenizer(vocab)
    assert [t.is_title for t in tokenizer("政府工作，报告")] == [False, False, False, True]
