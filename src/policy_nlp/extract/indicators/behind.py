"""The words behind a number: the noun that is counted, and what is said of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from policy_nlp.extract.indicators.cues import cue_tables, strip_tail
from policy_nlp.extract.indicators.numbers import COUNTERS, PEOPLE, PER, SIZES, SPANS, Number
from policy_nlp.extract.indicators.wording import LONGEST, inside_quotes
from policy_nlp.knowledge.indicators import MONEY_UNITS

_REACH = 40
_SHORT_NOUN = 6
LONG_DEED = 8
"""From how many characters on a deed is a name by itself."""
SUFFIX = re.compile(PER + r"(?:以上|以下|以内|之内|左右|上下|之间|之多|[多余](?=[，。；、的]))*")
_MOVES_TO = re.compile(r"[一-鿿]{1,2}(?:至|到|为)")
_COMPARED = re.compile(r"(?:超|超过|突破|达|到达|接近|[过逾近破]|(?<![签合条公制节大])约)$")
_OVER = re.compile(r"(?:超过?|过|逾|突破)$")
_WITHIN = re.compile(r"(?:左右|以上)?(?:之内|以内|时间内?|内|来)[，,]?")
_DEED_ENDS = re.compile(r"[，。；：！？、\n\d]")

_ENDS_NOUN = re.compile(
    r"(?:项目|工程|企业|基地|平台|中心|机构|学校|医院|园区|面积|资金|专项|公园|站|馆|所|区|县|村|镇|市|路|线|桥|园|厂|院|点|员|人|户|家庭|名录|设施|装备|设备|品牌|产品|标准|政策|措施|事项|任务|行动|试点|人才|人员|学位|床位|车位|岗位|系统|体系|队伍|案件|隐患|产业链|集群|制度|机制|成果|技术|课程|土地|住房|房|小区|社区|街区|廊道|管网|公路|铁路|高速)$"
)


_STOPS = re.compile(r"[，。；：！？\n]|\d{1,2}月")


class Behind(NamedTuple):
    """What stands behind a number."""

    noun: str = ""
    """What is counted."""
    end: int = 0
    """Where the noun ends in the text."""
    said: str = ""
    """What is said of it, or the words behind a number without a noun."""
    modifies: bool = False
    """The number only describes the noun."""
    closed: bool = False
    """Punctuation ends what is said, not another number."""


_NOTHING = Behind()
_MODIFIES = Behind(modifies=True)


def chunk_end(chunk: str) -> int:
    """Where the noun phrase behind a number ends at the latest: at punctuation, and at 、 unless it lists nouns."""
    match = _STOPS.search(chunk)
    end = match.start() if match else len(chunk)
    pause = chunk.find("、", 0, end)
    if pause >= 0 and "等" not in chunk[pause:end] and pause > 3:
        end = pause
    return end


def noun_and_rest(chunk: str) -> tuple[str, str]:
    """Cut what is said of the noun off it: 薄弱村|全部达标, but 农房改造项目 is one noun."""
    cues = cue_tables()
    end = len(chunk)
    for pattern, is_weak in ((cues.predicate, False), (cues.verb, True)):
        position = 1
        while True:
            cut = pattern.search(chunk, position, end)
            if cut is None:
                break
            at = cut.start()
            position = cut.end()
            if (at < 2 and is_weak) or chunk[at - 1 : position] in cues.glued:
                continue
            held = cues.hold.match(chunk, at)
            if (
                not is_weak
                and position - at > 1
                and (held <= position - at or chunk[at : at + held] in cues.dependent)
            ):
                held = 0
            if held or chunk[at - 1] == "的" or inside_quotes(chunk, at):
                continue
            if is_weak and _ENDS_NOUN.search(chunk, position, end):
                break
            end = at
            break
    return chunk[:end], chunk[end:]


def opens_clause(chunk: str) -> bool:
    """2亿元用于…, 9天完成…: a verb behind the number, no noun."""
    cues = cue_tables()
    return cues.front.match(chunk) > 1 and not cues.hold.match(chunk) and not _ENDS_NOUN.search(chunk[:10])


def read_behind(text: str, numbers: list[Number], i: int) -> Behind:
    """The noun behind a number that counts, and what is said of it."""
    number = numbers[i]
    if number.kind not in ("amount", "percent", "multiple"):
        return _NOTHING
    cues = cue_tables()
    limit = number.end + _REACH
    begin = number.end
    match = SUFFIX.match(text, begin)
    suffix = match is not None and match.end() > begin
    if match is not None:
        begin = match.end()
    following = numbers[i + 1] if i + 1 < len(numbers) else None
    linked = text.startswith("的", begin)
    if linked:
        begin += 1
    elif number.kind != "amount" and not (suffix and number.kind == "percent" and number.comparator == "ge"):
        return _NOTHING
    if following is not None and following.start == begin:
        if linked:
            return _MODIFIES
        if number.unit in MONEY_UNITS or following.unit not in MONEY_UNITS:
            return _NOTHING
        # 8个10亿元以上重大产业项目: the threshold belongs to the noun
        limit = min(limit, numbers[i + 2].start) if i + 2 < len(numbers) else limit
    elif following is not None and following.start < limit:
        limit = following.start
    chunk = text[begin:limit]
    end = chunk_end(chunk)
    if number.unit in SIZES:
        # 长安30万辆微型汽车、江汽重卡等: the measure is of the first alone
        pause = chunk.find("、", 1, end)
        if pause > 0 and "（" not in chunk[:pause]:
            end = pause
        summed = chunk.find("等", 2, end)
        end = summed if summed > 0 else end
    closed = end < len(chunk) and chunk[end] in "，。；"
    chunk = chunk[:end]
    if not closed and end and chunk[-1] in "超过逾近约破达":
        # 6家企业超|百亿元: the next number's comparator
        chunk = _COMPARED.sub("", chunk)
    if (
        not chunk
        or not (chunk[0] in "“《" or chunk[0].isalnum())
        or (chunk[0] in "以为和与及至到或" and not cues.hold.match(chunk))
    ):
        return _NOTHING
    if cues.behind.match(chunk) and not cues.hold.match(chunk):
        return Behind(said=chunk if number.unit in PEOPLE and not _MOVES_TO.match(chunk) else "")
    noun, said = noun_and_rest(chunk)
    if (number.unit in SPANS or number.unit in MONEY_UNITS) and opens_clause(chunk):
        return Behind(said=chunk)
    if number.unit in MONEY_UNITS and not linked and number.comparator == "eq" and len(noun) > 12:
        return Behind(said=chunk)
    noun = noun.removesuffix("中")
    modifies = linked or (suffix and number.unit in MONEY_UNITS)
    if not modifies and number.unit in MONEY_UNITS and number.comparator in ("gt", "ge") and following:
        # 投资额超5亿元项目15个
        modifies = following.start == begin + len(noun) and following.unit not in MONEY_UNITS
    return Behind(noun, begin + len(noun), said, modifies, closed)


_IS_VAGUE = re.compile(
    r"(?:进展|突破|成效|成果|影响|作用|铺开|启动|改善|提升|增强|完善|优化|见效|落实|计划|任务|工作|目标|建设|创建|要求|需求)$"
)
_LIGHT_VERB = re.compile(r"^(?:(?:进行|开展)了?(?=[一-鿿“]{2})|实现了?(?=[一-鿿“]{4}))")


def selects(number: Number, found: Behind) -> bool:
    """Whether what is said of a noun tells which ones are counted (12种产品入选名录), not how all of them fare."""
    return (
        found.closed
        and (
            number.kind == "percent"
            or number.unit is None
            or number.unit in COUNTERS
            or number.unit in PEOPLE
        )
        and len(found.noun) <= _SHORT_NOUN
        and (number.kind == "percent" or not cue_tables().whole_set.match(found.said))
        and not _IS_VAGUE.search(found.said)
    )


def threshold_word(clause: str) -> str:
    """The word of a threshold at the end of a clause: 超 in 销售超|10亿元企业."""
    match = _OVER.search(clause)
    return match.group() if match else ""


def light_verb_off(said: str) -> str:
    """进行了能源审计 → 能源审计."""
    return _LIGHT_VERB.sub("", said)


def done_in(text: str, number: Number, gap: str) -> str:
    """What was done for or within a span of time: 连续三年获评…, 两年内建成…."""
    match = _WITHIN.match(text, number.end)
    begin = match.end() if match else number.end
    running = gap.endswith("连续")
    if match is None and not running:
        return ""
    end = _DEED_ENDS.search(text, begin, begin + _REACH)
    deed = text[begin : end.start() if end else begin + _REACH]
    if len(deed) < 3 or len(deed) > LONGEST:
        return ""
    if end and end.group().isdecimal() and len(strip_tail(deed, cue_tables().tail, frozenset())[0]) < 3:
        # 连续三年增幅超过6%: the next number says what was reached
        return ""
    return ("连续" if running else "") + deed[: LONG_DEED * 2]
