"""Web pages: the report's paragraphs, all of them and nothing else, from pages of many kinds of sites."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from email.message import EmailMessage
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_nlp import process_path
from policy_nlp.read import Content, read_source
from policy_nlp.read.html import page_content, read_html, read_mht
from policy_nlp.read.html.lines import PageLine, PagePart, chrome_reason, ends_text, part_of
from policy_nlp.read.html.pieces import shown
from site_pages import LAYOUTS, SITES, Layout, report_lines, styled_paragraphs
from strategies import any_texts, report_texts

REPORT = report_lines("county/柘岭县/2024.txt")
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def lines_of(content: Content) -> list[str]:
    return content.text.rstrip("\n").split("\n")


def body(markup: str) -> list[str]:
    return lines_of(page_content(f"<html><body>{markup}</body></html>"))


@pytest.mark.parametrize(
    "layout", LAYOUTS, ids=lambda layout: f"{layout.name}-{layout.encoding}-{layout.declared}"
)
def test_a_page_gives_the_report_and_nothing_of_the_site(layout: Layout):
    content = read_html(layout.data())
    assert lines_of(content) == layout.lines()


@pytest.mark.parametrize(
    "layout", LAYOUTS, ids=lambda layout: f"{layout.name}-{layout.encoding}-{layout.declared}"
)
def test_blocks_number_the_paragraphs_and_cuts_say_why(layout: Layout):
    content = read_html(layout.data())
    assert [content.text[block.start : block.end] for block in content.blocks] == layout.lines()
    assert [block.paragraph for block in content.blocks] == list(range(1, len(layout.lines()) + 1))
    assert all(cut.reason and cut.text for cut in content.cuts)
    assert not {cut.text for cut in content.cuts} & set(layout.lines()[1:])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "GBK", "big5", "iso-8859-1", "x-unknown", None])
def test_every_encoding_declared_rightly_wrongly_and_not_at_all(encoding: str, declared: str | None):
    layout = Layout("provincial_trs", "county/柘岭县/2023.txt", styled_paragraphs, encoding, declared)
    content = read_html(layout.data())
    assert lines_of(content) == layout.lines()
    assert "—" in content.text
    assert content.encoding == encoding
    assert not any("guessed" in note for note in content.notes)


@pytest.mark.parametrize(
    ("layout", "reason"),
    [
        ("national", "line on source and date"),
        ("national", "code to scan"),
        ("national", "related pages"),
        ("provincial_trs", "header of the information register"),
        ("provincial_trs", "breadcrumb"),
        ("provincial_trs", "attached files"),
        ("county_jcms", "size of letters"),
        ("tables_2003", "buttons"),
        ("news_reprint", "comments"),
        ("news_reprint", "advertisement"),
        ("wechat", "hidden on the page"),
        ("township_div_br", "page numbers"),
        ("mobile_copy", "second copy of the text"),
        ("yearbook", "menu"),
    ],
)
def test_what_is_cut_is_called_by_its_name(layout: str, reason: str):
    reasons = {cut.reason for cut in read_html(BY_NAME[layout].data()).cuts}
    assert reason in reasons or (reason == "menu" and "links" in reasons)


def test_a_page_of_a_series_and_attached_files_are_said():
    assert any("one of several" in note for note in read_html(BY_NAME["township_div_br"].data()).notes)
    assert any("名词解释.pdf" in note for note in read_html(BY_NAME["provincial_trs"].data()).notes)
    assert read_html(BY_NAME["national"].data()).notes == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("frameset", "shows another one in a frame (top.htm, report_main.htm)"),
        ("iframe", "shows another one in a frame (/pdfjs"),
        ("script_shell", "save it as a complete page"),
    ],
)
def test_a_page_without_the_text_says_what_to_do(name: str, said: str):
    page = (
        (SITES / f"{name}.html")
        .read_text("utf-8")
        .replace("CHARSET", "utf-8")
        .replace("@TITLE@", "政府工作报告")
    )
    with pytest.raises(ValueError, match="save") as error:
        read_html(page.encode())
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "<html><body><h1>404</h1><p>您访问的页面不存在或已删除。</p></body></html>",
            "message of the site (访问的页面)",
        ),
        (
            "<html><body><p>政府工作报告</p><a href='/u/2024.docx'>下载</a></body></html>",
            "only links to a file (/u/2024.docx)",
        ),
        ("<html><body></body></html>", "holds no text"),
        ("just a text", "give it the ending .txt"),
        ("<p>" + "政" * 6_000_000, "too large"),
        ("<div>" * 200_000 + "文。", "nested"),
    ],
)
def test_what_is_no_report_is_refused_with_what_to_do(page: str, said: str):
    with pytest.raises(ValueError, match=r"\S") as error:
        page_content(page)
    assert said in str(error.value)


@pytest.mark.parametrize("name", ["national", "county_jcms", "word_saved", "forum_pre"])
def test_a_garbled_page_is_turned_back_or_refused_as_such(name: str):
    layout = BY_NAME[name]
    page = layout.page()
    for encoding in ("utf-8", "gb18030"):
        spoilt = page.encode(encoding, "xmlcharrefreplace").decode("latin-1")
        assert lines_of(read_html(spoilt.encode())) == layout.lines()
        with pytest.raises(ValueError, match="get the file anew"):  # 的, ， and others lost
            read_html(spoilt.replace("\xa3", "?").replace("\xbc", "?").encode())
    with pytest.raises(ValueError, match="get the file anew"):
        read_html(page.encode("gb18030", "xmlcharrefreplace").decode("utf-8", "replace").encode())


@pytest.mark.parametrize(("encoding", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_page_with_a_part_in_another_encoding_is_read(encoding: str, other: str):
    footer = "<div class=footer>主办单位：柘岭县人民政府办公室，网站地图，联系我们。</div>" * 5
    data = BY_NAME["national"].page().encode(encoding, "xmlcharrefreplace") + footer.encode(other)
    content = read_html(data)
    assert lines_of(content) == BY_NAME["national"].lines()
    assert content.encoding == encoding


def test_losses_are_counted_in_the_text_not_in_the_page():
    hidden = "<script>" + "�" * 30 + "</script>"
    assert read_html(f"<html>{hidden}{styled_paragraphs(REPORT)}".encode()).notes == ()
    page = f"<html>{'<p class=x></p>' * 3000}{'<p>' + 'a�' * 300}"
    with pytest.raises(ValueError, match="characters are lost"):
        read_html(page.encode())


def test_pages_meant_to_harm_cost_little():
    bomb = "".join(f'<!ENTITY b{i} "{f"&b{i - 1};" * 10}">' for i in range(1, 12))
    pages = [
        f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY b0 "b">{bomb}]><html><body><p>&b11;</p>{styled_paragraphs(REPORT)}',
        "<table><tr><td>" * 50_000 + "文。",
        "<iframe " * 300_000,
        "<!--" * 300_000 + "<p>文。",
        "<script>" * 300_000 + "<p>文。",
        "<" * 1_000_000,
        "<table><tr>" + "<td rowspan=999 colspan=999>文" * 2_000,
        "<p " + "a=1 " * 300_000 + ">文。",
        "<p>" + " " * 1_000_000 + "。",
        "<p>" + "大中小" * 300_000,
        "<body>" + "文，<br>" * 50_000,
    ]
    for page in pages:
        start = time.process_time()
        try:
            text = page_content(page).text
            assert len(text) < 2 * len(page)
        except ValueError as error:
            assert "\n" not in str(error)
        assert time.process_time() - start < 5, page[:40]


# --- paragraphs ------------------------------------------------------------------------------------------------


def test_a_number_split_over_spans_is_one_number():
    markup = (
        "<p>完成投资<span>12</span><span>6</span><span>.8</span><b>亿</b>元，\n增长<font>5</font>.5%。</p>"
    )
    assert body(markup) == ["完成投资126.8亿元，增长5.5%。"]


def test_line_ends_of_the_source_stand_in_no_chinese_text_but_between_latin_words():
    assert shown("全县\n  经济 GDP\nper capita\n增长") == "全县经济 GDP per capita增长"
    assert shown("\xa0\xa0 政\u200b府\u3000\u3000工作 \u3000报告 ") == "政府\u3000工作\u3000报告"


def test_a_paragraph_parted_by_a_picture_is_one():
    markup = "<p>全县新建公园三个，</p><p><img src=a.jpg></p><p>改造道路五条。</p><p>第二段在此，</p><p>不相连。</p>"
    assert body(markup) == ["全县新建公园三个，改造道路五条。", "第二段在此，", "不相连。"]


def test_a_table_gives_a_line_for_each_row():
    table = (
        "<table><tr><th>指标</th><th>目标值</th><th>完成值</th></tr><tr><td rowspan=2>增长率</td><td>5%</td><td>5.5%</td></tr>"
        "<tr><td>6%</td><td>6.1%<br>以上</td></tr></table>"
    )
    got = body(
        "".join(f"<p>{escape(line)}</p>" for line in REPORT[:8]) + table + f"<p>{escape(REPORT[8])}</p>"
    )
    assert got[8:11] == ["指标\t目标值\t完成值", "增长率\t5%\t5.5%", "\t6%\t6.1%以上"]


def test_text_wrapped_at_a_width_is_joined_and_headings_stay():
    text = "　　一、工作回顾\n" + "\n".join(
        ("　　" + REPORT[6] + REPORT[7])[i : i + 36] for i in range(0, 400, 36)
    )
    got = body(f"<pre>{escape(text)}</pre>")
    assert got[0] == "一、工作回顾"
    assert len(got) == 2


def test_lines_that_are_short_by_nature_are_not_joined():
    lines = [f"{i}．新建公园{i}个。" for i in range(1, 12)]
    assert body("<br>".join(lines)) == lines


def test_a_title_outside_the_text_comes_first_and_one_inside_is_not_said_twice():
    text = "".join(f"<p>{escape(line)}</p>" for line in REPORT[3:12])
    for inside in ("", "<p>柘岭县政府工作报告</p>", "<p>柘岭县</p><p>政府工作报告</p>"):
        page = f"<html><head><title>柘岭县政府工作报告_柘岭网</title></head><body><h1>柘岭县政府工作报告</h1><div id=zoom>{inside}{text}</div></body></html>"
        got = lines_of(page_content(page))
        assert "".join(got[: len(got) - 9]) == "柘岭县政府工作报告"
        assert got[-9:] == REPORT[3:12]


def test_the_page_may_say_whose_report_it_is():
    text = "".join(f"{escape(line)}<br>" for line in ["政府工作报告", *REPORT[3:12]])
    page = (
        "<html><head><title>青石县公众信息网--政府工作报告</title></head><body><table><tr><td>首页 → 政务公开</td></tr>"
        f"<tr><td>青石县2007年政府工作报告</td></tr><tr><td>时间：2007-3-2 点击：7</td></tr><tr><td>{text}</td></tr></table></body></html>"
    )
    assert lines_of(page_content(page))[:3] == ["青石县2007年政府工作报告", "政府工作报告", REPORT[3]]


def test_the_reports_own_lines_above_the_text_stay():
    text = "".join(f"<p>{escape(line)}</p>" for line in REPORT[3:12])
    front = [
        "政府工作报告",
        "——2024年1月12日在柘岭县第十届人民代表大会第三次会议上",
        "柘岭县人民政府县长　江临风",
        "（2024年1月12日）",
    ]
    page = (
        f"<html><body><div class=art><h1>{front[0]}</h1><h3>{front[1]}</h3><h4>{front[2]}</h4><p>{front[3]}</p>"
        f"<p>发布日期：2024-01-20　浏览：3次</p><p>县府办 2024-01-20</p><p>县长信箱：x@zheling.example.cn</p>"
        f"<div class=con>{text}</div></div></body></html>"
    )
    assert lines_of(page_content(page)) == [*front, *REPORT[3:12]]


def test_a_table_of_figures_beside_the_text_stays():
    text = "".join(f"<p>{escape(line)}</p>" for line in REPORT[3:])
    table = "<table><tr><th>指标</th><th>目标</th><th>完成</th></tr><tr><td>增长率</td><td>6.5%</td><td>6.8%</td></tr></table>"
    page = f"<html><body><div class=nav><a href=/>首页</a></div><div class=art><div class=con>{text}</div><div>{table}</div></div></body></html>"
    assert lines_of(page_content(page))[-2:] == ["指标\t目标\t完成", "增长率\t6.5%\t6.8%"]


def test_a_table_of_figures_in_a_column_of_the_site_is_left_out():
    text = "".join(f"<p>{escape(line)}</p>" for line in REPORT[3:])
    stocks = "<table><tr><td>综合指数</td><td>3021.55</td><td>0.5%</td></tr><tr><td>成分指数</td><td>9876.5</td><td>-1.2%</td></tr></table>"
    side = "".join(f"<div>{word}</div>" for word in ("今日行情", "专题", "图片", "视频", "快讯", "排行"))
    page = f"<html><body><div class=w><div class=con>{text}</div><div class=r>{side}{stocks}</div></div></body></html>"
    assert lines_of(page_content(page)) == REPORT[3:]


def test_an_element_that_holds_the_text_is_kept_whatever_its_name_says():
    text = "".join(f"<p>{escape(line)}</p>" for line in REPORT[3:])
    for attributes in ("class=nav", "class='footer comment'", "style='display:none'", "hidden", "id=sidebar"):
        assert body(f"<div {attributes}>{text}</div>") == REPORT[3:]


def test_a_list_of_those_in_charge_is_no_footer():
    lines = [
        *REPORT[3:10],
        "附：十件实事",
        "1．新建公园",
        "主办单位：县住建局",
        "2．改造道路",
        "主办单位：县交通局",
        "3．新建学校",
        "主办单位：县教育局",
    ]
    page = "".join(f"<p>{escape(line)}</p>" for line in lines)
    assert body(page) == lines
    assert body(f"{page}<p>主管单位：青石县</p><p>版权所有：青石县</p>")[: len(lines)] == lines
    assert (
        body(
            "".join(f"<p>{escape(line)}</p>" for line in lines[:7]) + "<p>主办单位：县住建局</p><p>青石网</p>"
        )
        == lines[:7]
    )


def test_characters_hidden_in_a_paragraph_do_not_part_it():
    markup = "".join(
        f"<p>{line[:9]}<span style='display:none'>q7x</span>{line[9:]}</p>" for line in REPORT[3:]
    )
    assert body(markup) == REPORT[3:]


def test_a_link_that_is_never_closed_makes_no_links_of_the_paragraphs():
    text = "".join(f"<p>{escape(line)}</p>" for line in REPORT[3:])
    assert body(f"<div class=nav><a href=/>首页</a></div><div><a href='/top'>{text}</div>") == REPORT[3:]


def test_what_only_begins_like_a_line_of_the_site_stays_between_paragraphs():
    odd = ["相关政策落实到位", "时间：全年", "来源：财政拨款", "评论", "责任", "打印机产业园开工"]
    lines = [line for pair in zip(REPORT[4:10], odd, strict=True) for line in pair] + REPORT[10:14]
    assert body("".join(f"<p>{escape(line)}</p>" for line in lines)) == lines


@settings(max_examples=50)
@given(st.lists(report_texts, min_size=3, max_size=5))
def test_paragraphs_come_out_as_they_went_in(texts: list[str]):
    """Whatever a report's paragraphs hold, each is one line, in order, once."""
    opening, closing = REPORT[4], REPORT[-1]
    within = [shown(re.sub("[\x00-\x1f\x7f-\x9f\x85\u2028\u2029]", "", text)) for text in texts]
    within = [f"{number}．全县{text}落实。" for number, text in enumerate(within)]
    paragraphs = [opening, *within, closing]
    markup = "<div class=nav><a href=/>首页</a></div><div id=zoom>"
    markup += "".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in paragraphs)
    assert body(markup) == [shown(paragraph) for paragraph in paragraphs]


