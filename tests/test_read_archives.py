"""Archives: read without unpacking, whatever program packed them; what is made to do harm is refused by name."""

from __future__ import annotations

import io
import random
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from archive_helpers import TEXT, Files, patched, tarred, zipped
from policy_nlp import process_path
from policy_nlp.read import (
    ArchiveLimits,
    Container,
    ContainerOptions,
    ReadError,
    open_members,
    read_source,
    report_name,
    split_address,
)

TABLE = f"编号,地区,正文\na1,青石县,{TEXT.strip().replace(chr(10), '')}\na2,云溪县,{'云溪县政府工作报告。' * 20}\n"
PACKINGS = ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"]


def pack(folder: Path, files: Files, packing: str = "zip", name: str = "a") -> Path:
    path = folder / f"{name}.{packing}"
    path.write_bytes(zipped(files) if packing == "zip" else tarred(files, packing.partition(".")[2]))
    return path


def read(
    path: Path, limits: ArchiveLimits | None = None, longest: int = 100_000_000
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The texts and the problems of an archive's members by their addresses in it, and its notes."""
    container = Container(str(path), ContainerOptions(archive=limits or ArchiveLimits(), longest=longest))
    texts: dict[str, str] = {}
    problems: dict[str, str] = {}
    try:
        for member in container.members():
            inner = member.address.removeprefix(str(path))
            try:
                texts[inner] = member.source().text
            except ReadError as error:
                assert str(error).startswith(f"{member.address}: ")
                problems[inner] = str(error).removeprefix(f"{member.address}: ")
    except ReadError as error:
        problems[""] = str(error).removeprefix(f"{path}: ")
    return texts, problems, container.notes


@pytest.mark.parametrize("packing", PACKINGS)
def test_members_of_every_packing_are_read(tmp_path: Path, packing: str):
    path = pack(tmp_path, {"town/青石/2024.txt": TEXT, "b.TXT": TEXT.encode("gb18030")}, packing)
    assert read(path) == ({"!town/青石/2024.txt": TEXT, "!b.TXT": TEXT}, {}, [])
    assert [member.name for member in open_members(path)] == ["town/青石/2024", "b"]


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_names_in_chinese_of_windows_and_macos_are_read_though_the_archive_does_not_say_how(
    tmp_path: Path, codec: str
):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"青石县/2024年报告.txt": TEXT, "云溪镇.txt": TEXT, "plain.txt": TEXT}, codec))
    assert set(read(path)[0]) == {"!青石县/2024年报告.txt", "!云溪镇.txt", "!plain.txt"}


