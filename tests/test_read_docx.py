"""Word documents: the text as its printed page has it, in order; or one line that says what to do."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf_documents import paragraphs_of
from policy_nlp.read import ReadError, decode_source
from policy_nlp.read import office as office_module
from policy_nlp.read.docx import MAX_BLOCK, read_docx
from policy_nlp.read.numbering import chinese_number
from word_documents import (
    NAMESPACES,
    cell,
    docx,
    field,
    level,
    numbered,
    numbering,
    package,
    paragraph,
    part,
    run,
    table,
)

OFFICE = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice"
)
CORPUS = sorted((Path(__file__).resolve().parents[1] / "corpus").glob("*/*/*.txt"))


def text_of(*body: str, **more: object) -> str:
    return read_docx(docx(*body, **more)).text


def cuts_of(*body: str, **more: object) -> list[tuple[str, str]]:
    return [(cut.reason, cut.text) for cut in read_docx(docx(*body, **more)).cuts]


# --- paragraphs


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_report_typed_into_word_has_the_paragraphs_of_its_text(path: Path):
    from docx import Document

    expected = paragraphs_of(path)
    document = Document()
    for text in expected:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    source = decode_source(out.getvalue(), "a.docx")
    assert source.text.split("\n") == expected
    assert source.format == "docx"
    assert [source.text[b.start : b.end] for b in source.blocks] == expected
    assert [b.paragraph for b in source.blocks] == list(range(1, len(expected) + 1))


def test_runs_are_joined_and_white_space_around_a_paragraph_is_dropped():
    assert (
        text_of(paragraph(run("　　新增就业") + run("6000") + run("人。 ")), paragraph("  "))
        == "新增就业6000人。"
    )


def test_a_soft_line_break_begins_a_new_line_of_the_same_paragraph():
    content = read_docx(
        docx(paragraph(run("石桥县") + "<w:r><w:br/></w:r>" + run("政府工作报告")), paragraph("正文"))
    )
    assert content.text == "石桥县\n政府工作报告\n正文"
    assert [(b.start, b.end, b.paragraph) for b in content.blocks] == [(0, 10, 1), (11, 13, 2)]


def test_tabs_symbols_hyphens_and_circled_characters_are_read():
    circled = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>eq \\o\\ac(○,5)</w:instrText></w:r>'
    )
    body = paragraph(
        run("甲")
        + "<w:r><w:tab/></w:r>"
        + run("乙")
        + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
        + run("5")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + run("6")
        + circled
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert text_of(body) == "甲\t乙≥5-6⑤"


def test_the_reading_above_a_character_is_not_text():
    ruby = "<w:ruby><w:rt><w:r><w:t>qú</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>衢</w:t></w:r></w:rubyBase></w:ruby>"
    assert text_of(paragraph(f"<w:r>{ruby}</w:r>" + run("江"))) == "衢江"


def test_a_heading_that_runs_on_into_its_text_is_one_line():
    separator = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    assert (
        text_of(paragraph("（一）强产业。", separator), paragraph("新增规上企业12家。"))
        == "（一）强产业。新增规上企业12家。"
    )


def test_the_strict_form_of_the_format_is_read_too():
    data = docx(paragraph("全县实现地区生产总值86亿元。"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    files["word/document.xml"] = files["word/document.xml"].replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_docx(package(files)).text == "全县实现地区生产总值86亿元。"


# --- Word's own numbers


def test_numbers_that_word_writes_itself_are_written_out():
    parts = {
        "numbering": numbering(
            level(0, "chineseCountingThousand", "%1、"),
            level(1, "chineseCounting", "（%2）"),
            level(2, "decimal", "%3."),
        )
    }
    body = [
        numbered("2024年工作回顾"),
        numbered("工业", level=1),
        numbered("5个项目开工", level=2),
        numbered("3个项目竣工", level=2),
        numbered("农业", level=1),
        numbered("粮食", level=2),
        numbered("2025年工作安排"),
        numbered("城建", level=1),
    ]
    assert text_of(*body, parts=parts).split("\n") == [
        "一、2024年工作回顾",
        "（一）工业",
        "1. 5个项目开工",
        "2. 3个项目竣工",
        "（二）农业",
        "1. 粮食",
        "二、2025年工作安排",
        "（一）城建",
    ]


@pytest.mark.parametrize(
    ("form", "text", "labels"),
    [
        ("chineseCounting", "%1、", ["九、", "十、", "十一、"]),
        ("japaneseCounting", "第%1，", ["第九，", "第十，", "第十一，"]),
        ("ideographDigital", "%1、", ["九、", "一〇、", "一一、"]),
        ("chineseLegalSimplified", "%1、", ["玖、", "拾、", "拾壹、"]),
        ("decimal", "%1．", ["9．", "10．", "11．"]),
        ("decimal", "（%1）", ["（9）", "（10）", "（11）"]),
        ("decimalFullWidth", "%1、", ["９、", "１０、", "１１、"]),
        ("decimalEnclosedCircleChinese", "%1", ["⑨", "⑩", "⑪"]),
        ("decimalEnclosedParen", "%1", ["⑼", "⑽", "⑾"]),
        ("decimalZero", "%1、", ["09、", "10、", "11、"]),
        ("upperLetter", "%1、", ["I、", "J、", "K、"]),
        ("upperRoman", "%1、", ["IX、", "X、", "XI、"]),
        ("lowerRoman", "%1、", ["ix、", "x、", "xi、"]),
        ("ideographTraditional", "%1、", ["壬、", "癸、", "甲、"]),
        ("unheardOf", "%1、", ["9、", "10、", "11、"]),
        ("bullet", "——", ["——", "——", "——"]),
        ("bullet", "\uf06c", ["", "", ""]),
    ],
)
def test_every_form_of_number_counts_as_word_does(form: str, text: str, labels: list[str]):
    parts = {"numbering": numbering(level(0, form, text, start=9))}
    lines = text_of(*[numbered("项目") for _ in labels], parts=parts).split("\n")
    assert lines == [label + "项目" for label in labels]


def test_chinese_numbers_up_to_the_thousands():
    said = {1: "一", 10: "十", 15: "十五", 20: "二十", 105: "一百零五", 110: "一百一十", 1001: "一千零一"}
    assert {number: chinese_number(number) for number in said} == said


def test_a_list_begins_anew_where_it_is_told_to():
    override = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    parts = {"numbering": numbering(level(0, "decimal", "%1、"), overrides=override)}
    body = [numbered("甲"), numbered("乙"), numbered("丙", 2), numbered("丁", 2)]
    assert text_of(*body, parts=parts) == "1、甲\n2、乙\n1、丙\n2、丁"


def test_a_style_brings_its_number_and_a_paragraph_can_refuse_it():
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="3">'
        '<w:name w:val="heading 2"/><w:basedOn w:val="2"/></w:style></w:styles>'
    )
    parts = {
        "styles": styles,
        "numbering": numbering(
            level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="2"/>'),
            level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="3"/>'),
        ),
    }
    style = '<w:pStyle w:val="{}"/>'.format
    body = [
        paragraph("总体要求", style(2)),
        paragraph("主要目标", style(3)),
        paragraph("重点任务", style(2)),
        paragraph("结束语", style(2) + '<w:numPr><w:numId w:val="0"/></w:numPr>'),
    ]
    assert text_of(*body, parts=parts) == "一、总体要求\n（一）主要目标\n二、重点任务\n结束语"


@OFFICE
def test_the_numbers_are_those_that_libreoffice_prints(tmp_path: Path):
    import subprocess

    parts = {
        "numbering": numbering(
            level(0, "chineseCountingThousand", "%1、"),
            level(1, "decimal", "%2．"),
            level(2, "decimalEnclosedCircle", "%3"),
        )
    }
    levels = [0, 1, 2, 2, 1, 2, 0, 1, 2, 1, *[0] * 18]
    data = docx(*[numbered(f"甲{n}乙", level=at) for n, at in enumerate(levels)], parts=parts)
    (tmp_path / "a.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "a.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    printed = (tmp_path / "a.txt").read_text("utf-8-sig").splitlines()
    assert read_docx(data).text.split("\n") == ["".join(line.split()) for line in printed]


# --- tables and boxes


def test_a_row_of_a_table_is_a_line_and_its_cells_are_parted_by_tabs():
    merged = '<w:vMerge w:val="restart"/>'
    body = table(
        cell("指标", properties='<w:gridSpan w:val="2"/>') + cell("目标"),
        cell("经济", properties=merged) + cell("生产", "总值") + cell("6%左右"),
        cell(properties="<w:vMerge/>") + cell("出口") + cell("5%"),
    )
    assert text_of(paragraph("表1"), body, paragraph("注")).split("\n") == [
        "表1",
        "指标\t\t目标",
        "经济\t生产总值\t6%左右",
        "\t出口\t5%",
        "注",
    ]


def test_a_table_that_only_frames_text_is_read_as_text():
    inside = [paragraph("政府工作报告"), paragraph("各位代表："), paragraph("现在，我报告工作。")]
    assert text_of(table(cell(*inside))) == "政府工作报告\n各位代表：\n现在，我报告工作。"


def test_a_table_within_a_table_is_read_in_its_place():
    inner = table(cell("一") + cell("二"))
    assert text_of(table(cell("前", inner, paragraph("后")) + cell("旁"))) == "前\n一\t二\n后\n旁"


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it():
    box = f"<w:txbxContent>{paragraph('石桥县人民政府县长')}</w:txbxContent>"
    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert (
        text_of(paragraph(run("政府工作报告") + drawn), paragraph("各位代表"))
        == "政府工作报告\n石桥县人民政府县长\n各位代表"
    )


# --- what is left out


def test_insertions_stay_and_deletions_go():
    body = [
        paragraph(
            run("增长")
            + '<w:del w:id="1"><w:r><w:delText>6%</w:delText></w:r></w:del>'
            + f'<w:ins w:id="2">{run("6.5%")}</w:ins>'
            + run("左右。")
        ),
        paragraph(
            f'<w:moveFrom w:id="3">{run("旧处")}</w:moveFrom>'
            + f'<w:moveTo w:id="4">{run("新处")}</w:moveTo>'
        ),
        paragraph("前半", "<w:rPr><w:del/></w:rPr>"),
        paragraph("后半"),
    ]
    assert text_of(*body) == "增长6.5%左右。\n新处\n前半后半"
    assert cuts_of(*body) == [("deleted in tracked changes", "6%"), ("deleted in tracked changes", "旧处")]


def test_a_deleted_paragraph_takes_no_number():
    parts = {"numbering": numbering(level(0, "decimal", "%1、"))}
    gone = paragraph(
        '<w:del w:id="1"><w:r><w:delText>乙</w:delText></w:r></w:del>',
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>',
    )
    assert text_of(numbered("甲"), gone, numbered("丙"), parts=parts) == "1、甲\n2、丙"


def test_page_numbers_and_tables_of_contents_are_cut_and_other_fields_shown():
    contents = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("一、回顾")}{field("PAGEREF _1", run("1"))}</w:p>'
        f'<w:p>{run("二、安排 8")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    body = [
        contents,
        paragraph(
            run("见") + field("REF _2 \\h", run("附表")) + run("第") + field(" PAGE ", run("3")) + run("页")
        ),
    ]
    assert text_of(*body) == "见附表第页"
    assert cuts_of(*body) == [("table of contents", "一、回顾1\n二、安排 8"), ("page number", "3")]


def test_a_table_of_contents_that_never_ends_swallows_nothing():
    opened = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    assert (
        text_of(paragraph("前"), paragraph(opened + run("一、回顾")), paragraph("全年增长6%。"))
        == "前\n一、回顾\n全年增长6%。"
    )


def test_a_generated_table_of_contents_and_prompts_of_forms_are_cut():
    properties = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    contents = (
        f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{paragraph('目录 1')}</w:sdtContent></w:sdt>"
    )
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"
    )
    kept = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('正文')}</w:sdtContent></w:sdt>"
    assert text_of(contents, paragraph(prompt + run("报告")), kept) == "报告\n正文"
    assert cuts_of(contents, paragraph(prompt + run("报告")), kept) == [
        ("table of contents", "目录 1"),
        ("prompt of a form", "单击此处"),
    ]


def test_hidden_text_is_cut_whether_by_itself_or_by_its_style():
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:type="character" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/>'
        "</w:rPr></w:style></w:styles>"
    )
    body = paragraph(
        run("看得见")
        + run("内部稿", "<w:vanish/>")
        + run("也看得见", '<w:vanish w:val="0"/>')
        + run("不印", '<w:rStyle w:val="h"/>')
    )
    assert text_of(body, parts={"styles": styles}) == "看得见也看得见"
    assert cuts_of(body, parts={"styles": styles}) == [("hidden text", "内部稿不印")]


def test_running_heads_comments_and_watermarks_are_cut():
    mark = '<w:p><w:r><w:pict><v:shape><v:textpath string="送审稿"/></v:shape></w:pict></w:r></w:p>'
    parts = {
        "header1": part("hdr", paragraph("石桥县人民政府"), mark),
        "header2": part("hdr", paragraph("石桥县人民政府")),
        "footer1": part("ftr", paragraph(run("— ") + field("PAGE", run("2")) + run(" —"))),
        "comments": part("comments", f'<w:comment w:id="0">{paragraph("核实")}</w:comment>'),
    }
    assert text_of(paragraph("正文"), parts=parts) == "正文"
    assert cuts_of(paragraph("正文"), parts=parts) == [
        ("running head", "石桥县人民政府"),
        ("watermark", "送审稿"),
        ("page number", "2"),
        ("running foot", "—  —"),
        ("comment", "核实"),
    ]


def test_notes_stand_at_the_end_and_never_within_a_sentence():
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'.format
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="4"/><w:t>①</w:t></w:r>'
    note = '<w:footnote w:id="{}">{}</w:footnote>'.format
    parts = {
        "footnotes": part(
            "footnotes",
            f'<w:footnote w:type="separator" w:id="0">{paragraph("线")}</w:footnote>',
            note(2, paragraph("指本级。")),
            note(3, paragraph("不含农户。")),
            note(4, paragraph("初步数。")),
        )
    }
    body = [
        paragraph(run("财政收入") + mark(3) + run("增长5%") + own + run("。")),
        paragraph(run("完") + mark(2)),
    ]
    content = read_docx(docx(*body, parts=parts))
    assert content.text == "财政收入增长5%。\n完\n注释\n[1] 不含农户。\n[2] 初步数。\n[3] 指本级。"
    assert content.notes == ("3 footnotes or endnotes stand at the end of the text, under 注释",)


# --- what can't be read


def bomb(size: int) -> bytes:
    """A document whose one paragraph unpacks to `size` bytes."""
    inside = b"<w:r><w:t>\xe5\x8f\x91</w:t></w:r>" * (size // 25)
    head = f"<w:document {NAMESPACES}><w:body><w:p>".encode()
    data = docx(paragraph("发"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    files["word/document.xml"] = head + inside + b"</w:p></w:body></w:document>"
    return package(files)


def encrypted() -> bytes:
    return office_module.OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def old_word(flags: int) -> bytes:
    header = b"\xec\xa5\xc1\x00" + bytes(6) + flags.to_bytes(2, "little") + bytes(500)
    return office_module.OLE + bytes(504) + header + "WordDocument".encode("utf-16-le") + bytes(600)


ENTITIES = '<!DOCTYPE d [<!ENTITY a "发展"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"", "the file is empty"),
        ("a.docx", b"plain text", "the file is no Word document"),
        ("a.docx", docx(paragraph("发"))[:-200], "is damaged"),
        ("a.docx", docx(paragraph(" ")), "the document holds no text"),
        (
            "a.docx",
            docx(paragraph('<w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r>')),
            "a scan; run OCR",
        ),
        ("a.docx", docx('<w:altChunk r:id="r9"/>'), "embedded as another document"),
        ("a.docx", docx(paragraph("发"), prolog=ENTITIES), "document type"),
        ("a.docx", docx(paragraph("<w:r><w:t>&a;</w:t></w:r>"), prolog=ENTITIES), "document type"),
        (
            "a.docx",
            package({"[Content_Types].xml": "<a/>", "word/document.xml": "<a><b></a>"}),
            "XML is broken",
        ),
        ("a.docx", package({"报告.txt": "发展"}), "named .docx, but it is .zip"),
        ("a.docx", bomb(MAX_BLOCK + (1 << 20)), "larger than any report"),
        ("a.docx", encrypted(), "protected by a password"),
        ("a.doc", old_word(0x0100), "protected by a password"),
        ("a.doc", b"plain text", "the file is no Word document"),
        ("a.docx", b"\x89PNG\r\n\x1a\n", "a PNG image, not text; run OCR"),
        ("a.doc", b"CAJ\x00\x01", "CAJViewer"),
        ("a.docx", package({"OFD.xml": "<a/>"}), "an OFD document"),
        ("~$报告.docx", b"\x06admin" + bytes(156), "leaves while a document is open"),
    ],
)
def test_a_document_that_can_t_be_read_says_why_and_what_to_do(name: str, data: bytes, said: str):
    with pytest.raises(ReadError) as error:
        decode_source(data, name)
    assert str(error.value).startswith(f"{name}: ")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_tables_nested_without_end_are_refused_and_crash_nothing():
    deep = paragraph("底")
    for _ in range(300):
        deep = table(cell(deep))
    with pytest.raises(ValueError, match="damaged"):
        read_docx(docx(deep))


def test_outside_parts_are_never_fetched(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("机密")
    prolog = f'<!DOCTYPE d [<!ENTITY a SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    with pytest.raises(ValueError, match="document type"):
        read_docx(docx(paragraph("<w:r><w:t>&a;</w:t></w:r>"), prolog=prolog))


def test_memory_stays_low_for_a_document_of_many_paragraphs():
    import tracemalloc

    data = docx(*[paragraph(run("发展" * 20)) for _ in range(20_000)])
    tracemalloc.start()
    try:
        assert len(read_docx(data).text) > 800_000
        assert tracemalloc.get_traced_memory()[1] < 60 << 20
    finally:
        tracemalloc.stop()


# --- other formats of Word


def test_without_libreoffice_an_old_document_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        ReadError, match=r"a\.doc: to read \.doc, .* install it .* or save the document as \.docx"
    ):
        decode_source(old_word(0), "a.doc")


@OFFICE
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_libreoffice_opens_what_word_wrote_before_2007(suffix: str, tmp_path: Path):
    import subprocess

    parts = {"numbering": numbering(level(0, "chineseCountingThousand", "%1、"))}
    # LibreOffice writes no 、 into the numbers of an .rtf.
    line = (lambda text: paragraph(f"某{text}")) if suffix == "rtf" else numbered
    body = [
        paragraph("石桥县政府工作报告"),
        line("2024年工作回顾"),
        line("2025年工作安排"),
        table(cell("指标") + cell("目标"), cell("生产总值") + cell("6%")),
        paragraph("谢谢大家！"),
    ]
    marks = ("某", "某") if suffix == "rtf" else ("一、", "二、")
    (tmp_path / "a.docx").write_bytes(docx(*body, parts=parts))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "a.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    source = decode_source((tmp_path / f"a.{suffix}").read_bytes(), f"a.{suffix}")
    assert source.text.split("\n") == [
        "石桥县政府工作报告",
        f"{marks[0]}2024年工作回顾",
        f"{marks[1]}2025年工作安排",
        "指标\t目标",
        "生产总值\t6%",
        "谢谢大家！",
    ]
    assert source.notes == ("read through LibreOffice",)
    assert source.format == suffix


@OFFICE
def test_a_document_that_libreoffice_can_t_open_is_named_in_time(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ReadError, match="open it in Word and save it as"):
        decode_source(old_word(0), "a.doc")
    monkeypatch.setattr(office_module, "TIMEOUT", 0.01)
    with pytest.raises(ReadError, match=r"did not open the document"):
        decode_source(b"{\\rtf1 a}", "a.rtf")


def test_a_renamed_document_is_read_as_what_it_is():
    source = decode_source(docx(paragraph("全年增长6%。")), "a.doc")
    assert (source.text, source.format) == ("全年增长6%。", "docx")
    assert source.notes == ("the file is named .doc, but it is .docx: read as such",)


PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"></head><body>'
    "<p>石桥县政府工作报告</p><p>各位代表：</p><p>现在，我代表县人民政府向大会报告工作，请予审议。</p></body></html>"
)
MAIL = f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}\r\n--x--"


@pytest.mark.parametrize(("data", "form"), [(PAGE, "html"), (MAIL, "mht")])
def test_a_page_that_is_named_as_a_word_file_is_read_as_a_page(data: str, form: str):
    source = decode_source(data.encode(), "a.doc")
    assert source.text.split() == [
        "石桥县政府工作报告",
        "各位代表：",
        "现在，我代表县人民政府向大会报告工作，请予审议。",
    ]
    assert source.format == form
    assert source.notes[0] == f"the file is named .doc, but it is .{form}: read as such"


# --- anything at all


SEED = docx(
    numbered("回顾"),
    table(cell("甲") + cell("乙", properties='<w:gridSpan w:val="2"/>')),
    paragraph(run("见") + field("PAGE", run("3"))),
    parts={"numbering": numbering(level(0, "chineseCounting", "%1、"))},
)
with zipfile.ZipFile(BytesIO(SEED)) as _archive:
    XML = {name: _archive.read(name) for name in _archive.namelist()}


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(SEED)),
)
def test_changed_bytes_give_a_text_or_a_reason(changes: list[tuple[int, int]], end: int):
    data = bytearray(SEED)
    for at, byte in changes:
        data[at] = byte
    for some in (bytes(data), bytes(data[:end])):
        try:
            assert read_docx(some).text
        except ValueError as error:
            assert str(error)


@settings(max_examples=150)
@given(
    st.sampled_from([name for name in XML if name.startswith("word/")]),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=3)), max_size=4),
)
def test_changed_xml_gives_a_text_or_a_reason(name: str, changes: list[tuple[int, bytes]]):
    content = XML[name]
    for at, some in changes:
        at %= len(content)
        content = content[:at] + some + content[at + len(some) :]
    try:
        assert read_docx(package({**XML, name: content})).text
    except ValueError as error:
        assert str(error)
