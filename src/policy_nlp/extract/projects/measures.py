"""Which numbers describe a project: its size, its investment, its area."""

from __future__ import annotations

import re
from bisect import bisect_left

from policy_nlp.document import CleanText
from policy_nlp.extract.projects.stages import Name
from policy_nlp.records import Quantity

_SIZES = re.compile(r"元$|亩$|公顷$|米$|公里$|吨|瓦|千伏|车位|床位|学位|套$|户$|层$|机组")
# Behind the name: 三河新城（总投资30亿元，占地500亩） · 三河新城，总投资30亿元
_BEHIND = re.compile(
    r"[”’]?(?:项目|工程)?[（，]?(?:(?:计划|预计|概算|新增|一期|首期|项目|工程)?(?:总投资|投资|投资额|占地|用地|建筑面积|总建筑面积|总面积|面积|全长|总长|长|年产|产能|设计产能|装机|装机容量|总装机|库容|总库容)[为达约超近]{0,2})?"
)
_NEXT = re.compile(
    r"(?:等)?[、，]?(?:总投资|投资|占地|用地|建筑面积|总建筑面积|总面积|全长|总长|装机|装机容量|库容|总库容|年产)[为达约超近]{0,2}"
)
# Before the name: 总投资30亿元的三河新城 · 30公里三河路
_BEFORE = re.compile(r"(?:以上|左右|余|多)?的?[“‘]?")


def measures_of(view: CleanText, names: list[Name], quantities: list[Quantity]) -> list[list[str]]:
    """The ids of the quantities that describe each name, in the order of the text.

    A number of the name itself (年产30万吨纸浆项目) describes it, and one that stands in the same clause directly
    before it (总投资30亿元的…) or behind it, with nothing but the word for the measure between.
    """
    text = view.text
    spans = []
    for quantity in quantities:
        start = view.from_raw(quantity.start)
        spans.append((start, max(start + 1, view.from_raw(quantity.end)), quantity))
    starts = [span[0] for span in spans]
    found: list[list[str]] = []
    for i, name in enumerate(names):
        following = names[i + 1].start if i + 1 < len(names) else len(text)
        ids: list[str] = []
        at = bisect_left(starts, name.start)
        if at and spans[at - 1][1] <= name.start:
            start, end, quantity = spans[at - 1]
            between = text[max(end, name.start - 5) : name.start]
            if (
                quantity.kind == "amount"
                and _is_size(quantity)
                and len(between) <= 4
                and _BEFORE.fullmatch(between)
                and text[start - 1 : start] != "等"
            ):
                ids.append(quantity.id)
        reach = name.end
        for k in range(at, len(spans)):
            start, end, quantity = spans[k]
            if start >= following or start > reach + 16:
                break
            inside = end <= name.end
            between = text[reach:start] if start >= reach else ""
            linked = (_BEHIND if reach == name.end else _NEXT).fullmatch(between)
            if not inside and not linked:
                break
            if quantity.kind == "amount" and _is_size(quantity):
                ids.append(quantity.id)
            reach = max(reach, end)
        found.append(ids)
    return found


def _is_size(quantity: Quantity) -> bool:
    return quantity.unit is not None and _SIZES.search(quantity.unit) is not None
