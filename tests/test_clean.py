"""The cleaned copy: what it changes, and that every span of it maps back to the text as it was read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.document import clean
from strategies import any_texts

NOISE = st.sampled_from(
    [
        " ",
        "  ",
        "\n",
        "\r\n",
        "？？",
        "&permil;",
        "&nbsp;",
        "[3]",
        "［12］",
        "\u200b",
        "－ 7 －\n",
        "% ",
        "，\n",
        "１",
        "年",
    ]
)
noisy_texts = st.lists(st.one_of(NOISE, any_texts), max_size=25).map("".join)


@given(noisy_texts)
def test_every_span_of_the_copy_stands_for_a_non_empty_span_of_the_raw_text(raw: str):
    copy = clean(raw)
    before = 0
    for position in range(len(copy.text)):
        start, end = copy.to_raw(position, position + 1)
        assert before <= start < end <= len(raw)
        assert copy.from_raw(start) == position
        before = end
    if copy.text:
        assert copy.to_raw(0, len(copy.text)) == (
            copy.to_raw(0, 1)[0],
            copy.to_raw(len(copy.text) - 1, len(copy.text))[1],
        )


@given(noisy_texts)
def test_what_is_left_out_is_never_a_chinese_character_or_a_digit_outside_notes_and_page_numbers(raw: str):
    copy = clean(raw)
    left_out = len([c for c in raw if "\u4e00" <= c <= "\u9fff"]) - len(
        [c for c in copy.text if "\u4e00" <= c <= "\u9fff"]
    )
    assert left_out <= 3 * raw.count("页")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("增长１２．５％", "增长12.5%"),
        ("增长 8.5 %，总量 126.8 亿元", "增长8.5%，总量126.8亿元"),
        ("产值达到1 029亿元", "产值达到1029亿元"),
        ("人均16 403元", "人均16403元"),
        ("共1,268万元,比上年多", "共1,268万元，比上年多"),
        ("比例为4.2∶41.1∶54.7", "比例为4.2：41.1：54.7"),
        ("政 府 工 作 报 告\n", "政府工作报告\n"),
        ("政  府  工  作  报  告\n", "政府工作报告\n"),
        ("出生率8.3&permil;以内，形成1&mdash;2个园区", "出生率8.3‰以内，形成1—2个园区"),
        ("实施“三提”行动[3]，成效明显", "实施“三提”行动，成效明显"),
        ("县长??：各位代表", "县长：各位代表"),
        ("一、工作回顾 2023年，全县", "一、工作回顾 2023年，全县"),
        ("云溪县县长 林青", "云溪县县长 林青"),
        ("――稳中有进", "——稳中有进"),
    ],
)
def test_the_copy_knows_one_form(raw: str, text: str):
    assert clean(raw).text == text


def test_an_entity_maps_to_its_last_character_so_that_a_quantity_ends_where_it_is_printed():
    raw = "控制在8.3&permil;以内"
    copy = clean(raw)
    start = copy.text.index("8.3")
    begin, end = copy.to_raw(start, start + 4)
    assert raw[begin:end] == "8.3&permil;"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (
            "新建道路三条，公园两座，完成年度计划。全年接待各地游客\n320万人次。",
            "新建道路三条，公园两座，完成年度计划。全年接待各地游客320万人次。",
        ),
        ("全县粮食播种面积稳定，\n总产再创新高。", "全县粮食播种面积稳定，总产再创新高。"),
        (
            "云溪县全年完成固定资产投资增长，同时工业增加值增长8.3\n%。",
            "云溪县全年完成固定资产投资增长，同时工业增加值增长8.3%。",
        ),
        ("一、2023年工作回顾\n2023年，全县上下", "一、2023年工作回顾\n2023年，全县上下"),
        (
            "云溪县奋力推进各项事业。我们重点抓好以下工作\n（一）发展工业",
            "云溪县奋力推进各项事业。我们重点抓好以下工作\n（一）发展工业",
        ),
        ("一路前行。\n各位代表：", "一路前行。\n各位代表："),
    ],
)
def test_a_line_end_goes_only_where_it_breaks_a_sentence(raw: str, text: str):
    assert clean(raw).text == text


def test_a_line_with_only_a_page_number_goes():
    assert clean("新建公园两座。\n— 12 —\n新建学校三所。").text == "新建公园两座。\n新建学校三所。"


def test_spaces_between_chinese_go_only_where_they_are_left_over_everywhere():
    line = "坚持把发展作为第一要 务，大力推进基础设施建 设，城乡面貌明显改善；" * 12
    assert " " not in clean(line).text
    assert clean("二、2025年工作思路 面向新的一年，我们将").text == "二、2025年工作思路 面向新的一年，我们将"


@pytest.mark.parametrize(
    "unit", [" ", "\n", "甲 ", "？", "&", "&a；", "[1]", "甲，\n", "1 000 ", "１", ",", "政 府  "]
)
def test_a_megabyte_of_anything_is_cleaned_in_a_few_seconds(unit: str):
    raw = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    clean(raw)
    assert time.process_time() - begin < 5
