"""When, where and by whom a report was given: every form in which the lines before the salutation print it."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given

from policy_nlp import process_text
from policy_nlp.document import Hints, clean
from policy_nlp.structure.dates import as_iso, dates_in
from policy_nlp.structure.filename import place_of_name, year_of_name
from policy_nlp.structure.identity import Identity, identify
from policy_nlp.structure.outline import outline
from policy_nlp.structure.speaker import is_name
from strategies import any_texts

BODY = (
    "各位代表：\n现在，我代表县人民政府，向大会报告工作，请予审议。\n一、2023年工作回顾\n全县上下团结一心，各项工作取得了明显成效。\n"
    "二、2024年工作安排\n今年要大力推动产业升级，确保各项任务完成。\n"
)
CONGRESS = "青石县第十七届人民代表大会第三次会议"


def head(opening: str, **hints: object) -> Identity:
    copy = clean(opening + BODY)
    return identify(copy, outline(copy.text), Hints.model_validate(hints))


@pytest.mark.parametrize(
    ("opening", "delivered", "congress", "session", "speaker", "office"),
    [
        (f"（2024年1月5日在{CONGRESS}上）\n青石县人民政府县长　王　伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        (f"——2024年1月5日在{CONGRESS}上\n县长 李 明\n", "2024-01-05", 17, 3, "李明", "县长"),
        (f"2024年1月5日在{CONGRESS}上 县长 王伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        (f"——2024年1月5日在{CONGRESS}上代县长王伟\n", "2024-01-05", 17, 3, "王伟", "代县长"),
        (f"2024年1月5日至7日在{CONGRESS}上\n县委副书记、县长 王伟\n", "2024-01-05", 17, 3, "王伟", "县委副书记、县长"),
        ("——24年1月5日在青石县第17届人大第3次会议上\n县长王伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        ("2024年1月5日在青石县第十七届\n人民代表大会第三次会议上\n副县长　王伟\n", "2024-01-05", 17, 3, "王伟", "副县长"),
        ("2024年1月5日在青石县十七届人大三次会议上\n青石县县长王伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        (f"——在{CONGRESS}上\n县人民政府代理县长\n李　明\n（2024年1月5日）\n", "2024-01-05", 17, 3, "李明", "代理县长"),
        (f"——在{CONGRESS}上（二〇二四年一月二十五日）\n县长 王伟\n", "2024-01-25", 17, 3, "王伟", "县长"),
        (f"——二○二四年一月五日在{CONGRESS}上\n县长 王伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        (f"——2024年1月5日在{CONGRESS}上\n王伟\n", "2024-01-05", 17, 3, "王伟", None),
        ("（2024年1月5日 王伟）\n", "2024-01-05", None, None, "王伟", None),
        ("青石县县长 王伟  2024年1月5日\n", "2024-01-05", None, None, "王伟", "县长"),
        ("青石县人民政府常务副县长 王伟\n2024年1月\n", "2024-01", None, None, "王伟", "常务副县长"),
        (f"2024年在{CONGRESS}上\n县长 王伟\n", "2024", 17, 3, "王伟", "县长"),
        (f"2024年1月5日在{CONGRESS}上\n代县长 欧阳明月\n", "2024-01-05", 17, 3, "欧阳明月", "代县长"),
        (f"2024年1月5日在{CONGRESS}上\n县长 阿依丁·吐尔逊江\n", "2024-01-05", 17, 3, "阿依丁·吐尔逊江", "县长"),
        (f"2024年1月5日在{CONGRESS}上\n县长 王伟作政府工作报告\n", "2024-01-05", 17, 3, "王伟", "县长"),
        ("报告人：青石县人民政府县长 王伟\n2024年1月5日\n", "2024-01-05", None, None, "王伟", "县长"),
        (f"（在2024年1月5日{CONGRESS}上）\n青石县长　王伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        ("二0二四年元月五日在青石县人大十七届三次会议上\n县长 王伟（女，回族）\n", "2024-01-05", 17, 3, "王伟", "县长"),
        ("2024年1月5日\n县政府党组成员、副县长 王伟\n", "2024-01-05", None, None, "王伟", "县政府党组成员、副县长"),
        ("2024年1月5日\n县长、县委副书记 王伟\n", "2024-01-05", None, None, "王伟", "县长、县委副书记"),
        ("2024年1月5日\n青石街道办事处主任 王伟\n", "2024-01-05", None, None, "王伟", "办事处主任"),
        ("2024年1月5日\n县人大常委会主任 王伟\n", "2024-01-05", None, None, "王伟", "人大常委会主任"),
        ("2024年1月5日\n青石县人民法院院长 王伟\n", "2024-01-05", None, None, "王伟", "人民法院院长"),
        (f"{CONGRESS}文件（3）\n2024年1月5日\n县长 王伟\n", "2024-01-05", 17, 3, "王伟", "县长"),
        (f"2024年1月5日在{CONGRESS}上\n县发展和改革局局长　王伟\n", "2024-01-05", 17, 3, "王伟", "发展和改革局局长"),
        ("中共青石县委书记 王伟\n（2023年12月28日）\n", "2023-12-28", None, None, "王伟", "县委书记"),
        ("青石县革命委员会主任 王伟\n1979年6月5日\n", "1979-06-05", None, None, "王伟", "革命委员会主任"),
    ],
)  # fmt: skip
def test_date_congress_speaker_and_office_are_read_in_every_form(
    opening: str,
    delivered: str | None,
    congress: int | None,
    session: int | None,
    speaker: str | None,
    office: str | None,
):
    found = head("政府工作报告\n" + opening)
    assert (found.delivered, found.congress, found.session) == (delivered, congress, session)
    assert (found.speaker, found.office) == (speaker, office)


def test_the_premier_reports_for_the_state_council():
    copy = clean(
        "政府工作报告\n——2024年3月5日在第十四届全国人民代表大会第二次会议上\n国务院代总理　王伟\n各位代表：\n现在，我代表国务院报告工作。\n"
    )
    found = identify(copy, outline(copy.text), Hints())
    assert (found.place, found.level, found.congress, found.session) == ("国务院", "national", 14, 2)
    assert (found.speaker, found.office) == ("王伟", "国务院代总理")


def test_a_department_is_named_with_its_joint_office():
    found = head(
        "1991年计划草案的报告\n1991年3月26日在第七届全国人民代表大会第四次会议上\n国务委员兼国家计划委员会主任王伟\n"
    )
    assert (found.speaker, found.office) == ("王伟", "国务委员兼国家计划委员会主任")


def test_a_session_of_the_standing_committee_is_none_of_the_congress():
    found = head(
        "关于青石县2024年上半年国民经济和社会发展计划执行情况的报告\n——2024年7月25日在青石县第十七届人大常委会第二十次会议上\n"
    )
    assert (found.congress, found.session, found.delivered) == (17, None, "2024-07-25")
    assert (found.years.review, found.years.plan) == (2024, 2024)


def test_a_party_congress_is_none_of_the_people():
    found = head("在中国共产党青石县第十四次代表大会上的报告\n（2021年8月20日）\n王 伟\n")
    assert (found.title, found.place) == ("在中国共产党青石县第十四次代表大会上的报告", "青石县")
    assert (found.congress, found.session, found.speaker, found.delivered) == (
        None,
        None,
        "王伟",
        "2021-08-20",
    )


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("政府工作报告\n", "政府工作报告"),
        ("政 府 工 作 报 告\n", "政府工作报告"),
        ("青石县\n政府工作报告\n", "青石县政府工作报告"),
        ("青石县人民政府\n2024年工作报告\n", "2024年工作报告"),
        ("青石县人民政府\n工作报告\n", "青石县人民政府工作报告"),
        ("青石县人民政府\n政府工作报告\n", "政府工作报告"),
        ("奋力开创新局面\n——青石县人民政府工作报告\n", "青石县人民政府工作报告"),
        ("政府工作报告  2024年1月5日在青石县第十七届人民代表大会第三次会议上\n", "政府工作报告"),
        (
            "关于青石县2023年国民经济和社会发展计划执行情况\n与2024年国民经济和社会发展计划草案的报告\n",
            "关于青石县2023年国民经济和社会发展计划执行情况与2024年国民经济和社会发展计划草案的报告",
        ),
        ("青石县国民经济和社会发展第十四个五年规划\n纲要的报告\n", "青石县国民经济和社会发展第十四个五年规划纲要的报告"),
        ("关于青石县2024年财政预算草案的报告\n", "关于青石县2024年财政预算草案的报告"),
        ("县长王伟作政府工作报告\n", None),
    ],
)  # fmt: skip
def test_a_title_is_read_from_one_line_or_several(lines: str, title: str | None):
    found = head(lines)
    assert found.title == title
    if title is not None:
        assert (found.evidence["title"].text or "").replace("\n", "").replace(" ", "") == title


def test_a_title_with_words_before_the_place_still_names_it():
    copy = clean(
        "一图读懂｜杏渚镇2025年政府工作报告\n一、2024年工作总结\n在县委的领导下，全镇上下团结一心，为全县作出了贡献。\n"
    )
    found = identify(copy, outline(copy.text), Hints())
    assert (found.place, found.level, found.evidence["place"].text) == ("杏渚镇", "township", "杏渚镇")


def test_a_development_zone_has_no_level():
    text = (
        "青石经济技术开发区管理委员会工作报告\n2024年1月5日\n同志们：\n一、2023年工作回顾\n"
        + "全区上下团结一心。" * 5
    )
    copy = clean(text)
    found = identify(copy, outline(copy.text), Hints())
    assert (found.place, found.level) == (None, None)


def test_a_speech_at_a_conference_has_its_title_speaker_and_date():
    found = head("在全县经济工作会议上的讲话\n青石县人民政府县长 王伟\n（2023年12月28日）\n")
    assert (found.title, found.speaker, found.delivered) == (
        "在全县经济工作会议上的讲话",
        "王伟",
        "2023-12-28",
    )


def test_a_newspaper_says_the_speaker_in_a_sentence():
    found = head(
        "本报讯（记者 赵青）1月5日上午，青石县第十七届人民代表大会第三次会议开幕。县长王伟代表县人民政府向大会作政府工作报告。县委书记李明主持会议。\n"
    )
    assert (found.place, found.congress, found.session) == ("青石县", 17, 3)
    assert (found.speaker, found.office, found.delivered) == ("王伟", "县长", None)


def test_a_circular_before_the_report_names_the_speaker_first():
    found = head(
        "青石县人民政府关于印发王伟县长在县十七届人大三次会议上所作政府工作报告的通知\n各乡镇人民政府：\n青石县人民政府\n2024年1月20日\n"
        f"政府工作报告\n——2024年1月5日在{CONGRESS}上\n"
    )
    assert (found.speaker, found.office, found.delivered) == ("王伟", "县长", "2024-01-05")
    assert found.notes == (
        "two dates stand before the report, 2024-01-05 and 2024-01-20: 2024-01-05 is taken",
    )


def test_the_congress_may_be_named_only_by_whom_the_speaker_addresses():
    found = head("政府工作报告\n各位代表：\n我代表县人民政府，向县第六届人民代表大会第三次会议报告工作。\n")
    assert (found.congress, found.session) == (6, 3)


@pytest.mark.parametrize(
    "sentence",
    [
        "我代表县人民政府，向大会报告执行县七届人大一次会议决议的情况。",
        "我代表县人民政府报告工作，全面落实县七届人大一次会议的要求。",
        "认真贯彻第七届全国人民代表大会第一次会议精神，向大会报告工作。",
    ],
)
def test_a_congress_that_is_only_spoken_of_is_not_the_reports(sentence: str):
    found = head(f"政府工作报告\n各位代表：\n{sentence}\n")
    assert (found.congress, found.session) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2024-01-20 来源：青石县人民政府办公室 浏览次数：12",
        "更新日期：2024年1月20日 字号：大 中 小",
        "（2024年1月8日青石县第十七届人民代表大会第三次会议通过）",
        "成文日期：2024年1月20日",
        "2024-01-20",
        "2024年01月20日 10:30",
    ],
)
def test_dates_of_pages_and_of_the_adoption_are_not_the_delivery(line: str):
    found = head(f"政府工作报告\n{line}\n县长 王伟\n")
    assert (found.delivered, found.place) == (None, "青石县" if "青石县第" in line else found.place)


def test_the_date_below_the_signature_counts_where_none_stands_above():
    copy = clean(f"青石县政府工作总结\n{BODY}青石县人民政府办公室\n2024年1月12日\n")
    assert identify(copy, outline(copy.text), Hints()).delivered == "2024-01-12"


@pytest.mark.parametrize(
    "line", ["县长信箱", "市长热线", "县长办公会议", "全文", "说明", "温州", "高质量发展", "目录"]
)
def test_words_of_a_page_are_no_names(line: str):
    assert head(f"政府工作报告\n2024年1月5日在{CONGRESS}上\n{line}\n").speaker is None


def test_a_person_may_be_called_like_a_city():
    assert head(f"政府工作报告\n2024年1月5日在{CONGRESS}上\n县长 宁波\n").speaker == "宁波"


@pytest.mark.parametrize("name", ["王伟", "欧阳明月", "司马青", "阿依丁·吐尔逊江", "赵一二"])
def test_names_of_persons(name: str):
    assert is_name(name)


@pytest.mark.parametrize("words", ["发展", "代表", "审议通过", "的一", "王", "王伟主持会议", ""])
def test_what_is_no_name(words: str):
    assert not is_name(words)


def test_sources_that_disagree_are_noted():
    found = head(
        "政府工作报告\n——2024年1月5日在云溪县第十七届人民代表大会第三次会议上\n青石县人民政府县长 王伟\n"
    )
    assert found.notes == ("the congress is of 云溪县, the office of 青石县: 云溪县 is taken",)
    late = head("政府工作报告\n——2014年1月5日在青石县第十七届人民代表大会第三次会议上\n")
    assert late.notes == ("the headings plan 2024, but the report is dated 2014-01-05: 2014 is taken",)
    office = head(f"政府工作报告\n2024年1月5日在{CONGRESS}上\n镇长 王伟\n")
    assert office.notes == ("the speaker is 镇长, but the report is of 青石县 (county)",)


def test_what_is_told_wins_and_disagreement_is_noted():
    found = head(f"政府工作报告\n2024年1月5日在{CONGRESS}上\n县长 王伟\n", place="云溪县", plan_year=2025, delivered="2025年1月", speaker="李明")  # fmt: skip
    assert (found.place, found.years.plan, found.delivered, found.speaker) == (
        "云溪县",
        2025,
        "2025-01",
        "李明",
    )
    assert {name for name, origin in found.evidence.items() if origin.source == "told"} == {
        "place",
        "level",
        "plan_year",
        "delivered",
        "speaker",
    }
    assert "place 云溪县 is told, the text says 青石县" in found.notes
    assert head("各位代表：\n", delivered="unknown").delivered is None


def test_every_field_has_its_origin_and_its_characters():
    text = f"政 府 工 作 报 告\n（2024年1月5日在{CONGRESS}上）\n青石县人民政府县长　王　伟\n{BODY}"
    report = process_text(text).report
    evidence = report.evidence
    told = {name: origin.text for name, origin in evidence.items()}
    assert told == {
        "title": "政 府 工 作 报 告",
        "place": "青石县",
        "level": "青石县",
        "plan_year": "2024",
        "review_year": "2023",
        "delivered": "2024年1月5日",
        "congress": "十七",
        "session": "三",
        "speaker": "王　伟",
        "office": "县长",
    }
    for origin in evidence.values():
        assert origin.source == "text"
        assert text[origin.start : origin.end] == origin.text


@pytest.mark.parametrize(
    ("name", "place", "year"),
    [
        ("青石县2024年政府工作报告.docx", "青石县", 2024),
        ("2024年保定市清苑区政府工作报告.pdf", "清苑区", 2024),
        ("【2024】清苑区_政府工作报告.txt", "清苑区", 2024),
        ("关于印发清苑区2023年政府工作报告的通知.html", "清苑区", 2023),
        ("关于印发青石县2023年政府工作报告的通知.html", None, 2023),
        ("reports/county/保定市清苑区/2018-12.txt", "清苑区", 2019),
        ("政府工作报告（2022年1月5日）.txt", None, 2022),
        ("市政府工作报告.txt", None, None),
        ("中国县域政府工作报告/2020.txt", None, 2020),
        ("report-2021-final.txt", None, 2021),
    ],
)
def test_a_files_name_says_place_and_year(name: str, place: str | None, year: int | None):
    unit = place_of_name(name)
    assert (unit.name if unit else None, year_of_name(name)) == (place, year)


def test_origins_say_what_comes_from_the_files_name_and_what_is_inferred():
    copy = clean("各位代表：\n一、工作回顾\n各项工作取得了成效。\n")
    found = identify(copy, outline(copy.text), Hints(name="reports/合肥市/2018.txt"))
    assert {name: origin.source for name, origin in found.evidence.items()} == {
        "plan_year": "name",
        "review_year": "inferred",
        "place": "name",
        "level": "name",
        "code": "name",
        "current_code": "inferred",
    }


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024年1月5日", ["2024-01-05"]),
        ("2024年 1月", ["2024-01"]),
        ("二〇二四年十二月三十一日", ["2024-12-31"]),
        ("一九九九年二月十日", ["1999-02-10"]),
        ("2024.1.5", ["2024-01-05"]),
        ("2024/01/05 和 2024-02-06", ["2024-01-05", "2024-02-06"]),
        ("2024年2月30日", []),
        ("2024年13月", []),
        ("增长3.5-4.5%", []),
    ],
)
def test_dates_are_those_of_the_calendar(text: str, iso: list[str]):
    assert [date.iso for date in dates_in(text)] == iso


@pytest.mark.parametrize(
    ("told", "iso"),
    [("2024-01-05", "2024-01-05"), ("2024", "2024"), ("2024-01", "2024-01"), ("2024年1月5日", "2024-01-05"), ("?", None)],
)  # fmt: skip
def test_a_told_date_is_brought_to_iso(told: str, iso: str | None):
    assert as_iso(told) == iso


@given(any_texts)
def test_any_text_gives_origins_that_stand_in_it(raw: str):
    copy = clean(raw)
    found = identify(copy, outline(copy.text), Hints())
    for origin in found.evidence.values():
        if origin.text is not None:
            assert raw[origin.start : origin.end] == origin.text


@pytest.mark.parametrize(
    "unit", ["县", "全县", "第", "1月", "县长王伟代表", "中共青石", "十届人大", "县\n", "王·", "关于", " "]
)
def test_the_time_does_not_grow_out_of_hand(unit: str):
    copy = clean(unit * (400_000 // len(unit)))
    before = process_time()
    identify(copy, [], Hints())
    assert process_time() - before < 5
