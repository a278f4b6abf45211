"""Names that share a beginning or an end: 烟草、文旅产业产值, 事故起数和死亡人数."""

from __future__ import annotations

import re

from policy_nlp.extract.indicators.cues import cue_tables
from policy_nlp.extract.indicators.headlines import is_known
from policy_nlp.extract.indicators.numbers import PER, Number

_LONGEST_LIST = 12
_JOIN = re.compile(
    PER
    + r"(?:以上|以下|以内|左右|上下|多|余)?(?:、|和|与|及|以及|，|,|或|：|:)+(?:约|近|超|超过|突破|达|达到)?"
)

_NUMBERED = re.compile(r"第?[一二](?:产业)?[、和与](?:第?[二三](?:产业)?[、和与])?第?[二三]次?产业")


HEAD = re.compile(
    r"(?:总产值|产值|增加值|收入|支出|余额|零售额|销售额|交易额|成交额|出口额|进口额|总额|投资额|投资|产量|数量|面积|覆盖率|普及率|完成率|占比|比重|[一-鿿]{0,2}率|利润|价格|规模|里程|人数|吞吐量|存款|贷款|消费|总量|能力|标准|水平|指数|比例|岗位|人口|强度|浓度|消耗|能耗|物耗|排放量|周转量|成本)$"
)


SPLIT = re.compile(r"、|和|与|及|以及")


_BARE_SIDES = frozenset(
    ("面积", "人数", "投资", "资金", "收入", "数量", "规模", "总数", "总量", "总额", "存量", "增量")
)


def without_side(topic: str, sides: frozenset[str]) -> str:
    """What a topic is of: 龙头企业销售收入 → 龙头企业."""
    if topic in sides:
        return topic
    for length in range(min(6, len(topic) - 2), 1, -1):
        side = topic[-length:]
        if side in sides:
            return topic if side in _BARE_SIDES or is_known(topic) else topic[:-length]
    return topic


def _sectors(listed: str, rest: str) -> str:
    """第一、二、三产业 → 第一产业、第二产业、第三产业."""
    return "、".join(f"第{c}产业{rest}" for c in listed if c in "一二三")


def split_coordinated(name: str, count: int) -> list[str]:
    """The names in a coordinated subject: 烟草、文旅产业产值 → 烟草产值, 文旅产业产值; one name if there are not `count`."""
    if count == 2:
        if "城乡" in name:
            return [name.replace("城乡", "城镇", 1), name.replace("城乡", "农村", 1)]
        if "存贷款" in name:
            return [name.replace("存贷款", "存款", 1), name.replace("存贷款", "贷款", 1)]
    if "产业" in name:
        sectors = _NUMBERED.search(name)
        if sectors:
            name = name[: sectors.start()] + _sectors(sectors.group(), name[sectors.end() :])
    pieces = [piece for piece in SPLIT.split(name) if piece]
    if len(pieces) != count:
        return [name]
    last = pieces[-1]
    sides = cue_tables().dependent
    if last in sides and not is_known(last):
        whole_of = without_side(pieces[0], sides)
        if whole_of != pieces[0]:
            # 交通事故起数和死亡人数: the second is another side of what the first is a side of
            return [pieces[0], *(whole_of + piece if piece in sides else piece for piece in pieces[1:])]
    origin = pieces[0].rfind("的") + 1
    if origin > 3 and "的" not in last and HEAD.search(last):
        # 每万元产值的能源和电力消耗
        shared = pieces[0][:origin]
        parts = split_coordinated(name[origin:], count)
        return [shared + part for part in parts] if len(parts) == count else [name]
    head = HEAD.search(last)
    out = []
    for piece in pieces[:-1]:
        whole = piece
        if not is_known(piece):
            for k in range(1, len(last)):
                if is_known(piece + last[k:]):
                    whole = piece + last[k:]
                    break
            else:
                if HEAD.search(piece):
                    pass
                elif is_known(last) and len(last) > len(piece) + 3:
                    whole = piece + last[len(piece) :]
                elif head:
                    whole = piece + head.group()
                elif piece[-1] in "国省市县区" and last[1:2] == "级":
                    whole = piece + last[1:]
                elif len(piece) <= 3 and len(last) > len(piece) + 1 and last[len(piece)] != "（":
                    whole = piece + last[len(piece) :]

        out.append(whole)
    return [*out, last]


def joined(text: str, numbers: list[Number], i: int) -> bool:
    """Whether nothing but a conjunction stands between a number and the one before it."""
    return _JOIN.fullmatch(text, numbers[i - 1].end, numbers[i].start) is not None


def list_length(text: str, numbers: list[Number], i: int) -> int:
    """How many coordinated numbers of one kind begin at a number."""
    count = 1
    while (
        count < _LONGEST_LIST
        and i + count < len(numbers)
        and numbers[i + count].start - numbers[i + count - 1].end <= 6
        and joined(text, numbers, i + count)
    ):
        if numbers[i + count].kind != numbers[i].kind:
            break
        count += 1
    return count


def is_shared(gap: str) -> bool:
    """均增长7%: one number for several subjects."""
    return "均" in gap[-6:]
