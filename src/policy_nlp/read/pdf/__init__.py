"""PDF: the text of its pages in the order in which people read it (版面还原).

1. `glyphs`: the characters of a page with their places, made to rows of segments; ruled tables; strange characters.
2. `running`: what returns from page to page near the edge: running heads, page numbers, watermarks.
3. `layout`: the rows of a page in reading order: columns, tables, footnotes.
4. `paragraphs`: lines joined to paragraphs, across columns and pages.
"""

from policy_nlp.read.pdf.reader import MAX_PAGES, read_pdf

__all__ = ["MAX_PAGES", "read_pdf"]
