"""Tables with one report a row: which column is the text, what goes with it, and what is said of bad rows."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_nlp.knowledge.columns import column_fields, level_words
from policy_nlp.read import Container, ContainerOptions, NoTextsError, ReadError, open_members, read_source
from policy_nlp.read.tables import Table, TableOptions, TableRow

TEXT = "青石县政府工作报告。" * 30
HEADER = ["编号", "地区", "年份", "正文"]


def as_csv(rows: Iterable[Iterable[object]], **how: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, **how).writerows(rows)
    return out.getvalue().encode()


def read(data: bytes, form: str, **options: object) -> tuple[list[TableRow], list[str], str | None]:
    table = Table(io.BytesIO(data), form, TableOptions(**options))
    rows = list(table.rows())
    return rows, table.notes, table.encoding


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def workbook(*sheets: tuple[str, list[list[object]]], merged: dict[str, str] | None = None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merged and name in merged:
            sheet.merge_cells(merged[name])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- columns ----------------------------------------------------------------------------------------------------------


def test_usual_names_of_columns_need_no_option():
    rows, notes, _ = read(
        as_csv(
            [
                ["编号", "地区", "年份", "行政级别", "标题", "正文"],
                ["a1", "青石县", "2024", "县级", "报告", TEXT],
            ]
        ),
        "csv",
    )
    assert rows == [
        TableRow("a1", 2, TEXT, {"place": "青石县", "plan_year": 2024, "level": "county", "title": "报告"})
    ]
    assert "texts in column 正文" in notes[0] and "地区 = place" in notes[0]


def test_columns_are_named_by_the_user_over_usual_names():
    data = as_csv([["text", "body2", "where", "no"], ["short", TEXT, "青石县", "7"]])
    rows, _, _ = read(data, "csv", columns={"body2": "text", "where": "place", "no": "id"})
    assert rows == [TableRow("7", 2, TEXT, {"place": "青石县"})]


def test_without_a_usual_name_the_column_with_by_far_the_longest_cells_is_the_text():
    rows, notes, _ = read(as_csv([["x", "y"], ["a", TEXT], ["b", TEXT]]), "csv")
    assert [row.text for row in rows] == [TEXT, TEXT]
    assert any("column y was taken for the text" in note for note in notes)


def test_a_contents_column_is_not_the_text_where_another_is_far_longer():
    rows, _, _ = read(as_csv([["内容", "x"], ["目录", TEXT]]), "csv")
    assert rows[0].text == TEXT


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (as_csv([["path", "place"], ["a.txt", "青石县"]]), "--text-column (columns: path, place)"),
        (as_csv([["a", "b"], [TEXT, TEXT]]), "--text-column"),
        (b"", "the table is empty"),
        (b"text\n", "no rows below its header"),
        (as_csv([[TEXT], [TEXT]]), "add a row with names above it"),
    ],
)
def test_a_table_without_texts_says_so_and_names_its_columns(data: bytes, said: str):
    with pytest.raises(NoTextsError) as error:
        read(data, "csv")
    assert said in str(error.value)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NoTextsError, match=r"no column 全部; its columns: 编号, 地区, 年份, 正文"):
        read(as_csv([HEADER, ["1", "", "", TEXT]]), "csv", columns={"全部": "text"})


def test_titles_above_the_header_are_passed_over():
    rows, _, _ = read(as_csv([["表1 各县报告"], [], HEADER, ["1", "青石县", 2024, TEXT]]), "csv")
    assert [(row.name, row.number, row.told["place"]) for row in rows] == [("1", 4, "青石县")]


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2024", 2024),
        ("2024.0", 2024),
        ("2024年", 2024),
        ("２０２４年度", 2024),
        ("2024-01-20", 2024),
        ("2024/1", 2024),
        ("2024年1月", 2024),
        ("2023-2024", None),
        ("24", None),
        ("不详", None),
        ("nan", None),
    ],
)
def test_years_are_read_as_people_and_programs_write_them(cell: str, year: int | None):
    (row,), notes, _ = read(as_csv([HEADER, ["1", "nan", cell, TEXT]]), "csv")
    assert row.told == ({} if year is None else {"plan_year": year})
    assert any("else than a year" in note for note in notes) == (year is None and cell != "nan")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2024年1月5日", "2024-01-05"),
        ("2024-01-05 09:00:00", "2024-01-05"),
        ("2024/1/5", "2024-01-05"),
        ("20240105", "2024-01-05"),
        ("2024年1月", "2024-01"),
        ("2024", "2024"),
        ("2024-13-05", None),
        ("年初", None),
    ],
)
def test_dates_are_told_as_the_records_write_them(cell: str, found: str | None):
    (row,), notes, _ = read(as_csv([["报告日期", "正文"], [cell, TEXT]]), "csv")
    assert row.told == ({} if found is None else {"delivered": found})
    assert any("something else than a date" in note for note in notes) == (found is None)


def test_the_tables_of_names_hold_no_contradiction():
    assert column_fields()["正文"] == "text" and column_fields()["planyear"] == "plan_year"
    assert level_words()["县级"] == "county" and level_words()["地级市"] == "prefectural"


# --- rows -------------------------------------------------------------------------------------------------------------


def test_rows_without_an_id_are_named_by_the_number_that_a_spreadsheet_shows():
    rows, _, _ = read(as_csv([["正文"], [TEXT], [TEXT + "\n第二段"], [TEXT]]), "csv")
    assert [row.name for row in rows] == ["2", "3", "4"]


def test_an_id_that_stands_twice_names_both_rows_apart():
    rows, notes, _ = read(
        as_csv([HEADER, ["a", "", "", TEXT], ["a", "", "", TEXT], ["", "", "", TEXT], ["b", "", "", TEXT]]),
        "csv",
    )
    assert [row.name for row in rows] == ["a", "a-row3", "row4", "b"]
    assert any("with the id of an earlier row" in note and "(row 3)" in note for note in notes)


def test_rows_without_a_text_are_left_out_and_counted():
    rows, notes, _ = read(
        as_csv(
            [
                HEADER,
                ["a", "x", "", " \u3000"],
                [],
                ["", "", "", ""],
                ["b", "x", "", "NaN"],
                ["c", "x", "", TEXT],
            ]
        ),
        "csv",
    )
    assert [row.name for row in rows] == ["c"]
    assert "rows without a text in column 正文, left out: 2 (row 2, 5)" in notes


def test_a_row_with_more_cells_than_the_header_is_named_and_one_with_fewer_is_read():
    rows, _, _ = read(as_csv([["正文", "地区"], [TEXT, "青石县", "", ""], [TEXT, "x", "y"], [TEXT]]), "csv")
    assert [row.problem is None for row in rows] == [True, False, True]
    assert "row 3 has 3 cells where the header has 2" in (rows[1].problem or "")


def test_a_quote_that_is_never_closed_is_named_with_its_row_and_costs_no_row_before_it():
    data = as_csv([["正文", "地区"], [TEXT, "x"]]) + f'"{TEXT},y\n{TEXT},z\n'.encode()
    rows, _, _ = read(data, "csv")
    assert [row.problem is None for row in rows] == [True, False]
    assert "row 3: a quote that opens here is never closed" in (rows[1].problem or "")


def test_a_row_with_broken_bytes_is_named_and_costs_no_other():
    data = as_csv([["正文"], [TEXT]]) + "坏".encode() + b"\xff" + f"{TEXT}\n{TEXT}\n".encode()
    rows, _, encoding = read(data, "csv")
    assert encoding == "utf-8"
    assert [row.problem is None for row in rows] == [True, False, True]
    assert "bytes that are no UTF-8" in (rows[1].problem or "")


def test_a_text_that_is_too_long_is_refused_by_name():
    rows, _, _ = read(as_csv([["正文"], [TEXT], [TEXT * 5]]), "csv", longest=2000)
    assert [row.problem is None for row in rows] == [True, False]
    assert "raise --max-bytes" in (rows[1].problem or "")


def test_a_file_of_one_endless_line_is_refused_without_loading_it(tmp_path: Path):
    path = tmp_path / "one.csv"
    with path.open("wb") as file:
        file.write(b"text\n")
        for _ in range(60):
            file.write(b"a" * 1_000_000)
    with (
        memory_below(30_000_000),
        pytest.raises(ReadError, match=r"one\.csv: line 2 is longer than 1,000,000"),
    ):
        list(Container(str(path), ContainerOptions(longest=1_000_000)).members())


# --- formats ----------------------------------------------------------------------------------------------------------

ROWS = [HEADER, ["a", "青石县", "2024", TEXT + "\n第二段，有“引号”"], ["b", "云溪县", "2023", f'{TEXT}"引"']]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("form", "mark"), [("csv", ","), ("csv", ";"), ("csv", "\t"), ("tsv", "\t")])
def test_encodings_and_separators_are_found_out(form: str, mark: str, encoding: str):
    rows, _, found = read(as_csv(ROWS, delimiter=mark).decode().encode(encoding), form)
    assert found == encoding
    assert [(row.name, row.text, row.told) for row in rows] == [
        ("a", ROWS[1][3], {"place": "青石县", "plan_year": 2024}),
        ("b", ROWS[2][3], {"place": "云溪县", "plan_year": 2023}),
    ]


def test_a_table_in_big5_is_found_out_and_a_cell_that_was_spoilt_is_repaired_or_refused(tmp_path: Path):
    text = "青石縣政府工作報告，完成投資，實現經濟發展，各項事業取得了新的進步。" * 30
    rows, _, encoding = read(as_csv([["正文"], [text]]).decode().encode("big5"), "csv")
    assert (encoding, rows[0].text) == ("big5", text)
    spoilt = TEXT.encode("gb18030").decode("latin-1")
    (tmp_path / "t.csv").write_bytes(as_csv([["正文"], [spoilt], ["锟斤拷" * 200]]))
    first, second = open_members(tmp_path / "t.csv")
    assert first.source().text == TEXT and "turned back without a loss" in first.source().notes[0]
    with pytest.raises(ReadError, match=r"t\.csv#3: .*characters are lost"):
        second.source()


def test_an_encoding_that_shows_only_late_in_the_file_is_found():
    data = as_csv([["text"], *([["x" * 1000]] * 3000)]) + f"{TEXT}\n".encode("gb18030")
    rows, _, encoding = read(data, "csv")
    assert encoding == "gb18030"
    assert rows[-1].text == TEXT


def test_json_lines_with_broken_ones_between():
    lines = [
        json.dumps({"text": TEXT, "year": 2024, "id": 7}),
        "{broken",
        "",
        "[1]",
        json.dumps({"text": TEXT, "level": "county"}, ensure_ascii=False),
    ]
    rows, _, _ = read("\n".join(lines).encode(), "jsonl")
    assert [(row.number, row.problem is None) for row in rows] == [
        (1, True),
        (2, False),
        (4, False),
        (5, True),
    ]
    assert rows[0] == TableRow("7", 1, TEXT, {"plan_year": 2024})
    assert "line 2 is no JSON" in (rows[1].problem or "")
    assert rows[3].told == {"level": "county"}


def test_parquet_is_read_where_its_extra_is_installed():
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(
        pa.table({"id": [1, 2, 3], "text": [TEXT, None, TEXT], "year": [2024, 2023, None]}), out
    )
    rows, notes, _ = read(out.getvalue(), "parquet")
    assert [(row.name, row.told) for row in rows] == [("1", {"plan_year": 2024}), ("3", {})]
    assert any("left out: 1 (row 2)" in note for note in notes)
    with pytest.raises(ValueError, match="can't be read as Parquet"):
        read(out.getvalue()[:200], "parquet")


def test_a_workbook_with_dates_numbers_formulas_merged_cells_and_excel_s_escapes():
    rows = [
        ["各县报告汇编"],
        HEADER,
        [1.0, "青石县", 2023.0, TEXT + "_x000D_\n第二段"],
        [2.0, None, date(2024, 1, 15), TEXT],
        [3.0, "云溪县", "=2020+5", "=A1&B1"],
    ]
    found, notes, _ = read(workbook(("报告", rows), merged={"报告": "B3:B4"}), "xlsx")
    assert found == [
        TableRow("1", 3, TEXT + "\n第二段", {"place": "青石县", "plan_year": 2023}),
        TableRow("2", 4, TEXT, {"place": "青石县", "plan_year": 2024}),
    ]
    assert any("left out: 1 (row 5)" in note for note in notes), (
        "a formula that was never computed has no text"
    )


def test_sheets_of_one_form_are_read_together_and_others_left_alone():
    data = workbook(
        ("2023年", [HEADER, ["a", "青石县", 2023, TEXT]]),
        ("说明", [["变量", "含义"], ["地区", "政府所在"]]),
        ("2024年", [HEADER, ["a", "青石县", 2024, TEXT]]),
        ("空", []),
    )
    rows, notes, _ = read(data, "xlsx")
    assert [(row.sheet, row.name) for row in rows] == [("2023年", "a"), ("2024年", "a")]
    assert any("sheets left alone: 说明, 空" in note for note in notes)
    rows, _, _ = read(data, "xlsx", sheets=("2024年",))
    assert [(row.sheet, row.name, row.told["plan_year"]) for row in rows] == [("", "a", 2024)]
    with pytest.raises(NoTextsError, match=r"no sheet 2025年; its sheets: 2023年, 说明, 2024年, 空"):
        read(data, "xlsx", sheets=("2025年",))
    with pytest.raises(NoTextsError, match="empty"):
        read(workbook(("空", [])), "xlsx")


def test_a_text_that_excel_has_cut_off_is_noted(tmp_path: Path):
    (tmp_path / "t.csv").write_bytes(as_csv([["正文"], ["报" * 32_767], ["报" * 32_000]]))
    first, second = (member.source() for member in open_members(tmp_path / "t.csv"))
    assert "where Excel cuts cells off" in first.notes[0]
    assert not second.notes


def test_a_cell_with_html_is_read_as_html(tmp_path: Path):
    pytest.importorskip("policy_nlp.read.html")
    body = "".join(f"<p>第{n}段，青石县完成投资{n}亿元，同比增长5%。</p>" for n in range(1, 20))
    (tmp_path / "t.csv").write_bytes(as_csv([["正文"], [f'<div class="content">{body}</div>']]))
    source = read_source(tmp_path / "t.csv#2")
    assert "<p>" not in source.text and "第19段" in source.text
    assert "the cell holds HTML" in source.notes[0]


@pytest.mark.parametrize("keep", [0, 10, 200, 3000])
def test_a_workbook_that_is_cut_short_says_what_to_do(keep: int):
    data = workbook(("报告", [HEADER, ["a", "青石县", 2023, TEXT]]))
    with pytest.raises(ValueError, match=r"save it as \.xlsx or \.csv"):
        read(data[:keep], "xlsx")


def test_a_workbook_with_an_entity_bomb_is_refused():
    """Entities that unfold to gigabytes (billion laughs) end in one line, quickly."""
    data = workbook(("报告", [HEADER, ["a", "青石县", 2023, TEXT]]))
    out = io.BytesIO()
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = (
                    f'<?xml version="1.0"?><!DOCTYPE x [{lols}]>'.encode()
                    + part.partition(b"?>")[2 if b"?>" in part[:60] else 0]
                )
                part = part.replace("青石县".encode(), b"&l9;").replace(b"2023", b"&l9;")
            new.writestr(name, part)
    with memory_below(50_000_000), pytest.raises(ValueError, match="declares entities"):
        read(out.getvalue(), "xlsx")


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.text(
            st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1, max_size=50
        ),
        min_size=1,
        max_size=8,
    ),
    mark=st.sampled_from([",", "\t"]),
)
def test_whatever_a_csv_writer_writes_is_read_to_the_character(texts: list[str], mark: str):
    written = [f"报告{text}完" for text in texts]
    rows, _, _ = read(
        as_csv([["正文", "b"], *([text, "x"] for text in written)], delimiter=mark),
        "tsv" if mark == "\t" else "csv",
    )
    assert [row.text for row in rows] == written


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400), form=st.sampled_from(["csv", "tsv", "jsonl", "xlsx", "parquet"]))
def test_any_bytes_give_rows_or_a_reason(data: bytes, form: str):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    try:
        read(data, form)
    except ValueError as error:
        assert str(error)


def test_memory_does_not_grow_with_the_texts(tmp_path: Path):
    """Seventy megabytes of texts go through in a few: the first rows are held to find the columns, then one at a time."""

    path = tmp_path / "t.csv"
    path.write_bytes(as_csv([["正文"], *([[TEXT * 20]] * 4000)]))
    assert path.stat().st_size > 70_000_000
    with memory_below(20_000_000):
        assert sum(1 for _ in Container(str(path)).members()) == 4000
