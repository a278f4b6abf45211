"""Clean-up: page furniture, watermarks, notes and wrapped lines leave the copy; what was left out can be told with its reason."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.document import clean, left_out
from policy_nlp.document.furniture import find_furniture
from policy_nlp.document.tables import TableHeader
from policy_nlp.knowledge import read_table
from strategies import any_texts

TITLE = "2024年云溪县政府工作报告"
DONE = "全县上下团结一心，各项工作有序开展，群众生活进一步改善，城乡面貌持续变化，产业基础不断巩固。"
PAGES = st.sampled_from(
    [
        "\n— 3 —\n",
        "\n第4页\n",
        "马 克 数 据 网",
        "来自马克数据网",
        f"\n{TITLE}\n",
        "\n上一页 1 2 下一页\n",
        "\n字号：大 中 小\n",
    ]
)
paged_texts = st.lists(st.one_of(PAGES, any_texts), max_size=20).map("".join)


def reasons(raw: str) -> list[tuple[str, str]]:
    return [(gap.reason, gap.text.strip()) for gap in left_out(clean(raw))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("上一页 1 2 3 下一页", "page numbers"),
        ("字号：大 中 小", "size of letters"),
        ("【字号：大 中 小】 打印 关闭", "size of letters"),
        ("【打印本页】【关闭窗口】", "buttons"),
        ("分享到：微信 微博", "buttons for sharing"),
        ("当前位置：首页 > 政务公开 > 政府工作报告", "breadcrumb"),
        ("责任编辑：林青", "editors"),
        ("来源：云溪日报", "line on source and date"),
        ("浏览次数：1024", "count of readers"),
        ("版权所有：云溪县人民政府 青ICP备00000000号", "footer"),
        ("扫一扫在手机打开当前页", "code to scan"),
        ("[打印] [关闭]", "buttons"),
    ],
)
def test_a_line_that_only_web_pages_have_is_left_out_and_said_to_be_so(line: str, reason: str):
    for raw in (f"{TITLE}\n{line}\n{DONE}\n{DONE}", f"{TITLE}\n{DONE}\n{line}\n"):
        assert line not in clean(raw).text
        assert (reason, line) in reasons(raw)
        assert clean(raw).text.count(DONE) == raw.count(DONE)


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2024年1月18日 来源：县政府办公室",  # it dates the report
        "各位代表：",
        "一、2023年工作回顾",
        "中小企业",
        "打印机产业",
        "大中小学思政课一体化建设。",
        "就医一码通：凭二维码就诊、取药，一次办成。",
        "来源：县统计局数据显示，2023年全县经济平稳增长。",
        "第二部分 2024年工作安排",
        "附件：名词解释",
        "主办单位：县教育局",
        "联系电话公开制度",
    ],
)
def test_a_line_of_the_report_stays(line: str):
    raw = f"{TITLE}\n{line}\n{DONE}\n{line}\n{DONE}"
    assert clean(raw).text.count(line) == 2


def test_words_of_web_pages_in_the_middle_of_a_long_text_stay_unless_they_turn_pages():
    body = f"{DONE}\n" * 80
    assert "\n分享到\n" in clean(f"{body}分享到\n{body}").text
    assert "下一页" not in clean(f"{body}上一页 1 2 3 下一页\n{body}").text


def test_a_sentence_goes_on_behind_a_page_number_and_a_running_head():
    page = (
        f"{DONE}新建学校三所，完成年度计划；全年接待\n— {{}} —\n{TITLE}\n游客三百万人次。\n" + f"{DONE}\n" * 5
    )
    raw = f"{TITLE}\n" + "".join(page.format(n) for n in (1, 2, 3))
    text = clean(raw).text
    assert text.count("全年接待游客三百万人次。") == 3
    assert text.count(TITLE) == 1
    assert [r for r, _ in reasons(raw)].count("running head") == 3
    assert [t for r, t in reasons(raw) if r == "page number"] == ["— 1 —", "— 2 —", "— 3 —"]


def test_numbers_alone_in_their_lines_are_pages_only_where_they_count_on():
    paged = "".join(f"{DONE}\n{n}\n" for n in (4, 5, 6))
    assert clean(paged).text == f"{DONE}\n" * 3
    assert clean(paged.replace("\n5\n", "\n9\n")).text.count("\n9\n") == 1


def test_a_heading_or_a_unit_that_comes_back_is_no_running_head():
    raw = "".join(
        f"{line}\n" + f"{DONE}\n" * 6 for line in ["主要任务", "责任单位：县教育局", "万平方米"] * 4
    )
    assert clean(raw).text == raw


@pytest.mark.parametrize("stamp", ["马克数据网", "马 克 数 据 网", "来自马克数据网", "马  克  数  据  网"])
def test_a_known_watermark_is_left_out_of_the_middle_of_a_sentence(stamp: str):
    raw = f"推动产业{stamp}转型升级，新增企业12家。"
    assert clean(raw).text == "推动产业转型升级，新增企业12家。"
    assert [r for r, _ in reasons(raw)] == ["watermark"]


def test_an_unknown_watermark_is_known_by_its_spaces_and_by_coming_back():
    raw = f"{DONE}推动产业{{}}转型升级，新{{}}建学校三所，修{{}}路十公里。\n"
    for stamp in (" 青 石 文 库 ", "青 石 文 库"):
        assert clean(raw.format(stamp, stamp, stamp)).text == raw.format("", "", "")
        assert ("watermark", "青 石 文 库") in reasons(raw.format(stamp, stamp, stamp))
        assert "青石文库" in clean(raw.format(stamp, "", "")).text


def test_lines_broken_at_one_width_are_joined_to_sentences():
    sentence = "我们坚持把发展作为第一要务大力推进基础设施建设和城乡面貌改善以及产业转型升级和民生事业"
    paragraph = "　　" + sentence * 4 + "。"
    width = 30
    wrapped = "\n".join(paragraph[i : i + width] for i in range(0, len(paragraph), width))
    raw = "\n".join(["一、2023年工作回顾", *[wrapped] * 6])
    text = clean(raw).text
    assert text.count(sentence * 4 + "。") == 6
    assert text.startswith("一、2023年工作回顾\n")


def test_a_number_on_a_line_of_its_own_belongs_to_the_sentence_around_it():
    lead = "全年各项工作扎实推进，新建和改造农村公路、桥梁、水渠等项目，新批准设立企业"
    assert clean(f"{lead}\n75\n家，增长明显。\n").text == f"{lead}75家，增长明显。\n"
    assert clean(f"{lead}达到75\n\n家，增长明显。\n").text == f"{lead}达到75家，增长明显。\n"
    assert clean("圆满收官！\n1993\n年，全县经济平稳。\n").text == "圆满收官！\n1993年，全县经济平稳。\n"
    table = "地区生产总值\n亿元\n180.5\n粮食产量\n万吨\n21.3\n"
    assert clean(table).text == table


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("落实“一减四增” ［20］，深化", "落实“一减四增”，深化"),
        ("实施“三提”行动[1,2]，成效", "实施“三提”行动，成效"),
        ("推进“三个加快”⑴发展定位", "推进“三个加快”发展定位"),
        ("包括①道路；②桥梁", "包括①道路；②桥梁"),
        ("PM_2.5浓度下降", "PM2.5浓度下降"),
        ("收入2575 .33亿元，比重达到2 6.5%", "收入2575.33亿元，比重达到26.5%"),
        ("产值12 34.5%", "产值12 34.5%"),
        ("发展��壮大产业", "发展壮大产业"),
    ],
)
def test_marks_of_notes_and_of_formats_go(raw: str, text: str):
    assert clean(raw).text == text


@given(paged_texts)
def test_what_was_left_out_and_what_was_kept_are_the_whole_text(raw: str):
    copy = clean(raw)
    gaps = left_out(copy)
    kept = set(range(len(raw))) if copy.offsets is None else set(list(copy.offsets)[:-1])
    out = [position for gap in gaps for position in range(gap.start, gap.end)]
    assert len(out) == len(set(out))
    assert kept.isdisjoint(out)
    assert len(kept) + len(out) == len(raw)
    assert all(gap.text == raw[gap.start : gap.end] and gap.reason for gap in gaps)


@given(paged_texts)
def test_furniture_stands_apart_and_in_order(raw: str):
    found = find_furniture(raw)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(0 <= f.start < f.end <= len(raw) for f in found)


@pytest.mark.parametrize(
    "unit",
    [
        "— 1 —\n",
        "云溪县政府工作报告\n",
        "上一页 下一页\n",
        "马 克 数 据 网",
        "指标|单位\n",
        "指标  ",
        "|",
        "甲 乙 丙 丁，",
        "政府工作报告\n5\n",
    ],
)
def test_a_megabyte_of_furniture_takes_time_in_proportion(unit: str):
    raw = unit * (1_000_000 // len(unit))
    begin = time.process_time()
    clean(raw)
    assert time.process_time() - begin < 10


def test_each_word_of_the_heads_of_tables_stands_there_once():
    words = [row.word for row in read_table("table_headers.tsv", TableHeader)]
    assert len(words) == len(set(words)) > 50
