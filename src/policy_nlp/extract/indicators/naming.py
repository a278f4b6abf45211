"""What a number measures, read from the words around it.

Everything here works on the cleaned copy, on windows of bounded length: the words in front of a number back to the
number before it, and the words behind it up to the next punctuation. What a sentence has named so far is carried on,
so that 同比增长5% behind 税收收入8亿元， measures the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from policy_nlp.knowledge.indicators import (
    MONEY_UNITS,
    CueRole,
    Indicator,
    indicator_aliases,
    indicator_cues,
    indicator_key,
    indicator_names,
    indicator_table,
)
from policy_nlp.records import Comparator, QuantityKind

WINDOW = 100
"""How many characters in front of a number are read at most."""
_BEHIND = 40
_LONGEST = 30
_LONGEST_LIST = 12
_SHORT_NOUN = 6
_LONG_DEED = 8
_WITHIN = re.compile(r"(?:左右|以上)?(?:之内|以内|时间内?|内|来)[，,]?")
_DEED_ENDS = re.compile(r"[，。；：！？、\n\d]")


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity in the cleaned copy."""

    start: int
    end: int
    kind: QuantityKind
    unit: str | None
    comparator: Comparator


@dataclass(slots=True)
class Naming:
    """What a number measures."""

    indicator: str | None = None
    indicator_id: str | None = None
    basis: str | None = None
    period: str | None = None
    modifies: bool = False
    """The number only describes the thing named behind it: 总投资7亿元的3个项目, 10亿元以上项目."""


@dataclass(slots=True)
class _Sentence:
    """What a sentence has named so far."""

    start: int = 0
    carry: Naming | None = None
    carry_kind: QuantityKind | None = None
    carry_unit: str | None = None
    levels: list[tuple[str, str | None]] = field(default_factory=list)
    topic: str = ""
    ranked: str = ""
    base: str = ""
    made: str = ""
    made_here: bool = False
    given: str = ""
    group: list[tuple[str, str | None]] = field(default_factory=list)
    period: str | None = None
    last_group: list[tuple[str, str | None]] = field(default_factory=list)
    consumed: int = 0
    noun: str = ""
    waiting: list[tuple[int, str]] = field(default_factory=list)


# What belongs to the unit but stands outside the number: 330元/月.
_PER = r"(?:[/每](?:人|户|亩|次|吨|平方米)?(?:·?[月年日天])?)?"
_SUFFIX = re.compile(_PER + r"(?:以上|以下|以内|之内|左右|上下|之间|之多|[多余](?=[，。；、的]))*")
_JOIN = re.compile(
    _PER
    + r"(?:以上|以下|以内|左右|上下|多|余)?(?:、|和|与|及|以及|，|,|或|：|:)+(?:约|近|超|超过|突破|达|达到)?"
)
_BASIS = re.compile(
    r"(?<![同环对占之产构相可贷])(?:比(?![重例率值武赛从由达为提超])|较(?![大快高为好强低多少])|高于|低于|快于|高出|优于|领先|超出|多于|少于)"
    r"[^，、；：]{1,16}$"
)
_GROWTH_WORD = re.compile(
    r"(?:同比|实际|名义|分别|年均|净|均|再|又|可比|将|约|大幅|预计|平均|各)*"
    r"(?:增长|增产|减产|增收|减收|递增|下降|提高|上升|增加|减少|降低|上涨|提升|回落|压减|多增|少增|增|降|减|高|低|多|少|翻|涨|快|缩小|收窄)(?:了|至|到|约|近|超过?)?$"
)
_FROM = re.compile(r"(?:从|由)(?:[^，、；从由]{0,10})$")
_TIMES_OF = re.compile(
    r"(?:是|为|相当于|达到?|(?<![加高升长大降低少落展减涨])[到至]|在|于)?(?:\d{4}年|“?[一二三四五六七八九十]{1,2}五”?|[一二][九〇零][一二三四五六七八九〇零]{2}年|上年|去年|前年|同期|上一年)(?:同期|时期|期间|初期|年?[底末])?的?$"
)
_TO = re.compile(
    r"^(?:大幅|逐步|逐年|稳步|再次|进一步)?(?:增加|提高|上升|增长|提升|扩大|下降|降低|减少|回落|跃升|攀升|前移|上涨|缩小|缩短|升|增|降|减|压减|压缩|拓展|发展)(?:至|到|为)"
)
_TIME = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}(?:是|要(?![素件点]))|(?:到了?|至|在|自|从|截至|截止)?(?:\d{4}年(?:以来|底|末|度)?|[一二][九〇零][一二三四五六七八九〇零]{2}年的?|(?:\d{1,2}[-—~至到])?\d{1,2}月份?(?:底|末)?|[一二三四五六七八九十]{1,2}月份?(?:底|末|的)?|[一二三四上前]季度|上半年|下半年|前三季度|前三个季度|一至[二三四]季度|"
    r"“?[一二三四五六七八九十]{1,3}五”?(?:时期|期间|末|规划)?|五年来|五年间|[三四五]年(?:来|间|时间)|过去五年|本届政府|期末|年末|年底)[,，]?)+"
)
_TIME_STARTS = frozenset("0123456789到至在自从截一二三四五六七八九十上下前“过本期年")
_PERIOD = re.compile(
    r"(?<![比较由从])(?:"
    r"(?:\d{4}年)?(?:\d{1,2}[-—~至到]\d{1,2}月份?|[一二三四]季度|上半年|下半年|前三季度|前三个季度|前\d{1,2}个月|前[一二三四五六七八九十]{1,2}个月|1至\d{1,2}月份?)"
    r"|“?[一二三四五六七八九十]{1,3}五”?(?:时期|期间|以来)|(?:过去|近|这|今后|未来)?(?:[三四五六七八九十]|\d)年(?:来|间|时间里|累计|年均)|过去五年|全年|本届政府(?:期间)?|\d{4}年(?:以来)?|“[一二三四五六七八九十]{1,3}五”"
    r")"
)
_PLACE_IN = re.compile(
    r"(?:位居|位列|名列|排名|排在|跃居|稳居|(?<![安定宜人旧移])居(?![民住家委室]))[一-鿿]{1,8}$"
)
_SECTORS = re.compile(
    r"(?:三次|[一二三、]+次|三大?)产业(?:增加值)?(?:结构|比例|比重|占比|之比)?[^，。；]{0,12}(?:，[^，。；]{0,4}[由从][^，。；]{0,8})?$"
)
_ADJUSTED = re.compile(
    r"(?:调整|优化|变|变化|转变|演变|演进|发展|改善|提升|升级)?(?:至|到|为|成)(?:\d{4}年|上年|去年)?的?$"
)
_NUMBERED = re.compile(r"第?[一二](?:产业)?[、和与](?:第?[二三](?:产业)?[、和与])?第?[二三]次?产业")
_QUOTED = re.compile(r"[“”\"‘’《》]")
_HEAD = re.compile(
    r"(?:总产值|产值|增加值|收入|支出|余额|零售额|销售额|交易额|成交额|出口额|进口额|总额|投资额|投资|产量|数量|面积|覆盖率|普及率|完成率|占比|比重|[一-鿿]{0,2}率|利润|价格|规模|里程|人数|吞吐量|存款|贷款|消费|总量|能力|标准|水平|指数|比例|岗位|人口|强度|浓度)$"
)
_SPLIT = re.compile(r"、|和|与|及|以及")


