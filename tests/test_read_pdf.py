"""PDF: the paragraphs that were set, in the order in which people read them; or one line that says what to do."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pdf_documents import Sheet, agreement, paragraphs_of, pdf, song, squares
from policy_nlp.read import Content, ReadError, decode_source
from policy_nlp.read.pdf import read_pdf, reader

CORPUS = sorted((Path(__file__).resolve().parents[1] / "corpus").glob("*/*/*.txt"))

SHEETS = {
    "office": Sheet(head="霁州市政府工作报告", foot="— {page} —"),
    "embedded font": Sheet(font="squares", foot="{page}"),
    "numbers torn at line ends": Sheet(tear=True, foot="第{page}页"),
    "ragged": Sheet(justify=False, foot="{page}/9"),
    "watermark": Sheet(watermark="内部资料 注意保存"),
    "newspaper": Sheet(
        columns=2, size=10, leading=15, margin=50, head="霁州日报  2024年1月20日", foot="{page}", tear=True
    ),
    "broadsheet": Sheet(
        columns=4, size=9, leading=13, margin=40, width=1000, height=1400, gutter=12, tear=True
    ),
}


def drawn(draw: Callable[[Canvas], None], *, font: str = "", size: float = 14) -> bytes:
    """A PDF of what `draw` puts on its first page."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, pageCompression=0)
    canvas.setFont(font or song(), size)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(*texts: str, x: float = 90, y: float = 700, leading: float = 24) -> Callable[[Canvas], None]:
    """Draws lines one below the other."""

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            canvas.drawString(x, y - number * leading, text)

    return draw


def picture() -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("RGB", (8, 8), "grey"))


def cuts_of(content: Content) -> list[tuple[str, str, int | None]]:
    return [(cut.reason, cut.text, cut.page) for cut in content.cuts]


# --- whole reports


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: f"{p.parent.name}-{p.stem}")
@pytest.mark.parametrize("name", SHEETS)
def test_a_report_that_was_set_has_the_paragraphs_of_its_text(name: str, path: Path):
    sheet = SHEETS[name]
    if sheet.font:
        sheet = replace(sheet, font=squares())
    expected = paragraphs_of(path)
    source = decode_source(pdf(expected, sheet), "a.pdf")
    recall, precision = agreement(expected, source.text.split("\n"))
    assert recall >= 0.99
    assert precision >= 0.99
    assert source.format == "pdf"


def test_every_stretch_of_text_says_its_page_also_where_a_paragraph_goes_on():
    expected = paragraphs_of(CORPUS[0])
    content = read_pdf(pdf(expected))
    pages = [block.page for block in content.blocks]
    assert pages == sorted(pages)
    assert set(pages) == set(range(1, pages[-1] + 1))
    parts = [content.text[block.start : block.end] for block in content.blocks]
    assert "".join(parts) == content.text.replace("\n", "")
    over = [a for a, b in zip(content.blocks, content.blocks[1:], strict=False) if a.end == b.start]
    assert over  # a page ends within a paragraph


def test_an_item_says_the_page_on_which_it_begins(nlp):
    from policy_nlp.pipeline.process import process_source

    expected = paragraphs_of(CORPUS[0])
    report = process_source(decode_source(pdf(expected), "a.pdf"), nlp=nlp)
    pages = [quantity.page for quantity in report.quantities]
    assert pages == sorted(pages)
    assert pages[0] == 1
    assert pages[-1] > 3


def test_sixty_pages_take_less_than_three_seconds():
    expected = [text for path in CORPUS for text in paragraphs_of(path)] * 2
    data = pdf(expected, Sheet(titles=0, leading=26))
    start = time.process_time()
    content = read_pdf(data)
    taken = time.process_time() - start
    pages = content.blocks[-1].page or 0
    assert pages >= 60
    assert taken / pages < 3 / 60, (taken, pages)


# --- what returns on every page


