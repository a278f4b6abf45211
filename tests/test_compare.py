"""Comparing two years: matching, verdicts, evidence, plan changes — on invented reports of an invented town."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from policy_nlp import compare_reports, process_text
from policy_nlp.compare import Settings
from policy_nlp.compare.levels import SCALES, PartsRow, abbreviates, parts_of
from policy_nlp.compare.milestones import MilestoneRow, falls_short, reaches
from policy_nlp.compare.pairs import find_pairs
from policy_nlp.compare.sides import DomainRow, MeasureRow, PeriodRow, WordedRow, domain_of
from policy_nlp.compare.track import track
from policy_nlp.compare.verdict import directions
from policy_nlp.compare.weights import load_weights
from policy_nlp.compare.words import Rewording, load_rarity, normal, terms
from policy_nlp.knowledge import read_lines, read_table
from policy_nlp.records import Comparison, ReportInfo, SourceInfo
from strategies import report_texts

EARLIER = """云溪镇2024年政府工作报告

一、2023年工作回顾
全镇规上工业产值完成41.2亿元，增长6.1%。

二、2024年工作安排
主要预期目标：规上工业产值增长7%左右，农村居民人均可支配收入增长8%以上，信访总量下降10%以上，城镇登记失业率控制在4.5%以内。
一是抓产业。力争新增规上企业6家，国家高新技术企业10家。建成投用青石岭产业园二期，开工建设柳湾冷链物流园。
二是抓城乡。完成盘活低效用地80亩，新建柳湾大桥，推进紫藤岭老街保护更新。打造“溪畔集市”文旅品牌。
三是抓民生。新建居家养老照料点4处，新增公共停车位300个。
"""

LATER = """云溪镇2025年政府工作报告

一、2024年工作回顾
一年来，规上工业产值完成44.5亿元，增长7.4%；农村居民人均可支配收入36240元；信访总量下降12.5%；城镇登记失业率为3.9%。
产业发展稳中有进。新增规上企业8家，新认定国家高新技术企业8家。青石岭产业园二期建成投用，柳湾冷链物流园完成选址。
城乡面貌不断改善。盘活低效用地52亩。紫藤岭老街保护更新加快推进。新建乡村图书室9个。
民生事业持续改善。新增公共停车位312个。

