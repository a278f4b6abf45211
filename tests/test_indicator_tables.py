"""Tables of indicators (指标表): each value a quantity with its row as indicator, its column as year and role, its unit found."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp import process_text
from policy_nlp.document import clean, left_out
from policy_nlp.document.tables import column_role, find_tables
from policy_nlp.export import panel_of
from policy_nlp.pipeline import process_source
from policy_nlp.read import decode_source
from policy_nlp.records import Report

HEAD = (
    "政府工作报告\n——2024年1月18日在云溪县第十届人民代表大会第四次会议上\n各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n"
    "一、2023年工作回顾\n一年来，完成了道路改造，新增企业12家，同比增长8%，获评省级园区，取得了明显成效。\n{review}"
    "二、2024年工作安排\n我们要大力推动产业升级，力争新增企业20家，确保重点项目早日开工，努力打造特色园区。\n{plan}"
    "加快实施城东道路改造，新建学校三所。\n"
)
TABLE = """指标名称\t单位\t2023年完成\t2023年增长（%）\t2024年预期目标\t属性
经济增长
1.地区生产总值\t亿元\t180.5\t6.8\t增长6.5%左右\t预期性
2．一般公共预算收入\t万元\t126,800\t-3.2\t≥130000\t预期性
其中：税收收入\t万元\t80000\t5\t85000以上\t预期性
居民消费价格涨幅\t%\t0.3\t—\t3左右\t预期性
单位地区生产总值能耗降低率\t%\t2.9\t\t3\t约束性
城镇新增就业\t人\t5200\t\t5000以上\t预期性
PM2.5浓度\t微克/立方米\t32\t\t≤32\t约束性
粮食产量\t万吨\t21.3\t\t21—22\t约束性
居民人均可支配收入增长\t%\t7.1\t\t与经济增长同步\t预期性
"""
VALUES = [
    # printed, kind, value, upper, unit, comparator, indicator, indicator_id, period
    ("180.5", "amount", "18050000000", None, "元", "eq", "地区生产总值", "gdp", "2023年"),
    ("6.8", "growth", "6.8", None, "%", "eq", "地区生产总值", "gdp", "2023年"),
    ("增长6.5%", "growth", "6.5", None, "%", "approx", "地区生产总值", "gdp", "2024年"),
    ("126,800", "amount", "1268000000", None, "元", "eq", "一般公共预算收入", "general_public_budget_revenue", "2023年"),
    ("-3.2", "growth", "-3.2", None, "%", "eq", "一般公共预算收入", "general_public_budget_revenue", "2023年"),
    ("130000", "amount", "1300000000", None, "元", "ge", "一般公共预算收入", "general_public_budget_revenue", "2024年"),
    ("80000", "amount", "800000000", None, "元", "eq", "税收收入", "tax_revenue", "2023年"),
    ("5", "growth", "5", None, "%", "eq", "税收收入", "tax_revenue", "2023年"),
    ("85000", "amount", "850000000", None, "元", "ge", "税收收入", "tax_revenue", "2024年"),
    ("0.3", "growth", "0.3", None, "%", "eq", "居民消费价格", "cpi", "2023年"),
    ("3", "growth", "3", None, "%", "approx", "居民消费价格", "cpi", "2024年"),
    ("2.9", "growth", "-2.9", None, "%", "eq", "单位地区生产总值能耗", "energy_intensity", "2023年"),
    ("3", "growth", "-3", None, "%", "eq", "单位地区生产总值能耗", "energy_intensity", "2024年"),
    ("5200", "amount", "5200", None, "人", "eq", "城镇新增就业", "urban_new_jobs", "2023年"),
    ("5000", "amount", "5000", None, "人", "ge", "城镇新增就业", "urban_new_jobs", "2024年"),
    ("32", "amount", "32", None, "微克/立方米", "eq", "PM2.5浓度", "pm25", "2023年"),
    ("32", "amount", "32", None, "微克/立方米", "le", "PM2.5浓度", "pm25", "2024年"),
    ("21.3", "amount", "213000", None, "吨", "eq", "粮食产量", "grain_output", "2023年"),
    ("21—22", "amount", "210000", "220000", "吨", "eq", "粮食产量", "grain_output", "2024年"),
    ("7.1", "growth", "7.1", None, "%", "eq", "居民人均可支配收入", "resident_income_per_capita", "2023年"),
]  # fmt: skip


def piped(table: str) -> str:
    lines = ["| " + line.replace("\t", " | ") + " |" for line in table.strip().split("\n")]
    return "\n".join([lines[0], "| --- " * 6 + "|", *lines[1:]]) + "\n"


def read(table: str, *, where: str = "plan") -> Report:
    text = HEAD.format(**{"review": "", "plan": "", where: table})
    return process_text(text)


def values(report: Report, table: str) -> list[tuple[str | None, ...]]:
    start = report.text.index(table)
    inside = [q for q in report.quantities if start <= q.start < start + len(table)]
    return [
        (
            q.text.removeprefix("增长") if q.text == "增长6.5%" else q.text,
            q.kind,
            q.value,
            q.upper,
            q.unit,
            q.comparator,
            q.indicator,
            q.indicator_id,
            q.period,
        )
        for q in inside
    ]


@pytest.mark.parametrize("table", [TABLE, piped(TABLE)], ids=["tabs", "pipes"])
def test_every_value_of_a_table_is_a_quantity_with_its_row_and_column(table: str):
    report = read(table)
    expected = [(printed.removeprefix("增长"), *rest) for printed, *rest in VALUES]
    assert values(report, table) == expected


def test_what_a_column_promises_for_the_planned_year_is_a_target_and_what_was_reached_is_none():
    report = read(TABLE)
    targets = [t for t in report.targets if t.start > report.text.index("指标名称") and t.commitment is None]
    assert [(t.indicator_id, t.value, t.comparator, t.deadline, t.strength) for t in targets] == [
        ("gdp", "6.5", "approx", 2024, "aim"),
        ("general_public_budget_revenue", "1300000000", "ge", 2024, "aim"),
        ("tax_revenue", "850000000", "ge", 2024, "aim"),
        ("cpi", "3", "approx", 2024, "aim"),
        ("energy_intensity", "-3", "eq", 2024, "firm"),
        ("urban_new_jobs", "5000", "ge", 2024, "aim"),
        ("pm25", "32", "le", 2024, "firm"),
        ("grain_output", "210000", "eq", 2024, "firm"),
    ]
    assert {t.quantity for t in targets} <= {q.id for q in report.quantities}


def test_a_table_changes_nothing_in_the_sentences_around_it():
    with_table, without = read(TABLE), read("")
    for layer in ("commitments", "claims", "projects"):
        assert [i.text for i in getattr(with_table, layer)] == [i.text for i in getattr(without, layer)]
    assert [(s.level, s.kind, s.marker) for s in with_table.sections] == [
        (s.level, s.kind, s.marker) for s in without.sections
    ]


def test_targets_beside_what_was_reached_in_a_review_are_no_promises():
    table = "指标\t单位\t目标值\t完成值\t完成率\n地区生产总值\t亿元\t170\t180.5\t106.2%\n粮食产量\t万吨\t21\t21.3\t101.4\n"
    report = read(table, where="review")
    assert [(v[0], v[1], v[2]) for v in values(report, table)] == [
        ("170", "amount", "17000000000"),
        ("180.5", "amount", "18050000000"),
        ("106.2%", "percent", "106.2"),
        ("21", "amount", "210000"),
        ("21.3", "amount", "213000"),
        ("101.4", "percent", "101.4"),
    ]
    assert [t.text for t in report.targets] == ["20家", "三所"]
    # … nor are they what was reached.
    assert [(r.role, r.year, r.value) for r in panel_of(report) if r.indicator_id == "gdp"] == [
        ("actual", 2023, "18050000000")
    ]


@pytest.mark.parametrize("where", ["review", "plan", "annex"])
def test_the_panel_has_the_values_of_a_table_wherever_it_stands(where: str):
    report = (
        read(TABLE, where=where)
        if where != "annex"
        else process_text(HEAD.format(review="", plan="") + "附表：主要指标\n" + TABLE)
    )
    found = {(r.indicator_id, r.role, r.year, r.measure): r.value for r in panel_of(report)}
    assert found["gdp", "target", 2024, "growth"] == "6.5"
    assert found["gdp", "actual", 2023, "growth"] == "6.8"
    assert found["gdp", "actual", 2023, "level"] == "18050000000"
    assert found["pm25", "actual", 2023, "level"] == found["pm25", "target", 2024, "level"] == "32"
    assert found["grain_output", "actual", 2023, "level"] == "213000"


def test_a_head_of_two_rows_joins_the_year_and_what_is_under_it():
    table = "指标\t单位\t2023年\t\t2024年\n\t\t目标\t完成\t目标\n粮食产量\t万吨\t21\t21.3\t22\n"
    report = read(table)
    assert [(v[0], v[-1]) for v in values(report, table)] == [
        ("21", "2023年"),
        ("21.3", "2023年"),
        ("22", "2024年"),
    ]
    assert [(t.text, t.deadline) for t in report.targets if t.indicator == "粮食产量"] == [("22", 2024)]


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("主要指标    2023年    2024年\n地区生产总值（亿元）    180    195\n", "19500000000"),
        ("单位：亿元\n主要指标\t2023年\t2024年\n地区生产总值\t180\t195\n", "19500000000"),
        ("主要指标\t2023年完成（亿元）\t2024年目标（亿元）\n地区生产总值\t180\t195\n", "19500000000"),
        ("指  标\t单 位\t2023年\t2024年\n地区生产总值\t亿元\t180\t１９５\n", "19500000000"),
        ("指标\t单位\t2023年\t2024年\n地区生产总值\t亿元\t180\t6.5左右\n", "6.5"),
        ("指标\t单位\t2024年\t2025年\n地区生产总值\t亿元\t195（8%）\t[210]\n", "21000000000"),
    ],
)
def test_the_unit_is_found_where_the_table_gives_it(table: str, value: str):
    report = read(table)
    assert [t.value for t in report.targets if t.indicator_id == "gdp"][-1] == value


def test_a_plan_of_five_years_promises_for_its_last_year():
    table = (
        "序号\t类别\t指标\t单位\t2020年\t2028年\t年均增速[累计]（%）\t属性\n1\t经济发展\t地区生产总值\t亿元\t150\t210\t7左右\t预期性\n"
        "2\t\t常住人口城镇化率\t%\t52.3\t>60\t[7.7]\t预期性\n3\t绿色生态\t单位GDP二氧化碳排放降低\t%\t—\t完成市下达任务\t[18]\t约束性\n"
        "4\t民生福祉\t人口自然增长率\t‰\t3.2\t4以内\t—\t预期性\n"
    )
    report = read(table)
    of = {q.id: q for q in report.quantities}
    found = [
        (t.text, t.value, t.deadline, of[t.quantity or ""].basis)
        for t in report.targets
        if t.commitment is None
    ]
    assert found == [
        ("210", "21000000000", 2028, None),
        ("7", "7", 2028, "年均"),
        ("60", "60", 2028, None),
        ("7.7", "7.7", 2028, "累计"),
        ("18", "-18", 2028, "累计"),
        ("4", "4", 2028, None),
    ]
    assert [q.indicator for q in report.quantities if q.unit == "‰"] == ["人口自然增长率"] * 2


def test_a_cell_may_hold_an_amount_and_its_rate():
    table = "指标\t完成情况\t目标\n财政收入\t完成12.6亿元，增长5.1%\t12.5亿元\n"
    assert [(v[0], v[1], v[2]) for v in values(read(table, where="review"), table)] == [
        ("12.6亿元", "amount", "1260000000"),
        ("5.1%", "growth", "5.1"),
        ("12.5亿元", "amount", "1250000000"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "序号\t项目名称\t建设单位\t2024年计划投资（万元）\n1\t城东道路改造\t县交通局\t5000\n",
        "一、发展目标  2024年，全县经济增长6%。\n",
        "指标体系  更加完善，2024年新增企业12家\n",
        "各项指标|全面完成\n2023年|2024年\n",
    ],
)
def test_lists_of_projects_and_sentences_are_no_tables_of_indicators(table: str):
    assert find_tables(table) == [] or not find_tables(table)[0].rows
    assert "table of indicators" not in {
        gap.reason for gap in left_out(clean(HEAD.format(review="", plan=table)))
    }


def test_cells_of_other_tables_are_clauses_of_their_own_and_their_numbers_do_not_run_together():
    text = clean("1\t城东道路改造\t县交通局\t12\t345\n2\t城西公园\t县住建局\t13\t120\n").text
    assert text == "1|城东道路改造|县交通局|12|345\n2|城西公园|县住建局|13|120\n"


def test_a_table_says_why_it_is_not_in_the_copy():
    gaps = left_out(clean(HEAD.format(review="", plan=TABLE)))
    assert [gap.text for gap in gaps if gap.reason == "table of indicators"] == [TABLE]


@pytest.mark.parametrize(
    ("words", "role"),
    [("2024年预期目标", "target"), ("2023年预计完成", "actual"), ("比上年增长（%）", "growth"), ("计量单位", "unit"),
     ("建设单位", "other"), ("责任单位", "other"), ("完成率", "share"), ("2024年", None), ("指标名称", "indicator")],
)  # fmt: skip
def test_the_head_says_what_a_column_holds(words: str, role: str | None):
    assert column_role(words) == role


CELLS = st.sampled_from(
    [
        "",
        "—",
        "180.5",
        "≥95",
        "-3.2",
        "12—13",
        "1,268",
        "6.5%左右",
        "[15]",
        "29（8%）",
        "同步",
        "2024年",
        "亿元",
        "0",
        "３",
        "5以上以内",
    ]
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), st.sampled_from(["\t", " | ", "   "]))
def test_any_cells_give_quantities_whose_spans_hold(rows: list[tuple[str, str, str]], parted: str):
    table = "\n".join(
        parted.join(cells)
        for cells in [("指标", "单位", "2023年", "2024年目标"), *(("产量", *r) for r in rows)]
    )
    report = read(table + "\n")
    assert all(report.text[q.start : q.end] == q.text for q in report.quantities)
    assert len({q.id for q in report.quantities}) == len(report.quantities)


def test_a_long_table_takes_time_in_proportion():
    table = "指标\t单位\t2023年\t2024年\n" + "粮食产量\t万吨\t21\t22\n" * 20_000
    begin = time.process_time()
    process_text(HEAD.format(review="", plan=table))
    assert time.process_time() - begin < 20


MERGED = [
    ["指标", "单位", "2023年", "", "2024年"],
    ["", "", "目标", "完成", "目标"],
    ["粮食产量", "万吨", "21", "21.3", "22"],
]


def _docx(before: list[str], rows: list[list[str]], after: list[str]) -> bytes:
    from docx import Document

    document = Document()
    for line in before:
        document.add_paragraph(line)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            table.cell(i, j).text = words
    if rows is MERGED:
        table.cell(0, 2).merge(table.cell(0, 3))
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(1, 1))
    for line in after:
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _html(before: list[str], rows: list[list[str]], after: list[str]) -> bytes:
    if rows is MERGED:
        made = (
            "<tr><td rowspan=2>指标</td><td rowspan=2>单位</td><td colspan=2>2023年</td><td>2024年</td></tr>"
            "<tr><td>目标</td><td>完成</td><td>目标</td></tr>"
        )
        rows = rows[2:]
    else:
        made = ""
    made += "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    text = "".join(f"<p>{line}</p>" for line in before) + f"<table>{made}</table>"
    text += "".join(f"<p>{line}</p>" for line in after)
    return f'<html><head><meta charset="utf-8"></head><body><div>{text}</div></body></html>'.encode()


def _pdf(before: list[str], rows: list[list[str]], after: list[str]) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    from reportlab.platypus import Table as Ruled

    from pdf_documents import song

    style = ParagraphStyle(
        "text", fontName=song(), fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK"
    )
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), song(), 9)]
    out = BytesIO()
    parts = [Paragraph(line, style) for line in before]
    SimpleDocTemplate(out, invariant=1).build(
        [*parts, Ruled(rows, style=grid), *(Paragraph(line, style) for line in after)]
    )
    return out.getvalue()


@pytest.mark.parametrize("make", [_docx, _html, _pdf], ids=["docx", "html", "pdf"])
def test_a_table_of_a_word_file_a_page_or_a_pdf_gives_the_same_as_one_in_a_text(make: Callable[..., bytes]):
    rows = [line.split("\t") for line in TABLE.strip().split("\n")]
    rows = [row + [""] * (6 - len(row)) for row in rows]
    before, after = (part.strip().split("\n") for part in HEAD.format(review="", plan="@@").split("@@"))
    report = process_source(decode_source(make(before, rows, after), f"云溪县.{make.__name__[1:]}"))
    found = [
        (q.value, q.upper, q.unit, q.comparator, q.indicator_id, q.period)
        for q in report.quantities
        if q.period
    ]
    expected = [(v[2], v[3], v[4], v[5], v[7], v[8]) for v in VALUES]
    assert found == expected
    assert sum(t.commitment is None for t in report.targets) == 8


@pytest.mark.parametrize("make", [_docx, _html], ids=["docx", "html"])
def test_merged_cells_of_a_head_hold_for_the_columns_under_them(make: Callable[..., bytes]):
    before, after = (part.strip().split("\n") for part in HEAD.format(review="", plan="@@").split("@@"))
    report = process_source(decode_source(make(before, MERGED, after), f"云溪县.{make.__name__[1:]}"))
    assert [(q.value, q.period) for q in report.quantities if q.indicator_id == "grain_output"] == [
        ("210000", "2023年"),
        ("213000", "2023年"),
        ("220000", "2024年"),
    ]
    assert [t.deadline for t in report.targets if t.indicator_id == "grain_output"] == [2024]
