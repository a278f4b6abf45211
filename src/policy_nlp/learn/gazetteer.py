"""The table of places (地名表) from its source: every unit of GB/T 2260 since 1981, with what became of it.

In: a checkout of https://github.com/yescallop/areacodes (CC0 1.0), which keeps the codes that the Ministry of Civil
Affairs (民政部) published year by year. Out: `places.tsv`. The same checkout gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEADER = """\
# Units of administration (行政区划) at and above the county by GB/T 2260, with those that are no more, since 1981.
# Source: https://github.com/yescallop/areacodes, commit {commit}; licence: CC0 1.0 (public domain).
# It keeps the codes that the Ministry of Civil Affairs (民政部) published for each year, as of 31 December.
# Made by `python -m policy_nlp.learn gazetteer`; not to be edited by hand. Years: of the first list that holds the unit
# (empty: 1981, the oldest) and of the first that does not (empty: in use). became: the codes of what took its place.
# short: how texts call a province, a prefecture or an autonomous county for short; empty where that is ambiguous.
"""
_FIRST_LIST = 1981
_SUFFIXES = ("自治区", "自治州", "特别行政区", "行政区", "地区", "省", "市", "盟")
# The peoples (民族) that names of autonomous places hold, the longest first.
_PEOPLES = sorted(
    [
        "蒙古族",
        "蒙古",
        "回族",
        "藏族",
        "维吾尔",
        "苗族",
        "彝族",
        "壮族",
        "布依族",
        "朝鲜族",
        "侗族",
        "瑶族",
        "白族",
        "土家族",
        "哈尼族",
        "哈萨克族",
        "哈萨克",
        "傣族",
        "黎族",
        "傈僳族",
        "景颇族",
        "柯尔克孜",
        "羌族",
        "仡佬族",
        "畲族",
        "满族",
        "水族",
        "佤族",
        "拉祜族",
        "纳西族",
        "毛南族",
        "仫佬族",
        "各族",
        "独龙族",
        "怒族",
        "普米族",
        "布朗族",
        "撒拉族",
        "土族",
        "东乡族",
        "保安族",
        "裕固族",
        "锡伯",
        "塔吉克",
        "达斡尔族",
        "鄂伦春",
        "鄂温克族",
    ],
    key=lambda people: -len(people),
)
# Places whose names are cut in a way of their own.
_SHORT = {652700: "博州", 652800: "巴州", 653000: "克州", 654000: "伊犁", 222400: "延边"}


@dataclass(slots=True)
class _Unit:
    code: int
    name: str
    since: int
    until: int | None
    became: list[int]
    children: list[_Unit]

    @property
    def is_county(self) -> bool:
        return self.code % 100 != 0


def _units(items: list[dict[str, Any]]) -> Iterator[_Unit]:
    """All units of the source's tree, each before its children."""
    for item in items:
        end = item.get("end")
        # Only what took its place when it ended: other entries are strips of land that changed hands.
        became = [s["code"] for s in item.get("succ", []) if end is not None and s.get("time", end) == end]
        children = list(_units(item.get("children", [])))
        below = [unit for unit in children if unit.is_county]
        unit = _Unit(item["code"], item["name"], item["start"], end, became, below)
        yield unit
        yield from children


def _inherit(unit: _Unit, begun: set[tuple[int, int]]) -> None:
    """What a prefecture became that the source only says of its counties: where most of them went.

    `begun` holds the code and first year of every unit: one with the same code that begins when this one ends is
    this one under another name.
    """
    if unit.is_county or unit.until is None or unit.became:
        return
    if (unit.code, unit.until) in begun:
        unit.became = [unit.code]
        return
    heirs = Counter(
        code // 100 * 100
        for child in unit.children
        if child.until == unit.until
        for code in child.became
        if code // 100 * 100 != unit.code
    )
    known = {code for code, _ in begun}
    heirs = Counter({code: count for code, count in heirs.items() if code in known})
    if heirs:
        code, count = heirs.most_common(1)[0]
        unit.became = [code] if 2 * count > heirs.total() else []


def _short(unit: _Unit) -> str:
    """内蒙古自治区 → 内蒙古, 黔东南苗族侗族自治州 → 黔东南, 彭水苗族土家族自治县 → 彭水县."""
    if unit.code in _SHORT:
        return _SHORT[unit.code]
    if unit.is_county:
        stem = _without_peoples(unit.name[:-3])
        return (
            stem + unit.name[-1] if unit.name[-3:] in ("自治县", "自治旗") and stem != unit.name[:-3] else ""
        )
    suffix = next((s for s in _SUFFIXES if unit.name.endswith(s)), "")
    name = unit.name.removesuffix(suffix)
    return _without_peoples(name) if suffix.startswith("自治") and name != "内蒙古" else name


def _without_peoples(name: str) -> str:
    while people := next((p for p in _PEOPLES if name.endswith(p) and len(name) > len(p)), ""):
        name = name.removesuffix(people)
    return name


def _shorts(units: list[_Unit]) -> dict[int, str]:
    """The short names by the position of their unit: of what is in use, and of cities whose names are no more."""
    names = {unit.name for unit in units}
    shorts: dict[str, int] = {}
    for in_use in (True, False):
        # Provinces before prefectures: 吉林 is the province.
        for index, unit in sorted(enumerate(units), key=lambda pair: (pair[1].code % 10000 != 0, pair[0])):
            wanted = unit.until is None if in_use else unit.until is not None and unit.name.endswith("市")
            if not wanted:
                continue
            short = _short(unit)
            if len(short) >= 2 and short not in names:
                shorts.setdefault(short, index)
    return {index: short for short, index in shorts.items()}


def table(codes: dict[str, Any], commit: str) -> str:
    """The table as TSV, from the source's `codes.json`."""
    units = list(_units(codes["items"]))
    begun = {(unit.code, unit.since) for unit in units}
    for unit in units:
        _inherit(unit, begun)
    units.sort(key=lambda unit: (unit.code, unit.since))
    shorts = _shorts(units)
    lines = [_HEADER.format(commit=commit) + "code\tname\tsince\tuntil\tbecame\tshort\n"]
    for index, unit in enumerate(units):
        cells = (
            str(unit.code),
            unit.name,
            "" if unit.since == _FIRST_LIST else str(unit.since),
            str(unit.until or ""),
            " ".join(map(str, sorted(set(unit.became)))),
            shorts.get(index, ""),
        )
        lines.append("\t".join(cells).rstrip("\t") + "\n")
    return "".join(lines)


def main(arguments: Sequence[str]) -> None:
    """`python -m policy_nlp.learn gazetteer SOURCE --commit ID --output places.tsv`."""
    parser = argparse.ArgumentParser(prog="policy_nlp.learn gazetteer", description=__doc__)
    parser.add_argument("source", type=Path, help="a checkout of yescallop/areacodes (the file codes.json)")
    parser.add_argument("--commit", required=True, help="its commit and date, for the table's header")
    parser.add_argument("--output", type=Path, required=True, help="the table to write")
    given = parser.parse_args(arguments)
    codes = json.loads((given.source / "codes.json").read_text("utf-8"))
    given.output.write_text(table(codes, given.commit), "utf-8")