@given(
    any_texts,
    st.lists(
        st.sampled_from(
            ["<p>", "</div>", "<table>", "<td", "<!--", "<script>", "&#x0;", "<br>", "]]>", "<a href="]
        )
    ),
)
def test_any_markup_gives_a_text_or_a_reason(text: str, tags: list[str]):
    page = "".join(f"{tag}{text[i * 5 : i * 5 + 40]}" for i, tag in enumerate(["<html>", *tags]))
    try:
        content = page_content(page)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert content.text.strip()
        assert [content.text[b.start : b.end] for b in content.blocks] == lines_of(content)


# --- web archives ----------------------------------------------------------------------------------------------


def archive(pages: list[bytes], charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Subject"] = "政府工作报告"
    message.make_related()
    for page in pages:
        message.add_related(page, "text", "html", cte="base64", params={"charset": charset})
    message.add_related(b"\x89PNG" + b"\x00" * 3000, "image", "png", cte="base64")
    return bytes(message)


def test_a_web_archive_gives_the_page_with_the_report_even_in_a_frame():
    layout = BY_NAME["county_jcms"]
    frame = (SITES / "frameset.html").read_bytes().replace(b"CHARSET", b"gb2312")
    assert lines_of(read_mht(archive([layout.data()], "gb2312"))) == layout.lines()
    assert lines_of(read_mht(archive([frame, layout.data()]))) == layout.lines()
    assert lines_of(read_mht(layout.data())) == layout.lines()  # a page with the wrong ending


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive([]), "holds no page"),
        (archive([b"<html><body></body></html>"]), "holds no text"),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
            + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 5000,
            "web archive",
        ),
    ],
)
def test_a_web_archive_without_a_report_says_so(data: bytes, said: str):
    with pytest.raises(ValueError, match=r"\S") as error:
        read_mht(data)
    assert said in str(error.value)