class _Front:
    """Cues to look for at the start of a string: by their first character, the lengths to try, longest first."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[0], set()).add(len(word))
        self.lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def match(self, text: str, at: int = 0) -> int:
        """The length of the longest cue at a position, or 0."""
        for length in self.lengths.get(text[at : at + 1], ()):
            if text[at : at + length] in self.words:
                return length
        return 0


class _Back:
    """Cues to look for at the end of a string: by their last character, the lengths to try, longest first."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[-1], set()).add(len(word))
        self.lengths = {last: tuple(sorted(found, reverse=True)) for last, found in lengths.items()}


class _Cues:
    """The cue tables as look-ups."""

    def __init__(self) -> None:
        def of(*roles: CueRole) -> frozenset[str]:
            return frozenset().union(*(indicator_cues(role) for role in roles))

        self.front = _Front(of("lead", "keep"))
        self.hold = _Front(of("hold"))
        self.keep = of("keep")
        self.made = of("made")
        self.tail = _Back(of("link", "growth", "basis"))
        self.rank = _Back(of("rank", "arena", "link", "basis"))
        self.scope = of("scope")
        self.dependent = of("dependent")
        self.generic = of("generic")
        self.whole = tuple(sorted(of("whole")))
        self.behind = _Front(
            frozenset(w for w in of("growth", "link") if len(w) > 1 or w in "为达约近升降增减") | of("void")
        )
        self.void = _Front(of("void"))
        self.pivot = of("pivot")
        self.glued = of("glued")
        self.whole_set = _Front(of("whole_set"))
        self.names = indicator_names()
        strong = sorted(of("predicate"), key=lambda w: (-len(w), w))
        self.predicate = re.compile("|".join(map(re.escape, strong)))
        weak = sorted(of("verb"), key=lambda w: (-len(w), w))
        self.verb = re.compile("|".join(map(re.escape, weak)))
        parts = sorted(of("part"), key=lambda w: (-len(w), w))
        self.part = re.compile("|".join(map(re.escape, parts)))
        clause = sorted(of("clause"), key=lambda w: (-len(w), w))
        self.clause = re.compile(f"(?:{'|'.join(map(re.escape, clause))})[了过的]?")
        lead = sorted((w for w in of("lead", "keep") if len(w) > 1), key=lambda w: (-len(w), w))
        self.led_clause = re.compile(f"(?:{'|'.join(map(re.escape, [*lead, *clause]))})[了过的]?")
        self.preposition = tuple(sorted(of("preposition")))
        self.passing = of("passing")
        self.states = tuple(sorted(of("state")))
        self.towards = tuple(sorted(of("towards")))
        states = "|".join(map(re.escape, sorted(of("state"), key=lambda w: (-len(w), w))))
        manners = "|".join(map(re.escape, sorted(of("manner"), key=lambda w: (-len(w), w))))
        self.mannered = re.compile(f"(?P<sphere>[^，。、]{{2,24}}?)(?:{manners})[^，]{{0,6}}?(?:{states})$")
        subjects = "|".join(map(re.escape, sorted(of("sphere"), key=lambda w: (-len(w), w))))
        self.stated = re.compile(
            f"(?P<sphere>[^，。、“”]{{0,10}}?(?:{subjects}))(?!链|园|带|集群|化|结构)[^，]{{1,12}}?(?:{states})$"
        )


@cache
def _cues() -> _Cues:
    return _Cues()


def _strip_tail(text: str, cues: _Back, names: frozenset[str]) -> tuple[str, int]:
    """Take cues off the end as long as there are any, but never off a known name; where the rest ends."""
    end = len(text)
    whole = _cues().whole
    words = cues.words
    while end:
        for length in cues.lengths.get(text[end - 1], ()):
            if length <= end and text[end - length : end] in words:
                break
        else:
            break
        if text[:end] in names or text.endswith(whole, 0, end):
            break
        end -= length
    return text[:end], end


_RATE = re.compile(r"(?:率|度|拉动|占比|比重)$")
_RATE_NOUNS = frozenset(("上涨幅度", "涨幅", "增速", "增长率", "增幅", "增长幅度"))
_PEOPLE = frozenset(("人", "名", "户", "人次"))
_COUNTERS = frozenset(
    ("个", "家", "项", "条", "座", "处", "所", "户", "种", "类", "支", "名", "位", "只", "大")
)
_SPANS = frozenset(("年", "天", "日", "个月", "月", "小时", "分钟", "周", "周年"))
# What a plant or a vehicle is measured in, in front of its name.
_SIZES = frozenset(
    (
        "吨",
        "千瓦",
        "兆瓦",
        "吉瓦",
        "千伏",
        "辆",
        "台",
        "头",
        "只",
        "箱",
        "枚",
        "立方米",
        "吨/年",
        "元",
        "升",
        "米",
        "千伏安",
    )
)
_MASS = frozenset(("吨", "斤", "公斤", "千克", "担", "市斤"))


