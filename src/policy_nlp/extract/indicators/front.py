"""The words in front of a number: verb, subject, basis, word of change."""

from __future__ import annotations

import re

from policy_nlp.extract.indicators.cues import cue_tables, strip_tail
from policy_nlp.extract.indicators.numbers import Number
from policy_nlp.extract.indicators.wording import LONGEST, inside_quotes

_BASIS = re.compile(
    r"(?<![同环对占之产构相可贷])(?:比(?![重例率值武赛从由达为提超])|较(?![大快高为好强低多少])|高于|低于|快于|高出|优于|领先|超出|多于|少于)"
    r"[^，、；：]{1,16}$"
)


_GROWTH_WORD = re.compile(
    r"(?:同比|实际|名义|分别|年均|净|均|再|又|可比|将|约|大幅|预计|平均|各)*"
    r"(?:增长|增产|减产|增收|减收|递增|下降|提高|上升|增加|减少|降低|上涨|提升|回落|压减|多增|少增|增|降|减|高|低|多|少|翻|涨|快|缩小|收窄)(?:了|至|到|约|近|超过?)?$"
)


_FROM = re.compile(r"(?:从|由)(?:[^，、；从由]{0,10})$")


_TIMES_END = frozenset("的年期间底末初五”和计")
_TIMES_OF = re.compile(
    r"(?:是|为|相当于|达到?|(?<![加高升长大降低少落展减涨])[到至]了?|在|于)?(?:\d{4}年|“?[一二三四五六七八九十]{1,2}五”?|[一二][九〇零][一二三四五六七八九〇零]{2}年|上年|去年|前年|同期|上一年)(?:同期|时期|期间|初期|年?[底末])?的?$"
    r"|(?:相当于|是|为)[^，]{0,10}(?:总和|合计|之和)的?$"
    r"|(?:[是为由从至到于在]|(?<=[加高升长大降低少落展减涨])[至到])年[初末底]的?$"
)


_TIME = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}(?:是|要(?![素件点]))|(?:到了?|至|在|自|从|截至|截止)?(?:\d{4}年(?:以来|底|末|度)?|[一二][九〇零][一二三四五六七八九〇零]{2}年的?|(?:\d{1,2}[-—~至到])?\d{1,2}月份?(?:底|末)?前?|[一二三四五六七八九十]{1,2}月份?(?:底|末|的)?|[一二三四上前]季度|上半年|下半年|前三季度|前三个季度|一至[二三四]季度|"
    r"“?[一二三四五六七八九十]{1,3}五”?(?:时期|期间|末|规划)?|五年来|五年间|[三四五]年(?:来|间|时间)|过去五年|本届政府|期末|年末|年底)[,，]?)+"
)


_TIME_STARTS = frozenset("0123456789到至在自从截一二三四五六七八九十上下前“过本期年")


_PLACE_IN = re.compile(
    r"(?:位居|位列|名列|排名|排在|跃居|稳居|(?<![安定宜人旧移])居(?![民住家委室]))[一-鿿]{1,8}$"
)


def read_front(clause: str, number: Number) -> tuple[str, str | None, str]:
    """What stands in front without the verb at its end: the subject, the basis, the word of change."""
    cues = cue_tables()
    basis: str | None = None
    change = ""
    if clause.endswith("的"):
        clause = without_origin(clause)
    match = _BASIS.search(clause)
    if match:
        basis = match.group()
        subject = clause[: match.start()]
        if subject in ("增速", "增幅", "涨幅"):
            return "", basis, subject
        word = _GROWTH_WORD.search(basis)
        if word and word.start():
            change = word.group()
            basis = basis[: word.start()]
        elif number.kind in ("points", "growth", "amount"):
            change = basis[:2] if basis[:1] not in "比较" else ""
    else:
        subject = clause
        if number.kind == "rank":
            place = _PLACE_IN.search(clause)
            subject, end = strip_tail(clause[: place.start()] if place else clause, cues.rank, cues.names)
            basis = clause[end:] or None
            return without_origin(subject), basis, ""
        subject, end = strip_tail(clause, cues.tail, cues.names)
        stripped = clause[end:]
        if not subject and stripped.startswith(("增速", "增幅", "涨幅")) and number.kind == "multiple":
            return "", None, stripped
        if stripped:
            word = _GROWTH_WORD.search(stripped)
            if word:
                change = word.group()
            if "累计" in stripped and number.kind == "amount":
                change = "累计"
            for cue in ("同比", "环比", "同口径", "可比", "年均", "比上年"):
                if cue in stripped:
                    basis = cue
                    break
    subject, _ = strip_tail(subject, cues.tail, cues.names)
    return origin_and_tail(subject), basis, change