def test_running_heads_and_page_numbers_are_cut_with_their_page():
    content = read_pdf(pdf(paragraphs_of(CORPUS[0]), Sheet(head="石桥县政府工作报告", foot="— {page} —")))
    assert cuts_of(content)[:4] == [
        ("running head", "石桥县政府工作报告", 1),
        ("page number", "— 1 —", 1),
        ("running head", "石桥县政府工作报告", 2),
        ("page number", "— 2 —", 2),
    ]
    assert "— 1 —" not in content.text


@pytest.mark.parametrize(
    "foot", ["{page}", "第 {page} 页", "第{page}页 共12页", "- {page} -", "{page}/12", "·{page}·"]
)
def test_a_page_number_is_known_in_every_form(foot: str):
    content = read_pdf(pdf(paragraphs_of(CORPUS[0]), Sheet(foot=foot)))
    assert [cut.reason for cut in content.cuts] == ["page number"] * (content.blocks[-1].page or 0)


def test_a_number_that_is_text_stays():
    content = read_pdf(drawn(lines("一般公共预算收入（亿元）", "2024", "全年增长6%。", y=120)))
    assert "2024" in content.text
    assert content.cuts == ()


def test_a_watermark_set_askew_is_cut():
    content = read_pdf(pdf(paragraphs_of(CORPUS[0]), Sheet(watermark="送审稿")))
    assert cuts_of(content)[0] == ("text set askew: a watermark or a stamp", "送审稿", 1)
    assert "送审稿" not in content.text


# --- lines and characters


def test_a_number_torn_at_a_line_end_is_whole_and_no_space_comes_between_chinese():
    for more in range(26):  # so that the line ends fall everywhere
        text = "各" * more + "一般公共预算收入完成23,876.5万元，其中税收占八成以上，增幅居全市前列。"
        assert read_pdf(pdf([text, text], Sheet(titles=0, tear=True))).text == f"{text}\n{text}"


def test_latin_words_keep_their_spaces_across_line_ends():
    text = "引进Green Valley Science and Technology Park项目，落地Industrial Internet of Things平台。"
    assert read_pdf(pdf([text, text], Sheet(titles=0))).text == f"{text}\n{text}"


def test_text_drawn_twice_to_look_bold_is_read_once():
    def draw(canvas: Canvas) -> None:
        for offset in (0, 0.4, 0.8):
            canvas.drawString(90 + offset, 700, "一、2024年工作回顾1100人")

    assert read_pdf(drawn(draw)).text == "一、2024年工作回顾1100人"


def test_radicals_and_ligatures_are_the_characters_that_are_meant():
    content = read_pdf(drawn(lines("⼀、⼯作⽬标：⺠⽣和⻓江，ﬁne"), font=squares()))
    assert content.text == "一、工作目标：民生和长江，fine"


def test_letters_of_a_title_set_apart_are_put_together():
    def draw(canvas: Canvas) -> None:
        for number, char in enumerate("政府工作报告"):
            canvas.drawString(120 + number * 50, 700, char)
        canvas.drawString(90, 640, "各位代表：")

    assert read_pdf(drawn(draw)).text == "政府工作报告\n各位代表："


def test_raised_digits_stay_raised_so_that_no_number_grows():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, 700, "新增绿地5km")
        canvas.setFont(song(), 7)
        canvas.drawString(90 + 14 * 4.6 + 14, 706, "2")

    assert read_pdf(drawn(draw)).text == "新增绿地5km²"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_is_read_as_it_is_looked_at(turn: int):
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        lines("附件", "重点项目3个，总投资12亿元。", x=0, y=0)(canvas)

    assert read_pdf(drawn(draw)).text == "附件\n重点项目3个，总投资12亿元。"


# --- tables and notes


