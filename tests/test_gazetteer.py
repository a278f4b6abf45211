"""The gazetteer: codes by name and year, former names, and places that share a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policy_nlp import compare_reports, process_path, process_text
from policy_nlp.batch.processed import reports_of_place
from policy_nlp.compare.pairs import find_pairs
from policy_nlp.document import Hints, clean
from policy_nlp.knowledge import data_path, read_table
from policy_nlp.learn import gazetteer as building
from policy_nlp.pipeline import Overrides
from policy_nlp.records import ReportInfo
from policy_nlp.structure.gazetteer import Place, by_short, resolve, successor
from policy_nlp.structure.identity import identify
from policy_nlp.structure.places import level_by_name, read_chain


def code(name: str, year: int | None = None, *within: str) -> str | None:
    place = resolve(name, year, [within] if within else ()).place
    return place.code if place else None


def test_the_table_is_whole():
    rows = read_table("places.tsv", Place)
    assert len(rows) > 6500
    assert data_path("places.tsv").stat().st_size < 300_000
    in_use = [row for row in rows if row.until is None]
    counts = {
        level: sum(row.level == level for row in in_use) for level in ("provincial", "prefectural", "county")
    }
    assert counts["provincial"] == 34
    assert 330 <= counts["prefectural"] <= 340
    assert 2830 <= counts["county"] <= 2880
    codes = {row.code for row in rows}
    for row in rows:
        assert set(row.became.split()) <= codes
        assert row.since is None or row.until is None or row.since < row.until
    assert "CC0" in data_path("places.tsv").read_text("utf-8")[:1000]


def test_provinces_and_prefectures_have_short_names_of_their_own():
    shorts = by_short()
    for short, name in {
        "内蒙古": "内蒙古自治区",
        "黔东南": "黔东南苗族侗族自治州",
        "吉林": "吉林省",
        "海南": "海南省",
        "博州": "博尔塔拉蒙古自治州",
        "孟村县": "孟村回族自治县",
    }.items():
        assert shorts[short].name == name
    assert all(len(short) >= 2 for short in shorts)


@pytest.mark.parametrize(
    ("name", "year", "found"),
    [
        ("清苑县", 1985, "132431"),  # below the prefecture 保定地区
        ("清苑县", 2003, "130622"),
        ("清苑县", 2015, "130622"),  # the county's last report, in the year in which it became a district
        ("清苑区", 2016, "130608"),
        ("清苑县", 2020, "130608"),  # the former name, still used
        ("清苑区", 2003, "130622"),  # today's name, on a page of older reports
        ("义乌县", 1985, "332425"),
        ("义乌市", 1995, "330782"),
        ("襄樊市", 2005, "420600"),
        ("浙江省", 1956, "330000"),
        ("大庸市", 1990, "430800"),
    ],
)
def test_a_code_is_that_of_the_reports_year(name: str, year: int, found: str):
    assert code(name, year) == found


def test_a_name_moves_between_levels_with_the_years():
    levels = {year: resolve("巢湖市", year).place for year in (1998, 2005, 2015)}
    assert {year: place.level for year, place in levels.items() if place} == {
        1998: "county",
        2005: "prefectural",
        2015: "county",
    }
    # In the year of the change it can't be told which of the two reports.
    assert resolve("宜春市", 2000).place is None


def test_a_name_of_several_places_has_a_code_only_where_its_prefecture_or_province_is_known():
    assert code("鼓楼区", 2020) is None
    assert code("鼓楼区", 2020, "南京市") == "320106"
    assert code("鼓楼区", 2020, "河南省") == "410204"
    assert code("朝阳区", 2020, "北京市") == "110105"
    assert code("鼓楼区", 2020, "合肥市") is None


@pytest.mark.parametrize(
    ("former", "year", "today"),
    [
        ("清苑县", 1990, "130608"),
        ("义乌县", 1985, "330782"),
        ("沔阳县", 1984, "429004"),
        ("保定地区", 1990, "130600"),
    ],
)
def test_a_former_name_leads_to_todays_code(former: str, year: int, today: str):
    place = resolve(former, year).place
    assert place is not None
    now = successor(place)
    assert now is not None
    assert now.code == today


def test_a_place_that_was_divided_or_merged_has_no_code_of_today():
    for name, year in (("崇文区", 2005), ("巢湖市", 2005)):
        place = resolve(name, year).place
        assert place is not None
        assert successor(place) is None


def test_every_listed_place_is_read_from_a_chain_with_its_prefecture():
    prefectures = {row.code: row for row in read_table("places.tsv", Place) if row.until is None}
    counties = [row for row in read_table("places.tsv", Place) if row.until is None and row.level == "county"]
    checked = 0
    for row in counties:
        name, above = row.name, prefectures.get(row.code[:4] + "00")
        if above is None:
            continue
        unit = read_chain(above.name + name)
        assert unit is not None
        assert (unit.name, unit.parents, unit.doubtful) == (name, (above.name,), False)
        assert level_by_name(name) in ("county", None)
        checked += 1
    assert checked > 2400


@pytest.mark.parametrize(
    ("chain", "name", "parents", "doubtful"),
    [
        ("北京市房山区", "房山区", ("北京市",), False),
        ("徐州市鼓楼区", "鼓楼区", ("徐州市",), False),
        ("霁州市鼓楼区", "鼓楼区", (), True),
        ("大同市城区", "城区", ("大同市",), False),
        ("济南市市中区", "市中区", ("济南市",), False),
        ("日上海市", "上海市", (), False),
        ("贵州省黔东南州", "黔东南苗族侗族自治州", ("贵州省",), False),
        ("青石市杏渚镇", "杏渚镇", (), True),
    ],
)
def test_the_last_unit_of_a_chain_and_what_holds_it(
    chain: str, name: str, parents: tuple[str, ...], doubtful: bool
):
    unit = read_chain(chain)
    assert unit is not None
    assert (unit.name, unit.parents, unit.doubtful) == (name, parents, doubtful)
    assert unit.start + len(unit.name) == len(chain) or name.endswith("自治州")


@pytest.mark.parametrize(
    "words", ["城区", "东区", "山区", "高新区", "经济技术开发区", "全县", "各市", "县", "市"]
)
def test_what_names_no_place(words: str):
    assert read_chain(words) is None


def test_a_new_area_that_is_not_listed_has_no_level():
    head = "政府工作报告\n——2024年1月5日在杏渚新区第一届人民代表大会第三次会议上\n各位代表：\n报告如下。\n"
    assert process_text(head).report.level is None
    listed = process_text(head.replace("杏渚新区", "上海市浦东新区")).report
    assert (listed.level, listed.code) == ("county", "310115")


def report(opening: str, **told: object) -> ReportInfo:
    text = f"政府工作报告\n{opening}\n各位代表：\n现在报告工作。\n一、2019年工作回顾\n各项工作取得了成效。\n二、2020年工作安排\n要继续努力。\n"
    return process_text(text, overrides=Overrides.model_validate(told)).report


def test_the_code_of_an_ambiguous_place_comes_from_the_chain_the_opening_or_what_is_told():
    line = "2020年1月5日在{}鼓楼区第十届人民代表大会第四次会议上"
    assert report(line.format("南京市")).code == "320106"
    assert report("江苏省南京市\n" + line.format("")).code == "320106"
    assert report(line.format(""), place="南京市鼓楼区").code == "320106"
    unknown = report(line.format(""))
    assert unknown.code is None
    assert unknown.level == "county"
    assert unknown.notes == ["鼓楼区 is the name of several places (320106, 320302, 350102, 410204): no code"]
    elsewhere = report(line.format("合肥市"))
    assert elsewhere.code is None
    assert elsewhere.notes == ["鼓楼区 is not listed in 合肥市: no code"]


def test_a_code_may_be_told_instead_of_a_place():
    found = report("2020年1月5日", code="320106")
    assert (found.place, found.level, found.code, found.evidence["place"].source) == (
        "鼓楼区",
        "county",
        "320106",
        "told",
    )
    line = "2020年1月5日在鼓楼区第十届人民代表大会第四次会议上"
    assert (report(line, code="320106000000").code, report(line, code="320106").notes) == ("320106", [])
    wrong = report(line.replace("鼓楼区", "合肥市"), code="999999")
    assert (wrong.code, wrong.notes) == ("340100", ["code 999999 is told, which is no code of GB/T 2260"])


def test_a_county_that_became_a_district_keeps_todays_code_over_the_years():
    rows = [
        report("1995年3月5日在清苑县第十一届人民代表大会第三次会议上"),
        report("2020年1月9日在保定市清苑区第二届人民代表大会第四次会议上"),
    ]
    assert [(row.place, row.code, row.current_code) for row in rows] == [
        ("清苑县", "130622", "130608"),
        ("清苑区", "130608", "130608"),
    ]


def test_the_table_is_built_from_its_source(tmp_path: Path):
    source = {
        "items": [
            {
                "code": 910000,
                "name": "岚江省",
                "start": 1981,
                "children": [
                    {
                        "code": 912400,
                        "name": "霁州地区",
                        "start": 1981,
                        "end": 1994,
                        "children": [
                            {
                                "code": 912421,
                                "name": "云溪县",
                                "start": 1981,
                                "end": 1994,
                                "succ": [{"code": 910122, "desc": 0}],
                            }
                        ],
                    },
                    {
                        "code": 910100,
                        "name": "霁州市",
                        "start": 1994,
                        "children": [
                            {"code": 910122, "name": "云溪县", "start": 1994, "succ": [{"code": 910123, "time": 2001}]},
                            {"code": 910123, "name": "青石苗族侗族自治县", "start": 1990},
                        ],
                    },
                ],
            }
        ]
    }  # fmt: skip
    (tmp_path / "codes.json").write_text(json.dumps(source), "utf-8")
    output = tmp_path / "places.tsv"
    building.main([str(tmp_path), "--commit", "abc of 2025-01-01", "--output", str(output)])
    lines = [line for line in output.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines == [
        "code\tname\tsince\tuntil\tbecame\tshort",
        "910000\t岚江省\t\t\t\t岚江",
        "910100\t霁州市\t1994\t\t\t霁州",
        "910122\t云溪县\t1994",
        "910123\t青石苗族侗族自治县\t1990\t\t\t青石县",
        "912400\t霁州地区\t\t1994\t910100",
        "912421\t云溪县\t\t1994\t910122",
    ]
    assert "abc of 2025-01-01" in output.read_text("utf-8")


def write_report(folder: Path, year: int, line: str, name: str) -> None:
    (folder / f"{name}.txt").write_text(
        f"政府工作报告\n——{line}\n各位代表：\n现在报告工作。\n一、{year - 1}年工作回顾\n建成了学校2所。\n二、{year}年工作安排\n要新建学校3所。\n",
        "utf-8",
    )


def test_reports_before_and_after_a_change_of_name_are_of_one_place(tmp_path: Path):
    write_report(tmp_path, 2015, "2015年1月20日在清苑县第十五届人民代表大会第五次会议上", "2015")
    write_report(tmp_path, 2016, "2016年1月20日在保定市清苑区第一届人民代表大会第一次会议上", "2016")
    heads = [process_path(path).report for path in sorted(tmp_path.glob("*.txt"))]
    assert [head.place for head in heads] == ["清苑县", "清苑区"]
    assert heads[0].is_of_the_place_of(heads[1])
    pairing = find_pairs(heads)
    assert [(a.id, b.id) for a, b in pairing.pairs] == [("2015", "2016")]
    assert len(reports_of_place(tmp_path, "清苑区")) == len(reports_of_place(tmp_path, "清苑县")) == 2
    reports = [process_path(path) for path in sorted(tmp_path.glob("*.txt"))]
    assert not [w for w in compare_reports(*reports).warnings if "different places" in w]


def test_a_half_year_report_does_not_take_the_place_of_the_annual_one(tmp_path: Path):
    write_report(tmp_path, 2024, "2024年1月20日在云溪县第十五届人民代表大会第五次会议上", "2024")
    write_report(tmp_path, 2025, "2025年1月20日在云溪县第十五届人民代表大会第六次会议上", "2025")
    (tmp_path / "2024-07.txt").write_text(
        "关于云溪县2024年上半年国民经济和社会发展计划执行情况的报告\n2024年7月20日在云溪县第十五届人大常委会第二十次会议上\n"
        "一、2024年上半年执行情况\n建成了学校1所。\n二、下半年工作安排\n要新建学校1所。\n",
        "utf-8",
    )
    heads = [process_path(path).report for path in sorted(tmp_path.glob("*.txt"))]
    assert [(a.id, b.id) for a, b in find_pairs(heads).pairs] == [("2024", "2025")]


def test_places_that_share_a_name_are_not_one_place():
    line = "2020年1月5日在{}鼓楼区第十届人民代表大会第四次会议上"
    assert not report(line.format("南京市")).is_of_the_place_of(report(line.format("徐州市")))


def test_a_county_that_only_the_body_names_is_found_where_it_is_named_by_far_most_often():
    body = (
        "各位代表：\n一、工作回顾\n"
        + "全县上下团结一心，蠡县的皮毛产业和箱包产业得到发展，向博野县学习。\n" * 5
    )
    found = process_text(body.replace("向博野县学习", "", 4)).report
    assert (found.place, found.level, found.evidence["place"].source) == ("蠡县", "county", "inferred")
    assert process_text(body).report.place is None
    assert process_text(body.replace("蠡县的", "县城和县域的")).report.place != "和县"


@pytest.mark.parametrize("chained", [True, False])
def test_no_place_of_today_gets_the_code_of_another(chained: bool):
    """Every unit in use reports once, with its prefecture or province named before it and without."""
    rows = [row for row in read_table("places.tsv", Place) if row.until is None]
    names = {row.code: row.name for row in rows}
    found = unknown = 0
    for row in rows:
        above = names.get(row.code[:4] + "00") or names[row.code[:2] + "0000"]
        chain = above + row.name if chained and row.level == "county" else row.name
        head = identify(
            clean(f"政府工作报告\n——2024年1月5日在{chain}第十七届人民代表大会第三次会议上\n"), [], Hints()
        )
        assert head.code in (row.code, None), row
        assert head.level in (row.level, None), row
        found += head.code == row.code
        unknown += head.code is None
    assert (unknown if chained else unknown - 80) < 5
    assert found > 3100
