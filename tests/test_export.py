"""Tables out of processed reports: the panel's choice of headline values, flat tables, files."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.cli import main
from policy_nlp.export import (
    PANEL,
    TABLES,
    ExportError,
    PanelRow,
    export_panel,
    export_table,
    panel_of,
    read_reports,
    write_csv,
    write_parquet,
)
from policy_nlp.records import (
    Claim,
    Commitment,
    PipelineInfo,
    Project,
    Quantity,
    Report,
    ReportInfo,
    Section,
    SourceInfo,
    Target,
)

REVIEW = "全县地区生产总值增长6%，居民消费价格上涨2%，城镇新增就业3000人。"
PLAN = "主要预期目标是：地区生产总值增长7%左右，城镇新增就业2800人。"


def report(
    parts: list[tuple[str, str, tuple[int, int]]], level: str = "county", name: str = "county/云溪县/2025"
) -> Report:
    """A report of sections (kind, text, years) without items."""
    text, sections = "", []
    for i, (kind, body, years) in enumerate(parts):
        sections.append(
            Section(id=f"s{i}", level=1, start=len(text), end=len(text) + len(body), kind=kind, years=years)
        )
        text += body + "\n"
    return Report(
        report=ReportInfo(
            id=name, title=None, place="云溪县", level=level, review_year=2024, plan_year=2025,
            source=SourceInfo(path="x.txt", sha256="0" * 64, format="txt", encoding="utf-8", bytes=1),
        ),
        text=text,
        sections=sections,
        pipeline=PipelineInfo(name="test", package_version="0", config_sha256="0" * 64),
    )  # fmt: skip


def add(
    r: Report,
    piece: str,
    indicator_id: str,
    kind: str = "growth",
    nth: int = 0,
    target: bool = False,
    **more: Any,
) -> Quantity:
    """Add the nth occurrence of a number as a quantity; as a target too if it is promised."""
    start = -1
    for _ in range(nth + 1):
        start = r.text.index(piece, start + 1)
    section = next(s.id for s in r.sections if s.start <= start < s.end)
    digits = piece.rstrip("%人元")
    more = {"unit": "%" if piece.endswith("%") else piece[-1], "value": digits} | more
    quantity = Quantity(
        id=f"q{start}",
        start=start,
        end=start + len(piece),
        text=piece,
        section=section,
        kind=kind,
        indicator_id=indicator_id,
        **more,
    )
    r.quantities.append(quantity)
    if target:
        same = {
            k: getattr(quantity, k)
            for k in (
                "start",
                "end",
                "text",
                "section",
                "indicator_id",
                "comparator",
                "value",
                "upper",
                "unit",
            )
        }
        r.targets.append(Target(id=f"t{start}", quantity=quantity.id, deadline=2025, strength="aim", **same))
    return quantity


@pytest.fixture
def usual() -> Report:
    r = report([("review", REVIEW, (2024, 2024)), ("plan", PLAN, (2025, 2025))])
    add(r, "6%", "gdp")
    add(r, "2%", "cpi")
    add(r, "3000人", "urban_new_jobs", "amount")
    add(r, "7%", "gdp", target=True, comparator="approx")
    add(r, "2800人", "urban_new_jobs", "amount", target=True)
    return r


def cells(rows: list[PanelRow]) -> list[tuple[Any, ...]]:
    return [(row.year, row.indicator_id, row.role, row.measure, row.value, row.comparator) for row in rows]


def test_a_plan_gives_targets_and_a_review_actuals(usual: Report) -> None:
    assert sorted(cells(panel_of(usual))) == [
        (2024, "cpi", "actual", "growth", "2", "eq"),
        (2024, "gdp", "actual", "growth", "6", "eq"),
        (2024, "urban_new_jobs", "actual", "level", "3000", "eq"),
        (2025, "gdp", "target", "growth", "7", "approx"),
        (2025, "urban_new_jobs", "target", "level", "2800", "eq"),
    ]


def test_every_row_points_to_its_characters(usual: Report) -> None:
    for row in panel_of(usual):
        assert usual.text[row.start : row.end].rstrip("%人") == row.value
        assert row.report == usual.report.id


def test_without_a_year_there_is_no_row(usual: Report) -> None:
    usual.report.review_year = None
    assert {row.role for row in panel_of(usual)} == {"target"}


@pytest.mark.parametrize(
    "before",
    [
        "一季度，地区生产总值增长",
        "1-9月，地区生产总值增长",
        "上半年地区生产总值增长",
        "“十三五”期间，地区生产总值增长",
        "五年来，地区生产总值增长",
    ],
)
def test_a_part_of_the_year_or_several_years_are_no_headline(before: str) -> None:
    r = report([("review", f"{before}9%。", (2024, 2024))])
    add(r, "9%", "gdp")
    assert panel_of(r) == []


def test_the_whole_year_stands_in_the_panel_beside_its_quarters() -> None:
    r = report([("review", "地区生产总值一季度增长4%，全年增长6%。", (2024, 2024))])
    add(r, "4%", "gdp", period="一季度")
    add(r, "6%", "gdp", period="全年")
    assert [row.value for row in panel_of(r)] == ["6"]


def test_a_yearly_average_is_no_headline() -> None:
    r = report([("review", "地区生产总值年均增长8%。", (2020, 2024))])
    add(r, "8%", "gdp", basis="年均")
    assert panel_of(r) == []


def test_in_a_review_of_several_years_only_the_last_year_counts() -> None:
    r = report([("review", "五年来，单位地区生产总值能耗下降9%。2024年，财政总收入增长4%。", (2020, 2024))])
    add(r, "9%", "energy_intensity", value="-9")
    add(r, "4%", "fiscal_revenue_total")
    assert [row.indicator_id for row in panel_of(r)] == ["fiscal_revenue_total"]


def test_of_two_values_the_one_among_other_headlines_is_taken() -> None:
    r = report(
        [
            (
                "review",
                "项目建设带动税收收入增长30%。\n税收收入增长5%，地区生产总值增长6%，出口增长7%。",
                (2024, 2024),
            )
        ]
    )
    add(r, "30%", "tax_revenue")
    add(r, "5%", "tax_revenue")
    add(r, "6%", "gdp")
    add(r, "7%", "exports")
    assert {row.indicator_id: row.value for row in panel_of(r)} == {
        "tax_revenue": "5",
        "gdp": "6",
        "exports": "7",
    }


def test_a_target_of_a_later_year_is_not_the_year_s() -> None:
    r = report([("plan", "到2029年，地区生产总值达到900亿元。", (2025, 2025))])
    add(r, "900亿元", "gdp", "amount", target=True, value="90000000000", unit="元")
    r.targets[0].deadline = 2029
    assert panel_of(r) == []


def test_the_value_from_which_something_rose_is_no_headline() -> None:
    r = report([("review", "城镇居民人均可支配收入从30000元增加到36000元。", (2024, 2024))])
    add(r, "30000元", "urban_income_per_capita", "amount")
    add(r, "36000元", "urban_income_per_capita", "amount")
    assert [row.value for row in panel_of(r)] == ["36000"]


def test_for_the_country_fiscal_revenue_is_the_general_public_budget() -> None:
    for level, expected in (
        ("national", "general_public_budget_revenue"),
        ("county", "fiscal_revenue_total"),
    ):
        r = report([("review", "财政收入增长9%。", (2024, 2024))], level=level)
        add(r, "9%", "fiscal_revenue_total")
        assert [row.indicator_id for row in panel_of(r)] == [expected]


def test_held_at_a_rate_is_that_rate_when_it_is_reported() -> None:
    r = report(
        [
            ("review", "居民消费价格涨幅控制在2%。", (2024, 2024)),
            ("plan", "居民消费价格涨幅控制在3%。", (2025, 2025)),
        ]
    )
    add(r, "2%", "cpi", comparator="le")
    add(r, "3%", "cpi", comparator="le", target=True)
    assert {row.role: row.comparator for row in panel_of(r)} == {"actual": "eq", "target": "le"}


def test_a_price_index_is_a_level() -> None:
    r = report([("review", "居民消费价格指数为102%。", (2024, 2024))])
    add(r, "102%", "cpi", "percent")
    assert [row.measure for row in panel_of(r)] == ["level"]


def test_what_a_plan_promises_is_no_actual(usual: Report) -> None:
    assert all(row.start < usual.text.index("主要") for row in panel_of(usual) if row.role == "actual")


# -- folders ---------------------------------------------------------------------------------------------------


def _write(folder: Path, r: Report, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(r.model_dump_json(), "utf-8")


def test_a_folder_is_read_in_the_order_of_its_names_without_the_run_s_summary(
    tmp_path: Path, usual: Report
) -> None:
    _write(tmp_path, usual, "b/2025.json")
    _write(
        tmp_path,
        usual.model_copy(update={"report": usual.report.model_copy(update={"id": "a"})}),
        "a/2025.json",
    )
    (tmp_path / "run.json").write_text("{}", "utf-8")
    (tmp_path / ".policy-nlp").mkdir()
    (tmp_path / ".policy-nlp" / "x.json").write_text("{}", "utf-8")
    assert [r.report.id for r in read_reports(tmp_path)] == ["a", usual.report.id]


def test_json_lines_are_read_too(tmp_path: Path, usual: Report) -> None:
    (tmp_path / "reports.jsonl").write_text((usual.model_dump_json() + "\n") * 2, "utf-8")
    assert len(list(read_reports(tmp_path))) == 2


def test_an_empty_folder_and_a_foreign_file_are_errors_that_name_them(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no processed reports"):
        list(read_reports(tmp_path))
    (tmp_path / "x.json").write_text('{"a": 1}', "utf-8")
    with pytest.raises(ExportError, match=r"x\.json: not a processed report"):
        list(read_reports(tmp_path))


def test_another_schema_version_is_an_error(tmp_path: Path, usual: Report) -> None:
    data = json.loads(usual.model_dump_json()) | {"schema_version": "2.0"}
    (tmp_path / "x.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(ExportError, match=r"schema version 2\.0"):
        list(read_reports(tmp_path))


# -- files -----------------------------------------------------------------------------------------------------


def _csv(table: Any, rows: list[tuple[Any, ...]]) -> str:
    buffer = io.BytesIO()
    write_csv(table, rows, buffer)
    return buffer.getvalue().decode()


def test_csv_opens_in_excel_and_reads_back(usual: Report) -> None:
    rows = export_panel([usual])
    text = _csv(PANEL, rows)
    assert text.startswith("\ufeff")
    read = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert [row["value"] for row in read] == [row.value for row in rows]
    assert [row["upper"] for row in read] == [""] * len(rows)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_no_text_cell_starts_like_a_formula(text: str) -> None:
    row = (text, *[None] * (len(PANEL.columns) - 1))
    read = next(csv.reader(io.StringIO(_csv(PANEL, [row]).split("\r\n", 1)[1], newline="")))
    assert not read[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert read[0].removeprefix("'") == text.removeprefix("'")


def test_negative_numbers_stay_numbers() -> None:
    r = report([("review", "单位地区生产总值能耗下降3%。", (2024, 2024))])
    add(r, "3%", "energy_intensity", value="-3")
    assert ",-3," in _csv(PANEL, export_panel([r]))


def test_parquet_has_types(tmp_path: Path, usual: Report) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    rows = export_panel([usual])
    assert write_parquet(PANEL, rows, tmp_path / "panel.parquet") == len(rows)
    table = pq.read_table(tmp_path / "panel.parquet")
    assert str(table.schema.field("value").type) == "double"
    assert str(table.schema.field("year").type) == "int64"
    assert [Decimal(str(v)) for v in table.column("value").to_pylist()] == [
        Decimal(row.value) for row in rows
    ]


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    write_parquet(TABLES["claims"], [], tmp_path / "claims.parquet")
    assert pq.read_table(tmp_path / "claims.parquet").num_rows == 0
    assert _csv(TABLES["claims"], []).count("\r\n") == 1


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def rows():
        yield tuple([None] * len(PANEL.columns))
        raise ExportError("broken")

    with pytest.raises(ExportError):
        write_csv(PANEL, rows(), tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_flat_tables_hold_every_item_with_its_report(usual: Report) -> None:
    text = usual.text
    span = {"start": 0, "end": 4, "text": text[:4], "section": "s0"}
    usual.claims.append(Claim(id="k0", type="outcome", testable=True, quantities=["q1", "q2"], **span))
    usual.commitments.append(Commitment(id="c0", type="action", testable=False, deadline=2025, **span))
    usual.projects.append(Project(id="p0", name=text[:4], name_key="x", **span))
    for name, table in TABLES.items():
        rows = list(export_table([usual], name))
        assert len(rows) == len(getattr(usual, name))
        first = dict(zip([c.name for c in table.columns], rows[0], strict=True))
        assert (first["report"], first["place"], first["plan_year"]) == (usual.report.id, "云溪县", 2025)
        assert first["section_kind"] == ("plan" if name == "targets" else "review")
    (claim,) = export_table([usual], "claims")
    assert claim[-2:] == ("q1 q2", None)


# -- the command -----------------------------------------------------------------------------------------------


def test_the_command_writes_the_file_and_keeps_an_old_one(tmp_path: Path, usual: Report) -> None:
    _write(tmp_path / "out", usual, "a.json")
    arguments = ["export", str(tmp_path / "out"), "--output", str(tmp_path / "panel.csv")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert len((tmp_path / "panel.csv").read_text("utf-8-sig").splitlines()) == 6
    again = CliRunner().invoke(main, arguments)
    assert again.exit_code == 2
    assert "--overwrite" in again.output
    assert CliRunner().invoke(main, [*arguments, "--overwrite"]).exit_code == 0


def test_the_command_prints_csv_without_an_output(tmp_path: Path, usual: Report) -> None:
    _write(tmp_path, usual, "a.json")
    result = CliRunner().invoke(main, ["export", str(tmp_path), "--to", "quantities"])
    assert result.exit_code == 0
    assert len(result.stdout_bytes.decode("utf-8-sig").splitlines()) == 6


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    missing = CliRunner().invoke(main, ["export", str(tmp_path / "none")])
    assert missing.exit_code == 2
    assert "no such file or folder" in missing.output
    parquet = CliRunner().invoke(main, ["export", str(tmp_path), "--format", "parquet"])
    assert parquet.exit_code == 2
    assert "--output" in parquet.output