def test_a_ruled_table_gives_a_line_for_each_row_and_merged_cells_once():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, 700, "附表 主要指标")
        # 经济 stands beside two rows
        canvas.grid([90, 160, 300, 420], [600, 630, 660])
        canvas.line(90, 570, 420, 570)
        canvas.line(160, 600, 420, 600)
        for x in (90, 160, 300, 420):
            canvas.line(x, 570, x, 600)
        for x, y, text in [
            (95, 640, "类别"), (165, 640, "指标"), (305, 640, "目标值"),
            (95, 610, "经济"), (165, 618, "地区生产总值"), (165, 604, "增速"), (305, 610, "6%左右"),
            (165, 580, "出口总额"), (305, 580, "5%"),
        ]:  # fmt: skip
            canvas.drawString(x, y, text)
        canvas.drawString(90, 520, "说明：以上为预期目标。")

    content = read_pdf(drawn(draw, size=12))
    assert content.text.split("\n") == [
        "附表 主要指标",
        "类别\t指标\t目标值",
        "经济\t地区生产总值增速\t6%左右",
        "\t出口总额\t5%",
        "说明：以上为预期目标。",
    ]


def test_a_table_without_lines_is_told_by_its_white_stripes():
    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(
            [("指标", "目标值", "完成值"), ("生产总值增速", "6%", "6.3%"), ("新增就业", "6000人", "6412人")]
        ):
            for x, text in zip((90, 260, 400), row, strict=True):
                canvas.drawString(x, 700 - 22 * number, text)

    assert (
        read_pdf(drawn(draw)).text == "指标\t目标值\t完成值\n生产总值增速\t6%\t6.3%\n新增就业\t6000人\t6412人"
    )


def test_footnotes_stand_at_the_end_and_their_marks_are_gone():
    def draw(canvas: Canvas) -> None:
        lines(*["推进“一件事”改革，办成民生实事十件，让群众少跑腿。"] * 5)(canvas)
        canvas.setFont(song(), 7)
        canvas.drawString(90 + 14 * 26, 705, "1")
        canvas.setFont(song(), 9)
        canvas.drawString(90, 100, "1 一件事：指多个部门的事项一次办成。")

    content = read_pdf(drawn(draw))
    assert content.text.startswith("推进“一件事”改革")
    assert content.text.endswith("\n注释\n[1] 一件事：指多个部门的事项一次办成。")
    assert content.notes == ("1 footnotes stand at the end of the text, under 注释",)


def test_a_table_of_contents_is_cut():
    content = read_pdf(
        drawn(
            lines(
                "目　录",
                "一、2024年工作回顾……………………………3",
                "二、2025年工作安排..........................8",
                "各位代表：",
            )
        )
    )
    assert content.text == "各位代表："
    assert {cut.reason for cut in content.cuts} == {"table of contents"}
    assert len(content.cuts) == 3


# --- scans


def scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 0, 0, 595, 842)


def test_a_page_without_text_is_named_as_a_scan():
    def draw(canvas: Canvas) -> None:
        lines("全年新增就业6000人。")(canvas)
        canvas.showPage()
        scan(canvas)
        canvas.showPage()
        scan(canvas)

    content = read_pdf(drawn(draw))
    assert content.text == "全年新增就业6000人。"
    assert len(content.notes) == 1
    assert content.notes[0].startswith("pages 2-3 have no text: a scan, which is not read; run OCR")


def test_the_text_layer_of_an_ocr_is_read_and_said():
    def draw(canvas: Canvas) -> None:
        scan(canvas)
        text = canvas.beginText(90, 700)
        text.setTextRenderMode(3)
        text.textLine("全年新增就业6000人。")
        text.textLine("　　粮食总产量达到3.1亿斤。")
        canvas.drawText(text)

    content = read_pdf(drawn(draw))
    assert content.text == "全年新增就业6000人。\n粮食总产量达到3.1亿斤。"
    assert content.notes == ("page 1 has the text of an OCR under a picture: numbers may be misread",)


# --- what can't be read


def without_names(data: bytes) -> bytes:
    """The PDF without the table from its font's codes to characters."""
    assert b"/ToUnicode" in data
    return data.replace(b"/ToUnicode", b"/ToNothing")


def bomb(size: int) -> bytes:
    """A PDF whose one page unpacks to `size` bytes."""
    packed = zlib.compress(b" " * size)
    stream = b"stream\n" + packed + b"\nendstream"
    return GOOD.replace(
        b"endobj", b"endobj\n99 0 obj\n<< /Filter /FlateDecode >>\n" + stream + b"\nendobj", 1
    )


