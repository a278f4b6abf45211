"""`policy-nlp inspect`: what was read from a file, what was left out and why, and how the report's head is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from policy_nlp.cli import main
from policy_nlp.pipeline import inspect_path, inspect_source
from policy_nlp.read import SourceText
from policy_nlp.records import Inspection, json_schema

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FORMATS = CORPUS / "formats"
TEXT = (
    "上一页 1 2 下一页\n政 府 工 作 报 告\n——2024年1月18日在云溪县第十届人民代表大会第四次会议上\n云溪县县长 林青\n各位代表：\n"
    "现在，我代表县人民政府，向大会报告工作，请予审议。\n一、2023年工作回顾\n"
    "一年来，完成了道路改造，新增企业12家马克数据网，同比增长 8 %[1]，获评省级园区，取得了明显成效。\n"
    "二、2024年工作安排\n我们要大力推动产业升级，力争新增企业20家，确保重点项目早日开工。\n责任编辑：林小青\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "云溪县.txt"
    path.write_text(TEXT, encoding="gb18030")
    return path


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["inspect", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_everything_that_was_left_out_has_its_reason_and_its_characters(report: Path):
    found = inspect_path(report, every=True)
    left_out = {kind.reason: [cut.text.strip() for cut in kind.examples] for kind in found.cuts}
    assert left_out["page numbers"] == ["上一页 1 2 下一页"]
    assert left_out["editors"] == ["责任编辑：林小青"]
    assert left_out["watermark"] == ["马克数据网"]
    assert left_out["reference to a note"] == ["[1]"]
    assert len(left_out["space inside a sentence"]) == 7
    assert all(kind.by == "clean-up" for kind in found.cuts)
    for kind in found.cuts:
        assert kind.count == len(kind.examples)
        for cut in kind.examples:
            assert TEXT[cut.start : cut.end] == cut.text
    assert found.characters - found.read == sum(kind.characters for kind in found.cuts)
    assert found.report.source.encoding == "gb18030"
    assert (found.report.place, found.report.plan_year) == ("云溪县", 2024)
    assert [s.kind for s in found.sections] == ["other", "review", "plan"]


def test_some_examples_of_each_reason_are_kept_unless_all_are_asked_for(report: Path):
    kinds = {kind.reason: kind for kind in inspect_path(report).cuts}
    assert kinds["space inside a sentence"].count == 7
    assert len(kinds["space inside a sentence"].examples) == 3


@pytest.mark.parametrize(
    ("name", "reasons"),
    [("html/柘岭县/2024.html", {"menu", "footer"}), ("pdf/柘岭县/2023.pdf", {"running head", "page number"})],
)
def test_what_a_reader_cut_is_told_apart_from_what_the_clean_up_passed_over(name: str, reasons: set[str]):
    found = inspect_path(FORMATS / name)
    assert reasons <= {kind.reason for kind in found.cuts if kind.by == "reader"}
    assert all(cut.start is None for kind in found.cuts if kind.by == "reader" for cut in kind.examples)
    assert found.pages == (6 if name.endswith("pdf") else None)


def test_the_terminal_shows_file_head_cuts_and_sections(report: Path):
    status, out, _ = run(str(report), "--width", "100")
    assert status == 0
    for words in (
        "gb18030",
        "云溪县",
        "2024-01-18",
        "editors",
        "马克数据网",
        "一、2023年工作回顾",
        "commitments",
    ):
        assert words in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_with_all_each_stretch_is_listed_with_its_offsets(report: Path):
    _, out, _ = run(str(report), "--all", "--width", "100")
    at = TEXT.index("马克数据网")
    assert f"{at}–{at + 5}  watermark: 马克数据网" in out


def test_json_is_one_record_a_file_by_its_schema(report: Path):
    import jsonschema

    status, out, _ = run(str(report), str(FORMATS / "reports.zip") + "!柘岭县/2024.docx", "--format", "json")
    assert status == 0
    lines = out.splitlines()
    assert [Inspection.model_validate_json(line).report.place for line in lines] == ["云溪县", "柘岭县"]
    for line in lines:
        jsonschema.validate(json.loads(line), json_schema("inspection"))


def test_a_file_that_is_no_report_is_one_line_and_the_others_are_shown(report: Path, tmp_path: Path):
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    status, out, err = run(str(picture), str(report), str(tmp_path / "nothing.txt"))
    assert status == 2
    assert "云溪县" in out
    lines = err.strip().splitlines()
    assert len(lines) == 2
    assert "scan.png" in lines[0] and "nothing.txt" in lines[1]


def test_notes_of_reader_and_metadata_are_shown():
    source = SourceText(TEXT, notes=("page 3 has no text",), path="a.pdf", format="pdf")
    assert "page 3 has no text" in inspect_source(source).report.notes


def test_a_text_of_nothing_has_nothing_left_out():
    found = inspect_source(SourceText("云溪县"))
    assert found.cuts == []
    assert found.characters == found.read == 3


def test_a_report_that_comes_by_the_standard_input_is_shown():
    page = (FORMATS / "html" / "柘岭县" / "2024.html").read_bytes()
    result = CliRunner().invoke(main, ["inspect", "-", "--format", "json"], input=page)
    assert result.exit_code == 0, result.stderr
    found = Inspection.model_validate_json(result.stdout)
    assert (found.report.place, found.report.source.format) == ("柘岭县", "html")
    many = CliRunner().invoke(main, ["inspect", "-"], input=(FORMATS / "reports.xlsx").read_bytes())
    assert many.exit_code == 2
    assert "many reports" in many.stderr
