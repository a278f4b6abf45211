"""Copied, scanned and printed texts: however a .txt was spoilt on its way, it gives the same items as the report itself."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from policy_nlp import process_text
from policy_nlp.records import Report

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
REPORTS = ("county/柘岭县/2023.txt", "county/柘岭县/2024.txt", "provincial/岚江省/2024.txt")
LAYERS = ("quantities", "targets", "projects", "commitments", "claims")
PLACED = {
    "id",
    "start",
    "end",
    "section",
    "quantity",
    "quantities",
    "commitment",
    "targets",
    "projects",
    "text",
    "name",
}
HAN = "\u4e00-\u9fff"


@cache
def text_of(name: str) -> str:
    return (CORPUS / name).read_text("utf-8-sig")


@cache
def processed(name: str) -> Report:
    return process_text(text_of(name))


def wrapped(text: str, indent: str = "", width: int = 38) -> list[str]:
    lines = [indent + line if line else line for line in text.split("\n")]
    return [line[i : i + width] for line in lines for i in range(0, max(len(line), 1), width)]


def paged(text: str, head: bool, foot: str) -> str:
    title = next(line for line in text.split("\n") if "工作报告" in line)
    made = []
    for number, line in enumerate(wrapped(text), 1):
        made.append(line)
        if number % 22 == 0:
            made += [foot.format(number // 22), *([title] if head else [])]
    return "\n".join(made)


def stamped(text: str, stamp: str) -> str:
    chance = random.Random(stamp)
    made = list(text)
    for _ in range(12):
        made.insert(chance.randrange(200, len(made)), stamp)
    return "".join(made)


SPOILT: dict[str, Callable[[str], str]] = {
    "a space between all characters": lambda t: re.sub(r"(?<=[^\n])(?=[^\n])", " ", t),
    "two spaces between all characters": lambda t: re.sub(r"(?<=[^\n])(?=[^\n])", "  ", t),
    "a space between Chinese characters": lambda t: re.sub(rf"(?<=[{HAN}])(?=[{HAN}])", " ", t),
    "lines broken at a width, paragraphs indented": lambda t: "\n".join(wrapped(t, "　　")),
    "lines broken at a width": lambda t: "\n".join(wrapped(t)),
    "pages with numbers and running heads": lambda t: paged(t, True, "— {} —"),
    "pages with numbers alone between blank lines": lambda t: paged(t, False, "\n{}\n"),
    "Windows line ends": lambda t: t.replace("\n", "\r\n"),
    "blank lines between paragraphs": lambda t: t.replace("\n", "\n\n"),
    "tabs in front of paragraphs": lambda t: t.replace("\n", "\n\t"),
    "a known watermark": lambda t: stamped(t, "马 克 数 据 网"),
    "an unknown watermark": lambda t: stamped(t, " 青 云 文 库 网 "),
    "a web page's lines around it": lambda t: (
        f"首页 > 政务公开 > 政府工作报告\n字号：[大 中 小] 打印\n{t}\n上一页 1 2 3 下一页\n责任编辑：林青\n扫一扫在手机打开当前页\n"
    ),
    "full-width digits": lambda t: t.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)}),
    "half-width punctuation": lambda t: t.translate(str.maketrans("，；：（）", ",;:()")),
    "zero-width characters": lambda t: t.replace("，", "，\u200b"),
    "entities": lambda t: t.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("—", "&mdash;"),
}


def told(item: Any) -> str:
    """An item without its place and its printed words, which hold what a page or a watermark put between them."""
    found = {k: v for k, v in item.model_dump(mode="json").items() if k not in PLACED}
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def shared(expected: Report, found: Report, layer: str) -> float:
    """How many of the items of two reports are the same: F1."""
    a, b = (Counter(told(item) for item in getattr(report, layer)) for report in (expected, found))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


@pytest.mark.parametrize("spoil", list(SPOILT.values()), ids=[name.replace(" ", "-") for name in SPOILT])
@pytest.mark.parametrize("name", REPORTS, ids=[name.replace("/", "-") for name in REPORTS])
def test_a_spoilt_text_gives_the_same_items(name: str, spoil: Callable[[str], str]):
    expected, found = processed(name), process_text(spoil(text_of(name)))
    # What a clause is hangs on words and line ends around it, too; a number, a project and a target do not.
    least = {"quantities": 1.0, "targets": 1.0, "projects": 1.0, "commitments": 0.97, "claims": 0.97}
    assert {
        layer: shared(expected, found, layer)
        for layer in LAYERS
        if shared(expected, found, layer) < least[layer]
    } == {}
    assert [(s.level, s.kind, s.marker, s.years) for s in found.sections if s.level <= 3] == [
        (s.level, s.kind, s.marker, s.years) for s in expected.sections if s.level <= 3
    ]
    for field in ("place", "level", "review_year", "plan_year", "delivered", "congress", "session"):
        assert getattr(found.report, field) == getattr(expected.report, field), field
