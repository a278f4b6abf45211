"""Writing: what stands under a final name is complete, in every kind of store."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from policy_nlp.records import PipelineInfo, Report, ReportInfo, SourceInfo
from policy_nlp.write import STATE, LocalStore, RemoteStore, open_store, report_json
from strategies import any_texts


@given(any_texts)
def test_a_report_s_bytes_are_one_line_that_gives_the_report_back(text: str):
    source = SourceInfo(path="a.txt", sha256="0" * 64, format="txt", encoding="utf-8", bytes=0)
    report = Report(
        report=ReportInfo(id="a", source=source),
        text=text,
        pipeline=PipelineInfo(name="p", package_version="1", config_sha256="0" * 64),
    )
    data = report_json(report)
    assert data.count(b"\n") == 1 and data.endswith(b"\n")
    assert Report.model_validate_json(data) == report
    assert report_json(Report.model_validate_json(data)) == data


@pytest.fixture(params=["local", "memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path):
    """The same tests on every store."""
    if request.param == "local":
        opened = open_store(tmp_path / "out")
        assert isinstance(opened, LocalStore)
    elif request.param == "file":
        opened = open_store(f"file://{tmp_path}/out")
        assert isinstance(opened, LocalStore)
    else:
        pytest.importorskip("fsspec")
        opened = open_store(f"memory://store{tmp_path.name}")
        assert isinstance(opened, RemoteStore)
    opened.prepare()
    yield opened
    opened.close()


def test_what_is_staged_has_no_name_until_it_is_published(store):
    stamp, staged = store.stage("a/b.json", b"one")
    assert stamp.size == 3
    assert store.stamp("a/b.json") is None
    store.publish("a/b.json", staged)
    assert store.read("a/b.json") == b"one"
    store.write("a/b.json", b"three")
    assert store.read("a/b.json") == b"three"
    assert store.stamp("a/b.json").size == 5
    store.remove("a/b.json")
    store.remove("a/b.json")
    assert store.stamp("a/b.json") is None


def test_a_log_keeps_what_is_added(store):
    assert store.log(f"{STATE}/log") == b""
    store.append(f"{STATE}/log", b"one\n")
    store.append(f"{STATE}/log", b"two\n")
    assert store.log(f"{STATE}/log") == b"one\ntwo\n"
    store.replace_log(f"{STATE}/log", b"three\n")
    store.append(f"{STATE}/log", b"four\n")
    assert store.log(f"{STATE}/log") == b"three\nfour\n"


def test_a_torn_line_does_not_swallow_the_next(tmp_path: Path):
    store = LocalStore(tmp_path)
    store.prepare()
    store.append("log", b"one\ntor")
    store.append("log", b"two\n")
    assert store.log("log").splitlines() == [b"one", b"tor", b"two"]
    store.close()


def test_what_a_killed_writer_left_aside_is_cleared(tmp_path: Path):
    store = LocalStore(tmp_path)
    store.prepare()
    store.stage("a.json", b"half")
    store.close()
    again = LocalStore(tmp_path)
    again.prepare()
    assert list((tmp_path / STATE / "aside").iterdir()) == []
    again.close()


def test_a_publication_that_fails_leaves_nothing_aside(tmp_path: Path):
    store = LocalStore(tmp_path)
    store.prepare()
    (tmp_path / "a").write_text("a file where a folder has to be", "utf-8")
    with pytest.raises(OSError, match="a"):
        store.write("a/b.json", b"one")
    assert list((tmp_path / STATE / "aside").iterdir()) == []
    store.close()


def test_a_store_without_atomic_uploads_writes_aside_and_renames():
    fsspec = pytest.importorskip("fsspec")
    store = RemoteStore("memory://renamed")
    store._atomic = False
    store.prepare()
    store.write("a/b.json", b"one")
    assert fsspec.filesystem("memory").cat_file("/renamed/a/b.json") == b"one"
    assert store._names(f"{STATE}/aside") == []
