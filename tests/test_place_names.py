"""Places whose names hold a suffix of another level, and places that stand in no table."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_nlp import process_path, process_text
from policy_nlp.structure.places import read_chain


def reporting_unit(chain: str) -> str | None:
    unit = read_chain(chain)
    return unit.name if unit else None


@pytest.mark.parametrize("name", ["定州市", "通州区", "桐乡市", "内乡县", "津市市", "柘岭县", "杏渚镇"])
def test_a_suffix_inside_a_name_does_not_end_it(name: str):
    assert reporting_unit(name) == name


@pytest.mark.parametrize(
    ("chain", "unit"), [("湘潭市湘乡市", "湘乡市"), ("柘岭县杏渚镇", "杏渚镇"), ("景德镇市浮梁县", "浮梁县")]
)
def test_the_last_unit_of_a_chain_reports(chain: str, unit: str):
    assert reporting_unit(chain) == unit


def test_a_province_that_is_in_no_table_is_believed_where_its_congress_meets():
    head = "政府工作报告\n——2024年1月18日在岚江省第十四届人民代表大会第二次会议上\n各位代表：\n现将政府工作报告如下。\n"
    assert process_text(head).report.place == "岚江省"
    assert process_text(head.replace("在岚江省", "报告岚江省")).report.place != "报告岚江省"


def test_the_folder_says_the_level_of_a_city_that_is_in_no_table(tmp_path: Path):
    head = "政府工作报告\n——2006年2月20日在霁州市第三届人民代表大会第四次会议上\n各位代表：\n现将政府工作报告如下。\n"
    assert process_text(head).report.level == "county"
    path = tmp_path / "prefectural" / "霁州市" / "2006.txt"
    path.parent.mkdir(parents=True)
    path.write_text(head, "utf-8")
    assert process_path(path).report.level == "prefectural"
