"""Which numbers are promised, how firmly and until when."""

from __future__ import annotations

import itertools
import re
import time

import pytest
import spacy
from hypothesis import given
from spacy.tokens import Doc

from policy_nlp.document import annotations
from policy_nlp.extract.targets import make_targets
from policy_nlp.extract.targets.promises import (
    deadline_in,
    five_year_plan_end,
    looks_back,
    only_describes,
    qualitative_promises,
    strength_of,
    target_lists,
)
from policy_nlp.knowledge.targets import TargetForm, target_forms
from policy_nlp.records import Claim, Commitment, Project, Quantity, Section, Target, item_id
from strategies import any_texts

BLANK = spacy.blank("xx")


def strength(text: str, number: str, comparator: str = "eq") -> str:
    return strength_of(text, text.index(number), comparator)


def test_the_cue_in_the_clause_decides() -> None:
    assert strength("推进改造，确保余额超90亿元。", "90") == "firm"
    assert strength("力争新增项目20个。", "20") == "aim"
    assert strength("改造管网30公里。", "30") == "plain"


def test_a_cue_reaches_over_the_clauses_that_follow_it() -> None:
    assert strength("力争市场主体突破2万家，专精特新企业突破80家。", "80") == "aim"


def test_a_clause_with_an_action_of_its_own_ends_the_reach() -> None:
    assert strength("力争市场主体突破2万家，加快新园区扩建，骨干企业达7家。", "7") == "plain"


def test_a_full_stop_ends_the_reach() -> None:
    assert strength("确保投资20亿元。建成厂房3万平方米。", "3万") == "plain"


def test_a_list_of_expected_targets_carries_its_aim_through() -> None:
    text = "主要预期目标是：生产总值增长6%左右；加快转型，税收增长5%；登记失业率4%以内。"
    assert [strength(text, n) for n in ("6%", "5%", "4%")] == ["aim"] * 3


def test_firm_words_win_inside_a_list() -> None:
    assert strength("主要目标是：生产总值增长6%，确保粮食产量5万吨。", "5万吨") == "firm"


def listed(text: str) -> list[str]:
    return [text[start:end] for start, end in target_lists(text)]


def test_a_list_of_expected_targets_reaches_over_full_stops_to_the_end_of_its_paragraph() -> None:
    text = "今年主要预期目标是：生产总值增长6%。税收增长5%，登记失业率4%以内。\n推进改造，新建厂房3万平方米。"
    assert listed(text) == ["生产总值增长6%。税收增长5%，登记失业率4%以内。"]


def test_a_sentence_that_turns_to_the_work_ends_the_list() -> None:
    assert listed("预期目标为：税收增长5%。为实现上述目标，新建厂房3万平方米。") == ["税收增长5%"]


def test_a_colon_at_the_end_of_a_line_opens_the_paragraphs_below() -> None:
    marked = "五年的奋斗目标是：\n——产业更强。产值达到9亿元。\n——生活更好。收入翻番。\n今年要建桥3座。"
    assert listed(marked)[0].endswith("收入翻番。")
    plain = "主要目标任务是：\n产业体系全面建立，产值达到9亿元，骨干企业达到20家，园区面积不断扩大。\n三、今年工作\n建桥3座。"
    assert listed(plain)[0].endswith("不断扩大。")


def test_a_goal_that_is_only_mentioned_opens_no_list() -> None:
    assert listed("全年主要目标任务圆满完成，产值增长8%。") == []


def test_an_effort_does_not_reach_over_a_verb_of_its_own() -> None:
    assert strength("努力提高质量，实现产值增长7.5%。", "7.5") == "plain"
    assert strength("努力扩大出口，出口额增长7.5%。", "7.5") == "aim"


def test_a_listed_number_is_an_aim_unless_its_clause_says_more() -> None:
    text = "税收增长5%，确保粮食产量5万吨。"
    assert strength_of(text, text.index("5%"), listed=True) == "aim"
    assert strength_of(text, text.index("5万"), listed=True) == "firm"


def test_security_in_the_sense_of_welfare_is_no_cue() -> None:
    assert strength("确保障碍消除，建成廊道9公里。", "9") == "plain"


