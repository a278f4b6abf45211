"""Decoding: right texts stay as they are to the byte; wrong ones are repaired only where that is proved, else refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policy_nlp.read.encoding import decode, reads_like_chinese
from site_pages import CORPUS
from strategies import report_texts

REPORT = (CORPUS / "county/柘岭县/2024.txt").read_text("utf-8")
TRADITIONAL = "柘嶺縣政府工作報告。各位代表：現在，我代表縣人民政府向大會報告工作，請予審議。全縣經濟運行總體平穩，增長5.5%。\n"


@given(report_texts.filter(lambda t: t.strip()))
def test_a_right_text_in_utf_8_is_never_altered(text: str):
    decoded = decode(text.encode("utf-8", "ignore"))
    assert decoded.text == text.encode("utf-8", "ignore").decode("utf-8").removeprefix("\ufeff")


@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), min_size=1, max_size=300
    )
)
def test_a_right_text_in_any_script_is_never_altered(text: str):
    """Names of all scripts, runs of accents, rare characters: nothing of it is proof of a wrong decoding."""
    assume(text.strip() and text.count("\ufffd") == 0 and "锟" not in text)
    try:
        assert decode(text.encode()).text == text
    except ValueError as error:
        assert "garbled" in str(error)  # refused, not altered


@pytest.mark.parametrize(
    "text",
    [
        "L'élève a été reçu à l'école près de la forêt où l'été s'achève. " * 20,
        "Об утверждении доклада о работе правительства за прошедший год. " * 20,
        "云溪县（Yúnxī Xiàn）人民政府 " * 3,
        "①②③④⑤　Ⅰ、Ⅱ、Ⅲ　㎡、℃、‰　±5%　×　÷",
        "鑫淼焱垚犇羴骉麤龘韡" * 20,
        TRADITIONAL * 3,
    ],
)
def test_what_only_looks_strange_stays(text: str):
    assert decode(text.encode()).text == text
    assert decode(text.encode()).notes == ()


@pytest.mark.shared
def test_the_real_reports_are_read_to_the_byte_in_utf_8_and_gb18030(shared):
    for path in sorted((shared / "corpus").rglob("*.txt")):
        data = path.read_bytes()
        decoded = decode(data)
        assert decoded.text.encode() == data
        assert not decoded.notes, path
        again = decode(decoded.text.encode("gb18030"))
        assert (again.text, again.encoding, again.notes) == (decoded.text, "gb18030", ())


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("gb18030", b"\x84\x31\x95\x33"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(encoding: str, mark: bytes):
    decoded = decode(mark + REPORT.encode(encoding))
    assert decoded.text == REPORT
    assert decoded.notes == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_with_a_warning(encoding: str):
    decoded = decode(REPORT.encode(encoding))
    assert (decoded.text, decoded.encoding) == (REPORT, encoding)
    assert "guessed" in decoded.notes[0]


def test_big5_is_told_apart_from_gb18030():
    decoded = decode((TRADITIONAL * 5).encode("big5"))
    assert (decoded.text, decoded.encoding) == (TRADITIONAL * 5, "big5")
    assert "guessed" in decoded.notes[0]
    assert decode((TRADITIONAL * 5).encode("big5"), "big5").notes == ()  # declared so


@pytest.mark.parametrize(
    "declared", ["utf-8", "iso-8859-1", "big5", "gb2312", "no-such-thing", "utf-16", "hex"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_is_declared_never_wins_over_what_is_proved(encoding: str, declared: str):
    decoded = decode(REPORT.encode(encoding), declared)
    assert (decoded.text, decoded.encoding) == (REPORT, encoding)


@pytest.mark.parametrize("original", ["utf-8", "gb18030"])
@pytest.mark.parametrize("read_as", ["latin-1", "windows-1252"])
def test_chinese_read_as_latin_letters_is_turned_back(original: str, read_as: str):
    data = REPORT.encode(original)
    if read_as == "latin-1":
        spoilt = data.decode("latin-1")
    else:  # as browsers read it
        spoilt = "".join(
            chr(b) if b in b"\x81\x8d\x8f\x90\x9d" else bytes([b]).decode("cp1252") for b in data
        )
    decoded = decode(spoilt.encode())
    assert decoded.text == REPORT
    assert "turned back without a loss" in decoded.notes[0]


def test_utf_8_read_as_gbk_is_turned_back_where_nothing_was_lost():
    text = "政府工作报告\n全县经济运行平稳\n项目建设加快推进\n"  # characters in pairs: three bytes each, read two by two
    decoded = decode(text.encode().decode("gb18030").encode())
    assert decoded.text == text
    assert "turned back without a loss" in decoded.notes[0]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (REPORT.encode("gb18030").decode("utf-8", "replace"), "characters are lost (�)"),
        (
            REPORT.encode("gb18030").decode("utf-8", "replace").encode().decode("gbk", "replace"),
            "characters are lost",
        ),
        ("锟斤拷" * 50, "characters are lost (锟斤拷)"),
        (REPORT.encode().decode("gbk", "ignore"), "the text is garbled"),
        (REPORT.encode("gb18030").decode("latin-1").replace("\xa3", "?"), "the text is garbled"),
    ],
)
def test_what_can_t_be_turned_back_is_refused_with_what_to_do(spoilt: str, said: str):
    with pytest.raises(ValueError, match="get the file anew") as error:
        decode(spoilt.encode())
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_text_put_together_from_right_and_garbled_parts_is_said_to_be_so():
    for spoilt in (REPORT.encode().decode("gbk", "ignore"), REPORT.encode("gbk").decode("latin-1")):
        decoded = decode((REPORT * 3 + spoilt).encode())
        assert decoded.text == REPORT * 3 + spoilt
        assert "parts of the text are garbled" in decoded.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_that_breaks_off_in_a_character_is_read_with_a_note(encoding: str):
    data = REPORT.rstrip().rstrip("！。").encode(encoding)[:-1]
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text[:-1] == data[:-1].decode(encoding, "ignore")
    assert decoded.text[-1] == "�"
    assert "breaks off" in decoded.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_damaged_bytes_are_read_as_such_and_said(encoding: str):
    half = len(REPORT) // 2
    data = REPORT[:half].encode(encoding) + b"\xff" + REPORT[half:].encode(encoding)
    decoded = decode(data)
    assert decoded.text == REPORT[:half] + "�" + REPORT[half:]
    assert f"(at {half})" in decoded.notes[0]


def test_a_text_with_a_few_zero_bytes_is_read_with_a_note():
    decoded = decode(REPORT.encode() + b"\x00\x00")
    assert decoded.text == REPORT + "\x00\x00"
    assert "2 zero bytes" in decoded.notes[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n", "only white space"),
        (b"\x00" * 100, "binary"),
        (bytes(range(128, 256)) * 10, "save the file as UTF-8"),
        (b"%PDF-1.7 ...", "by its first bytes it is .pdf"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "JPEG"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, said: str):
    with pytest.raises(ValueError, match=r"\S") as error:
        decode(data)
    assert said in str(error.value)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_one_line(data: bytes):
    try:
        assert decode(data).text.strip()
    except ValueError as error:
        assert str(error)
        assert "\n" not in str(error)


def test_how_much_a_text_reads_like_chinese():
    assert reads_like_chinese(REPORT) > 0.97
    assert reads_like_chinese(TRADITIONAL) > 0.97
    assert reads_like_chinese(REPORT.encode().decode("gbk", "ignore")) < 0.6
    assert reads_like_chinese("GDP 5.5%") == 1.0
