"""Reading: the text exactly as it is in the file, or an error that says which file, what is wrong, what to do."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.read import Content, ReadError, read_source, reader_suffixes, register_reader
from policy_nlp.read.source import _READERS
from policy_nlp.read.txt import read_txt

# Texts as files hold them: no lone surrogates, no NUL (which marks a binary file), something to read.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1).filter(
    lambda t: t.strip() and not t.startswith("\ufeff")
)


def decode_txt(data: bytes) -> tuple[str, str | None]:
    content = read_txt(data)
    return content.text, content.encoding


@given(texts)
def test_utf_8_is_read_to_the_character_with_and_without_a_byte_order_mark(text: str):
    assert decode_txt(text.encode("utf-8")) == (text, "utf-8")
    assert decode_txt(text.encode("utf-8-sig")) == (text, "utf-8-sig")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4))
def test_gb18030_is_told_apart_from_utf_8(text: str):
    found, encoding = decode_txt((text + "，增长5.5%。\r\n").encode("gb18030"))
    if encoding == "gb18030":
        assert found == text + "，增长5.5%。\r\n"
    else:  # bytes that happen to be UTF-8 too
        assert found.encode("utf-8") == (text + "，增长5.5%。\r\n").encode("gb18030")


@given(st.binary())
def test_any_bytes_give_a_text_or_a_reason(data: bytes):
    try:
        text, encoding = decode_txt(data)
    except ValueError as error:
        assert str(error)
    else:
        assert text.strip()
        # What was damaged, guessed or repaired is said; all else is the file to the byte.
        assert read_txt(data).notes or text.encode(encoding) == data


def test_line_ends_stay_as_they_are(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes("一\r\n二\n三\r".encode())
    assert read_source(path).text == "一\r\n二\n三\r"


def test_a_source_says_where_it_came_from(tmp_path: Path):
    data = "青石县政府工作报告".encode("gb18030")
    path = tmp_path / "报告.TXT"
    path.write_bytes(data)
    source = read_source(path)
    assert (source.path, source.format, source.encoding, source.bytes) == (
        path.as_posix(),
        "txt",
        "gb18030",
        len(data),
    )
    assert source.sha256 == sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b"\n \t", "only white space"),
        ("a.txt", b"PK\x03\x04\x00\x00", "it is .zip: give it that ending"),
        ("a.txt", b"\xef\xbb\xbf\xff\xff", "save the file as UTF-8"),
        ("a.xyz", b"x", "no reader for .xyz; known: "),
        ("a", b"x", "no reader for files without an ending"),
    ],
)
def test_what_can_t_be_read_is_named_with_what_to_do(tmp_path: Path, name: str, data: bytes, said: str):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match="a") as error:
        read_source(path)
    assert str(error.value).startswith(f"{path}: ")
    assert said in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ReadError, match=r"none\.txt: no such file"):
        read_source(tmp_path / "none.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match=r"folder\.txt: can't be read"):
        read_source(tmp_path / "folder.txt")


def test_a_format_is_added_without_touching_the_pipeline(tmp_path: Path):
    register_reader(".Upper", lambda data: Content(data.decode().upper()))
    try:
        assert ".upper" in reader_suffixes()
        (tmp_path / "a.UPPER").write_bytes(b"gdp")
        assert read_source(tmp_path / "a.UPPER").text == "GDP"
    finally:
        del _READERS[".upper"]


def test_a_url_is_read_through_fsspec():
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe_file("/read/a.txt", "青石县".encode())
    source = read_source("memory://read/a.txt")
    assert (source.text, source.path) == ("青石县", "memory://read/a.txt")
    with pytest.raises(ReadError, match=r"memory://read/b\.txt: no such file"):
        read_source("memory://read/b.txt")
    with pytest.raises(ReadError, match="can't be read"):
        read_source("nosuchprotocol://a.txt")
