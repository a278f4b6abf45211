"""Which numbers are promised, how firmly and until when; promises without a printed number.

Works on the cleaned copy. A number is promised if it stands in a commitment (or, outside every statement, in a plan
section) and does not merely describe: a project's size, a threshold, what is there already, a span of time.
"""

from __future__ import annotations

import re
from functools import cache

from policy_nlp.knowledge.indicators import indicator_cues
from policy_nlp.knowledge.targets import TargetForm, target_cues, target_forms
from policy_nlp.records import Comparator, Strength

REACH = 400
"""How many characters in front of a number can hold the cue of its strength."""


def _alternatives(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


@cache
def _strength_cues() -> re.Pattern[str]:
    return re.compile(
        f"(?P<firm>{_alternatives(target_cues('firm'))})(?!障)|(?P<aim>{_alternatives(target_cues('aim'))})"
    )


@cache
def _list_cues() -> re.Pattern[str]:
    return re.compile(f"(?:{_alternatives(target_cues('list'))})[^，。；\n]{{0,12}}[：:，是为]")


@cache
def _list_openers() -> re.Pattern[str]:
    """What opens a list that holds for a whole paragraph: 主要预期目标是：, 预期指标为."""
    return re.compile(
        f"(?:{_alternatives(target_cues('list'))})[^，。；：:\\n]{{0,10}}?(?:[是为]?[：:]|(?<=[目指][标])[是为])"
    )


@cache
def _list_ends() -> re.Pattern[str]:
    """The opening of a sentence that leaves the list: 为实现上述目标, 围绕…."""
    return re.compile(f"[。！\\n][\\s　]*(?:{_alternatives(target_cues('list_end'))})")


_MARKED_ITEM = re.compile(r"[\s　]*(?:—|－|-|·|●|◆|■|[①②③④⑤⑥⑦⑧⑨])")
_HEADING = re.compile(
    r"[\s　]*(?:（?[一二三四五六七八九十]{1,3}[）、]|第[一二三四五六七八九十]+[部章节])|[^。；\n]{0,30}(?:\n|$)"
)
_LONGEST_LIST = 12


def target_lists(text: str) -> list[tuple[int, int]]:
    """The stretches in which expected targets are listed, in order and apart: strength `aim` holds all through each.

    A list goes to the end of its paragraph, or to a sentence that turns to what is to be done. Where a paragraph ends
    with the colon that opens the list, the paragraphs below are its items: the marked ones, or else those up to the
    next heading.
    """
    found: list[tuple[int, int]] = []
    position = 0
    openers, ends = _list_openers(), _list_ends()
    while (match := openers.search(text, position)) is not None:
        start = match.end()
        end = _line_end(text, start)
        if not text[start:end].strip():
            end = _items_end(text, end)
        turn = ends.search(text, start, end)
        end = end if turn is None else turn.start()
        found.append((start, end))
        position = max(end, start)
    return found


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _items_end(text: str, end: int) -> int:
    """Where the paragraphs end that are the items of a list whose opening line ends at `end`."""
    marked: bool | None = None
    for _ in range(_LONGEST_LIST):
        while text.startswith("\n", end + 1):
            end += 1
        begin = end + 1
        is_marked = _MARKED_ITEM.match(text, begin) is not None
        marked = is_marked if marked is None else marked
        if begin >= len(text) or is_marked != marked or (not marked and _HEADING.match(text, begin)):
            return end
        end = _line_end(text, begin)
    return end


_BREAK = re.compile(r"[，；]")
_MUST = re.compile(r"要(?:达到|完成|实现|保持|控制|增长|确保|超过|突破|力争)")
_OPENING = re.compile(r"[\s、“（—一二三四五六七八九十是要]*")


def strength_of(text: str, start: int, comparator: str = "eq", listed: bool = False) -> Strength:
    """How firmly the number at `start` is promised: the nearest cue in front that reaches it.

    A cue reaches over the clauses that follow it, up to the full stop or to a clause that opens with an action of its
    own; 努力 and its like only over their own clause and those that name no action. The aim of a list of expected
    targets (主要预期目标) reaches over the whole list.

    Args:
        text: the cleaned copy.
        start: where the number begins.
        comparator: the number's; `ge` behind 要达到 is firm.
        listed: whether it stands in one of :func:`target_lists`.
    """
    low = max(0, start - REACH)
    begin = (
        max(text.rfind("。", low, start), text.rfind("\n", low, start), text.rfind("！", low, start), low - 1)
        + 1
    )
    sentence = text[begin:start]
    clauses = _BREAK.split(sentence)
    breaks, adverbs, achieves = target_cues("breaks"), target_cues("own_clause"), target_cues("achieves")
    cues = _strength_cues()
    acted = False
    for clause in reversed(clauses):
        found = None
        for found in cues.finditer(clause):  # noqa: B007  (the last one counts)
            pass
        if found is not None and not (acted and found.group() in adverbs):
            return "firm" if found.lastgroup == "firm" else "aim"
        if comparator == "ge" and _MUST.search(clause):
            return "firm"
        comparator = "eq"
        opening = _OPENING.match(clause)
        at = opening.end() if opening else 0
        if clause[at : at + 2] in breaks:
            break
        acted = acted or clause[at : at + 2] in achieves
    if listed:
        return "aim"
    if "目标" in sentence or "指标" in sentence:
        return "aim" if _list_cues().search(sentence) else "plain"
    return "plain"


_YEAR = re.compile(
    r"(?:到|至|截至)?(?P<year>(?:19|20)\d\d)年(?!来|以来|的|前)|“?(?P<plan>[一二三四五六七八九十]{1,2})五”?(?:规划|时期|期)?(?P<end>末|期末|期间|时期)"
)
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")}


def five_year_plan_end(numeral: str) -> int | None:
    """The last year of a five-year plan: 十四 → 2025; None for what is no numeral."""
    if len(numeral) == 2 and numeral[0] == "十" and numeral[1] in _NUMERALS:
        number = 10 + _NUMERALS[numeral[1]]
    elif len(numeral) == 1 and numeral in _NUMERALS:
        number = _NUMERALS[numeral]
    else:
        return None
    return 1955 + 5 * number if number > 1 else 1957


def deadline_in(text: str, start: int, earliest: int) -> int | None:
    """The year by which the number at `start` is to be reached, if its sentence says one in front of it."""
    low = max(0, start - 160)
    begin = (
        max(text.rfind("。", low, start), text.rfind("\n", low, start), text.rfind("；", low, start), low - 1)
        + 1
    )
    deadline = None
    for match in _YEAR.finditer(text, begin, start):
        year = int(match["year"]) if match["year"] else five_year_plan_end(match["plan"])
        if year is not None and year >= earliest:
            deadline = year
    return deadline


_NOUN = re.compile(r"[一-鿿“A-Za-z]")
_NOT_A_NOUN = re.compile(r"以上|以下|以内|左右|上下|之内|和|与|及|或|至|到|的?(?:目标|水平|任务)|并")
_AND_OTHER_PROJECTS = re.compile(r"、[^，。；\n]{0,60}?等[^，。；、\n]{0,12}?(?:项目|工程)")
# 由5%提高到6%: the first number is where things stand
_CHANGES_TO = re.compile(
    r"(?:左右|以上)?(?:预计|将|再|逐步|稳步|进一步)?(?:增加|提高|上升|增长|提升|扩大|下降|降低|减少|回落|跃升|上调|下调|缩短|缩小|压缩|压减|增|升|降|减)(?:到|至|为)(?=\D{0,8}[\d一二三四五六七八九十百])"
)
_SHORT_PLACES = frozenset("市县区省州镇乡村")


def only_describes(text: str, start: int, end: int, kind: str, unit: str | None, money: bool) -> bool:
    """Whether a number in a promise is a size, a threshold, a span of time or a count of what is there already."""
    after = text[end : end + 3]
    if _CHANGES_TO.match(text, end):
        return True
    if kind == "amount":
        if money:
            threshold = after[:2] in ("以上", "以下", "以内")
            if threshold and _NOUN.match(text, end + 2) and text[end + 2] not in "和与及并或":
                return True
            return after[:1] == "的" and text[end + 1 : end + 3] not in ("目标", "任务", "水平")
        if unit in target_cues("duration"):
            return True
        if unit in target_cues("describes"):
            if _NOUN.match(after) and not _NOT_A_NOUN.match(text, end):
                return True
            if _AND_OTHER_PROJECTS.match(text, end):
                return True
        if unit in _SHORT_PLACES and text[max(0, start - 1)] not in "成建创达过":
            return after[:1] == "的"
    before = text[max(0, start - 4) : start]
    return before.endswith(_existing())


_PAST = re.compile(r"(?:(?<=[，。；：！\n])|^)(?:刚刚)?(?:过去的?一年|去年|一年来)", re.M)
_AHEAD = re.compile(r"今年|明年|计划|目标|要|将|力争|确保|争取|预期")


def looks_back(text: str, start: int) -> bool:
    """Whether the paragraph in front of a number last spoke of the year gone by, and of nothing ahead since."""
    low = max(0, start - 160)
    begin = max(text.rfind("\n", low, start) + 1, low)
    last = None
    for last in _PAST.finditer(text, begin, start):  # noqa: B007  (the last one counts)
        pass
    if last is None:
        return False
    return _AHEAD.search(text, last.end(), start) is None


@cache
def _existing() -> tuple[str, ...]:
    return tuple(sorted(target_cues("existing")))


@cache
def _form_pattern() -> tuple[re.Pattern[str], tuple[TargetForm, ...]]:
    forms = target_forms()
    return re.compile("|".join(f"(?P<f{i}>{form.form})" for i, form in enumerate(forms))), forms


_FORM_ANCHORS = (
    "全覆盖",
    "清零",
    "零增长",
    "零新增",
    "零发生",
    "零事故",
    "零死亡",
    "零容忍",
    "负增长",
    "只增",
    "只减",
    "只升",
    "只降",
    "不增",
)
_DONE_ANCHORS = ("保尽", "纳尽", "救尽", "治尽", "助尽", "收尽", "享尽", "改尽", "拆尽", "换尽")
_RELATION_ANCHORS = ("高于", "快于", "低于", "优于", "好于", "领先", "超过")
_RELATION = re.compile(
    r"(?P<relation>(?:不|略|继续|明显)?高于|快于|不?低于|优于|好于|领先于?|超过)"
    r"(?P<reference>全国|全省|全市|全区|全州|全县|上年|去年|经济|GDP|地区生产总值|生产总值|国家|省|市)"
    r"(?P<rest>(?:[^，。；、\d\n“]{0,8}(?:平均水平|平均|增速|增长|水平|下达(?:目标|任务)))?)(?![\d])"
)
_SYNC = re.compile(
    r"[与和同](?P<partner>[^，。；、\d\n与和同的]{2,10}?)(?:保持)?(?:基本|总体|大体)?同步(?:增长)?"
)


def qualitative_promises(
    text: str, start: int = 0, end: int | None = None
) -> list[tuple[int, int, TargetForm]]:
    """States named in a stretch of text that stand for a number, and relations to another number: span and form, sorted."""
    end = len(text) if end is None else end
    found: list[tuple[int, int, TargetForm]] = []
    pattern, forms = _form_pattern()
    anchors = _FORM_ANCHORS + _DONE_ANCHORS if text.find("尽", start, end) >= 0 else _FORM_ANCHORS
    for at in _positions(text, anchors, start, end):
        match = pattern.match(text, max(0, at - 2)) or pattern.search(text, max(0, at - 1), at + 6)
        if match is not None and match.start() <= at < match.end():
            found.append((match.start(), match.end(), forms[int((match.lastgroup or "f0")[1:])]))
    for at in _positions(text, _RELATION_ANCHORS, start, end):
        match = None
        for begin in (at - 2, at - 1, at):
            match = _RELATION.match(text, begin) if begin >= 0 else None
            if match is not None:
                break
        if match is None or match.end("relation") <= at:
            continue
        relation = match["relation"]
        comparator: Comparator = (
            "ge"
            if "不低" in relation
            else "le"
            if "不高" in relation
            else "lt"
            if "低于" in relation
            else "gt"
        )
        form = TargetForm(
            form="relation",
            relation=relation,
            reference=match["reference"] + match["rest"],
            comparator=comparator,
        )
        found.append((match.start(), match.end(), form))
    for at in _positions(text, ("同步",), start, end):
        low = max(0, at - 16)
        low = max(low, text.rfind("，", low, at) + 1)
        for match in _SYNC.finditer(text, low, at + 4):
            found.append(
                (
                    match.start(),
                    match.end(),
                    TargetForm(form="同步", relation="同步", reference=match["partner"]),
                )
            )
    found.sort(key=lambda row: (row[0], -row[1]))
    apart: list[tuple[int, int, TargetForm]] = []
    for row in found:
        if not apart or row[0] >= apart[-1][1]:
            apart.append(row)
    return apart


def _positions(text: str, anchors: tuple[str, ...], start: int, end: int) -> list[int]:
    """Where any of a few short strings stands; plain searches, since most reports hold few of them."""
    out = []
    for anchor in anchors:
        at = text.find(anchor, start, end)
        while at >= 0:
            out.append(at)
            at = text.find(anchor, at + 1, end)
    return out


_TRIM = re.compile(
    r"(?:增长速度|增长|增速|增幅|涨幅|均|全部|基本|保持|实现|力争|完成|达到|的|增加|提高|要|全年|动态|继续|稳步|率先|年均)+$"
)


def promised_subject(text: str, start: int, at: int) -> str | None:
    """What a promise without a number speaks of: the words of its clause in front of it, without what leads in."""
    low = max(
        start,
        at - 30,
        text.rfind("，", start, at) + 1,
        text.rfind("；", start, at) + 1,
        text.rfind("：", start, at) + 1,
    )
    subject = text[low:at]
    lead, hold = indicator_cues("lead"), indicator_cues("hold")
    for _ in range(6):
        if any(subject[:k] in hold for k in (6, 5, 4, 3, 2)):
            break
        for length in (6, 5, 4, 3, 2, 1):
            if len(subject) >= length and subject[:length] in lead:
                subject = subject[length:]
                break
        else:
            break
    return _TRIM.sub("", subject) or None
