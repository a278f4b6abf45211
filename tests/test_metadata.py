"""Who reports about which years: from the text, else from the file's name, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given

from policy_nlp.document import Hints, clean
from policy_nlp.structure.dates import Date
from policy_nlp.structure.identity import Identity, identify
from policy_nlp.structure.outline import outline
from policy_nlp.structure.years import planned_by_date
from strategies import any_texts


def identity(text: str, **hints: object) -> Identity:
    copy = clean(text)
    return identify(copy, outline(copy.text), Hints.model_validate(hints))


BODY = "一、2023年工作回顾\n全县上下团结一心，各项工作取得了明显成效，群众生活得到进一步改善。\n二、2024年工作安排\n今年要大力推动产业升级，确保各项任务完成。\n"


def test_the_opening_says_who_reports_and_when():
    found = identity(
        f"政府工作报告\n——2024年1月18日在杏河市云溪县第十届人民代表大会第四次会议上\n云溪县县长 林青\n各位代表：\n{BODY}"
    )
    assert (found.title, found.place, found.level, found.years.review, found.years.plan) == (
        "政府工作报告",
        "云溪县",
        "county",
        2023,
        2024,
    )


@pytest.mark.parametrize(
    ("opening", "place", "level"),
    [
        ("2024年1月14日在浙江省第十四届人民代表大会第三次会议上\n省长 甲乙\n", "浙江省", "provincial"),
        ("——2024年1月9日在合肥市\n第十七届人民代表大会第一次会议上\n", "合肥市", "prefectural"),
        (
            "——2024年1月22日在黔东南州第十三届人民代表大会第四次会议上\n",
            "黔东南苗族侗族自治州",
            "prefectural",
        ),
        ("柘岭镇2023年工作总结和2024年工作思路\n", "柘岭镇", "township"),
        (
            "政府工作报告\n——2024年3月5日在第十四届全国人民代表大会第二次会议上\n国务院总理　甲乙\n",
            "国务院",
            "national",
        ),
        ("政府工作报告\n各位代表：\n现在，我代表上海市人民政府，向大会报告工作。\n", "上海市", "provincial"),
        ("政府工作报告\n2024年1月9日在全椒县第十届人民代表大会第三次会议上\n", "全椒县", "county"),
    ],
)
def test_the_place_and_its_level_are_read_from_the_opening(opening: str, place: str, level: str):
    found = identity(opening + BODY)
    assert (found.place, found.level) == (place, level)


@pytest.mark.parametrize(
    ("line", "plan"),
    [
        ("——2023年12月28日在云溪县第十届人民代表大会第四次会议上", 2024),
        ("——2024年2月2日在云溪县第十届人民代表大会第四次会议上", 2024),
        ("——二〇二四年二月二日在云溪县第十届人民代表大会第四次会议上", 2024),
        ("（一九九三年六月十九日）", 1993),
    ],
)
def test_a_report_of_the_last_months_plans_the_next_year(line: str, plan: int):
    found = identity(
        f"政府工作报告\n{line}\n各位代表：\n一、工作回顾\n各项工作取得了成效。\n二、工作安排\n要继续努力。\n"
    )
    assert (found.years.plan, found.years.review) == (plan, plan - 1)


def test_years_come_from_the_headings_where_no_date_is_printed():
    found = identity(f"各位代表：\n{BODY}")
    assert (found.years.review, found.years.plan) == (2023, 2024)


def test_years_come_from_two_five_year_plans_in_the_headings():
    found = identity(
        "各位代表：\n一、“十三五”时期工作回顾\n取得了成效。\n二、“十四五”时期主要目标\n要继续努力。\n"
    )
    assert found.years.plan == 2021


def test_what_nothing_says_is_none():
    found = identity("各位代表：\n一、工作回顾\n各项工作取得了成效。\n二、工作安排\n要继续努力。\n")
    assert (found.title, found.place, found.level, found.years.review, found.years.plan) == (
        None,
        None,
        None,
        None,
        None,
    )


def test_the_files_name_helps_last_and_hints_win():
    text = "各位代表：\n一、工作回顾\n各项工作取得了成效。\n"
    named = identity(text, name="reports/prefectural/合肥市/2018-12.txt")
    assert (named.place, named.level, named.years.plan) == ("合肥市", "prefectural", 2019)
    assert identity(f"各位代表：\n{BODY}", name="合肥市/2018.txt").years.plan == 2024
    told = identity(
        f"各位代表：\n{BODY}",
        name="合肥市/2018.txt",
        place="云溪县",
        plan_year=2030,
        level="county",
        title="报告",
    )
    assert (told.place, told.level, told.title, told.years.plan, told.years.review) == (
        "云溪县",
        "county",
        "报告",
        2030,
        2029,
    )


def test_only_the_text_speaks_of_a_place_by_its_own_name_and_not_by_others():
    text = (
        "各位代表：\n一、工作回顾\n"
        + "全市上下团结一心，我市工业得到发展，合肥的园区建设加快，合肥的城市面貌改善。学习苏州。\n" * 6
    )
    assert identity(text).place == "合肥市"


@given(any_texts)
def test_any_text_gives_plausible_years_or_none(raw: str):
    years = identity(raw).years
    for year in (years.review, years.plan):
        assert year is None or 1940 <= year <= 2110


def test_the_months_from_october_on_plan_the_next_year():
    dates = [Date(2020, month, 1, 0, 0) for month in (1, 9, 10, 12)]
    assert [planned_by_date(date) for date in dates] == [2020, 2020, 2021, 2021]