def test_names_in_gbk_in_a_tar(tmp_path: Path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding="gb18030", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("青石县/2024年.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    (tmp_path / "a.tar").write_bytes(out.getvalue())
    assert set(read(tmp_path / "a.tar")[0]) == {"!青石县/2024年.txt"}


@pytest.mark.parametrize("packing", ["zip", "tar.gz"])
def test_clutter_is_left_out_silently_and_other_formats_are_counted(tmp_path: Path, packing: str):
    files = {
        "a.txt": TEXT,
        "__MACOSX/._a.txt": b"x",
        ".hidden/b.txt": TEXT,
        "~$a.docx": b"x",
        "Thumbs.db": b"x",
        "town/.DS_Store": b"x",
        "p1.jpg": b"x",
        "p2.JPG": b"x",
        "README": b"x",
    }
    texts, problems, notes = read(pack(tmp_path, files, packing))
    assert (set(texts), problems) == ({"!a.txt"}, {})
    assert notes == ["left alone: 2 .jpg, 1 without an ending"]


@pytest.mark.parametrize("packing", ["zip", "tar"])
@pytest.mark.parametrize(
    "name", ["../x.txt", "town/../../x.txt", "/etc/x.txt", "C:\\x.txt", "..\\x.txt", "C:x.txt"]
)
def test_a_path_that_leads_out_is_refused_by_name_while_others_go_on(tmp_path: Path, packing: str, name: str):
    texts, problems, _ = read(pack(tmp_path, {"a.txt": TEXT, name: TEXT, "b.txt": TEXT}, packing))
    assert set(texts) == {"!a.txt", "!b.txt"}
    assert problems == {f"!{name.replace(chr(92), '/')}": "its path leads out of the archive; it is not read"}


def test_links_in_a_tar_are_not_followed(tmp_path: Path):
    (tmp_path / "a.tar").write_bytes(tarred({"a.txt": TEXT}, links={"secret.txt": "/etc/passwd"}))
    texts, problems, notes = read(tmp_path / "a.tar")
    assert (set(texts), problems) == ({"!a.txt"}, {})
    assert "not followed: 1 (secret.txt)" in notes[0]


@pytest.mark.parametrize(
    ("at", "data", "said"),
    [
        (6, b"\x01\x00", "is encrypted; unpack the archive with its password"),
        (8, b"\x09\x00", "a method that can't be read here; pack the archive anew"),
        (14, b"\x00\x00\x00\x00", "is damaged in the archive"),
    ],
    ids=["encrypted", "deflate64", "checksum"],
)
def test_a_member_that_can_t_be_unpacked_is_named_and_costs_no_other(
    tmp_path: Path, at: int, data: bytes, said: str
):
    archive = patched(zipped({"a.txt": TEXT, "bad.txt": TEXT * 9, "c.txt": TEXT}), "bad.txt", at, data)
    (tmp_path / "a.zip").write_bytes(archive)
    texts, problems, _ = read(tmp_path / "a.zip")
    assert set(texts) == {"!a.txt", "!c.txt"}
    assert said in problems["!bad.txt"]


def test_a_name_that_stands_twice_is_read_once(tmp_path: Path):
    with pytest.warns(UserWarning, match="Duplicate"):
        import zipfile

        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("a.txt", TEXT)
            archive.writestr("a.txt", "另一篇报告")
    found = list(open_members(tmp_path / "a.zip"))
    assert [member.problem for member in found] == [
        None,
        "stands in the archive twice; the first one is read",
    ]


@pytest.mark.parametrize("packing", PACKINGS)
def test_an_archive_that_is_cut_short_says_so(tmp_path: Path, packing: str):
    noise = random.Random(1).randbytes(150_000)
    path = pack(tmp_path, {"a.txt": TEXT, "b.pdf": noise, "c.txt": TEXT}, packing)
    path.write_bytes(path.read_bytes()[:100_000])
    texts, problems, _ = read(path)
    assert "damaged or incomplete" in (problems.get("") or problems.get("!b.pdf", ""))
    if packing in ("tar", "tar.gz"):
        assert set(texts) == {"!a.txt"}, "what came before stands"


def test_an_archive_that_is_none_says_so(tmp_path: Path):
    for name in ("a.zip", "a.tar", "a.tar.gz"):
        (tmp_path / name).write_bytes(b"no archive at all")
        assert "can't be read as a" in read(tmp_path / name)[1][""]
        (tmp_path / name).write_bytes(b"")
        assert set(read(tmp_path / name)[1]) == {""} or name == "a.tar"


# --- bombs ------------------------------------------------------------------------------------------------------------


def test_a_member_that_unpacks_to_absurdly_more_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = pack(tmp_path, {"a.txt": TEXT, "bomb.txt": bytes(40_000_000)})
    tracemalloc.start()
    texts, problems, _ = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(texts) == {"!a.txt"}
    assert "times its size, as no text does" in problems["!bomb.txt"]
    assert peak < 5_000_000


@pytest.mark.parametrize("packing", ["zip", "tar.gz", "tar.xz"])
def test_an_archive_that_unpacks_to_absurdly_more_than_it_weighs_is_refused(tmp_path: Path, packing: str):
    path = pack(tmp_path, {f"{n}.txt": bytes(1_000_000) for n in range(20)}, packing)
    _, problems, _ = read(path, ArchiveLimits(free=5_000_000))
    assert "times its size, as no archive of reports does" in problems[""]
    _, problems, _ = read(path, ArchiveLimits(total=10_000_000, free=1_000_000, ratio=10_000))
    assert "more than 0 GB; split it" in problems[""]


@pytest.mark.parametrize("packing", ["zip", "tar"])
def test_too_many_members_are_refused(tmp_path: Path, packing: str):
    path = pack(tmp_path, {f"{n}.txt": TEXT for n in range(12)}, packing)
    assert "files" in read(path, ArchiveLimits(members=10))[1][""]
    assert not read(path, ArchiveLimits(members=12))[1]


def test_a_member_that_is_larger_than_one_report_may_be_is_refused_by_its_size(tmp_path: Path):
    texts, problems, _ = read(pack(tmp_path, {"a.txt": TEXT, "big.txt": TEXT * 1000}), longest=10_000)
    assert set(texts) == {"!a.txt"}
    assert "raise --max-bytes" in problems["!big.txt"]


def test_a_member_that_is_larger_than_the_archive_says_is_not_read_on(tmp_path: Path):
    """zipfile stops where the header says; then the checksum is wrong."""
    archive = patched(zipped({"a.txt": TEXT * 50}), "a.txt", 22, (60).to_bytes(4, "little"))
    (tmp_path / "a.zip").write_bytes(archive)
    assert "damaged" in read(tmp_path / "a.zip")[1]["!a.txt"]


def test_a_header_of_gigabytes_in_a_tar_is_refused(tmp_path: Path):
    info = tarfile.TarInfo("long")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8_000_000_000
    (tmp_path / "a.tar").write_bytes(info.tobuf() + bytes(1_000_000))
    tracemalloc.start()
    assert "larger than a megabyte" in read(tmp_path / "a.tar")[1][""]
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


def test_archives_in_archives_are_read_one_deep(tmp_path: Path):
    third = zipped({"c.txt": TEXT})
    second = zipped({"b.txt": TEXT, "third.zip": third})
    texts, problems, _ = read(
        pack(tmp_path, {"a.txt": TEXT, "second.zip": second, "t.tar.gz": tarred({"d.txt": TEXT}, "gz")})
    )
    assert set(texts) == {"!a.txt", "!second.zip!b.txt", "!t.tar.gz!d.txt"}
    assert problems == {
        "!second.zip!third.zip": "is an archive within an archive within an archive; unpack the outer one"
    }


@pytest.mark.parametrize("packing", PACKINGS)
def test_tables_in_archives_give_their_rows(tmp_path: Path, packing: str):
    files = {
        "t/reports.csv": TABLE.encode("gb18030"),
        "list.tsv": "path\tplace\na.txt\t青石县\n",
        "x.txt": TEXT,
    }
    path = pack(tmp_path, files, packing)
    members = list(open_members(path))
    assert [(m.name, dict(m.told)) for m in members] == [
        ("t/reports/a1", {"place": "青石县"}),
        ("t/reports/a2", {"place": "云溪县"}),
        ("x", {}),
    ]
    notes = read(path)[2]
    assert any(note.startswith("list.tsv: left alone") for note in notes)


# --- addresses --------------------------------------------------------------------------------------------------------


def test_a_report_in_a_container_can_be_named_by_its_address(tmp_path: Path):
    second = zipped({"deep/b.txt": TEXT, "r.csv": TABLE})
    path = pack(tmp_path, {"town/a.txt": TEXT, "second.zip": second, "r.csv": TABLE})
    for inner, form, told, name in [
        ("!town/a.txt", "txt", {}, "a"),
        ("!second.zip!deep/b.txt", "txt", {}, "b"),
        ("!r.csv#a2", "csv", {"place": "云溪县"}, "a2"),
        ("!r.csv#3", "csv", {"place": "云溪县"}, "3"),
        ("!second.zip!r.csv#a1", "csv", {"place": "青石县"}, "a1"),
    ]:
        source = read_source(f"{path}{inner}")
        assert (source.format, dict(source.told), report_name(f"{path}{inner}")) == (form, told, name)
        assert source.text.startswith(("青石县", "云溪县"))
    assert process_path(f"{path}!r.csv#a2").report.place == "云溪县"
    assert process_path(f"{path}!town/a.txt").report.id == "a"


def test_an_address_of_nothing_and_a_container_as_a_report_are_errors_with_advice(tmp_path: Path):
    path = pack(tmp_path, {"a.txt": TEXT})
    with pytest.raises(ReadError, match=r"a\.zip!none\.txt: there is no such report in .*a\.zip"):
        read_source(f"{path}!none.txt")
    with pytest.raises(ReadError, match=r"holds many reports; .*policy-nlp run.*!name\.txt"):
        read_source(path)
    with pytest.raises(ReadError, match="no such file"):
        read_source(tmp_path / "none.zip!a.txt")


def test_a_file_whose_name_has_the_marks_of_an_address_is_a_file(tmp_path: Path):
    path = tmp_path / "喜报!第1号#终稿.txt"
    path.write_text(TEXT, "utf-8")
    assert split_address(str(path)) is None
    assert read_source(path).text == TEXT


def test_a_folder_in_an_archive_can_be_named(tmp_path: Path):
    path = pack(tmp_path, {"town/a.txt": TEXT, "town/b.txt": TEXT, "towns/c.txt": TEXT})
    assert [m.name for m in open_members(f"{path}!town")] == ["town/a", "town/b"]


def test_a_container_behind_a_url():
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe_file("/boxes/a.zip", zipped({"a.txt": TEXT, "r.csv": TABLE}))
    assert [m.name for m in open_members("memory://boxes/a.zip")] == ["a", "r/a1", "r/a2"]
    assert read_source("memory://boxes/a.zip!a.txt").text == TEXT


def test_memory_does_not_grow_with_an_archive(tmp_path: Path):
    noise = random.Random(2)
    path = tmp_path / "a.tar.gz"
    path.write_bytes(tarred({f"{n}.txt": noise.randbytes(300_000) for n in range(100)}, "gz"))
    tracemalloc.start()
    assert sum(len(member.read()) for member in open_members(path)) == 30_000_000
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("packing", PACKINGS)
def test_mutated_archives_give_members_or_a_reason(tmp_path: Path, packing: str):
    """Bytes changed at random: nothing but ReadError, whatever breaks inside."""
    path = pack(tmp_path, {"a.txt": TEXT, "t.csv": TABLE, "b.zip": zipped({"c.txt": TEXT})}, packing)
    whole = path.read_bytes()
    chance = random.Random(packing)
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        read(path)
