"""Web pages (网页): the text of the report in a page saved from a site, without what the site puts around it.

In: the bytes of a page (`read_html`) or of a web archive (`read_mht`). Out: the report's paragraphs and headings, one a
line, its table rows with tabs between the cells, the title first; and what was left out, each with its reason.

`markup` makes a tree of the page's characters, `pieces` the paragraphs of the tree, `body` chooses among them which are
the report's, `lines` knows the lines that sites print (`knowledge/data/page_lines.tsv`, `page_parts.tsv`).
"""

from policy_nlp.read.html.archive import read_mht
from policy_nlp.read.html.reader import page_content, read_html

__all__ = ["page_content", "read_html", "read_mht"]