def test_the_deadline_is_what_the_sentence_says() -> None:
    text = "到2027年，建成园区5个。到“十四五”末，建成步道9公里。完成植树3万株。"
    assert deadline_in(text, text.index("5个"), 2024) == 2027
    assert deadline_in(text, text.index("9公里"), 2024) == 2025
    assert deadline_in(text, text.index("3万株"), 2024) is None


def test_a_year_gone_by_is_no_deadline() -> None:
    text = "比2020年增加9万亩。"
    assert deadline_in(text, text.index("9万亩"), 2024) is None


@pytest.mark.parametrize(
    ("numeral", "year"),
    [("十四", 2025), ("十", 2005), ("十五", 2030), ("七", 1990), ("一", 1957), ("百", None)],
)
def test_a_five_year_plan_ends_in_its_fifth_year(numeral: str, year: int | None) -> None:
    assert five_year_plan_end(numeral) == year


@pytest.mark.parametrize(
    ("text", "number", "unit", "describes"),
    [
        ("实施总投资8亿元的6个项目", "8亿元", "元", True),
        ("实施总投资8亿元的6个项目", "6个", "个", False),
        ("引进5亿元以上项目9个", "5亿元", "元", True),
        ("完成投资5亿元以上。", "5亿元", "元", False),
        ("开工建设20万千瓦风电场", "20万千瓦", "千瓦", True),
        ("新增装机60万千瓦。", "60万千瓦", "千瓦", False),
        ("推进首批5个基地建设", "5个", "个", True),
        ("培育4个以上集群", "4个", "个", False),
        ("力争两年见效", "两年", "年", True),
        ("补助由300元提高到360元", "300元", "元", True),
        ("补助由300元提高到360元", "360元", "元", False),
    ],
)
def test_what_only_describes_is_no_promise(text: str, number: str, unit: str, describes: bool) -> None:
    start = text.index(number)
    assert only_describes(text, start, start + len(number), "amount", unit, unit == "元") is describes


def test_a_look_back_in_a_plan_is_no_promise() -> None:
    text = "过去一年，各项工作有力推进。生产总值增长9%。今年生产总值增长8%。"
    assert looks_back(text, text.index("9%"))
    assert not looks_back(text, text.index("8%"))
    level = "实际利用外资与去年持平，财政收入增长7%。"
    assert not looks_back(level, level.index("7%"))


def test_states_stand_for_numbers() -> None:
    forms = [
        (text, form.value, form.unit)
        for text, form in _promises("实现村级服务站全覆盖，存量问题动态清零，林地面积只增不减。")
    ]
    assert forms == [("全覆盖", "100", "%"), ("动态清零", "0", None), ("只增不减", None, None)]


def test_relations_name_what_they_are_set_against() -> None:
    found = [
        (form.relation, form.reference)
        for _, form in _promises("居民收入与经济增长基本同步，税收增速高于全省平均水平。")
    ]
    assert found == [("同步", "经济增长"), ("高于", "全省平均水平")]


def test_a_relation_with_a_number_is_left_to_the_number() -> None:
    assert _promises("增速高于全省2个百分点。") == []


def _promises(text: str) -> list[tuple[str, TargetForm]]:
    return [(text[start:end], form) for start, end, form in qualitative_promises(text)]


def test_every_form_is_an_expression_that_finds_no_empty_string() -> None:
    for form in target_forms():
        assert not re.compile(form.form).match("")


def _doc(text: str, plan_year: int = 2025) -> Doc:
    doc = Doc(BLANK.vocab, words=[text], spaces=[False])
    found = annotations(doc)
    found.plan_year, found.review_year = plan_year, plan_year - 1
    return doc


def _span(text: str, piece: str) -> dict[str, object]:
    start = text.index(piece)
    return {"start": start, "end": start + len(piece), "text": piece}


def _add_quantity(doc: Doc, piece: str, value: str, unit: str, **more: object) -> Quantity:
    found = annotations(doc)
    span = _span(doc.text, piece)
    quantity = Quantity(
        id=item_id("q", span["start"], span["end"], found.digest),
        kind="amount",
        value=value,
        unit=unit,
        **span,
        **more,
    )
    found.quantities.append(quantity)
    return quantity


def _add_commitment(doc: Doc, piece: str, **more: object) -> Commitment:
    found = annotations(doc)
    commitment = Commitment(
        id=f"c{len(found.commitments)}", type="action", testable=True, **_span(doc.text, piece), **more
    )
    found.commitments.append(commitment)
    return commitment