def without_origin(subject: str) -> str:
    """从2017年的, 由上年的, 是2015年的: where a change began."""
    if "从" in subject or "由" in subject:
        match = _FROM.search(subject)
        if match and (subject.endswith("的") or match.end() - match.start() <= 6):
            return subject[: match.start()]
    if subject[-1:] not in _TIMES_END:
        return subject
    match = _TIMES_OF.search(subject)
    return subject[: match.start()] if match else subject


def origin_and_tail(subject: str) -> str:
    shorter = without_origin(subject)
    return shorter if shorter == subject else strip_tail(shorter, cue_tables().tail, cue_tables().names)[0]


def strip_front(subject: str) -> tuple[str, str]:
    """Take what leads in off the subject; the verb that went last, and a kept one before the noun."""
    cues = cue_tables()
    verb = ""
    cut = max(subject.rfind("、"), subject.rfind("并"))
    if cut > 0 and leads(subject[cut + 1 :]):
        subject = subject[cut + 1 :]
    for _ in range(8):
        if subject[:1] in _TIME_STARTS:
            match = _TIME.match(subject)
            if match:
                subject = subject[match.end() :].lstrip("，、")
        if len(subject) > 4 and subject[:2] in cues.scope:
            # 全市共取消收费项目: the place that acts is no part of the name
            ahead = cues.front.match(subject, 2)
            if (ahead > 1 or subject[2] in "共将已拟") and cues.hold.match(subject, 2) < max(ahead, 1):
                subject = subject[2:]
        if "共" in subject:
            together = subject.find("共", 1)
            if (
                together > 0
                and subject[together - 1 : together + 1] not in cues.glued
                and cues.front.match(subject, together + 1) > 1
                and cues.hold.match(subject, together) < 2
            ):
                subject = subject[together + 1 :]
        length = cues.front.match(subject)
        if not length or len(subject) == length + 1 or cues.hold.match(subject) >= length:
            break
        piece = subject[:length]
        if piece in cues.keep:
            return subject, piece
        subject = subject[length:].lstrip("了的和及、")
        if (
            length > 1
            and subject[:1] == "好"
            and len(subject) > 3
            and subject[1] not in "社房人评品学天差转医老"
        ):
            subject = subject[1:]
        verb = piece
    if len(subject) > LONGEST:
        subject = subject[-LONGEST:]
    return subject, verb


def last_clause(subject: str, rest: int, skip: int = 1) -> str:
    """What stands behind the last verb within a subject: 双方达成|合作协议, 利用贷款建设|示范村.

    Args:
        subject: the words in front of a number, without what leads in.
        rest: how many characters have to remain behind the verb.
        skip: where to begin to look.
    """
    cues = cue_tables()
    pattern = cues.led_clause if subject.startswith(cues.preposition) else cues.clause
    cut, position = 0, skip
    while (match := pattern.search(subject, position)) is not None:
        at, position = match.start(), match.end()
        if len(subject) - position < rest:
            break
        if cues.hold.match(subject, at) > 1 or inside_quotes(subject, at):
            continue
        cut = position
    return subject[cut:]


def summed_up(subject: str) -> str:
    """What examples stand for: 风电、光伏等新能源项目 → 新能源项目."""
    cut = subject.rfind("等") + 1
    rest = subject[cut:]
    if (
        len(rest) < 2
        or cut < 3
        or rest[0] in "级候待次第分同于地"
        or rest in cue_tables().generic
        or rest in cue_tables().dependent
        or inside_quotes(subject, cut)
    ):
        return subject
    return rest


def leads(piece: str) -> bool:
    cues = cue_tables()
    return cues.front.match(piece) > 1 and not cues.hold.match(piece)


def topic_of(piece: str) -> str:
    """What a clause without a number speaks of: 光伏产业势头强劲 → 光伏产业, 开工建设风电项目 → 风电项目."""
    if piece.startswith(cue_tables().preposition):
        return ""
    piece, _ = strip_front(piece)
    stated = cue_tables().stated.match(piece) or cue_tables().mannered.match(piece)
    return stated["sphere"] if stated else last_clause(piece, 2) if len(piece) > 4 else piece