二、2025年工作安排
主要预期目标：规上工业产值增长6%左右，农村居民人均可支配收入增长8%以上。
加快柳湾冷链物流园建设，新增公共停车位200个，建设云溪镇第二幼儿园。
"""


@pytest.fixture(scope="module")
def reports(nlp):
    return process_text(EARLIER, nlp=nlp, report_id="云溪镇/2024"), process_text(
        LATER, nlp=nlp, report_id="云溪镇/2025"
    )


@pytest.fixture(scope="module")
def comparison(reports):
    return compare_reports(*reports)


def row(comparison: Comparison, words: str, target: str | None = None):
    found = [
        r
        for r in comparison.fulfilment
        if words in r.commitment.text and (target is None or (r.target and r.target.text == target))
    ]
    assert found, f"no row for {words}"
    return found[0]


@pytest.mark.parametrize(
    ("words", "target", "verdict"),
    [
        ("规上工业产值", "7%", "fulfilled"),
        ("信访总量", "10%", "fulfilled"),
        ("城镇登记失业率", "4.5%", "fulfilled"),
        ("新增规上企业", "6家", "exceeded"),
        ("国家高新技术企业", "10家", "partial"),
        ("低效用地", "80亩", "missed"),
        ("停车位", "300个", "fulfilled"),
    ],
)
def test_numbers_decide_where_there_are_any(comparison, words, target, verdict):
    found = row(comparison, words, target)
    assert found.verdict == verdict
    assert found.number is not None and found.number.met == (verdict in ("fulfilled", "exceeded"))
    assert found.claims


def test_a_level_without_a_growth_rate_does_not_answer_a_growth_target(comparison):
    found = row(comparison, "农村居民人均可支配收入", "8%")
    assert found.verdict == "unmentioned" and found.number is None
    assert any("36240元" in (c.rejected or "") + c.claim.text for c in found.evidence.rejected)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("青石岭产业园二期", "fulfilled"),
        ("冷链物流园", "underway"),
        ("柳湾大桥", "unmentioned"),
        ("溪畔集市", "unmentioned"),
        ("紫藤岭老街", "underway"),
    ],
)
def test_without_a_number_milestones_decide(comparison, words, verdict):
    assert row(comparison, words).verdict == verdict


def test_silence_has_its_proof(comparison):
    found = row(comparison, "柳湾大桥")
    assert found.claims == [] and found.evidence.words
    assert all(c.rejected for c in found.evidence.rejected)
    assert "No claim" in found.reason


def test_every_reason_says_whose_word_it_is(comparison):
    assert comparison.source == "as reported by the government"
    assert comparison.fulfilment
    assert all("as reported by the government" in r.reason for r in comparison.fulfilment)


def test_spans_index_the_two_texts(comparison):
    for r in comparison.fulfilment:
        assert EARLIER[r.commitment.start : r.commitment.end] == r.commitment.text
        if r.target is not None:
            assert EARLIER[r.target.start : r.target.end] == r.target.text
        for claim in r.claims:
            assert LATER[claim.start : claim.end] == claim.text


def test_a_score_is_the_sum_of_its_levels(comparison):
    """What `--explain` prints must be the whole truth about the score."""
    import math

    matches = [(r.evidence.prior, c) for r in comparison.fulfilment for c in r.evidence.matches]
    assert matches
    for prior, candidate in matches:
        total = prior + sum(level.weight for level in candidate.levels)
        assert candidate.score == pytest.approx(1 / (1 + math.exp(-total)), abs=0.01)


def test_claims_that_answer_nothing_are_unplanned(comparison):
    unplanned = [c.text for c in comparison.unplanned]
    assert any("乡村图书室" in text for text in unplanned)
    answered = {c.id for r in comparison.fulfilment for c in r.claims}
    assert not answered & {c.id for c in comparison.unplanned}


def test_plan_against_plan(comparison):
    by_text = {(c.kind, c.change): c for c in comparison.plan_changes}
    lowered = [c for c in comparison.plan_changes if c.kind == "target" and c.change == "lowered"]
    assert ("7", "6") in [(c.earlier_value, c.later_value) for c in lowered]
    kept = [c for c in comparison.plan_changes if c.kind == "target" and c.change == "kept"]
    assert ("8", "8") in [(c.earlier_value, c.later_value) for c in kept]
    assert ("target", "dropped") in by_text and by_text["target", "dropped"].later is None
    assert any(
        c.change == "new" and c.later and "第二幼儿园" in c.later.text for c in comparison.plan_changes
    )


def test_comparing_is_pure_and_deterministic(reports, comparison):
    before = [r.model_dump_json() for r in reports]
    assert compare_reports(*reports).model_dump_json() == comparison.model_dump_json()
    assert [r.model_dump_json() for r in reports] == before


def test_settings_reach_the_verdicts(reports):
    loose = compare_reports(*reports, settings=Settings(partial_share="0.5"))
    assert row(loose, "低效用地", "80亩").verdict == "partial"
    strict = compare_reports(*reports, settings=Settings(threshold=1.0))
    answered = [
        sum(r.verdict != "unmentioned" for r in c.fulfilment) for c in (strict, compare_reports(*reports))
    ]
    assert answered[0] < answered[1]


def test_reports_that_do_not_follow_each_other_are_warned_of(reports):
    earlier, later = reports
    assert compare_reports(later, earlier).warnings
    assert compare_reports(earlier, later).warnings == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(report_texts, report_texts)
def test_any_two_texts_can_be_compared(nlp, one, two):
    a, b = process_text(one, nlp=nlp), process_text(two, nlp=nlp)
    found = compare_reports(a, b)
    assert Comparison.model_validate_json(found.model_dump_json()) == found
    for r in found.fulfilment:
        assert a.text[r.commitment.start : r.commitment.end] == r.commitment.text
        assert bool(r.claims) == (r.verdict != "unmentioned")


def test_names_may_be_shortened_but_not_changed():
    assert abbreviates("沐归高速", "沐澜至归川高速公路")
    assert abbreviates("小微园二期", "杏渚小微产业园二期")
    assert not abbreviates("小微园一期", "杏渚小微产业园二期")
    assert not abbreviates("产业园", "杏渚小微产业园二期")
    assert not abbreviates("柳湾大桥", "柳湾大道")


def test_words_are_brought_to_one_wording_and_boilerplate_weighs_little():
    assert normal("规上工业") == normal("规模以上工业")
    rarity = load_rarity()
    boilerplate = sum(rarity.weigh(terms("全面推进经济社会高质量发展")).values())
    specific = sum(rarity.weigh(terms("紫藤岭老街修缮")).values())
    assert specific > 2.5 * boilerplate


def test_milestones_and_shortfalls():
    assert "done" in reaches("建成投用")
    assert "start" in reaches("开工建设")
    assert reaches("加快推进") <= {"pace", "advance"}
    assert falls_short("柳湾大桥未能按期开工")
    assert not falls_short("柳湾大桥按期开工")


def test_more_agreement_is_never_worth_less():
    levels = load_weights().levels
    for name, scale in SCALES.items():
        known = [levels.get(f"{name}={level}", 0.0) for level in scale if f"{name}={level}" in levels]
        assert known == sorted(known, reverse=True), name


@pytest.mark.parametrize(
    ("table", "model"),
    [
        ("rewordings.tsv", Rewording), ("milestones.tsv", MilestoneRow), ("domains.tsv", DomainRow), ("stock_and_flow.tsv", MeasureRow),
        ("worded_numbers.tsv", WordedRow), ("period_words.tsv", PeriodRow), ("indicator_parts.tsv", PartsRow),
    ],
)  # fmt: skip
def test_tables_of_the_comparison_hold(table, model):
    rows = read_table(table, model)
    assert len(rows) == len(set(map(repr, rows))) > 0


def test_tables_fit_together():
    known = directions()
    assert {"cpi": "lower", "gdp": "higher"}.items() <= known.items()
    assert all(r.whole in known and r.part in known for r in read_table("indicator_parts.tsv", PartsRow))
    assert parts_of("resident_income_per_capita") == ("urban_income_per_capita", "rural_income_per_capita")
    cues = [r.cue for r in read_table("milestones.tsv", MilestoneRow)]
    assert len(cues) == len(set(cues))
    for name in ("filler_words.txt", "shortfall_words.txt"):
        words = read_lines(name)
        assert len(words) == len(set(words))
    assert domain_of("新建幼儿园") == "education"


def _info(report_id: str, place: str | None, review: int | None, plan: int | None) -> ReportInfo:
    source = SourceInfo(path=report_id, sha256="0" * 64, format="txt", bytes=0)
    return ReportInfo(
        id=report_id, place=place, level="county", review_year=review, plan_year=plan, source=source
    )


def test_consecutive_years_are_paired_by_place_and_year():
    found = find_pairs([
        _info("a/2023", "云溪县", 2022, 2023), _info("a/2024", "云溪县", 2023, 2024), _info("a/2026", "云溪县", 2025, 2026),
        _info("b/2024", "柳湾县", 2023, 2024), _info("c/2024", None, 2023, 2024), _info("d/x", "青石县", None, None),
    ])  # fmt: skip
    assert [(x.id, y.id) for x, y in found.pairs] == [("a/2023", "a/2024")]
    assert set(found.left) == {"a/2026", "b/2024", "c/2024", "d/x"}


def test_of_two_reports_of_one_year_the_first_stands():
    found = find_pairs(
        [
            _info("a/2023", "云溪县", 2022, 2023),
            _info("a/2024", "云溪县", 2023, 2024),
            _info("a/2024-2", "云溪县", 2023, 2024),
        ]
    )
    assert [(x.id, y.id) for x, y in found.pairs] == [("a/2023", "a/2024")]
    assert "a/2024-2" in found.left


def test_a_place_is_followed_over_the_years(reports):
    found = track(reports)
    output = next(
        t
        for t in found.indicators
        if t.indicator_id == "industrial_output_above_scale" and t.measure == "growth"
    )
    assert [(p.year, p.role, p.value) for p in output.points] == [
        (2023, "actual", "6.1"), (2024, "target", "7"), (2024, "actual", "7.4"), (2025, "target", "6"),
    ]  # fmt: skip
    assert any("冷链物流园" in t.name and len({p.year for p in t.points}) == 2 for t in found.projects)
