"""Glossaries and notes behind a report: found with and without a heading, kind `other`, nothing promised or claimed in them."""

from __future__ import annotations

import time

import pytest

from policy_nlp import process_text
from policy_nlp.records import Report
from policy_nlp.structure.outline.candidates import notes_start

DONE = "一年来，完成了道路改造，新增企业12家，同比增长8%，获评省级园区，取得了明显成效，连续三年居全市前列。"
AHEAD = "我们要大力推动产业升级，力争新增企业20家，确保重点项目早日开工，努力打造特色园区，切实加大工作力度。"
BODY = (
    "政府工作报告\n——2024年1月18日在云溪县第十届人民代表大会第四次会议上\n各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n"
    + f"一、2023年工作回顾\n{DONE * 4}\n二、2024年工作安排\n{AHEAD * 4}\n各位代表，让我们携手同心，共创美好明天！\n"
)
NOTES = (
    "1.“双招双引”：是指招商引资、招才引智，力争2025年引进项目100个。\n"
    "2.“一廊三园”：是指环湖产业走廊和三个工业园，已完成投资5亿元。\n"
    "3.“云溪e办”：是指县政务服务平台，将实现200个事项网上办理。\n"
)
LAYERS = ("targets", "projects", "commitments", "claims")


def inside(report: Report, start: int) -> dict[str, list[str]]:
    return {layer: [i.text for i in getattr(report, layer) if i.start >= start] for layer in LAYERS}


NOTHING: dict[str, list[str]] = {layer: [] for layer in LAYERS}


@pytest.mark.parametrize(
    "heading",
    [
        "名词解释",
        "附件：名词解释",
        "附件2\n《政府工作报告》名词注释",
        "有关用语说明",
        "注释：",
        "附注",
        "名词解释（按在报告中出现的先后排序）",
        "解释和说明",
    ],
)
def test_a_glossary_is_an_appendix_in_which_nothing_is_promised_or_claimed(heading: str):
    report = process_text(f"{BODY}{heading}\n{NOTES}")
    assert [(s.kind, s.appendix) for s in report.sections if s.level == 1] == [
        ("other", False),
        ("review", False),
        ("plan", False),
        ("other", True),
    ]
    assert inside(report, len(BODY)) == NOTHING
    assert {q.text for q in report.quantities if q.start >= len(BODY)} >= {"5亿元", "200个"}


@pytest.mark.parametrize(
    "notes",
    [
        NOTES,
        "[1]双招双引：招商引资、招才引智。\n[2]一廊三园：环湖产业走廊和三个工业园，已完成投资5亿元。\n[3]云溪e办：县政务服务平台。\n",
        "［1］双招双引：招商引资、招才引智，力争引进项目100个。\n第二段说明。\n［2］一廊三园：走廊和园区。\n［3］云溪e办：平台。\n",
        "[^1]: 双招双引：招商引资。\n[^2]: 一廊三园：环湖产业走廊。\n[^3]: 云溪e办：政务服务平台。\n",
    ],
)
def test_notes_without_a_heading_are_an_appendix_too(notes: str):
    report = process_text(BODY + notes)
    last = [s for s in report.sections if s.level == 1][-1]
    assert (last.start, last.kind, last.appendix, last.heading) == (len(BODY), "other", True, None)
    assert inside(report, len(BODY)) == NOTHING


@pytest.mark.parametrize(
    "ending",
    [
        "1.新建公办幼儿园10所。\n2.改造农村公路80公里。\n3.建设口袋公园12个。\n",
        "1.教育方面：新建学校3所。\n2.交通方面：改造道路5条。\n3.医疗方面：建成分院1座。\n",
        "注：以上数据为预计数。\n",
        "①改造老旧小区12个；\n②新建停车场5处；\n③建设公园3个。\n",
    ],
)
def test_lists_of_tasks_at_the_end_are_no_notes(ending: str):
    assert notes_start(BODY + ending) == len(BODY + ending)
    assert not any(s.appendix for s in process_text(BODY + ending).sections)


@pytest.mark.parametrize(
    "heading", ["2024年云溪县十件民生实事", "附件1\n2024年云溪县十件民生实事", "附件：2024年为民办实事项目"]
)
def test_the_years_list_of_works_for_the_people_is_a_plan_also_as_an_annex(heading: str):
    report = process_text(
        f"{BODY}{heading}\n1.新建公办幼儿园10所。\n2.改造农村公路80公里。\n名词解释\n{NOTES}"
    )
    tops = [(s.kind, s.appendix) for s in report.sections if s.level == 1]
    assert tops[-2:] == [("plan", False), ("other", True)]
    assert {"10所", "80公里"} <= {t.text for t in report.targets}


def test_the_body_is_not_swallowed_by_a_word_of_annexes_in_it():
    text = BODY.replace("一、2023", "附件：两个清单\n一、2023")
    assert not any(s.appendix for s in process_text(text).sections)
    assert len(process_text(text).commitments) == len(process_text(BODY).commitments)


@pytest.mark.parametrize("unit", ["[1]甲\n", "\n", "1.“甲：", "注：\n"])
def test_a_long_text_of_notes_takes_time_in_proportion(unit: str):
    begin = time.process_time()
    notes_start(unit * (500_000 // len(unit)))
    assert time.process_time() - begin < 3