GOOD = drawn(lines("全年新增就业6000人。"))
LONG = "全县上下攻坚克难，经济社会发展取得新的成绩，人民生活持续改善，社会大局保持稳定。"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "the file is empty"),
        (lambda: b"%PDF-1.4\n%%EOF", "damaged or cut short"),
        (lambda: GOOD[: len(GOOD) // 3], "damaged or cut short"),
        (lambda: pdf([LONG], encrypt=StandardEncryption("secret", "owner")), "locked by a password"),
        (lambda: drawn(scan), "pictures of pages and no text: a scan; run OCR"),
        (lambda: drawn(lambda canvas: canvas.rect(90, 90, 50, 50)), "holds no text"),
        (lambda: without_names(drawn(lines(LONG), font=squares())), "its text is unreadable; run OCR"),
        (lambda: drawn(lines("\ue001\ue002\ue003\ue004" * 8), font=squares()), "its text is unreadable; run OCR"),
        (lambda: drawn(lines(*["".join(map(chr, range(0x4E03 + n, 0x9FA0, 877))) for n in range(3)]), font=squares()), "unreadable; run OCR"),
        (lambda: bomb(reader.MAX_UNPACKED + 2), "unpacks to far more than any report"),
        (lambda: b"plain text", "damaged or cut short"),
        (lambda: b"\xff\xd8\xff\xe0", "a JPEG image, not text; run OCR"),
    ],
)  # fmt: skip
def test_a_pdf_that_can_t_be_read_says_why_and_what_to_do(make: Callable[[], bytes], said: str):
    with pytest.raises(ReadError) as error:
        decode_source(make(), "a.pdf")
    assert str(error.value).startswith("a.pdf: ")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_pdf_that_only_forbids_printing_is_read():
    data = pdf([LONG, LONG], Sheet(titles=0), encrypt=StandardEncryption("", "owner", canPrint=0))
    assert read_pdf(data).text == f"{LONG}\n{LONG}"


def test_a_pdf_whose_directory_is_lost_is_repaired():
    at = GOOD.rindex(b"startxref")
    assert read_pdf(GOOD[:at] + b"startxref\n7\n%%EOF").text == "全年新增就业6000人。"


def test_a_page_of_nameless_characters_is_left_out_and_said():
    def draw(canvas: Canvas) -> None:
        lines("全年新增就业6000人。")(canvas)
        canvas.showPage()
        canvas.setFont(squares(), 14)
        lines("\ue001\ue002\ue003\ue004" * 8)(canvas)

    content = read_pdf(drawn(draw))
    assert content.text == "全年新增就业6000人。"
    assert content.notes[0].startswith(
        "page 2 has a font that does not say what its characters are; not read; run OCR"
    )
    assert [cut.reason for cut in content.cuts] == ["characters that the font does not name"]


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "MAX_PAGES", 1)
    with pytest.raises(ValueError, match="has 2 pages, more than any report"):
        read_pdf(drawn(lambda canvas: (lines("一")(canvas), canvas.showPage(), lines("二")(canvas))))


# --- anything at all

SEED = drawn(lambda canvas: (lines(LONG, LONG)(canvas), canvas.grid([90, 160, 300], [300, 330, 360])))


@settings(max_examples=250)
@given(
    st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.binary(min_size=1, max_size=4)), max_size=12),
    st.one_of(st.none(), st.integers(0, len(SEED))),
)
def test_changed_bytes_give_a_text_or_a_reason(changes: list[tuple[int, bytes]], end: int | None):
    data = bytearray(SEED)
    for at, some in changes:
        data[at : at + len(some)] = some
    start = time.process_time()
    try:
        content = read_pdf(bytes(data[:end]))
    except ValueError as error:
        assert str(error)
    else:
        assert content.text
        assert all(0 <= b.start < b.end <= len(content.text) for b in content.blocks)
    assert time.process_time() - start < 5