def targets_of(doc: Doc) -> list[Target]:
    make_targets(BLANK, "policy_targets")(doc)
    return annotations(doc).targets


def test_a_promised_quantity_becomes_a_target_tied_to_its_commitment() -> None:
    doc = _doc("力争新增技改项目20个。")
    quantity = _add_quantity(doc, "20个", "20", "个", indicator="新增技改项目", comparator="ge")
    commitment = _add_commitment(doc, "力争新增技改项目20个")
    (target,) = targets_of(doc)
    assert (target.quantity, target.value, target.unit, target.comparator, target.indicator) == (
        quantity.id,
        "20",
        "个",
        "ge",
        "新增技改项目",
    )
    assert (target.strength, target.deadline, target.commitment) == ("aim", 2025, commitment.id)
    assert commitment.targets == [target.id]


def test_commitments_of_a_list_share_its_aim() -> None:
    doc = _doc("主要预期目标是：产值增长8%。税收增长5%。")
    _add_quantity(doc, "5%", "5", "%", indicator="税收")
    commitment = _add_commitment(doc, "税收增长5%")
    (target,) = targets_of(doc)
    assert (commitment.strength, target.strength) == ("aim", "aim")


def test_running_twice_gives_the_same() -> None:
    doc = _doc("实现村级站点全覆盖，新增项目20个。")
    _add_quantity(doc, "20个", "20", "个")
    commitment = _add_commitment(doc, "实现村级站点全覆盖")
    _add_commitment(doc, "新增项目20个")
    first = targets_of(doc)
    assert targets_of(doc) == first
    assert commitment.targets == [first[0].id]


def test_what_is_claimed_is_not_promised() -> None:
    doc = _doc("新增项目20个。")
    _add_quantity(doc, "20个", "20", "个")
    annotations(doc).claims.append(
        Claim(id="k0", type="action", testable=True, **_span(doc.text, "新增项目20个"))
    )
    assert targets_of(doc) == []


def test_a_number_in_a_project_s_name_is_not_promised() -> None:
    doc = _doc("建成500亩清溪湿地公园。")
    _add_quantity(doc, "500亩", "500", "亩")
    _add_commitment(doc, "建成500亩清溪湿地公园")
    annotations(doc).projects.append(
        Project(id="p0", name="500亩清溪湿地公园", name_key="x", **_span(doc.text, "500亩清溪湿地公园"))
    )
    assert targets_of(doc) == []


def test_an_outlook_s_target_is_due_when_the_outlook_ends() -> None:
    doc = _doc("地区生产总值达到90亿元。")
    quantity = _add_quantity(doc, "90亿元", "9000000000", "元", indicator="地区生产总值", indicator_id="gdp")
    found = annotations(doc)
    found.sections.append(
        Section(id="s0", level=1, start=0, end=len(doc.text), kind="outlook", years=(2025, 2029))
    )
    quantity.section = "s0"
    (target,) = targets_of(doc)
    assert target.deadline == 2029


def test_outside_every_statement_a_plan_s_plain_count_is_no_target() -> None:
    doc = _doc("这里有九个村，还有五条河。")
    _add_quantity(doc, "九个", "9", "个", indicator="村")
    annotations(doc).sections.append(
        Section(id="s0", level=1, start=0, end=len(doc.text), kind="plan", years=(2025, 2025))
    )
    assert targets_of(doc) == []


def test_a_state_s_target_has_no_quantity() -> None:
    doc = _doc("确保全县消防隐患动态清零。")
    _add_commitment(doc, "确保全县消防隐患动态清零")
    (target,) = targets_of(doc)
    assert (target.quantity, target.value, target.text, target.strength, target.indicator) == (
        None,
        "0",
        "动态清零",
        "firm",
        "全县消防隐患",
    )


@pytest.mark.parametrize("piece", ["零", "尽", "同步", "高于", "不低于", "全覆盖", "与", "，"])
def test_a_long_run_of_one_piece_is_read_in_linear_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    begin = time.perf_counter()
    qualitative_promises(text)
    strength_of(text, len(text) - 1)
    assert time.perf_counter() - begin < 5


@given(any_texts)
def test_any_text_gives_spans_that_hold(text: str) -> None:
    found = qualitative_promises(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in found)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    for match in re.finditer(r"[0-9]+", text):
        assert strength_of(text, match.start()) in ("firm", "aim", "plain")