def _fits(row: Indicator, kind: QuantityKind, unit: str | None) -> bool:
    """Whether a number of this kind and unit can be a value of the indicator."""
    dimension = row.dimension
    if kind == "points":
        return False
    if kind == "percent":
        return dimension in ("ratio", "index")
    if kind == "growth":
        return dimension != "ratio"
    if kind in ("multiple", "rank"):
        return True
    if dimension == "money":
        return unit in MONEY_UNITS
    if dimension == "mass":
        return unit in _MASS
    if dimension == "concentration":
        return unit is not None and "克" in unit
    if dimension == "intensity":
        return unit is not None and "标准煤" in unit
    if dimension == "count":
        return unit is None or unit in ("人", "名", "个", "家", "户", "人次", "位")
    return dimension == "index"


_RATE_TAIL = re.compile(
    r"(?:总体|平均|年度|年均)?(?:增长速度|增长率|增速|增幅|涨幅|降幅|上涨幅度|上涨率|上涨|增长|降低率|下降率|降低|下降)$"
)
_LEVEL_TAIL = re.compile(r"(?:总量|平均|总额|数量|均值|总规模|规模|分别|比例|比率|同步|达|预计)$")
_PATTERNS = (
    (
        "rd_intensity",
        re.compile(
            r"(?:研发|研究与试验发展|研究与发展|R&D|科研|研究与实验发展)(?:R&D|研发)?(?:经费)?(?:内部)?(?:投入|支出)*(?:相当于|占|与)?(?:GDP)?(?:之比|比重|强度|总量)?"
        ),
    ),
    (
        "surface_water_quality_ratio",
        re.compile(
            r"(?:地表水|[国省]考|[国省]控|水质|水环境|主要河流|重点流域)+.{0,14}(?:优良|[Ⅲ三]类|III类).{0,8}(?:比重|率|占比)"
        ),
    ),
    ("good_air_days_ratio", re.compile(r".{0,12}(?:空气|大气).{0,10}(?:优良|达标).{0,4}(?:比重|率|占比)")),
)


_TAIL_ENDS = frozenset(
    (
        "速度",
        "长率",
        "增速",
        "增幅",
        "涨幅",
        "降幅",
        "幅度",
        "涨率",
        "上涨",
        "增长",
        "低率",
        "降率",
        "降低",
        "下降",
        "总量",
        "平均",
        "总额",
        "数量",
        "均值",
        "规模",
        "分别",
        "比重",
        "比率",
        "同步",
        "预计",
        "占比",
        "强度",
        "之比",
    )
)


@cache
def _endings() -> frozenset[str]:
    """The last two characters of everything that can be a headline indicator's name."""
    return _TAIL_ENDS | {key[-2:] for key in indicator_aliases()}


def known_indicator(name: str, kind: QuantityKind, unit: str | None, place: str | None) -> str | None:
    """The id of a headline indicator that a name stands for, as a whole and for the whole place; else None."""
    aliases = indicator_aliases()
    key = indicator_key(name)
    found = aliases.get(key)
    if found is None and (key[-2:] in _endings() or key[-1:] in "率达") and len(key) < 40:
        found = _less_exact(key, kind, place, aliases)
    if found is None or not _fits(indicator_table()[found], kind, unit):
        return None
    return found


def _less_exact(key: str, kind: QuantityKind, place: str | None, aliases: dict[str, str]) -> str | None:
    scope = _cues().scope
    for _ in range(3):
        for length in (4, 3, 2, 1):
            if key[:length] in scope:
                key = key[length:]
                break
        else:
            if place and key.startswith(place):
                key = key[len(place) :]
            elif place and len(place) > 2 and key.startswith(place[:-1]):
                key = key[len(place) - 1 :]
            else:
                break
        found = aliases.get(key)
        if found is not None:
            return found
    shorter = key.replace("实现", "").replace("完成", "")
    found = aliases.get(shorter)
    if found is not None:
        return found
    tail = _RATE_TAIL if kind in ("growth", "rank", "multiple", "percent") else _LEVEL_TAIL
    shorter = tail.sub("", key)
    found = aliases.get(shorter)
    if found is not None:
        return found
    if kind == "percent" and len(key) < 40:
        key = key.removeprefix("全社会")
        for indicator_id, pattern in _PATTERNS:
            if pattern.fullmatch(key):
                return indicator_id
    return None


def name_numbers(text: str, numbers: list[Number], place: str | None = None) -> list[Naming]:
    """Say for each number what it measures.

    Args:
        text: the cleaned copy.
        numbers: sorted, without overlap.
        place: the place that reports; its name in front of an indicator is left out of account for the id.

    Returns:
        One naming per number, in the same order.
    """
    return _Namer(text, numbers, place).run()


