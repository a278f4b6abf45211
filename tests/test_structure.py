"""Sections: which lines are headings, how they nest, what kind they have and of which years they speak."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given

from policy_nlp.document import clean
from policy_nlp.records import Section
from policy_nlp.structure.cues import heading_roles, tense_cues
from policy_nlp.structure.outline import number_of, outline
from policy_nlp.structure.sections import find_sections
from policy_nlp.structure.years import five_year_spans_in, years_in
from strategies import any_texts

BODY = "全县上下团结一心，各项工作有序开展，群众生活进一步改善，城乡面貌持续变化，产业基础不断巩固。"
DONE = "一年来，完成了道路改造，新增企业12家，同比增长8%，获评省级园区，取得了明显成效，连续三年居全市前列。"
AHEAD = "我们要大力推动产业升级，力争新增企业20家，确保重点项目早日开工，努力打造特色园区，切实加大工作力度。"
HEAD = "政府工作报告\n——2024年1月18日在云溪县第十届人民代表大会第四次会议上\n云溪县县长 林青\n各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n"


def sections(text: str) -> list[Section]:
    return find_sections(clean(text), "abcdef")


def outline_of(text: str) -> list[tuple[int, str, str]]:
    """Level, kind and words of the headings of level 1 to 3."""
    return [(s.level, s.kind, s.heading.text) for s in sections(text) if s.heading and s.level <= 3]


def test_enumerated_headings_nest_by_their_enumerators_and_inherit_the_kind():
    text = (
        f"{HEAD}一、2023年工作回顾\n{DONE}\n（一）工业稳步发展。{DONE}\n（二）农业提质增效\n{DONE}\n"
        f"二、2024年工作安排\n{AHEAD}\n（一）做强工业\n{AHEAD}\n1.培育企业。{AHEAD}\n2.引进项目。{AHEAD}\n（二）做优农业。{AHEAD}\n"
    )
    assert outline_of(text) == [
        (1, "review", "一、2023年工作回顾"),
        (2, "review", "（一）工业稳步发展"),
        (2, "review", "（二）农业提质增效"),
        (1, "plan", "二、2024年工作安排"),
        (2, "plan", "（一）做强工业"),
        (3, "plan", "1.培育企业"),
        (3, "plan", "2.引进项目"),
        (2, "plan", "（二）做优农业"),
    ]


def test_titles_without_enumerators_stand_above_the_enumerators_that_begin_anew_below_them():
    text = f"{HEAD}2023年工作回顾\n{DONE}\n一、工业稳步发展\n{DONE}\n二、农业提质增效\n{DONE}\n2024年主要工作\n{AHEAD}\n一、做强工业\n{AHEAD}\n二、做优农业\n{AHEAD}\n加强政府自身建设\n{AHEAD}\n"
    assert outline_of(text) == [
        (1, "review", "2023年工作回顾"),
        (2, "review", "一、工业稳步发展"),
        (2, "review", "二、农业提质增效"),
        (1, "plan", "2024年主要工作"),
        (2, "plan", "一、做强工业"),
        (2, "plan", "二、做优农业"),
        (1, "plan", "加强政府自身建设"),
    ]


def test_headings_inside_one_unbroken_paragraph_are_found():
    done, ahead = DONE * 8, AHEAD * 8
    text = f"柘岭镇2023年工作总结和2024年工作思路\n2023年,{done} 一、2023年工作总结 (一)工业稳步发展。{done} (二)农业提质增效。{done} 二、2024年工作思路 面向2024年,{ahead} (一)做强工业。{ahead}"
    assert outline_of(text) == [
        (1, "review", "一、2023年工作总结"),
        (2, "review", "(一)工业稳步发展"),
        (2, "review", "(二)农业提质增效"),
        (1, "plan", "二、2024年工作思路"),
        (2, "plan", "(一)做强工业"),
    ]


def test_run_in_enumerated_sentences_and_dashes_are_deeper_than_the_headings():
    text = f"{HEAD}一、2023年工作回顾\n——经济稳中有进。{DONE}\n——民生持续改善。{DONE}\n二、2024年工作安排\n一要做强工业。{AHEAD}二要做优农业。{AHEAD}\n"
    deep = [s for s in sections(text) if s.level > 3]
    assert [s.marker for s in deep] == ["——", "——", "一要", "二要"]
    assert [s.kind for s in deep] == ["review", "review", "plan", "plan"]
    assert [level for level, _, _ in outline_of(text)] == [1, 1]


def test_a_table_of_contents_and_enumerated_items_are_no_headings():
    text = (
        "1998年国务院政府工作报告\n目录\n- 一、1997年工作回顾\n- 二、1998年工作安排\n各位代表：\n"
        f"一、1997年工作回顾\n{DONE}\n我讲以下问题：\n一、关于工业问题；\n二、关于农业问题；\n三、关于财政问题。\n二、1998年工作安排\n{AHEAD}\n"
    )
    assert [words for _, _, words in outline_of(text)] == ["一、1997年工作回顾", "二、1998年工作安排"]


def test_a_list_of_numbered_items_is_no_run_of_headings():
    text = f"{HEAD}一、2023年工作回顾\n{DONE}\n二、2024年工作安排\n{AHEAD}\n1.新建公办幼儿园10所。\n2.改造农村公路80公里。\n3.建设口袋公园12个。\n"
    assert [words for _, _, words in outline_of(text)] == ["一、2023年工作回顾", "二、2024年工作安排"]


def test_what_follows_the_notes_is_no_part_of_the_report():
    text = f"{HEAD}一、2023年工作回顾\n{DONE * 6}\n二、2024年工作安排\n{AHEAD * 6}\n名词解释\n1.双招双引：招商引资、招才引智。\n一、三个一批\n签约一批\n"
    assert outline_of(text)[-1] == (1, "other", "名词解释")


def test_a_heading_in_two_lines_is_one():
    text = f"{HEAD}一、“十三五”时期及2020年\n工作回顾\n{DONE}\n二、“十四五”时期\n主要目标和任务\n{AHEAD}\n".replace(
        "2024年1月", "2021年1月"
    )
    assert [(kind, words.replace("\n", "")) for _, kind, words in outline_of(text)] == [
        ("review", "一、“十三五”时期及2020年工作回顾"),
        ("outlook", "二、“十四五”时期主要目标和任务"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind", "years"),
    [
        ("2023年工作回顾", "review", (2023, 2023)),
        ("2023年主要工作", "review", (2023, 2023)),
        ("过去五年工作回顾", "review", (2019, 2023)),
        ("本届政府工作回顾", "review", (2019, 2023)),
        ("2024年重点工作", "plan", (2024, 2024)),
        ("今年工作的总体要求", "plan", (2024, 2024)),
        ("展望2024年，我们信心百倍", "plan", (2024, 2024)),
        ("今后五年的奋斗目标", "outlook", (2024, 2028)),
        ("今后五年的奋斗目标和2024年工作建议", "plan", (2024, 2028)),
        ("“十五五”规划的初步考虑", "outlook", (2026, 2030)),
        ("存在的困难和问题", "other", None),
    ],
)
def test_a_headings_words_say_its_kind_and_its_years(heading: str, kind: str, years: tuple[int, int] | None):
    found = sections(f"{HEAD}一、县情\n{BODY}\n二、{heading}\n{BODY}\n")
    section = next(s for s in found if s.heading and s.heading.text == f"二、{heading}")
    assert (section.kind, section.years) == (kind, years)


def test_headings_that_say_no_kind_have_it_from_the_tense_of_their_text():
    text = f"{HEAD}一、团结奋进，县域实力再上台阶\n{DONE * 5}\n二、乘势而上，续写发展新篇\n2024年是重要一年。{AHEAD * 5}\n"
    assert [kind for _, kind, _ in outline_of(text)] == ["review", "plan"]


def test_a_report_without_headings_is_cut_where_the_tense_turns():
    text = "各位代表：\n" + f"{DONE}\n" * 12 + f"{AHEAD}\n" * 12
    found = [s for s in sections(text) if s.level == 1]
    assert [s.kind for s in found] == ["review", "plan"]
    assert all(s.heading is None for s in found)
    assert abs(found[1].start - text.index(AHEAD)) <= len(AHEAD)


@given(any_texts)
def test_sections_nest_for_any_text_and_headings_say_what_the_text_says(raw: str):
    found = sections(raw)
    by_id = {s.id: s for s in found}
    assert len(by_id) == len(found)
    assert [s.start for s in found] == sorted(s.start for s in found)
    for s in found:
        assert 0 <= s.start < s.end <= len(raw)
        if s.heading:
            assert s.start == s.heading.start < s.heading.end <= s.end
            assert s.heading.text == raw[s.heading.start : s.heading.end]
        if s.parent:
            parent = by_id[s.parent]
            assert parent.start <= s.start < s.end <= parent.end
            assert parent.level < s.level


@given(any_texts)
def test_the_same_text_gives_the_same_sections(raw: str):
    assert sections(raw) == sections(raw)


@pytest.mark.parametrize(
    "unit", ["一、", "（一）", "第一，", "一是甲。", "甲", "市", "中共市", "2024年", "目录\n", "各位代表：\n"]
)
def test_a_long_text_of_one_piece_takes_time_in_proportion(unit: str):
    begin = time.process_time()
    sections(unit * (100_000 // len(unit)))
    assert time.process_time() - begin < 8


def test_numerals_of_enumerators_are_read():
    assert [number_of(n) for n in ("一、", "（十）", "十二、", "二十一、", "7.", "③")] == [
        1,
        10,
        12,
        21,
        7,
        3,
    ]


def test_years_and_five_year_plans_are_read_from_words():
    assert years_in("1998年至二〇〇三年") == [1998, 2003]
    assert five_year_spans_in("“十四五”时期与“十五五”规划") == [(2021, 2025), (2026, 2030)]


def test_every_cue_stands_in_its_table_once():
    assert {"review", "task", "ahead", "past", "next", "appendix", "furniture"} <= set(
        heading_roles().values()
    )
    words = [word for word, _ in tense_cues()]
    assert len(words) == len(set(words))


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["reports", "train"])
def test_headings_kinds_and_levels_agree_with_the_annotated_reports(shared: Path, folder: str):
    hit = gold_count = predicted = kinds = levels = 0
    for path in sorted((shared / "gold" / folder).glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))["sections"]
        raw = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
        heads = [s for s in sections(raw) if s.heading and s.level <= 3]
        gold_count += len(gold)
        predicted += len(heads)
        for g in gold:
            found = next((s for s in heads if s.heading and abs(s.heading.start - g["start"]) <= 2), None)
            if found:
                hit += 1
                kinds += found.kind == g["kind"]
                levels += found.level == g["level"]
    assert 2 * hit / (gold_count + predicted) >= 0.95
    assert kinds / hit >= 0.97
    assert levels / hit >= 0.95


@pytest.mark.shared
def test_most_real_reports_have_a_review_before_a_plan(shared: Path):
    paths = sorted((shared / "corpus").rglob("*.txt"))[::12]
    good = 0
    for path in paths:
        found = [s for s in sections(path.read_bytes().decode("utf-8-sig")) if s.level == 1]
        kinds = [s.kind for s in found]
        ahead = [i for i, kind in enumerate(kinds) if kind in ("plan", "outlook")]
        good += "review" in kinds and bool(ahead) and kinds.index("review") < ahead[0]
    assert good / len(paths) >= 0.95


def test_an_outline_of_nothing_is_empty():
    assert outline("") == [] and sections(" \n ") == []
