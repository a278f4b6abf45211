"""Clauses: how a text is cut, what is promised and reported, and that this holds for any text."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from spacy.tokens import Doc
from spacy.vocab import Vocab

from policy_nlp import process_text
from policy_nlp.document import annotations
from policy_nlp.extract.statements import Statements
from policy_nlp.extract.statements.cut import cut
from policy_nlp.extract.statements.heads import head
from policy_nlp.extract.statements.scope import Scope, own_deadline, own_strength
from policy_nlp.extract.statements.vocabulary import CueRow, VerbRow
from policy_nlp.knowledge import read_lines, read_table
from policy_nlp.records import Claim, Section
from policy_nlp.records.trusted import trusted
from policy_nlp.tag import JiebaTokenizer
from strategies import any_texts

REPORT = """云溪县政府工作报告
一、2023年工作回顾
新建农村公路32公里，改造老旧小区5个，城镇新增就业4200人。云溪大桥建成通车。持续优化营商环境，产业园区二期加快建设。
在肯定成绩的同时，我们也清醒地认识到，经济社会发展还存在不少困难和问题：产业层次不高，财政收支矛盾突出。
二、2024年工作安排
今年经济社会发展的主要预期目标是：地区生产总值增长6%左右，城镇新增就业4000人以上。
一要做强工业。力争规上工业企业突破80家，确保青石岭水库年底前完工。大力发展社会事业，按照县城规划，新建学校2所，为群众办学提供更好条件。
"""


@pytest.fixture(scope="module")
def report():
    return process_text(REPORT)


def texts(items):
    return [item.text for item in items]


# -- cutting ---------------------------------------------------------------------------------------------------------


def pieces(text):
    found = cut(text)
    return [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("新建学校、医院，改造管网；完成植树。", ["新建学校、医院", "改造管网", "完成植树"]),
        ("一是加强监管，二要扩大开放。", ["加强监管", "扩大开放"]),
        ("——农业稳步发展。\n1.抓好春耕。", ["农业稳步发展", "抓好春耕"]),
        ("（一）做强工业。", ["做强工业"]),
        ("三次产业比为12：40：48，有所优化", ["三次产业比为12：40：48", "有所优化"]),
        ("践行“山上种树，山下种稻”的做法，增加收入", ["践行“山上种树，山下种稻”的做法", "增加收入"]),
        ("完成1,268万元。", ["完成1,268万元"]),
        ("同时，扩大投资", ["同时", "扩大投资"]),
        ("。。\n，", []),
        ("", []),
    ],
)
def test_where_a_text_is_cut(text, wanted):
    assert pieces(text) == wanted


def test_an_open_bracket_without_partner_does_not_swallow_the_text():
    assert len(pieces("完善（体系，" + "推进改革，" * 40)) > 35


@given(any_texts)
def test_pieces_are_in_order_and_not_empty_for_any_text(text):
    found = cut(text)
    starts, ends = found.starts.tolist(), found.ends.tolist()
    assert all(a < b for a, b in zip(starts, ends, strict=True))
    assert all(b <= a for b, a in zip(ends, starts[1:], strict=False))
    assert all(a >= 0 and b <= len(text) for a, b in zip(starts, ends, strict=True))


# -- what a clause says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "action", "target"),
    [
        ("大力推进老旧小区改造", "推进", "老旧小区改造"),
        ("持续优化营商环境", "优化", "营商环境"),
        ("研发、推广节水技术", "研发、推广", "节水技术"),
        ("以河长制为抓手，整治黑臭水体", "整治", "黑臭水体"),
        ("云溪大桥建成通车", "建成", "云溪大桥"),
        ("县域生产总值增长7%", "增长", "县域生产总值"),
        ("云溪河治理工程顺利建成", "建成", "云溪河治理工程"),
        ("人口自然增长率控制在5‰以内", "控制", "人口自然增长率"),
        ("公共服务体系不断健全", "健全", "公共服务体系"),
    ],
)
def test_head_verbs_and_object(clause, action, target):
    assert head(clause) == (action, target)


@given(any_texts)
def test_head_gives_parts_of_the_clause(text):
    action, target = head(text)
    assert target is None or target in text
    assert action is None or all(verb in text for verb in action.split("、"))


@pytest.mark.parametrize(
    ("clause", "wanted"),
    [
        ("确保粮食丰收", "firm"),
        ("力争突破80家", "aim"),
        ("努力扩大就业，确保稳定", "aim"),
        ("扩大就业", None),
    ],
)
def test_the_first_cue_decides_the_strength(clause, wanted):
    assert own_strength(clause) == wanted


def test_strength_is_carried_to_clauses_without_a_verb_of_their_own_and_ends_at_the_full_stop():
    scope = Scope()
    assert scope.strength_of("确保云溪产业园建成投产") == "firm"
    assert scope.strength_of("青石岭水库完成主体工程") == "firm"
    assert scope.strength_of("推进城市更新") == "plain"
    assert scope.strength_of("力争产值翻番") == "aim"
    scope.close(4, line=False)
    assert scope.strength_of("产值增长一成") == "plain"


def test_a_list_of_expected_targets_is_an_aim_to_its_end():
    scope = Scope()
    scope.announce("今年的主要预期目标是", block=False)
    assert scope.strength_of("推进就业4000人") == "aim"
    scope.close(4, line=False)
    assert scope.strength_of("推进就业4000人") == "plain"
    scope.announce("主要目标是", block=True)
    scope.close(4, line=True)
    assert scope.strength_of("就业更加充分") == "aim"
    scope.leave()
    assert scope.strength_of("就业更加充分") == "plain"


@pytest.mark.parametrize(
    ("clause", "wanted"),
    [
        ("到2026年建成", 2026),
        ("年底前完工", 2024),
        ("今年开工", 2024),
        ("2019年启动的项目", None),
        ("建成学校", None),
    ],
)
def test_deadlines(clause, wanted):
    assert own_deadline(clause, 2024) == wanted


# -- whole reports ---------------------------------------------------------------------------------------------------


def test_a_review_reports_and_a_plan_promises(report):
    assert "云溪大桥建成通车" in texts(report.claims)
    assert "新建农村公路32公里" in texts(report.claims)
    assert "力争规上工业企业突破80家" in texts(report.commitments)
    assert "地区生产总值增长6%左右" in texts(report.commitments)


def test_strength_deadline_and_status(report):
    by_text = {c.text: c for c in report.commitments}
    assert by_text["力争规上工业企业突破80家"].strength == "aim"
    assert by_text["确保青石岭水库年底前完工"].strength == "firm"
    assert by_text["确保青石岭水库年底前完工"].deadline == 2024
    assert by_text["地区生产总值增长6%左右"].strength == "aim"
    statuses = {c.text: c.status for c in report.claims}
    assert statuses["产业园区二期加快建设"] == "underway"
    assert statuses["云溪大桥建成通车"] == "done"


def test_what_can_be_checked_and_what_is_only_direction(report):
    testable = {c.text: c.testable for c in [*report.commitments, *report.claims]}
    assert testable["新建农村公路32公里"]
    assert not testable["大力发展社会事业"]


def test_problems_and_headings_are_neither(report):
    said = " ".join(texts(report.claims) + texts(report.commitments))
    assert "产业层次不高" not in said
    assert "财政收支矛盾" not in said
    assert "工作安排" not in said


def test_lead_ins_and_purposive_tails_belong_to_their_clause(report):
    assert "按照县城规划，新建学校2所，为群众办学提供更好条件" in texts(report.commitments)


def test_statements_name_their_innermost_section(report):
    kinds = {s.id: s.kind for s in report.sections}
    assert {kinds[c.section] for c in report.claims} == {"review"}
    assert {kinds[c.section] for c in report.commitments} == {"plan"}


def test_claims_link_the_quantities_inside_them(report):
    quantities = {q.id: q.text for q in report.quantities}
    linked = {c.text: [quantities[q] for q in c.quantities] for c in report.claims}
    assert linked["新建农村公路32公里"] == ["32公里"]


def test_the_rule_model_runs_without_weights():
    doc = JiebaTokenizer(Vocab())("2023年工作回顾。新建学校两所。")
    annotations(doc).sections = [Section(id="s", level=1, start=0, end=17, kind="review")]
    Statements(None)(doc)
    assert "新建学校两所" in texts(annotations(doc).claims)


@settings(max_examples=60)
@given(any_texts)
def test_any_text_gives_clauses_with_true_spans_that_do_not_overlap(text):
    doc = JiebaTokenizer(Vocab())(text) if text else Doc(Vocab())
    statements(doc)
    found = annotations(doc)
    items = sorted([*found.commitments, *found.claims], key=lambda c: c.start)
    assert all(item.text == text[item.start : item.end] for item in items)
    assert all(a.end <= b.start for a, b in itertools.pairwise(items))
    assert len({item.id for item in items}) == len(items)


def statements(doc):
    global _COMPONENT
    _COMPONENT = _COMPONENT or Statements()
    return _COMPONENT(doc)


_COMPONENT = None


def test_records_made_without_checking_equal_checked_ones(report):
    for item in [
        *report.quantities,
        *report.targets,
        *report.projects,
        *report.commitments,
        *report.claims,
    ]:
        checked = type(item).model_validate(item.model_dump())
        assert checked == item
        assert checked.model_dump_json() == item.model_dump_json()
    assert trusted(Claim, dict(report.claims[0].__dict__)) == report.claims[0]
    for layer in (report.quantities, report.targets, report.commitments, report.claims):
        assert list(layer[0].__dict__) == list(type(layer[0]).model_fields)


@pytest.mark.parametrize(
    "text", ["推" * 300_000, "，" * 300_000, "（" * 300_000, "一是" * 150_000, "2024年，" * 60_000]
)
def test_the_time_is_linear_in_the_length(text):
    doc = Doc(Vocab(), words=[text], spaces=[False])
    begun = time.perf_counter()
    statements(doc)
    assert time.perf_counter() - begun < 20


# -- tables ----------------------------------------------------------------------------------------------------------


def test_the_tables_of_cues_and_verbs_hold():
    rows = read_table("statement_cues.tsv", CueRow)
    assert len({(r.cue, r.sense, r.where) for r in rows}) == len(rows)
    assert {"lead_in", "frame", "tail", "firm", "aim", "underway", "problem_seen"} <= {r.sense for r in rows}
    verbs = read_table("statement_verbs.tsv", VerbRow)
    assert len({v.verb for v in verbs}) == len(verbs)
    assert len(set(read_lines("statement_adverbs.txt"))) == len(read_lines("statement_adverbs.txt"))
