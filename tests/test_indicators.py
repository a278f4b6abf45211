"""What a number measures: the table of indicators, and the rules over the words around a number."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given

from policy_nlp.extract.indicators.coordination import split_coordinated
from policy_nlp.extract.indicators.naming import name_numbers
from policy_nlp.extract.indicators.numbers import Naming, Number
from policy_nlp.knowledge.indicators import (
    Indicator,
    indicator_aliases,
    indicator_cues,
    indicator_key,
    indicator_table,
)
from strategies import any_texts

IDS = [
    "gdp",
    "gdp_per_capita",
    "primary_industry_value_added",
    "secondary_industry_value_added",
    "tertiary_industry_value_added",
    "industrial_value_added",
    "industrial_value_added_above_scale",
    "industrial_output_above_scale",
    "fixed_asset_investment",
    "industrial_investment",
    "retail_sales",
    "trade_total",
    "exports",
    "imports",
    "foreign_investment_used",
    "general_public_budget_revenue",
    "general_public_budget_expenditure",
    "fiscal_revenue_total",
    "tax_revenue",
    "deficit_ratio",
    "special_bonds",
    "cpi",
    "urban_new_jobs",
    "urban_surveyed_unemployment",
    "urban_registered_unemployment",
    "resident_income_per_capita",
    "urban_income_per_capita",
    "rural_income_per_capita",
    "urbanisation_rate",
    "grain_output",
    "energy_intensity",
    "carbon_intensity",
    "pm25",
    "good_air_days_ratio",
    "surface_water_quality_ratio",
    "forest_cover",
    "rd_intensity",
    "high_tech_enterprises",
    "loan_balance",
    "deposit_balance",
    "tourist_visits",
    "tourism_revenue",
]

MARK = re.compile(r"\[([^\]|]+)\|(\w+)(?:\|([^\]|]*))?(?:\|(\w+))?\]")


def named(marked: str, place: str | None = None) -> list[Naming]:
    """The namings of a text in which each number is marked as [text|kind|unit|comparator]."""
    text, numbers, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        start = len(text)
        text += match[1]
        numbers.append(Number(start, len(text), match[2], match[3] or None, match[4] or "eq"))
        position = match.end()
    return name_numbers(text + marked[position:], numbers, place)


def indicators(marked: str) -> list[str | None]:
    return [naming.indicator for naming in named(marked)]


def ids(marked: str, place: str | None = None) -> list[str | None]:
    return [naming.indicator_id for naming in named(marked, place)]


def test_the_table_holds_the_contract_s_indicators_in_its_order() -> None:
    assert list(indicator_table()) == IDS


def test_no_name_stands_for_two_indicators() -> None:
    assert len(indicator_aliases()) >= 500  # raises if one does


def test_better_is_lower_for_prices_unemployment_and_intensities() -> None:
    table = indicator_table()
    lower = {row.id for row in table.values() if row.direction == "lower"}
    assert lower == {
        "cpi",
        "urban_surveyed_unemployment",
        "urban_registered_unemployment",
        "energy_intensity",
        "carbon_intensity",
        "pm25",
    }


def test_a_name_that_stands_twice_in_a_row_is_an_error() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Indicator.model_validate(
            {
                "id": "x",
                "name": "税收",
                "aliases": "税收",
                "dimension": "money",
                "direction": "higher",
                "domain": "finance",
            }
        )


@pytest.mark.parametrize(
    "other",
    [
        "国民生产总值",
        "工农业总产值",
        "社会商品零售总额",
        "商品零售价格",
        "海洋生产总值",
        "民间投资",
        "政府性基金收入",
    ],
)
def test_another_concept_is_no_alias(other: str) -> None:
    assert indicator_key(other) not in indicator_aliases()


def test_a_cue_has_one_reading_per_role() -> None:
    assert not indicator_cues("lead") & indicator_cues("hold")
    assert not indicator_cues("lead") & indicator_cues("keep")


def test_a_growth_rate_behind_a_comma_measures_what_was_named_before() -> None:
    assert indicators("云溪县茶叶产值[3亿元|amount|元]，同比增长[7%|growth|%]。") == ["云溪县茶叶产值"] * 2
    assert (
        ids("全县规上工业产值[77亿元|amount|元]，同比增长[7%|growth|%]。")
        == ["industrial_output_above_scale"] * 2
    )


def test_the_basis_is_told() -> None:
    assert [
        n.basis
        for n in named(
            "全县财政总收入[9亿元|amount|元]，同比增长[7%|growth|%]，高于全市平均[2个百分点|points|百分点]。"
        )
    ] == [None, "同比", "高于全市平均"]


def test_the_period_is_told() -> None:
    assert [
        n.period for n in named("1-9月，税收收入[9亿元|amount|元]。全年税收收入[12亿元|amount|元]。")
    ] == ["1-9月", "全年"]


def test_a_difference_to_another_place_has_no_id() -> None:
    assert ids("地区生产总值增长[6%|growth|%]，高于全省平均[1个百分点|points|百分点]。") == ["gdp", None]


def test_a_rank_of_a_growth_rate_has_no_id_and_a_rank_of_a_level_has() -> None:
    assert ids("规上工业增加值增长[6%|growth|%]，居全省[第三|rank|位]。") == [
        "industrial_value_added_above_scale",
        None,
    ]
    assert (
        ids("一般公共预算收入[9亿元|amount|元]，居全省[第三|rank|位]。")
        == ["general_public_budget_revenue"] * 2
    )


def test_an_increment_has_no_id() -> None:
    marked = "财政总收入[90亿元|amount|元]，比上年增加[8亿元|amount|元]。"
    assert ids(marked) == ["fiscal_revenue_total", None]
    assert indicators(marked)[1] == "财政总收入比上年增加额"


def test_coordinated_subjects_take_their_values_in_order() -> None:
    marked = "城乡居民人均可支配收入分别达到[41000元|amount|元]和[22000元|amount|元]，分别增长[5%|growth|%]和[7%|growth|%]。"
    assert ids(marked) == ["urban_income_per_capita", "rural_income_per_capita"] * 2


def test_growth_rates_of_two_levels_named_apart_find_their_own() -> None:
    marked = "城镇居民人均可支配收入[12000元|amount|元]，农民人均纯收入[5000元|amount|元]，实际增长[9%|growth|%]和[8%|growth|%]。"
    assert ids(marked) == ["urban_income_per_capita", "rural_income_per_capita"] * 2


def test_sectors_are_told_apart() -> None:
    assert indicators("三次产业结构为[20|percent|%]：[35|percent|%]：[45|percent|%]。") == [
        "第一产业占比",
        "第二产业占比",
        "第三产业占比",
    ]
    assert ids("其中第一、二、三产业分别增长[4%|growth|%]、[5%|growth|%]和[6%|growth|%]。") == [
        f"{n}_industry_value_added" for n in ("primary", "secondary", "tertiary")
    ]


@pytest.mark.parametrize(
    ("name", "count", "parts"),
    [
        ("竹木、陶瓷产业产值", 2, ["竹木产值", "陶瓷产业产值"]),
        ("金融机构存贷款余额", 2, ["金融机构存款余额", "金融机构贷款余额"]),
        ("全县存款、贷款余额", 2, ["全县存款余额", "贷款余额"]),
        ("协议和实际利用外资金额", 2, ["协议利用外资金额", "实际利用外资金额"]),
        ("公路、水路货运量", 3, ["公路、水路货运量"]),
    ],
)
def test_a_shared_head_goes_to_every_part(name: str, count: int, parts: list[str]) -> None:
    assert split_coordinated(name, count) == parts


def test_the_noun_behind_a_count_is_what_is_counted() -> None:
    assert indicators("改造柳溪村等[6个|amount|个]美丽庭院项目。") == ["改造美丽庭院项目"]
    assert indicators("[12个|amount|个]薄弱村全部达标。") == ["薄弱村"]
    assert indicators("全县[5个|amount|个]项目列入市级清单。") == ["列入市级清单项目"]


def test_a_word_that_begins_like_a_conjunction_is_a_noun() -> None:
    assert indicators("建成[6个|amount|个]和美乡村片区。") == ["和美乡村片区"]


def test_new_ones_are_another_number_than_all() -> None:
    assert indicators("新增高新技术企业[4家|amount|家]、科技型中小企业[9家|amount|家]。") == [
        "新增高新技术企业",
        "新增科技型中小企业",
    ]
    assert ids("高新技术企业突破[60家|amount|家|gt]，新增高新技术企业[4家|amount|家]。") == [
        "high_tech_enterprises",
        None,
    ]


def test_a_sum_in_a_relative_clause_belongs_to_what_is_counted_behind_it() -> None:
    marked = "青岭电子等总投资[7亿元|amount|元]的[3个|amount|个]项目竣工投产。"
    assert indicators(marked) == ["竣工投产项目总投资", "竣工投产项目"]


def test_a_part_is_named_after_the_whole_before_it() -> None:
    assert indicators(
        "[40个|amount|个]水利重点项目完成投资[6亿元|amount|元]、投资完成率[90%|percent|%]。"
    ) == [
        "水利重点项目",
        "水利重点项目完成投资",
        "水利重点项目投资完成率",
    ]
    assert ids("粮食播种面积稳定在[15万亩|amount|亩]、总产[6万吨|amount|吨]。") == [None, "grain_output"]


def test_where_a_change_began_is_no_part_of_the_name() -> None:
    assert (
        indicators(
            "全县生产总值从2017年的[90亿元|amount|元]增加到2022年的[150亿元|amount|元]，年均增长[8%|growth|%]。"
        )
        == ["全县生产总值"] * 3
    )


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("双方达成消费帮扶协议[12份|amount|份]。", "消费帮扶协议"),
        ("利用专项贷款建设农机合作社项目[5个|amount|个]。", "农机合作社项目"),
        ("重点建设示范村[20个|amount|个]。", "示范村"),
        ("我们同[25个|amount|个]国家建立联系。", "建立联系国家"),
        ("要办好这[三个|amount|个]重要展会。", "重要展会"),
    ],
)
def test_an_actor_and_the_verb_of_a_clause_are_no_part_of_the_name(marked: str, expected: str) -> None:
    assert indicators(marked) == [expected]


def test_a_place_that_acts_is_left_out_where_a_verb_follows_it() -> None:
    assert indicators("全市共取消不合理收费项目[25项|amount|项]。") == ["取消不合理收费项目"]


def test_what_stands_before_in_a_list_is_another_thing() -> None:
    assert indicators("完成路灯改造、[2座|amount|座]桥梁建设。") == ["桥梁建设"]


def test_grades_in_a_list_share_their_head() -> None:
    marked = "新增省、市级农业龙头企业[2家|amount|家]和[4家|amount|家]。"
    assert indicators(marked) == ["新增省级农业龙头企业", "市级农业龙头企业"]


def test_what_examples_stand_for_is_the_name() -> None:
    assert indicators("清理林地、划拨用地等闲置土地[120亩|amount|亩]。") == ["清理闲置土地"]


def test_names_in_apposition_are_left_out() -> None:
    assert indicators("支持青山、绿水[3家|amount|家]物流园区做大做强。") == ["支持物流园区"]


def test_a_span_of_time_without_a_subject_has_no_name() -> None:
    assert indicators("经过[三年|amount|年]努力。")[0] != "经过"


def test_an_object_of_an_effort_with_its_state_is_not_named_by_the_clause_before() -> None:
    assert indicators("生态建设进一步加强，完成造林[9万亩|amount|亩]。") == ["造林"]


def test_words_that_only_join_are_left_out_of_a_name() -> None:
    assert indicators("生猪分别出栏[30万头|amount|头]。") == ["生猪出栏"]
    assert indicators("规上工业企业累计达到[300家|amount|家]。") == ["规上工业企业"]


def test_a_bare_measure_takes_its_head_from_the_clause_before() -> None:
    assert indicators("光伏产业引领作用突出，产值达到[90亿元|amount|元]。") == ["光伏产业产值"]
    assert indicators("开工建设新能源项目，总投资[30亿元|amount|元]。") == ["新能源项目总投资"]


def test_a_place_in_which_a_rank_holds_is_no_part_of_the_name() -> None:
    assert indicators("产业规模居河西第[3位|rank|位]。") != ["产业规模居河西"]


def test_products_in_a_list_each_have_a_name() -> None:
    assert indicators("年产水泥[500吨|amount|吨]、化肥[1500吨|amount|吨]。") == ["年产水泥", "年产化肥"]


def test_only_the_whole_place_has_an_id() -> None:
    assert ids("清水湾新区规上工业增加值增长[8%|growth|%]。") == [None]
    assert ids("清水湾新区加快建设，规上工业增加值增长[8%|growth|%]。") == [None]
    assert ids("云溪县地区生产总值增长[8%|growth|%]。", place="云溪县") == ["gdp"]


def test_a_share_of_the_plan_is_no_level_of_the_indicator() -> None:
    assert ids("城镇新增就业完成年计划的[105%|percent|%]。") == [None]


def test_one_number_for_two_subjects_has_an_id_only_if_one_of_them_is_known() -> None:
    assert ids("货物贸易、服务贸易均增长[15%|growth|%]。") == ["trade_total"]
    assert ids("财政总收入、地方财政收入均增长[8%|growth|%]。") == [None]


@given(any_texts)
def test_any_text_gets_one_naming_per_number(text: str) -> None:
    numbers = [Number(m.start(), m.end(), "amount", "个", "eq") for m in re.finditer(r"[0-9]+", text)]
    namings = name_numbers(text, numbers)
    assert len(namings) == len(numbers)
    assert all(n.indicator is None or n.indicator.strip() for n in namings)
    assert namings == name_numbers(text, numbers)


@pytest.mark.parametrize("filler", ["一", "的", "增长", "、", "（", "“", "，", "比", "和"])
def test_time_is_linear_in_the_length(filler: str) -> None:
    text = (filler * 100_000)[:100_000] + "12个" + (filler * 100_000)[:100_000]
    start = text.index("12个")
    begin = time.perf_counter()
    name_numbers(text, [Number(start, start + 3, "amount", "个", "eq")] * 50)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize("between", ["、", "，", "和", "的", "；"])
def test_many_numbers_in_a_row_take_linear_time(between: str) -> None:
    numbers = [Number(4 * i, 4 * i + 3, "amount", "个", "eq") for i in range(20_000)]
    begin = time.perf_counter()
    name_numbers(f"12个{between}" * len(numbers), numbers)
    assert time.perf_counter() - begin < 10


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[12种|amount|种]产品入选省级名录。", ["入选省级名录产品"]),
        ("对[40户|amount|户]企业进行了能源审计。", ["能源审计企业"]),
        ("帮助[300名|amount|名]渔民参加培训。", ["参加培训渔民"]),
        ("[12种|amount|种]竹制品全部通过认证。", ["竹制品"]),
        ("[30个|amount|个]水库如期完工。", ["水库"]),
        ("编制完成[3个|amount|个]专项行动计划。", ["专项行动"]),
    ],
)
def test_what_is_said_of_some_names_them_but_not_what_is_said_of_all(
    marked: str, expected: list[str]
) -> None:
    assert indicators(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("清理垃圾[3万吨|amount|吨]，拆除违建[2处|amount|处]。", ["清理垃圾", "拆除违建"]),
        ("清理政策文件[90件|amount|件]，废止[30件|amount|件]。", ["清理政策文件", "废止政策文件"]),
        (
            "改造县乡道路[40公里|amount|公里]、农村电网[78公里|amount|公里]。",
            ["改造县乡道路", "改造农村电网"],
        ),
        ("建成农贸市场[3个|amount|个]，打造特色街区[2条|amount|条]。", ["农贸市场", "特色街区"]),
    ],
)
def test_verbs_that_change_what_is_there_belong_to_the_name_and_verbs_of_making_do_not(
    marked: str, expected: list[str]
) -> None:
    assert indicators(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "火灾事故起数和死亡人数分别下降[31%|growth|%]、[20%|growth|%]。",
            ["火灾事故起数", "火灾事故死亡人数"],
        ),
        (
            "城乡低保标准分别提高到[800元|amount|元]/月和[600元|amount|元]/月。",
            ["城镇低保标准", "农村低保标准"],
        ),
        ("新增供水管网[9公里|amount|公里]。", ["新增供水管网"]),
        (
            "龙头企业销售收入增长[12%|growth|%]，利税增长[9%|growth|%]。",
            ["龙头企业销售收入", "龙头企业利税"],
        ),
        ("为[8万名|amount|名]退休职工发放养老金[5亿元|amount|元]。", ["退休职工", "退休职工养老金"]),
    ],
)
def test_sides_of_one_thing_share_it(marked: str, expected: list[str]) -> None:
    assert indicators(marked) == expected


def test_two_ratios_of_the_sectors_in_one_sentence_are_both_ratios() -> None:
    marked = "三次产业结构优化，由上年的[10|percent|%]:[40|percent|%]:[50|percent|%]调整为[9|percent|%]:[40|percent|%]:[51|percent|%]。"
    assert indicators(marked) == ["第一产业占比", "第二产业占比", "第三产业占比"] * 2


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("连续[六年|amount|年]获评全省水利先进县。", "连续获评全省水利先进县"),
        ("力争[两年|amount|年]内建成全部蓄水池。", "建成全部蓄水池"),
        ("用[三年|amount|年]时间彻底改造危旧校舍。", "彻底改造危旧校舍"),
        ("港口吞吐量连续[5年|amount|年]位居全国第三。", "港口吞吐量连续位居全国第三"),
    ],
)
def test_a_span_of_time_measures_what_was_done_in_it(marked: str, expected: str) -> None:
    assert indicators(marked) == [expected]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("全县颗粒物月均浓度下降[9%|growth|%]。", "全县颗粒物月均浓度"),
        ("地区生产总值[60亿元|amount|元]，人均[7万元|amount|元]。", "人均地区生产总值"),
        ("占道经营治理面积[3万平方米|amount|平方米]。", "占道经营治理面积"),
    ],
)
def test_cues_within_other_words_are_none(marked: str, expected: str) -> None:
    assert indicators(marked)[-1] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("投资[3亿元|amount|元]改善城市交通。", ["城市交通投资"]),
        ("投资[9000万元|amount|元]，改造泵站[12座|amount|座]。", ["改造泵站投资", "改造泵站"]),
        ("民营经济发展提速，实现增加值[90亿元|amount|元]。", ["民营经济增加值"]),
        ("办结率[100%|percent|%]，满意率[98%|percent|%]。", ["办结率", "满意率"]),
        (
            "现代农业产值[60亿元|amount|元]，增长[3%|growth|%]；增加值[20亿元|amount|元]。",
            ["现代农业产值", "现代农业产值", "现代农业增加值"],
        ),
    ],
)
def test_a_side_belongs_to_what_stands_before_or_behind_it(marked: str, expected: list[str]) -> None:
    assert indicators(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "新建各类研发中心[60家|amount|家]，其中国家级[7家|amount|家]、省级[20家|amount|家]。",
            ["新建各类研发中心", "新建国家级研发中心", "新建省级研发中心"],
        ),
        (
            "推进省级[39个|amount|个]、市级[80个|amount|个]重点项目。",
            ["省级重点项目", "市级重点项目"],
        ),
        ("推出[8大项|amount|大项]、[65小项|amount|小项]改革任务。", ["改革任务", "改革任务"]),
    ],
)
def test_grades_and_counts_in_a_row_share_what_is_counted(marked: str, expected: list[str]) -> None:
    assert indicators(marked) == expected


def test_a_share_of_the_whole_is_named_with_what_it_did() -> None:
    assert indicators("[80%|percent|%]的乡镇企业完成改制。") == ["乡镇企业完成改制"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "投资额超[5亿元|amount|元|gt]项目[15个|amount|个]。",
            ["项目投资额", "投资额超5亿元项目"],
        ),
        ("总投资[60亿元|amount|元]的水库工程开工。", ["水库工程总投资"]),
        ("港口货运量由[14万吨|amount|吨]扩大到[33万吨|amount|吨]。", ["港口货运量"] * 2),
        ("建成木材和竹材[2个|amount|个]检测站。", ["木材和竹材检测站"]),
        ("支持[百家|amount|家]规模型农场做大。", ["支持规模型农场"]),
    ],
)
def test_sums_of_what_stands_behind_them(marked: str, expected: list[str]) -> None:
    assert indicators(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("小学在校生[19万人|amount|人]；1958年又增加[5%|growth|%]。", ["小学在校生"] * 2),
        ("[2万家|amount|家]企业获贷[90亿元|amount|元]。", ["获贷企业", "企业获贷"]),
        (
            "每万元产值的煤炭和电力消耗分别下降[5%|growth|%]和[6%|growth|%]。",
            ["每万元产值的煤炭消耗", "每万元产值的电力消耗"],
        ),
        (
            "私营企业户数和注册资本金分别增长[8%|growth|%]和[9%|growth|%]。",
            ["私营企业户数", "私营企业注册资本金"],
        ),
    ],
)
def test_what_a_clause_leaves_out_stands_in_the_clause_before(marked: str, expected: list[str]) -> None:
    assert indicators(marked) == expected


def test_a_sum_between_a_count_and_its_noun_is_the_sum_of_what_is_counted() -> None:
    marked = "开工[28个|amount|个]总投资超[5亿元|amount|元|gt]的水利项目。"
    assert indicators(marked) == ["水利项目", "水利项目总投资"]


def test_the_comparator_of_the_next_number_is_no_part_of_a_noun() -> None:
    marked = "[6户|amount|户]企业营业收入过[9亿元|amount|元|gt]。"
    assert indicators(marked) == ["企业营业收入"] * 2
