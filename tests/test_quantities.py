"""Quantities: which numerals say how much, and what they say."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.document import clean
from policy_nlp.extract.quantities import FoundQuantity, find_quantities
from policy_nlp.extract.quantities.numerals import chinese_integer
from policy_nlp.extract.quantities.vocabulary import (
    comparators,
    cues,
    digits,
    growth_cues,
    magnitudes,
    pseudo_numerals,
    units,
)
from strategies import any_texts


def found(raw: str) -> list[FoundQuantity]:
    return find_quantities(clean(raw).text)


def told(raw: str) -> list[tuple[str, str, str, str | None, str | None, str]]:
    text = clean(raw).text
    return [
        (text[q.start : q.end], q.kind, q.value, q.upper, q.unit, q.comparator) for q in find_quantities(text)
    ]


def values(raw: str) -> list[tuple[str, str | None]]:
    return [(q.value, q.unit) for q in found(raw)]


NUMERALS = [
    ("云溪县建成水库3座", "3座", "3", "座"),
    ("完成投资1,268.5万元", "1,268.5万元", "12685000", "元"),
    ("产值３２．６亿元", "32.6亿元", "3260000000", "元"),
    ("全区总产值2万亿元", "2万亿元", "2000000000000", "元"),
    ("粮食总产量十二万吨", "十二万吨", "120000", "吨"),
    ("资产二十万亿元", "二十万亿元", "20000000000000", "元"),
    ("引进人才5.45万名", "5.45万名", "54500", "名"),
    ("原煤一亿二千万吨", "一亿二千万吨", "120000000", "吨"),
    ("装机容量60万千瓦", "60万千瓦", "600000", "千瓦"),
    ("石油10，600万吨", "10，600万吨", "106000000", "吨"),
    ("经济总量跨上4000亿台阶", "4000亿", "400000000000", None),
    ("受益学生340万学龄儿童", "340万", "3400000", None),
    ("岸线3千公里", "3千公里", "3000", "公里"),
    ("新增学位5千个", "5千个", "5000", "个"),
    ("棉花一点四倍", "一点四倍", "1.4", "倍"),
    ("设备14.2万台（套）", "14.2万台（套）", "142000", "台（套）"),
    ("年产乙烯100万吨/年", "100万吨/年", "1000000", "吨/年"),
    ("浓度为28微克/立方米", "28微克/立方米", "28", "微克/立方米"),
    ("评选千家书屋", "千家", "1000", "家"),
]


@pytest.mark.parametrize(("raw", "text", "value", "unit"), NUMERALS)
def test_a_numeral_is_read_with_its_unit(raw: str, text: str, value: str, unit: str | None) -> None:
    (only,) = told(raw)
    assert (only[0], only[2], only[4]) == (text, value, unit)


PERCENTAGES = [
    ("占比达百分之七十七点五", "percent", "77.5", "%"),
    ("增长千分之三", "growth", "3", "‰"),
    ("其中三分之一的村", "percent", "33.33", "%"),
    ("城镇调查失业率5.2%", "percent", "5.2", "%"),
    ("同比增长8.5%", "growth", "8.5", "%"),
    ("进出口总额下降3.1%", "growth", "-3.1", "%"),
    ("能耗降低2.5%", "growth", "-2.5", "%"),
    ("三公经费压减5%", "growth", "-5", "%"),
    ("覆盖率提高到95%", "percent", "95", "%"),
    ("居民消费价格涨幅2%", "growth", "2", "%"),
    ("规上工业增加值增速为9%", "growth", "9", "%"),
    ("人口自然增长率为6‰", "percent", "6", "‰"),
    ("占全县的比重提高1.9个百分点", "points", "1.9", "百分点"),
    ("比例下降两个百分点", "points", "-2", "百分点"),
    ("高于全市平均1个百分点", "points", "1", "百分点"),
    ("出口增长2.2倍", "multiple", "2.2", "倍"),
    ("产值翻一番", "multiple", "2", "倍"),
    ("产值翻两番", "multiple", "4", "倍"),
    ("投资实现翻番", "multiple", "2", "倍"),
    ("保持10%以上的增长", "growth", "10", "%"),
]


@pytest.mark.parametrize(("raw", "kind", "value", "unit"), PERCENTAGES)
def test_a_share_a_level_and_a_signed_rate_of_change_are_told_apart(
    raw: str, kind: str, value: str, unit: str
) -> None:
    (only,) = told(raw)
    assert (only[1], only[2], only[4]) == (kind, value, unit)


def test_a_change_from_one_rate_to_another_keeps_its_kind() -> None:
    assert [(q.kind, q.value) for q in found("增速由3.1%降至2.9%")] == [("growth", "3.1"), ("growth", "2.9")]
    assert [(q.kind, q.value) for q in found("普及率由85%提高到92%")] == [
        ("percent", "85"),
        ("percent", "92"),
    ]


RANGES = [
    ("增长5%—5.5%", "5%—5.5%", "5", "5.5"),
    ("增长4.5%至5%", "4.5%至5%", "4.5", "5"),
    ("新建3-5个车站", "3-5个", "3", "5"),
    ("投资八到九百亿元", "八到九百亿元", "80000000000", "90000000000"),
    ("转移1200万至1300万人", "1200万至1300万人", "12000000", "13000000"),
    ("补助30～50万元", "30～50万元", "300000", "500000"),
    ("约占百分之六十至七十", "百分之六十至七十", "60", "70"),
    ("引进两到三家企业", "两到三家", "2", "3"),
]


@pytest.mark.parametrize(("raw", "text", "value", "upper"), RANGES)
def test_a_range_is_one_quantity_in_every_notation(raw: str, text: str, value: str, upper: str) -> None:
    (only,) = told(raw)
    assert (only[0], only[2], only[3]) == (text, value, upper)


COMPARATORS = [
    ("产值突破95亿元", "gt"),
    ("投资超过60亿元", "gt"),
    ("总投资超60亿元", "gt"),
    ("惠及2000余户", "gt"),
    ("惠及170多万人", "gt"),
    ("新增就业5000人以上", "ge"),
    ("不低于6%", "ge"),
    ("增长6%左右", "approx"),
    ("减负约220亿元", "approx"),
    ("失业率控制在5%以内", "le"),
    ("失业率控制在4.6%", "le"),
    ("失业率控制在5.5%左右", "approx"),
    ("不超过300元", "le"),
    ("库存不足20天", "lt"),
    ("全年签约35个", "eq"),
    ("全年节约30亿元", "eq"),
]


@pytest.mark.parametrize(("raw", "comparator"), COMPARATORS)
def test_a_comparator_stands_outside_the_span(raw: str, comparator: str) -> None:
    (only,) = told(raw)
    assert only[5] == comparator
    assert not set(only[0]) & set("超约左右以上内过突破")


def test_with_respectively_a_closing_comparator_holds_for_all_values() -> None:
    assert [q.comparator for q in found("城乡居民收入分别增长4.5%、5.5%左右")] == ["approx", "approx"]
    assert [q.comparator for q in found("存贷款余额分别突破20亿元和11亿元")] == ["gt", "gt"]
    assert [q.comparator for q in found("增长4.5%、税收5.5%左右")] == ["eq", "approx"]


def test_coordinated_values_share_kind_sign_and_unit() -> None:
    assert [(q.kind, q.value) for q in found("事故、伤亡分别下降5.2%、9.3%")] == [
        ("growth", "-5.2"),
        ("growth", "-9.3"),
    ]
    assert values("提高1.7、3.7和3.8个百分点") == [("1.7", "百分点"), ("3.7", "百分点"), ("3.8", "百分点")]
    assert values("装机分别达140万和160万千瓦") == [("1400000", "千瓦"), ("1600000", "千瓦")]


def test_a_ratio_over_sectors_is_one_percentage_each() -> None:
    for separator in "∶：:":
        parts = told(f"三次产业结构调整为{separator.join(['4.2', '41.1', '54.7'])}。")
        assert [(p[0], p[1], p[2]) for p in parts] == [(v, "percent", v) for v in ("4.2", "41.1", "54.7")]


RANKS = [
    ("增速居全省第三。", "第三", "3", "eq"),
    ("获全市擂台赛第3名。", "第3名", "3", "eq"),
    ("总量位居全国首位。", "首位", "1", "eq"),
    ("进入全省前十。", "前十", "10", "le"),
    ("排名从全省第24位上升", "第24位", "24", "eq"),
    ("跻身全省县域经济10强。", "10强", "10", "le"),
    ("成为全省第一大港口", "第一", "1", "eq"),
]


@pytest.mark.parametrize(("raw", "text", "value", "comparator"), RANKS)
def test_a_place_in_an_order_is_a_rank(raw: str, text: str, value: str, comparator: str) -> None:
    assert told(raw) == [(text, "rank", value, None, "位", comparator)]


DURATIONS = [
    ("连续六年获评", "6", "年"),
    ("3天内办结", "3", "天"),
    ("力争产值三年翻一番", "3", "年"),
    ("用时15个月", "15", "个月"),
]


@pytest.mark.parametrize(("raw", "value", "unit"), DURATIONS)
def test_a_duration_is_a_quantity(raw: str, value: str, unit: str) -> None:
    assert values(raw)[0] == (value, unit)


NONE = [
    "2025年1月20日",
    "1-9月",
    "2021—2025年",
    "二〇二五年",
    "一九五八年",
    "聚焦“1310”体系",
    "“八八战略”",
    "深化“四治融合”",
    "“十四五”规划",
    "5G基站",
    "PM2.5治理",
    "G60科创走廊",
    "国道104改建",
    "青石岭水库一期",
    "环城东路二标段",
    "县第十四届人民代表大会第三次会议",
    "十四届人大四次会议",
    "党的二十大和二十届三中全会",
    "共建一带一路",
    "“三农”工作",
    "“一老一小”",
    "15分钟生活圈",
    "一是提升产业，二是改善环境，",
    "第一，坚持改革。第二，",
    "一要强化招商",
    "政发〔2024〕12号",
    "《三年行动方案（2023—2025年）》",
    "过去五年",
    "今后五年的目标",
    "深化三年行动计划",
    "第一产业和第三产业",
    "万众创新、千方百计",
    "千家万户",
    "进一步统一",
    "新中国成立75周年",
    "12345热线",
    "“8+4”政策",
    "重点抓好八个方面的工作",
    "110千伏变电站",
    "七台河市、三门峡市",
    "百花齐放、百家争鸣",
    "全省第一方阵",
    "摆在首位",
    "上千万家庭",
    "亿元以上项目",
]


@pytest.mark.parametrize("raw", NONE)
def test_a_numeral_that_names_dates_or_numbers_a_thing_is_no_quantity(raw: str) -> None:
    assert told(raw) == []


def test_medals_stand_side_by_side() -> None:
    assert values("健儿夺得3金2银1铜。") == [("3", "金"), ("2", "银"), ("1", "铜")]


def test_a_quotation_that_is_nothing_but_a_quantity_is_one() -> None:
    assert values("粮食生产实现“十八连增”") == [("18", "连增")]


ODD = [
    ("工期缩短3个多月", "3个多月", "3", "个月", "gt"),
    ("历时两年半建成", "两年半", "2.5", "年", "eq"),
    ("工期1个半月", "1个半月", "1.5", "个月", "eq"),
    ("占全县的2/3", "2/3", "66.67", "%", "eq"),
    ("城乡居民收入比缩小到1.9：1", "1.9：1", "1.9", "倍", "eq"),
    ("空气质量综合指数4.7，", "4.7", "4.7", None, "eq"),
    ("惠及百余家企业", "百余家", "100", "家", "gt"),
    ("民生支出占八成以上", "八成", "80", "%", "ge"),
    ("出口增长-2.3%", "-2.3%", "-2.3", "%", "eq"),
    ("平均受教育年限达到12.5年", "12.5年", "12.5", "年", "eq"),
    ("负债率不得超过60%", "60%", "60", "%", "le"),
    ("存款突破2000亿大关", "2000亿", "200000000000", None, "gt"),
    ("侦破案件、侦破3起", "3起", "3", "起", "eq"),
]


@pytest.mark.parametrize(("raw", "text", "value", "unit", "comparator"), ODD)
def test_less_common_notations_are_read_too(
    raw: str, text: str, value: str, unit: str | None, comparator: str
) -> None:
    (only,) = told(raw)
    assert (only[0], only[2], only[4], only[5]) == (text, value, unit, comparator)


# ---- properties ------------------------------------------------------------------------------------------------

_CN = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A whole number in Chinese, as it is written out in full."""
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return chinese(high) + "亿" + ("" if not low else ("零" if low < 10**7 else "") + chinese(low))
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return chinese(high) + "万" + ("" if not low else ("零" if low < 10**3 else "") + chinese(low))
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            high, low = divmod(number, size)
            rest = "" if not low else ("零" if low < size // 10 else "") + chinese(low)
            return _CN[high] + name + rest
    return _CN[number]


def notations(number: int) -> list[str]:
    shown = [
        str(number),
        chinese(number),
        str(number).translate({ord("0") + i: ord("０") + i for i in range(10)}),
    ]
    shown.append(f"{number:,}")
    for name, size in (("万", 10**4), ("亿", 10**8), ("万亿", 10**12)):
        if number >= size:
            shown.append(f"{Decimal(number) / size:f}{name}")
    return shown


@given(st.integers(2, 10**14))
def test_a_whole_number_comes_back_from_every_notation(number: int) -> None:
    for shown in notations(number):
        quantities = found(f"总产值{shown}元。")
        assert [Decimal(q.value) for q in quantities] == [number], shown


@given(st.integers(0, 10**16 - 1))
def test_chinese_numerals_are_read_as_they_are_written(number: int) -> None:
    assert chinese_integer(chinese(number)) == number


@given(st.decimals(Decimal("0.1"), 999, places=1, allow_nan=False))
def test_a_percentage_comes_back_from_every_notation(value: Decimal) -> None:
    whole, _, part = str(value).partition(".")
    in_words = f"百分之{chinese(int(whole))}点{''.join(_CN[int(d)] for d in part)}"
    for shown in (f"{value}%", f"{value}％", in_words):
        for verb, sign in (("增长", 1), ("下降", -1)):
            (only,) = found(f"工业产值{verb}{shown}。")
            assert (only.kind, Decimal(only.value), only.unit) == ("growth", sign * value, "%"), shown


@given(any_texts)
def test_spans_are_sorted_never_overlap_and_lie_within_the_text(raw: str) -> None:
    text = clean(raw).text
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end
        Decimal(quantity.value)
        if quantity.upper is not None:
            Decimal(quantity.upper)


@given(any_texts)
def test_the_component_stores_records_whose_offsets_hold_in_the_raw_text(raw: str) -> None:
    import spacy

    from policy_nlp.document import annotations
    from policy_nlp.extract.quantities import Quantities

    doc = spacy.blank("zh").make_doc(raw)
    for quantity in annotations(Quantities()(doc)).quantities:
        assert raw[quantity.start : quantity.end] == quantity.text


PIECES = [
    "一",
    "1",
    "第",
    "（",
    "“",
    "百分之",
    "1,1,1",
    "1,111,",
    "第一",
    "1万",
    "1-",
    "2020、",
    "零点",
    "九亿",
    "翻",
    "1:",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_of_one_thing_is_read_within_two_seconds(piece: str) -> None:
    text = piece * (1_000_000 // len(piece.encode()))
    begin = time.process_time()
    find_quantities(text)
    assert time.process_time() - begin < 2


# ---- tables ----------------------------------------------------------------------------------------------------


def test_the_tables_hold_together() -> None:
    assert units()["亩"].dimension == "area"
    assert units()["个百分点"].canonical == "百分点"
    assert digits()["两"] == 2
    assert magnitudes()["亿"] == 10**8
    assert comparators("before")["不低于"] == "ge"
    assert comparators("after")["左右"] == "approx"
    assert growth_cues()["下降"] == (-1, "verb")
    assert "产业" in cues("ordinal_after")
    assert "七台河" in pseudo_numerals()
    assert not [word for word in pseudo_numerals() if len(word) < 2]


# ---- gold ------------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["reports", "train"])
def test_the_gold_reports_are_read_as_annotated(shared: Path, folder: str) -> None:
    import json

    exact = full = gold_count = found_count = 0
    for path in sorted((shared / "gold" / folder).glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))["quantities"]
        copy = clean(path.with_suffix(".txt").read_bytes().decode("utf-8-sig"))
        here = {copy.to_raw(q.start, q.end): q for q in find_quantities(copy.text)}
        gold_count += len(gold)
        found_count += len(here)
        for item in gold:
            quantity = here.get((item["start"], item["end"]))
            if quantity is None:
                continue
            exact += 1
            upper = None if quantity.upper is None else Decimal(quantity.upper)
            full += (quantity.kind, Decimal(quantity.value), upper, quantity.unit, quantity.comparator) == (
                item["kind"],
                Decimal(item["value"]),
                None if item["upper"] is None else Decimal(item["upper"]),
                item["unit"],
                item["comparator"],
            )
    assert 2 * exact / (gold_count + found_count) >= 0.95
    assert 2 * full / (gold_count + found_count) >= 0.92
