"""Pages as sites have them, built around a report: the templates of tests/sites/ with the paragraphs in each site's markup.

Each template is the page of one kind of site with all that such pages hold besides the text. `@TITLE@` and `@TEXT@` stand
where the report goes, `CHARSET` where the page declares its encoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

SITES = Path(__file__).parent / "sites"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
_NUMBER = re.compile(r"([0-9.]+)")


def report_lines(name: str) -> list[str]:
    """The lines of one of the invented reports, as they should come out."""
    data = (CORPUS / name).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return [re.sub(" +", " ", line.strip()) for line in text.splitlines() if line.strip()]


def styled_paragraphs(lines: Sequence[str]) -> str:
    return "\n".join(
        f'<p style="text-indent: 2em; line-height: 1.8;"><span style="font-family: 仿宋; font-size: 21px;">{escape(line)}</span></p>'
        for line in lines
    )


def trs_paragraphs(lines: Sequence[str]) -> str:
    """Upper case, nested fonts, indents of NBSP, empty paragraphs between."""
    return "<P>&nbsp;</P>".join(
        f"<P align=justify><FONT face=宋体><FONT size=3>&nbsp;&nbsp;&nbsp; {escape(line)}</FONT></FONT>\u200b</P>\n"
        for line in lines
    )


def jcms_paragraphs(lines: Sequence[str]) -> str:
    """Text between <br> inside spans, headings bold."""
    made = []
    for line in lines:
        text = escape(line).replace("“", "&ldquo;").replace("”", "&rdquo;").replace("—", "&mdash;")
        made.append(f"<b>{text}</b>" if len(line) < 20 else text)
    return (
        "<p><span style='font-size:16px'>" + "<br />\r\n".join(f"　　{text}" for text in made) + "</span></p>"
    )


def bare_breaks(lines: Sequence[str]) -> str:
    """As editors of the first years left it: no elements at all but <BR>."""
    return "".join(f"　　{escape(line)}<BR>\r\n" for line in lines)


def double_breaks(lines: Sequence[str]) -> str:
    return "<br/><br/>".join(escape(line) for line in lines)


def divs(lines: Sequence[str]) -> str:
    return "".join(f"<div>&nbsp; &nbsp; {escape(line)}</div><div><br></div>" for line in lines)


def wechat_sections(lines: Sequence[str]) -> str:
    """Each paragraph in sections, with its numbers in spans of their own and pictures between."""
    made = []
    for number, line in enumerate(lines):
        text = "".join(
            f'<span style="letter-spacing: 1px;"><span textstyle="">{escape(part)}</span></span>'
            for part in _NUMBER.split(line)
            if part
        )
        made.append(f'<section style="margin: 0px 8px;"><p style="text-indent: 2em;">{text}</p></section>')
        if number % 7 == 3:
            made.append(
                '<section><p><img data-src="https://mm.example.cn/1.jpg" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p></section>'
            )
    return "\n".join(made)


def news_paragraphs(lines: Sequence[str]) -> str:
    """Words linked, an advertisement in the middle, one paragraph parted by a picture."""
    made = []
    for number, line in enumerate(lines):
        text = escape(line).replace("增长", '<a href="/k/zz">增长</a>', 1)
        comma = text.find("，", 60)
        if number == len(lines) // 2 and comma > 0:
            made.append(
                f"<p>　　{text[: comma + 1]}</p><p align=center><img src=/p.jpg></p><p>{text[comma + 1 :]}</p>"
            )
        else:
            made.append(f"<p>　　{text}</p>")
        if number == len(lines) // 3:
            made.append(
                '<div class="ad"><script>show_ad(2)</script><a href="/ad">买房就看岭上家园，均价实惠，欢迎品鉴！</a></div>'
            )
    return "\n".join(made)


def word_paragraphs(lines: Sequence[str]) -> str:
    """As Word saves: one span for each stretch of Latin and Chinese, lines wrapped anywhere, list marks in conditions."""
    made = []
    for line in lines:
        marker, rest = re.match(r"([一二三四五六七八九十]+、)?(.*)", line, re.S).groups()
        spans = []
        if marker:
            spans.append(
                f"<![if !supportLists]><span style='mso-list:Ignore'>{marker}<span style='font:7.0pt'></span></span><![endif]>"
            )
        for part in _NUMBER.split(rest):
            if not part:
                continue
            if _NUMBER.fullmatch(part):
                spans.append(f"<span\nlang=EN-US style='font-size:16.0pt'>{part}</span>")
            else:
                wrapped = "\n".join(escape(part[i : i + 30]) for i in range(0, len(part), 30))
                spans.append(f"<span style='font-size:16.0pt;font-family:\n仿宋_GB2312'>{wrapped}</span>")
        made.append(
            f"<p class=MsoNormal style='text-indent:32.0pt;line-height:\n29.0pt'>{''.join(spans)}<span lang=EN-US><o:p></o:p></span></p>\n"
        )
    return "\n".join(made)


def wrapped_lines(lines: Sequence[str]) -> str:
    """Plain text wrapped at a width, paragraphs indented."""
    made = []
    for line in lines:
        text = f"　　{escape(line)}"
        made += [text[i : i + 38] for i in range(0, len(text), 38)]
    return "\n".join(made)


def yearbook_paragraphs(lines: Sequence[str]) -> str:
    made = [
        f"<h4>{escape(line)}</h4>" if re.match("[一二三四五六]、", line) else f"<p>{escape(line)}"
        for line in lines
    ]
    return "\n".join(made)


def table_rows(lines: Sequence[str]) -> str:
    """A row of a table for each paragraph, none of them closed."""
    return "".join(f"<tr><td>&nbsp;&nbsp;&nbsp;&nbsp;{escape(line)}" for line in lines)


def sections(lines: Sequence[str]) -> str:
    """Headed parts in elements of their own, paragraphs that begin with —— as lists."""
    made = ['<div class="part"><div>']
    for number, line in enumerate(lines):
        if re.match("[一二三四五六]、", line):
            made.append(f'</div></div><div class="part"><h3 id="s{number}">{escape(line)}</h3><div>')
        elif line.startswith("——"):
            made.append(f"<ul><li>{escape(line)}</li></ul>")
        else:
            made.append(f"<p>{escape(line)}</p>")
    return "\n".join([*made, "</div></div>"])


@dataclass(frozen=True)
class Layout:
    """One kind of site.

    Attributes:
        report: the invented report on it.
        paragraphs: how the site marks paragraphs up.
        encoding: of the bytes.
        declared: what the page says of it; None if it says nothing.
        title_in_text: whether the text begins with the title, too.
        title: a title that the page gives to a report that has none of its own.
    """

    name: str
    report: str
    paragraphs: Callable[[Sequence[str]], str]
    encoding: str = "utf-8"
    declared: str | None = "utf-8"
    title_in_text: bool = False
    title: str | None = None

    def lines(self) -> list[str]:
        """What should be read."""
        lines = report_lines(self.report)
        return [self.title, *lines] if self.title else lines

    def page(self) -> str:
        title, *rest = self.lines()
        text = self.paragraphs([title, *rest] if self.title_in_text else rest)
        page = (SITES / f"{self.name}.html").read_text("utf-8")
        if self.declared is None:
            page = re.sub(r"<meta[^>]*charset[^>]*>\n?", "", page, flags=re.I)
        return (
            page.replace("CHARSET", self.declared or "")
            .replace("@TITLE@", escape(title))
            .replace("@TEXT@", text)
        )

    def data(self) -> bytes:
        return self.page().encode(self.encoding, "xmlcharrefreplace")


LAYOUTS = (
    Layout("national", "provincial/岚江省/2025.txt", styled_paragraphs),
    Layout("provincial_trs", "provincial/岚江省/2024.txt", trs_paragraphs, declared="gb2312"),
    Layout("county_jcms", "county/柘岭县/2024.txt", jcms_paragraphs, "gb18030", "GBK"),
    Layout("tables_2003", "prefectural/霁州市/2007.txt", bare_breaks, "gb18030", "gb2312"),
    Layout("tables_2003", "prefectural/霁州市/2006.txt", bare_breaks, "gb18030", "iso-8859-1"),
    Layout("news_reprint", "county/柘岭县/2024.txt", news_paragraphs),
    Layout("aspx", "county/柘岭县/2023.txt", divs, "utf-8", None),
    Layout("wechat", "county/柘岭县/2024.txt", wechat_sections),
    Layout("wechat", "township/杏渚镇/2025.txt", wechat_sections, title="一图一文｜杏渚镇2025年政府工作报告"),
    Layout("print_view", "county/柘岭县/2023.txt", styled_paragraphs, "gb18030", None, title_in_text=True),
    Layout("yearbook", "county/柘岭县/2023.txt", yearbook_paragraphs, "utf-16", "utf-8"),
    Layout("word_saved", "prefectural/霁州市/2007.txt", word_paragraphs, "gb18030", "gb2312"),
    Layout("word_saved", "county/柘岭县/2024.txt", word_paragraphs, "utf-8-sig", "gb2312"),
    Layout("township_div_br", "county/柘岭县/2023.txt", double_breaks, "gb18030", None),
    Layout("mobile_copy", "county/柘岭县/2024.txt", divs, "gb18030", "utf-8"),
    Layout("forum_pre", "county/柘岭县/2024.txt", wrapped_lines, "gb18030", None),
    Layout("newspaper", "county/柘岭县/2024.txt", trs_paragraphs),
    Layout("newspaper", "prefectural/霁州市/2007.txt", bare_breaks, "gb18030", "utf-8"),
    Layout("unclosed", "county/柘岭县/2023.txt", table_rows, "gb18030", "gb2312"),
    Layout("party_site", "provincial/岚江省/2025.txt", sections),
    Layout("party_site", "county/柘岭县/2024.txt", sections, "utf-8", None),
)