class _Namer:
    """One pass over the numbers of a text, sentence by sentence."""

    def __init__(self, text: str, numbers: list[Number], place: str | None) -> None:
        self.text = text
        self.numbers = numbers
        self.place = place if place and place != "国务院" else None
        self.cues = _cues()
        self.out: list[Naming] = [Naming() for _ in numbers]
        self.sentence = _Sentence()
        self.closed = False

    def run(self) -> list[Naming]:
        text = self.text
        previous_end = 0
        for i, number in enumerate(self.numbers):
            low = max(previous_end, number.start - WINDOW)
            gap = text[low : number.start]
            find = gap.rfind
            cut = max(find("。"), find("；"), find("\n"), find("！"), find("？"))
            if cut >= 0 or low > previous_end or i == 0:
                self.sentence = _Sentence(start=low + cut + 1)
            self._name(i, number, max(low + cut + 1, self.sentence.consumed))
            previous_end = number.end
        return self.out

    def _name(self, i: int, number: Number, low: int) -> None:
        sentence, naming = self.sentence, self.out[i]
        gap = self.text[low : number.start]
        self._read_period(naming, gap)
        if sentence.group:
            if self._joined(i):
                self._settle(i, naming, *sentence.group.pop(0))
                return
            sentence.group = []
        comma = max(gap.rfind("，"), gap.rfind("："), gap.rfind("—"))
        clause, context = gap[comma + 1 :], gap[: max(comma, 0)]
        behind_number = comma < 0 and low != sentence.start
        threshold = ""
        if behind_number:
            match = _SUFFIX.match(clause)
            if match and match.end():
                threshold = match.group()
                clause = clause[match.end() :]
                if clause[:1] in "、，和及与":
                    threshold = ""
            passed = self.cues.void.match(clause)
            if clause[passed : passed + 1] in "、，和与及":
                clause = clause[passed:]
        paused = clause.startswith(("、", "和", "及"))
        clause = clause.lstrip("的、和与及并， 　")
        if clause.startswith("（"):
            clause = clause[clause.find("）") + 1 :]
        subject, basis, change = self._read_front(clause, number)
        naming.basis = basis
        subject, verb = self._strip_front(subject)
        if len(subject) > 4 and number.kind != "rank":
            shorter = self._last_clause(subject, 2, len(verb) if verb and subject.startswith(verb) else 1)
            if len(shorter) < len(subject):
                subject, verb = self._strip_front(shorter)
        if (
            not subject
            and behind_number
            and low == sentence.consumed
            and (low == number.start or self.out[i - 1].modifies)
        ):
            # 6个断面水质优良率80%, 2亿元以上项目7个: the noun behind one number stands in front of the next
            subject = sentence.noun
        if "等" in subject:
            if verb not in self.cues.keep:
                subject = self._summed_up(subject)
            elif verb not in self.cues.made and subject.startswith(verb):
                # 盘活丝绸厂、酒厂等闲置厂房
                subject = verb + self._summed_up(subject[len(verb) :])
        noun, noun_end, behind = self._noun_behind(i, number)
        if (
            noun
            and len(subject) > 1
            and not naming.modifies
            and self._opens_clause(noun)
            and number.unit not in _SPANS
        ):
            # 监测对象20户落实帮扶: the noun stands in front, a verb behind
            noun, behind = "", noun + behind
            subject = subject.removeprefix("对")
        if number.unit in _SPANS:
            sentence.ranked = sentence.ranked or subject
            carried = (
                sentence.carry.indicator if sentence.carry is not None and sentence.carry.indicator else ""
            )
            if subject in self.cues.passing and (not noun or noun in self.cues.passing):
                # 用三年时间, 经过五年努力
                subject = noun = ""
            if subject and not noun and not behind:
                sentence.carry, sentence.carry_kind, sentence.carry_unit = naming, number.kind, number.unit
            deed = self._done_in(number, gap)
            if deed:
                keeps = len(deed) < _LONG_DEED or (_HEAD.search(subject) and len(subject) < _LONGEST // 2)
                named = subject if keeps and subject not in self.cues.passing else ""
                naming.indicator = _clean(named + deed)
                return
            naming.indicator = _clean(
                (subject or (carried if behind_number or not noun else "")) + (noun or behind)[:12]
            ) or (None if verb in self.cues.passing else verb or None)
            return
        if number.kind == "rank":
            name, known = self._ranked(number, subject, context)
        elif noun and number.kind in ("amount", "percent", "multiple"):
            if subject and clause.endswith(("、", "以及")):
                # 路灯改造、2座桥梁: the list goes on with another thing
                subject = verb if verb in self.cues.keep else ""
            sentence.given = (
                noun if clause[-1:] in ("为", "向", "给", "对") and number.unit in _PEOPLE else ""
            )
            name, known = self._counted(number, subject, verb, noun, behind, clause.endswith("的")), False
            sentence.consumed = noun_end
            sentence.topic = name
            sentence.noun = noun
            if naming.modifies:
                sentence.noun = (
                    _clean(clause[clause.find(subject) :] + self.text[number.start : noun_end])
                    if subject
                    else self.text[number.start : noun_end]
                )
        elif subject:
            name, known = self._measured(
                number, subject, verb, change, basis, threshold, context, paused, clause.endswith(subject)
            )
        else:
            name, known = self._carried(number, verb, change, basis, context, behind)
        count = self._list_length(i)
        if (
            count == 3
            and number.kind == "percent"
            and (
                _SECTORS.search(gap)
                if "产业" in gap
                else len(sentence.last_group) == 3 and not subject and _ADJUSTED.search(gap)
            )
        ):
            rows: list[tuple[str, str | None]] = [(f"第{c}产业占比", None) for c in "一二三"]
            sentence.group = rows[1:]
            sentence.last_group = rows
            self._settle(i, naming, *rows[0])
            return
        if count > 1:
            rows = self._spread(name, count, number, change, bool(subject))
            if rows:
                name, known_id = rows[0]
                sentence.group = rows[1:]
                sentence.last_group = rows
                self._settle(i, naming, name, known_id)
                return
        elif subject or noun:
            sentence.last_group = []
        if known is True and name and ("、" in name or "和" in name) and _is_shared(gap):
            name_parts = [part for part in _SPLIT.split(name) if _is_known(part)]
            identifier = self._identify(name_parts[0], number) if len(name_parts) == 1 else None
        elif known is True and name:
            identifier = self._identify(name, number)
        elif isinstance(known, str):
            identifier = known if _fits(indicator_table()[known], number.kind, number.unit) else None
        else:
            identifier = None
        self._settle(i, naming, name, identifier)
        if naming.modifies and not noun and subject:
            sentence.waiting.append((i, subject[subject.rfind("等") + 1 :] or "投资"))

    def _done_in(self, number: Number, gap: str) -> str:
        """What was done for or within a span of time: 连续三年获评…, 两年内建成…."""
        text = self.text
        match = _WITHIN.match(text, number.end)
        begin = match.end() if match else number.end
        running = gap.endswith("连续")
        if match is None and not running:
            return ""
        end = _DEED_ENDS.search(text, begin, begin + _BEHIND)
        deed = text[begin : end.start() if end else begin + _BEHIND]
        if len(deed) > _LONGEST or len(_strip_tail(deed, self.cues.tail, frozenset())[0]) < 3:
            # 连续三年增幅超过6%: the next number says what was reached
            return ""
        return ("连续" if running else "") + deed[: _LONG_DEED * 2]

    def _settle(self, i: int, naming: Naming, name: str | None, identifier: str | None) -> None:
        number, sentence = self.numbers[i], self.sentence
        if sentence.waiting and name:
            # 总投资7亿元的3个项目竣工: the sum is the total investment of what is counted behind it
            for j, head in sentence.waiting:
                self.out[j].indicator = name + head
            sentence.waiting = []
        naming.indicator = name or None
        naming.indicator_id = identifier
        if sentence.base:
            # an increment is passed over: what comes next goes on with what has grown (增产2万吨，达到9万吨)
            base, sentence.base = sentence.base, ""
            known = known_indicator(base, "multiple", None, self.place)
            sentence.carry, sentence.carry_kind, sentence.carry_unit = (
                Naming(base, known),
                "amount",
                number.unit,
            )
        elif name and number.kind not in ("points", "rank"):
            sentence.carry, sentence.carry_kind, sentence.carry_unit = naming, number.kind, number.unit
            if number.kind == "amount":
                sentence.levels.append((name, identifier))

    # -- the words in front ------------------------------------------------------------------------------------

    def _read_period(self, naming: Naming, gap: str) -> None:
        if "年" in gap or "五" in gap or "月" in gap or "季" in gap:
            match = None
            for match in _PERIOD.finditer(gap):  # noqa: B007  (the last one counts)
                pass
            if match is not None:
                self.sentence.period = match.group()
        naming.period = self.sentence.period

    def _read_front(self, clause: str, number: Number) -> tuple[str, str | None, str]:
        """What stands in front without the verb at its end: the subject, the basis, the word of change."""
        cues = self.cues
        basis: str | None = None
        change = ""
        if clause.endswith("的"):
            clause = self._without_origin(clause)
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
                subject, end = _strip_tail(
                    clause[: place.start()] if place else clause, cues.rank, cues.names
                )
                basis = clause[end:] or None
                return self._without_origin(subject), basis, ""
            subject, end = _strip_tail(clause, cues.tail, cues.names)
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
        subject, _ = _strip_tail(subject, cues.tail, cues.names)
        return self._origin_and_tail(subject), basis, change

    @staticmethod
    def _without_origin(subject: str) -> str:
        """从2017年的, 由上年的, 是2015年的: where a change began."""
        if "从" in subject or "由" in subject:
            match = _FROM.search(subject)
            if match and (subject.endswith("的") or match.end() - match.start() <= 6):
                return subject[: match.start()]
        match = _TIMES_OF.search(subject)
        return subject[: match.start()] if match else subject

    def _origin_and_tail(self, subject: str) -> str:
        shorter = self._without_origin(subject)
        return shorter if shorter == subject else _strip_tail(shorter, self.cues.tail, self.cues.names)[0]

    def _strip_front(self, subject: str) -> tuple[str, str]:
        """Take what leads in off the subject; the verb that went last, and a kept one before the noun."""
        cues = self.cues
        verb = ""
        cut = max(subject.rfind("、"), subject.rfind("并"))
        if cut > 0 and self._leads(subject[cut + 1 :]):
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
        if len(subject) > _LONGEST:
            subject = subject[-_LONGEST:]
        return subject, verb

    def _last_clause(self, subject: str, rest: int, skip: int = 1) -> str:
        """What stands behind the last verb within a subject: 双方达成|合作协议, 利用贷款建设|示范村.

        Args:
            subject: the words in front of a number, without what leads in.
            rest: how many characters have to remain behind the verb.
            skip: where to begin to look.
        """
        cues = self.cues
        pattern = cues.led_clause if subject.startswith(cues.preposition) else cues.clause
        cut, position = 0, skip
        while (match := pattern.search(subject, position)) is not None:
            at, position = match.start(), match.end()
            if len(subject) - position < rest:
                break
            if cues.hold.match(subject, at) > 1 or self._inside_quotes(subject, at):
                continue
            cut = position
        return subject[cut:]

    def _summed_up(self, subject: str) -> str:
        """What examples stand for: 风电、光伏等新能源项目 → 新能源项目."""
        cut = subject.rfind("等") + 1
        rest = subject[cut:]
        if (
            len(rest) < 2
            or cut < 3
            or rest[0] in "级候待次第分同于地"
            or rest in self.cues.generic
            or rest in self.cues.dependent
            or self._inside_quotes(subject, cut)
        ):
            return subject
        return rest

    def _leads(self, piece: str) -> bool:
        cues = self.cues
        return cues.front.match(piece) > 1 and not cues.hold.match(piece)

    # -- the words behind --------------------------------------------------------------------------------------

    def _noun_behind(self, i: int, number: Number) -> tuple[str, int, str]:
        """The noun behind a number that counts, where it ends, and what is said of it."""
        text, numbers = self.text, self.numbers
        if number.kind not in ("amount", "percent", "multiple"):
            return "", 0, ""
        limit = number.end + _BEHIND
        begin = number.end
        match = _SUFFIX.match(text, begin)
        suffix = match is not None and match.end() > begin
        if match is not None:
            begin = match.end()
        following = numbers[i + 1] if i + 1 < len(numbers) else None
        linked = text.startswith("的", begin)
        if linked:
            begin += 1
        elif number.kind != "amount":
            return "", 0, ""
        if following is not None and following.start == begin:
            if linked:
                self.out[i].modifies = True
                return "", 0, ""
            if number.unit in MONEY_UNITS or following.unit not in MONEY_UNITS:
                return "", 0, ""
            # 8个10亿元以上重大产业项目: the threshold belongs to the noun
            limit = min(limit, numbers[i + 2].start) if i + 2 < len(numbers) else limit
        elif following is not None and following.start < limit:
            limit = following.start
        chunk = text[begin:limit]
        end = _chunk_end(chunk)
        if number.unit in _SIZES:
            # 长安30万辆微型汽车、江汽重卡等: the measure is of the first alone
            pause = chunk.find("、", 1, end)
            if pause > 0 and "（" not in chunk[:pause]:
                end = pause
        self.closed = end < len(chunk) and chunk[end] in "，。；"
        chunk = chunk[:end]
        if (
            not chunk
            or not (chunk[0] in "“《" or chunk[0].isalnum())
            or (chunk[0] in "以为和与及至到或" and not self.cues.hold.match(chunk))
        ):
            return "", 0, ""
        cues = self.cues
        if cues.behind.match(chunk) and not cues.hold.match(chunk):
            return "", 0, chunk if number.unit in _PEOPLE else ""
        noun, behind = self._noun_and_rest(chunk)
        if (number.unit in _SPANS or number.unit in MONEY_UNITS) and self._opens_clause(chunk):
            return "", 0, chunk
        if number.unit in MONEY_UNITS and not linked and number.comparator == "eq" and len(noun) > 12:
            return "", 0, chunk
        if linked or (suffix and number.unit in MONEY_UNITS):
            self.out[i].modifies = True
        noun = noun.removesuffix("中")
        return noun, begin + len(noun), behind

    def _noun_and_rest(self, chunk: str) -> tuple[str, str]:
        """Cut what is said of the noun off it: 薄弱村|全部达标, but 农房改造项目 is one noun."""
        cues = self.cues
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
                if held or self._inside_quotes(chunk, at):
                    continue
                if is_weak and _ENDS_NOUN.search(chunk, position, end):
                    break
                end = at
                break
        return chunk[:end], chunk[end:]

    @staticmethod
    def _inside_quotes(chunk: str, position: int) -> bool:
        return chunk.count("“", 0, position) > chunk.count("”", 0, position)

    def _opens_clause(self, chunk: str) -> bool:
        """2亿元用于…, 9天完成…: a verb behind the number, no noun."""
        cues = self.cues
        return (
            cues.front.match(chunk) > 1 and not cues.hold.match(chunk) and not _ENDS_NOUN.search(chunk[:10])
        )

    # -- putting the name together -----------------------------------------------------------------------------

    def _ranked(self, number: Number, subject: str, context: str) -> tuple[str | None, bool | str]:
        sentence = self.sentence
        carry = sentence.carry
        if (
            subject in self.cues.dependent
            and carry is not None
            and carry.indicator
            and subject not in ("增速", "总量", "增幅", "规模", "数量")
        ):
            return carry.indicator + subject, False
        if subject and subject not in ("增速", "总量", "增幅", "增长", "规模", "数量"):
            sentence.ranked = subject
            return subject, not subject.endswith(("增速", "增幅", "增长"))
        if carry is None or not carry.indicator:
            return (subject or sentence.ranked or _last_piece(context) or None), False
        if sentence.carry_kind == "growth" or subject in ("增速", "增幅", "增长"):
            return carry.indicator + "增速", False
        return carry.indicator, carry.indicator_id or False

    def _counted(
        self, number: Number, subject: str, verb: str, noun: str, behind: str, relative: bool
    ) -> str:
        """A thing that is counted: the noun stands behind the number."""
        cues, sentence = self.cues, self.sentence
        if subject.endswith(("等", "等地", "一批", *cues.towards)) or (
            subject.startswith(cues.preposition) and verb not in cues.keep
        ):
            subject = ""
        elif len(subject) > 2:
            subject = self._last_clause(subject, 0)
        kept = verb if verb in cues.keep else ""
        if kept:
            subject = subject[len(kept) :] if subject.startswith(kept) else subject
        if "、" in subject and kept not in cues.made and number.unit in _COUNTERS:
            # 青山、绿水3家企业: names in apposition
            subject = ""
        subject = subject[subject.rfind("、") + 1 :]
        if (
            subject[:1] in "对给"
            or (subject[:1] == "为" and subject[1:] in cues.scope)
            or (relative and len(noun) >= 4 and not kept)
        ):
            # 带动全局的5个重大项目
            subject = ""
        if subject in cues.scope or len(subject) > 14:
            subject = ""
        if (
            behind
            and len(behind) <= 16
            and (
                noun in cues.generic
                or (
                    (not kept or kept in cues.pivot)
                    and (
                        not subject
                        or subject in cues.scope
                        or subject in cues.pivot
                        or subject[-1] in "下中内"
                    )
                    and self._selects(number, noun, behind)
                )
            )
        ):
            noun = _LIGHT_VERB.sub("", behind) + noun
            if subject in cues.pivot:
                subject = ""
        sentence.made = kept if kept in cues.made else ""
        return _clean(kept + subject + noun)

    def _selects(self, number: Number, noun: str, behind: str) -> bool:
        """Whether what is said of a noun tells which ones are counted (12种产品入选名录), not how all of them fare."""
        return (
            self.closed
            and (
                number.kind == "percent"
                or number.unit is None
                or number.unit in _COUNTERS
                or number.unit in _PEOPLE
            )
            and len(noun) <= _SHORT_NOUN
            and not self.cues.whole_set.match(behind)
            and not _IS_VAGUE.search(behind)
        )

    def _measured(
        self,
        number: Number,
        subject: str,
        verb: str,
        change: str,
        basis: str | None,
        threshold: str,
        context: str,
        paused: bool,
        bare: bool,
    ) -> tuple[str | None, bool | str]:
        """The words in front name what is measured."""
        cues, sentence = self.cues, self.sentence
        carry = sentence.carry
        name = subject
        if threshold and carry is not None and carry.indicator:
            # 千万元以上项目30个，其中亿元以上2个
            return carry.indicator, False
        if (
            subject[0] in "占对"
            and len(subject) > 1
            and cues.hold.match(subject) < 2
            and subject not in cues.dependent
            and (subject[0] == "占" or _RATE.search(subject))
        ):
            base = carry.indicator if carry is not None and carry.indicator else _last_piece(context)
            return (base or "") + subject, True
        if subject in ("经济", "今年经济", "全年经济"):
            subject = name = "经济增长"
        key = indicator_key(subject)
        known = key in indicator_aliases()
        if subject in cues.dependent and not known:
            return self._dependent(number, subject, context)
        if subject in cues.generic and verb and verb != "其中":
            subject = name = verb + subject
        if len(subject) <= 2 and not known and change in _RATE_NOUNS:
            name = subject + change
        kept = verb if verb in cues.keep else ""
        if kept and kept == subject:
            if sentence.topic:
                made = sentence.made
                return kept + sentence.topic.removeprefix(made), False
            return kept + _last_piece(context), False
        if kept:
            sentence.made, sentence.made_here = kept, kept in cues.made
        elif verb:
            sentence.made = ""
        elif (
            sentence.made
            and not (known and indicator_table()[indicator_aliases()[key]].dimension != "count")
            and number.kind == "amount"
            and number.unit not in MONEY_UNITS
            and bare
            and (paused or (sentence.made_here and number.unit == sentence.carry_unit))
        ):
            name = sentence.made + subject
        sentence.topic = name
        name = _clean(name)
        if sentence.given and number.unit in MONEY_UNITS and len(name) <= _SHORT_NOUN:
            # 为80万名退休人员发放养老金5亿元
            return sentence.given + name, False
        if change == "累计" and number.unit in MONEY_UNITS:
            return name + change, False
        if number.kind == "amount" and change != "累计" and _is_increment(change):
            sentence.base = name
            return name + (basis or "") + change.replace("分别", "") + "额", False
        if number.kind == "points":
            if basis and basis[:1] in "高低快优领":
                name += basis
            return name, False
        return name, True

    def _dependent(self, number: Number, head: str, context: str) -> tuple[str | None, bool | str]:
        """A part or side of what was named before: 总投资, 投资完成率, 总产."""
        sentence = self.sentence
        carry = sentence.carry
        base = sentence.topic
        if not _OF_A_SIDE.match(head):
            base = _without_side(base, self.cues.dependent)
        if not base and carry is not None and carry.indicator:
            base = carry.indicator
        if head in ("总量", "总额", "总规模", "规模") and carry is not None and carry.indicator_id:
            return carry.indicator, carry.indicator_id
        if not base:
            base = self._topic_of(_last_piece(context))
        aliases = indicator_aliases()
        if head in _PER_HEAD:
            return _clean(head + base), True
        if head.endswith("投资"):
            base = base.removesuffix("建设")
        for piece in (base, _last_piece(context), context):
            for length in (2, 3, 4):
                whole = piece[:length] + head
                if len(piece) >= length and indicator_key(whole) in aliases:
                    return whole, True
        return _clean(base + head), indicator_key(head) in aliases

    def _topic_of(self, piece: str) -> str:
        """What a clause without a number speaks of: 光伏产业势头强劲 → 光伏产业, 开工建设风电项目 → 风电项目."""
        if piece.startswith(self.cues.preposition):
            return ""
        piece, _ = self._strip_front(piece)
        stated = self.cues.stated.match(piece) or self.cues.mannered.match(piece)
        return stated["sphere"] if stated else self._last_clause(piece, 2) if len(piece) > 4 else piece

    def _carried(
        self, number: Number, verb: str, change: str, basis: str | None, context: str, behind: str
    ) -> tuple[str | None, bool | str]:
        """No words of its own: the number goes on with what the sentence has named."""
        sentence = self.sentence
        carry = sentence.carry
        if carry is None or not carry.indicator:
            headline = self._headline_in(context)
            if headline and number.kind == "amount" and _is_increment(change):
                sentence.base = headline
                return headline + change + "额", False
            if headline:
                return headline, True
            if number.kind == "growth" and "经济" in context and not basis:
                return "经济增长", True
            if behind:
                stripped, _ = self._strip_front(behind)
                return (_clean(stripped + (verb if verb == "投入" else "")) or None), False
            piece = _last_piece(context)
            if piece:
                piece, _ = self._strip_front(piece)
                stated = self.cues.stated.match(piece) or self.cues.mannered.match(piece)
                if stated:
                    piece = stated["sphere"]
                elif verb and piece.endswith(self.cues.states):
                    piece = ""
            return (_clean(piece) or verb or None), bool(piece)
        name = carry.indicator
        if (
            verb
            and number.kind == "amount"
            and sentence.topic
            and not change
            and number.unit == sentence.carry_unit
        ):
            # 新开工厂房40栋、建成15栋
            made = sentence.made
            return verb + sentence.topic.removeprefix(made), False
        if number.kind == "points":
            if basis and basis[:1] in "高低快优领超":
                return name + ("增速" if sentence.carry_kind == "growth" else "") + basis, False
            return name, False
        if number.kind == "amount" and _is_increment(change):
            sentence.base = name
            return name + (basis or "") + change.lstrip("再又") + "额", False
        if behind and number.unit in _PEOPLE:
            return _clean(behind[:16]), False
        if behind and number.unit not in MONEY_UNITS:
            return name + behind[:12], False
        if number.kind in ("multiple", "points") and change.startswith(("增速", "增幅", "涨幅")):
            return name + change[:2], False
        return name, carry.indicator_id or False

    def _headline_in(self, context: str) -> str | None:
        """A headline indicator that opens one of the last clauses without a number: 粮食产量再获丰收，达到9万吨."""
        aliases = indicator_aliases()
        for piece in reversed(context.split("，")[-2:]):
            piece, _ = self._strip_front(piece)
            for length in range(min(len(piece), 16), 2, -1):
                if indicator_key(piece[:length]) in aliases:
                    return piece[:length]
        return None

    # -- lists -------------------------------------------------------------------------------------------------

    def _joined(self, i: int) -> bool:
        """Whether nothing but a conjunction stands between a number and the one before it."""
        return _JOIN.fullmatch(self.text, self.numbers[i - 1].end, self.numbers[i].start) is not None

    def _list_length(self, i: int) -> int:
        numbers = self.numbers
        count = 1
        while (
            count < _LONGEST_LIST
            and i + count < len(numbers)
            and numbers[i + count].start - numbers[i + count - 1].end <= 6
            and self._joined(i + count)
        ):
            if numbers[i + count].kind != numbers[i].kind:
                break
            count += 1
        return count

    def _spread(
        self, name: str | None, count: int, number: Number, change: str, own: bool
    ) -> list[tuple[str, str | None]]:
        """The names of coordinated numbers: 城乡居民人均可支配收入分别增长5.8%和6.8%."""
        sentence = self.sentence
        if not name:
            return []
        if (
            not own
            and not sentence.last_group
            and len(sentence.levels) >= count
            and number.kind in ("growth", "multiple")
        ):
            sentence.last_group = sentence.levels[-count:]
        if (
            not own
            and len(sentence.last_group) == count
            and number.kind == "amount"
            and _is_increment(change)
        ):
            return [(name + "增加额", None) for name, _ in sentence.last_group]
        if not own and len(sentence.last_group) == count:
            table = indicator_table()
            return [
                (n, k if k and _fits(table[k], number.kind, number.unit) else None)
                for n, k in sentence.last_group
            ]
        parts = split_coordinated(name, count)
        if len(parts) != count:
            return []
        return [(part, self._identify(part, number)) for part in parts]

    # -- the id ------------------------------------------------------------------------------------------------

    def _identify(self, name: str, number: Number) -> str | None:
        found = known_indicator(name, number.kind, number.unit, self.place)
        if found is None:
            return None
        start = self.sentence.start
        opening = self.text[start : min(start + 14, number.start)]
        match = self.cues.part.search(opening)
        if match and name not in opening[: match.start() + 4]:
            return None
        return found


_ENDS_NOUN = re.compile(
    r"(?:项目|工程|企业|基地|平台|中心|机构|学校|医院|园区|面积|资金|专项|公园|站|馆|所|区|县|村|镇|市|路|线|桥|园|厂|院|点|员|人|户|家庭|名录|设施|装备|设备|品牌|产品|标准|政策|措施|事项|任务|行动|试点|人才|人员|学位|床位|车位|岗位|系统|体系|队伍|案件|隐患|产业链|集群|制度|机制|成果|技术|课程|土地|住房|房|小区|社区|街区|廊道|管网|公路|铁路|高速)$"
)
_LIGHT_VERB = re.compile(r"^(?:(?:进行|开展)了?(?=[一-鿿“]{2})|实现了?(?=[一-鿿“]{4}))")
_BARE_SIDES = frozenset(
    ("面积", "人数", "投资", "资金", "收入", "数量", "规模", "总数", "总量", "总额", "存量", "增量")
)
_OF_A_SIDE = re.compile(r"(?:[占比增降涨]|总[数量额]|率$|完成)")
_PER_HEAD = frozenset(("人均", "户均", "亩均"))


def _without_side(topic: str, sides: frozenset[str]) -> str:
    """What a topic is of: 龙头企业销售收入 → 龙头企业."""
    if topic in sides:
        return topic
    for length in range(min(6, len(topic) - 2), 1, -1):
        side = topic[-length:]
        if side in sides:
            return topic if side in _BARE_SIDES or _is_known(topic) else topic[:-length]
    return topic


_IS_VAGUE = re.compile(
    r"(?:进展|突破|成效|成果|影响|作用|铺开|启动|改善|提升|增强|完善|优化|见效|落实|计划|任务|工作|目标|建设|创建|要求|需求)$"
)
_STOPS = re.compile(r"[，。；：！？\n]|\d{1,2}月")


def _chunk_end(chunk: str) -> int:
    """Where the noun phrase behind a number ends at the latest: at punctuation, and at 、 unless it lists nouns."""
    match = _STOPS.search(chunk)
    end = match.start() if match else len(chunk)
    pause = chunk.find("、", 0, end)
    if pause >= 0 and "等" not in chunk[pause:end] and pause > 3:
        end = pause
    return end


def _last_piece(context: str) -> str:
    """The last clause in front of a comma, as far as it can name something."""
    piece = context[max(context.rfind("，"), context.rfind("：")) + 1 :]
    return piece if len(piece) <= 16 else ""


def _is_increment(change: str) -> bool:
    return bool(change) and change != "累计" and not change.endswith(("至", "到"))


_REACHED = re.compile(
    r"(?<=[一-鿿]{2})(?:力争|预计|争取|确保|将|已|共|分别|均)*(?:实现|完成)(?=[一-鿿]{0,4}(?:产值|产量|发电量|增加值|收入|利润|利税|税收|总额|销售额|交易额|零售额)$)"
)


_LABEL = re.compile(r"^(?:（[^）]{1,4}）|\d{1,2}[.．、]|（(?!.*）))")


def _clean(name: str) -> str:
    name = name.strip("的、，：:—了 　").rstrip("和与及、“《（").removesuffix("预计")
    if "分别" in name:
        name = name.replace("分别", "")
    if "实现" in name or "完成" in name:
        name = _REACHED.sub("", name)
    if name[:1] == "（" or name[:1].isdecimal():
        name = _LABEL.sub("", name) or name
    if name.endswith("等") and name[-2:-1] not in "高平同初中对优头":
        name = name[:-1]
    for opening, closing in ("（）", "“”"):
        if closing in name and opening not in name:
            name = name[name.rfind(closing) + 1 :] or name
    return name


def _is_shared(gap: str) -> bool:
    """均增长7%: one number for several subjects."""
    return "均" in gap[-6:]


def _is_known(name: str) -> bool:
    """Whether a name is a headline indicator's, with or without 全市 and the like in front."""
    aliases = indicator_aliases()
    key = indicator_key(name)
    return key in aliases or (key[:2] in _cues().scope and key[2:] in aliases)


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
    pieces = [piece for piece in _SPLIT.split(name) if piece]
    if len(pieces) != count:
        return [name]
    last = pieces[-1]
    sides = _cues().dependent
    if last in sides and not _is_known(last):
        whole_of = _without_side(pieces[0], sides)
        if whole_of != pieces[0]:
            # 交通事故起数和死亡人数: the second is another side of what the first is a side of
            return [pieces[0], *(whole_of + piece if piece in sides else piece for piece in pieces[1:])]
    head = _HEAD.search(last)
    out = []
    for piece in pieces[:-1]:
        whole = piece
        if not _is_known(piece):
            for k in range(1, len(last)):
                if _is_known(piece + last[k:]):
                    whole = piece + last[k:]
                    break
            else:
                if _HEAD.search(piece):
                    pass
                elif _is_known(last) and len(last) > len(piece) + 3:
                    whole = piece + last[len(piece) :]
                elif head:
                    whole = piece + head.group()
                elif piece[-1] in "国省市县区" and last[1:2] == "级":
                    whole = piece + last[1:]
                elif len(piece) <= 3 and len(last) > len(piece) + 1:
                    whole = piece + last[len(piece) :]

        out.append(whole)
    return [*out, last]
