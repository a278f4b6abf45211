"""Web pages: the report's paragraphs, all of them and nothing else, from pages of many kinds of sites."""

from __future__ import annotations

import pytest

from policy_nlp.read.html import read_html
from site_pages import LAYOUTS, Layout


@pytest.mark.parametrize(
    "layout", LAYOUTS, ids=lambda layout: f"{layout.name}-{layout.encoding}-{layout.declared}"
)
def test_a_page_gives_the_report_and_nothing_of_the_site(layout: Layout):
    content = read_html(layout.data())
    assert content.text.rstrip("\n").split("\n") == layout.lines()