# --- tables and the whole --------------------------------------------------------------------------------------


def test_every_line_and_part_of_the_tables_is_valid_and_said_once():
    from policy_nlp.knowledge import read_table

    lines = read_table("page_lines.tsv", PageLine)
    assert len({(row.words, row.match, row.where) for row in lines}) == len(lines)
    parts = read_table("page_parts.tsv", PagePart)
    assert len({row.word for row in parts}) == len(parts)


@pytest.mark.parametrize(
    ("line", "where", "reason"),
    [
        ("【字体：大 中 小】【打印】【关闭】", "head", "size of letters"),
        ("打印本页 关闭窗口", "inside", "buttons"),
        ("上一页 1 2 3 下一页", "inside", "page numbers"),
        ("第1页 共3页", "inside", "page numbers"),
        ("2024-01-12 09:30", "head", "line on source and date"),
        ("2024年1月12日", "head", None),
        ("（2024年1月12日）", "head", None),
        ("一、2023年工作回顾", "head", None),
        ("来源：财政拨款", "inside", None),
        ("首页改版", "head", None),
        ("大", "inside", None),
    ],
)
def test_lines_of_sites_are_known_by_where_they_stand(line: str, where, reason: str | None):
    assert chrome_reason(line, where) == reason


def test_only_the_words_alone_end_a_text_before_its_last_paragraph():
    assert ends_text("相关阅读：", inside=True)
    assert ends_text("责任编辑：蓝田玉", inside=True)
    assert not ends_text("相关政策全部兑现", inside=True)


