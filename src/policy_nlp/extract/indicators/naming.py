"""What a number measures, read from the words around it.

Everything here works on the cleaned copy, on windows of bounded length: the words in front of a number back to the
number before it, and the words behind it up to the next punctuation. What a sentence has named so far is carried on,
so that 同比增长5% behind 税收收入8亿元， measures the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policy_nlp.extract.indicators.behind import (
    LONG_DEED,
    SUFFIX,
    Behind,
    done_in,
    light_verb_off,
    opens_clause,
    read_behind,
    selects,
    threshold_word,
)
from policy_nlp.extract.indicators.coordination import (
    HEAD,
    SPLIT,
    is_shared,
    joined,
    list_length,
    split_coordinated,
    without_side,
)
from policy_nlp.extract.indicators.cues import Cues, cue_tables
from policy_nlp.extract.indicators.front import last_clause, read_front, strip_front, summed_up, topic_of
from policy_nlp.extract.indicators.headlines import fits, is_known, known_indicator
from policy_nlp.extract.indicators.numbers import COUNTERS, PEOPLE, SPANS, Naming, Number
from policy_nlp.extract.indicators.wording import LONGEST, clean, is_increment, last_piece
from policy_nlp.knowledge.indicators import MONEY_UNITS, indicator_aliases, indicator_key, indicator_table
from policy_nlp.records import QuantityKind

WINDOW = 100
"""How many characters in front of a number are read at most."""


@dataclass(slots=True)
class _Sentence:
    """What a sentence has named so far."""

    start: int = 0
    carry: Naming | None = None  # what the next number without words of its own measures
    carry_kind: QuantityKind | None = None
    carry_unit: str | None = None
    levels: list[tuple[str, str | None]] = field(
        default_factory=list
    )  # amounts so far: 分别增长 speaks of them
    topic: str = ""  # what was named last, whole
    ranked: str = ""  # what the next rank is a rank of
    base: str = ""  # what an increment was added to
    made: str = ""  # a verb that holds for the list: 新增A3家、B5家
    made_here: bool = False  # it also holds across a comma
    given: str = ""  # for whom money is given
    group: list[tuple[str, str | None]] = field(default_factory=list)  # names of coordinated numbers to come
    period: str | None = None
    last_group: list[tuple[str, str | None]] = field(default_factory=list)
    consumed: int = 0  # where the noun behind the last number ends
    noun: str = ""  # that noun
    waiting: list[tuple[int, str, str]] = field(
        default_factory=list
    )  # numbers named by what comes: front, end
    before: str = ""  # the topic in front of a semicolon
    before_carry: str = ""


_PERIOD = re.compile(
    r"(?<![比较由从])(?:"
    r"(?:\d{4}年)?(?:\d{1,2}[-—~至到]\d{1,2}月份?|[一二三四]季度|上半年|下半年|前三季度|前三个季度|前\d{1,2}个月|前[一二三四五六七八九十]{1,2}个月|1至\d{1,2}月份?)"
    r"|“?[一二三四五六七八九十]{1,3}五”?(?:时期|期间|以来)|(?:过去|近|这|今后|未来)?(?:[三四五六七八九十]|\d)年(?:来|间|时间里|累计|年均)|过去五年|全年|本届政府(?:期间)?|\d{4}年(?:以来)?|“[一二三四五六七八九十]{1,3}五”"
    r")"
)
_SECTORS = re.compile(
    r"(?:三次|[一二三、]+次|三大?)产业(?:增加值)?(?:结构|比例|比重|占比|之比)?[^，。；]{0,12}(?:，[^，。；]{0,4}[由从][^，。；]{0,8})?$"
)
_ADJUSTED = re.compile(
    r"(?:调整|优化|变|变化|转变|演变|演进|发展|改善|提升|升级)?(?:至|到|为|成)(?:\d{4}年|上年|去年)?的?$"
)


_OF_A_SIDE = re.compile(r"(?:[占比增降涨]|总[数量额]|率$|完成)")
_SHORT_NAME = 6
_LONGEST_GRADE = 4
_LONGEST_SIDE = 12
_GRADE = re.compile(r"^(?:各级|各类|(?:国家|世界|自治区|[国部省市州县区])级(?:以上)?)+")
_MONEY_SPENT = frozenset(("投资", "出资", "投入"))
_PER_HEAD = frozenset(("人均", "户均", "亩均"))
_RATE = re.compile(r"(?:率|度|拉动|占比|比重)$")
_RATE_NOUNS = frozenset(("上涨幅度", "涨幅", "增速", "增长率", "增幅", "增长幅度"))


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


def _graded(topic: str, grade: str, cues: Cues) -> str:
    """A part of what is counted, by its grade: 新建各类研发中心, 国家级 → 新建国家级研发中心."""
    length = cues.front.match(topic)
    if length > 1 and length + 2 <= len(topic) and topic[:length] in cues.keep:
        return topic[:length] + grade + _GRADE.sub("", topic[length:])
    return grade + _GRADE.sub("", topic)


@dataclass(slots=True)
class _Words:
    """The words around one number."""

    gap: str
    clause: str
    context: str
    threshold: str
    paused: bool
    goes_on: bool
    subject: str
    verb: str
    basis: str | None
    change: str
    found: Behind
    noun: str
    said: str


class _Namer:
    """One pass over the numbers of a text, sentence by sentence."""

    def __init__(self, text: str, numbers: list[Number], place: str | None) -> None:
        self.text = text
        self.numbers = numbers
        self.place = place if place and place != "国务院" else None
        self.cues = cue_tables()
        self.out: list[Naming] = [Naming() for _ in numbers]
        self.sentence = _Sentence()

    def run(self) -> list[Naming]:
        text = self.text
        previous_end = 0
        for i, number in enumerate(self.numbers):
            low = max(previous_end, number.start - WINDOW)
            gap = text[low : number.start]
            find = gap.rfind
            cut = max(find("。"), find("；"), find("\n"), find("！"), find("？"))
            if cut >= 0 or low > previous_end or i == 0:
                last = self.sentence
                self.sentence = _Sentence(start=low + cut + 1)
                if cut >= 0 and gap[cut] == "；":
                    self.sentence.before = last.topic
                    self.sentence.before_carry = (last.carry and last.carry.indicator) or last.topic
            self._name(i, number, max(low + cut + 1, self.sentence.consumed))
            previous_end = number.end
        return self.out

    def _name(self, i: int, number: Number, low: int) -> None:
        sentence, naming = self.sentence, self.out[i]
        gap = self.text[low : number.start]
        self._read_period(naming, gap)
        if sentence.group:
            if joined(self.text, self.numbers, i):
                self._settle(i, naming, *sentence.group.pop(0))
                return
            sentence.group = []
        words = self._read_words(i, number, gap, low)
        naming.basis, naming.modifies = words.basis, words.found.modifies
        if self._is_part(i, number, words):
            return
        if number.unit in SPANS:
            self._timed(naming, number, words)
            return
        name, known = self._put_together(number, naming, words)
        if self._coordinated(i, number, words, name):
            return
        self._settle(i, naming, name, self._identifier(name, known, number, gap))
        if name in _MONEY_SPENT and number.unit in MONEY_UNITS and not naming.modifies:
            # 投资9000万元，改造泵站12座
            sentence.waiting.append((i, "", name))
        if naming.modifies and not words.noun and words.subject:
            subject = words.subject
            sentence.waiting.append((i, "", subject[subject.rfind("等") + 1 :] or "投资"))

    def _read_words(self, i: int, number: Number, gap: str, low: int) -> _Words:
        """The words in front of a number and behind it, taken apart."""
        sentence = self.sentence
        comma = max(gap.rfind("，"), gap.rfind("："), gap.rfind("—"))
        clause, context = gap[comma + 1 :], gap[: max(comma, 0)]
        goes_on = comma < 0 and low != sentence.start
        threshold = ""
        if goes_on:
            match = SUFFIX.match(clause)
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
        if goes_on and clause[:1] == "等" and clause[1:2] not in "级候待次":
            clause = clause[1:]
        if goes_on and clause[:1] == "内" and self.numbers[i - 1].unit in SPANS:
            clause = clause[1:]
        only_compares = goes_on and clause and threshold_word(clause) == clause
        subject, basis, change = read_front("" if only_compares else clause, number)
        subject, verb = strip_front(subject)
        if len(subject) > 4 and number.kind != "rank":
            shorter = last_clause(subject, 2, len(verb) if verb and subject.startswith(verb) else 1)
            if len(shorter) < len(subject):
                subject, verb = strip_front(shorter)
        if goes_on and low == sentence.consumed:
            subject = self._with_noun_before(i, number, subject, paused)
        if "等" in subject:
            if verb not in self.cues.keep:
                subject = summed_up(subject)
            elif subject.startswith(verb) and (verb not in self.cues.made or "、" not in subject):
                # 盘活丝绸厂、酒厂等闲置厂房
                subject = verb + summed_up(subject[len(verb) :])
        found = read_behind(self.text, self.numbers, i)
        noun, said = found.noun, found.said
        if (
            noun
            and len(subject) > 1
            and not found.modifies
            and opens_clause(noun)
            and number.unit not in SPANS
        ):
            # 监测对象20户落实帮扶: the noun stands in front, a verb behind
            noun, said = "", noun + said
            subject = subject.removeprefix("对")
        return _Words(
            gap, clause, context, threshold, paused, goes_on, subject, verb, basis, change, found, noun, said
        )

    def _with_noun_before(self, i: int, number: Number, subject: str, paused: bool) -> str:
        """The subject with the noun that the number before counted, where both stand in one clause."""
        noun = self.sentence.noun
        if not subject:
            # 6个断面水质优良率80%, 2亿元以上项目7个: the noun behind one number stands in front of the next
            adjacent = self.sentence.consumed == number.start or self.out[i - 1].modifies
            return noun if adjacent else ""
        if (
            number.unit in MONEY_UNITS
            and 1 < len(subject) <= _LONGEST_GRADE
            and number.kind == "amount"
            and not paused
            and not threshold_word(subject)
            and subject not in self.cues.dependent
            and not is_known(subject)
        ):
            # 2万家企业获贷90亿元
            return noun + subject
        return subject

    def _is_part(self, i: int, number: Number, words: _Words) -> bool:
        """Whether a count without a noun is a part, by its grade, of what was named or comes next; it is settled."""
        subject, sentence = words.subject, self.sentence
        if words.noun in self.cues.dependent and i + 1 < len(self.numbers):
            following = self.numbers[i + 1]
            if following.unit in MONEY_UNITS and 0 <= following.start - words.found.end <= 2:
                # 28个总投资超5亿元的项目: the side belongs to the sum
                sentence.waiting.append((i, "", ""))
                sentence.consumed = words.found.end - len(words.noun)
                return True
        if (
            words.noun
            or number.kind != "amount"
            or (subject and subject[-1] != "级")
            or number.unit in MONEY_UNITS
        ):
            return False
        if subject and len(subject) <= _LONGEST_GRADE and sentence.topic:
            if number.unit != sentence.carry_unit:
                return False
            # 新建研发中心60家，其中国家级7家
            self._settle(i, self.out[i], _graded(sentence.topic, subject, self.cues), None)
            return True
        if self._named_next(i, subject):
            # 28大项、165小项改革任务; 省级39个、市级300个重点项目
            sentence.waiting.append((i, subject, ""))
            return True
        return False

    def _put_together(self, number: Number, naming: Naming, words: _Words) -> tuple[str | None, bool | str]:
        """The name, and whether it may be a headline's (or the headline's id)."""
        sentence = self.sentence
        if number.kind == "rank":
            return self._ranked(number, words.subject, words.context)
        if words.noun and number.kind in ("amount", "percent", "multiple"):
            clause, noun = words.clause, words.noun
            if words.subject and clause.endswith(("、", "以及")):
                # 路灯改造、2座桥梁: the list goes on with another thing
                words.subject = words.verb if words.verb in self.cues.keep else ""
            given = (
                clause[-1:] in ("为", "向", "给", "对") and number.unit in PEOPLE and not opens_clause(noun)
            )
            sentence.given = noun if given else ""
            name = self._counted(number, words)
            noun_end = words.found.end
            sentence.consumed, sentence.topic, sentence.noun = noun_end, name, noun
            if naming.modifies:
                for j, front, end in sentence.waiting:
                    if not end:  # 28个总投资超5亿元的项目: projects are counted, not their investment
                        self.out[j].indicator = front + noun
                sentence.waiting = [row for row in sentence.waiting if row[2]]
                threshold = self.text[number.start : noun_end]
                sentence.noun = (
                    clean(clause[clause.find(words.subject) :] + threshold)
                    if words.subject
                    else threshold_word(clause) + threshold
                )
            return name, False
        if words.subject:
            return self._measured(number, words)
        return self._carried(number, words)

    def _coordinated(self, i: int, number: Number, words: _Words, name: str | None) -> bool:
        """Settle the first of several coordinated numbers and keep the names of the others."""
        sentence = self.sentence
        count = list_length(self.text, self.numbers, i)
        if count == 1:
            if words.subject or words.noun:
                sentence.last_group = []
            return False
        rows: list[tuple[str, str | None]]
        if (
            count == 3
            and number.kind == "percent"
            and (
                _SECTORS.search(words.gap)
                if "产业" in words.gap
                else len(sentence.last_group) == 3 and not words.subject and _ADJUSTED.search(words.gap)
            )
        ):
            rows = [(f"第{c}产业占比", None) for c in "一二三"]
        else:
            rows = self._spread(name, count, number, words.change, bool(words.subject))
        if not rows:
            return False
        sentence.group, sentence.last_group = rows[1:], rows
        self._settle(i, self.out[i], *rows[0])
        return True

    def _identifier(self, name: str | None, known: bool | str, number: Number, gap: str) -> str | None:
        """The id of the headline indicator that a name stands for, if it may be one."""
        if isinstance(known, str):
            return known if fits(indicator_table()[known], number.kind, number.unit) else None
        if not known or not name:
            return None
        if ("、" in name or "和" in name) and is_shared(gap):
            parts = [part for part in SPLIT.split(name) if is_known(part)]
            return self._identify(parts[0], number) if len(parts) == 1 else None
        return self._identify(name, number)

    def _named_next(self, i: int, subject: str) -> bool:
        """Whether what a number counts stands only behind the next one."""
        if i + 1 == len(self.numbers) or (subject and (len(subject) > _LONGEST_GRADE or subject[-1] != "级")):
            return False
        number, following = self.numbers[i], self.numbers[i + 1]
        between = self.text[number.end : following.start]
        return following.kind == "amount" and (
            between in ("", "、") and following.unit != number.unit
            if not subject
            else len(between) <= _LONGEST_GRADE + 1 and between[:1] == "、" and between[-1:] == "级"
        )

    def _timed(self, naming: Naming, number: Number, words: _Words) -> None:
        """A span of time: for what is done in it."""
        cues, sentence = self.cues, self.sentence
        subject, verb, noun, behind = words.subject, words.verb, words.noun, words.said
        sentence.ranked = sentence.ranked or subject
        if subject in cues.passing and (not noun or noun in cues.passing):
            # 用三年时间, 经过五年努力
            subject = noun = ""
        carry = sentence.carry
        carried = carry.indicator if carry is not None and carry.indicator else ""
        deed = done_in(self.text, number, words.gap)
        if subject and not noun and not behind:
            sentence.carry = Naming(subject) if deed else naming
            sentence.carry_kind, sentence.carry_unit = number.kind, number.unit
        if deed:
            keeps = len(deed) < LONG_DEED or (HEAD.search(subject) and len(subject) < LONGEST // 2)
            naming.indicator = clean((subject if keeps and subject not in cues.passing else "") + deed)
            return
        name = subject or (carried if words.goes_on or not noun else "")
        done = (noun or behind).removeprefix("时间").removeprefix("内")
        naming.indicator = clean(name + done[:12]) or (None if verb in cues.passing else verb or None)

    def _settle(self, i: int, naming: Naming, name: str | None, identifier: str | None) -> None:
        number, sentence = self.numbers[i], self.sentence
        if sentence.waiting and name:
            # 总投资7亿元的3个项目竣工: the sum is the total investment of what is counted behind it
            for j, front, head in sentence.waiting:
                if number.kind == "amount" and name != head:
                    self.out[j].indicator = front + (_GRADE.sub("", name) if front else name) + head
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
        elif name and number.kind != "rank" and (number.kind != "points" or sentence.carry is None):
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
            return (subject or sentence.ranked or last_piece(context) or None), False
        if sentence.carry_kind == "growth" or subject in ("增速", "增幅", "增长"):
            return carry.indicator + "增速", False
        return carry.indicator, carry.indicator_id or False

    def _counted(self, number: Number, words: _Words) -> str:
        """A thing that is counted: the noun stands behind the number."""
        cues, sentence = self.cues, self.sentence
        subject, verb, found = words.subject, words.verb, words.found
        noun, behind = words.noun, words.said
        if found.modifies and number.unit in MONEY_UNITS and subject:
            head = HEAD.search(subject)
            if head:
                # 年销售收入超10亿元的企业: the sum is theirs
                kept = verb if verb in cues.made and subject.startswith(verb) else ""
                side = subject[len(kept) :] if len(subject) - len(kept) <= _LONGEST_SIDE else head.group()
                side = side[2:] if side[:2] in cues.scope else side
                return clean(kept + side if side.startswith(noun) else kept + noun + side)
        within = subject.startswith("在")
        if subject.endswith(cues.towards) or (subject.startswith(cues.preposition) and verb not in cues.keep):
            subject = ""
        elif len(subject) > 2:
            subject = last_clause(subject, 0)
        kept = verb if verb in cues.keep else ""
        if kept:
            subject = subject[len(kept) :] if subject.startswith(kept) else subject
        listed = "、" in subject or (
            len(subject) > _SHORT_NAME and "和" in subject[2:-2] and noun not in cues.generic
        )
        if listed and kept not in cues.made and number.unit in COUNTERS:
            # 青山、绿水3家企业: names in apposition
            subject = ""
        subject = subject[subject.rfind("、") + 1 :]
        if (
            subject[:1] in "对给"
            or (subject[:1] == "为" and subject[1:] in cues.scope)
            or (words.clause.endswith("的") and len(noun) >= 4 and not kept)
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
                    not within
                    and (not kept or kept in cues.pivot)
                    and (
                        not subject
                        or subject in cues.scope
                        or subject in cues.pivot
                        or subject[-1] in "下中内"
                    )
                    and selects(number, found)
                )
            )
        ):
            # 80%的企业完成改制: a share of the whole is named with what it did behind it
            noun = noun + behind if number.kind == "percent" else light_verb_off(behind) + noun
            if subject in cues.pivot:
                subject = ""
        sentence.made = kept if kept in cues.made else ""
        return clean(kept + subject + noun)

    def _measured(self, number: Number, words: _Words) -> tuple[str | None, bool | str]:
        """The words in front name what is measured."""
        cues, sentence = self.cues, self.sentence
        subject, verb, change, basis = words.subject, words.verb, words.change, words.basis
        context, said = words.context, words.said
        carry = sentence.carry
        name = subject
        if words.threshold and carry is not None and carry.indicator:
            # 千万元以上项目30个，其中亿元以上2个
            return carry.indicator, False
        if (
            subject[0] in "占对"
            and len(subject) > 1
            and cues.hold.match(subject) < 2
            and subject not in cues.dependent
            and (subject[0] == "占" or _RATE.search(subject))
        ):
            base = carry.indicator if carry is not None and carry.indicator else last_piece(context)
            return (base or "") + subject, True
        if subject in ("经济", "今年经济", "全年经济"):
            subject = name = "经济增长"
        key = indicator_key(subject)
        known = key in indicator_aliases()
        if (subject in cues.dependent and not known) or (subject in _MONEY_SPENT and said):
            return self._dependent(number, subject, context, said)
        if subject in cues.generic and verb and verb != "其中":
            subject = name = verb + subject
        if len(subject) <= 2 and not known and change in _RATE_NOUNS:
            name = subject + change
        kept = verb if verb in cues.keep else ""
        if kept and kept == subject:
            if sentence.topic:
                made = sentence.made
                return kept + sentence.topic.removeprefix(made).removeprefix(kept), False
            return kept + last_piece(context), False
        if kept:
            sentence.made, sentence.made_here = kept, kept in cues.made
        elif verb:
            sentence.made = ""
        elif (
            sentence.made
            and not (known and indicator_table()[indicator_aliases()[key]].dimension != "count")
            and number.kind == "amount"
            and number.unit not in MONEY_UNITS
            and words.clause.endswith(words.subject)
            and (words.paused or (sentence.made_here and number.unit == sentence.carry_unit))
        ):
            name = sentence.made + subject
        sentence.topic = name
        name = clean(name)
        if sentence.given and number.unit in MONEY_UNITS and len(name) <= _SHORT_NAME:
            # 为80万名退休人员发放养老金5亿元
            return sentence.given + name, False
        if change == "累计" and number.unit in MONEY_UNITS:
            return name + change, False
        if number.kind == "amount" and change != "累计" and is_increment(change):
            sentence.base = name
            return name + (basis or "") + change.replace("分别", "") + "额", False
        if number.kind == "points":
            if basis and basis[:1] in "高低快优领":
                name += basis
            return name, False
        return name, True

    def _dependent(self, number: Number, head: str, context: str, said: str) -> tuple[str | None, bool | str]:
        """A part or side of what was named before: 总投资, 投资完成率, 总产."""
        sentence = self.sentence
        carry = sentence.carry
        base = sentence.topic
        if sentence.made and not sentence.made_here and head[-1] in "率度":
            base = base.removeprefix(sentence.made)
        if not _OF_A_SIDE.match(head):
            base = without_side(base, self.cues.dependent)
        if not base and carry is not None and carry.indicator:
            base = carry.indicator
        if not base and not context and sentence.before:
            base = without_side(sentence.before, self.cues.dependent)
        if base in self.cues.dependent or base[:2] == head[:2]:
            # 办结率100%，满意率98%: two sides of what is not named
            base = ""
        if head in ("总量", "总额", "总规模", "规模") and carry is not None and carry.indicator_id:
            return carry.indicator, carry.indicator_id
        if not base:
            base = topic_of(last_piece(context))
        if not base and said and head in _MONEY_SPENT:
            # 投资3亿元改善城市交通
            base = strip_front(said)[0].removeprefix("了")
            base = base if len(base) > 1 and base[-1] not in "了等" else ""
        aliases = indicator_aliases()
        if head in _PER_HEAD:
            return clean(head + base), True
        if head.endswith("投资"):
            base = base.removesuffix("建设")
        for piece in (base, last_piece(context), context):
            for length in (2, 3, 4):
                whole = piece[:length] + head
                if len(piece) >= length and indicator_key(whole) in aliases:
                    return whole, True
        return clean(base + head), indicator_key(head) in aliases

    def _carried(self, number: Number, words: _Words) -> tuple[str | None, bool | str]:
        """No words of its own: the number goes on with what the sentence has named."""
        sentence = self.sentence
        verb, change, basis = words.verb, words.change, words.basis
        context, behind = words.context, words.said
        carry = sentence.carry
        if carry is None or not carry.indicator:
            headline = self._headline_in(context)
            if headline and number.kind == "amount" and is_increment(change):
                sentence.base = headline
                return headline + change + "额", False
            if headline:
                return headline, True
            if number.kind == "growth" and "经济" in context and not basis:
                return "经济增长", True
            if behind:
                stripped, _ = strip_front(behind)
                return (clean(stripped + (verb if verb == "投入" else "")) or None), False
            piece = last_piece(context)
            if piece:
                piece, _ = strip_front(piece)
                stated = self.cues.stated.match(piece) or self.cues.mannered.match(piece)
                if stated:
                    piece = stated["sphere"]
                elif verb and piece.endswith(self.cues.states):
                    piece = ""
            if not piece and not verb and number.kind in ("growth", "multiple", "points", "amount"):
                # …增长3%；第二年又增长5%
                return sentence.before_carry or None, False
            return (clean(piece) or verb or None), bool(piece)
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
        if number.kind == "amount" and is_increment(change):
            sentence.base = name
            return name + (basis or "") + change.lstrip("再又") + "额", False
        if behind and number.unit in PEOPLE:
            return clean(behind[:16]), False
        if behind and number.unit not in MONEY_UNITS:
            return name + behind[:12], False
        if number.kind in ("multiple", "points") and change.startswith(("增速", "增幅", "涨幅")):
            return name + change[:2], False
        return name, carry.indicator_id or False

    def _headline_in(self, context: str) -> str | None:
        """A headline indicator that opens one of the last clauses without a number: 粮食产量再获丰收，达到9万吨."""
        aliases = indicator_aliases()
        for piece in reversed(context.split("，")[-2:]):
            piece, _ = strip_front(piece)
            for length in range(min(len(piece), 16), 2, -1):
                if indicator_key(piece[:length]) in aliases:
                    return piece[:length]
        return None

    # -- lists -------------------------------------------------------------------------------------------------

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
        if not own and len(sentence.last_group) == count and number.kind == "amount" and is_increment(change):
            return [(name + "增加额", None) for name, _ in sentence.last_group]
        if not own and len(sentence.last_group) == count:
            table = indicator_table()
            return [
                (n, k if k and fits(table[k], number.kind, number.unit) else None)
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
