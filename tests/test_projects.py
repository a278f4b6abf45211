"""Projects: what they are called, how far they are, what describes them."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_nlp.document import annotations, clean
from policy_nlp.extract.projects import name_key, phase_of
from policy_nlp.extract.projects.hashing import TextHashes, hash_word
from policy_nlp.extract.projects.lexicon import ROLES, WordRow, ending_families, word_roles
from policy_nlp.extract.projects.measures import measures_of
from policy_nlp.extract.projects.stages import Name, StageRow, stages_of
from policy_nlp.extract.projects.tagger import LABELS, MAY_FOLLOW, load_weights
from policy_nlp.knowledge import read_table
from policy_nlp.records import Project, Quantity
from strategies import any_texts


def found(nlp, text: str) -> list[Project]:
    return [p for p in annotations(nlp(text)).projects if p.kind == "project"]


def names_in(text: str) -> tuple[str, list[Name]]:
    """A text with its names between 【】 → the plain text and the spans."""
    plain, spans, begun = "", [], 0
    for character in text:
        if character == "【":
            begun = len(plain)
        elif character == "】":
            spans.append(Name(begun, len(plain)))
        else:
            plain += character
    return plain, spans


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("石桥工业园二期", "石桥工业园（二期）"),
        ("石桥工业园二期", "石桥工业园2期项目"),
        ("石桥工业园Ⅱ期", "“石桥工业园”第二期工程"),
        ("石桥工业园项目二期", "石桥工业园二期"),
        ("云溪大桥", "云溪大桥工程建设"),
        ("云溪 大桥", "新建云溪大桥项目"),
        ("南岭—云溪高速公路", "南岭-云溪高速公路"),
        ("环城东路３标段", "环城东路三标段"),
        ("Ｇ５２７改线", "G527 改线工程"),
    ],
)
def test_two_ways_of_printing_one_name_have_one_key(one: str, other: str):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("石桥工业园一期", "石桥工业园二期"),
        ("云溪大桥", "云溪大道"),
        ("环城路二标段", "环城路"),
        ("东岭水库", "东岭水库除险加固"),
    ],
)
def test_phases_and_parts_are_projects_of_their_own(one: str, other: str):
    assert name_key(one) != name_key(other)


@given(st.one_of(any_texts, st.text("一二三十12期标段项目工程建设新建（）ⅡI、“”云溪", max_size=12)))
def test_the_key_of_a_key_is_the_key(name: str):
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("石桥工业园（二期）", "二期"),
        ("环城路三标段", "三标段"),
        ("云溪路主体工程", "主体工程"),
        ("二、三期工程", "二、三期"),
        ("云溪大桥", None),
    ],
)
def test_the_phase_is_given_as_printed(name: str, phase: str | None):
    assert phase_of(name) == phase


# --- stages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("建成投用【云溪水厂】，开工建设【南岭隧道】。", ["operating", "started"]),
        ("【云溪大桥】、【南岭隧道】等5个项目竣工。", ["completed", "completed"]),
        ("【环城路二标段】进入收尾阶段、【三标段】正加紧建设。", ["building", "building"]),
        ("做好【云溪机场】前期工作。", ["planned"]),
        ("完成【石桥园二期】征地工作。", ["approved"]),
        ("【石桥园二期】主体结构全部封顶，【云溪水厂】通过竣工验收。", ["topped_out", "accepted"]),
        ("力争【云溪高铁】开工建设。", ["started"]),
        ("加快推进【云溪高铁】建设。", ["building"]),
        ("【南岭新材】、【东岭锂电】签约落户，总投资8亿元。", ["signed", "signed"]),
        ("以【石桥园】、【云溪港】为重点，发展物流业。", [None, None]),
        ("【云溪大桥】30公里、【南岭路】20公里建成通车。", ["operating", "operating"]),
    ],
)
def test_the_stage_is_what_its_own_clause_says(text: str, stages: list[str | None]):
    plain, spans = names_in(text)
    assert stages_of(plain, spans) == stages


def test_what_is_said_of_one_name_does_not_reach_the_next_clause():
    plain, spans = names_in("【云溪大桥】建成通车，【南岭隧道】有关工作。")
    assert stages_of(plain, spans) == ["operating", None]


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("【云溪大桥】、柳湾闸站、【南岭隧道】等项目基本完工；", ["completed", "completed"]),
        ("【云溪大桥】、【南岭隧道】等大型【市政工程】已经动工。", ["started"] * 3),
        ("开工建设【云溪大桥】，【南岭隧道】，【柳湾电厂二期】等项目。", ["started"] * 3),
        ("开工建设【云溪大桥】，完成【南岭隧道】，【柳湾电厂】并网。", ["started", "completed", "operating"]),
        ("【云溪大桥】收尾、乙路开工、【南岭隧道】通车。", ["building", "operating"]),
        ("开工建设【云溪大桥】，全面建成柳湾闸、【南岭隧道】。", ["started", "completed"]),
        ("做好【云溪大桥】开工准备。", ["planned"]),
    ],
)
def test_a_list_shares_what_is_said_of_it_across_members_that_are_no_names(
    text: str, stages: list[str | None]
):
    plain, spans = names_in(text)
    assert stages_of(plain, spans) == stages


@given(any_texts)
def test_stages_are_one_per_name_for_any_text(text: str):
    spans = [Name(i, i + 2) for i in range(0, max(0, len(text) - 2), 7)]
    assert len(stages_of(text, spans)) == len(spans)


# --- sizes -----------------------------------------------------------------------------------------------------


def quantity(text: str, piece: str, unit: str, kind: str = "amount") -> Quantity:
    start = text.index(piece)
    return Quantity(
        id=f"q{start}", start=start, end=start + len(piece), text=piece, kind=kind, value="1", unit=unit
    )


def test_sizes_beside_the_name_belong_to_it():
    text = "总投资30亿元的石桥园二期（占地500亩，总建筑面积8万平方米）开工，新增就业900人。"
    numbers = [("30亿元", "元"), ("500亩", "亩"), ("8万平方米", "平方米"), ("900人", "人")]
    quantities = [quantity(text, piece, unit) for piece, unit in numbers]
    start = text.index("石桥园二期")
    linked = measures_of(clean(text), [Name(start, start + 5)], quantities)
    assert linked == [[q.id for q in quantities[:3]]]


def test_the_sum_of_a_list_belongs_to_no_member():
    text = "石桥园等总投资56亿元的9个项目开工。"
    assert measures_of(clean(text), [Name(0, 3)], [quantity(text, "56亿元", "元")]) == [[]]


def test_a_share_or_a_growth_rate_is_no_size():
    text = "石桥园投资增长8%。"
    assert measures_of(clean(text), [Name(0, 3)], [quantity(text, "8%", "%", "growth")]) == [[]]


# --- the component ---------------------------------------------------------------------------------------------


def test_members_of_a_list_are_found_each_for_itself(nlp):
    text = "一、2024年工作回顾\n云溪至南岭高速公路、东岭水库、石桥污水处理厂二期等12个重大项目开工建设。\n"
    projects = found(nlp, text)
    assert [p.text for p in projects] == ["云溪至南岭高速公路", "东岭水库", "石桥污水处理厂二期"]
    assert {p.stage for p in projects} == {"started"}
    assert projects[2].phase == "二期"


def test_one_project_in_two_sections_has_one_key(nlp):
    text = "一、2024年工作回顾\n加快推进云溪工业园二期建设。\n二、2025年工作安排\n确保云溪工业园（二期）项目建成投用。\n"
    projects = found(nlp, text)
    assert len(projects) == 2
    assert len({p.name_key for p in projects}) == 1
    assert [p.stage for p in projects] == ["building", "operating"]


def test_generic_plurals_are_no_projects(nlp):
    assert not found(
        nlp, "二、2025年工作安排\n加快推进一批重大项目，改造老旧小区20个，新建农村公路300公里。\n"
    )


def test_programmes_are_kept_apart_and_have_no_stage(nlp):
    items = annotations(
        nlp("二、2025年工作安排\n深入实施乡村建设提升行动，开展国家知识产权试点。\n")
    ).projects
    assert items
    assert {p.kind for p in items} == {"programme"}
    assert {p.stage for p in items} == {None}


@given(any_texts)
def test_spans_hold_for_any_text(text: str):
    from policy_nlp import load_pipeline

    doc = load_pipeline()(text)
    end = 0
    for project in annotations(doc).projects:
        assert project.text == doc.text[project.start : project.end] == project.name
        assert project.start >= end
        end = project.end


@pytest.mark.parametrize("text", ["", "建", "\n", "。" * 50_000, "推进云溪一期、" * 3_000])
def test_odd_texts_are_read_quickly(nlp, text: str):
    component = nlp.get_pipe("policy_projects")
    doc = nlp.make_doc(text)
    begun = time.perf_counter()
    component(doc)
    assert time.perf_counter() - begun < 10


# --- tables, hashes, weights -----------------------------------------------------------------------------------


def test_a_word_stands_once_in_the_table_of_words():
    words = [row.word for row in read_table("project_words.tsv", WordRow)]
    assert len(words) == len(set(words))
    assert {row.role for row in read_table("project_words.tsv", WordRow)} == set(ROLES)


def test_a_stage_cue_stands_once_per_side():
    rows = read_table("project_stages.tsv", StageRow)
    assert len({(row.cue, row.side) for row in rows}) == len(rows)


def test_look_ups_know_their_words_and_no_others():
    hashes = np.array([hash_word(w) for w in ("二期", "开工", "云溪青石")], np.uint64)
    assert [ROLES[code - 1] if code else None for code in word_roles().of(hashes)] == [
        "entity",
        "start",
        None,
    ]
    assert ending_families().of(np.array([hash_word("水库")], np.uint64))[0] > 0


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.data())
def test_a_stretch_of_a_text_has_the_hash_of_its_word(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    of_text = TextHashes(text).of(np.array([start]), np.array([end]))
    assert int(of_text[0]) == hash_word(text[start:end])


def test_names_neither_begin_inside_nor_end_outside():
    index = {label: i for i, label in enumerate(LABELS)}
    assert not MAY_FOLLOW[index["O"], index["I-project"]]
    assert not MAY_FOLLOW[index["B-project"], index["O"]]
    assert not MAY_FOLLOW[index["B-project"], index["E-programme"]]
    assert MAY_FOLLOW[index["E-project"], index["B-project"]]


def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="not a weight file"):
        load_weights(tmp_path / "none.npz")
    np.savez(tmp_path / "other.npz", a=np.zeros(1))
    with pytest.raises(ValueError, match="not a weight file"):
        load_weights(tmp_path / "other.npz")


@pytest.mark.shared
def test_the_shipped_weights_find_what_they_were_taught(nlp, shared: Path):
    """A guard against a break between training and reading; honest figures come from the cross-validation."""
    import json

    hits = gold_count = given_count = right = asked = 0
    for path in sorted((shared / "gold" / "reports").glob("*.json")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8-sig")
        gold = {
            (p["start"], p["end"]): p["stage"]
            for p in json.loads(path.read_text("utf-8"))["projects"]
            if p["kind"] == "project"
        }
        given_spans = {(p.start, p.end): p.stage for p in found(nlp, text)}
        both = gold.keys() & given_spans.keys()
        hits, gold_count, given_count = (
            hits + len(both),
            gold_count + len(gold),
            given_count + len(given_spans),
        )
        asked += sum(gold[s] is not None for s in both)
        right += sum(gold[s] is not None and gold[s] == given_spans[s] for s in both)
    assert 2 * hits / (gold_count + given_count) > 0.85
    assert right / asked > 0.9