def test_names_of_elements_are_read_in_their_words():
    assert [part.role for part in part_of("rightNav bdsharebuttonbox")] == ["chrome", "chrome"]
    assert part_of("navigator2000x") == ()


def test_reading_text_imports_no_library_for_pages():
    code = "import sys\nfrom policy_nlp.read import decode_source\ndecode_source('青石县'.encode(), 'a.txt')\nassert not {'lxml', 'trafilatura'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize("name", ["national", "county_jcms"])
def test_a_page_gives_the_same_items_as_the_text(name: str, tmp_path):
    layout = BY_NAME[name]
    (tmp_path / "2024.txt").write_text("\n".join(layout.lines()), "utf-8")
    (tmp_path / "2024.html").write_bytes(layout.data())
    text, page = process_path(tmp_path / "2024.txt"), process_path(tmp_path / "2024.html")
    assert read_source(tmp_path / "2024.html").format == "html"
    assert [(q.text, q.value, q.unit, q.indicator) for q in page.quantities] == [
        (q.text, q.value, q.unit, q.indicator) for q in text.quantities
    ]
    assert [c.text for c in page.commitments] == [c.text for c in text.commitments]
    assert [p.name for p in page.projects] == [p.name for p in text.projects]
    assert all(item.paragraph for item in page.quantities)
    lines = page.text.split("\n")
    assert all(q.text in lines[q.paragraph - 1] for q in page.quantities)
